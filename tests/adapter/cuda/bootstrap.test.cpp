// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/cuda/bootstrap.hpp>
#include <passk/adapter/cuda/cpu_device.hpp>
#include <passk/adapter/cuda/cpu_executors.hpp>

#include <doctest/doctest.h>

#include <passk/compare/difference_curve.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/core/result.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
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
using passk::estimand;
using passk::interval;
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

void check_same_bits(const std::vector<interval>& found, const std::vector<interval>& expected) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        CAPTURE(i);
        CHECK(std::bit_cast<std::uint64_t>(found[i].estimate)
              == std::bit_cast<std::uint64_t>(expected[i].estimate));
        CHECK(std::bit_cast<std::uint64_t>(found[i].lower)
              == std::bit_cast<std::uint64_t>(expected[i].lower));
        CHECK(std::bit_cast<std::uint64_t>(found[i].upper)
              == std::bit_cast<std::uint64_t>(expected[i].upper));
    }
}

// Every sum, in its place: stricter than intervals, which show two of them.
template <class Device>
void check_sums(Device device, const std::vector<tally>& problems,
                const std::vector<std::uint64_t>& ks, const passk::bootstrap_options& options) {
    const passk::detail::mean_resampler resampler(passk::detail::curve_kinds(problems, ks));
    const auto sums = cuda::detail::device_resampler<Device>(device, resampler).sums(options);
    REQUIRE(sums);
    CHECK(sums.value() == passk::detail::resampled_sums(resampler, options));
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

TEST_CASE("a device draws the resamples of the CPU, bit for bit") {
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
        const passk::bootstrap_options options{
            .resamples = 150, .seed = 9, .level = passk::confidence_level(0.9)};
        check_sums(serial(), problems, one.ks, options);
        serial device;
        const auto found = cuda::bootstrap_pass_at_k_curve(device, problems, one.ks,
                                                           estimand::sampled_problems, options);
        REQUIRE(found);
        check_same_bits(found.value(), passk::bootstrap_pass_at_k_curve(
                                           problems, one.ks, estimand::sampled_problems, options));
    }
}

TEST_CASE("a team of any size draws the same") {
    // Few: each barrier is a switch of threads.
    for (const std::uint32_t lanes : {2U, 3U}) {
        CAPTURE(lanes);
        const passk::bootstrap_options options{
            .resamples = 70, .seed = 4, .level = passk::confidence_level(0.9)};
        check_sums(emulated(cuda::cpu_emulated{lanes}), random_tallies(20, 8, 5), {1, 8}, options);
        check_sums(emulated(cuda::cpu_emulated{lanes}), random_tallies(300, 1, 6), {1}, options);
    }
}

TEST_CASE("problems that are too many for a device are drawn all the same") {
    const std::vector<tally> problems = random_tallies(70'000, 2, 7);
    const std::vector<std::uint64_t> ks{1, 2};
    const passk::bootstrap_options options{
        .resamples = 64, .seed = 2, .level = passk::confidence_level(0.8)};
    serial device;
    const auto found =
        cuda::bootstrap_pass_at_k_curve(device, problems, ks, estimand::sampled_problems, options);
    REQUIRE(found);
    check_same_bits(found.value(), passk::bootstrap_pass_at_k_curve(
                                       problems, ks, estimand::sampled_problems, options));
}

TEST_CASE("differences of two models are those of the CPU") {
    const std::vector<std::uint64_t> ks{1, 4, 16};
    passk::paired_outcomes outcomes;
    const std::vector<tally> base = random_tallies(90, 16, 8);
    const std::vector<tally> tuned = random_tallies(90, 16, 9);
    for (std::size_t i = 0; i < base.size(); ++i) {
        outcomes.problems.push_back("p" + std::to_string(i));
        outcomes.base_tallies.push_back(base[i]);
        outcomes.tuned_tallies.push_back(tuned[i]);
    }
    serial device;
    const auto found = cuda::difference_curve(device, outcomes, ks, estimand::sampled_problems,
                                              {.resamples = 500});
    REQUIRE(found);
    const auto expected =
        passk::difference_curve(outcomes, ks, estimand::sampled_problems, {.resamples = 500});
    for (std::size_t i = 0; i < ks.size(); ++i) {
        check_same_bits({found.value()[i].difference}, {expected[i].difference});
    }
}

TEST_CASE("a device's errors are returned, the caller's thrown") {
    const std::vector<tally> problems = random_tallies(10, 4, 1);
    const std::vector<std::uint64_t> ks{1};
    full_device full;
    const auto none =
        cuda::bootstrap_pass_at_k_curve(full, problems, ks, estimand::sampled_problems);
    REQUIRE(!none);
    CHECK(none.error().code == passk::errc::rejected);
    CHECK(none.error().context.starts_with("no room for "));
    failing_device failing;
    const auto failed =
        cuda::bootstrap_pass_at_k_curve(failing, problems, ks, estimand::sampled_problems);
    REQUIRE(!failed);
    CHECK(failed.error().context == "the device fell off");
    serial device;
    const std::vector<std::uint64_t> too_large{5};
    CHECK_THROWS_AS(static_cast<void>(cuda::bootstrap_pass_at_k_curve(device, problems, too_large,
                                                                      estimand::sampled_problems)),
                    passk::domain_error);
    CHECK_THROWS_AS(static_cast<void>(cuda::bootstrap_pass_at_k_curve(device, problems, ks,
                                                                      estimand::fixed_benchmark)),
                    passk::domain_error);
}
