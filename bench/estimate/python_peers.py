# SPDX-License-Identifier: Apache-2.0
"""Times what Python offers for pass-at-k on the counts of the C++ benchmarks.

Prints one line a routine: its name and the CPU seconds of one call, the least of several. The C++
study passk.study.peers runs this script and prints ratios. Needs numpy and scipy.

usage: python3 python_peers.py N K... < counts, one c a line
"""

import sys
import time
from fractions import Fraction
from math import comb

import numpy as np
from scipy.special import gammaln


def least(routine, repeats=5, least_seconds=0.02):
    best = float("inf")
    for _ in range(repeats):
        calls = 0
        start = time.process_time()
        while True:
            routine()
            calls += 1
            spent = time.process_time() - start
            if spent >= least_seconds:
                break
        best = min(best, spent / calls)
    return best


def human_eval(n, counts, k):
    """The estimator printed in Chen et al. 2021, figure 3, for each problem."""

    def estimate(c):
        if n - c < k:
            return 1.0
        return 1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1))

    return np.array([estimate(c) for c in counts]).mean()


def vectorised_gammaln(n, counts, ks):
    """1 - exp of differences of log-gamma, all problems and attempts at once."""
    c = np.asarray(counts, dtype=float)[:, None]
    k = np.asarray(ks, dtype=float)[None, :]
    possible = n - c >= k
    left = np.where(possible, n - c - k, 0.0)
    logs = gammaln(n - c + 1) - gammaln(left + 1) + gammaln(n - k + 1) - gammaln(n + 1)
    return np.where(possible, 1.0 - np.exp(logs), 1.0).mean(axis=0)


def fractions(n, counts, k):
    total = comb(n, k)
    return sum(Fraction(total - comb(n - c, k), total) for c in counts) / len(counts)


def main():
    n = int(sys.argv[1])
    ks = [int(k) for k in sys.argv[2:]]
    counts = [int(line) for line in sys.stdin]
    print("human_eval", least(lambda: [human_eval(n, counts, k) for k in ks], repeats=3))
    print("gammaln", least(lambda: vectorised_gammaln(n, counts, ks)))
    print("gammaln_curve", least(lambda: vectorised_gammaln(n, counts, range(1, n + 1)), repeats=3))
    print("fraction", least(lambda: fractions(n, counts, n // 2), repeats=3))


main()
