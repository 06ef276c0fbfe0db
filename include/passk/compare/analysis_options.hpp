// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_ANALYSIS_OPTIONS_HPP
#define PASSK_COMPARE_ANALYSIS_OPTIONS_HPP

#include <passk/core/attempts.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/core/executor.hpp>
#include <passk/interval/method.hpp>
#include <passk/outcome/problem_clusters.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>

namespace passk {

/// How curve_of_model, compare_models and rank_models analyse outcomes. Every member has a default.
struct analysis_options {
    /// The ks for the smallest n of any problem: a named grid such as doubling_attempts, or
    /// [](std::uint64_t) { return passk::attempts{1, 8, 64}; }.
    std::function<attempts(std::uint64_t)> ks = [](std::uint64_t n) {
        return attempts(doubling_attempts(n));
    };
    /// The method of intervals about problems like these.
    any_sampled_method method = recommended{};
    confidence_level level{0.95};
    std::uint64_t resamples = 10'000;  ///< of bands and crossovers, and permutations of tests
    std::uint64_t seed = 1;            ///< of the resamples and permutations
    problem_clusters clusters{};       ///< drawn in place of problems; empty: none
    any_executor on = threads();       ///< where resamples are computed; no result depends on it
    /// Called with the name of each stage as it begins, for a line of progress.
    std::function<void(std::string_view)> on_stage{};
    /// Asks to stop: between two stages the analysis then returns errc::cancelled.
    std::stop_token stop{};
};

namespace detail {

// Announces a stage, or says that the analysis must stop before it.
[[nodiscard]] inline std::optional<error> enter_stage(const analysis_options& options,
                                                      std::string_view name) {
    if (options.stop.stop_requested()) {
        return error{errc::cancelled, "stopped before " + std::string(name)};
    }
    if (options.on_stage) {
        options.on_stage(name);
    }
    return std::nullopt;
}

}  // namespace detail
}  // namespace passk

#endif  // PASSK_COMPARE_ANALYSIS_OPTIONS_HPP
