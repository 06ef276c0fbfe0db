// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/cuda/cpu_device.hpp>
#include <passk/adapter/cuda/cpu_executors.hpp>
#include <passk/adapter/cuda/device_executor.hpp>

#include <doctest/doctest.h>

#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/core/result.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/interval/method.hpp>
#include <passk/interval/resampling/mean_resampler.hpp>
#include <passk/interval/resampling/resampled_sums.hpp>
#include <passk/interval/statistic.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/tally.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace {

namespace cuda = passk::adapter::cuda;
using passk::percentile_bootstrap;
using passk::sampled_problems;
using passk::tally;

using serial = cuda::cpu_device<float, cuda::cpu_serial>;
using emulated = cuda::cpu_device<float, cuda::cpu_emulated>;

// Tallies of `trials` trials each; of few kinds or of many.
std::vector<tally> random_tallies(std::size_t problems, std::uint64_t trials, std::uint64_t seed) {
    passk::random_bits bits(seed);
    std::vector<tally> all;
    for (std::size_t i = 0; i < problems; ++i) {
        all.emplace_back(trials, passk::uniform_below(bits, trials + 1));
    }
    return all;
}

void check_same_bits(const std::vector<passk::estimate_with_interval>& found,
                     const std::vector<passk::estimate_with_interval>& expected) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        CAPTURE(i);
        CHECK(found[i].bounds.value() == expected[i].bounds.value());
    }
}

// Intervals of a statistic on a device and on this thread.
template <class Statistic>
void check_intervals(const Statistic& of, const percentile_bootstrap& method) {
    const passk::confidence_level level(0.9);
    serial device;
    const cuda::device_executor<serial> on(device);
    check_same_bits(passk::confidence_intervals(of, sampled_problems{}, method, level, on),
                    passk::confidence_intervals(of, sampled_problems{}, method, level));
    CHECK(!on.failure());
}

// Every sum, in its place: stricter than intervals, which show two of them.
template <class Device>
void check_sums(Device device, const std::vector<tally>& problems,
                const std::vector<std::uint64_t>& ks, passk::resample_draw draw) {
    const passk::resampling::mean_resampler resampler(
        passk::curve_of(problems, ks).sample({}).kinds);
    const auto sums = cuda::detail::device_resampler<Device>(device, resampler).sums(draw);
    REQUIRE(sums);
    CHECK(sums.value() == passk::resampling::resampled_sums(resampler, draw, passk::this_thread()));
}

// A device without memory to give, and one whose work fails.
struct full_device : serial {
    static passk::result<std::byte*> allocate(std::uint64_t size) {
        return passk::error{passk::errc::rejected, "no room for " + std::to_string(size)};
    }
};
struct failing_device : serial {
    static std::optional<passk::error> failure() {
        return passk::error{passk::errc::io, "the device fell off"};
    }
};

}  // namespace

TEST_CASE("device_executor: a device draws the resamples of the CPU, bit for bit") {
    // One kind; padding to the next power of two; kinds cut at 128 problems; two levels above
    // the nodes that groups of at most 255 draws go down to; columns in more than one tile.
    struct set {
        std::size_t problems;
        std::uint64_t trials;
        std::vector<std::uint64_t> ks;
    };
    const std::vector<set> sets{{2, 4, {1}},
                                {64, 1, {1}},
                                {65, 16, {1, 16, 2}},
                                {500, 100, {1, 2, 4, 8, 16, 32, 64, 100, 3, 5, 7, 9, 11}},
                                {1100, 3, {1, 2, 3}}};
    for (const set& one : sets) {
        CAPTURE(one.problems);
        const std::vector<tally> problems = random_tallies(one.problems, one.trials, 3);
        check_sums(serial(), problems, one.ks, {150, 9});
        check_intervals(passk::curve_of(problems, one.ks), {150, 9});
    }
}

TEST_CASE("device_executor: a team of any size draws the same") {
    // Few: each barrier is a switch of threads.
    for (const std::uint32_t lanes : {2U, 3U}) {
        CAPTURE(lanes);
        check_sums(emulated(cuda::cpu_emulated{lanes}), random_tallies(20, 8, 5), {1, 8}, {70, 4});
        check_sums(emulated(cuda::cpu_emulated{lanes}), random_tallies(300, 1, 6), {1}, {70, 4});
    }
}

TEST_CASE("device_executor: problems that are too many for a device are drawn by the host") {
    const std::vector<tally> problems = random_tallies(70'000, 2, 7);
    check_intervals(passk::curve_of(problems, {1U, 2U}), {64, 2});
}

TEST_CASE("device_executor: differences of two models have the bits of the CPU") {
    passk::paired_outcomes outcomes;
    const std::vector<tally> base = random_tallies(90, 16, 8);
    const std::vector<tally> tuned = random_tallies(90, 16, 9);
    for (std::size_t i = 0; i < base.size(); ++i) {
        outcomes.problems.push_back("p" + std::to_string(i));
        outcomes.base_tallies.push_back(base[i]);
        outcomes.tuned_tallies.push_back(tuned[i]);
    }
    check_intervals(passk::difference_of(outcomes, {1U, 4U, 16U}), {500, 1});
}

TEST_CASE("device_executor: the host takes over from a device that fails, which says why") {
    const std::vector<tally> problems = random_tallies(10, 4, 1);
    const passk::curve_of curve(problems, {1U});
    const auto expected =
        passk::confidence_intervals(curve, sampled_problems{}, percentile_bootstrap{});
    const auto with = [&](auto device) {
        const cuda::device_executor<decltype(device)> on(device);
        check_same_bits(
            passk::confidence_intervals(curve, sampled_problems{}, percentile_bootstrap{},
                                        passk::confidence_level(0.95), on),
            expected);
        return on.failure();
    };
    const std::optional<passk::error> full = with(full_device());
    REQUIRE(full);
    CHECK(full->code == passk::errc::rejected);
    CHECK(full->context.starts_with("no room for "));
    const std::optional<passk::error> failed = with(failing_device());
    REQUIRE(failed);
    CHECK(failed->context == "the device fell off");
}
