// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/resampling/avx2.hpp>
#include <passk/interval/resampling/avx512.hpp>
#include <passk/interval/resampling/mean_resampler.hpp>

#include "skip.hpp"

#include <passk/core/error.hpp>
#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using passk::simd_level;
using passk::resampling::lane_random;
using passk::resampling::mean_resampler;
using passk::resampling::problem_kinds;
using passk::resampling::resampling_plan;

namespace {

// Sets PASSK_SIMD, and restores it.
class forced_simd {
public:
    explicit forced_simd(const char* name) {
        if (const char* const before = std::getenv("PASSK_SIMD")) {
            before_ = before;
        }
        setenv("PASSK_SIMD", name, 1);
    }
    forced_simd(const forced_simd&) = delete;
    forced_simd& operator=(const forced_simd&) = delete;
    ~forced_simd() { setenv("PASSK_SIMD", before_.c_str(), 1); }

private:
    std::string before_{};
};

// Levels beyond the portable one that this machine has.
std::vector<const char*> wider_levels() {
    std::vector<const char*> names;
    if (passk::best_simd_level() >= simd_level::avx2) {
        names.push_back("avx2");
    }
    if (passk::best_simd_level() >= simd_level::avx512) {
        names.push_back("avx512");
    }
    if (names.empty()) {
        passk_tests::skip("this machine has neither AVX2 nor AVX-512");
    }
    return names;
}

std::vector<double> block_sums(const char* level, const problem_kinds& kinds, std::uint64_t seed,
                               std::uint64_t number) {
    const forced_simd forced(level);
    const mean_resampler resampler(kinds);
    auto space = resampler.make_workspace();
    std::vector<double> sums(mean_resampler::block * resampler.columns());
    resampler.sums(seed, number, space, sums.data());
    return sums;
}

}  // namespace

TEST_CASE("every SIMD width gives the bits of the portable kernel") {
    passk::random_bits bits(31, 4);
    for (int trial = 0; trial < 200; ++trial) {
        problem_kinds kinds;
        kinds.columns = 1 + passk::uniform_below(bits, 30);
        const std::uint64_t rows = 1 + passk::uniform_below(bits, 60);
        for (std::uint64_t d = 0; d < rows; ++d) {
            const std::uint64_t most = passk::uniform_below(bits, 8) == 0 ? 700 : 12;
            kinds.problems.push_back(
                static_cast<std::uint32_t>(1 + passk::uniform_below(bits, most)));
            const std::uint64_t needed = passk::uniform_below(bits, kinds.columns + 1);
            for (std::size_t c = 0; c < kinds.columns; ++c) {
                kinds.values.push_back(c < needed ? passk::uniform_unit(bits) - 0.5 : 0.0);
            }
        }
        const std::uint64_t seed = bits();
        const std::vector<double> expected =
            block_sums("portable", kinds, seed, static_cast<std::uint64_t>(trial));
        for (const char* const level : wider_levels()) {
            INFO("trial=", trial, " level=", level);
            REQUIRE(block_sums(level, kinds, seed, static_cast<std::uint64_t>(trial)) == expected);
        }
    }
}

TEST_CASE("a sum is the weighted sum of its rows") {
    // One row with 1 in column 0, so that column 0 counts its draws, as in the first of 2 kinds.
    problem_kinds kinds{.columns = 2, .values = {1.0, 0.25, 0.0, 0.75}, .problems = {3, 5}};
    const mean_resampler resampler(kinds);
    auto space = resampler.make_workspace();
    std::vector<double> sums(2 * mean_resampler::block);
    resampler.sums(8, 0, space, sums.data());
    const double unit = 8.0 / resampler.divisor();
    for (std::size_t i = 0; i < mean_resampler::block; ++i) {
        const double drawn = sums[i] * unit;
        CHECK(sums[mean_resampler::block + i] * unit == 0.25 * drawn + 0.75 * (8.0 - drawn));
    }
    CHECK(resampler.total(0) * unit == 3.0);
    CHECK(resampler.mean(resampler.total(1), 1, 0.5625) == 0.5625);
}

#if defined(__x86_64__)
TEST_CASE("a count that fills its byte is noticed") {
    // A kind of 500, larger than a plan should hold: its weight is 500 in every resample.
    const resampling_plan plan(std::array<std::uint32_t, 1>{500});
    std::vector<std::uint8_t> slots(resampling_plan::lanes * plan.slots());
    lane_random random(1, 1);
    if (passk::best_simd_level() >= simd_level::avx2) {
        CHECK_FALSE(passk::resampling::avx2::draw_weights(plan, random, slots.data()));
    }
    if (passk::best_simd_level() >= simd_level::avx512) {
        CHECK_FALSE(passk::resampling::avx512::draw_weights(plan, random, slots.data()));
    }
}
#endif

TEST_CASE("PASSK_SIMD must name instructions that the machine has") {
    const forced_simd forced("sse9");
    CHECK_THROWS_AS((void)passk::simd_level_in_use(), passk::domain_error);
}
