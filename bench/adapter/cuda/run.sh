#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bench/adapter/cuda/run.sh [PYTHON]   tokens/s of the local backend on the GPU of this machine as
# a share of its bandwidth bound, and of transformers beside it; then resamples/s of the bootstrap.
# PYTHON has torch and transformers.
set -eu
cd "$(dirname "$0")/../../.."
python="${1:-python3}"
cmake --preset cuda -DPASSK_NVCC_BENCH=ON --log-level=WARNING
cmake --build build/cuda --target passk.bench.cuda.tokens_per_second passk.bench.cuda.resamples_per_second
peer=yes
"$python" -c 'import torch, transformers' 2>/dev/null || peer=no
[ "$peer" = yes ] || echo "$python has no torch and transformers: no comparison" >&2
for run in "0.5B 1" "0.5B 256" "7B 1" "7B 64"; do
    echo "== Qwen2.5-$run"
    # The words of a run are two arguments.
    # shellcheck disable=SC2086
    ours="$(build/cuda/bench/passk.bench.cuda.tokens_per_second $run)"
    echo "$ours"
    [ "$peer" = yes ] || continue
    # shellcheck disable=SC2086
    theirs="$("$python" bench/adapter/cuda/transformers_peer.py $run)"
    echo "$theirs"
    for what in drawing scoring; do
        a="$(echo "$ours" | awk -v w="$what" '$1 == w { print $2 }')"
        b="$(echo "$theirs" | awk -v w="$what" '$1 == w { print $2 }')"
        awk -v w="$what" -v a="$a" -v b="$b" 'BEGIN { printf "%s   %.2f times transformers\n", w, a / b }'
    done
done
build/cuda/bench/passk.bench.cuda.resamples_per_second
