// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXACT_MEAN_PASS_AT_K_HPP
#define PASSK_EXACT_MEAN_PASS_AT_K_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/exact/detail/combinations.hpp>
#include <passk/exact/detail/count_tallies.hpp>
#include <passk/exact/detail/wide_integer.hpp>
#include <passk/exact/pass_at_k.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace passk {
namespace detail {

using counted_tallies = std::span<const std::pair<tally, std::uint64_t>>;

// Misses and all: of the sums of C(n - c, k) over problems with one n, and C(n, k), or the same
// multiple of both.
struct miss_ratio {
    exact::integer misses;
    exact::integer all;
};

// C(m, k) for m from k to n, each from the one before, added up wherever a problem has n - c = m:
// no binomial is computed twice, and all divisions are by one word and exact.
inline miss_ratio misses_by_recurrence(counted_tallies group, std::uint64_t k) {
    const std::uint64_t n = group.front().first.trials();
    wide_integer binomial(1);
    wide_integer misses(0);
    std::uint64_t up = 1;
    std::uint64_t down = 1;
    const auto flush = [&] {
        if (up != 1 || down != 1) {
            binomial.multiply_and_divide_exactly(up, down);
            up = 1;
            down = 1;
        }
    };
    std::uint64_t m = k;
    const auto advance_to = [&](std::uint64_t wanted) {
        for (; m < wanted; ++m) {
            uint128 next_up = uint128{up} * (m + 1);
            uint128 next_down = uint128{down} * (m + 1 - k);
            if ((next_up >> 64U) != 0) {  // up > down at all times
                flush();
                next_up = m + 1;
                next_down = m + 1 - k;
            }
            up = static_cast<std::uint64_t>(next_up);
            down = static_cast<std::uint64_t>(next_down);
        }
        flush();
    };
    for (const auto& [counts, problems] : group) {
        if (counts.failures() >= k) {
            advance_to(counts.failures());
            misses.add_multiple(binomial, problems);
        }
    }
    advance_to(n);
    return {misses.to_integer(), binomial.to_integer()};
}

inline miss_ratio misses_by_products(counted_tallies group, std::uint64_t k) {
    miss_ratio sum{0, falling_factorial(group.front().first.trials(), k)};
    for (const auto& [counts, problems] : group) {
        if (counts.failures() >= k) {
            sum.misses += falling_factorial(counts.failures(), k) * problems;
        }
    }
    return sum;
}

// The sum of pass-at-k over the problems, a fraction for each n; neighbours are added first so
// that denominators grow late.
inline exact::rational sum_of_passes(std::span<const counted_tallies> groups, std::uint64_t k) {
    if (groups.size() > 1) {
        const std::size_t half = groups.size() / 2;
        return sum_of_passes(groups.first(half), k) + sum_of_passes(groups.subspan(half), k);
    }
    const counted_tallies group = groups.front();
    const std::uint64_t n = group.front().first.trials();
    std::uint64_t problems = 0;
    for (const auto& [counts, weight] : group) {
        problems += weight;
    }
    // The recurrence takes n - k steps; where counts are few and far apart products are shorter.
    const miss_ratio ratio = (n - k) / 8 > k * group.size() ? misses_by_products(group, k)
                                                            : misses_by_recurrence(group, k);
    return exact::rational(exact::integer(ratio.all * problems - ratio.misses), ratio.all);
}

}  // namespace detail

namespace exact {

/// passk::mean_pass_at_k as one fraction in lowest terms, or in any number type of
/// Boost.Multiprecision.
///
/// @tparam Real     rational (the default), or a floating type such as cpp_bin_float_50.
/// @param problems  one tally a problem; n may differ between them.
/// @param k         attempts allowed, a count.
/// @pre             at least one problem; 1 <= k <= n for every problem
/// @throws          domain_error that names k, n and the problem otherwise.
///
/// @par Cost
/// rational: for each distinct n, n - k multiplications and exact divisions of a number of
/// log C(n, k) bits by one word, and one greatest common divisor. The problems share the
/// denominator C(n, k) times their number; no fraction is ever made of a single problem.
template <class Real = rational>
[[nodiscard]] Real mean_pass_at_k(const problem_tallies& problems, attempt_count k) {
    problems.expects_attempts("passk::exact::mean_pass_at_k", k);
    const std::vector<std::pair<tally, std::uint64_t>> counted = detail::count_tallies(problems);
    if constexpr (std::same_as<Real, rational>) {
        std::vector<detail::counted_tallies> groups;
        const detail::counted_tallies all(counted);
        for (std::size_t first = 0; first < all.size();) {
            std::size_t last = first;
            while (last < all.size() && all[last].first.trials() == all[first].first.trials()) {
                ++last;
            }
            groups.push_back(all.subspan(first, last - first));
            first = last;
        }
        return detail::divided(detail::sum_of_passes(groups, k), problems.size());
    } else {
        Real sum(0);
        for (const auto& [counts, weight] : counted) {
            sum += pass_at_k<Real>(counts, k) * Real(weight);
        }
        return sum / Real(problems.size());
    }
}

/// exact::mean_pass_at_k of a range of structs.
/// @param counts  gives the tally of an element: a data member, a member function or a callable
template <class Real = rational, class Rows, class Projection>
    requires range_convertible_to<Rows, tally, Projection>
[[nodiscard]] Real mean_pass_at_k(Rows&& rows, attempt_count k, Projection counts) {
    return mean_pass_at_k<Real>(problem_tallies(rows, std::move(counts)), k);
}

}  // namespace exact
}  // namespace passk

#endif  // PASSK_EXACT_MEAN_PASS_AT_K_HPP
