// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/cuda/cpu_executors.hpp>
#include <passk/adapter/cuda/detail/portable_math.hpp>
#include <passk/adapter/cuda/detail/sampling_kernels.hpp>

#include <doctest/doctest.h>

#include <passk/core/random_bits.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

namespace cuda = passk::adapter::cuda;
using namespace passk::adapter::cuda::detail;

TEST_CASE("Gumbel noise is within 7e-8 of the C library's, and falls with its bits") {
    long double worst = 0.0L;
    float last = std::numeric_limits<float>::infinity();
    const auto look_at = [&](std::uint32_t bits) {
        const long double v = (static_cast<long double>(bits) + 0.5L) / 4294967296.0L;
        const long double truth = -std::log(-std::log1p(-v));
        const long double error = std::fabs(static_cast<long double>(gumbel(bits)) - truth)
                                  / std::max(1.0L, std::fabs(truth));
        worst = std::max(worst, error);
        REQUIRE(gumbel(bits) <= last);
        last = gumbel(bits);
    };
    // All of both tails, and where one formula gives way to the other.
    for (std::uint32_t bits = 0; bits < 3000; ++bits) {
        look_at(bits);
    }
    for (std::uint64_t bits = 3000; bits < 0x7FFFFF00U; bits += 9973) {
        look_at(static_cast<std::uint32_t>(bits));
    }
    for (std::uint64_t bits = 0x7FFFFF00U; bits < 0x80000100U; ++bits) {
        look_at(static_cast<std::uint32_t>(bits));
    }
    for (std::uint64_t bits = 0x80000100U; bits < 0xFFFFF000U; bits += 9973) {
        look_at(static_cast<std::uint32_t>(bits));
    }
    for (std::uint64_t bits = 0xFFFFF000U; bits <= 0xFFFFFFFFU; ++bits) {
        look_at(static_cast<std::uint32_t>(bits));
    }
    CHECK(worst < 7e-8L);
}

TEST_CASE("weights are within 2^-26 of the exponential, and rise with it") {
    CHECK(fixed_exp(0.0F) == std::uint64_t{1} << weight_bits);
    CHECK(fixed_exp(-28.0F) == 0);
    CHECK(fixed_exp(-std::numeric_limits<float>::infinity()) == 0);
    CHECK(fixed_exp(std::numeric_limits<float>::quiet_NaN()) == 0);
    std::uint64_t last = 0;
    for (std::uint32_t i = 300'000; i-- > 0;) {
        const float x = -28.0F * static_cast<float>(i) / 300'000.0F;
        const long double truth = std::exp(static_cast<long double>(x)) * 0x1p40L;
        const auto found = fixed_exp(x);
        REQUIRE(std::fabs(static_cast<long double>(found) - truth) <= 1.0L + truth * 0x1p-26L);
        REQUIRE(found >= last);
        last = found;
    }
}

TEST_CASE("logarithms are within 16 units of 2^-32") {
    passk::random_bits bits(1);
    for (int i = 0; i < 100'000; ++i) {
        const std::uint64_t x = bits() >> passk::uniform_below(bits, 63) | 1U;
        const long double truth = std::log(static_cast<long double>(x)) * 4294967296.0L;
        REQUIRE(std::fabs(static_cast<long double>(fixed_log(x)) - truth) < 16.0L);
    }
    for (const float value : {1.0F, 0.5F, 0.05F, 1e-6F, 3.0e-38F, 1e30F}) {
        CHECK(static_cast<double>(log_of(value))
              == doctest::Approx(std::log(static_cast<double>(value))).epsilon(1e-7));
    }
    CHECK(log_of_weight(0) == -std::numeric_limits<float>::infinity());
    CHECK(log_of_weight(std::uint64_t{1} << weight_bits) == 0.0F);
}

// What the sampler makes of logits of a seed, as one number: the same on every executor, compiler
// and device. The constant was computed by g++ 12 on x86-64.
TEST_CASE("draws have bits that are recorded") {
    constexpr std::uint32_t rows = 24;
    constexpr std::uint32_t vocabulary = 997;
    passk::random_bits bits(7);
    std::vector<float> logits(rows * vocabulary);
    for (float& logit : logits) {
        // Whole numbers and one division: no logarithm whose last bit could differ.
        logit = static_cast<float>(passk::uniform_below(bits, 1U << 20U)) / 65536.0F
                - static_cast<float>(passk::uniform_below(bits, 1U << 20U)) / 98304.0F;
    }
    std::vector<sampling_row> rules(rows);
    for (std::uint32_t row = 0; row < rows; ++row) {
        rules[row] = {.temperature = 0.4F + 0.125F * static_cast<float>(row % 5),
                      .top_p = row % 3 == 1 ? 0.9F : 1.0F,
                      .min_p = row % 4 == 2 ? 0.02F : 0.0F,
                      .repetition_penalty = row % 5 == 3 ? 1.3F : 1.0F,
                      .top_k = row % 2 == 1 ? 40U : 0U,
                      .slot = 0,
                      .number = row,
                      .seed_low = 11,
                      .seed_high = 5};
    }
    std::vector<std::uint32_t> seen(rows * 32, 0x11111111U);
    for (std::uint32_t row = 0; row < rows; ++row) {
        rules[row].slot = static_cast<std::int32_t>(row);
    }
    std::vector<std::int32_t> tokens(rows);
    std::vector<float> raw(rows);
    std::vector<float> processed(rows);
    cuda::cpu_emulated{2}.launch(
        rows, sample_kernel{logits.data(), rules.data(), seen.data(), 32, tokens.data(), raw.data(),
                            processed.data(), vocabulary});
    std::uint64_t all = 0;
    for (std::uint32_t row = 0; row < rows; ++row) {
        for (const std::uint32_t word :
             {static_cast<std::uint32_t>(tokens[row]), std::bit_cast<std::uint32_t>(raw[row]),
              std::bit_cast<std::uint32_t>(processed[row])}) {
            all = (all ^ word) * 0x100000001B3U;  // FNV-1a
        }
    }
    CHECK(all == 18337994495849513431U);
}

}  // namespace
