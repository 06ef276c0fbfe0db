// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_STATISTICS_MEAN_ESTIMATE_HPP
#define PASSK_STATISTICS_MEAN_ESTIMATE_HPP

#include <passk/core/defined_stream.hpp>
#include <passk/core/error.hpp>
#include <passk/statistics/compensated_sum.hpp>

#include <cmath>
#include <cstddef>
#include <iosfwd>
#include <limits>
#include <span>

namespace passk {

/// A mean over completions and how far it may be off.
struct mean_estimate {
    double value = 0.0;
    double variance = 0.0;  ///< of the mean, unbiased; +inf where the value is infinite
    std::size_t count = 0;

    [[nodiscard]] double standard_error() const noexcept { return std::sqrt(variance); }

    /// Writes the value and its standard error, for example "0.25 +- 0.03".
    template <class Char, class Traits>
        requires defined_stream<std::basic_ostream<Char, Traits>>
    friend std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                                        const mean_estimate& estimate) {
        return out << estimate.value << " +- " << estimate.standard_error();
    }
};

/// Mean of independent numbers with the unbiased estimate of its variance.
///
/// @pre     at least two values, none NaN, infinite ones of one sign
/// @throws  domain_error otherwise
[[nodiscard]] inline mean_estimate estimate_mean(std::span<const double> values) {
    detail::expects(values.size() >= 2, "passk::estimate_mean: there must be two values or more");
    const auto count = static_cast<double>(values.size());
    compensated_sum sum;
    for (const double value : values) {
        sum.add(value);
    }
    mean_estimate result{.value = sum.value() / count, .count = values.size()};
    detail::expects(result.value == result.value,
                    "passk::estimate_mean: a value is not a number, or +inf meets -inf");
    if (result.value - result.value != 0.0) {
        result.variance = std::numeric_limits<double>::infinity();
        return result;
    }
    compensated_sum squares;
    for (const double value : values) {
        squares.add((value - result.value) * (value - result.value));
    }
    result.variance = squares.value() / (count * (count - 1.0));
    return result;
}

}  // namespace passk

#endif  // PASSK_STATISTICS_MEAN_ESTIMATE_HPP
