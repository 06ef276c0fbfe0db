#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the passk tool and the examples, and runs the main job: a base model against its RL-tuned
# sibling, from recorded outcomes, with reports to open in a browser. Installs what is missing
# (cmake/setup.sh).
set -eu
trap 'exit 130' INT
cd "$(dirname "$0")/.."

./cmake/setup.sh build
# Warnings are for those who develop passk: a false one of some compiler must stop nobody here.
cmake --preset release -B build/examples -DPASSK_TESTS=OFF -DCMAKE_COMPILE_WARNING_AS_ERROR=OFF --log-level=WARNING
cmake --build build/examples

passk=build/examples/examples/passk/passk
reports=build/examples/reports
mkdir -p "$reports"
set -x
$passk compare --base Qwen2.5-7B --tuned Qwen2.5-7B-SimpleRL-Zoo \
    examples/data/math500_qwen7b_simplerl_counts.csv --forecast 1024 --html "$reports/math500.html"
$passk compare --base Qwen/Qwen2.5-32B-Instruct --tuned Qwen/QwQ-32B-Preview \
    --base meta-llama/Llama-3.1-70B-Instruct --tuned nvidia/Llama-3.1-Nemotron-70B-Instruct-HF \
    --by-benchmark examples/data/evalperf_rl_pairs_counts.csv \
    --html "$reports/evalperf.html" >"$reports/evalperf.txt"

# The paper in miniature: an embedded model, its GRPO-tuned and its distilled sibling answer 200
# held-out problems 256 times each (examples/miniature/README.md).
out=build/examples/miniature
weights=examples/miniature/weights
build/examples/examples/miniature/miniature judge --out "$out" \
    base="$weights/base.tlm" grpo="$weights/grpo.tlm" distilled="$weights/distilled.tlm"
$passk compare --base base --tuned grpo "$out/counts.csv" --html "$reports/miniature.html"
$passk compare --base base --tuned distilled "$out/counts.csv" \
    --html "$reports/miniature_distilled.html"
$passk perplexity --base base --tuned grpo --cut include "$out/scored.jsonl" \
    --html "$reports/miniature_perplexity.html"
{ set +x; } 2>/dev/null

echo
echo "Reports to open in a browser:"
for report in "$reports"/*.html; do
    echo "  $PWD/$report"
done
