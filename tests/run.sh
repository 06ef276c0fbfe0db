#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tests/run.sh [LEG...]            builds and runs the tests; the last line is "N passed, N failed"
# tests/run.sh quick [FOLDER...]   after an edit: builds what it touches and runs those tests, or
#                                  the tests of the folders named, such as verify or adapter.json
#   dev      g++, assertions; the default
#   headers  every header compiled alone, header-only; after hostile macros; twice in one program
#   package  each way to get the library: installed, component by component, vendored, compiled
#   clang    clang++
#   libcxx   clang 19 with libc++, without adapters
#   asan     address, leak and undefined-behaviour sanitizers, for whatever parses or judges
#   tsan     thread sanitizer, for whatever has threads
#   fuzz     every fuzzer for a minute
#   cuda     what needs nvcc; the comparisons with a GPU are skipped where there is none
#   tidy     clang-tidy over all headers
#   example  ./examples/run.sh, and the examples' output in release
#   all      all of them but cuda
# Installs what is missing (cmake/setup.sh), Chromium for "all" only: without it the test that
# looks at reports in a browser is skipped. Builds in build/<leg>; running again builds only what
# changed. What a machine lacks is skipped, counted and listed. With PASSK_LATEST_START=SECONDS no
# leg starts later than that; it is left out, and said to be.
set -eu
trap 'exit 130' INT
cd "$(dirname "$0")/.."

help() {
    sed -n 's/^# \{0,1\}//; 3,21p' "$0"
}

[ $# -gt 0 ] || set -- dev
case "$1" in
-h | --help)
    help
    exit 0
    ;;
quick)
    shift
    folders="$*"
    set -- quick
    ;;
esac
purposes="build tests"
if [ "$*" = all ]; then
    set -- dev headers package clang asan tsan libcxx fuzz tidy example
    purposes="$purposes browser"
fi
for leg in "$@"; do
    case "$leg" in
    dev | headers | package | asan | tsan | cuda | example | quick) ;;
    clang | fuzz) purposes="$purposes clang" ;;
    libcxx) purposes="$purposes libcxx" ;;
    tidy) purposes="$purposes clang tidy" ;;
    *)
        help >&2
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
skipped=0
begun="$(date +%s)"
table="leg       passed  failed skipped seconds"
left_out=""
mkdir -p build
reasons="build/skipped.txt" # one line for each skipped test
: >"$reasons"

# run_tests BUILD ARGUMENT...   runs ctest and adds up what it printed; no counts is one failure.
run_tests() {
    tests_of="$1"
    shift
    ctest "$@" --output-log "$log" || true
    counts="$(sed -n 's/.*tests passed, \([0-9]*\) tests\{0,1\} failed out of \([0-9]*\)$/\1 \2/p' "$log")"
    counts="${counts:-1 1}"
    skips="$(grep -c '\*\*\*Skipped' "$log" || true)"
    if [ "$skips" -gt 0 ]; then
        sed -n 's/^\(passk test \)\{0,1\}skipped: //p' "$tests_of/Testing/Temporary/LastTest.log" >>"$reasons"
    fi
    leg_skipped=$((leg_skipped + skips))
    leg_failed=$((leg_failed + ${counts% *}))
    leg_passed=$((leg_passed + ${counts#* } - ${counts% *} - skips))
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

# Builds what an edit touches, and runs the programs that were built again.
run_quick() {
    stamp=build/dev/quick.stamp
    [ -d build/dev ] || step cmake --preset dev --log-level=WARNING
    touch build/dev/quick.begun
    if [ -n "$folders" ]; then
        names="$(echo "$folders" | tr ' /' '|.')"
        # shellcheck disable=SC2046,SC2086
        step cmake --build build/dev --target $(printf 'passk.tests.%s ' $(echo "$folders" | tr / .))
    else
        step cmake --build build/dev --target passk_quick
        newer=""
        [ ! -f "$stamp" ] || newer="-newer $stamp"
        # shellcheck disable=SC2086
        names="$(find build/dev/tests build/dev/examples/passk -maxdepth 1 -type f -perm -u+x \
            \( -name 'passk.tests.*' -o -name passk \) $newer \
            | sed 's|.*/passk$|tool|; s|.*/passk\.tests\.||' | sort -u | tr '\n' '|' | sed 's/|$//')"
    fi
    if [ -n "$names" ]; then
        run_tests build/dev --test-dir build/dev --output-on-failure --no-tests=error -R "^($names):"
    fi
    if [ "$leg_failed" -eq 0 ] && [ -z "$folders" ]; then
        mv build/dev/quick.begun "$stamp"
    fi
}

for leg in "$@"; do
    started="$(date +%s)"
    if [ $((started - begun)) -gt "${PASSK_LATEST_START:-1000000}" ]; then
        left_out="$left_out $leg"
        continue
    fi
    echo "==== $leg"
    leg_passed=0
    leg_failed=0
    leg_skipped=0
    mkdir -p "build/$leg"
    log="$PWD/build/$leg/tests.log"
    case "$leg" in
    quick) run_quick ;;
    example)
        step ./examples/run.sh
        step cmake --build build/examples -- -k 0
        run_tests build/examples --test-dir build/examples --no-tests=error --output-on-failure
        ;;
    headers)
        step cmake --preset dev --log-level=WARNING
        step cmake --build build/dev --target passk_headers -- -k 0
        run_tests build/dev --test-dir build/dev --no-tests=error --output-on-failure -L '^headers$'
        ;;
    package)
        step cmake --preset dev --log-level=WARNING
        step cmake --build build/dev --target passk_tool -- -k 0 # it is installed
        run_tests build/dev --test-dir build/dev --no-tests=error --output-on-failure -L '^package$'
        ;;
    tidy)
        step cmake --preset clang --log-level=WARNING
        step cmake --build build/clang --target tidy
        ;;
    *)
        # A test that does not build is one that fails; the others still run.
        step cmake --preset "$leg" --log-level=WARNING
        step cmake --build --preset "$leg" -- -k 0
        run_tests "build/$leg" --preset "$leg"
        ;;
    esac
    passed=$((passed + leg_passed))
    failed=$((failed + leg_failed))
    skipped=$((skipped + leg_skipped))
    table="$table
$(printf '%-9s %6d %7d %7d %7d' "$leg" "$leg_passed" "$leg_failed" "$leg_skipped" $(($(date +%s) - started)))"
done

printf '\n%s\n' "$table"
if [ "$skipped" -gt 0 ]; then
    printf '\nSkipped, for this machine lacks what they need:\n'
    sort "$reasons" | uniq -c
fi
[ -z "$left_out" ] || printf '\nLeft out for want of time:%s\n' "$left_out"
printf '\n%s\n' "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
