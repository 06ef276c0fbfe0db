#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the passk tool and the examples, and runs the main job: a base model against its RL-tuned
# sibling, from recorded outcomes. Installs what is missing (cmake/setup.sh).
set -eu
trap 'exit 130' INT
cd "$(dirname "$0")/.."

./cmake/setup.sh build
cmake --preset release -B build/examples -DPASSK_TESTS=OFF --log-level=WARNING
cmake --build build/examples

set -x
build/examples/examples/passk/passk compare --base Qwen2.5-7B --tuned Qwen2.5-7B-SimpleRL-Zoo \
    examples/data/math500_qwen7b_simplerl_counts.csv

# The paper in miniature: an embedded model, its GRPO-tuned and its distilled sibling answer 200
# held-out problems 256 times each (examples/miniature/README.md).
out=build/examples/miniature
weights=examples/miniature/weights
build/examples/examples/miniature/miniature judge --out "$out" \
    base="$weights/base.tlm" grpo="$weights/grpo.tlm" distilled="$weights/distilled.tlm"
build/examples/examples/passk/passk compare --base base --tuned grpo "$out/counts.csv"
build/examples/examples/passk/passk compare --base base --tuned distilled "$out/counts.csv"
build/examples/examples/passk/passk perplexity --base base --tuned grpo --cut include "$out/scored.jsonl"
