// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_STATISTICS_RANK_SUM_HPP
#define PASSK_STATISTICS_RANK_SUM_HPP

#include <passk/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace passk {

/// Which way the first sample is held to differ from the second.
enum class location_shift : std::uint8_t {
    either_way,  ///< two-sided
    lower,       ///< the first tends to smaller values
    higher,      ///< the first tends to greater values
};

/// How the p-value of a rank-sum test is found.
enum class rank_sum_method : std::uint8_t {
    automatic,   ///< exact where that costs at most 10^8 additions, else asymptotic
    exact,       ///< over all ways to divide the pooled values, ties included
    asymptotic,  ///< normal, with tie and continuity correction
};

/// Outcome of a rank-sum test.
struct rank_sum_result {
    double u = 0.0;  ///< pairs in which the first is greater, ties counted as half
    double p_value = 1.0;
    rank_sum_method method = rank_sum_method::exact;  ///< the one used, never automatic
    std::uint64_t pairs = 0;                          ///< m n

    /// P(first > second) + P(equal)/2, estimated.
    [[nodiscard]] double superiority() const noexcept { return u / static_cast<double>(pairs); }
};

namespace detail {

// Midranks of two samples pooled, doubled to be whole: of the first sample's values, then of the
// second's.
struct pooled_ranks {
    std::vector<std::uint64_t> doubled{};
    std::size_t first = 0;  // how many of them belong to the first sample
    double tie_term = 0.0;  // sum of t^3 - t over groups of t equal values
    std::uint64_t sum = 0;  // of the doubled ranks of the first sample

    [[nodiscard]] std::size_t second() const noexcept { return doubled.size() - first; }

    // U of the first sample, doubled.
    [[nodiscard]] std::uint64_t doubled_u() const noexcept {
        return sum - static_cast<std::uint64_t>(first) * (first + 1);
    }

    // Variance of U over all divisions of the pooled values.
    [[nodiscard]] double variance() const noexcept {
        const auto m = static_cast<double>(first);
        const auto n = static_cast<double>(second());
        const double all = m + n;
        return m * n / 12.0 * ((all + 1.0) - tie_term / (all * (all - 1.0)));
    }
};

[[nodiscard]] inline pooled_ranks rank_together(std::string_view function,
                                                std::span<const double> first,
                                                std::span<const double> second) {
    if (first.empty() || second.empty()) [[unlikely]] {
        fail_precondition(std::string(function) + ": a sample has no value");
    }
    struct entry {
        double value;
        std::size_t index;
    };
    std::vector<entry> pooled;
    pooled.reserve(first.size() + second.size());
    for (const std::span<const double> sample : {first, second}) {
        for (const double value : sample) {
            if (value != value) [[unlikely]] {
                fail_precondition(std::string(function) + ": a value is not a number");
            }
            pooled.push_back({value, pooled.size()});
        }
    }
    std::sort(pooled.begin(), pooled.end(),
              [](const entry& a, const entry& b) { return a.value < b.value; });
    pooled_ranks ranks;
    ranks.doubled.resize(pooled.size());
    ranks.first = first.size();
    for (std::size_t i = 0; i < pooled.size();) {
        std::size_t end = i + 1;
        while (end < pooled.size() && pooled[end].value == pooled[i].value) {
            ++end;
        }
        const auto ties = static_cast<double>(end - i);
        ranks.tie_term += ties * (ties * ties - 1.0);
        for (std::size_t j = i; j < end; ++j) {
            ranks.doubled[pooled[j].index] = i + end + 1;  // twice the mean of i + 1 .. end
        }
        i = end;
    }
    for (std::size_t i = 0; i < ranks.first; ++i) {
        ranks.sum += ranks.doubled[i];
    }
    return ranks;
}

[[nodiscard]] inline double normal_upper_tail(double z) noexcept {
    return 0.5 * std::erfc(z * (1.0 / std::numbers::sqrt2));
}

// Additions that rank_sum_tails takes.
[[nodiscard]] inline double exact_rank_sum_cost(const pooled_ranks& ranks) noexcept {
    const auto all = static_cast<double>(ranks.doubled.size());
    const auto chosen = static_cast<double>((std::min)(ranks.first, ranks.second()));
    return all * chosen * chosen * (2.0 * all - chosen + 1.0);
}

struct tails {
    double lower = 1.0;  // P(statistic <= observed)
    double upper = 1.0;  // P(statistic >= observed)
};

// Exact, by counting the subsets of the doubled midranks of each size and sum. The smaller sample
// is counted; a rank too large by nature (sums are monotone) never leaves the table.
[[nodiscard]] inline tails rank_sum_tails(const pooled_ranks& ranks) {
    const bool count_first = ranks.first <= ranks.second();
    const std::size_t chosen = count_first ? ranks.first : ranks.second();
    std::vector<std::uint64_t> sorted = ranks.doubled;
    std::sort(sorted.begin(), sorted.end());
    std::uint64_t total = 0;
    std::uint64_t greatest = 0;  // greatest sum of `chosen` ranks
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        total += sorted[i];
        greatest += i + chosen >= sorted.size() ? sorted[i] : 0;
    }
    const std::size_t width = static_cast<std::size_t>(greatest) + 1;
    std::vector<double> ways((chosen + 1) * width, 0.0);
    ways[0] = 1.0;
    std::uint64_t largest_sum = 0;  // of `size` ranks so far, an upper bound
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const auto rank = static_cast<std::size_t>(sorted[i]);
        largest_sum = (std::min)(largest_sum + sorted[i], greatest);
        for (std::size_t size = (std::min)(i + 1, chosen); size >= 1; --size) {
            double* const to = ways.data() + size * width;
            const double* const from = ways.data() + (size - 1) * width;
            for (std::size_t sum = static_cast<std::size_t>(largest_sum); sum >= rank; --sum) {
                to[sum] += from[sum - rank];
            }
        }
    }
    const auto observed = static_cast<std::size_t>(count_first ? ranks.sum : total - ranks.sum);
    const double* const row = ways.data() + chosen * width;
    double below = 0.0;
    double at = row[observed];
    double above = 0.0;
    for (std::size_t sum = 0; sum < width; ++sum) {
        below += sum < observed ? row[sum] : 0.0;
        above += sum > observed ? row[sum] : 0.0;
    }
    const double all = below + at + above;
    const tails of_counted{.lower = (below + at) / all, .upper = (at + above) / all};
    return count_first ? of_counted : tails{.lower = of_counted.upper, .upper = of_counted.lower};
}

[[nodiscard]] inline double p_value_of(const tails& observed, location_shift shift) noexcept {
    switch (shift) {
        case location_shift::lower: return observed.lower;
        case location_shift::higher: return observed.upper;
        case location_shift::either_way: break;
    }
    return (std::min)(1.0, 2.0 * (std::min)(observed.lower, observed.upper));
}

// `difference` is the statistic less its mean; `correction` moves it towards 0.
[[nodiscard]] inline double normal_p_value(double difference, double variance, double correction,
                                           location_shift shift) noexcept {
    if (!(variance > 0.0)) {
        return 1.0;  // all values equal: every division is as extreme as the one observed
    }
    const double sd = std::sqrt(variance);
    switch (shift) {
        case location_shift::lower: return normal_upper_tail((-difference - correction) / sd);
        case location_shift::higher: return normal_upper_tail((difference - correction) / sd);
        case location_shift::either_way: break;
    }
    return (std::min)(1.0, 2.0 * normal_upper_tail((std::abs(difference) - correction) / sd));
}

}  // namespace detail

/// Rank-sum test of Wilcoxon, Mann and Whitney: do two samples differ in location?
///
/// The exact distribution is that of the midranks at hand, so ties are allowed. Two-sided
/// p-values are twice the smaller tail, at most 1. Infinite values are ranked like others.
///
/// @param first   values in any order
/// @param second  values in any order
/// @param shift   the alternative
/// @param method  exact, asymptotic, or automatic
/// @pre      both have a value, none NaN; for exact: at most 1000 values and 10^10 additions
/// @throws   domain_error otherwise
///
/// @par Accuracy
/// exact: relative error at most (m + n) 2^-52 of each tail.
/// @par Cost
/// exact: (m + n) times the smaller sample times the greatest sum of ranks, in additions;
/// otherwise a sort.
/// @par Source
/// Mann and Whitney 1947, Ann. Math. Statist. 18(1); exact with ties: Streitberg and Röhmel
/// 1986, Statistical Software Newsletter 12.
[[nodiscard]] inline rank_sum_result rank_sum_test(
    std::span<const double> first, std::span<const double> second,
    location_shift shift = location_shift::either_way,
    rank_sum_method method = rank_sum_method::automatic) {
    const detail::pooled_ranks ranks = detail::rank_together("passk::rank_sum_test", first, second);
    const double cost = detail::exact_rank_sum_cost(ranks);
    const bool countable = ranks.doubled.size() <= 1000;
    if (method == rank_sum_method::automatic) {
        method = countable && cost <= 1e8 ? rank_sum_method::exact : rank_sum_method::asymptotic;
    }
    rank_sum_result result{.u = static_cast<double>(ranks.doubled_u()) / 2.0,
                           .method = method,
                           .pairs = static_cast<std::uint64_t>(ranks.first) * ranks.second()};
    if (method == rank_sum_method::exact) {
        if (!countable || cost > 1e10) [[unlikely]] {
            detail::fail_precondition("passk::rank_sum_test: " + std::to_string(ranks.first)
                                      + " and " + std::to_string(ranks.second())
                                      + " values are too many for the exact distribution");
        }
        result.p_value = detail::p_value_of(detail::rank_sum_tails(ranks), shift);
    } else {
        const double mean = static_cast<double>(result.pairs) / 2.0;
        result.p_value = detail::normal_p_value(result.u - mean, ranks.variance(), 0.5, shift);
    }
    return result;
}

}  // namespace passk

#endif  // PASSK_STATISTICS_RANK_SUM_HPP
