// SPDX-License-Identifier: Apache-2.0
// resamples_per_second [PROBLEMS] [TRIALS] [RESAMPLES]
// Draws resamples of a pass-at-k curve on all cores of the CPU and on the first GPU, alternately,
// five times each. Prints the medians and their ratio; exits with 1 if a bit differs.
#include <passk/adapter/cuda/cuda_device.cuh>
#include <passk/adapter/cuda/device_executor.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/interval/resampling/mean_resampler.hpp>
#include <passk/interval/resampling/resampled_sums.hpp>
#include <passk/interval/statistic.hpp>
#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

namespace {

namespace cuda = passk::adapter::cuda;

template <class Work>
double seconds(const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);  // a time-out leaves what was said
    const auto number = [&](int i, unsigned long long otherwise) {
        return argc > i ? std::strtoull(argv[i], nullptr, 10) : otherwise;
    };
    const unsigned long long problems = number(1, 500);
    const unsigned long long trials = number(2, 256);
    const unsigned long long resamples = number(3, 1'000'000);
    auto opened = cuda::cuda_device<>::open();
    if (!opened) {
        std::puts(opened.error().context.c_str());
        return 1;
    }
    auto gpu = std::move(opened).value();
    passk::random_bits bits(1);
    std::vector<passk::tally> tallies;
    for (unsigned long long i = 0; i < problems; ++i) {
        tallies.emplace_back(trials, passk::uniform_below(bits, trials + 1));
    }
    std::vector<std::uint64_t> ks;
    for (std::uint64_t k = 1; k <= trials; k *= 2) {
        ks.push_back(k);
    }
    const passk::resampling::mean_resampler resampler(
        passk::curve_of(tallies, ks).sample({}).kinds);
    if (resampler.plan() == nullptr) {
        std::puts("at most 65536 problems");
        return 2;
    }
    const passk::resample_draw draw{resamples, 1};
    std::array<double, 5> on_cpu{};
    std::array<double, 5> on_gpu{};
    for (std::size_t repeat = 0; repeat < on_cpu.size(); ++repeat) {
        std::vector<double> expected;
        on_cpu[repeat] = seconds([&] {
            expected = passk::resampling::resampled_sums(resampler, draw, passk::threads());
        });
        std::vector<double> found;
        on_gpu[repeat] = seconds([&] {
            auto sums =
                cuda::detail::device_resampler<cuda::cuda_device<>>(gpu, resampler).sums(draw);
            if (!sums) {
                std::puts(sums.error().context.c_str());
                std::exit(1);
            }
            found = std::move(sums).value();
        });
        if (found != expected) {
            std::puts("the bits differ");
            return 1;
        }
    }
    std::nth_element(on_cpu.begin(), on_cpu.begin() + 2, on_cpu.end());
    std::nth_element(on_gpu.begin(), on_gpu.begin() + 2, on_gpu.end());
    std::printf("%llu problems, %zu columns, %llu resamples\n", problems, ks.size(), resamples);
    std::printf("CPU, all cores   %.3g s, %.3g resamples/s\n", on_cpu[2],
                static_cast<double>(resamples) / on_cpu[2]);
    std::printf("%s   %.3g s, %.3g resamples/s, %.2f times the CPU\n", gpu.name().c_str(),
                on_gpu[2], static_cast<double>(resamples) / on_gpu[2], on_cpu[2] / on_gpu[2]);
    return 0;
}
