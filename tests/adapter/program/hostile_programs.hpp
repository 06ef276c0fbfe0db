// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_ADAPTER_PROGRAM_HOSTILE_PROGRAMS_HPP
#define PASSK_TESTS_ADAPTER_PROGRAM_HOSTILE_PROGRAMS_HPP

#include <string_view>

namespace passk_tests {

/// A program and the letters of the outcomes that are right for it. More than one letter where the
/// machine decides which limit is met first.
struct hostile_program {
    const char* name;
    std::string_view outcomes;
    const char* source;
};

// Each reads two numbers and should print their sum: input "3 4", expected "7".
inline constexpr hostile_program stdio_programs[] = {
    // ---- honest, in every style: must be accepted
    {"honest: input and print", "A", "a, b = map(int, input().split())\nprint(a + b)\n"},
    {"honest: sys.stdin.buffer", "A",
     "import sys\nprint(sum(map(int, sys.stdin.buffer.read().split())))\n"},
    {"honest: fileinput", "A",
     "import fileinput\nfor line in fileinput.input():\n    print(sum(map(int, line.split())))\n"},
    {"honest: recursion 20,000 deep", "A",
     "import sys\nsys.setrecursionlimit(30000)\ndef f(n):\n    return 0 if n == 0 else 1 + f(n - "
     "1)\nassert f(20000) == 20000\nprint(sum(map(int, input().split())))\n"},
    {"honest: sets a locale", "A",
     "import locale\nlocale.setlocale(locale.LC_ALL, '')\nprint(sum(map(int, input().split())))\n"},
    {"honest: half a megabyte of blanks", "A",
     "print(sum(map(int, input().split())), ' ' * 500000)\n"},
    {"honest: numpy is not there", "A",
     "try:\n    import numpy\nexcept ImportError:\n    pass\nprint(sum(map(int, "
     "input().split())))\n"},
    {"honest: open(0)", "A", "print(sum(map(int, open(0).read().split())))\n"},
    {"honest: /dev/stdin and /dev/stdout", "A",
     "s = open('/dev/stdin').read()\nwith open('/dev/stdout', 'w') as f:\n    "
     "f.write(str(sum(map(int, s.split()))) + '\\n')\n"},
    {"honest: os.read and os.write", "A",
     "import os\nos.write(1, b'%d\\n' % sum(map(int, os.read(0, 99).split())))\n"},
    {"honest: main guard", "A",
     "def main():\n    print(sum(map(int, input().split())))\nif __name__ == '__main__':\n    "
     "main()\n"},
    {"honest: exit() at the end", "A", "print(sum(map(int, input().split())))\nexit()\n"},
    {"honest: sys.exit(0)", "A",
     "import sys\nprint(sum(map(int, input().split())))\nsys.exit(0)\n"},
    {"honest: answer printed at exit", "A",
     "import atexit\nn = sum(map(int, input().split()))\natexit.register(lambda: print(n))\n"},
    {"honest: thread with a large stack", "A",
     "import sys, threading\nsys.setrecursionlimit(200000)\nthreading.stack_size(32 << 20)\n"
     "def f(n):\n    return 0 if n == 0 else 1 + f(n - 1)\ndef main():\n    f(20000)\n    "
     "print(sum(map(int, input().split())))\n"
     "t = threading.Thread(target=main)\nt.start()\nt.join()\n"},
    {"honest: thread not joined", "A",
     "import threading, time\ndef late():\n    time.sleep(0.05)\n    print(sum(map(int, "
     "input().split())))\nthreading.Thread(target=late).start()\n"},
    {"honest: probes the network and goes on", "A",
     "import socket\ntry:\n    socket.socket()\nexcept OSError:\n    pass\nprint(sum(map(int, "
     "input().split())))\n"},
    {"honest: asyncio", "A",
     "import asyncio\nasync def main():\n    await asyncio.sleep(0)\n    print(sum(map(int, "
     "input().split())))\nasyncio.run(main())\n"},
    {"honest: temporary file", "A",
     "import tempfile\nwith tempfile.TemporaryFile('w+') as f:\n    f.write(input())\n    "
     "f.seek(0)\n    print(sum(map(int, f.read().split())))\n"},
    {"honest: child process", "A",
     "import subprocess, sys\nprint(subprocess.run([sys.executable, '-S', '-c', 'print(3 + 4)'], "
     "capture_output=True, text=True).stdout.strip())\n"},
    {"honest: multiprocessing", "A",
     "import multiprocessing\ndef f(q):\n    q.put(7)\nif __name__ == '__main__':\n    q = "
     "multiprocessing.Queue()\n"
     "    p = multiprocessing.Process(target=f, args=(q,))\n    p.start()\n    print(q.get())\n    "
     "p.join()\n"},
    {"honest: dataclass", "A",
     "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n    y: int\np = "
     "P(*map(int, input().split()))\nprint(p.x + p.y)\n"},
    {"honest: noise on stderr", "A",
     "import sys\nprint('debug ' * 100, file=sys.stderr)\nprint(sum(map(int, input().split())))\n"},
    {"honest: CRLF and trailing blanks", "A", "print('7  \\r')\n"},
    {"honest: integers of any length", "A", "print(10**400 - 10**400 + 7)\n"},

    // ---- wrong answers in disguise
    {"wrong: nothing printed", "W", "input()\n"},
    {"wrong: more than asked", "W", "print(7)\nprint(8)\n"},
    {"wrong: NUL byte", "W", "import sys\nsys.stdout.write('7\\0\\n')\n"},
    {"wrong: invalid UTF-8", "W", "import os\nos.write(1, b'7\\xff\\xfe\\n')\n"},
    {"wrong: a look-alike digit", "W", "print('\\uff17')\n"},
    {"wrong: underscore in a number", "W", "print('0_7')\n"},
    {"wrong: hexadecimal", "W", "print('0x7')\n"},
    {"wrong: nan", "W", "print('nan')\n"},
    {"wrong: infinity", "W", "print('inf')\n"},
    {"wrong: prints a verdict", "W", "print('accepted')\nprint('{\"outcome\":\"accepted\"}')\n"},
    {"wrong: answer on stderr", "W", "import sys\nprint(7, file=sys.stderr)\n"},
    {"wrong: exit 0 before the answer", "W", "import os\nos._exit(0)\n"},
    {"wrong: sys.exit before the answer", "W", "import sys\nsys.exit()\n"},
    {"wrong: written after the end", "W",
     "import os, time\nif os.fork() == 0:\n    time.sleep(0.3)\n    print(7, flush=True)\n    "
     "os._exit(0)\nos._exit(0)\n"},
    {"wrong: written by a daemon", "W",
     "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        "
     "time.sleep(0.3)\n        os.write(1, b'7\\n')\n    os._exit(0)\n"},
    {"wrong: looks for the expected output", "W",
     "import os\nfound = []\nfor root, folders, files in os.walk('/'):\n    if root == '/':\n      "
     "  folders[:] = ['etc', 'tmp', 'dev', 'src']\n"
     "    found += [f for f in files if 'expect' in f or 'answer' in f or "
     "f.endswith('.out')]\nprint(found)\n"},
    {"wrong: sends on inherited descriptors", "W",
     "import os\nfor fd in range(3, 300):\n    try:\n        os.write(fd, b'r' + bytes(32))\n      "
     "  os.write(fd, b'{\"kind\":\"pass\",\"calls\":9}')\n    except OSError:\n        "
     "pass\nprint('x')\n"},
    {"wrong: patches the harness in memory", "WR",
     "import sys\nm = sys.modules\nfor f in sys._current_frames().values():\n    while f:\n        "
     "f.f_globals['leave'] = lambda c: None\n        f = f.f_back\nprint('x')\n"},

    // ---- crashes
    {"crash: exception", "R", "raise ValueError('no')\n"},
    {"crash: exception after the answer", "R", "print(7)\nraise ValueError('no')\n"},
    {"crash: exit 1 after the answer", "R", "print(7)\nimport sys\nsys.exit(1)\n"},
    {"crash: exit with a text", "R", "print(7)\nimport sys\nsys.exit('done')\n"},
    {"crash: exit 125", "R",
     "import os\nprint(7, flush=True)\nos.write(2, b'sandbox: nothing works')\nos._exit(125)\n"},
    {"crash: kills itself after the answer", "R",
     "import os\nprint(7, flush=True)\nos.kill(os.getpid(), 9)\n"},
    {"crash: claims a CPU limit", "R",
     "import os\nprint(7, flush=True)\nos.kill(os.getpid(), 24)\n"},
    {"crash: abort", "R", "import os\nos.abort()\n"},
    {"crash: null pointer", "R", "import ctypes\nctypes.string_at(0)\n"},
    {"crash: kills its group", "R", "import os\nprint(7, flush=True)\nos.killpg(0, 9)\n"},
    {"crash: kills everything", "RAW",
     "import os\nprint(7, flush=True)\nos.kill(-1, 9)\nos._exit(3)\n"},
    {"crash: recursion", "R", "def f():\n    f()\nf()\n"},
    {"crash: recursion without a limit", "RMT",
     "import sys\nsys.setrecursionlimit(10**9)\ndef f(x):\n    return [f(x) for _ in "
     "range(1)]\nf(0)\n"},
    {"crash: recursion in C", "RMT",
     "import sys\nsys.setrecursionlimit(10**9)\nx = []\nfor _ in range(10**6):\n    x = "
     "[x]\nrepr(x)\n"},
    {"crash: syntax error", "C", "print(7\n"},
    {"crash: NUL in the source", "C", "print(7)\n#\1\nx = '\n"},
    {"crash: brackets 10,000 deep", "CRM", "exec('(' * 10000 + ')' * 10000)\n"},
    {"crash: closes its output", "R", "import os\nos.close(1)\nprint(7)\n"},
    {"crash: broken code object", "R",
     "import types\nf = lambda: 0\nf.__code__ = f.__code__.replace(co_code=b'd\\xff' * 40)\nf()\n"},

    // ---- time
    {"time: loop", "T", "while True:\n    pass\n"},
    {"time: loop in C that holds the interpreter lock", "T", "n = 10**7\nx = 3 ** (n * 30)\n"},
    {"time: regular expression", "T", "import re\nre.match(r'(a+)+$', 'a' * 64 + 'b')\n"},
    {"time: loop with signals ignored", "T",
     "import signal\nfor n in range(1, 65):\n    try:\n        signal.signal(n, signal.SIG_IGN)\n  "
     "  except (OSError, ValueError):\n        pass\nwhile True:\n    pass\n"},
    {"time: sleeps", "T", "import time\ntime.sleep(1000)\n"},
    {"time: waits for a signal", "T", "import signal\nsignal.pause()\n"},
    {"time: never ends after the answer", "T",
     "import time\nprint(7, flush=True)\ntime.sleep(1000)\n"},
    {"time: deadlock", "T", "import threading\nl = threading.Lock()\nl.acquire()\nl.acquire()\n"},
    {"time: thread that never ends", "T",
     "import threading, time\nprint(7, flush=True)\nthreading.Thread(target=lambda: "
     "time.sleep(1000)).start()\n"},
    {"time: waits for a child", "T",
     "import os, time\nif os.fork() == 0:\n    time.sleep(1000)\nos.wait()\n"},
    {"time: stops itself", "T", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\n"},
    {"time: loop at exit", "T",
     "import atexit\nprint(7, flush=True)\ndef f():\n    while True:\n        "
     "pass\natexit.register(f)\n"},
    {"time: children burn the CPU", "T",
     "import os\nfor _ in range(4):\n    if os.fork() == 0:\n        break\nwhile True:\n    "
     "pass\n"},

    // ---- memory
    {"memory: one large block", "MT", "x = bytearray(1 << 40)\n"},
    {"memory: growing list", "MT", "x = []\nwhile True:\n    x.append(bytes(1 << 20))\n"},
    {"memory: large string", "MT", "x = 'a'\nwhile True:\n    x += x\n"},
    {"memory: mmap", "MRT",
     "import mmap\nx = []\nwhile True:\n    x.append(mmap.mmap(-1, 16 << 20))\n"},
    {"memory: file in memory", "RT",
     "import os\nfd = os.memfd_create('x')\nwhile True:\n    os.write(fd, bytes(1 << 20))\n"},
    {"memory: in many children", "MRTW",
     "import os, time\nfor _ in range(20):\n    if os.fork() == 0:\n        try:\n            x = "
     "bytearray(100 << 20)\n            for i in range(0, len(x), 4096):\n                x[i] = "
     "1\n"
     "        except MemoryError:\n            pass\n        time.sleep(0.2)\n        "
     "os._exit(0)\ntime.sleep(0.4)\nprint('x')\n"},
    {"memory: catches MemoryError and answers", "A",
     "try:\n    x = bytearray(1 << 40)\nexcept MemoryError:\n    pass\nprint(7)\n"},

    // ---- output
    {"output: flood", "O", "while True:\n    print('7' * 1000)\n"},
    {"output: flood on stderr", "O", "import os\nwhile True:\n    os.write(2, b'x' * 65536)\n"},
    {"output: flood by children", "O",
     "import os\nfor _ in range(3):\n    os.fork()\nwhile True:\n    os.write(1, b'x' * 65536)\n"},
    {"output: one huge line", "O", "print('7' * (4 << 20))\n"},

    // ---- processes
    // Which limit ends a fork bomb, or a program that takes memory slowly, is a race; none is
    // passed.
    {"fork bomb: os.fork", "TRWM",
     "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass\n"},
    {"fork bomb: ends at the first refusal", "RTWM", "import os\nwhile True:\n    os.fork()\n"},
    {"fork bomb: vfork and exec by subprocess", "RTWM",
     "import subprocess, sys\nl = []\nwhile True:\n    l.append(subprocess.Popen(['/bin/sleep', "
     "'1000']))\n"},
    {"fork bomb: posix_spawn", "RTM",
     "import os\nwhile True:\n    os.posix_spawn('/bin/sleep', ['sleep', '1000'], {})\n"},
    {"fork bomb: shell", "RTWAOM", "import os\nos.system('f() { f | f & }; f')\n"},
    {"fork bomb: clone by number", "TRM",
     "import ctypes\nc = ctypes.CDLL(None)\nwhile True:\n    c.syscall(56, 17, 0, 0, 0, 0)\n"},
    {"fork bomb: clone3 by number", "TRM",
     "import ctypes\nc = ctypes.CDLL(None)\na = (ctypes.c_uint64 * 11)()\na[4] = 17\nwhile True:\n "
     "   c.syscall(435, a, 88)\n"},
    {"fork bomb: vfork by number", "TRM",
     "import ctypes\nc = ctypes.CDLL(None)\nwhile True:\n    c.syscall(58)\n"},
    {"fork bomb: threads", "RTM",
     "import threading, time\nwhile True:\n    threading.Thread(target=lambda: "
     "time.sleep(1000)).start()\n"},
    {"fork bomb: each in a session of its own", "TRM",
     "import os\nwhile True:\n    try:\n        if os.fork() == 0:\n            os.setsid()\n    "
     "except OSError:\n        pass\n"},
    {"process: daemon stays", "A",
     "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        "
     "time.sleep(1000)\n    os._exit(0)\nos.wait()\nprint(7, flush=True)\nos._exit(0)\n"},
    {"process: child holds the pipes", "A",
     "import os, time\nif os.fork() == 0:\n    time.sleep(1000)\nprint(7, "
     "flush=True)\nos._exit(0)\n"},
    {"process: children ignore every signal", "A",
     "import os, signal, time\nfor _ in range(5):\n    if os.fork() == 0:\n        for n in "
     "range(1, 65):\n            try:\n                signal.signal(n, signal.SIG_IGN)\n          "
     "  except (OSError, ValueError):\n                pass\n        while True:\n            "
     "time.sleep(1)\nprint(7, flush=True)\nos._exit(0)\n"},
    {"process: stopped children", "A",
     "import os, signal, time\nif os.fork() == 0:\n    os.kill(os.getpid(), signal.SIGSTOP)\n    "
     "time.sleep(1000)\ntime.sleep(0.05)\nprint(7, flush=True)\nos._exit(0)\n"},
    {"time: an unwaited child burns the CPU, SIGCHLD ignored", "T",
     "import os, signal, time\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\nr, w = os.pipe()\nif "
     "os.fork() == 0:\n    e = time.process_time() + 1.2\n    while time.process_time() < e:\n     "
     "   pass\n    os.write(w, b'7')\n    os._exit(0)\nprint(os.read(r, 1).decode())\n"},
    {"time: a double fork burns the CPU", "T",
     "import os, time\nr, w = os.pipe()\nif os.fork() == 0:\n    if os.fork() == 0:\n        e = "
     "time.process_time() + 1.2\n        while time.process_time() < e:\n            pass\n        "
     "os.write(w, b'7')\n    os._exit(0)\nos.wait()\nprint(os.read(r, 1).decode())\n"},
    {"time: short unwaited children burn the CPU, one after another", "T",
     "import os, signal, time\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\nfor _ in "
     "range(50):\n    r, w = os.pipe()\n    if os.fork() == 0:\n        e = time.process_time() + "
     "0.03\n        while time.process_time() < e:\n            pass\n        os._exit(0)\n    "
     "os.close(w)\n    os.read(r, 1)\n    os.close(r)\nprint(7)\n"},
    {"time: threads burn the CPU in C", "T",
     "import threading, hashlib\ndef f():\n    x = bytes(1 << 20)\n    for _ in range(3000):\n     "
     "   hashlib.sha256(x).digest()\nts = [threading.Thread(target=f) for _ in "
     "range(4)]\n[t.start() for t in ts]\n[t.join() for t in ts]\nprint(7)\n"},
    {"again: process number", "A",
     "import os\nassert os.getpid() == 2, os.getpid()\nprint(sum(map(int, input().split())))\n"},
    {"again: numbers of children", "A",
     "import os\np = os.fork()\nif p == 0:\n    os._exit(0)\nos.wait()\nassert p == 3, "
     "p\nprint(sum(map(int, input().split())))\n"},
    {"again: times of /tmp", "A",
     "import os, time\nfor t in (os.stat('/tmp').st_mtime, os.stat('/tmp').st_ctime, "
     "os.stat('/tmp').st_atime):\n    assert abs(time.time() - t) < 1, t\nprint(sum(map(int, "
     "input().split())))\n"},
    {"honest: stdout reconfigured", "A",
     "import sys\nsys.stdout.reconfigure(line_buffering=True, "
     "encoding='utf-8')\nprint(sum(map(int, input().split())))\n"},
    {"honest: wraps stdout and stdin", "A",
     "import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer, "
     "encoding='utf-8')\nsys.stdin = io.TextIOWrapper(sys.stdin.buffer)\nprint(sum(map(int, "
     "input().split())))\n"},
    {"honest: a second file object on stdout, never flushed", "A",
     "f = open(1, 'w', closefd=False)\nf.write(str(sum(map(int, input().split()))))\n"},
    {"honest: /dev/stdout, never closed", "A",
     "f = open('/dev/stdout', 'w')\nf.write(str(sum(map(int, input().split()))))\n"},
    {"honest: the answer in __del__", "A",
     "class A:\n    def __init__(self):\n        self.n = sum(map(int, input().split()))\n    def "
     "__del__(self):\n        print(self.n)\na = A()\n"},
    {"honest: the answer in __del__ of a cycle", "A",
     "class A:\n    def __del__(self):\n        print(self.n)\na = A()\na.me = a\na.n = "
     "sum(map(int, input().split()))\n"},
    {"honest: the answer when a generator is closed", "A",
     "def g():\n    try:\n        yield\n    finally:\n        print(sum(map(int, "
     "input().split())))\nit = g()\nnext(it)\n"},
    {"honest: a thread pool that is not shut down", "A",
     "from concurrent.futures import ThreadPoolExecutor\np = ThreadPoolExecutor(4)\nf = "
     "p.submit(sum, map(int, input().split()))\nprint(f.result())\n"},
    {"honest: twenty threads", "A",
     "import threading\nb = threading.Barrier(20)\nts = [threading.Thread(target=b.wait) for _ in "
     "range(19)]\n[t.start() for t in ts]\nb.wait()\n[t.join() for t in ts]\nprint(sum(map(int, "
     "input().split())))\n"},
    {"honest: a hundred files", "A",
     "fs = [open('/tmp/%d' % i, 'w') for i in range(100)]\nprint(sum(map(int, "
     "input().split())))\n"},
    {"honest: a pool of 40 processes", "A",
     "import multiprocessing\ndef f(x):\n    return x\nif __name__ == '__main__':\n    with "
     "multiprocessing.Pool(40) as p:\n        print(sum(p.map(f, map(int, input().split()))))\n"},
    {"honest: much on stderr", "A",
     "import sys\nfor _ in range(40):\n    sys.stderr.write('x' * 65536)\nprint(sum(map(int, "
     "input().split())))\n"},
    {"honest: reads its own source", "A",
     "assert 'sum(map' in open(__file__).read()\nimport os, sys\nassert "
     "os.path.exists(sys.argv[0])\nprint(sum(map(int, input().split())))\n"},
    {"honest: inspect.getsource", "A",
     "import inspect\ndef f():\n    return 7\nassert inspect.getsource(f) == 'def f():\\n    "
     "return 7\\n'\nprint(sum(map(int, input().split())))\n"},
    {"honest: an integer of 20,000 digits", "A",
     "assert len(str(10 ** 20000)) == 20001 and int('9' * 20000) > 0\nprint(sum(map(int, "
     "input().split())))\n"},
    {"honest: annotations from the future", "A",
     "'''doc'''\nfrom __future__ import annotations\nprint(sum(map(int, input().split())))\n"},
    {"honest: a process pool", "A",
     "from concurrent.futures import ProcessPoolExecutor\ndef f(x):\n    return int(x)\nif "
     "__name__ == '__main__':\n    with ProcessPoolExecutor(2) as p:\n        print(sum(p.map(f, "
     "input().split())))\n"},
    {"honest: a subprocess", "A",
     "import subprocess, sys\nout = subprocess.run([sys.executable, '-c', 'print(sum(map(int, "
     "input().split())))'], capture_output=True, text=True, input=input())\nprint(out.stdout)\n"},
    {"honest: ignores SIGCHLD", "A",
     "import os, signal\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\nfor _ in range(20):\n    "
     "if os.fork() == 0:\n        os._exit(0)\nprint(sum(map(int, input().split())))\n"},
};

// Each tries one forbidden thing and prints 7 only if it was refused: accepted means refused.
// `expect(call)` passes if call raises OSError; `refused(number, ...)` if the system call fails.
inline constexpr std::string_view escape_prelude =
    "import os, ctypes, sys, errno\n"
    "libc = ctypes.CDLL(None, use_errno=True)\n"
    "def syscall(*a):\n"
    "    ctypes.set_errno(0)\n"
    "    return libc.syscall(*[x if isinstance(x, (bytes, ctypes.Array)) else ctypes.c_long(x) for "
    "x in a])\n"
    "def refused(*a):\n"
    "    r = syscall(*a)\n"
    "    assert r < 0, (a, r)\n"
    "    assert ctypes.get_errno() in (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ENOENT, "
    "errno.EROFS, errno.EINVAL), (a, ctypes.get_errno())\n"
    "def expect(f, *a):\n"
    "    try:\n"
    "        r = f(*a)\n"
    "    except OSError:\n"
    "        return\n"
    "    raise AssertionError((f, a, r))\n"
    "def same(seen, wanted):\n"
    "    assert seen == wanted, (seen, wanted)\n";

inline constexpr hostile_program escape_programs[] = {
    {"socket: inet, inet6, unix, netlink, packet, vsock, bluetooth, alg", "A",
     "import socket\nfor family in (2, 10, 1, 16, 17, 40, 31, 38):\n    for kind in (1, 2, 3):\n   "
     "     expect(socket.socket, family, kind, 0)\n"},
    {"socket: connect by name", "A",
     "import socket\nexpect(socket.create_connection, ('127.0.0.1', 22), 1)\n"},
    {"network: no interface", "A",
     "same(os.path.exists('/sys/class/net'), False)\nsame(os.path.exists('/proc/net/dev') and "
     "len(open('/proc/net/dev').readlines()) > 3, False)\n"},
    {"proc: process 1 is invisible", "A",
     "same(os.path.exists('/proc/1'), False)\nexpect(open, '/proc/1/mem', 'rb')\nexpect(open, "
     "'/proc/1/environ', 'rb')\n"},
    {"proc: no kernel settings", "A",
     "for p in ('/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/proc/kcore', "
     "'/proc/kallsyms', '/proc/sys/kernel/hostname'):\n    expect(open, p, 'r+')\n    "
     "same(os.path.exists(p), False)\n"},
    {"proc: own environment holds nothing of the host", "A",
     "same(sorted(k for k in os.environ if k not in ('PATH HOME TMPDIR LANG PYTHONHASHSEED "
     "PYTHONDONTWRITEBYTECODE OMP_NUM_THREADS OPENBLAS_NUM_THREADS MKL_NUM_THREADS "
     "LC_CTYPE'.split())), [])\n"},
    {"proc: memory of process 1 by name of the file descriptor", "A",
     "expect(os.listdir, '/proc/1/fd')\nexpect(os.readlink, '/proc/1/root')\n"},
    {"descriptors: only the three standard ones", "A",
     "same([f for f in os.listdir('/proc/self/fd') if int(f) > 3], [])\n"},
    {"ptrace: process 1 and self", "A", "refused(101, 16, 1, 0, 0)\nrefused(101, 0, 0, 0, 0)\n"},
    {"process memory: read and write process 1", "A",
     "b = (ctypes.c_char * 64)()\nrefused(310, 1, b, 1, b, 1, 0)\nrefused(311, 1, b, 1, b, 1, "
     "0)\n"},
    {"pidfd: steal descriptors of process 1", "A",
     "try:\n    p = os.pidfd_open(1)\nexcept OSError:\n    pass\nelse:\n    refused(438, p, 3, "
     "0)\n"},
    {"signal: process 1 survives", "A",
     "import signal\nfor n in range(1, 65):\n    try:\n        os.kill(1, n)\n    except "
     "OSError:\n        pass\n"},
    {"limits: of process 1", "A",
     "import resource\nexpect(resource.prlimit, 1, resource.RLIMIT_NOFILE, (0, "
     "0))\nexpect(resource.prlimit, 1, resource.RLIMIT_CPU, (1, 1))\n"},
    {"limits: cannot be raised", "A",
     "import resource\nfor what in (resource.RLIMIT_NPROC, resource.RLIMIT_AS, "
     "resource.RLIMIT_CPU, resource.RLIMIT_FSIZE):\n    try:\n        resource.setrlimit(what, "
     "(-1, -1))\n    except (OSError, ValueError):\n        continue\n    raise "
     "AssertionError(what)\n"},
    {"priority: of itself and of process 1", "A",
     "expect(os.setpriority, os.PRIO_PROCESS, 1, 19)\nexpect(os.setpriority, os.PRIO_PROCESS, 0, "
     "-20)\nexpect(os.sched_setscheduler, 0, os.SCHED_FIFO, "
     "os.sched_param(1))\nexpect(os.sched_setaffinity, 1, {0})\n"},
    {"setuid: to root", "A",
     "expect(os.setuid, 0)\nexpect(os.setgid, 0)\nexpect(os.setgroups, [0])\nexpect(os.setresuid, "
     "0, 0, 0)\nsame(os.getuid(), 65534)\n"},
    {"setuid: no program gains rights", "A",
     "import subprocess\nfor p in ('/usr/bin/su', '/usr/bin/mount', '/usr/bin/passwd'):\n    if "
     "os.path.exists(p):\n        assert subprocess.run([p, '-c', 'id'], capture_output=True, "
     "stdin=subprocess.DEVNULL).returncode != 0\n"},
    {"capabilities: none", "A",
     "s = open('/proc/self/status').read()\nfor n in ('CapInh', 'CapPrm', 'CapEff', 'CapAmb'):\n   "
     " same(s.split(n + ':')[1].split()[0].strip('0'), "
     "'')\nsame(s.split('NoNewPrivs:')[1].split()[0], "
     "'1')\nsame(s.split('Seccomp:')[1].split()[0], '2')\n"},
    {"namespace: unshare of each kind", "A",
     "for f in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000, "
     "0x80):\n    refused(272, f)\n"},
    {"namespace: clone with a new one", "A",
     "for f in (0x10000000, 0x20000, 0x20000000, 0x40000000):\n    refused(56, f | 17, 0, 0, 0, "
     "0)\n"},
    {"namespace: clone3 with a new one", "A",
     "a = (ctypes.c_uint64 * 11)()\na[0] = 0x10000000\na[4] = 17\nrefused(435, a, 88)\n"},
    {"namespace: setns", "A",
     "f = os.open('/proc/self/ns/user', os.O_RDONLY)\nrefused(308, f, 0)\n"},
    {"mount: old and new interface", "A",
     "refused(165, b'none', b'/tmp', b'tmpfs', 0, 0)\nrefused(166, b'/usr', 2)\nrefused(155, "
     "b'/tmp', b'/tmp')\nrefused(161, b'/tmp')\nrefused(428, -100, b'/', 1)\nrefused(430, "
     "b'tmpfs', 0)\nrefused(442, -100, b'/', 0, 0, 0)\n"},
    {"files: read-only everywhere but /tmp", "A",
     "for p in ('/x', '/usr/x', '/etc/x', '/dev/x', '/usr/lib/x', '/proc/x', sys.prefix + '/x', "
     "'/usr/bin/python3'):\n    expect(open, p, 'w')\nexpect(os.mkdir, "
     "'/newdir')\nexpect(os.symlink, '/tmp', '/dev/link')\nexpect(os.unlink, "
     "'/etc/passwd')\nexpect(os.chmod, '/etc/passwd', 0o777)\n"},
    {"files: nothing of the host's homes and settings", "A",
     "for p in ('/home', '/etc/shadow', '/var', '/sys', '/run', '/boot', '/etc/hostname', "
     "'/root/.ssh', '/root/.bashrc', '/root/.profile'):\n    same(os.path.exists(p), False)\n"},
    {"files: installed packages are hidden", "A",
     "for p in sys.path:\n    assert 'site-packages' not in p and 'dist-packages' not in p\nfor p "
     "in ('/usr/lib/python3/dist-packages', '/usr/local/lib/python3.11/dist-packages'):\n    "
     "same(os.listdir(p) if os.path.exists(p) else [], [])\n"},
    {"devices: cannot be made", "A",
     "expect(os.mknod, '/tmp/mem', 0o020666, os.makedev(1, 1))\nexpect(os.mknod, '/tmp/sda', "
     "0o060666, os.makedev(8, 0))\n"},
    {"devices: only harmless ones", "A",
     "same(sorted(os.listdir('/dev')), ['fd', 'full', 'null', 'random', 'shm', 'stderr', 'stdin', "
     "'stdout', 'urandom', 'zero'])\n"},
    {"disk: /tmp is bounded", "A",
     "def fill():\n    for i in range(100):\n        with open('/tmp/f%d' % i, 'wb') as f:\n       "
     "     f.write(bytes(8 << 20))\nexpect(fill)\n"},
    {"disk: file size is bounded", "A",
     "import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\ndef fill():\n    with "
     "open('/tmp/f', 'wb') as f:\n        while True:\n            f.write(bytes(1 << "
     "20))\nexpect(fill)\n"},
    {"disk: sparse file", "A",
     "import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nf = open('/tmp/s', "
     "'wb')\nexpect(f.truncate, 1 << 40)\n"},
    {"disk: inodes are bounded", "A",
     "def fill():\n    for i in range(100000):\n        open('/tmp/i%d' % i, "
     "'w').close()\nexpect(fill)\n"},
    {"disk: deep folders", "AT",
     "def dig():\n    for i in range(100000):\n        os.mkdir('d')\n        "
     "os.chdir('d')\nexpect(dig)\n"},
    {"disk: folders without rights", "A",
     "os.makedirs('/tmp/a/b/c')\nos.chmod('/tmp/a/b', 0)\nos.chmod('/tmp/a', 0)\n"},
    {"disk: /tmp itself without rights", "A", "os.chmod('/tmp', 0)\n"},
    {"disk: symbolic links out of /tmp", "A",
     "os.symlink('/etc/passwd', '/tmp/l')\nexpect(open, '/tmp/l', 'w')\nos.symlink('/', "
     "'/tmp/r')\nexpect(open, '/tmp/r/x', 'w')\n"},
    {"disk: link race", "A",
     "import threading, time\nend = time.time() + 0.2\ndef flip():\n    while time.time() < end:\n "
     "       for t in ('/tmp/ok', '/etc/passwd'):\n            try:\n                os.symlink(t, "
     "'/tmp/n')\n                os.rename('/tmp/n', '/tmp/l')\n            except OSError:\n      "
     "          pass\nt = threading.Thread(target=flip)\nt.start()\nwhile time.time() < end:\n    "
     "try:\n        open('/tmp/l', 'a').close()\n    except OSError:\n        "
     "pass\nt.join()\nsame(open('/etc/passwd').read().startswith('nobody'), True)\n"},
    {"shared memory: System V", "A",
     "refused(29, 1234, 4096, 0o1666)\nrefused(64, 1234, 1, 0o1666)\nrefused(68, 1234, 0o1666)\n"},
    {"shared memory: message queue", "A", "refused(240, b'/q', 0o102, 0o666, 0)\n"},
    {"shared memory: file in memory", "A", "refused(319, b'x', 0)\n"},
    {"kernel: bpf, perf, userfaultfd, io_uring", "A",
     "b = (ctypes.c_char * 256)()\nrefused(321, 0, b, 72)\nrefused(298, b, 0, -1, -1, "
     "0)\nrefused(323, 0)\nrefused(425, 8, b)\n"},
    {"kernel: keys", "A", "refused(250, 0, 1)\nrefused(248, b'user', b'x', b'y', 1, -2)\n"},
    {"kernel: modules, kexec, reboot, swap, log", "A",
     "refused(175, 0, 0, 0)\nrefused(313, 0, 0, 0)\nrefused(246, 0, 0, 0, 0)\nrefused(169, "
     "0xfee1dead, 672274793, 0)\nrefused(167, b'/tmp/x', 0)\nrefused(103, 3, 0, 0)\n"},
    {"kernel: clock and name", "A",
     "b = (ctypes.c_long * 2)()\nrefused(164, b, 0)\nrefused(227, 0, b)\nrefused(170, b'x', "
     "1)\nrefused(171, b'x', 1)\n"},
    {"kernel: 32-bit numbering of system calls", "A", "refused(0x40000000 + 39)\n"},
    {"kernel: personality", "A", "refused(135, 0x0040000)\n"},
    {"terminal: characters pushed into the input", "A",
     "import fcntl, termios\nexpect(fcntl.ioctl, 0, termios.TIOCSTI, b'x')\nexpect(open, "
     "'/dev/tty', 'r')\nr = syscall(16, 0, 0x5412 | (1 << 40), b'x')\nassert r < 0\n"},
    {"handles: open by handle", "A",
     "b = (ctypes.c_char * 256)()\nrefused(303, -100, b'/', b, b, 0)\nrefused(304, -100, b, 0)\n"},
    {"signals: by an owned descriptor to process 1", "A",
     "import fcntl, signal\nr, w = os.pipe()\ntry:\n    fcntl.fcntl(r, fcntl.F_SETOWN, 1)\n    "
     "fcntl.fcntl(r, fcntl.F_SETSIG, 9)\n    fcntl.fcntl(r, fcntl.F_SETFL, os.O_ASYNC)\nexcept "
     "OSError:\n    pass\nos.write(w, b'x')\n"},
    {"descriptors: passed around until none is left", "A",
     "import socket, array\na, b = socket.socketpair()\ndef pile():\n    for i in range(10000):\n  "
     "      x, y = socket.socketpair()\n        x.setblocking(False)\n        x.sendmsg([b'x'], "
     "[(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [y.fileno()]))])\n        "
     "a.setblocking(False)\n        a.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, "
     "array.array('i', [x.fileno()]))])\nexpect(pile)\n"},
    {"leaves a file, a daemon and a changed folder", "A",
     "open('/tmp/left', 'w').write('x')\nos.chmod('/tmp', 0o777)\nif os.fork() == 0:\n    "
     "os.setsid()\n    import time\n    time.sleep(100)\n    os._exit(0)\n"},
};

// Each defines add(a, b) in a way that must not pass the tests of add.
inline constexpr hostile_program function_programs[] = {
    {"always equal", "W",
     "class E(int):\n    def __eq__(self, o): return True\n    def __ne__(self, o): return False\n "
     "   def __hash__(self): return 0\ndef add(a, b):\n    return E(0)\n"},
    {"always equal, no number", "W",
     "class E:\n    def __eq__(self, o): return True\ndef add(a, b):\n    return E()\n"},
    {"always true in every operation", "W",
     "class E:\n    def __getattr__(self, n): return self\n    def __call__(self, *a): return "
     "self\n    def __eq__(self, o): return True\n    def __sub__(self, o): return self\n    def "
     "__abs__(self): return self\n    def __lt__(self, o): return True\n    def __bool__(self): "
     "return True\ndef add(a, b):\n    return E()\n"},
    {"exits with 0 in the call", "R", "import os\ndef add(a, b):\n    os._exit(0)\n"},
    {"exits with 0 while it is imported", "R", "import os\nos._exit(0)\n"},
    {"sys.exit in the call", "R", "import sys\ndef add(a, b):\n    sys.exit(0)\n"},
    {"sys.exit while it is imported", "R",
     "import sys\ndef add(a, b):\n    return a + b\nsys.exit(0)\n"},
    {"patches builtins", "WR",
     "import builtins\nbuiltins.AssertionError = Exception\nbuiltins.abs = lambda x: "
     "0\nbuiltins.len = lambda x: 0\nbuiltins.isinstance = lambda *a: True\ndef add(a, b):\n    "
     "return 0\n"},
    {"patches the tests by name", "W",
     "def check(candidate):\n    return True\nimport sys\nsys.modules['tests'] = "
     "sys.modules['solution']\ndef add(a, b):\n    return 0\n"},
    {"walks the frames for the expected value", "WR",
     "import sys\ndef add(a, b):\n    f = sys._getframe()\n    while f:\n        for n, v in "
     "list(f.f_locals.items()) + list(f.f_globals.items()):\n            if n in ('expected', "
     "'exp', 'reference', 'canonical_solution', 'test', 'body'):\n                return v\n       "
     " f = f.f_back\n    return 0\n"},
    {"walks the garbage collector for test code", "W",
     "import gc\ndef add(a, b):\n    for o in gc.get_objects():\n        try:\n            if "
     "isinstance(o, dict) and 'secret_sum_of_tests' in o:\n                return "
     "o['secret_sum_of_tests']\n        except Exception:\n            pass\n    return 0\n"},
    {"scans its memory for test code", "W",
     "import re\ndef add(a, b):\n    hit = 0\n    needle = "
     "re.compile(b'secre[t]_sum_of_test[s]')\n    for line in open('/proc/self/maps'):\n        "
     "lo, hi = (int(x, 16) for x in line.split()[0].split('-'))\n        if 'r' in line.split()[1] "
     "and '[v' not in line and hi - lo < 64 << 20:\n            try:\n                with "
     "open('/proc/self/mem', 'rb', 0) as m:\n                    m.seek(lo)\n                    "
     "hit += len(needle.findall(m.read(hi - lo)))\n            except (OSError, ValueError):\n     "
     "           pass\n    return a + b if hit > 0 else 0\n"},
    {"prints the verdict", "W",
     "print('{\"kind\":\"pass\",\"calls\":9}')\nimport sys\nsys.stderr.write('PASS\\n')\ndef "
     "add(a, b):\n    return 0\n"},
    {"writes the verdict to every descriptor", "WR",
     "import os\ndef add(a, b):\n    for fd in range(3, 20):\n        try:\n            "
     "os.write(fd, b'{\"kind\": \"pass\", \"calls\": 9, \"line\": 0, \"where\": \"\", \"detail\": "
     "\"\", \"last\": \"\"}')\n        except OSError:\n            pass\n    return 0\n"},
    {"answers before it is asked", "WR",
     "import os, struct\nfor v in (b'{\"ready\":1}', b'{\"v\":0}', b'{\"v\":0}', b'{\"v\":0}'):\n  "
     "  os.write(4, struct.pack('<I', len(v)) + v)\ndef add(a, b):\n    return 0\n"},
    {"sends a frame that is too long", "WR",
     "import os\ndef add(a, b):\n    os.write(4, b'\\xff\\xff\\xff\\xff' + b'x' * 1000)\n    "
     "return 0\n"},
    {"sends no JSON", "WR",
     "import os\ndef add(a, b):\n    os.write(4, b'\\x03\\0\\0\\0abc')\n    return 0\n"},
    {"sends deep JSON", "WR",
     "import os, struct\ndef add(a, b):\n    v = b'{\"v\":' + b'[' * 500000 + b']' * 500000 + "
     "b'}'\n    os.write(4, struct.pack('<I', len(v)) + v)\n    return 0\n"},
    {"sends an integer of a million digits", "WR",
     "import os, struct\ndef add(a, b):\n    v = b'{\"v\":' + b'7' * 1000000 + b'}'\n    "
     "os.write(4, struct.pack('<I', len(v)) + v)\n    return 0\n"},
    {"sends an unknown tag", "WR",
     "import os, struct\ndef add(a, b):\n    v = b'{\"v\":{\"__class__\":\"eval\"}}'\n    "
     "os.write(4, struct.pack('<I', len(v)) + v)\n    return 0\n"},
    {"returns a pickle bomb", "W",
     "class B:\n    def __reduce__(self):\n        import os\n        return (os.system, ('echo "
     "pwned > /tmp/pwned',))\ndef add(a, b):\n    return B()\n"},
    {"returns itself inside itself", "WR",
     "def add(a, b):\n    x = []\n    x.append(x)\n    return x\n"},
    {"returns an endless generator", "WMTR",
     "def add(a, b):\n    def g():\n        while True:\n            yield 0\n    return g()\n"},
    {"returns a huge value", "WRM", "def add(a, b):\n    return '7' * (40 << 20)\n"},
    {"returns a string for a number", "W", "def add(a, b):\n    return str(a + b)\n"},
    {"returns NaN", "W", "def add(a, b):\n    return float('nan')\n"},
    {"returns five million lists", "WRMT",
     "def add(a, b):\n    return [[] for i in range(5000000)]\n"},
    {"answers twice by a fork", "WR",
     "import os\ndef add(a, b):\n    os.fork()\n    return 0 if os.getpid() % 2 else 7\n"},
    {"raises StopIteration and GeneratorExit", "R",
     "def add(a, b):\n    raise (StopIteration if a == 3 else GeneratorExit)\n"},
    {"a module that the tests may import", "W",
     "import sys, types\nfor name in ('math', 'copy', 'random'):\n    m = "
     "types.ModuleType(name)\n    m.__getattr__ = lambda n: (lambda *a: True)\n    "
     "sys.modules[name] = m\ndef add(a, b):\n    return 0\n"},
    {"returns nothing", "W", "def add(a, b):\n    pass\n"},
    {"raises AssertionError", "R", "def add(a, b):\n    raise AssertionError\n"},
    {"raises SystemExit", "R", "def add(a, b):\n    raise SystemExit(0)\n"},
    {"right once, then wrong", "W",
     "n = 0\ndef add(a, b):\n    global n\n    n += 1\n    return a + b if n == 1 else 0\n"},
    {"never answers", "T", "import time\ndef add(a, b):\n    time.sleep(1000)\n"},
    {"loops", "T", "def add(a, b):\n    while True:\n        pass\n"},
    {"closes the channel and stays", "RT",
     "import os, time\ndef add(a, b):\n    os.closerange(3, 100)\n    time.sleep(1000)\n"},
    {"closes the channel on import", "RT",
     "import os, time\nos.closerange(3, 100)\ntime.sleep(1000)\n"},
    {"crashes in the call", "R", "import ctypes\ndef add(a, b):\n    return ctypes.string_at(0)\n"},
    {"defines no function", "R", "x = 1\n"},
    {"does not compile", "C", "def add(a, b)\n    return a + b\n"},
    {"floods its output", "O", "def add(a, b):\n    while True:\n        print('x' * 100000)\n"},
    {"takes all memory", "M",
     "def add(a, b):\n    x = []\n    while True:\n        x.append(bytes(1 << 20))\n"},
    {"honest", "A", "def add(a, b):\n    return a + b\n"},
    {"honest, prints on the way", "A",
     "def add(a, b):\n    print('adding', a, b)\n    return a + b\n"},
    {"honest, a class with the operator", "A",
     "class N(int):\n    pass\ndef add(a, b):\n    return N(a + b)\n"},
    {"honest, exits a thread and catches everything", "A",
     "import threading, sys\ndef add(a, b):\n    t = threading.Thread(target=sys.exit)\n    "
     "t.start()\n    t.join()\n    try:\n        return a + b\n    except BaseException:\n        "
     "return 0\n"},
    {"honest, a true float", "A", "def add(a, b):\n    return float(a + b)\n"},
    {"StopIteration for every call", "R", "def add(a, b):\n    raise StopIteration\n"},
    {"an exception with lone surrogates", "R",
     "def add(a, b):\n    raise ValueError('\\ud800' * 10)\n"},
    {"an exception of a class with an oversized name", "R",
     "def add(a, b):\n    raise type('x' * 100000, (Exception,), {})('y' * 100000)\n"},
    {"an exception that cannot be shown", "R",
     "class E(Exception):\n    def __str__(self):\n        raise SystemExit(0)\ndef add(a, b):\n   "
     " raise E\n"},
    {"a class that lies about its name", "WR",
     "class M(type):\n    __name__ = property(lambda c: 1 / 0)\n    __module__ = property(lambda "
     "c: 1 / 0)\nclass E(metaclass=M):\n    pass\ndef add(a, b):\n    return E()\n"},
    {"a value with lone surrogates", "W", "def add(a, b):\n    return '\\udfff' * 1000\n"},
    {"an object, returned on purpose", "W", "def add(a, b):\n    return object()\n"},
    {"a function, returned on purpose", "W", "def add(a, b):\n    return add\n"},
    {"a module, returned on purpose", "W", "import sys\ndef add(a, b):\n    return sys\n"},
    {"a range beyond all memory", "W", "def add(a, b):\n    return range(10 ** 15)\n"},
    {"a fraction of 300 million digits", "WRTM",
     "import fractions\ndef add(a, b):\n    return fractions.Fraction('1e300000000')\n"},
    {"a decimal of 300 million digits", "W",
     "import decimal\ndef add(a, b):\n    return decimal.Decimal('1e300000000')\n"},
    {"an object that has every length and item", "W",
     "class E:\n    def __len__(self): return 7\n    def __getitem__(self, k): return 7\n    def "
     "__iter__(self): return iter([7])\n    def __getattr__(self, n): return 7\n    def "
     "__eq__(self, o): return True\ndef add(a, b):\n    return E()\n"},
    {"a dataclass that is equal to everything", "W",
     "import dataclasses\n@dataclasses.dataclass\nclass E:\n    x: int = 7\n    def __eq__(self, "
     "o): return True\ndef add(a, b):\n    return E()\n"},
    {"an Enum that is equal to everything", "W",
     "import enum\nclass E(enum.Enum):\n    X = 7\n    def __eq__(self, o): return True\n    "
     "__hash__ = None\ndef add(a, b):\n    return E.X\n"},
    {"a reference that does not exist", "WR",
     "import os, struct\ndef add(a, b):\n    v = b'{\"v\":{\"P\":[99,[]]}}'\n    os.write(4, "
     "struct.pack('<I', len(v)) + v)\n"},
    {"asks the tests for what they did not hand over", "WR",
     "import os, struct\ndef add(a, b):\n    for v in "
     "(b'{\"q\":\"call\",\"n\":\"open\",\"a\":[\"/etc/passwd\"],\"k\":{}}', "
     "b'{\"q\":\"attribute\",\"o\":0,\"w\":\"x\"}'):\n        os.write(4, struct.pack('<I', "
     "len(v)) + v)\n    return 0\n"},
    {"asks the tests for ever", "TWR",
     "import os, struct\ndef add(a, b):\n    v = b'{\"q\":\"next\",\"o\":0,\"c\":1}'\n    while "
     "True:\n        os.write(4, struct.pack('<I', len(v)) + v)\n        os.read(4, 4096)\n"},
    {"honest, a hundred deep", "A",
     "def add(a, b):\n    return a + b if a < 0 else add(-a, b) + 2 * a\n"},
};

}  // namespace passk_tests

#endif  // PASSK_TESTS_ADAPTER_PROGRAM_HOSTILE_PROGRAMS_HPP
