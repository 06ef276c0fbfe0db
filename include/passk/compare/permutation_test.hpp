// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_PERMUTATION_TEST_HPP
#define PASSK_COMPARE_PERMUTATION_TEST_HPP

#include <passk/core/attempts.hpp>
#include <passk/core/error.hpp>
#include <passk/core/executor.hpp>
#include <passk/core/simd_level.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/interval/mean_sample.hpp>
#include <passk/interval/resampling/count_tree.hpp>
#include <passk/interval/resampling/lane_random.hpp>
#include <passk/outcome/outcome_table.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace passk {

/// How many sign vectors a permutation test looks at.
struct permutation_options {
    std::uint64_t permutations = 10'000;  ///< drawn where there are too many to visit all
    std::uint64_t seed = 1;
    unsigned exact_up_to = 20;  ///< visit all 2^m sign vectors of up to this many differences
};

/// Outcome of a paired permutation test.
struct permutation_test {
    double mean_difference{};
    double p{};                    ///< two-sided
    bool exact = false;            ///< all sign vectors were visited
    std::uint64_t permutations{};  ///< visited or drawn
    std::uint64_t seed{};          ///< of those drawn
};

namespace detail {

// Sums of differences with random signs, exact on a grid as in mean_resampler. Of many differences
// of one size only the number of plus signs is drawn, Binomial(m, 1/2); the others are taken eight
// at a time from tables of all 256 sums of those whose sign is plus.
class sign_flipper {
public:
    static constexpr std::uint64_t block = 64;
    static constexpr std::uint64_t many_alike = 512;

    explicit sign_flipper(std::span<const double> differences) {
        double largest = 0.0;
        for (const double d : differences) {
            largest = (std::max)(largest, std::fabs(d));
        }
        int magnitude = 0;
        (void)std::frexp(largest, &magnitude);
        const int digits = 52 - static_cast<int>(std::bit_width(differences.size())) - magnitude;
        for (const double d : differences) {
            const double whole = std::nearbyint(std::ldexp(d, digits));
            if (whole != 0.0) {
                values_.push_back(static_cast<std::int64_t>(whole));
            }
            total_ += static_cast<std::int64_t>(whole);
        }
        size_ = values_.size();
        // |T*| >= |T| is not decided by the rounding of the differences.
        observed_ = std::abs(total_) - static_cast<std::int64_t>(differences.size());
        group_by_size();
        tables_.assign((values_.size() + 7) / 8 * 256, 0);
        for (std::size_t i = 0; i < values_.size(); ++i) {
            std::int64_t* const table = tables_.data() + i / 8 * 256;
            const std::size_t bit = std::size_t{1} << (i % 8);
            for (std::size_t signs = bit; signs < 256; ++signs) {
                if ((signs & bit) != 0) {
                    table[signs] += values_[i];
                }
            }
        }
    }

    // Differences that are not 0 on the grid.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    // How many of all 2^size() sign vectors give a sum at least as far from 0 as the data, by
    // Gray code.
    // @pre size() < many_alike
    [[nodiscard]] std::uint64_t count_all() const noexcept {
        std::int64_t sum = 0;
        for (const std::int64_t value : values_) {
            sum -= value;
        }
        std::uint64_t extreme = is_extreme(sum);
        for (std::uint64_t code = 1; code < (std::uint64_t{1} << values_.size()); ++code) {
            const auto flipped = static_cast<std::size_t>(std::countr_zero(code));
            const bool plus = (((code ^ (code >> 1U)) >> flipped) & 1U) != 0;
            sum += plus ? 2 * values_[flipped] : -2 * values_[flipped];
            extreme += is_extreme(sum);
        }
        return extreme;
    }

    // The same among `count` random sign vectors, which depend on (seed, number) alone.
    [[nodiscard]] std::uint64_t count_block(std::uint64_t seed, std::uint64_t number,
                                            std::uint64_t count) const noexcept {
        resampling::lane_random random(seed, number);
        resampling::lane_random::words words{};
        std::size_t used = resampling::lane_random::lanes;
        std::uint64_t extreme = 0;
        for (std::uint64_t r = 0; r < count; ++r) {
            std::int64_t sum = -rest_;
            for (std::size_t table = 0; table < tables_.size();) {
                if (used == resampling::lane_random::lanes) {
                    words = random();
                    used = 0;
                }
                std::uint64_t signs = words[used++];
                const std::size_t end = (std::min)(tables_.size(), table + std::size_t{8} * 256);
                for (; table < end; table += 256, signs >>= 8U) {
                    sum += 2 * tables_[table + (signs & 0xFFU)];
                }
            }
            if (!groups_.empty()) {
                resampling::coin_counter coins(random, level_);
                for (const group& alike : groups_) {
                    const std::int64_t plus = coins.heads(alike.count);
                    sum += alike.size * (2 * plus - alike.count);
                }
            }
            extreme += is_extreme(sum);
        }
        return extreme;
    }

private:
    struct group {
        std::int64_t size;
        std::uint32_t count;
    };

    [[nodiscard]] bool is_extreme(std::int64_t sum) const noexcept {
        return std::abs(sum) >= observed_;
    }

    // Moves differences of which many have one size from values_ to groups_.
    void group_by_size() {
        if (values_.size() >= many_alike) {
            std::unordered_map<std::int64_t, std::uint32_t> counts;
            for (const std::int64_t value : values_) {
                ++counts[std::abs(value)];
            }
            for (const auto& [size, count] : counts) {
                if (count >= many_alike) {
                    groups_.push_back({size, count});
                }
            }
            std::sort(groups_.begin(), groups_.end(),
                      [](const group& a, const group& b) { return a.size < b.size; });
            values_.erase(std::remove_if(values_.begin(), values_.end(),
                                         [&](std::int64_t value) {
                                             return counts[std::abs(value)] >= many_alike;
                                         }),
                          values_.end());
        }
        rest_ = std::accumulate(values_.begin(), values_.end(), std::int64_t{0});
    }

    std::vector<std::int64_t> values_{};
    std::vector<std::int64_t> tables_{};
    std::vector<group> groups_{};
    std::size_t size_ = 0;
    std::int64_t total_ = 0;
    std::int64_t rest_ = 0;  // sum of values_
    std::int64_t observed_ = 0;
    simd_level level_ = simd_level_in_use();
};

// Extreme ones among all random sign vectors, in blocks of 64: whole numbers, so that their sum
// as doubles is exact.
[[nodiscard]] inline double count_extreme(const sign_flipper& flipper,
                                          const permutation_options& options,
                                          const any_executor& on) {
    const std::uint64_t blocks =
        (options.permutations + sign_flipper::block - 1) / sign_flipper::block;
    std::vector<double> extreme(static_cast<std::size_t>(blocks));
    on.for_each(on.share(blocks), [&](std::size_t, std::uint64_t number) noexcept {
        const std::uint64_t begin = sign_flipper::block * number;
        extreme[static_cast<std::size_t>(number)] = static_cast<double>(flipper.count_block(
            options.seed, number, (std::min)(sign_flipper::block, options.permutations - begin)));
    });
    on.all_gather(extreme, 1);
    return std::accumulate(extreme.begin(), extreme.end(), 0.0);
}

[[nodiscard]] inline permutation_test flip_signs(std::span<const double> differences,
                                                 const permutation_options& options,
                                                 const any_executor& on) {
    expects(!differences.empty(), "passk::sign_flip_test: there is no difference");
    expects(std::all_of(differences.begin(), differences.end(),
                        [](double d) { return std::isfinite(d); }),
            "passk::sign_flip_test: a difference is not finite");
    expects(options.permutations >= 1 && options.exact_up_to <= 30,
            "passk::sign_flip_test: permutations must be at least 1 and exact_up_to at "
            "most 30");
    double sum = 0.0;
    for (const double d : differences) {
        sum += d;
    }
    permutation_test out{.mean_difference = sum / static_cast<double>(differences.size())};
    const sign_flipper flipper(differences);
    if (flipper.size() <= options.exact_up_to) {
        out.exact = true;
        out.permutations = std::uint64_t{1} << flipper.size();
        out.p = static_cast<double>(flipper.count_all()) / static_cast<double>(out.permutations);
        return out;
    }
    out.permutations = options.permutations;
    out.seed = options.seed;
    out.p = (count_extreme(flipper, options, on) + 1.0)
            / (static_cast<double>(options.permutations) + 1.0);
    return out;
}

}  // namespace detail

/// Two-sided paired permutation test of mean 0: under the hypothesis that two models are
/// exchangeable on every problem, each difference is as likely with either sign.
///
/// The p value is the share of sign vectors whose sum is at least as far from 0 as the data's:
/// of all 2^m for m <= exact_up_to differences that are not 0, otherwise
/// (1 + extreme ones) / (1 + permutations) of random ones, which is valid for any number of them.
///
/// @param differences  one for each problem, finite
/// @param clusters     empty, or for each problem the number of its family: problems of one family
///                     then change sign together
/// @param on           where random sign vectors are drawn
/// @pre      at least one difference; permutations >= 1; exact_up_to <= 30; one cluster number for
///           each difference, if any
/// @throws   domain_error otherwise.
/// @par Determinism
/// sums are exact on a grid; the same seed gives the same p on every machine, for any threads.
/// @par Cost
/// for each permutation, a table look-up for every 8 differences, or a random bit for each of 512
/// or more of one size; 2^m additions if exact.
/// @par Source
/// Fisher 1935, "The Design of Experiments", section 21; Phipson, Smyth 2010, "Permutation
/// p-values should never be zero", Stat. Appl. Genet. Mol. Biol. 9(1).
[[nodiscard]] inline permutation_test sign_flip_test(std::span<const double> differences,
                                                     const permutation_options& options = {},
                                                     std::span<const std::size_t> clusters = {},
                                                     const any_executor& on = this_thread()) {
    if (clusters.empty()) {
        return detail::flip_signs(differences, options, on);
    }
    detail::expects(clusters.size() == differences.size(),
                    "passk::sign_flip_test: there must be one cluster number for each difference");
    const mean_sample sums = cluster_rows(differences, 1, clusters, {});
    permutation_test test = detail::flip_signs(sums.kinds.values, options, on);
    test.mean_difference *=
        static_cast<double>(sums.kinds.values.size()) / static_cast<double>(differences.size());
    return test;
}

/// sign_flip_test of pass-at-k, tuned minus base, problem by problem.
///
/// @param clusters  empty, or for each common problem the number of its family: problems of one
///                  family then change sign together
/// @pre      at least one problem; 1 <= k <= n for every problem and model; one cluster number
///           for each problem, if any
/// @throws   domain_error that names k, n and the problem.
[[nodiscard]] inline permutation_test paired_permutation_test(
    const paired_outcomes& outcomes, attempt_count k, const permutation_options& options = {},
    std::span<const std::size_t> clusters = {}, const any_executor& on = this_thread()) {
    constexpr std::string_view function = "passk::paired_permutation_test";
    outcomes.base().expects_attempts(function, k);
    outcomes.tuned().expects_attempts(function, k);
    std::vector<double> differences;
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        differences.push_back(pass_at_k(outcomes.tuned_tallies[i], k)
                              - pass_at_k(outcomes.base_tallies[i], k));
    }
    return sign_flip_test(differences, options, clusters, on);
}

}  // namespace passk

#endif  // PASSK_COMPARE_PERMUTATION_TEST_HPP
