#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Trains every model that README.md speaks of, from scratch, and prints what it says of them.
#   examples/miniature/study.sh MINIATURE PASSK OUT
# MINIATURE and PASSK are the two programs; OUT is a folder for weights, counts and logs. Takes
# about 20 minutes of processor time. Models that are in OUT already are kept.
set -eu
trap 'exit 130' INT
miniature="$1"
passk="$2"
out="$3"
mkdir -p "$out"

make() { # NAME ARGUMENTS...
    name="$1"
    shift
    [ -f "$out/$name.tlm" ] || "$miniature" "$@" --out "$out/$name.tlm" | tee "$out/$name.log"
}
tuned() { # NAME ARGUMENTS...
    name="$1"
    shift
    make "$name" tune --from "$out/base.tlm" "$@"
}

# The shipped weights and their teacher.
make base train --steps 800
make strong train --steps 3000
tuned grpo --by grpo --steps 450 --save-every 150
make distilled distil --from "$out/base.tlm" --teacher "$out/strong.tlm" --samples 40000 --steps 400 --rate 0.001
# The algorithms, at the same number of steps.
for by in ppo remax rloo reinforce_plus_plus dapo; do
    tuned "$by" --by "$by" --steps 150
done
# What the paper varies: divergence from the base, and responses to each prompt.
tuned kl --by grpo --steps 150 --divergence 0.05
tuned rollouts32 --by grpo --steps 150 --rollouts 32

"$miniature" judge --scored 0 --out "$out/study" \
    base="$out/base.tlm" strong="$out/strong.tlm" distilled="$out/distilled.tlm" \
    grpo_150="$out/grpo.150.tlm" grpo_300="$out/grpo.300.tlm" grpo_450="$out/grpo.tlm" \
    ppo="$out/ppo.tlm" remax="$out/remax.tlm" rloo="$out/rloo.tlm" \
    reinforce_plus_plus="$out/reinforce_plus_plus.tlm" dapo="$out/dapo.tlm" \
    kl="$out/kl.tlm" rollouts32="$out/rollouts32.tlm"
"$passk" curve "$out/study/counts.csv" --k 1,4,16,64,256
for model in strong distilled grpo_150 grpo_300 grpo_450 ppo remax rloo reinforce_plus_plus dapo kl rollouts32; do
    "$passk" compare --base base --tuned "$model" --k 1,256 "$out/study/counts.csv"
done
"$miniature" match --base base="$out/base.tlm" --tuned grpo="$out/grpo.tlm" --out "$out/match.csv"
