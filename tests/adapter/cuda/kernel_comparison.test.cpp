// SPDX-License-Identifier: Apache-2.0
// The comparison that a GPU is tested with, on emulated thread blocks, and on devices that err.
#include "kernel_comparison.hpp"

#include <passk/adapter/cuda/cpu_device.hpp>
#include <passk/adapter/cuda/cpu_executors.hpp>
#include <passk/adapter/cuda/detail/attention_kernels.hpp>
#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/adapter/cuda/detail/layer_kernels.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace {

namespace cuda = passk::adapter::cuda;
using cuda::detail::bf16;
using passk_tests::compare_layer;
using passk_tests::compare_sampling;
using passk_tests::kernel_comparison;
using passk_tests::kernel_outcome;
using passk_tests::layer_shape;

using serial = cuda::cpu_device<float, cuda::cpu_serial>;
using emulated = cuda::cpu_device<float, cuda::cpu_emulated>;

void check_good(const std::string& where, const std::vector<kernel_outcome>& outcomes) {
    CHECK(outcomes.size() >= 2);
    for (const kernel_outcome& one : outcomes) {
        CHECK_MESSAGE(one.good(), where, ", ", one.kernel, ": ", one.error, " at ", one.where, ' ',
                      one.broken);
    }
}

TEST_CASE("emulated thread blocks compute every element that the serial executor does") {
    emulated device(cuda::cpu_emulated{2});
    for (const layer_shape& shape : passk_tests::layer_shapes(false)) {
        check_good(shape.text(), compare_layer<float>(device, shape));
        check_good(shape.text(), compare_layer<bf16>(device, shape));
    }
    check_good("sampling", compare_sampling(device, 9, 333));
}

TEST_CASE("a block that a real GPU has, of many threads, computes them too") {
    emulated device(cuda::cpu_emulated{32});
    check_good("32 threads", compare_layer<float>(
                                 device, {.rows = 1, .group = 2, .head_dim = 64, .context = 40}));
}

// Devices that do less than they are asked, or something else.
struct idle_device : serial {
    template <class Kernel>
    void launch(std::uint32_t, const Kernel&) {}
};
struct short_device : serial {
    template <class Kernel>
    void launch(std::uint32_t blocks, const Kernel& kernel) {
        serial::launch(blocks - 1, kernel);
    }
};
struct repeating_device : serial {
    template <class Kernel>
    void launch(std::uint32_t blocks, const Kernel& kernel) {
        serial::launch(blocks, kernel);
        serial::launch(blocks, kernel);
    }
};

TEST_CASE("a comparison notices a device that leaves out work") {
    idle_device idle;
    short_device one_short;
    const layer_shape shape{.rows = 3, .group = 2, .head_dim = 8, .context = 20};
    for (const kernel_outcome& one : compare_layer<float>(idle, shape)) {
        CHECK_MESSAGE(!one.good(), one.kernel);
    }
    for (const kernel_outcome& one : compare_layer<bf16>(one_short, shape)) {
        CHECK_MESSAGE(!one.good(), one.kernel);
    }
    for (const kernel_outcome& one : compare_sampling(idle, 3, 100)) {
        CHECK_MESSAGE(!one.good(), one.kernel);
    }
}

TEST_CASE("a comparison notices work done twice where it adds up") {
    repeating_device twice;
    const layer_shape shape{.rows = 3, .group = 2, .head_dim = 8, .context = 20};
    std::string noticed;
    for (const kernel_outcome& one : compare_layer<float>(twice, shape)) {
        noticed += one.good() ? "" : one.kernel + "; ";
    }
    CHECK(noticed == "product, added; bias, norm, rotation, cache; ");
}

// One element of an array is not a number, and one after it a little off.
struct nan_device : serial {
    template <class Kernel>
    void launch(std::uint32_t blocks, const Kernel& kernel) {
        serial::launch(blocks, kernel);
        kernel.out[3] = std::numeric_limits<float>::quiet_NaN();
        kernel.out[5] += 1e-3F;
    }
};

TEST_CASE("a comparison does not forget a NaN") {
    nan_device device;
    kernel_comparison<nan_device> both(device);
    auto& in = both.array<float>("in", 20);
    auto& out = both.array<float>("out", 10);
    passk_tests::fill_evenly(in.values(), 1);
    const kernel_outcome found = both.run(
        "SwiGLU", 1, 1e-5,
        [&](auto at) {
            return cuda::detail::swiglu_kernel<float>{at(in), at(out), 10};
        },
        out);
    CHECK(!found.good());
    CHECK(std::isinf(found.error));
    CHECK(found.where == "out[3]");
}

TEST_CASE("a comparison notices reading or writing past an array on both sides") {
    serial device;
    kernel_comparison<serial> both(device);
    auto& in = both.array<float>("in", 20);
    auto& out = both.array<float>("out", 12);
    passk_tests::fill_evenly(in.values(), 1);
    const auto swiglu = [&](std::uint32_t width) {
        return both.run(
            "SwiGLU", 1, 1e-5,
            [&](auto at) {
                return cuda::detail::swiglu_kernel<float>{at(in), at(out), width};
            },
            out);
    };
    CHECK(swiglu(11).where == "out[9]");  // the gate is within the array, the other factor not
    CHECK(swiglu(10).broken == "nothing was written to out[10]");
    auto& more = both.array<float>("more", 30);
    passk_tests::fill_evenly(more.values(), 2);
    const kernel_outcome past = both.run(
        "SwiGLU", 1, 1e-5,
        [&](auto at) {
            return cuda::detail::swiglu_kernel<float>{at(more), at(out), 15};
        },
        out);
    CHECK(past.where == "out[12]");
}

TEST_CASE("attention's shared memory fits every GPU for every head_dim that is allowed") {
    for (std::uint32_t head_dim = 2; head_dim <= 1024; head_dim += 2) {
        cuda::detail::attention_kernel<bf16> kernel{};
        kernel.cache.head_dim = head_dim;
        // 99 KiB is the least that a GPU since 2020 lets a block have.
        CHECK(kernel.scratch() * sizeof(float) + 1024 <= std::size_t{99} << 10U);
    }
}

}  // namespace
