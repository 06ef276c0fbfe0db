#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tests/run.sh [LEG...]   builds and runs the tests; the last line is "N passed, N failed".
#   dev      g++, assertions; the default
#   headers  every header compiled alone
#   clang    clang++
#   libcxx   clang 19 with libc++, without adapters
#   asan     address, leak and undefined-behaviour sanitizers
#   tsan     thread sanitizer
#   fuzz     every fuzzer for a minute
#   cuda     what needs nvcc; the comparisons with a GPU are skipped where there is none
#   tidy     clang-tidy over all headers
#   example  ./examples/run.sh, and the examples' output in release
#   all      all of them but cuda
# Installs what is missing (cmake/setup.sh), Chromium for "all" only: without it the test that
# looks at reports in a browser is skipped. Builds in build/<leg>; running again builds only what
# changed.
set -eu
trap 'exit 130' INT
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- dev
purposes="build tests"
if [ "$*" = all ]; then
    set -- dev headers clang asan tsan libcxx fuzz tidy example
    purposes="$purposes browser"
fi
for leg in "$@"; do
    case "$leg" in
    dev | headers | asan | tsan | cuda | example) ;;
    clang | fuzz) purposes="$purposes clang" ;;
    libcxx) purposes="$purposes libcxx" ;;
    tidy) purposes="$purposes clang tidy" ;;
    *)
        sed -n 's/^# \{0,1\}//; 3,17p' "$0" >&2
        exit 2
        ;;
    esac
done
# shellcheck disable=SC2086
./cmake/setup.sh $purposes

jobs="$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)"
export CMAKE_BUILD_PARALLEL_LEVEL="${CMAKE_BUILD_PARALLEL_LEVEL:-$jobs}"
export CTEST_PARALLEL_LEVEL="${CTEST_PARALLEL_LEVEL:-$jobs}"

passed=0
failed=0
table="leg       passed  failed skipped seconds"

# Runs ctest with arguments and adds up what it printed; no counts printed is one failure.
run_tests() {
    ctest "$@" --output-log "$log" || true
    counts="$(sed -n 's/.*tests passed, \([0-9]*\) tests\{0,1\} failed out of \([0-9]*\)$/\1 \2/p' "$log")"
    counts="${counts:-1 1}"
    leg_skipped="$(grep -c '\*\*\*Skipped' "$log" || true)"
    leg_failed=$((leg_failed + ${counts% *}))
    leg_passed=$((leg_passed + ${counts#* } - ${counts% *} - leg_skipped))
}

# Runs a command that counts as one test.
step() {
    if "$@"; then
        leg_passed=$((leg_passed + 1))
    else
        echo "Failed: $*" >&2
        leg_failed=$((leg_failed + 1))
    fi
}

for leg in "$@"; do
    echo "==== $leg"
    started="$(date +%s)"
    leg_passed=0
    leg_failed=0
    leg_skipped=0
    mkdir -p "build/$leg"
    log="$PWD/build/$leg/tests.log"
    case "$leg" in
    example)
        step ./examples/run.sh
        run_tests --test-dir build/examples --no-tests=error --output-on-failure
        ;;
    headers)
        step sh -c "cmake --preset dev --log-level=WARNING && cmake --build build/dev --target all_verify_interface_header_sets -- -k 0"
        ;;
    tidy)
        step sh -c "cmake --preset clang --log-level=WARNING && cmake --build build/clang --target tidy"
        ;;
    *)
        # A test that does not build is one that fails; the others still run.
        step cmake --preset "$leg" --log-level=WARNING
        step cmake --build --preset "$leg" -- -k 0
        run_tests --preset "$leg"
        ;;
    esac
    passed=$((passed + leg_passed))
    failed=$((failed + leg_failed))
    table="$table
$(printf '%-9s %6d %7d %7d %7d' "$leg" "$leg_passed" "$leg_failed" "$leg_skipped" $(($(date +%s) - started)))"
done

printf '\n%s\n\n' "$table"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
