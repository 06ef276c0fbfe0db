// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_INTERVAL_HPP
#define PASSK_INTERVAL_INTERVAL_HPP

#include <passk/core/confidence_level.hpp>
#include <passk/interval/estimand.hpp>

#include <cstdint>
#include <string_view>

namespace passk {

/// How an interval was made.
enum class interval_method : std::uint8_t {
    percentile_bootstrap,  ///< quantiles of the resampled statistic
};

/// A name for reports, for example "percentile bootstrap".
[[nodiscard]] constexpr std::string_view to_string(interval_method method) noexcept {
    switch (method) {
        case interval_method::percentile_bootstrap: return "percentile bootstrap";
    }
    return {};
}

/// An estimate with its confidence interval, and everything needed to say how it came about.
struct interval {
    double estimate{};
    double lower{};
    double upper{};
    confidence_level level{0.95};
    interval_method method{};
    estimand target{};
    std::uint64_t resamples = 0;  ///< 0 where none were drawn
    std::uint64_t seed = 0;       ///< of the resamples

    [[nodiscard]] constexpr double length() const noexcept { return upper - lower; }

    friend constexpr bool operator==(const interval&, const interval&) = default;
};

}  // namespace passk

#endif  // PASSK_INTERVAL_INTERVAL_HPP
