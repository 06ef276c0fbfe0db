// SPDX-License-Identifier: Apache-2.0
// Values that cross between a program and its tests, and what ends loops of tests early.
#include <passk/adapter/program/program_judge.hpp>

#include "skip.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace passk::adapter::program;

bool can_isolate() {
    const auto made = sandbox::make(isolation::namespaces);
    if (!made) {
        passk_tests::skip(made.error().context);
    }
    return made.has_value();
}

struct trial {
    const char* name;
    program_outcome outcome;
    const char* program;
    const char* tests;
    const char* prelude = "";
};

constexpr program_outcome accepted = program_outcome::accepted;
constexpr program_outcome wrong = program_outcome::wrong_answer;
constexpr program_outcome crash = program_outcome::runtime_error;

constexpr trial trials[] = {
    {"dates", accepted,
     "import datetime as d\ndef f(n):\n    return [d.date(2024, 2, 29), d.datetime(2024, 1, 2, 3, "
     "4, "
     "5, 6), d.time(1, 2), d.timedelta(days=-1, microseconds=5), d.datetime(2024, 1, 2, "
     "tzinfo=d.timezone(d.timedelta(hours=5)))][n]\n",
     "assert f(0) == d.date(2024, 2, 29) and f(0).year == 2024\nassert f(1) == d.datetime(2024, 1, "
     "2, "
     "3, 4, 5, 6)\nassert f(2) == d.time(1, 2)\nassert f(3) == d.timedelta(days=-1, "
     "microseconds=5)\nassert f(4) == d.datetime(2024, 1, 1, 19, tzinfo=d.timezone.utc)\n",
     "import datetime as d\n"},
    {"dates as arguments", accepted, "import datetime\ndef f(a, b):\n    return (b - a).days\n",
     "assert f(d.date(2024, 1, 1), d.date(2024, 3, 1)) == 60\n", "import datetime as d\n"},
    {"a wrong date", wrong, "import datetime as d\ndef f():\n    return d.date(2024, 1, 1)\n",
     "assert f() == d.date(2024, 1, 2)\n", "import datetime as d\n"},
    {"an Enum of the program's own", accepted,
     "import enum\nclass Color(enum.Enum):\n    RED = 1\n    BLUE = 2\ndef f(n):\n    return "
     "Color(n)\n",
     "assert f(1) == Color.RED and f(2) != Color.RED and f(1).name == 'RED' and f(2).value == 2\n"},
    {"an Enum that the tests know too", accepted,
     "import enum\nclass Color(enum.Enum):\n    RED = 1\ndef f():\n    return Color.RED\n",
     "assert f() == C.Color.RED and C.Color.RED == f()\n",
     "import enum\nclass C:\n    class Color(enum.Enum):\n        RED = 1\n"},
    {"a dataclass", accepted,
     "import dataclasses\n@dataclasses.dataclass\nclass Point:\n    x: int\n    y: int\ndef "
     "f(n):\n    "
     "return Point(n, [n])\n",
     "p = f(3)\nassert p.x == 3 and p.y == [3] and p == f(3) and p != f(4)\nassert f(2) == "
     "Point(2, "
     "[2])\n"},
    {"a namedtuple", accepted,
     "import collections\nP = collections.namedtuple('P', 'x y')\ndef f():\n    return P(1, 2)\n",
     "p = f()\nassert p == (1, 2) and p.x == 1 and p.y == 2 and p[1] == 2 and isinstance(p, tuple) "
     "and "
     "p._fields == ('x', 'y')\n"},
    {"a closure", accepted, "def f(n):\n    return lambda m: n + m\n",
     "add = f(3)\nassert add(4) == 7 and f(1)(1) == 2\nassert callable(add)\n"},
    {"a wrong closure", wrong, "def f(n):\n    return lambda m: n - m\n", "assert f(3)(4) == 7\n"},
    {"a decorator around a function of the tests", accepted,
     "def twice(g):\n    return lambda x: g(g(x))\n", "assert twice(lambda x: x + 1)(5) == 7\n"},
    {"a function of the tests as a key", accepted,
     "def order(items, key):\n    return sorted(items, key=key)\n",
     "assert order([3, -4, 1], lambda x: x * x) == [1, 3, -4]\nassert order(['b', 'A'], str.lower) "
     "== "
     "['A', 'b']\nassert order([[1, 2], [3]], len) == [[3], [1, 2]]\n"},
    {"a function of the tests that raises", accepted,
     "def safe(g):\n    try:\n        return g()\n    except ZeroDivisionError:\n        return "
     "7\n",
     "assert safe(lambda: 1 / 0) == 7\n"},
    {"an infinite generator", accepted,
     "def naturals():\n    n = 0\n    while True:\n        yield n\n        n += 1\n",
     "import itertools\ng = naturals()\nassert [next(g) for _ in range(3)] == [0, 1, 2]\nassert "
     "list(itertools.islice(g, 1000)) == list(range(3, 1003))\nassert next(naturals()) == 0\n"},
    {"a generator is read no further than it is used", accepted,
     "seen = []\ndef g():\n    for i in range(5):\n        seen.append(i)\n        yield i\ndef "
     "how_far():\n    return seen\n",
     "it = g()\nassert next(it) == 0 and how_far() == [0] and list(it) == [1, 2, 3, 4]\n"},
    {"a generator handed back", accepted,
     "import itertools\ndef naturals():\n    return itertools.count()\ndef take(n, it):\n    "
     "return "
     "[next(it) for _ in range(n)]\n",
     "g = naturals()\nassert next(g) == 0 and take(3, g) == [1, 2, 3]\n"},
    {"a generator that raises later", crash, "def f():\n    yield 1\n    raise KeyError(3)\n",
     "assert list(f()) == [1]\n"},
    {"a generator of the tests", accepted, "def f(it):\n    return next(it) + next(it)\n",
     "assert f(x for x in iter(int, 1)) == 0\nassert f(iter([1, 2])) == 3\n"},
    {"changes in place", accepted,
     "def order(x):\n    x.sort()\ndef fill(d):\n    d['a'] = 1\ndef turn(m):\n    m.reverse()\n   "
     " "
     "m[0].append(9)\n",
     "x = [3, 1, 2]\nassert order(x) is None\nassert x == [1, 2, 3]\nd = {}\nfill(d)\nassert d == "
     "{'a': 1}\nm = [[1], [2]]\nturn(m)\nassert m == [[2, 9], [1]]\n"},
    {"changes in place that are wrong", wrong, "def order(x):\n    pass\n",
     "x = [3, 1, 2]\norder(x)\nassert x == [1, 2, 3]\n"},
    {"an argument that a cheat empties", wrong, "def order(x):\n    x.clear()\n    return x\n",
     "x = [3, 1]\nassert order(x) == sorted(x)\n"},
    {"a class with methods", accepted,
     "class Stack:\n    def __init__(self):\n        self.items = []\n    def push(self, x):\n     "
     "   "
     "self.items.append(x)\n        return self\n    def pop(self):\n        return "
     "self.items.pop()\n    def __len__(self):\n        return len(self.items)\n    def "
     "__getitem__(self, i):\n        return self.items[i]\n",
     "s = Stack()\ns.push(1)\ns.push(2).push(3)\nassert len(s) == 3 and s[0] == 1 and s.pop() == 3 "
     "and "
     "s.items == [1, 2]\nassert list(s) == [1, 2]\n"},
    {"an object of the program handed back to it", accepted,
     "class Node:\n    def __init__(self, v):\n        self.v = v\ndef make(v):\n    return "
     "Node(v)\ndef value(n):\n    return n.v\n",
     "assert value(make(7)) == 7\n"},
    {"an object handed back on purpose", wrong,
     "def encode(x):\n    return object()\ndef decode(x):\n    return 0\n",
     "assert decode(encode(5)) == 5\n"},
    {"a value that grows too large on its way back", wrong,
     "def encode(x):\n    return 'a' * ((16 << 20) - 10)\ndef decode(x):\n    return 0\n",
     "assert decode(encode(5)) == 5\n"},
    {"StopIteration in map, zip, all and next", crash, "def f(x):\n    raise StopIteration\n",
     "assert all(map(f, [1, 2]))\nassert list(zip(map(f, [1]), [2])) == []\n"},
    {"StopIteration of a derived class with the same name", crash,
     "class StopIteration(StopIteration):\n    pass\ndef f(x):\n    raise StopIteration\n",
     "assert all(map(f, [1, 2]))\n"},
    {"tests that catch everything, and a program that is gone", crash,
     "import os\ndef f():\n    os._exit(0)\n", "try:\n    f()\nexcept BaseException:\n    pass\n"},
    {"a function named like a built-in one", accepted, "def sum(a, b):\n    return a * b\n",
     "assert sum(3, 4) == 12\n"},
    {"from __future__ behind a prompt", accepted,
     "import os\n'''prompt'''\nfrom __future__ import annotations\ndef f(x: Unknown):\n    return "
     "x\n",
     "assert f(1) == 1\n"},
    {"a feature that does not exist", program_outcome::compile_error,
     "import os\nfrom __future__ import braces\n", "assert f(1) == 1\n"},
    {"an integer of 10,000 digits", accepted, "def f(n):\n    return str(10 ** n)\n",
     "assert len(f(10000)) == 10001\n"},
    {"built-in types", accepted, "def f(x):\n    return type(x)\n",
     "assert f(1) is int and f('') == str and f(None) is type(None)\n"},
    {"deep recursion between the two", accepted,
     "def f(n, g):\n    return 0 if n == 0 else g(n - 1) + 1\n",
     "def g(n):\n    return f(n, g)\nassert f(20, g) == 20\n"},
};

void run_trials(isolation level) {
    program_judge judge({.level = level, .retries = 0});
    for (const trial& one : trials) {
        program_task task;
        task.bounds.cpu_time = std::chrono::milliseconds(1000);
        task.tests =
            code_tests{.prelude = one.prelude, .code = one.tests, .function = "", .check = ""};
        const program_verdict verdict = judge.judge(task, one.program);
        const std::string name = one.name;
        CAPTURE(name);
        INFO(to_string(verdict.outcome), ": ", verdict.detail, "; stderr: ", verdict.error_tail);
        CHECK(verdict.outcome == one.outcome);
    }
}

}  // namespace

TEST_CASE("values of every kind cross between a program and its tests") {
    if (can_isolate()) {
        run_trials(isolation::namespaces);
    }
}

TEST_CASE("values of every kind cross at level full") {
    const auto made = sandbox::make(isolation::full);
    if (!made) {
        passk_tests::skip(made.error().context);
        return;
    }
    run_trials(isolation::full);
}
