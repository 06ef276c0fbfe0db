#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times Math-Verify and passk on the same pairs in one run and prints the ratios.

    python3 -m venv venv && venv/bin/pip install math-verify
    g++ -std=c++20 -O2 -DNDEBUG -Iinclude bench/verify/time_pairs.cpp -o time_pairs
    venv/bin/python bench/verify/against_math_verify.py ./time_pairs tests/verify/math_equivalent_cases.tsv

Each side sees a pair once, as in an evaluation: SymPy keeps results, and Math-Verify's second look
at a pair would be served from them. Both times include parsing. Verdicts are not compared here.
"""
import logging
import statistics
import subprocess
import sys
import time

from math_verify import parse, verify

logging.disable(logging.CRITICAL)


def read_pairs(path):
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return [(row[1], row[2]) for row in rows if len(row) == 3]


def seconds(gold, prediction):
    start = time.perf_counter()
    try:
        verify(parse(f"${gold}$"), parse(f"${prediction}$"))
    except Exception:  # a failure of the other side still took its time
        pass
    return time.perf_counter() - start


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: against_math_verify.py TIME_PAIRS FILE")
    pairs = read_pairs(sys.argv[2])
    seconds(*pairs[0])  # imports what is imported late
    taken = sorted(seconds(*pair) for pair in pairs)
    median = statistics.median(taken) * 1e6
    p99 = taken[len(taken) * 99 // 100] * 1e6
    print(f"math-verify pairs {len(taken)} median_us {median:.1f} p99_us {p99:.1f}")
    ours = subprocess.run([sys.argv[1], sys.argv[2]], check=True, capture_output=True, text=True)
    print(ours.stdout, end="")
    fields = ours.stdout.split()
    print(f"ratio of medians {median / float(fields[4]):.0f}, of p99 {p99 / float(fields[6]):.0f}")


if __name__ == "__main__":
    main()
