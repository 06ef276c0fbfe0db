// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_STATISTICS_DISTRIBUTION_SUMMARY_HPP
#define PASSK_STATISTICS_DISTRIBUTION_SUMMARY_HPP

#include <passk/core/defined_stream.hpp>
#include <passk/core/error.hpp>
#include <passk/statistics/compensated_sum.hpp>
#include <passk/statistics/quantile.hpp>

#include <algorithm>
#include <cstddef>
#include <iosfwd>
#include <span>
#include <vector>

namespace passk {
namespace detail {

inline void expects_no_nan(const char* message, std::span<const double> values) {
    for (const double value : values) {
        expects(value == value, message);
    }
}

}  // namespace detail

/// Least and greatest value, quartiles and mean of a sample. The median comes first: one
/// garbled completion moves a mean of perplexities anywhere.
struct distribution_summary {
    std::size_t count = 0;
    double median = 0.0;
    double lower_quartile = 0.0;
    double upper_quartile = 0.0;
    double least = 0.0;
    double greatest = 0.0;
    double mean = 0.0;  ///< +inf if a value is

    friend bool operator==(const distribution_summary&, const distribution_summary&) = default;

    /// Writes for example "median 2 [1.5, 3], mean 2.25, from 1 to 4, of 10 values".
    template <class Char, class Traits>
        requires defined_stream<std::basic_ostream<Char, Traits>>
    friend std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                                        const distribution_summary& of) {
        return out << "median " << of.median << " [" << of.lower_quartile << ", "
                   << of.upper_quartile << "], mean " << of.mean << ", from " << of.least << " to "
                   << of.greatest << ", of " << of.count << " values";
    }
};

/// Summary of a sample in any order; quantiles as in quantile_of_sorted.
///
/// @pre     at least one value, none NaN, infinite ones of one sign
/// @throws  domain_error otherwise
/// @par Cost
/// a sort of a copy.
[[nodiscard]] inline distribution_summary summarise(std::span<const double> values) {
    detail::expects(!values.empty(), "passk::summarise: there is no value");
    detail::expects_no_nan("passk::summarise: a value is not a number", values);
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    compensated_sum sum;
    for (const double value : sorted) {
        sum.add(value);
    }
    const double mean = sum.value() / static_cast<double>(sorted.size());
    detail::expects(mean == mean, "passk::summarise: values of +inf and -inf have no mean");
    return {.count = sorted.size(),
            .median = quantile_of_sorted(sorted, 0.5),
            .lower_quartile = quantile_of_sorted(sorted, 0.25),
            .upper_quartile = quantile_of_sorted(sorted, 0.75),
            .least = sorted.front(),
            .greatest = sorted.back(),
            .mean = mean};
}

/// The median of a sample in any order.
/// @pre as for summarise
[[nodiscard]] inline double median_of(std::span<const double> values) {
    return summarise(values).median;
}

}  // namespace passk

#endif  // PASSK_STATISTICS_DISTRIBUTION_SUMMARY_HPP
