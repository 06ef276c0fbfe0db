// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_STATISTICS_STRATIFIED_RANK_SUM_HPP
#define PASSK_STATISTICS_STRATIFIED_RANK_SUM_HPP

#include <passk/core/error.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/core/shared_span.hpp>
#include <passk/statistics/rank_sum.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace passk {

/// Two samples of numbers that belong to one problem.
struct sample_pair {
    std::span<const double> first{};
    std::span<const double> second{};
};

/// Outcome of a rank-sum test combined over problems.
struct stratified_rank_sum_result {
    double statistic = 0.0;  ///< sum of (U - m n / 2) / (m + n + 1); negative: the first is lower
    double p_value = 1.0;
    std::uint64_t resamples = 0;  ///< 0: from the normal distribution
};

namespace detail {

[[nodiscard]] inline std::vector<pooled_ranks> rank_each(std::string_view function,
                                                         std::span<const sample_pair> problems) {
    expects(!problems.empty(), "passk::van_elteren_test: there is no problem");
    std::vector<pooled_ranks> ranked;
    ranked.reserve(problems.size());
    for (const sample_pair& problem : problems) {
        ranked.push_back(rank_together(function, problem.first, problem.second));
    }
    return ranked;
}

// One problem's part of van Elteren's statistic, of a doubled sum of ranks.
[[nodiscard]] inline double van_elteren_term(const pooled_ranks& ranks, std::uint64_t sum) {
    const auto m = static_cast<double>(ranks.first);
    const auto all = static_cast<double>(ranks.doubled.size());
    return (static_cast<double>(sum) / 2.0 - m * (all + 1.0) / 2.0) / (all + 1.0);
}

}  // namespace detail

/// Van Elteren's test: rank sums within each problem, added with weights 1/(m + n + 1), which
/// are best when the shift is the same in all problems. Values are compared within problems only.
///
/// @param problems  two samples a problem; sizes may differ
/// @param shift     the alternative, for the first of the samples
/// @pre      at least one problem; both samples of each have a value; none NaN
/// @throws   domain_error otherwise
/// @see      stratified_permutation_test, without the normal approximation.
/// @par Source
/// Van Elteren 1960, Bull. Inst. Int. Statist. 37; variance with ties as in rank_sum_test, no
/// continuity correction.
[[nodiscard]] inline stratified_rank_sum_result van_elteren_test(
    const shared_span<sample_pair>& problems, location_shift shift = location_shift::either_way) {
    double statistic = 0.0;
    double variance = 0.0;
    for (const detail::pooled_ranks& ranks :
         detail::rank_each("passk::van_elteren_test", problems)) {
        const double weight = 1.0 / (static_cast<double>(ranks.doubled.size()) + 1.0);
        statistic += detail::van_elteren_term(ranks, ranks.sum);
        variance += weight * weight * ranks.variance();
    }
    return {.statistic = statistic,
            .p_value = detail::normal_p_value(statistic, variance, 0.0, shift)};
}

/// The statistic of van_elteren_test against random divisions of each problem's values into two
/// samples of the sizes at hand: (1 + divisions at least as extreme) / (1 + resamples).
///
/// Two-sided: twice the smaller tail, at most 1.
///
/// @param problems   as for van_elteren_test
/// @param shift      the alternative, for the first of the samples
/// @param resamples  random divisions, at least 1; the p-value cannot fall below
///                   1 / (1 + resamples)
/// @param seed       the same seed gives the same bits everywhere
/// @pre      as for van_elteren_test
/// @throws   domain_error otherwise
/// @par Cost
/// resamples times the values of all problems, one random number each.
/// @par Source
/// Phipson and Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9(1), for the 1 that is added.
[[nodiscard]] inline stratified_rank_sum_result stratified_permutation_test(
    const shared_span<sample_pair>& problems, location_shift shift = location_shift::either_way,
    std::uint64_t resamples = 9'999, std::uint64_t seed = 1) {
    detail::expects(resamples >= 1,
                    "passk::stratified_permutation_test: there must be at least one resample");
    std::vector<detail::pooled_ranks> ranked =
        detail::rank_each("passk::stratified_permutation_test", problems);
    double observed = 0.0;
    double scale = 0.0;
    for (const detail::pooled_ranks& ranks : ranked) {
        observed += detail::van_elteren_term(ranks, ranks.sum);
        scale += static_cast<double>(ranks.doubled.size());
    }
    // Sums that are equal in exact arithmetic may differ by rounding.
    const double slack = scale * 0x1p-46;
    std::uint64_t at_most = 0;
    std::uint64_t at_least = 0;
    for (std::uint64_t i = 0; i < resamples; ++i) {
        random_bits bits(seed, i);
        double statistic = 0.0;
        for (detail::pooled_ranks& ranks : ranked) {
            std::uint64_t sum = 0;
            for (std::size_t j = 0; j < ranks.first; ++j) {
                const std::size_t other =
                    j + static_cast<std::size_t>(uniform_below(bits, ranks.doubled.size() - j));
                std::swap(ranks.doubled[j], ranks.doubled[other]);
                sum += ranks.doubled[j];
            }
            statistic += detail::van_elteren_term(ranks, sum);
        }
        at_most += statistic <= observed + slack ? 1U : 0U;
        at_least += statistic >= observed - slack ? 1U : 0U;
    }
    const double all = static_cast<double>(resamples) + 1.0;
    const detail::tails share{.lower = (static_cast<double>(at_most) + 1.0) / all,
                              .upper = (static_cast<double>(at_least) + 1.0) / all};
    return {
        .statistic = observed, .p_value = detail::p_value_of(share, shift), .resamples = resamples};
}

}  // namespace passk

#endif  // PASSK_STATISTICS_STRATIFIED_RANK_SUM_HPP
