#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bench/adapter/cuda/peer.sh [PROGRAMS [PYTHON]]   tokens/s of the local backend on a GPU beside
# those of transformers, in turn. PYTHON has torch and transformers.
set -eu
cd "$(dirname "$0")/../../.."
ours_at="${1:-build/cuda}/bench/passk.bench.cuda.tokens_per_second"
python="${2:-python3}"
for run in "0.5B 1" "0.5B 256" "7B 1" "7B 64"; do
    echo "== Qwen2.5-$run"
    # The words of a run are two arguments.
    # shellcheck disable=SC2086
    ours="$("$ours_at" $run)"
    # shellcheck disable=SC2086
    theirs="$("$python" bench/adapter/cuda/transformers_peer.py $run)"
    printf '%s\n%s\n' "$ours" "$theirs"
    for what in drawing scoring; do
        a="$(echo "$ours" | awk -v w="$what" '$1 == w { print $2 }')"
        b="$(echo "$theirs" | awk -v w="$what" '$1 == w { print $2 }')"
        awk -v w="$what" -v a="$a" -v b="$b" 'BEGIN { printf "%s   %.2f times transformers\n", w, a / b }'
    done
done
