// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/confidence_intervals.hpp>

#include <passk/compare/permutation_test.hpp>
#include <passk/core/attempts.hpp>
#include <passk/core/executor.hpp>
#include <passk/interval/method.hpp>
#include <passk/interval/statistic.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

constexpr std::uint64_t trials = 1024;

// 500 problems, many near 0 or 1, two correlated models; bootstrap_peers.py has the same.
const passk::paired_outcomes& outcomes() {
    static const passk::paired_outcomes made = [] {
        passk::paired_outcomes pair;
        for (int i = 0; i < 500; ++i) {
            const double u = (i + 0.5) / 500.0;
            const double base = u < 0.15 ? 0.0 : u > 0.95 ? 1.0 : std::pow((u - 0.15) / 0.8, 2.0);
            const double tuned = base * (0.7 + 0.3 * std::fmod(i * 0.618, 1.0));
            const auto count = [](double p) {
                return static_cast<std::uint64_t>(std::floor(p * trials + 0.5));
            };
            pair.problems.push_back(std::to_string(i));
            pair.base_tallies.emplace_back(trials, count(base));
            pair.tuned_tallies.emplace_back(trials, count(tuned));
        }
        return pair;
    }();
    return made;
}

passk::threads threads(const benchmark::State& state) {
    return passk::threads(static_cast<unsigned>(state.range(1)));
}

void per_resample(benchmark::State& state) {
    state.counters["ns/resample"] = benchmark::Counter(
        static_cast<double>(state.range(0)) * 1e-9,
        benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

template <class Method>
void intervals(benchmark::State& state, const auto& statistic) {
    const Method method{static_cast<std::uint64_t>(state.range(0)), 1};
    for (auto _ : state) {
        benchmark::DoNotOptimize(passk::confidence_intervals(statistic, passk::sampled_problems{},
                                                             method, passk::confidence_level(0.95),
                                                             threads(state)));
    }
    per_resample(state);
}

void percentile(benchmark::State& state, const std::vector<std::uint64_t>& ks) {
    intervals<passk::percentile_bootstrap>(state, passk::curve_of(outcomes().base(), ks));
}

void bca(benchmark::State& state, const std::vector<std::uint64_t>& ks) {
    intervals<passk::bca_bootstrap>(state, passk::curve_of(outcomes().base(), ks));
}

void paired(benchmark::State& state, const std::vector<std::uint64_t>& ks) {
    intervals<passk::percentile_bootstrap>(state, passk::difference_of(outcomes(), ks));
}

void sign_flip(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(passk::paired_permutation_test(
            outcomes(), 16U, {.permutations = static_cast<std::uint64_t>(state.range(0))}, {},
            threads(state)));
    }
    per_resample(state);
}

void sized(benchmark::internal::Benchmark* bench) {
    bench->ArgNames({"resamples", "threads"})
        ->Args({10'000, 1})
        ->Args({10'000, 2})
        ->UseRealTime()
        ->MeasureProcessCPUTime();
}

BENCHMARK_CAPTURE(percentile, one_k, std::vector<std::uint64_t>{16})
    ->Name("percentile_bootstrap/one_k")
    ->Apply(sized);
BENCHMARK_CAPTURE(percentile, eleven_k, passk::doubling_attempts(trials))
    ->Name("percentile_bootstrap/eleven_k")
    ->Apply(sized);
BENCHMARK_CAPTURE(bca, one_k, std::vector<std::uint64_t>{16})
    ->Name("bca_bootstrap/one_k")
    ->Apply(sized);
BENCHMARK_CAPTURE(bca, eleven_k, passk::doubling_attempts(trials))
    ->Name("bca_bootstrap/eleven_k")
    ->Apply(sized);
BENCHMARK_CAPTURE(paired, eleven_k, passk::doubling_attempts(trials))
    ->Name("difference/eleven_k")
    ->Apply(sized);
BENCHMARK(sign_flip)->Name("paired_permutation_test/one_k")->Apply(sized);

}  // namespace
