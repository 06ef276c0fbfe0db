// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_GAFFKE_HPP
#define PASSK_INTERVAL_GAFFKE_HPP

#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/interval/detail/dirichlet_mean.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace passk {

/// The lower and the upper end of an interval.
struct interval_ends {
    double lower{};
    double upper{};

    friend constexpr bool operator==(const interval_ends&, const interval_ends&) = default;
};

/// Units that were drawn independently, each with a value between two known bounds. Units that are
/// alike are listed once and counted.
struct bounded_sample {
    std::span<const double> values{};         ///< of each kind of unit, between low and high
    std::span<const std::uint64_t> counts{};  ///< units of each kind, at least 1; empty: one each
    std::span<const double> sizes{};          ///< what a unit weighs in the mean; empty: alike
    double low = 0.0;
    double high = 1.0;
};

/// The weight of the extra unit of Gaffke's interval that serves differences: shorter than weight
/// 1, with less of a margin in coverage. See gaffke_interval.
inline constexpr double gaffke_difference_weight = 0.5;

namespace detail {

inline void expects_bounded(const bounded_sample& sample, double weight) {
    expects(!sample.values.empty(), "passk::gaffke_interval: there is no value");
    expects(std::isfinite(sample.low) && std::isfinite(sample.high) && sample.low < sample.high,
            "passk::gaffke_interval: the bounds must be finite and low below high");
    expects(std::all_of(sample.values.begin(), sample.values.end(),
                        [&](double value) { return sample.low <= value && value <= sample.high; }),
            "passk::gaffke_interval: a value lies outside the bounds");
    expects((sample.counts.empty() || sample.counts.size() == sample.values.size())
                && std::all_of(sample.counts.begin(), sample.counts.end(),
                               [](std::uint64_t count) { return count >= 1; }),
            "passk::gaffke_interval: there must be one count of at least 1 for each value");
    expects((sample.sizes.empty() || sample.sizes.size() == sample.values.size())
                && std::all_of(sample.sizes.begin(), sample.sizes.end(),
                               [](double size) { return size > 0.0 && std::isfinite(size); }),
            "passk::gaffke_interval: there must be one finite size above 0 for each value");
    expects(weight > 0.0 && std::isfinite(weight),
            "passk::gaffke_interval: the weight of the extra unit must be above 0");
}

[[nodiscard]] inline dirichlet_mean law_with_extra_unit(const bounded_sample& sample, double extra,
                                                        double weight) {
    std::vector<dirichlet_part> parts;
    parts.reserve(sample.values.size() + 1);
    double largest = 0.0;
    for (std::size_t i = 0; i < sample.values.size(); ++i) {
        const double size = sample.sizes.empty() ? 1.0 : sample.sizes[i];
        largest = (std::max)(largest, size);
        parts.push_back({sample.values[i], size,
                         sample.counts.empty() ? 1.0 : static_cast<double>(sample.counts[i])});
    }
    parts.push_back({extra, largest, weight});
    return dirichlet_mean(std::move(parts));
}

}  // namespace detail

/// The upper end of a one-sided interval by Gaffke: see gaffke_interval.
///
/// @param tail  the probability that the mean lies above, at most
/// @pre   0 < tail < 1; see gaffke_interval
[[nodiscard]] inline double gaffke_upper_end(const bounded_sample& sample, double tail,
                                             double weight = 1.0) {
    detail::expects_bounded(sample, weight);
    detail::expects(tail > 0.0 && tail < 1.0,
                    "passk::gaffke_upper_end: the tail must lie strictly between 0 and 1");
    return detail::law_with_extra_unit(sample, sample.high, weight).exceeded_with(tail);
}

/// The lower end of a one-sided interval by Gaffke: see gaffke_interval.
///
/// @param tail  the probability that the mean lies below, at most
/// @pre   0 < tail < 1; see gaffke_interval
[[nodiscard]] inline double gaffke_lower_end(const bounded_sample& sample, double tail,
                                             double weight = 1.0) {
    detail::expects_bounded(sample, weight);
    detail::expects(tail > 0.0 && tail < 1.0,
                    "passk::gaffke_lower_end: the tail must lie strictly between 0 and 1");
    return detail::law_with_extra_unit(sample, sample.low, weight).undercut_with(tail);
}

/// Gaffke's interval of a mean of bounded values: Clopper and Pearson's interval carried over from
/// the values 0 and 1 to all values between two bounds.
///
/// With D ~ Dirichlet(1, ..., 1, weight), the upper end is the quantile of the random mean
/// D_1 z_1 + ... + D_P z_P + D_(P+1) high that is exceeded with probability (1 - level) / 2; the
/// lower end likewise with low in place of high. In words: the Bayesian bootstrap with one more
/// unit of the worst kind on the side that is asked about. Both ends rise with every value, so the
/// intervals of pass-at-k never fall as k grows. The interval never has length 0.
///
/// With sizes, the mean is sum of D z size / sum of D size, the ratio that a bootstrap over
/// clusters takes, and the extra unit is as large as the largest.
///
/// Weight 1 is Gaffke's. That it covers at least as often as stated for every distribution between
/// the bounds and every P is a conjecture: proven in special cases (values 0 and 1 among them),
/// never seen violated; a variant that is proven is in Phan, Thomas and Learned-Miller 2021.
/// A weight of 1/2 gives shorter intervals and no such conjecture; bench/interval measures it.
///
/// @param sample  at least one value
/// @param level   of the two-sided interval: each end misses with at most half the rest
/// @param weight  of the extra unit
/// @pre      low < high, low <= value <= high; counts >= 1; sizes > 0; weight > 0
/// @throws   domain_error that names what is violated.
///
/// @par Accuracy
/// an absolute error below 1e-12 (high - low); ends have 42 significant bits, above the error, so
/// that compilers agree.
/// @par Cost
/// about 10 evaluations of an integral, each of about 25 complex products for each distinct value;
/// counts cost their logarithm. No random numbers.
/// @par Source
/// Gaffke 2005, "Three test statistics for a nonparametric one-sided hypothesis on the mean of a
/// nonnegative variable", Math. Methods Statist. 14(4); Learned-Miller, Thomas 2019,
/// arXiv:1905.06208; Phan, Thomas, Learned-Miller 2021, arXiv:2106.03163.
/// @par Example
///     const std::vector<double> values{0.0, 0.25, 1.0, 1.0};
///     const interval_ends ends = gaffke_interval({.values = values}, confidence_level(0.95));
[[nodiscard]] inline interval_ends gaffke_interval(const bounded_sample& sample,
                                                   confidence_level level, double weight = 1.0) {
    return {gaffke_lower_end(sample, level.tail(), weight),
            gaffke_upper_end(sample, level.tail(), weight)};
}

}  // namespace passk

#endif  // PASSK_INTERVAL_GAFFKE_HPP
