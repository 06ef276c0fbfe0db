// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_ESTIMAND_HPP
#define PASSK_INTERVAL_ESTIMAND_HPP

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

namespace passk {

/// Estimand: the model on problems like these. The problems are a sample, and so is their mean.
struct sampled_problems {
    /// For each problem the number of its cluster; empty if every problem stands for itself.
    /// Problems of one cluster are no independent evidence: clusters are drawn in their place.
    std::vector<std::size_t> clusters{};
};

/// Estimand: the model on exactly these problems, had it been sampled without end. Only the noise
/// of sampling counts, which knows no clusters.
struct fixed_benchmark {};

/// What an interval is about, where that is chosen at run time. The two answers differ 3- to
/// 100-fold in length, so there is no default.
using any_estimand = std::variant<sampled_problems, fixed_benchmark>;

/// The estimand of an interval that was made.
enum class estimand : std::uint8_t {
    sampled_problems,  ///< see passk::sampled_problems
    fixed_benchmark,   ///< see passk::fixed_benchmark
};

/// Which of the two an estimand is.
[[nodiscard]] inline estimand estimand_of(const any_estimand& target) noexcept {
    return target.index() == 0 ? estimand::sampled_problems : estimand::fixed_benchmark;
}

/// A name for reports: "sampled problems" or "fixed benchmark".
[[nodiscard]] constexpr std::string_view to_string(estimand target) noexcept {
    switch (target) {
        case estimand::sampled_problems: return "sampled problems";
        case estimand::fixed_benchmark: return "fixed benchmark";
    }
    return {};
}

}  // namespace passk

#endif  // PASSK_INTERVAL_ESTIMAND_HPP
