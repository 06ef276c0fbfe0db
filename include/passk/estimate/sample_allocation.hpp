// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_SAMPLE_ALLOCATION_HPP
#define PASSK_ESTIMATE_SAMPLE_ALLOCATION_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/estimate/beta_prior.hpp>
#include <passk/estimate/detail/log_miss.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace passk {

/// The problem to sample next when attempts are few: the one with the fewest successes, of those
/// the one with the fewest trials, of those the first. After such a choice n depends on what was
/// seen, and pass_at_k is no longer unbiased: use fit_success_distribution.
/// @pre     at least one problem
/// @throws  domain_error otherwise.
/// @par Source
/// Kazdan et al. 2025, arXiv:2510.05197, algorithm 1.
[[nodiscard]] constexpr std::size_t next_problem_to_sample(const problem_tallies& problems) {
    detail::expects(!problems.empty(), "passk::next_problem_to_sample: there is no problem");
    std::size_t next = 0;
    for (std::size_t i = 1; i < problems.size(); ++i) {
        const tally& one = problems[i];
        const tally& best = problems[next];
        if (one.successes() < best.successes()
            || (one.successes() == best.successes() && one.trials() < best.trials())) {
            next = i;
        }
    }
    return next;
}

/// How to spread samples over problems with known chances of success so that the mean of
/// 1 - (1 - c/n)^k varies least: in proportion to sqrt(p (1 - p)^(2k - 1)).
///
/// @param chances  the chance of success of each problem, in [0, 1]
/// @param k        attempts allowed
/// @pre            at least one problem; every chance in [0, 1], some of them inside; k >= 1
/// @returns        one share a problem, summing to 1; 0 for chances 0 and 1, of which nothing is
///                 left to learn.
/// @throws         domain_error if the precondition does not hold, NaN included.
/// @par Source
/// Kazdan et al. 2025, arXiv:2510.05197, theorem 1.
[[nodiscard]] inline std::vector<double> optimal_sample_shares(std::span<const double> chances,
                                                               attempt_count k) {
    detail::expects(k >= 1, "passk::optimal_sample_shares: k must be at least 1");
    std::vector<double> shares;
    shares.reserve(chances.size());
    for (const double p : chances) {
        detail::expects(p >= 0.0 && p <= 1.0,
                        "passk::optimal_sample_shares: a chance must lie in [0, 1]");
        shares.push_back((std::log(p) + (2.0 * static_cast<double>(k) - 1.0) * std::log1p(-p))
                         / 2.0);
    }
    const double largest =
        shares.empty() ? -HUGE_VAL : *std::max_element(shares.begin(), shares.end());
    detail::expects(largest > -HUGE_VAL,
                    "passk::optimal_sample_shares: some chance must lie strictly between 0 and 1");
    double sum = 0.0;
    for (double& share : shares) {
        share = std::exp(share - largest);
        sum += share;
    }
    for (double& share : shares) {
        share /= sum;
    }
    return shares;
}

/// How many more samples to draw of each problem, once each has had a few, so that the mean of
/// 1 - (1 - c/n)^k is expected to vary least: optimal_sample_shares with the chances not known
/// but distributed as the prior and the samples so far say. It minimises
///
///     sum E[p (1 - p)^(2k - 1)] / (n + drawn)
///
/// exactly. Where n depends on what was seen, pass_at_k is no longer unbiased: estimate from the
/// new samples alone, or by fit_success_distribution.
///
/// @param so_far  one tally a problem
/// @param budget  samples to draw, all problems together
/// @param k       attempts allowed
/// @param prior   of the chance of success of each problem
/// @pre           at least one problem; k >= 1
/// @returns       one count a problem, summing to the budget; of equals the first come first.
/// @throws        domain_error if the precondition does not hold.
/// @par Cost
/// O((problems + budget) log problems).
/// @par Source
/// Kazdan et al. 2025, arXiv:2510.05197, theorem 1, for the variance; the greedy choice is
/// optimal because each term is convex: Fox 1966, "Discrete optimization via marginal analysis".
[[nodiscard]] inline std::vector<std::uint64_t> allocate_samples(
    const problem_tallies& so_far, std::uint64_t budget, attempt_count k,
    beta_prior prior = beta_prior::uniform()) {
    detail::expects(!so_far.empty(), "passk::allocate_samples: there is no problem");
    detail::expects(k >= 1, "passk::allocate_samples: k must be at least 1");
    std::vector<double> variances;
    variances.reserve(so_far.size());
    for (const tally& counts : so_far) {
        const double a = prior.a() + static_cast<double>(counts.successes());
        const double b = prior.b() + static_cast<double>(counts.failures());
        // B(a + 1, b + 2k - 1)/B(a, b)
        variances.push_back(
            std::log(a / (a + b))
            + detail::log_beta_miss(a + 1.0, b, 2.0 * static_cast<double>(k) - 1.0));
    }
    const double largest = *std::max_element(variances.begin(), variances.end());
    // A problem never sampled comes first: its estimate is not uncertain but absent.
    const auto gain = [&](std::size_t i, std::uint64_t drawn) {
        const double n = static_cast<double>(so_far[i].trials()) + static_cast<double>(drawn);
        return n == 0.0 ? HUGE_VAL : std::exp(variances[i] - largest) / (n * (n + 1.0));
    };
    std::vector<std::uint64_t> drawn(so_far.size(), 0);
    std::vector<std::pair<double, std::size_t>> queue;  // a heap, the largest gain on top
    queue.reserve(so_far.size());
    for (std::size_t i = 0; i < so_far.size(); ++i) {
        queue.emplace_back(gain(i, 0), i);
    }
    const auto later = [](const std::pair<double, std::size_t>& one,
                          const std::pair<double, std::size_t>& other) {
        return one.first < other.first || (one.first == other.first && one.second > other.second);
    };
    std::make_heap(queue.begin(), queue.end(), later);
    for (std::uint64_t spent = 0; spent < budget; ++spent) {
        std::pop_heap(queue.begin(), queue.end(), later);
        const std::size_t i = queue.back().second;
        ++drawn[i];
        queue.back().first = gain(i, drawn[i]);
        std::push_heap(queue.begin(), queue.end(), later);
    }
    return drawn;
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_SAMPLE_ALLOCATION_HPP
