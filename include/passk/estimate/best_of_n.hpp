// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_BEST_OF_N_HPP
#define PASSK_ESTIMATE_BEST_OF_N_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/core/shared_span.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace passk {

/// One completion as best-of-N sees it.
struct scored_completion {
    double reward = 0.0;  ///< what the choice goes by, finite
    double value = 0.0;   ///< what the chosen one is worth, finite: 1 if correct, 0 if not
};

/// Unbiased estimate of what choosing the highest reward among `attempts` completions is worth:
/// the mean, over all subsets of that size, of the value of the subset's best; where several
/// share the highest reward, the mean of their values.
///
/// @param completions  those of one problem, in any order
/// @param attempts     N, how many the choice is from
/// @pre                1 <= attempts <= completions.size(); rewards and values finite
/// @returns            a mean of values. With value = reward it is the expected highest reward;
///                     with reward = value = correct it is pass-at-N.
/// @throws             domain_error if the precondition does not hold.
///
/// @par Accuracy
/// relative error below 2^-50 completions.size() where the values are of one sign.
/// @par Cost
/// a sort of the completions.
/// @par Source
/// Bagirov et al. 2025, arXiv:2510.23393, appendix C.1; with ties, the groups of equal reward.
[[nodiscard]] inline double best_of_n(const shared_span<scored_completion>& completions,
                                      attempt_count attempts) {
    const std::size_t n = completions.size();
    detail::expects_attempts("passk::best_of_n", attempts, n);
    for (const scored_completion& one : completions) {
        detail::expects(std::isfinite(one.reward) && std::isfinite(one.value),
                        "passk::best_of_n: rewards and values must be finite");
    }
    std::vector<scored_completion> ranked(completions.begin(), completions.end());
    // By value within equal rewards, so that the order of the input does not show in the sum.
    std::sort(ranked.begin(), ranked.end(),
              [](const scored_completion& a, const scored_completion& b) {
                  return a.reward != b.reward ? a.reward > b.reward : a.value > b.value;
              });
    // Going down the ranks, `below` is the chance that the subset holds none of those above.
    double result = 0.0;
    double below = 1.0;
    for (std::size_t first = 0; first < n && below > 0.0;) {
        double value = 0.0;
        double chance = 0.0;
        std::size_t last = first;
        for (; last < n && ranked[last].reward == ranked[first].reward; ++last) {
            const std::size_t left = n - last;
            value += ranked[last].value;
            if (left >= attempts) {
                const double best = static_cast<double>(attempts) / static_cast<double>(left);
                chance += below * best;
                below *= static_cast<double>(left - attempts) / static_cast<double>(left);
            }
        }
        result += chance * (value / static_cast<double>(last - first));
        first = last;
    }
    return result;
}

/// Unbiased estimate of the expected highest of `attempts` rewards: best_of_n with each
/// completion worth its reward.
/// @pre     1 <= attempts <= rewards.size(); rewards finite
/// @throws  domain_error if the precondition does not hold.
[[nodiscard]] inline double max_at_k(const shared_span<double>& rewards, attempt_count attempts) {
    detail::expects_attempts("passk::max_at_k", attempts, rewards.size());
    std::vector<scored_completion> completions;
    completions.reserve(rewards.size());
    for (const double reward : rewards) {
        completions.push_back({reward, reward});
    }
    return best_of_n(completions, attempts);
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_BEST_OF_N_HPP
