#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bench/compile_time.sh [compiler]   prints the CPU seconds that including each group of headers
# costs at -O0: the least of three runs. The limits are what the project set itself for g++ 12, 3.3
# and 0.5 s on a machine where the first line, a header of Boost, costs 1.58, in proportion to what
# that line costs here. The second line is what no header of passk can go below: the headers of the
# standard library that outcome and estimate use.
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
scale="$(seconds boost/multiprecision/cpp_int.hpp)"
limit() {
    awk -v limit="$1" -v scale="$scale" 'BEGIN { printf "%.2f", limit * scale / 1.58 }'
}
line "for scale: cpp_int.hpp" "$scale" ""
line "for scale: standard headers" "$(seconds algorithm array cmath limits numeric optional span \
    stdexcept string string_view unordered_map utility variant vector)" ""
line passk.hpp "$(seconds passk/passk.hpp)" "$(limit 3.3)"
line "outcome.hpp + estimate.hpp" "$(seconds passk/outcome.hpp passk/estimate.hpp)" "$(limit 0.5)"
for header in include/passk/*.hpp; do
    name="${header#include/passk/}"
    [ "$name" = passk.hpp ] || line "$name" "$(seconds "passk/$name")" ""
done
rm -rf "$scratch"
