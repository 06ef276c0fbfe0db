#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bench/compile_time.sh [--builds] [compiler]
# What headers and builds cost, in U: the CPU time to compile a file that only includes
# boost/multiprecision/cpp_int.hpp at -O0, here and now. For each umbrella header: included
# header-only, and where PASSK_SEPARATE_COMPILATION is defined; the least of three runs. With
# --builds also, cold and without ccache, in a copy of the sources: examples/run.sh until its first
# answer and in all, the default leg of tests/run.sh, and that after an edit of one header of
# verify/math. That takes some 20 minutes of one core. The limits are what the project set itself.
set -eu
scratch=""
trap 'rm -rf "$scratch"; exit 130' INT
cd "$(dirname "$0")/.."
builds=no
if [ "${1:-}" = --builds ]; then
    builds=yes
    shift
fi
cxx="${1:-g++}"
scratch="$(mktemp -d)"

# cpu COMMAND...   CPU seconds of a command and what it starts; its output goes to the log.
cpu() {
    # In a subshell, whose children are this command alone.
    (
        "$@" >>"$scratch/log" 2>&1 || echo "failed: $*" >&2
        times
    ) | awk -F'[ms ]' 'NR == 2 { printf "%.2f\n", 60 * $1 + $2 + 60 * $4 + $5 }'
}

# seconds FLAG HEADER   the least of three compilations.
seconds() {
    echo "#include <$2>" >"$scratch/include.cpp"
    for _ in 1 2 3; do
        # The flag may be empty.
        # shellcheck disable=SC2086
        cpu "$cxx" -std=c++20 -O0 $1 -Iinclude -c "$scratch/include.cpp" -o "$scratch/include.o"
    done | sort -n | head -n 1
}

in_u() {
    awk -v seconds="$1" -v unit="$unit" 'BEGIN { printf "%.2f", seconds / unit }'
}

"$cxx" --version | head -n 1
unit="$(seconds "" boost/multiprecision/cpp_int.hpp)"
echo "U = $unit s"
echo
printf '%-16s %11s %8s %6s\n' header header-only compiled limit
for header in include/passk/*.hpp; do
    name="${header#include/passk/}"
    case "$name" in
    src.hpp | version.hpp) continue ;;
    verify.hpp | compare.hpp | report.hpp) limit=0.5 ;;
    *) limit="" ;;
    esac
    printf '%-16s %11s %8s %6s\n' "$name" "$(in_u "$(seconds "" "passk/$name")")" \
        "$(in_u "$(seconds -DPASSK_SEPARATE_COMPILATION "passk/$name")")" "$limit"
done

if [ "$builds" = yes ]; then
    export CCACHE_DISABLE=1 CXX="$cxx"
    git ls-files -z | xargs -0 tar -cf - | tar -xf - -C "$scratch"
    first="$(cpu "$scratch/examples/run.sh" first)"
    rest="$(cpu "$scratch/examples/run.sh")"
    tests="$(cpu "$scratch/tests/run.sh")"
    touch "$scratch/include/passk/verify/math/fold.hpp"
    edit="$(cpu "$scratch/tests/run.sh" quick verify)"
    echo
    printf '%-44s %8s %6s\n' build U limit
    printf '%-44s %8s %6s\n' "examples/run.sh, until the first answer" "$(in_u "$first")" 40 \
        "examples/run.sh, in all" "$(in_u "$(echo "$first $rest" | awk '{ print $1 + $2 }')")" 120 \
        "tests/run.sh, the default leg" "$(in_u "$tests")" 500 \
        "tests/run.sh quick verify, after an edit" "$(in_u "$edit")" 40
    tail -n 1 "$scratch/log"
fi
rm -rf "$scratch"
