#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bench/compile_time.sh [compiler]   prints the CPU seconds that including each group of headers
# costs at -O0: the least of three runs. The limits are what the project set itself for g++ 12 on
# a machine where the first line, a header of Boost, costs 1.58.
set -eu
trap 'rm -rf "$scratch"; exit 130' INT
cd "$(dirname "$0")/.."
cxx="${1:-g++}"
scratch="$(mktemp -d)"

# CPU seconds of compiling a file that includes the given headers.
seconds() {
    for header in "$@"; do
        echo "#include <$header>"
    done >"$scratch/include.cpp"
    for _ in 1 2 3; do
        # In a subshell, whose children are this compilation alone.
        (
            "$cxx" -std=c++20 -O0 -Iinclude -c "$scratch/include.cpp" -o "$scratch/include.o"
            times
        ) | awk -F'[ms ]' 'NR == 2 { printf "%.2f\n", 60 * $1 + $2 + 60 * $4 + $5 }'
    done | sort -n | head -n 1
}

line() {
    printf '%-28s %7s %7s\n' "$@"
}

"$cxx" --version | head -n 1
line headers seconds limit
line "for scale: cpp_int.hpp" "$(seconds boost/multiprecision/cpp_int.hpp)" ""
line passk.hpp "$(seconds passk/passk.hpp)" 3.30
line "outcome.hpp + estimate.hpp" "$(seconds passk/outcome.hpp passk/estimate.hpp)" 0.50
for header in include/passk/*.hpp; do
    name="${header#include/passk/}"
    [ "$name" = passk.hpp ] || line "$name" "$(seconds "passk/$name")" ""
done
rm -rf "$scratch"
