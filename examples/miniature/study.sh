#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Trains every model that README.md speaks of, from scratch, and prints what it says of them.
#   examples/miniature/study.sh MINIATURE PASSK OUT
# MINIATURE and PASSK are the two programs; OUT is a folder for weights, counts and logs. Takes
# about 45 minutes of processor time, by AVX-512. Models that are in OUT already are kept.
set -eu
trap 'exit 130' INT
miniature="$1"
passk="$2"
out="$3"
mkdir -p "$out"

make() { # NAME ARGUMENTS...
    name="$1"
    shift
    [ -f "$out/$name.tlm" ] && return
    echo "$name: $*"
    "$miniature" "$@" --out "$out/$name.tlm" >"$out/$name.log"
    tail -n 2 "$out/$name.log"
}
tuned() { # NAME ARGUMENTS...
    name="$1"
    shift
    make "$name" tune --from "$out/base.tlm" "$@"
}

# The shipped weights.
make base train --steps 800
tuned grpo --by grpo --steps 450 --save-every 150
make distilled distil --from "$out/base.tlm"
# A model as a teacher, and what it teaches.
make strong train --steps 3000
make taught distil --from "$out/base.tlm" --teacher "$out/strong.tlm"
# The algorithms, at the same number of steps, three seeds each.
for by in grpo ppo remax rloo reinforce_plus_plus dapo; do
    for seed in 1 2 3; do
        tuned "${by}_150_seed$seed" --by "$by" --steps 150 --seed "$seed"
    done
done
# What the paper varies: divergence from the base, and responses to each prompt.
tuned kl --by grpo --steps 150 --divergence 0.05
tuned rollouts32 --by grpo --steps 150 --rollouts 32

# Every model that was made is judged and compared with the base.
models=""
for file in "$out"/*.tlm; do
    name="$(basename "$file" .tlm)"
    [ "$name" = base ] || models="$models $name"
done
set -- base="$out/base.tlm"
for name in $models; do
    set -- "$@" "$name=$out/$name.tlm"
done
"$miniature" judge --scored 0 --out "$out/study" "$@"
"$passk" curve "$out/study/counts.csv" --k 1,4,16,64,256
for model in $models; do
    "$passk" compare --base base --tuned "$model" --k 1,256 "$out/study/counts.csv"
done
"$miniature" match --base base="$out/base.tlm" --tuned grpo="$out/grpo.tlm" --out "$out/match.csv"
