// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_HIERARCHICAL_BOOTSTRAP_HPP
#define PASSK_INTERVAL_HIERARCHICAL_BOOTSTRAP_HPP

#include <passk/core/attempts.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/core/executor.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>
#include <passk/interval/distinct_tallies.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/interval/mean_sample.hpp>
#include <passk/interval/resampling/alias_table.hpp>
#include <passk/interval/resampling/lane_random.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>
#include <passk/statistics/quantile.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace passk {

/// A hierarchical bootstrap's interval and how far it is off.
struct hierarchical_interval {
    interval bounds{};
    /// The mean of all possible resamples, computed, not drawn. Of clusters that differ in size it
    /// is the ratio of the means of sum and size.
    double centre{};

    /// What resampling completions adds to the estimate. It does not shrink as problems grow more.
    [[nodiscard]] constexpr double bias() const noexcept { return centre - bounds.estimate; }
};

namespace detail {

// Adds count * P(Binomial(n, c / n) = j) to law[j], by the recurrence from the mode outwards:
// nothing but the four operations, so that it rounds alike everywhere.
inline void add_binomial(std::span<double> law, std::uint64_t n, std::uint64_t c, double count) {
    if (c == 0 || c == n) {
        law[c] += count;
        return;
    }
    std::vector<double> terms(n + 1, 0.0);
    const double odds = static_cast<double>(c) / static_cast<double>(n - c);
    terms[c] = 1.0;  // the mode of Binomial(n, c / n) is c
    double sum = 1.0;
    for (std::uint64_t j = c; j < n && terms[j] > 0x1p-80; ++j) {
        terms[j + 1] = terms[j] * (static_cast<double>(n - j) / static_cast<double>(j + 1) * odds);
        sum += terms[j + 1];
    }
    for (std::uint64_t j = c; j > 0 && terms[j] > 0x1p-80; --j) {
        terms[j - 1] =
            terms[j] * (static_cast<double>(j) / (static_cast<double>(n - j + 1) * odds));
        sum += terms[j - 1];
    }
    for (std::uint64_t j = 0; j <= n; ++j) {
        law[j] += count * (terms[j] / sum);
    }
}

// The words of a lane_random one by one.
class lane_words {
public:
    explicit lane_words(resampling::lane_random& random) noexcept : random_(random) {}

    std::uint64_t operator()() noexcept {
        if (used_ == resampling::lane_random::lanes) {
            words_ = random_();
            used_ = 0;
        }
        return words_[used_++];
    }

private:
    resampling::lane_random& random_;
    resampling::lane_random::words words_{};
    std::size_t used_ = resampling::lane_random::lanes;
};

// The tally of one problem drawn at random with its completions drawn again: a law over tallies.
struct resampled_tally_law {
    std::vector<tally_key> tallies{};
    std::vector<double> probabilities{};

    explicit resampled_tally_law(problem_tallies problems) {
        std::map<std::uint64_t, std::vector<double>> laws;  // by n
        std::vector<tally_key> keys;
        for (const tally& counts : problems) {
            keys.push_back(key_of(counts));
        }
        for (const auto& [key, count] : count_distinct(std::move(keys))) {
            std::vector<double>& law = laws[key.first];
            law.resize(key.first + 1, 0.0);
            add_binomial(law, key.first, key.second, count);
        }
        const auto all = static_cast<double>(problems.size());
        for (const auto& [n, law] : laws) {
            for (std::uint64_t c = 0; c <= n; ++c) {
                if (law[c] > 0.0) {
                    tallies.emplace_back(n, c);
                    probabilities.push_back(law[c] / all);
                }
            }
        }
    }
};

// Draws the problems of a resample, or its clusters, and their completions: counts how often each
// tally of the law comes up.
class hierarchical_draw {
public:
    hierarchical_draw(const resampled_tally_law& law, problem_tallies problems,
                      std::span<const std::size_t> clusters)
        : problems_(problems.size()) {
        if (clusters.empty()) {
            tables_.emplace_back(law.probabilities);
            return;
        }
        members_ = cluster_members(problems.size(), clusters);
        for (const tally& counts : problems) {
            const auto first =
                static_cast<std::size_t>(std::lower_bound(law.tallies.begin(), law.tallies.end(),
                                                          tally_key{counts.trials(), 0})
                                         - law.tallies.begin());
            const auto [at, added] = table_of_.emplace(key_of(counts), tables_.size());
            if (added) {
                entries_ += counts.trials() + 1;
                expects(
                    entries_ <= (std::uint64_t{1} << 27U),
                    "passk::hierarchical_bootstrap: with clusters the n of distinct tallies add "
                    "to more than 2^27");
                std::vector<double> binomial(counts.trials() + 1, 0.0);
                add_binomial(binomial, counts.trials(), counts.successes(), 1.0);
                tables_.emplace_back(law_on(law, first, counts.trials(), binomial));
            }
            laws_.push_back({first, at->second});
        }
    }

    // @returns problems drawn
    template <class Counts>
    std::size_t operator()(resampling::lane_random& random, Counts& drawn) const {
        lane_words word(random);
        if (members_.empty()) {
            for (std::size_t i = 0; i < problems_; ++i) {
                ++drawn[tables_.front()(word())];
            }
            return problems_;
        }
        std::size_t all = 0;
        for (std::size_t i = 0; i < members_.size(); ++i) {
            const std::vector<std::size_t>& family = members_[below(word, members_.size())];
            for (const std::size_t problem : family) {
                const place& at = laws_[problem];
                ++drawn[at.first + tables_[at.table](word())];
            }
            all += family.size();
        }
        return all;
    }

    // The most problems that a resample can hold.
    [[nodiscard]] std::size_t most() const noexcept {
        std::size_t largest = 1;
        for (const std::vector<std::size_t>& family : members_) {
            largest = (std::max)(largest, family.size());
        }
        return members_.empty() ? problems_ : largest * members_.size();
    }

private:
    struct place {
        std::size_t first;  // of the tallies with the problem's n
        std::size_t table;
    };

    // A law over successes as one over the tallies of n that are listed.
    [[nodiscard]] static std::vector<double> law_on(const resampled_tally_law& law,
                                                    std::size_t first, std::uint64_t n,
                                                    std::span<const double> binomial) {
        std::vector<double> out;
        for (std::size_t d = first; d < law.tallies.size() && law.tallies[d].first == n; ++d) {
            out.push_back(binomial[law.tallies[d].second]);
        }
        return out;
    }

    // A whole number below a bound of at most 2^31, by rejection.
    [[nodiscard]] static std::size_t below(lane_words& word, std::size_t bound) {
        const std::uint64_t whole = ~std::uint64_t{0} / bound * bound;
        for (;;) {
            const std::uint64_t value = word();
            if (value < whole) {
                return static_cast<std::size_t>(value % bound);
            }
        }
    }

    std::size_t problems_;
    std::vector<std::vector<std::size_t>> members_{};
    std::vector<resampling::alias_table>
        tables_{};  // of all problems together; with clusters, by tally
    std::map<tally_key, std::size_t> table_of_{};
    std::vector<place> laws_{};  // by problem
    std::uint64_t entries_ = 0;  // of the tables
};

}  // namespace detail

/// Mean pass-at-k with percentile intervals of a bootstrap that draws problems with replacement
/// and, for each draw, its n completions with replacement too.
///
/// It is offered because it is asked for, and it is biased. Resampled completions do not give the
/// unbiased estimate back: a problem with c successes has pass-at-k 1 - (1 - c/n)^k in the mean
/// of its resamples, 0.63 for c = 1 and k = n where the estimate is 1. The noise of sampling is
/// counted twice besides, once in the data and once in the resamples. As problems grow more the
/// interval shrinks and the bias stays: at k = n of 500 problems with n = 256 it covers 91 % in
/// place of 95. The bias is computed and returned; confidence_intervals has
/// what covers as stated.
///
/// @param problems  one tally a problem; n may differ between them.
/// @param ks        numbers of attempts, in any order.
/// @param target    with clusters, these are drawn in place of problems, and the completions of
/// each
///                  of their problems again
/// @param which     resamples, at least 2 / (1 - level), and seed
/// @param level     confidence level
/// @param on        where resamples are computed
/// @pre      at least two problems, in two clusters; 1 <= k <= n for every k and problem; the
///           distinct n add to at most 2^20, and with clusters the n of distinct tallies to 2^27
/// @throws   domain_error that names what is violated.
/// @par Determinism
/// as confidence_intervals. Probabilities of resampled tallies are kept to 2^-32.
/// @par Cost
/// distinct tallies x n once; for each resample a random word for each problem, and a product of
/// (n + 1) x ks.
/// @par Source
/// Davison, Hinkley 1997, "Bootstrap methods and their application", section 3.8, for two stages.
[[nodiscard]] inline std::vector<hierarchical_interval> hierarchical_bootstrap(
    const problem_tallies& problems, const attempts& ks, const sampled_problems& target,
    resample_draw which = {}, confidence_level level = confidence_level(0.95),
    const any_executor& on = this_thread()) {
    constexpr std::string_view function = "passk::hierarchical_bootstrap";
    const std::span<const std::size_t> clusters(target.clusters);
    detail::expects_resampling(function, problems.size(), which, level);
    detail::expects_clusters(function, problems.size(), clusters);
    for (const std::uint64_t k : ks) {
        problems.expects_attempts(function, k);
    }
    const detail::resampled_tally_law law(problems);
    const std::size_t kinds = law.tallies.size();
    detail::expects(kinds <= (std::size_t{1} << 20U),
                    "passk::hierarchical_bootstrap: the distinct n add to more than 2^20");
    const detail::hierarchical_draw draw(law, problems, clusters);

    // Minus the chance to miss, on a grid on which sums are exact: see mean_resampler.
    const std::size_t columns = ks.size();
    const int digits = 52 - static_cast<int>(std::bit_width(draw.most() - 1));
    std::vector<double> rows(kinds * columns);
    std::vector<double> centres(columns, 1.0);
    for (std::size_t d = 0; d < kinds; ++d) {
        const std::vector<double> curve = pass_at_k_curve(tally_of(law.tallies[d]), ks);
        for (std::size_t c = 0; c < columns; ++c) {
            rows[columns * d + c] = std::nearbyint(std::ldexp(curve[c] - 1.0, digits));
            centres[c] += law.probabilities[d] * (curve[c] - 1.0);
        }
    }

    constexpr std::uint64_t block = 64;
    const auto resamples = static_cast<std::size_t>(which.resamples);
    const std::uint64_t blocks = (which.resamples + block - 1) / block;
    const unit_range share = on.share(blocks);
    const std::size_t workers = on.workers(share.size());
    std::vector<std::vector<std::uint32_t>> counts(workers, std::vector<std::uint32_t>(kinds));
    std::vector<std::vector<double>> sums(workers, std::vector<double>(columns));
    std::vector<double> means(columns * resamples);
    on.for_each(share, [&](std::size_t worker, std::uint64_t number) {
        std::vector<std::uint32_t>& drawn = counts[worker];
        std::vector<double>& sum = sums[worker];
        resampling::lane_random random(which.seed, number);
        const auto first = static_cast<std::size_t>(block * number);
        for (std::size_t r = first; r < (std::min)(resamples, first + block); ++r) {
            std::fill(drawn.begin(), drawn.end(), 0U);
            const double divisor = std::ldexp(static_cast<double>(draw(random, drawn)), digits);
            std::fill(sum.begin(), sum.end(), 0.0);
            for (std::size_t d = 0; d < kinds; ++d) {
                if (drawn[d] > 0) {
                    for (std::size_t c = 0; c < columns; ++c) {
                        sum[c] += drawn[d] * rows[columns * d + c];
                    }
                }
            }
            for (std::size_t c = 0; c < columns; ++c) {
                means[c * resamples + r] = 1.0 + sum[c] / divisor;
            }
        }
    });

    const std::vector<double> estimates = mean_pass_at_k_curve(problems, ks);
    std::vector<hierarchical_interval> intervals;
    for (std::size_t c = 0; c < columns; ++c) {
        const std::span<double> column(means.data() + c * resamples, resamples);
        on.all_gather(column, block);
        intervals.push_back({.bounds = {.estimate = estimates[c],
                                        .lower = quantile(column, level.tail()),
                                        .upper = quantile(column, 1.0 - level.tail()),
                                        .level = level,
                                        .method = interval_method::hierarchical_bootstrap,
                                        .target = estimand::sampled_problems,
                                        .resamples = which.resamples,
                                        .seed = which.seed},
                             .centre = centres[c]});
    }
    return intervals;
}

}  // namespace passk

#endif  // PASSK_INTERVAL_HIERARCHICAL_BOOTSTRAP_HPP
