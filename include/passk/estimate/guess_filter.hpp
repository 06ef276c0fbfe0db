// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_GUESS_FILTER_HPP
#define PASSK_ESTIMATE_GUESS_FILTER_HPP

#include <passk/core/error.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/success_share.hpp>

#include <cstddef>
#include <vector>

namespace passk {

/// Positions of the problems that guess_filter keeps and drops, in order.
struct guess_filter_result {
    std::vector<std::size_t> kept{};
    std::vector<std::size_t> guessable{};
};

/// Parts problems whose answer can be guessed from the others. The counts come from asking for
/// the answer directly, without reasoning: a problem that is then answered now and then, but
/// seldom, is being guessed; one never answered, or answered often, is not.
///
/// @param without_reasoning  one tally a problem, from direct answers
/// @param threshold          a problem is guessable if 0 < c/n < threshold
/// @pre                      at least one problem; at least one trial for each
/// @throws                   domain_error that names the problem otherwise.
/// @par Source
/// Yue et al. 2025, arXiv:2504.13837, section 3.1 and figure 12, with a threshold of 5 %.
[[nodiscard]] inline guess_filter_result guess_filter(const problem_tallies& without_reasoning,
                                                      success_share threshold = {1, 20}) {
    without_reasoning.expects_attempts("passk::guess_filter", 1);
    guess_filter_result result;
    for (std::size_t i = 0; i < without_reasoning.size(); ++i) {
        const bool guessed =
            without_reasoning[i].successes() > 0 && !threshold.reached_by(without_reasoning[i]);
        (guessed ? result.guessable : result.kept).push_back(i);
    }
    return result;
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_GUESS_FILTER_HPP
