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
/// python_value.hpp). No pickle, no eval.
inline constexpr std::string_view python_harness = R"PYTHON(
import sys, os, gc, json, struct, socket, select, signal, fcntl, traceback, types, ast
import builtins, _sitebuiltins, atexit, ctypes, errno, threading, resource
import math, re, collections, itertools, functools, heapq, bisect, typing, string, random
import datetime, operator, copy, io, decimal, fractions, dataclasses, statistics, hashlib

config = json.loads(sys.argv[1])
os.environ.pop('LD_BIND_NOW')  # for this start only
sys.argv = ['']
sys.path.remove('')
sys.path += config['path']
for module in config['modules']:
    __import__(module)
builtins.exit = _sitebuiltins.Quitter('exit', 'Ctrl-D (i.e. EOF)')
builtins.quit = _sitebuiltins.Quitter('quit', 'Ctrl-D (i.e. EOF)')
builtins.help = _sitebuiltins._Helper()

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
    while part := os.read(fd, 1 << 20):
        parts.append(part)
    os.close(fd)
    return b''.join(parts)

# ---- Values as data ----------------------------------------------------------------------

FRAME_LIMIT, DEPTH_LIMIT, SAFE = 16 << 20, 100, 1 << 53
STRICT = False  # whether a value that cannot cross is an error

class Unsupported(Exception):
    pass

def encode_text(text):
    if text.isascii():
        return text
    try:
        text.encode()
        return text
    except UnicodeEncodeError:
        return {'s': text.encode('utf-8', 'surrogatepass').hex()}

ITERATORS = tuple({type(i) for i in (iter([]), iter(()), iter({}), iter(set()), iter(''), iter(range(0)),
    iter(range(1 << 70)), iter({}.values()), iter({}.items()), reversed([]), map(abs, []), filter(None, []), zip(), enumerate([]),
    itertools.chain(), itertools.islice([], 0), (i for i in ()))} | {reversed})

def encode(value, depth=0):
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
        raise Unsupported('nested deeper than %d' % DEPTH_LIMIT)
    depth += 1
    if kind is list:
        return [encode(item, depth) for item in value]
    if kind is tuple:
        return {'t': [encode(item, depth) for item in value]}
    if kind is dict:
        return {'d': [[encode(key, depth), encode(item, depth)] for key, item in value.items()]}
    if kind is set:
        return {'e': [encode(item, depth) for item in value]}
    if kind is frozenset:
        return {'z': [encode(item, depth) for item in value]}
    if kind is bytes:
        return {'b': value.hex()}
    if kind is bytearray:
        return {'y': value.hex()}
    if kind is complex:
        return {'c': [value.real.hex(), value.imag.hex()]}
    if kind is range:
        return {'r': [hex(value.start), hex(value.stop), hex(value.step)]}
    if kind is collections.deque:
        return {'q': [encode(item, depth) for item in value]}
    if kind is decimal.Decimal or kind is fractions.Fraction:
        return {'n': [kind.__name__, str(value)]}
    if kind in ITERATORS:
        return {'g': [encode(item, depth) for item in itertools.islice(value, FRAME_LIMIT)]}
    if kind is type({}.keys()):
        return {'k': [encode(item, depth) for item in value]}
    if kind is type({}.values()):
        return {'v': [encode(item, depth) for item in value]}
    if kind is type({}.items()):
        return {'m': [encode(item, depth) for item in value]}
    # A value of a class derived from a built-in one crosses as the built-in value that it holds.
    for base, plain in ((int, int.__int__), (float, float.__float__), (str, str.__str__)):
        if isinstance(value, base):
            return encode(plain(value), depth)
    for base, plain in ((list, list.__iter__), (tuple, tuple.__iter__), (set, set.__iter__), (frozenset, frozenset.__iter__)):
        if isinstance(value, base):
            return encode(base(plain(value)), depth)
    if isinstance(value, dict):
        return encode(dict(dict.items(value)), depth)
    if kind.__module__ == 'numpy' and hasattr(value, 'item') and getattr(value, 'ndim', 1) == 0:
        return encode(value.item(), depth)
    if STRICT:
        raise Unsupported('a value of type ' + kind.__name__)
    return {'o': kind.__name__}

class Opaque:
    """What a candidate returned and cannot cross: equal to nothing, usable for nothing."""
    def __init__(self, name):
        self.name = name
    def __repr__(self):
        return '<a %s of the program>' % self.name

def decode(value, depth=0):
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if depth > DEPTH_LIMIT:
        raise ValueError('too deep')
    depth += 1
    if kind is list:
        return [decode(item, depth) for item in value]
    if kind is not dict or len(value) != 1:
        raise ValueError('no such value')
    (tag, body), = value.items()
    if tag == 'i':
        return int(body, 16)
    if tag == 'f':
        return float.fromhex(body)
    if tag == 't':
        return tuple([decode(item, depth) for item in body])
    if tag == 'd':
        return {decode(key, depth): decode(item, depth) for key, item in body}
    if tag == 'e':
        return {decode(item, depth) for item in body}
    if tag == 'z':
        return frozenset([decode(item, depth) for item in body])
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
        return collections.deque([decode(item, depth) for item in body])
    if tag == 'n':
        return {'Decimal': decimal.Decimal, 'Fraction': fractions.Fraction}[body[0]](body[1])
    if tag == 'g':
        return iter([decode(item, depth) for item in body])
    if tag == 'k':
        return {decode(item, depth): None for item in body}.keys()
    if tag == 'v':
        return dict(enumerate([decode(item, depth) for item in body])).values()
    if tag == 'm':
        return dict([decode(item, depth) for item in body]).items()
    if tag == 'o':
        return Opaque(str(body)[:100])
    raise ValueError('no such value')

def send_frame(fd, message):
    body = json.dumps(message, separators=(',', ':')).encode()
    if len(body) > FRAME_LIMIT:
        raise Unsupported('a value of %d bytes' % len(body))
    data = memoryview(struct.pack('<I', len(body)) + body)
    while data:
        data = data[os.write(fd, data):]

def read_exactly(fd, size):
    data = b''
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
    return json.loads(read_exactly(fd, size))

# ---- The candidate's side ----------------------------------------------------------------

def run_module(text, name, file):
    module = types.ModuleType(name)
    module.__builtins__ = builtins
    module.__file__ = '/tmp/' + file
    sys.modules[name] = module
    try:
        code = compile(text, file, 'exec', dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        if not isinstance(error, SyntaxError):
            error = SyntaxError(str(error))
        traceback.print_exception(type(error), error, None)
        sys.stderr.flush()
        os._exit(1)
    exec(code, module.__dict__)
    return module

def leave(code):
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    try:
        atexit._run_exitfuncs()
    except BaseException:
        traceback.print_exc()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        code = code or 120
    os._exit(code & 255)

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

def run_program(text, job):
    sys.argv = ['/tmp/solution.py']
    code = 0
    try:
        run_module(text, '__main__', 'solution.py')
    except BaseException as error:
        code = exit_code(error)
    leave(code)

def call(module, name, arguments, keywords):
    head, _, method = name.partition('.')
    function = getattr(module, head)
    if method:
        function = getattr(function(), method)
    return function(*arguments, **keywords)

def serve_calls(text, fd):
    try:
        module = run_module(text, 'solution', 'solution.py')
    except BaseException as error:
        code = exit_code(error)
        sys.stderr.flush()
        os._exit(code & 255)
    send_frame(fd, {'ready': 1})
    while True:
        try:
            request = receive_frame(fd)
        except EOFError:
            os._exit(0)
        arguments = [decode(item) for item in request['a']]
        keywords = {key: decode(item) for key, item in request['k'].items()}
        try:
            reply = {'v': encode(call(module, request['n'], arguments, keywords))}
            send_frame(fd, reply)
        except BaseException as error:
            traceback.print_exc()
            sys.stderr.flush()
            send_frame(fd, {'x': type(error).__name__, 'm': str(error)[:1000]})

# ---- The judge's side: test code, never in a process with the candidate --------------------

class CandidateRaised(Exception):
    pass

class CandidateGone(BaseException):
    pass

class Proxy:
    def __init__(self, fd):
        self.fd, self.calls, self.raised, self.last = fd, 0, None, ''

    def bind(self, name):
        def candidate(*arguments, **keywords):
            request = {'n': name, 'a': [encode(item) for item in arguments],
                       'k': {key: encode(item) for key, item in keywords.items()}}
            try:
                send_frame(self.fd, request)
                reply = receive_frame(self.fd)
            except (EOFError, OSError):
                raise CandidateGone('no answer') from None
            except (ValueError, RecursionError):
                reply = None
            if type(reply) is not dict:
                raise CandidateGone('an unreadable answer')
            self.calls += 1
            if 'v' in reply:
                try:
                    value = decode(reply['v'])
                except Exception:
                    raise CandidateGone('an unreadable answer') from None
                self.last = '%s%s -> %s' % (name, short(arguments), short(value))
                return value
            kind = getattr(builtins, str(reply.get('x')), None)
            if not (isinstance(kind, type) and issubclass(kind, Exception)):
                kind = CandidateRaised
            try:
                error = kind(str(reply.get('m')))
            except TypeError:
                error = CandidateRaised(str(reply.get('x')))
            self.raised = error
            self.last = '%s%s raised %s: %s' % (name, short(arguments), reply.get('x'), str(reply.get('m'))[:200])
            raise error
        candidate.__name__ = name
        return candidate

def short(value):
    try:
        text = repr(value)
    except Exception as error:
        text = '<%s>' % type(error).__name__
    return text if len(text) <= 200 else text[:150] + '...' + text[-40:]

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

def prepare_tests(text):
    """Compiled test code by its text."""
    if text not in prepared_tests:
        tests = json.loads(text)
        if len(prepared_tests) >= 500:
            prepared_tests.popitem(last=False)
        names = tests['functions']
        before, tree = ast.parse(tests['prelude']), ast.parse(tests['code'])
        again = keeps_to_itself(before) and keeps_to_itself(tree)
        prelude = compile(before, 'prelude.py', 'exec', dont_inherit=True)
        body = compile(tree, 'tests.py', 'exec', dont_inherit=True)
        if not names:
            known = set(dir(builtins)) | set(prelude.co_names) | {'check', 'candidate'}
            loads, stores = set(), set()
            for node in ast.walk(tree):
                if isinstance(node, ast.Name):
                    (loads if isinstance(node.ctx, ast.Load) else stores).add(node.id)
                elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                    stores.add(node.name)
                elif isinstance(node, ast.arg):
                    stores.add(node.arg)
                elif isinstance(node, ast.alias):
                    stores.add((node.asname or node.name).partition('.')[0])
            names = sorted(loads - stores - known)
        prepared_tests[text] = (prelude, body, names, tests['check'], tests['code'].splitlines(), again)
    return prepared_tests[text]

def run_tests(text, calls_fd):
    proxy = Proxy(calls_fd)
    kind, detail = 'judge', ''
    line, lines, again = 0, [], False
    try:
        prelude, body, names, check, lines, again = prepare_tests(text)
        scope = {'__name__': 'tests', '__builtins__': builtins}
        exec(prelude, scope)
        for name in names:
            scope[name] = proxy.bind(name)
        exec(body, scope)
        if check:
            scope[check](proxy.bind(names[0]))
        kind = 'pass' if proxy.calls else 'judge'
        detail = '' if proxy.calls else 'the tests never called the program'
    except BaseException as error:
        frame = error.__traceback__
        while frame is not None:
            if frame.tb_frame.f_code.co_filename == 'tests.py':
                line = frame.tb_lineno
            frame = frame.tb_next
        detail = '%s: %s' % (type(error).__name__, str(error)[:500])
        if isinstance(error, CandidateGone):
            kind = 'gone'
        elif isinstance(error, Unsupported):
            kind = 'unsupported'
        elif error is proxy.raised:
            kind = 'raised'
        elif proxy.calls:
            kind = 'fail'
        again = again and not isinstance(error, MemoryError)
    where = lines[line - 1].strip()[:500] if 0 < line <= len(lines) else ''
    return {'kind': kind, 'calls': proxy.calls, 'line': line, 'where': where, 'detail': detail, 'last': proxy.last, 'again': again}

def serve_tests(fd):
    global STRICT
    STRICT = True
    jobs = socket.socket(fileno=fd)
    fresh = random.getstate()
    for number in range(1000):
        message, fds, _, _ = socket.recv_fds(jobs, 16, 2)
        if not message:
            break
        report = run_tests(read_all(fds[0]), fds[1])
        os.close(fds[1])
        report['again'] = report['again'] and number < 999
        jobs.send(json.dumps(report).encode())
        if not report['again']:
            break
        random.setstate(fresh)
    os._exit(0)

# ---- Process 1 -----------------------------------------------------------------------------

tmp_state, tmp_rules = None, -1

def fresh_tmp(options):
    """An empty /tmp: the old one if nobody touched it, else a new one and the rules that name it."""
    global tmp_state, tmp_rules
    state = lambda: (options, *(lambda s: (s.st_mode, s.st_ino, s.st_mtime_ns, s.st_ctime_ns))(os.stat('/tmp')))
    if tmp_state is not None:
        if tmp_state == state():
            return
        if libc.umount2(b'/tmp', 2):
            raise failed('umount /tmp')
        tmp_state = None
    if libc.mount(b'tmp', b'/tmp', b'tmpfs', 6, options.encode()):
        raise failed('mount /tmp')
    if tmp_rules >= 0:
        os.close(tmp_rules)
    tmp_rules = landlock_rules()
    tmp_state = state()

def child(job, fds):
    try:
        libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
        confine(job, fds)
        text = read_all(3)
    except BaseException as error:
        control.send(('x%s' % error).encode()[:1000])
        os._exit(125)
    control.close()  # only now does anything of the candidate run
    gc.enable()
    if job['mode'] == 'program':
        run_program(text, job)
    elif job['mode'] == 'calls':
        serve_calls(text, 4)
    else:
        serve_tests(4)
    os._exit(125)

for number in range(1, 65):
    try:
        if signal.getsignal(number) not in (None, signal.SIG_DFL):
            signal.signal(number, signal.SIG_DFL)
    except (OSError, ValueError):
        pass
libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
sys.stdin = sys.__stdin__ = open(0, 'r', encoding='utf-8', errors='surrogateescape', closefd=False)
sys.stdout = sys.__stdout__ = open(1, 'w', encoding='utf-8', errors='surrogateescape', closefd=False)
sys.stderr = sys.__stderr__ = open(2, 'w', encoding='utf-8', errors='backslashreplace', closefd=False)
signal.signal(signal.SIGPIPE, signal.SIG_IGN)
# Where the descriptors of a job arrive: the lowest free ones after 0, 1, 2.
CONTROL, FIRST_FDS = 200, list(range(3, 11))
control = socket.socket(fileno=fcntl.fcntl(3, fcntl.F_DUPFD_CLOEXEC, CONTROL))
os.close(3)
random.seed(0)
TESTS_ONLY = config['tests']
if TESTS_ONLY:
    fresh_tmp('size=1m,nr_inodes=16,mode=1777')
    give_up_rights(tmp_rules)
gc.collect()
gc.freeze()
gc.disable()
control.send(b'ready')

def reap_all():
    """Kills everything else in this PID namespace; only process 1 is left."""
    left = 0
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass
    try:
        while True:
            os.wait()
            left += 1
    except ChildProcessError:
        return left

while True:
    message, fds, _, _ = socket.recv_fds(control, 1 << 16, 8)
    if not message:
        os._exit(0)
    try:
        job = json.loads(message)
        if not TESTS_ONLY:
            fresh_tmp(job['tmp'])
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
    left = reap_all()
    control.send(b'r' + struct.pack('<iiqqq', status, left, int(usage.ru_utime * 1e6), int(usage.ru_stime * 1e6), usage.ru_maxrss))
)PYTHON";

}  // namespace passk::adapter::program::detail

#endif  // PASSK_ADAPTER_PROGRAM_DETAIL_PYTHON_HARNESS_HPP
