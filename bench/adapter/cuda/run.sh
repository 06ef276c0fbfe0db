#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bench/adapter/cuda/run.sh [PROGRAMS [RESULTS]]   the first six minutes on a GPU
#
# PROGRAMS is the build folder of the preset cuda (default build/cuda): its programs need a driver
# and libc alone, so it may come from another machine; products are fast where libcublasLt is found
# (LD_LIBRARY_PATH). RESULTS (default PROGRAMS/results) gets eight small files at most, summary.txt
# first. Each step has its own time-out, and one that fails does not stop the next. Without a GPU it
# says what it would have measured. The exit code is 0 if no step failed.
set -u
cd "$(dirname "$0")/../../.." || exit 2
programs="${1:-build/cuda}"
results="${2:-$programs/results}"
golden=tests/adapter/cuda/golden
mkdir -p "$results"
summary="$results/summary.txt"
: >"$summary"
failed=0
begun="$(date +%s)"

gpu=yes
if ! command -v nvidia-smi >/dev/null 2>&1 || ! nvidia-smi -L 2>/dev/null | grep -q GPU; then
    gpu=no
fi
sanitizer="$(command -v compute-sanitizer || echo /usr/local/cuda/bin/compute-sanitizer)"

say() { echo "$*" | tee -a "$summary"; }

# step SECONDS FILE WHAT PROGRAM ARGUMENT...   runs a program, appends what it says to a file
step() {
    seconds="$1" file="$results/$2" what="$3"
    shift 3
    there=""
    [ -x "$1" ] || there="; $1 is not there"
    if [ "$gpu" = no ]; then
        say "no GPU     would measure: $what ($seconds s at most)$there"
        return 0
    fi
    if [ -n "$there" ]; then
        say "left out   $what$there"
        return 0
    fi
    started="$(date +%s)"
    said="$results/step.tmp"
    timeout -k 2 "$seconds" "$@" >"$said" 2>&1
    code=$?
    # A test without a GPU is skipped by ctest; here there is one, which the program did not see.
    ! grep -q "no GPU here" "$said" || code=77
    { echo "== $what" && cat "$said" && echo "== exit code $code"; } >>"$file"
    rm -f "$said"
    taken=$(($(date +%s) - started))
    case "$code" in
    0) say "done       $what, $taken s" ;;
    124 | 137) say "TIMED OUT  $what, after $seconds s" && failed=1 ;;
    *) say "FAILED     $what, exit code $code: $(grep -v '^==' "$file" | tail -1)" && failed=1 ;;
    esac
}

rm -f "$results/limits.txt" "$results/tests.txt" "$results/sanitizers.txt" "$results/positions.txt" \
    "$results/tokens.txt" "$results/kernels.txt" "$results/resamples.txt"
if [ "$gpu" = yes ]; then
    nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.sm,clocks.max.mem,power.limit --format=csv,noheader | tee -a "$summary"
else
    say "There is no GPU here: nothing is measured."
fi

times="$programs/bench/passk.bench.cuda.kernel_times"
tokens="$programs/bench/passk.bench.cuda.tokens_per_second"
resamples="$programs/bench/passk.bench.cuda.resamples_per_second"
tests="$programs/tests/cuda/passk.tests.cuda"

step 20 limits.txt "bandwidth of memory and ceiling of bf16 products" "$times" limits
step 45 tests.txt "every kernel against the CPU, every element" "$tests.kernels"
step 50 tests.txt "models against PyTorch and the CPU" "$tests.models" "$golden"
step 15 tests.txt "resamples against the CPU" "$tests.bootstrap"
for tool in memcheck racecheck; do
    step 20 sanitizers.txt "$tool of few kernels" "$sanitizer" --tool "$tool" --error-exitcode 1 "$tests.kernels" few
done
step 30 positions.txt "one row at every place of a batch" "$tests.models" "$golden" positions
# Batch 64 and 256 draw 64 completions of each prompt.
for run in "0.5B 1" "0.5B 64" "0.5B 256" "7B 1" "7B 64" "7B 256"; do
    most=10
    [ "${run% *}" = 0.5B ] || most=20
    # The words of a run are two arguments.
    # shellcheck disable=SC2086
    step "$most" tokens.txt "tokens/s of Qwen2.5-$run, top-p 0.95" "$tokens" $run 512 128
done
step 25 kernels.txt "attention, sampler and the other kernels, one by one" "$times" kernels
step 25 kernels.txt "the eight algorithms of cuBLASLt for each product" "$times" products
for problems in 500 520; do
    step 10 resamples.txt "resamples/s at $problems problems" "$resamples" "$problems"
done

say "$(($(date +%s) - begun)) s in all; results are in $results"
exit "$failed"
