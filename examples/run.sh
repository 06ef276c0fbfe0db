#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the passk tool and runs the main job: a base model against its RL-tuned sibling, from
# recorded outcomes, with reports to open in a browser. Then the paper in miniature: an embedded
# model, its GRPO-tuned and its distilled sibling answer problems here. Installs what is missing
# (cmake/setup.sh); what it prints in full lies in build/examples/reports.
# "examples/run.sh first" stops after the first answer.
set -eu
trap 'exit 130' INT
cd "$(dirname "$0")/.."

reports=build/examples/reports
log=build/examples/build.log
passk=build/examples/examples/passk/passk
jobs="$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)"
export CMAKE_BUILD_PARALLEL_LEVEL="${CMAKE_BUILD_PARALLEL_LEVEL:-$jobs}"

# build WHAT TARGET...   one line of progress; what the compiler says goes to the log.
build() {
    what="$1"
    shift
    { cmake --build build/examples --target "$@" 2>&1 || echo "build failed"; } | tee -a "$log" \
        | awk -v what="$what" -v terminal="$([ -t 2 ] && echo 1)" '
            /^\[[0-9]+\/[0-9]+\] / && terminal { printf "\rBuilding %s %s ", what, $1 >"/dev/stderr" }
            $0 == "build failed" { failed = 1 }
            END {
                if (terminal) printf "\r\033[K" >"/dev/stderr"
                exit failed
            }' || {
        echo "Building $what failed; the end of $log:" >&2
        tail -n 30 "$log" >&2
        exit 1
    }
}

./cmake/setup.sh build
mkdir -p "$reports"
: >"$log"
if [ ! -x "$passk" ]; then
    echo "Builds the tool: the first answer in about $((60 / jobs + 10)) seconds, the rest in about" \
        "$((150 / jobs + 30)) more, on $jobs cores." >&2
fi
# Warnings are for those who develop passk: a false one of some compiler must stop nobody here.
cmake --preset release -B build/examples -DPASSK_TESTS=OFF -DPASSK_ADAPTER_MPI=OFF \
    -DCMAKE_COMPILE_WARNING_AS_ERROR=OFF --log-level=WARNING >>"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    exit 1
}

build "what compares" passk_counts
build/examples/examples/passk/passk_counts compare \
    --base Qwen2.5-7B --tuned Qwen2.5-7B-SimpleRL-Zoo \
    examples/data/math500_qwen7b_simplerl_counts.csv --forecast 1024 \
    --html "$reports/math500.html" >"$reports/math500.txt"
echo "MATH500, Qwen2.5-7B (base) and Qwen2.5-7B-SimpleRL-Zoo (tuned), 128 samples of each problem:"
grep -E '^(At k = |The (base|tuned) model )' "$reports/math500.txt"
[ "${1:-}" != first ] || exit 0
echo

build "the tool" passk_tool passk_miniature
$passk compare --base Qwen/Qwen2.5-32B-Instruct --tuned Qwen/QwQ-32B-Preview \
    --base meta-llama/Llama-3.1-70B-Instruct --tuned nvidia/Llama-3.1-Nemotron-70B-Instruct-HF \
    --by-benchmark examples/data/evalperf_rl_pairs_counts.csv \
    --html "$reports/evalperf.html" >"$reports/evalperf.txt"

# The paper in miniature: 200 held-out problems, 256 samples each (examples/miniature/README.md).
out=build/examples/miniature
weights=examples/miniature/weights
build/examples/examples/miniature/miniature judge --out "$out" base="$weights/base.tlm" \
    grpo="$weights/grpo.tlm" distilled="$weights/distilled.tlm" >"$reports/judge.txt"
$passk compare --base base --tuned grpo "$out/counts.csv" --html "$reports/miniature.html" \
    >"$reports/miniature.txt"
$passk compare --base base --tuned distilled "$out/counts.csv" \
    --html "$reports/miniature_distilled.html" >"$reports/miniature_distilled.txt"
$passk perplexity --base base --tuned grpo --cut include "$out/scored.jsonl" \
    --html "$reports/miniature_perplexity.html" >"$reports/miniature_perplexity.txt"
echo "The paper in miniature, sampled here: a base model and its GRPO-tuned sibling:"
grep -E '^At k = ' "$reports/miniature.txt"
echo

echo "Reports to open in a browser, each with a .txt beside it: $PWD/$reports/"
echo "  math500 evalperf miniature miniature_distilled miniature_perplexity .html"
echo "The tool: $PWD/$passk"
echo "To install it: cmake --install build/examples --prefix ~/.local"
