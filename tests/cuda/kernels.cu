// SPDX-License-Identifier: Apache-2.0
// kernels [few]   Each kernel on a GPU against the same kernel on the CPU, every element of every
// array, in float and bf16.
#include "../adapter/cuda/kernel_comparison.hpp"
#include "gpu_test.hpp"

#include <passk/adapter/cuda/cuda_device.cuh>
#include <passk/adapter/cuda/detail/element.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace cuda = passk::adapter::cuda;

// The worst of each kernel over all shapes.
std::map<std::string, passk_tests::kernel_outcome> worst;
std::size_t compared = 0;

void take(const std::string& where, const std::vector<passk_tests::kernel_outcome>& outcomes) {
    for (const passk_tests::kernel_outcome& one : outcomes) {
        ++compared;
        if (!one.good()) {
            std::printf("%s, %s: %.3g at %s %s\n", where.c_str(), one.kernel.c_str(), one.error,
                        one.where.c_str(), one.broken.c_str());
            ++gpu_test::failures;
        }
        passk_tests::kernel_outcome& known = worst[one.kernel];
        if (known.kernel.empty() || one.error > known.error) {
            known = one;
        }
    }
}

template <class Real>
void compare(const std::string& type, bool many) {
    auto opened = cuda::cuda_device<Real>::open();
    if (!opened) {
        gpu_test::fail(opened.error().context);
        return;
    }
    auto gpu = std::move(opened).value();
    std::printf("%s on %s\n", type.c_str(), gpu.name().c_str());
    worst.clear();
    for (const passk_tests::layer_shape& shape : passk_tests::layer_shapes(many)) {
        take(shape.text(), passk_tests::compare_layer<Real>(gpu, shape));
    }
    const std::vector<std::pair<std::uint32_t, std::uint32_t>> sizes =
        many ? std::vector<std::pair<std::uint32_t, std::uint32_t>>{{1, 32},
                                                                    {3, 333},
                                                                    {64, 5000},
                                                                    {512, 1031},
                                                                    {9, 151936}}
             : std::vector<std::pair<std::uint32_t, std::uint32_t>>{{3, 333}};
    for (const auto& [rows, vocabulary] : sizes) {
        take(std::to_string(rows) + " rows of " + std::to_string(vocabulary) + " logits",
             passk_tests::compare_sampling(gpu, rows, vocabulary));
    }
    for (const auto& [name, one] : worst) {
        gpu_test::check(type + ", " + name, one.error, one.bound);
    }
    if (const auto& failure = gpu.failure()) {
        gpu_test::fail(failure->context);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (!gpu_test::there_is_a_gpu()) {
        return 0;
    }
    const bool many = argc < 2 || std::string(argv[1]) != "few";
    compare<float>("float", many);
    compare<cuda::detail::bf16>("bf16", many);
    std::printf("%zu comparisons\n", compared);
    return gpu_test::finish();
}
