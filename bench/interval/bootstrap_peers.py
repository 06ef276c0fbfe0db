#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much faster the bootstrap and the permutation test are than SciPy, NumPy and R.

    bootstrap_peers.py path/to/passk.bench [rounds]

Needs SciPy; R with the package boot is used if there. Each round times every workload of ours and
of the others in turn, in CPU time of one thread; the ratio printed is the median over rounds. Two
threads are set against one by the clock, which needs a machine with two idle cores.
500 problems, n = 1024, k = 16 or 1, 2, ..., 1024, 10 000 resamples, ends at 2.5 and 97.5 %.
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np
import scipy
import scipy.special
import scipy.stats

PROBLEMS, TRIALS, RESAMPLES = 500, 1024, 10_000


def counts():
    i = np.arange(PROBLEMS)
    u = (i + 0.5) / PROBLEMS
    base = np.where(u < 0.15, 0.0, np.where(u > 0.95, 1.0, ((u - 0.15) / 0.8) ** 2))
    tuned = base * (0.7 + 0.3 * np.mod(i * 0.618, 1.0))
    return [np.floor(p * TRIALS + 0.5).astype(int) for p in (base, tuned)]


def pass_at_k(c, k):
    log = scipy.special.gammaln
    out = np.ones(len(c))
    left = TRIALS - c >= k
    m = TRIALS - c[left]
    out[left] = -np.expm1(log(m + 1) - log(m - k + 1) - log(TRIALS + 1) + log(TRIALS - k + 1))
    return out


base, tuned = counts()
ks = 2 ** np.arange(11)
curve = np.stack([pass_at_k(base, k) for k in ks], axis=1)
difference = np.stack([pass_at_k(tuned, k) for k in ks], axis=1) - curve
one = curve[:, 4]
rng = np.random.default_rng(1)


def scipy_bootstrap(rows, method):
    # The 11 k as one vectorised statistic of a resampled index: one resampling for all.
    index = np.arange(PROBLEMS)
    scipy.stats.bootstrap((index,), lambda i, axis: np.moveaxis(rows[i].mean(axis=-2), -1, 0),
                          n_resamples=RESAMPLES, batch=100, method=method, rng=rng)


def numpy_product():
    _, first, kind = np.unique(base, return_index=True, return_inverse=True)
    table, means, batch = curve[first], [], 500
    for _ in range(0, RESAMPLES, batch):
        drawn = kind[rng.integers(0, PROBLEMS, (batch, PROBLEMS))]
        drawn += np.arange(batch)[:, None] * len(first)
        weights = np.bincount(drawn.ravel(), minlength=batch * len(first)).reshape(batch, -1)
        means.append(weights.astype(float) @ table / PROBLEMS)
    np.percentile(np.concatenate(means), [2.5, 97.5], axis=0)


def in_r(statistic):
    program = f"""
suppressMessages(library(boot)); d <- as.matrix(read.csv('{csv}', header = FALSE))
t <- system.time(b <- boot(d, {statistic}, R = {RESAMPLES}))
cat(sum(t[1:2]))"""
    return lambda: float(subprocess.run(["Rscript", "-e", program], check=True, text=True,
                                        capture_output=True).stdout)


def cpu(work):
    start = time.process_time()
    reported = work()
    return reported if isinstance(reported, float) else time.process_time() - start


def ours(program):
    command = [program, "--benchmark_filter=threads:[12]/", "--benchmark_format=json",
               "--benchmark_min_time=0.2"]
    results = json.loads(subprocess.run(command, check=True, text=True,
                                        capture_output=True).stdout)["benchmarks"]
    results = [r for r in results if "/resamples" in r["name"]]
    times = {r["name"].split("/resamples")[0]: r["cpu_time"] * 1e-9 for r in results
             if "threads:1/" in r["name"]}
    for r in results:
        name, threads = r["name"].split("/resamples")[0], r["name"].split("threads:")[1][0]
        clock.setdefault((name, threads), []).append(r["real_time"] * 1e-9)
    return times


csv = "/dev/stdin"
clock = {}  # by workload and threads
peers = [
    ("percentile_bootstrap/one_k", "SciPy, percentile",
     lambda: scipy.stats.bootstrap((one,), np.mean, n_resamples=RESAMPLES, batch=1000,
                                   method="percentile", rng=rng) and None),
    ("bca_bootstrap/one_k", "SciPy, BCa",
     lambda: scipy.stats.bootstrap((one,), np.mean, n_resamples=RESAMPLES, batch=1000,
                                   method="BCa", rng=rng) and None),
    ("percentile_bootstrap/eleven_k", "SciPy, percentile",
     lambda: scipy_bootstrap(curve, "percentile")),
    ("percentile_bootstrap/eleven_k", "NumPy, bincount and matrix product", numpy_product),
    ("difference/eleven_k", "SciPy, percentile",
     lambda: scipy_bootstrap(difference, "percentile")),
    ("paired_permutation_test/one_k", "SciPy, permutation_test",
     lambda: scipy.stats.permutation_test(
         (pass_at_k(base, 16), pass_at_k(tuned, 16)), lambda x, y, axis: np.mean(x - y, axis=axis),
         permutation_type="samples", n_resamples=RESAMPLES, batch=1000, rng=rng) and None),
]


def main():
    global csv
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    if shutil.which("Rscript"):
        import tempfile
        folder = tempfile.TemporaryDirectory()
        csv = os.path.join(folder.name, "curve.csv")
        np.savetxt(csv, curve, delimiter=",")
        peers.append(("percentile_bootstrap/eleven_k", "R boot",
                      in_r("function(d, i) colMeans(d[i, ])")))
    times = {peer[:2]: [] for peer in peers}
    for _ in range(rounds):
        mine = ours(sys.argv[1])
        for workload, name, work in peers:
            theirs = cpu(work)
            times[workload, name].append((mine[workload], theirs))
    print(f"SciPy {scipy.__version__}, NumPy {np.__version__}, {rounds} rounds")
    print("| workload | ours, ns/resample | other | other, ns/resample | ratio |")
    print("|---|---|---|---|---|")
    for (workload, name), pairs in times.items():
        mine = statistics.median(p[0] for p in pairs) / RESAMPLES * 1e9
        theirs = statistics.median(p[1] for p in pairs) / RESAMPLES * 1e9
        ratio = statistics.median(p[1] / p[0] for p in pairs)
        print(f"| {workload} | {mine:.0f} | {name} | {theirs:.0f} | {ratio:.0f} |")
    print("| workload | one thread, ns/resample by the clock | two | ratio |")
    print("|---|---|---|---|")
    for workload, threads in sorted(clock):
        if threads == "1":
            pairs = list(zip(clock[workload, "1"], clock[workload, "2"]))
            one, two = (statistics.median(p[i] for p in pairs) / RESAMPLES * 1e9 for i in (0, 1))
            ratio = statistics.median(p[0] / p[1] for p in pairs)
            print(f"| {workload} | {one:.0f} | {two:.0f} | {ratio:.2f} |")


main()
