// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/math_equivalent.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <string_view>

// One pair of each kind of work: text already plain, the parser with exact forms, and numbers of
// fifty digits. bench/verify/against_math_verify.py times Math-Verify on a file of pairs in the
// same run.

namespace {

struct named_pair {
    const char* label;
    std::string_view gold;
    std::string_view prediction;
};

constexpr std::array pairs{
    named_pair{"integers", "1875", "1,875"},
    named_pair{"fractions", "\\frac{3}{4}", "0.75"},
    named_pair{"radicals", "\\frac{1}{\\sqrt{2}}", "\\frac{\\sqrt{2}}{2}"},
    named_pair{"polynomials", "(x+1)(x-1)", "x^2-1"},
    named_pair{"sets", "\\{1,2,3\\}", "\\{3,2,1\\}"},
    named_pair{"intervals", "(-\\infty,2)\\cup(3,\\infty)", "x<2 \\text{ or } x>3"},
    named_pair{"identity test", "\\sin 2x", "2\\sin x\\cos x"},
};

void math_equivalent(benchmark::State& state, const named_pair& pair) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(passk::math_equivalent(pair.prediction, pair.gold));
    }
}

[[maybe_unused]] const bool registered = [] {
    for (const named_pair& pair : pairs) {
        benchmark::RegisterBenchmark(
            (std::string("math_equivalent/") + pair.label).c_str(),
            [&pair](benchmark::State& state) { math_equivalent(state, pair); });
    }
    return true;
}();

}  // namespace
