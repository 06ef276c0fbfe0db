// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/bootstrap.hpp>

#include <passk/compare/difference_curve.hpp>
#include <passk/compare/permutation_test.hpp>
#include <passk/core/attempts.hpp>
#include <passk/interval/mean_interval.hpp>

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

passk::bootstrap_options options(const benchmark::State& state) {
    return {.resamples = static_cast<std::uint64_t>(state.range(0)),
            .seed = 1,
            .threads = static_cast<unsigned>(state.range(1))};
}

void per_resample(benchmark::State& state) {
    state.counters["ns/resample"] = benchmark::Counter(
        static_cast<double>(state.range(0)) * 1e-9,
        benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void curve(benchmark::State& state, std::vector<std::uint64_t> ks) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(passk::bootstrap_pass_at_k_curve(
            outcomes().base(), ks, passk::estimand::sampled_problems, options(state)));
    }
    per_resample(state);
}

void curve_by(benchmark::State& state, std::vector<std::uint64_t> ks,
              passk::interval_method method) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(passk::pass_at_k_curve_intervals(
            outcomes().base(), ks, passk::estimand::sampled_problems, method, options(state)));
    }
    per_resample(state);
}

void paired(benchmark::State& state, std::vector<std::uint64_t> ks) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(passk::difference_curve(
            outcomes(), ks, passk::estimand::sampled_problems, options(state)));
    }
    per_resample(state);
}

void sign_flip(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(passk::paired_permutation_test(
            outcomes(), 16,
            {.permutations = static_cast<std::uint64_t>(state.range(0)),
             .threads = static_cast<unsigned>(state.range(1))}));
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

BENCHMARK_CAPTURE(curve, one_k, std::vector<std::uint64_t>{16})
    ->Name("bootstrap_pass_at_k_curve/one_k")
    ->Apply(sized);
BENCHMARK_CAPTURE(curve, eleven_k, passk::doubling_attempts(trials))
    ->Name("bootstrap_pass_at_k_curve/eleven_k")
    ->Apply(sized);
BENCHMARK_CAPTURE(curve_by, bca_one_k, std::vector<std::uint64_t>{16},
                  passk::interval_method::bca_bootstrap)
    ->Name("pass_at_k_curve_intervals/bca_one_k")
    ->Apply(sized);
BENCHMARK_CAPTURE(curve_by, bca_eleven_k, passk::doubling_attempts(trials),
                  passk::interval_method::bca_bootstrap)
    ->Name("pass_at_k_curve_intervals/bca_eleven_k")
    ->Apply(sized);
BENCHMARK_CAPTURE(paired, eleven_k, passk::doubling_attempts(trials))
    ->Name("difference_curve/eleven_k")
    ->Apply(sized);
BENCHMARK(sign_flip)->Name("paired_permutation_test/one_k")->Apply(sized);

}  // namespace
