// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_FRAGILITY_HPP
#define PASSK_COMPARE_FRAGILITY_HPP

#include <passk/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace passk {

/// How much a mean difference hangs on single problems.
struct fragility {
    std::size_t problems = 0;
    std::size_t moved = 0;  ///< problems whose difference is not 0
    double difference = 0.0;

    /// All problems have the same difference, so that they show no spread.
    bool all_alike = false;

    /// The problem without which the mean difference has the other sign or is 0, if there is one:
    /// of several the one that moves it furthest.
    std::optional<std::size_t> decisive{};
    double without_decisive = 0.0;  ///< the mean difference of the others

    /// One more problem like the one that is furthest against the difference would change its sign
    /// or make it 0.
    bool one_more_changes_sign = false;
};

/// Describes how much the mean of paired differences hangs on single problems.
///
/// @param differences  one for each problem, finite
/// @pre      at least one difference
/// @throws   domain_error otherwise.
/// @par Cost
/// two passes over the differences.
/// @par Example
///     const std::vector<double> differences{0.0, 0.0, 1.0, -0.25};
///     const fragility found = find_fragility(differences);  // *found.decisive == 2
[[nodiscard]] inline fragility find_fragility(std::span<const double> differences) {
    detail::expects(!differences.empty(), "passk::find_fragility: there is no difference");
    detail::expects(std::all_of(differences.begin(), differences.end(),
                                [](double d) { return std::isfinite(d); }),
                    "passk::find_fragility: a difference is not finite");
    fragility found{.problems = differences.size()};
    double sum = 0.0;
    double size = 0.0;
    for (const double d : differences) {
        sum += d;
        size += std::fabs(d);
        found.moved += d != 0.0 ? 1U : 0U;
    }
    const auto problems = static_cast<double>(differences.size());
    found.difference = sum / problems;
    found.all_alike = std::all_of(differences.begin(), differences.end(),
                                  [&](double d) { return d == differences.front(); });
    // What rounding alone leaves of a sum is 0.
    const double nothing = size * problems * 0x1p-52;
    if (std::fabs(sum) <= nothing) {
        found.difference = 0.0;
        return found;
    }
    const double sign = sum > 0.0 ? 1.0 : -1.0;
    const auto furthest = std::max_element(differences.begin(), differences.end(),
                                           [&](double a, double b) { return sign * a < sign * b; });
    if (differences.size() > 1 && sign * (sum - *furthest) <= nothing) {
        found.decisive = static_cast<std::size_t>(furthest - differences.begin());
        const double rest = sum - *furthest;
        found.without_decisive = std::fabs(rest) <= nothing ? 0.0 : rest / (problems - 1.0);
    }
    double opposite = 0.0;
    for (const double d : differences) {
        opposite = (std::max)(opposite, -sign * d);
    }
    found.one_more_changes_sign = opposite > 0.0 && sign * sum - opposite <= nothing;
    return found;
}

}  // namespace passk

#endif  // PASSK_COMPARE_FRAGILITY_HPP
