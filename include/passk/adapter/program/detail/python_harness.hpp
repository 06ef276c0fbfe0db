// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_DETAIL_PYTHON_HARNESS_HPP
#define PASSK_ADAPTER_PROGRAM_DETAIL_PYTHON_HARNESS_HPP

#include <string_view>

namespace passk::adapter::program::detail {

/// The script that a warm Python interpreter runs as process 1 of its sandbox: it imports the
/// usual modules once and forks a confined child for each job. It holds no test and no verdict of
/// a candidate; whatever the candidate does to its own copy stays in that copy.
///
/// Descriptor 3: a SOCK_SEQPACKET socket to the supervisor. Descriptor 4: the seccomp filter.
/// Descriptor 5: the file that sets the number of the next process, or /dev/null.
/// An interpreter for test code, which runs no candidate, is confined as a whole before its first
/// job; one for candidates keeps the right to mount a fresh /tmp, and each child gives it up.
///
/// Job: one JSON message with descriptors [stdin, stdout, stderr, source, (calls)]. Answer: "p"
/// with a pidfd, then the packed exit report; or "e" and what failed.
///
/// The child of a job of mode tests has a SOCK_SEQPACKET socket in place of calls and runs one test
/// code after another: each message brings descriptors [test code, calls], each answer is a report.
/// It ends, and is to be started anew, after test code that could change more than names of its
/// own.
///
/// Values that cross between the processes are data: JSON with tags for what JSON lacks (see
/// python_value.hpp). No pickle, no eval. Between test code and a program, what is no data (an
/// object of a class, a function, an iterator) stays where it is and crosses as a number; the other
/// side may call it, read its attributes and items and iterate over it, each time by a message.
/// What it is equal to, and whether it is true, is never asked of the other side.
inline constexpr std::string_view python_harness = R"PYTHON(
import sys, os, gc, json, struct, socket, select, signal, fcntl, traceback, types, ast
import builtins, _sitebuiltins, atexit, ctypes, errno, threading, resource, __future__
import math, re, collections, itertools, functools, heapq, bisect, typing, string, random
import datetime, operator, copy, io, decimal, fractions, dataclasses, statistics, hashlib, enum, reprlib

config = json.loads(sys.argv[1])
for name in ('LD_BIND_NOW', 'LD_LIBRARY_PATH', 'PYTHONHOME'):  # for this start only
    os.environ.pop(name, None)
sys.argv = ['']
sys.path.remove('')
sys.path += config['path']
for module in config['modules']:
    __import__(module)
builtins.exit = _sitebuiltins.Quitter('exit', 'Ctrl-D (i.e. EOF)')
builtins.quit = _sitebuiltins.Quitter('quit', 'Ctrl-D (i.e. EOF)')
builtins.help = _sitebuiltins._Helper()
if hasattr(sys, 'set_int_max_str_digits'):
    sys.set_int_max_str_digits(0)
threading.stack_size(16 << 20)

libc = ctypes.PyDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 4, 22, 38, 47
raw_filter = b''
while chunk := os.read(4, 1 << 16):
    raw_filter += chunk
os.close(4)
filter_bytes = ctypes.create_string_buffer(raw_filter, len(raw_filter))

class FilterProgram(ctypes.Structure):
    _fields_ = [('length', ctypes.c_ushort), ('instructions', ctypes.c_void_p)]

filter_program = FilterProgram(len(raw_filter) // 8, ctypes.cast(filter_bytes, ctypes.c_void_p))
capability_header = (ctypes.c_uint32 * 2)(0x20080522, 0)
no_capabilities = (ctypes.c_uint32 * 6)()

class PathRule(ctypes.Structure):
    _pack_ = 1
    _fields_ = [('rights', ctypes.c_uint64), ('descriptor', ctypes.c_int32)]

landlock_abi = libc.syscall(444, None, ctypes.c_size_t(0), 1)
WRITE_RIGHTS = [0, 0x1ff2, 0x3ff2, 0x7ff2][max(0, min(landlock_abi, 3))]

def failed(what):
    code = ctypes.get_errno()
    return OSError(code, what + ': ' + os.strerror(code))

def landlock_rules():
    """Writes only below /tmp and to the harmless devices; no signal and no abstract socket outside."""
    if landlock_abi < 1:
        return -1
    rules = (ctypes.c_uint64 * 3)(WRITE_RIGHTS, 3 if landlock_abi >= 4 else 0, 3 if landlock_abi >= 6 else 0)
    size = 24 if landlock_abi >= 6 else 16 if landlock_abi >= 4 else 8
    ruleset = libc.syscall(444, rules, ctypes.c_size_t(size), 0)
    if ruleset < 0:
        raise failed('landlock_create_ruleset')
    for path, rights in (('/tmp', WRITE_RIGHTS), ('/dev', WRITE_RIGHTS & 0x4002)):
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        if libc.syscall(445, ruleset, 1, ctypes.byref(PathRule(rights, fd)), 0):
            raise failed('landlock_add_rule')
        os.close(fd)
    kept = fcntl.fcntl(ruleset, fcntl.F_DUPFD_CLOEXEC, CONTROL + 1)
    os.close(ruleset)
    return kept

def give_up_rights(rules):
    if libc.prctl(PR_CAP_AMBIENT, 4, 0, 0, 0) or libc.capset(capability_header, no_capabilities):
        raise failed('capset')
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise failed('no_new_privs')
    if rules >= 0 and libc.syscall(446, rules, 0):
        raise failed('landlock_restrict_self')
    if libc.prctl(PR_SET_SECCOMP, 2, ctypes.byref(filter_program), 0, 0):
        raise failed('seccomp')

def confine(job, fds):
    if fds != FIRST_FDS[:len(fds)]:
        raise OSError(errno.EBADF, 'descriptors %s' % fds)
    for index, fd in enumerate(fds):
        os.dup2(fd, index, index < 3)
    if libc.syscall(436, len(fds), CONTROL - 1, 0):
        raise failed('close_range')
    os.setsid()
    os.umask(0o022)
    os.chdir('/tmp')
    for what, soft, hard in job['limits']:
        resource.setrlimit(what, (soft, hard))
    if not TESTS_ONLY:
        if job['oom']:
            score = os.open('/proc/self/oom_score_adj', os.O_WRONLY | os.O_CLOEXEC)
            os.write(score, b'1000')
            os.close(score)
        give_up_rights(tmp_rules)
    if libc.syscall(436, CONTROL + 1, 0xffffffff, 0):
        raise failed('close_range')
    signal.signal(signal.SIGINT, signal.default_int_handler)

def read_all(fd):
    parts = []
    at = 0
    while part := os.pread(fd, 1 << 20, at):
        parts.append(part)
        at += len(part)
    return b''.join(parts)

# ---- Values as data ----------------------------------------------------------------------

FRAME_LIMIT, DEPTH_LIMIT, SAFE = 16 << 20, 100, 1 << 53
dumps, loads = json.JSONEncoder(separators=(',', ':')).encode, json.loads

class Unsupported(Exception):
    pass

class TooLarge(Exception):
    pass

def clean(text, size):
    """At most so many bytes of text that every reader of JSON takes."""
    try:
        return str.encode(str(text), 'utf-8', 'backslashreplace')[:size].decode('utf-8', 'ignore')
    except BaseException:
        return ''

def class_name(value):
    return clean(type.__getattribute__(type(value), '__name__'), 100)

def encode_text(text):
    if text.isascii():
        return text
    try:
        text.encode()
        return text
    except UnicodeEncodeError:
        return {'s': text.encode('utf-8', 'surrogatepass').hex()}

def plain_types(*values):
    return {type(value) for value in values}

ITERATORS = plain_types(iter([]), iter(()), iter({}), iter(set()), iter(''), iter(b''), iter(range(0)), iter(range(1 << 70)),
    iter({}.values()), iter({}.items()), reversed([]), map(abs, []), filter(None, []), zip(), enumerate([]), itertools.chain(),
    itertools.islice([], 0), (i for i in ())) | {reversed}
KEYS, VALUES, ITEMS = type({}.keys()), type({}.values()), type({}.items())
BY_NAME = {cls: cls.__name__ for cls in (int, float, str, bool, list, tuple, dict, set, frozenset, bytes, bytearray, complex, range,
    type(None), type, object)}
NAMED = {name: cls for cls, name in BY_NAME.items()}
# Classes whose values are equal by their fields, and what rebuilds them.
def zone_of(value):
    offset = value.utcoffset()
    return None if offset is None else [offset.days, offset.seconds, offset.microseconds]

def zone(offset):
    return None if offset is None else datetime.timezone(datetime.timedelta(*offset))

DATES = {
    datetime.date: ('date', lambda d: [d.year, d.month, d.day], lambda f: datetime.date(*f)),
    datetime.datetime: ('datetime', lambda d: [d.year, d.month, d.day, d.hour, d.minute, d.second, d.microsecond, zone_of(d)],
        lambda f: datetime.datetime(*f[:7], zone(f[7]))),
    datetime.time: ('time', lambda d: [d.hour, d.minute, d.second, d.microsecond, zone_of(d)],
        lambda f: datetime.time(*f[:4], zone(f[4]))),
    datetime.timedelta: ('timedelta', lambda d: [d.days, d.seconds, d.microseconds], lambda f: datetime.timedelta(*f)),
    datetime.timezone: ('timezone', lambda d: zone_of(datetime.datetime(1, 1, 2, tzinfo=d)), zone),
}
DATE_BY_NAME = {name: build for name, _, build in DATES.values()}

def encode_plain(value, depth, link):
    """The lists and pairs of containers."""
    return [encode(item, depth, link) for item in value]

def encode(value, depth=0, link=None):
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is int:
        return value if -SAFE <= value <= SAFE else {'i': hex(value)}
    if kind is str:
        return encode_text(value)
    if kind is float:
        return {'f': value.hex()}
    if depth >= DEPTH_LIMIT:
        raise TooLarge('nested deeper than %d' % DEPTH_LIMIT)
    depth += 1
    if kind is list:
        return encode_plain(value, depth, link)
    if kind is tuple:
        return {'t': encode_plain(value, depth, link)}
    if kind is dict:
        return {'d': [[encode(key, depth, link), encode(item, depth, link)] for key, item in value.items()]}
    if kind is set:
        return {'e': encode_plain(value, depth, link)}
    if kind is frozenset:
        return {'z': encode_plain(value, depth, link)}
    if kind is bytes:
        return {'b': value.hex()}
    if kind is bytearray:
        return {'y': value.hex()}
    if kind is complex:
        return {'c': [value.real.hex(), value.imag.hex()]}
    if kind is range:
        return {'r': [hex(value.start), hex(value.stop), hex(value.step)]}
    if kind is collections.deque:
        return {'q': encode_plain(value, depth, link)}
    if kind is decimal.Decimal:
        return {'n': ['Decimal', str(value)]}
    if kind is fractions.Fraction:
        return {'n': ['Fraction', hex(value.numerator), hex(value.denominator)]}
    if kind in DATES:
        name, fields, _ = DATES[kind]
        return {'a': [name, fields(value)]}
    if link is not None and kind in (Remote, RemoteIterator, RemoteName):
        return link.encode_remote(value)
    if kind is Record:
        return {'R': [value.__class_name__, [[name, encode(item, depth, link)] for name, item in value.__dict__.items()]]}
    if kind is Named:
        return {'N': [list(value.__dict__), encode_plain(value, depth, link)]}
    if kind is KEYS:
        return {'k': encode_plain(value, depth, link)}
    if kind is VALUES:
        return {'v': encode_plain(value, depth, link)}
    if kind is ITEMS:
        return {'m': encode_plain(value, depth, link)}
    # A value of a class derived from a built-in one crosses as the built-in value that it holds.
    for base, plain in ((int, int.__int__), (float, float.__float__), (str, str.__str__)):
        if isinstance(value, base):
            return encode(plain(value), depth, link)
    if isinstance(value, tuple) and type(getattr(kind, '_fields', None)) is tuple:
        items = encode_plain(tuple.__iter__(value), depth, link)
        names = [clean(name, 100) for name in kind._fields]
        return {'N': [names, items]} if len(names) == len(items) else {'t': items}
    for base, plain in ((list, list.__iter__), (tuple, tuple.__iter__), (set, set.__iter__), (frozenset, frozenset.__iter__)):
        if isinstance(value, base):
            return encode(base(plain(value)), depth, link)
    if isinstance(value, dict):
        return encode(dict(dict.items(value)), depth, link)
    if isinstance(value, enum.Enum):
        return {'R': [class_name(value), [['name', clean(value._name_, 100)], ['value', encode(value._value_, depth, link)]]]}
    if dataclasses.is_dataclass(value) and kind is not type:
        return {'R': [class_name(value), [[field.name, encode(getattr(value, field.name), depth, link)]
            for field in dataclasses.fields(value)]]}
    if kind.__module__ == 'numpy' and hasattr(value, 'tolist'):
        if getattr(value, 'ndim', 1) == 0:
            return encode(value.item(), depth, link)
        if kind.__name__ == 'ndarray':
            return {'A': encode(value.tolist(), depth, link)}
    if kind is type and value in BY_NAME:
        return {'B': BY_NAME[value]}
    if link is not None:
        return link.encode_local(value)
    return {'o': class_name(value)}

class Record:
    """An object with fields that crossed: a dataclass, an Enum. Equal to one with the same fields."""
    def __init__(self, name, fields):
        object.__getattribute__(self, '__dict__').update(fields, __class_name__=name)
    def __setattr__(self, name, value):
        raise AttributeError('a value of the other side cannot be changed')
    def __getattribute__(self, name):
        if name == '__dict__':
            fields = dict(object.__getattribute__(self, '__dict__'))
            fields.pop('__class_name__')
            return fields
        return object.__getattribute__(self, name)
    def __eq__(self, other):
        if type(other) is not Record:
            try:
                other = decode(encode(other))
            except Exception:
                return NotImplemented
        return type(other) is Record and self.__class_name__ == other.__class_name__ and self.__dict__ == other.__dict__
    def __hash__(self):
        return hash((self.__class_name__, tuple(self.__dict__)))
    def __repr__(self):
        return '%s(%s)' % (self.__class_name__, ', '.join('%s=%r' % field for field in self.__dict__.items()))

class Named(tuple):
    """A namedtuple that crossed."""
    def __new__(cls, names, values):
        made = tuple.__new__(cls, values)
        made.__dict__.update(zip(names, values))
        return made
    @property
    def _fields(self):
        return tuple(self.__dict__)
    def _asdict(self):
        return dict(self.__dict__)

class Opaque:
    """What cannot cross: equal to nothing, usable for nothing."""
    def __init__(self, name):
        self.name = name
    def __repr__(self):
        return '<a %s of the program>' % self.name

def decode(value, depth=0, link=None):
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if depth > DEPTH_LIMIT:
        raise ValueError('too deep')
    depth += 1
    if kind is list:
        return [decode(item, depth, link) for item in value]
    if kind is not dict or len(value) != 1:
        raise ValueError('no such value')
    (tag, body), = value.items()
    if tag == 'i':
        return int(body, 16)
    if tag == 'f':
        return float.fromhex(body)
    if tag == 't':
        return tuple([decode(item, depth, link) for item in body])
    if tag == 'd':
        return {decode(key, depth, link): decode(item, depth, link) for key, item in body}
    if tag == 'e':
        return {decode(item, depth, link) for item in body}
    if tag == 'z':
        return frozenset([decode(item, depth, link) for item in body])
    if tag == 's':
        return bytes.fromhex(body).decode('utf-8', 'surrogatepass')
    if tag == 'b':
        return bytes.fromhex(body)
    if tag == 'y':
        return bytearray.fromhex(body)
    if tag == 'c':
        return complex(float.fromhex(body[0]), float.fromhex(body[1]))
    if tag == 'r':
        return range(*[int(bound, 16) for bound in body])
    if tag == 'q':
        return collections.deque([decode(item, depth, link) for item in body])
    if tag == 'n':
        if body[0] == 'Decimal':
            return decimal.Decimal(body[1])
        return fractions.Fraction(int(body[1], 16), int(body[2], 16))
    if tag == 'a':
        return DATE_BY_NAME[body[0]](body[1])
    if tag == 'N':
        return Named([str(name) for name in body[0]], [decode(item, depth, link) for item in body[1]])
    if tag == 'R':
        return Record(str(body[0]), {str(name): decode(item, depth, link) for name, item in body[1]})
    if tag == 'A':
        items = decode(body, depth, link)
        numpy = sys.modules.get('numpy')
        return items if numpy is None else numpy.array(items)
    if tag == 'B':
        return NAMED[body]
    if tag == 'k':
        return {decode(item, depth, link): None for item in body}.keys()
    if tag == 'v':
        return dict(enumerate([decode(item, depth, link) for item in body])).values()
    if tag == 'm':
        return dict([decode(item, depth, link) for item in body]).items()
    if tag == 'o':
        return Opaque(str(body)[:100])
    if link is not None:
        return link.decode_reference(tag, body)
    raise ValueError('no such value')

def send_frame(fd, message):
    body = dumps(message).encode()
    if len(body) > FRAME_LIMIT:
        raise TooLarge('a value of %d bytes' % len(body))
    data = memoryview(struct.pack('<I', len(body)) + body)
    while data:
        data = data[os.write(fd, data):]

def read_exactly(fd, size):
    data = os.read(fd, size)
    while len(data) < size:
        part = os.read(fd, min(size - len(data), 1 << 20))
        if not part:
            raise EOFError
        data += part
    return data

def receive_frame(fd):
    size, = struct.unpack('<I', read_exactly(fd, 4))
    if size > FRAME_LIMIT:
        raise ValueError('frame too long')
    body = read_exactly(fd, size)
    if size > 400 and long_digits.search(body):  # numbers cross in hexadecimal: these are hostile, or in a text
        return careful_loads(body.decode())
    return loads(body)

long_digits = re.compile(rb'[0-9]{400}')

def short_int(text):
    if len(text) > 20:
        raise ValueError('no such value')
    return int(text)

careful_loads = json.JSONDecoder(parse_int=short_int).decode

# ---- Objects that stay where they are ------------------------------------------------------

class CandidateRaised(Exception):
    pass

class CandidateGone(BaseException):
    pass

class Remote:
    """An object of the other side."""
    def __init__(self, link, number, name):
        self.__dict__.update({'\0link': link, '\0number': number, '\0name': name})
    def __call__(self, *arguments, **keywords):
        return self.__dict__['\0link'].ask_call({'o': self.__dict__['\0number']}, arguments, keywords)
    def __getattr__(self, name):
        if name.startswith('__') and name.endswith('__'):
            raise AttributeError(name)
        return self.__dict__['\0link'].ask({'q': 'attribute', 'o': self.__dict__['\0number'], 'w': name})
    def __setattr__(self, name, value):
        raise AttributeError('an object of the program cannot be changed by its tests')
    def __getitem__(self, key):
        link = self.__dict__['\0link']
        return link.ask({'q': 'item', 'o': self.__dict__['\0number'], 'w': encode(key, 0, link)})
    def __len__(self):
        size = self.__dict__['\0link'].ask({'q': 'length', 'o': self.__dict__['\0number']})
        if type(size) is not int:
            raise CandidateRaised('no length')
        return size
    def __iter__(self):
        return self.__dict__['\0link'].ask({'q': 'iterate', 'o': self.__dict__['\0number']})
    def __bool__(self):
        return True
    def __repr__(self):
        return '<a %s of the program>' % self.__dict__['\0name']

class RemoteIterator(Remote):
    """An iterator of the other side, read one by one at first and then in growing parts."""
    def __init__(self, link, number, name):
        super().__init__(link, number, name)
        self.__dict__.update({'\0ahead': collections.deque(), '\0taken': 0, '\0end': None})
    def __iter__(self):
        return self
    def __next__(self):
        own = self.__dict__
        if not own['\0ahead'] and own['\0end'] is None:
            count = 1 if own['\0taken'] < 16 else min(own['\0taken'] // 2, 1024)
            items, end = own['\0link'].ask_items(own['\0number'], count)
            own['\0taken'] += len(items)
            own['\0ahead'].extend(items)
            own['\0end'] = end
        if own['\0ahead']:
            return own['\0ahead'].popleft()
        end, own['\0end'] = own['\0end'], StopIteration()
        raise end

class RemoteName(Remote):
    """A function or class of the program, by its name."""
    def __init__(self, link, name):
        super().__init__(link, 0, name)
        self.__dict__['__name__'] = name
    def __call__(self, *arguments, **keywords):
        return self.__dict__['\0link'].ask_call({'n': self.__dict__['\0name']}, arguments, keywords)
    def __getattr__(self, name):
        if name.startswith('__') and name.endswith('__'):
            raise AttributeError(name)
        return self.__dict__['\0link'].ask({'q': 'attribute', 'n': self.__dict__['\0name'], 'w': name})

def short(value):
    try:
        text = shortener.repr(value)
    except Exception as error:
        text = '<%s>' % class_name(error)
    return text if len(text) <= 200 else text[:150] + '...' + text[-40:]

class Shortener(reprlib.Repr):
    def repr_int(self, value, level):
        return repr(value) if value.bit_length() < 2000 else '<an integer of %d bits>' % value.bit_length()

shortener = Shortener()
shortener.maxlist = shortener.maxtuple = shortener.maxset = shortener.maxfrozenset = shortener.maxdeque = shortener.maxdict = 30
shortener.maxstring = shortener.maxother = 200

class Link:
    """The calls between test code and a program, in both directions: either may ask the other while
    it waits for an answer of its own. `module` is the program; the side of the tests has none, and
    lets the other call only what it handed over."""
    def __init__(self, fd, module=None):
        self.fd, self.module = fd, module
        self.local, self.numbers, self.remote = [], {}, {}
        self.calls, self.raised, self.last, self.gone, self.passed_opaque = 0, None, None, False, False

    # What crosses as a number
    def encode_local(self, value):
        kind = type(value)
        if self.module is None:
            if kind in (Opaque,):
                self.passed_opaque = True
                raise TooLarge('a value of the program that cannot cross')
            if not (kind in (types.FunctionType, functools.partial) or kind in ITERATORS or kind.__module__ == 'itertools'):
                name = getattr(value, '__qualname__', '')
                module = getattr(value, '__module__', None) or getattr(getattr(value, '__objclass__', None), '__module__', None)
                if kind in (types.BuiltinFunctionType, type, type(str.upper)) and module in NAMED_MODULES and NAMED_MODULES[module](name):
                    return {'F': [module, name]}
                raise Unsupported('a value of type ' + class_name(value))
        number = self.numbers.get(id(value))
        if number is None:
            number = self.numbers[id(value)] = len(self.local)
            self.local.append(value)
        iterator = kind in ITERATORS or hasattr(kind, '__next__')
        return {'G' if iterator else 'H': [number, class_name(value)]}

    def encode_remote(self, value):
        own = value.__dict__
        if own['\0link'] is not self:
            raise Unsupported('an object of another run')
        if type(value) is RemoteName:
            return {'P': own['\0name']}
        if type(value) is RemoteIterator and own['\0ahead']:
            return {'P': [own['\0number'], encode_plain(own['\0ahead'], 1, self)]}
        return {'P': [own['\0number'], []]}

    def decode_reference(self, tag, body):
        if tag in 'GH' and len(body) == 2 and type(body[0]) is int:
            if body[0] not in self.remote:
                self.remote[body[0]] = (RemoteIterator if tag == 'G' else Remote)(self, body[0], str(body[1])[:100])
            return self.remote[body[0]]
        if tag == 'P':
            if type(body) is str:
                if self.module is None:
                    raise ValueError('no such value')
                return self.named(body)
            value = self.local[body[0]]
            return itertools.chain([decode(item, 1, self) for item in body[1]], value) if body[1] else value
        if tag == 'F' and self.module is not None:
            value = sys.modules[body[0]]
            for part in body[1].split('.'):
                value = getattr(value, part)
            return value
        raise ValueError('no such value')

    # Asking
    def ask(self, request):
        try:
            if self.gone:
                raise EOFError
            send_frame(self.fd, request)
            while True:
                reply = receive_frame(self.fd)
                if type(reply) is dict and 'q' in reply:
                    self.answer(reply)
                    continue
                break
        except (TooLarge, Unsupported):
            raise
        except Exception:
            self.gone = True
            raise CandidateGone('no answer') from None
        if type(reply) is not dict:
            self.gone = True
            raise CandidateGone('an unreadable answer')
        self.calls += 1
        if 'v' in reply:
            try:
                value = decode(reply['v'], 0, self)
                self.changes = reply.get('m')
            except Exception:
                self.gone = True
                raise CandidateGone('an unreadable answer') from None
            return value
        raise self.error_of(reply)

    def error_of(self, reply):
        name, message = clean(reply.get('x'), 100), clean(reply.get('m'), 1000)
        kind = getattr(builtins, name, None)
        # StopIteration would end a loop of the tests, and with it the tests.
        if not (isinstance(kind, type) and issubclass(kind, Exception)) or issubclass(kind, (StopIteration, StopAsyncIteration)):
            kind, message = CandidateRaised, name + ': ' + message
        try:
            error = kind(message)
        except TypeError:
            error = CandidateRaised(name)
        self.raised = error
        return error

    def ask_call(self, target, arguments, keywords):
        self.last = (target, arguments, keywords, None)
        encoded = encode_plain(arguments, 0, self)
        request = dict(target, q='call', a=encoded, k={key: encode(item, 0, self) for key, item in keywords.items()})
        value = self.ask(request)
        if self.changes:
            self.change(arguments, self.changes)
        self.last = (target, arguments, keywords, (value,))
        return value

    def change(self, arguments, changes):
        """What a function that returned nothing did to its arguments."""
        try:
            for index, encoded in changes:
                old, new = arguments[index], decode(encoded, 0, self)
                if type(old) is not type(new):
                    continue
                if type(old) in (list, bytearray):
                    old[:] = new
                elif type(old) in (dict, set):
                    old.clear()
                    old.update(new)
                elif type(old) is collections.deque:
                    old.clear()
                    old.extend(new)
        except Exception:
            self.gone = True
            raise CandidateGone('an unreadable answer') from None

    def ask_items(self, number, count):
        reply = self.ask({'q': 'next', 'o': number, 'c': count})
        if type(reply) is not tuple or len(reply) != 2 or type(reply[0]) is not list or len(reply[0]) > count:
            self.gone = True
            raise CandidateGone('an unreadable answer')
        items, end = reply
        if end is None and not items:
            end = ''
        if type(end) is list:
            return items, self.error_of({'x': end[0], 'm': end[-1]})
        return items, None if end is None else StopIteration()

    def last_call(self):
        if self.last is None:
            return ''
        target, arguments, keywords, value = self.last
        text = '%s(%s)' % (target.get('n', 'an object of the program'), ', '.join([short(argument) for argument in arguments]
            + ['%s=%s' % (key, short(item)) for key, item in keywords.items()]))
        if value is None:
            return text + (' raised ' + short(self.raised) if self.raised is not None else '')
        return text + ' -> ' + short(value[0])

    # Answering
    def named(self, name):
        head, _, method = name.partition('.')
        function = getattr(self.module, head)
        return getattr(function(), method) if method else function

    def answer(self, request):
        try:
            reply = self.answer_of(request)
        except CandidateGone:
            raise
        except BaseException as error:
            if self.module is not None:
                report_exception(error)
            reply = {'x': class_name(error), 'm': clean(error, 1000)}
        try:
            send_frame(self.fd, reply)
        except TooLarge as error:
            send_frame(self.fd, {'x': 'ValueError', 'm': str(error)})

    def answer_of(self, request):
        what, own = request['q'], self.module is not None
        link = self if 'h' not in request else None
        target = self.named(request['n']) if own and 'n' in request else self.local[request['o']]
        if what == 'call':
            arguments = [decode(item, 0, self) for item in request['a']]
            result = target(*arguments, **{key: decode(item, 0, self) for key, item in request['k'].items()})
            reply = {'v': encode(result, 0, link)}
            if result is None and link is not None:
                changes = []
                for index, argument in enumerate(arguments):
                    if type(argument) in (list, dict, set, bytearray, collections.deque):
                        now = encode(argument, 0, link)
                        if now != request['a'][index]:
                            changes.append([index, now])
                if changes:
                    reply['m'] = changes
            return reply
        if what == 'next':
            items, end = [], None
            try:
                for _ in range(request['c']):
                    items.append(encode(next(target), 0, link))
            except StopIteration:
                end = ''
            except Exception as error:
                end = [class_name(error), clean(error, 1000)]
            return {'v': {'t': [items, end]}}
        if what == 'attribute' and own:
            return {'v': encode(getattr(target, request['w']), 0, link)}
        if what == 'item' and own:
            return {'v': encode(target[decode(request['w'], 0, self)], 0, link)}
        if what == 'length' and own:
            return {'v': len(target)}
        if what == 'iterate' and own:
            return {'v': self.encode_local(iter(target))}
        raise TypeError('no such request')

# Functions that the other side has itself.
NAMED_MODULES = {
    'builtins': lambda name: name not in ('eval', 'exec', 'compile', 'open', 'input', '__import__', 'globals', 'locals', 'vars',
        'getattr', 'setattr', 'delattr', 'breakpoint', 'type.__call__') and not name.startswith('_'),
    'math': lambda name: True, '_operator': lambda name: True, 'operator': lambda name: True,
}

def report_exception(error):
    try:
        traceback.print_exception(type(error), error, error.__traceback__)
        sys.stderr.flush()
    except BaseException:
        pass

# ---- The candidate's side ----------------------------------------------------------------

SOURCE = '/src/solution.py'

def compiled(text):
    try:
        return compile(text, SOURCE, 'exec', dont_inherit=True)
    except SyntaxError as error:
        if '__future__' not in str(error):
            raise
    # Imports from the future that a prompt before the program has moved from its beginning.
    tree, flags = ast.parse(text, SOURCE), 0
    for node in list(tree.body):
        if isinstance(node, ast.ImportFrom) and node.module == '__future__':
            for alias in node.names:
                if alias.name not in __future__.all_feature_names:
                    return compile(text, SOURCE, 'exec', dont_inherit=True)
                flags |= getattr(__future__, alias.name).compiler_flag
            tree.body.remove(node)
    return compile(tree, SOURCE, 'exec', flags, dont_inherit=True)

def run_module(text, name):
    module = types.ModuleType(name)
    module.__builtins__ = builtins
    module.__file__ = SOURCE
    sys.modules[name] = module
    try:
        code = compiled(text)
    except (SyntaxError, ValueError) as error:
        if not isinstance(error, SyntaxError):
            error = SyntaxError(str(error))
        traceback.print_exception(type(error), error, None)
        sys.stderr.flush()
        os._exit(1)
    exec(code, module.__dict__)
    return module

def exit_code(error):
    if isinstance(error, SystemExit):
        if error.code is None:
            return 0
        if isinstance(error.code, int):
            return error.code
        print(error.code, file=sys.stderr)
        return 1
    sys.excepthook(type(error), error, error.__traceback__)
    return 1

def leave(code, known_modules, collects):
    """Ends as an interpreter does, in its order, without taking apart what the judge loaded."""
    def attempt(function, *arguments):
        try:
            function(*arguments)
            return True
        except BaseException as error:
            report_exception(error)
            return False
    attempt(threading._shutdown)
    attempt(atexit._run_exitfuncs)
    own = [module for name, module in list(sys.modules.items()) if name not in known_modules and type(module) is types.ModuleType]
    names = [vars(module) for module in own]
    del own
    for scope in names:
        scope.pop('__builtins__', None)
        for underscored in (True, False):
            for name in list(scope):
                if name.startswith('_') == underscored and name != '__builtins__':
                    scope[name] = None
    del scope, names
    if collects:
        gc.collect()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except BaseException:
            code = code or 120
    os._exit(code & 255)

def run_program(text):
    sys.argv = [SOURCE]
    known_modules = set(sys.modules) - {'__main__'}
    code = 0
    try:
        run_module(text, '__main__')
    except BaseException as error:
        code = exit_code(error)
        error.__traceback__ = None
        del error
    # Only these words make it matter whether cycles are collected at the end.
    leave(code, known_modules, any(word in text for word in (b'__del__', b'yield', b'open', b'weakref', b'finalize')))

def serve_calls(text, fd):
    try:
        module = run_module(text, 'solution')
    except BaseException as error:
        code = exit_code(error)
        sys.stderr.flush()
        os._exit(code & 255)
    send_frame(fd, {'ready': 1})
    link = Link(fd, module)
    while True:
        try:
            request = receive_frame(fd)
        except EOFError:
            os._exit(0)
        link.answer(request)

# ---- The judge's side: test code, never in a process with the candidate --------------------

# What test code may use and still leave nothing behind for the next one.
PURE_MODULES = {'math', 'cmath', 're', 'collections', 'itertools', 'functools', 'heapq', 'bisect', 'typing',
    'string', 'random', 'datetime', 'operator', 'copy', 'fractions', 'dataclasses', 'statistics', 'hashlib', 'json'}
REACHING_NAMES = {'exec', 'eval', 'compile', 'globals', 'locals', 'vars', 'setattr', 'delattr', 'open', 'input', '__import__',
    '__builtins__', '__loader__', '__spec__'}

def keeps_to_itself(tree):
    """False for code that could change more than names and values of its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or '']
        elif isinstance(node, ast.Attribute):
            if not isinstance(node.ctx, ast.Load) or node.attr.startswith('_'):
                return False
            continue
        elif isinstance(node, ast.Name) and node.id in REACHING_NAMES:
            return False
        else:
            continue
        if not all(name.partition('.')[0] in PURE_MODULES for name in modules):
            return False
    return True

prepared_tests = collections.OrderedDict()

def names_of_program(tree, prelude, defined):
    """The names of the tests that the program must define: those that nothing else does, and those
    of built-in functions that the problem's own solution (`defined`) redefines."""
    loads, stores, called = set(), set(), []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (loads if isinstance(node.ctx, ast.Load) else stores).add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            stores.add(node.name)
        elif isinstance(node, ast.arg):
            stores.add(node.arg)
        elif isinstance(node, ast.alias):
            stores.add((node.asname or node.name).partition('.')[0])
        elif isinstance(node, ast.Assert):
            tested = node.test.left if isinstance(node.test, ast.Compare) else node.test
            if isinstance(tested, ast.Call) and isinstance(tested.func, ast.Name):
                called.append(tested.func.id)
    names = loads - stores - set(dir(builtins)) - set(prelude.co_names) - {'check', 'candidate'}
    names |= (loads - stores) & set(defined)
    return sorted(names or (set(called) - stores))

def prepare_tests(text):
    """Compiled test code by its text."""
    if text not in prepared_tests:
        tests = json.loads(text)
        if len(prepared_tests) >= 500:
            prepared_tests.popitem(last=False)
        names = tests['functions']
        before, tree = ast.parse(tests['prelude']), ast.parse(tests['code'])
        again = keeps_to_itself(before) and keeps_to_itself(tree)
        prelude = compiled_tests(before, 'prelude.py')
        body = compiled_tests(tree, 'tests.py')
        names = names or names_of_program(tree, prelude, tests['defined'])
        prepared_tests[text] = (prelude, body, names, tests['check'], tests['code'].splitlines(), again)
    return prepared_tests[text]

def compiled_tests(tree, name):
    return compile(tree, name, 'exec', dont_inherit=True)

def run_tests(text, calls_fd):
    link = Link(calls_fd)
    kind, detail = 'judge', ''
    line, lines, again = 0, [], False
    try:
        prelude, body, names, check, lines, again = prepare_tests(text)
        scope = {'__name__': 'tests', '__builtins__': builtins}
        exec(prelude, scope)
        for name in names:
            scope[name] = RemoteName(link, name)
        exec(body, scope)
        if check:
            scope[check](RemoteName(link, names[0]))
        kind = 'gone' if link.gone else 'pass' if link.calls else 'judge'
        detail = '' if link.calls else 'the tests never called the program'
    except BaseException as error:
        frame = error.__traceback__
        while frame is not None:
            if frame.tb_frame.f_code.co_filename == 'tests.py':
                line = frame.tb_lineno
            frame = frame.tb_next
        detail = '%s: %s' % (class_name(error), clean(error, 500))
        if isinstance(error, CandidateGone) or link.gone:
            kind = 'gone'
        elif isinstance(error, Unsupported) or isinstance(error, TooLarge) and not link.calls:
            kind = 'unsupported'
        elif error is link.raised:
            kind = 'raised'
        elif link.calls:
            kind = 'fail'
        again = again and not isinstance(error, MemoryError)
        frame = error.__traceback__ = None
    where = clean(lines[line - 1].strip(), 500) if 0 < line <= len(lines) else ''
    last = '' if kind in ('pass', 'judge') else clean(link.last_call(), 500)
    return {'kind': kind, 'calls': link.calls, 'line': line, 'where': where, 'detail': detail, 'last': last, 'again': again}

def serve_tests(fd):
    jobs = socket.socket(fileno=fd)
    fresh = random.getstate()
    for number in range(1000):
        message, fds, _, _ = socket.recv_fds(jobs, 16, 2)
        if not message:
            break
        text = read_all(fds[0])
        os.close(fds[0])
        report = run_tests(text, fds[1])
        os.close(fds[1])
        report['again'] = report['again'] and number < 999
        jobs.send(dumps(report).encode())
        if not report['again']:
            break
        random.setstate(fresh)
    os._exit(0)

# ---- Process 1 -----------------------------------------------------------------------------

tmp_state, tmp_rules = None, -1

def state_of_tmp(options):
    status = os.stat('/tmp')
    return options, status.st_mode, status.st_ino, status.st_mtime_ns, status.st_ctime_ns

def fresh_tmp(options):
    """An empty /tmp with the times of now: the old one if nobody touched it, else a new one and the
    rules that name it."""
    global tmp_state, tmp_rules
    if tmp_state is not None and tmp_state != state_of_tmp(options):
        if libc.umount2(b'/tmp', 2):
            raise failed('umount /tmp')
        tmp_state = None
    if tmp_state is not None:
        os.utime('/tmp')
    else:
        if libc.mount(b'tmp', b'/tmp', b'tmpfs', 6, options.encode()):
            raise failed('mount /tmp')
        if tmp_rules >= 0:
            os.close(tmp_rules)
        tmp_rules = landlock_rules()
    tmp_state = state_of_tmp(options)

def make_source_folder():
    """/src, which only this process can write to, by the descriptor that is returned."""
    if libc.mount(b'src', b'/src', b'tmpfs', 6, b'size=20m,nr_inodes=4,mode=0755'):
        raise failed('mount /src')
    folder = os.open('/src', os.O_PATH | os.O_CLOEXEC)
    if libc.mount(b'/src', b'/src', None, 4096, None) or libc.mount(None, b'/src', None, 4096 | 32 | 1 | 6, None):
        raise failed('bind /src')
    kept = fcntl.fcntl(folder, fcntl.F_DUPFD_CLOEXEC, CONTROL + 1)
    os.close(folder)
    return kept

source_written = False

def write_source(fd, wanted):
    """A file of the program's text, for a program that may read itself."""
    global source_written
    if source_written:
        os.unlink('solution.py', dir_fd=sources)
    source_written = wanted and os.fstat(fd).st_size <= 16 << 20
    if not source_written:
        return
    to = os.open('solution.py', os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o444, dir_fd=sources)
    at = 0
    while sent := os.sendfile(to, fd, at, 1 << 24):
        at += sent
    os.close(to)

def first_process_number():
    """Each job begins with the same process number, or else with one that tells nothing."""
    global next_pid
    try:
        os.pwrite(next_pid, b'1', 0)
    except OSError:
        if next_pid >= 0:
            os.close(next_pid)
            next_pid = -1
            for _ in range(int.from_bytes(os.urandom(1), 'little') // 4):
                pid = libc.fork()
                if pid == 0:
                    os._exit(0)
                os.waitpid(pid, 0)

def open_stdio():
    """Anew in each child: streams remember what kind of file they were opened on."""
    streams = []
    for fd, mode, errors, name in ((0, 'r', 'surrogateescape', '<stdin>'), (1, 'w', 'surrogateescape', '<stdout>'),
            (2, 'w', 'backslashreplace', '<stderr>')):
        stream = open(fd, mode, encoding='utf-8', errors=errors, closefd=False)
        stream.buffer.raw.name = name
        streams.append(stream)
    sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__ = streams

def child(job, fds):
    try:
        libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
        confine(job, fds)
        open_stdio()
    except BaseException as error:
        control.send(('x%s' % error).encode()[:1000])
        os._exit(125)
    try:
        control.close()  # only now does anything of the candidate run
        text = read_all(3)
        os.close(3)
        gc.enable()
        if job['mode'] == 'program':
            run_program(text)
        elif job['mode'] == 'calls':
            serve_calls(text, 4)
        else:
            serve_tests(4)
    except BaseException as error:
        report_exception(error)
    os._exit(1)

for number in range(1, 65):
    try:
        if signal.getsignal(number) not in (None, signal.SIG_DFL):
            signal.signal(number, signal.SIG_DFL)
    except (OSError, ValueError):
        pass
libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
signal.signal(signal.SIGPIPE, signal.SIG_IGN)
# Where the descriptors of a job arrive: the lowest free ones after 0, 1, 2.
CONTROL, FIRST_FDS = 200, list(range(3, 11))
control = socket.socket(fileno=fcntl.fcntl(3, fcntl.F_DUPFD_CLOEXEC, CONTROL))
next_pid = fcntl.fcntl(5, fcntl.F_DUPFD_CLOEXEC, CONTROL + 1)
os.close(3)
os.close(5)
random.seed(0)
TESTS_ONLY = config['tests']
if TESTS_ONLY:
    fresh_tmp('size=1m,nr_inodes=16,mode=1777')
    give_up_rights(tmp_rules)
else:
    sources = make_source_folder()
gc.collect()
gc.freeze()
gc.disable()
control.send(b'ready')

def reap_all():
    """Kills everything else in this PID namespace; returns how many, and their CPU time."""
    left, user, system = 0, 0.0, 0.0
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass
    try:
        while True:
            _, _, usage = os.wait3(0)
            left, user, system = left + 1, user + usage.ru_utime, system + usage.ru_stime
    except ChildProcessError:
        return left, user, system

while True:
    message, fds, _, _ = socket.recv_fds(control, 1 << 16, 8)
    if not message:
        os._exit(0)
    try:
        job = json.loads(message)
        if not TESTS_ONLY:
            fresh_tmp(job['tmp'])
            write_source(fds[3], job['file'])
            first_process_number()
        # The library's fork, not Python's: this process has one thread, so there is no lock to
        # make anew and no thread to forget, and those steps cost more than the fork. `random` stays
        # as it was seeded: a program that uses it runs the same way each time.
        pid = libc.fork()
        if pid < 0:
            raise failed('fork')
        if pid == 0:
            child(job, fds)
        watch = os.pidfd_open(pid)
    except Exception as error:
        for fd in fds:
            os.close(fd)
        control.send(('e%s: %s' % (type(error).__name__, error)).encode()[:1000])
        continue
    for fd in fds:
        os.close(fd)
    socket.send_fds(control, [b'p'], [watch])
    waiting = select.poll()
    waiting.register(watch, select.POLLIN)
    waiting.register(control, select.POLLRDHUP | select.POLLHUP)
    if watch not in (fd for fd, _ in waiting.poll()):
        os._exit(0)  # the supervisor is gone; the kernel ends every process of this namespace
    os.close(watch)
    _, status, usage = os.wait4(pid, 0)
    left, user, system = reap_all()
    control.send(b'r' + struct.pack('<iiqqq', status, left, int((usage.ru_utime + user) * 1e6),
        int((usage.ru_stime + system) * 1e6), usage.ru_maxrss))
)PYTHON";

}  // namespace passk::adapter::program::detail

#endif  // PASSK_ADAPTER_PROGRAM_DETAIL_PYTHON_HARNESS_HPP
