// SPDX-License-Identifier: Apache-2.0
// bootstrap [few]   The resamples that a GPU draws have the bits of those of the CPU.
#include "gpu_test.hpp"

#include <passk/adapter/cuda/cuda_device.cuh>
#include <passk/adapter/cuda/device_executor.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/interval/resampling/mean_resampler.hpp>
#include <passk/interval/resampling/resampled_sums.hpp>
#include <passk/interval/statistic.hpp>
#include <passk/outcome/tally.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace cuda = passk::adapter::cuda;

std::vector<passk::tally> random_tallies(std::size_t problems, std::uint64_t trials) {
    passk::random_bits bits(problems);
    std::vector<passk::tally> all;
    for (std::size_t i = 0; i < problems; ++i) {
        all.emplace_back(trials, passk::uniform_below(bits, trials + 1));
    }
    return all;
}

// How many of the sums differ; all of them if the GPU failed.
std::size_t differences(cuda::cuda_device<>& gpu, std::size_t problems, std::uint64_t trials,
                        std::uint64_t resamples) {
    const std::vector<std::uint64_t> ks{1, 2, trials / 2, trials};
    const passk::resampling::mean_resampler resampler(
        passk::curve_of(random_tallies(problems, trials), ks).sample({}).kinds);
    const passk::resample_draw draw{resamples, 5};
    const std::vector<double> expected =
        passk::resampling::resampled_sums(resampler, draw, passk::threads());
    const auto found =
        cuda::detail::device_resampler<cuda::cuda_device<>>(gpu, resampler).sums(draw);
    if (!found) {
        std::puts(found.error().context.c_str());
        return expected.size();
    }
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        wrong += found.value()[i] == expected[i] ? 0 : 1;
    }
    return wrong;
}

}  // namespace

int main(int argc, char** argv) {
    if (!gpu_test::there_is_a_gpu()) {
        return 0;
    }
    const bool few = argc > 1 && std::string(argv[1]) == "few";
    auto opened = cuda::cuda_device<>::open();
    if (!opened) {
        std::puts(opened.error().context.c_str());
        return 1;
    }
    auto gpu = std::move(opened).value();
    std::printf("on %s\n", gpu.name().c_str());
    struct size {
        std::size_t problems;
        std::uint64_t trials;
        std::uint64_t resamples;
    };
    for (const auto& [problems, trials, resamples] :
         {size{2, 4, 1000}, size{64, 8, 100'000}, size{500, 128, 100'000}, size{1319, 16, 10'000},
          size{20'000, 64, 1000}}) {
        if (few && resamples * problems > 100'000) {
            continue;
        }
        gpu_test::check(std::to_string(problems) + " problems, " + std::to_string(resamples)
                            + " resamples: sums that differ",
                        static_cast<double>(differences(gpu, problems, trials, resamples)), 0.0);
    }
    if (const auto& failure = gpu.failure()) {
        gpu_test::fail(failure->context);
    }
    return gpu_test::finish();
}
