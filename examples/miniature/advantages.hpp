// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_MINIATURE_ADVANTAGES_HPP
#define PASSK_EXAMPLES_MINIATURE_ADVANTAGES_HPP

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

// What the six algorithms of the paper make of rewards, side by side. A response is followed
// where its advantage is positive and avoided where it is negative; how strongly is all that
// differs here. Every group holds the responses to one prompt; r is 1 for a correct one, else 0.
namespace miniature::advantages {

[[nodiscard]] inline double mean(std::span<const double> values) {
    double sum = 0.0;
    for (const double value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

/// Of the values themselves, not of a population that they were drawn from.
[[nodiscard]] inline double standard_deviation(std::span<const double> values) {
    const double middle = mean(values);
    double sum = 0.0;
    for (const double value : values) {
        sum += (value - middle) * (value - middle);
    }
    return std::sqrt(sum / static_cast<double>(values.size()));
}

/// (r - mean) / standard deviation; all 0 where the values are all the same.
[[nodiscard]] inline std::vector<double> standardised(std::span<const double> values) {
    const double middle = mean(values);
    const double spread = standard_deviation(values);
    std::vector<double> scores(values.size(), 0.0);
    for (std::size_t i = 0; spread > 0.0 && i < values.size(); ++i) {
        scores[i] = (values[i] - middle) / spread;
    }
    return scores;
}

/// GRPO (Shao et al. 2024, arXiv:2402.03300): the reward, standardised in its group.
[[nodiscard]] inline std::vector<double> grpo(std::span<const double> group) {
    return standardised(group);
}

/// DAPO (Yu et al. 2025, arXiv:2503.14476): as GRPO. What is its own lies around it: groups whose
/// responses are all right or all wrong are drawn anew, the ratio may rise further than it may
/// fall, and all tokens weigh the same.
[[nodiscard]] inline std::vector<double> dapo(std::span<const double> group) {
    return standardised(group);
}

/// RLOO (Ahmadian et al. 2024, arXiv:2402.14740): the reward minus the mean of the others.
/// @pre  at least two responses
[[nodiscard]] inline std::vector<double> rloo(std::span<const double> group) {
    const auto count = static_cast<double>(group.size());
    const double sum = mean(group) * count;
    std::vector<double> advantage;
    for (const double reward : group) {
        advantage.push_back(reward - (sum - reward) / (count - 1.0));
    }
    return advantage;
}

/// ReMax (Li et al. 2023, arXiv:2310.10505): the reward minus that of the greedy response.
[[nodiscard]] inline std::vector<double> remax(std::span<const double> group, double greedy) {
    std::vector<double> advantage;
    for (const double reward : group) {
        advantage.push_back(reward - greedy);
    }
    return advantage;
}

/// REINFORCE++ (Hu 2025, arXiv:2501.03262): the reward, standardised over all prompts.
[[nodiscard]] inline std::vector<double> reinforce_plus_plus(std::span<const double> all) {
    return standardised(all);
}

/// PPO (Schulman et al. 2017, arXiv:1707.06347) with a critic that gives each token of a response a
/// value: generalised advantage estimation with discount 1, where the reward comes with the last
/// token. With lambda = 1 it is the reward minus the value.
[[nodiscard]] inline std::vector<double> ppo(double reward, std::span<const double> values,
                                             double lambda) {
    std::vector<double> advantage(values.size());
    double ahead = 0.0;
    for (std::size_t t = values.size(); t-- > 0;) {
        const bool last = t + 1 == values.size();
        const double surprise = (last ? reward : values[t + 1]) - values[t];
        ahead = surprise + lambda * (last ? 0.0 : ahead);
        advantage[t] = ahead;
    }
    return advantage;
}

}  // namespace miniature::advantages

#endif  // PASSK_EXAMPLES_MINIATURE_ADVANTAGES_HPP
