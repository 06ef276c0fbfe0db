// SPDX-License-Identifier: Apache-2.0
// Bytes per second of finding the answer in a response of 16,384 tokens (about 64 KiB), beside a
// pass of std::memchr for a byte that never comes (the floor of any single pass) and beside
// std::regex searching for boxes, which most graders do.
#include <passk/verify/extract_answer.hpp>

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <regex>
#include <string>
#include <string_view>

namespace {

// English prose and LaTeX as models write them; the answer stands at the end.
const std::string& response() {
    static const std::string text = [] {
        constexpr std::string_view paragraph =
            "First, we rewrite the expression so that the powers of $x$ are collected. Since "
            "$\\frac{a}{b} + \\frac{c}{d} = \\frac{ad + bc}{bd}$, the sum of both terms is "
            "$$S_n = \\sum_{k=1}^{n} \\frac{1}{k(k+1)} = 1 - \\frac{1}{n+1}.$$ We want to know "
            "when this exceeds $0.99$, which happens for $n \\ge 100$. Wait, let me check that "
            "again: with 99 terms we would get exactly 0.99, which is not enough.\n\n";
        constexpr std::string_view doubt = "So the answer depends on whether equality counts.\n\n";
        std::string out;
        for (int i = 0; out.size() < 64U * 1024U; ++i) {
            out += paragraph;
            out += i % 4 == 0 ? doubt : std::string_view();
        }
        return out + "So we need $n = \\boxed{100}$.";
    }();
    return text;
}

void count_bytes(benchmark::State& state) {
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations())
                            * static_cast<std::int64_t>(response().size()));
}

void extraction(benchmark::State& state) {
    if (passk::extract_answer(response()).text != "100") {
        state.SkipWithError("wrong answer");
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(passk::extract_answer(response()));
    }
    count_bytes(state);
}
BENCHMARK(extraction)->Name("extract_answer/response:64KiB");

void floor_of_one_pass(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(std::memchr(response().data(), '\x01', response().size()));
    }
    count_bytes(state);
}
BENCHMARK(floor_of_one_pass)->Name("extract_answer/memchr");

void regular_expression(benchmark::State& state) {
    const std::regex box(R"(\\boxed\{([^{}]*)\})");
    for (auto _ : state) {
        std::smatch found;
        benchmark::DoNotOptimize(std::regex_search(response(), found, box));
        if (found[1] != "100") {
            state.SkipWithError("wrong answer");
        }
    }
    count_bytes(state);
}
BENCHMARK(regular_expression)->Name("extract_answer/std::regex boxes");

}  // namespace
