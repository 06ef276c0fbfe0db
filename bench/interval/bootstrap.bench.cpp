// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/bootstrap.hpp>

#include <passk/compare/difference_curve.hpp>
#include <passk/compare/permutation_test.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/estimate/attempts.hpp>
#include <passk/interval/mean_interval.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

constexpr std::uint64_t trials = 1024;

// 500 problems with chances of success that are often near 0 or 1, two correlated models.
const passk::paired_outcomes& outcomes() {
    static const passk::paired_outcomes made = [] {
        passk::outcome_table table;
        passk::random_bits bits(1, 500);
        for (int i = 0; i < 500; ++i) {
            const double u = passk::uniform_unit(bits);
            const double base = u < 0.15   ? 0.0
                                : u < 0.20 ? 1.0
                                           : std::pow(passk::uniform_unit(bits), 2.0);
            const double tuned = base * (0.7 + 0.3 * passk::uniform_unit(bits));
            const auto draw = [&](double p) {
                std::uint64_t c = 0;
                for (std::uint64_t j = 0; j < trials; ++j) {
                    c += passk::uniform_unit(bits) < p;
                }
                return c;
            };
            const std::uint64_t c_base = draw(base);
            const std::uint64_t c_tuned = draw(tuned);
            const std::string name = std::to_string(i);
            table.insert(name, "base", {.correct = c_base, .incorrect = trials - c_base});
            table.insert(name, "tuned", {.correct = c_tuned, .incorrect = trials - c_tuned});
        }
        return table.pair("base", "tuned");
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
