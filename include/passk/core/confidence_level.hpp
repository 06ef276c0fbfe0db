// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_CONFIDENCE_LEVEL_HPP
#define PASSK_CORE_CONFIDENCE_LEVEL_HPP

#include <passk/core/error.hpp>

namespace passk {

/// How often an interval is meant to hold what it estimates, strictly between 0 and 1.
/// A type of its own, so that 0.95 and 0.05 cannot be mistaken for one another at a call.
class confidence_level {
public:
    /// @param level  the share of intervals that hold, for example 0.95
    /// @pre   0 < level < 1
    /// @throws domain_error otherwise, NaN included
    constexpr explicit confidence_level(double level) : level_(level) {
        detail::expects(level > 0.0 && level < 1.0,
                        "passk::confidence_level: the level must lie strictly between 0 and 1");
    }

    [[nodiscard]] constexpr double value() const noexcept { return level_; }

    /// The probability left out on each side of a two-sided interval.
    [[nodiscard]] constexpr double tail() const noexcept { return (1.0 - level_) / 2.0; }

    friend constexpr bool operator==(const confidence_level&, const confidence_level&) = default;

private:
    double level_;
};

}  // namespace passk

#endif  // PASSK_CORE_CONFIDENCE_LEVEL_HPP
