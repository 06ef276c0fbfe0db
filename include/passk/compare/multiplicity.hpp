// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_MULTIPLICITY_HPP
#define PASSK_COMPARE_MULTIPLICITY_HPP

#include <passk/core/error.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

namespace passk {
namespace detail {

[[nodiscard]] inline std::vector<std::size_t> ascending_order(std::span<const double> ps,
                                                              const char* message) {
    expects(std::all_of(ps.begin(), ps.end(), [](double p) { return p >= 0.0 && p <= 1.0; }),
            message);
    std::vector<std::size_t> order(ps.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return ps[a] < ps[b]; });
    return order;
}

}  // namespace detail

/// Holm's adjusted p values for a family of tests, in the order given: rejecting those at most
/// alpha keeps the chance of any false rejection at most alpha, whatever the dependence.
///
/// @param ps  p values of the whole family: every benchmark, model and k that was looked at
/// @pre      each between 0 and 1
/// @throws   domain_error otherwise, NaN included.
/// @par Cost
/// a sort.
/// @par Source
/// Holm 1979, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6(2).
[[nodiscard]] inline std::vector<double> holm(std::span<const double> ps) {
    const std::vector<std::size_t> order =
        detail::ascending_order(ps, "passk::holm: a p value is not between 0 and 1");
    std::vector<double> adjusted(ps.size());
    double largest = 0.0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const double scaled = static_cast<double>(order.size() - rank) * ps[order[rank]];
        largest = (std::max)(largest, (std::min)(1.0, scaled));
        adjusted[order[rank]] = largest;
    }
    return adjusted;
}

/// Benjamini and Hochberg's adjusted p values, in the order given: rejecting those at most q
/// keeps the expected share of false rejections among the rejections at most q, for independent
/// or positively dependent tests.
///
/// @pre      each between 0 and 1
/// @throws   domain_error otherwise, NaN included.
/// @par Source
/// Benjamini, Hochberg 1995, "Controlling the false discovery rate", J. R. Statist. Soc. B 57(1).
[[nodiscard]] inline std::vector<double> benjamini_hochberg(std::span<const double> ps) {
    const std::vector<std::size_t> order =
        detail::ascending_order(ps, "passk::benjamini_hochberg: a p value is not between 0 and 1");
    std::vector<double> adjusted(ps.size());
    double least = 1.0;
    for (std::size_t rank = order.size(); rank-- > 0;) {
        const double scaled =
            static_cast<double>(order.size()) * ps[order[rank]] / static_cast<double>(rank + 1);
        least = (std::min)(least, scaled);
        adjusted[order[rank]] = least;
    }
    return adjusted;
}

}  // namespace passk

#endif  // PASSK_COMPARE_MULTIPLICITY_HPP
