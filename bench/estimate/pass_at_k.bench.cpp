// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/pass_at_k.hpp>
#include <passk/exact/pass_at_k.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>

namespace {

void pass_at_k_double(benchmark::State& state) {
    const auto n = static_cast<std::uint64_t>(state.range(0));
    const passk::tally counts(n, n / 2);
    for (auto _ : state) {
        benchmark::DoNotOptimize(passk::pass_at_k(counts, n / 4));
    }
    state.SetComplexityN(state.range(0));
}
BENCHMARK(pass_at_k_double)
    ->Name("pass_at_k/double")
    ->ArgName("n")
    ->RangeMultiplier(4)
    ->Range(16, 4096)
    ->Complexity();

void pass_at_k_exact(benchmark::State& state) {
    const auto n = static_cast<std::uint64_t>(state.range(0));
    const passk::tally counts(n, n / 2);
    for (auto _ : state) {
        benchmark::DoNotOptimize(passk::exact::pass_at_k(counts, n / 4));
    }
    state.SetComplexityN(state.range(0));
}
BENCHMARK(pass_at_k_exact)
    ->Name("pass_at_k/exact")
    ->ArgName("n")
    ->RangeMultiplier(4)
    ->Range(16, 4096)
    ->Complexity();

}  // namespace
