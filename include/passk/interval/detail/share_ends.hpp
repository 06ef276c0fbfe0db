// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_DETAIL_SHARE_ENDS_HPP
#define PASSK_INTERVAL_DETAIL_SHARE_ENDS_HPP

#include <passk/interval/detail/clopper_pearson.hpp>
#include <passk/interval/interval.hpp>
#include <passk/interval/mean_sample.hpp>
#include <passk/statistics/normal.hpp>
#include <passk/statistics/student_t.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace passk::detail {

// Wilson's or, for korn_graubard, Clopper and Pearson's interval about the share x, with the n that
// the standard error amounts to. Nothing where all units give the same value between 0 and 1,
// which shows no spread.
[[nodiscard]] inline std::optional<std::pair<double, double>> share_ends(
    interval_method method, double x, const column_spread& spread, double tail) {
    double n = spread.units;
    if (spread.squares > 0.0) {
        const double error = spread.standard_error();
        n = x * (1.0 - x) / (error * error);
    } else if (x > 0.0 && x < 1.0) {
        return std::nullopt;
    }
    const double t = t_upper_quantile(spread.degrees(), tail);
    if (method == interval_method::korn_graubard) {
        const double ratio = normal_quantile(tail) / t;
        n *= ratio * ratio;
        const double successes = n * (std::clamp)(x, 0.0, 1.0);
        return clopper_pearson_ends(successes, n - successes, tail);
    }
    const double shrink = 1.0 + t * t / n;
    const double centre = (x + t * t / (2.0 * n)) / shrink;
    const double reach = t * std::sqrt(x * (1.0 - x) / n + t * t / (4.0 * n * n)) / shrink;
    // At 0 and 1 an end is the estimate itself but for rounding.
    return std::pair(x <= 0.0 ? 0.0 : centre - reach, x >= 1.0 ? 1.0 : centre + reach);
}

}  // namespace passk::detail

#endif  // PASSK_INTERVAL_DETAIL_SHARE_ENDS_HPP
