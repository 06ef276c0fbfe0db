// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_PAGE_TERMS_HPP
#define PASSK_REPORT_DETAIL_PAGE_TERMS_HPP

#include <passk/core/error.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail {

/// Words that pages explain.
inline constexpr auto explained_terms =
    std::to_array<std::pair<std::string_view, std::string_view>>(
        {{"pass@k",
          "The chance that at least one of k attempts at a problem is correct, estimated without "
          "bias as 1 - C(n-c, k)/C(n, k) from n completions of which c are correct, averaged over "
          "problems. k cannot exceed n."},
         {"base and tuned model", "The model before and after training."},
         {"estimand",
          "What an interval is about: problems like these (the problems are a sample), or exactly "
          "these problems sampled without end. The two differ 3- to 100-fold in length."},
         {"crossover",
          "The k from which the base model is level with the tuned one or ahead. Where the base "
          "catches up, training has raised the chance per attempt without widening what is "
          "reachable."},
         {"sampling-efficiency gap",
          "What the base model reaches in k attempts minus what the tuned model reaches in one."},
         {"solved", "At least one correct completion among those sampled."},
         {"rank",
          "A model's place by its estimate, 1 for the best; models with equal estimates share the "
          "better place. The data leave open every rank between the two that are named: models "
          "whose ranks overlap are not told apart, whatever the order of their estimates."},
         {"undecided and missing",
          "A completion without a verdict, and one that was never drawn. Neither is counted as "
          "wrong in silence; both are shown."},
         {"interval and band",
          "In 95 of 100 repetitions of the whole study a 95% interval holds the true value, at "
          "each k on its own; a band holds it at all k at once. Two bands that overlap may still "
          "differ: the difference of the two models, resampled on the same problems, decides."},
         {"adjusted p",
          "Who makes many tests finds differences by chance. Holm's adjustment keeps the chance of "
          "any false finding among all of them at the level."},
         {"perplexity",
          "exp of the mean negative log-probability of a completion's tokens: how many tokens a "
          "scorer hesitates between at each step. 1 is no hesitation."},
         {"scorer(Y_drawer)", "The scorer's perplexity of completions that the drawer drew."},
         {"coverage at N",
          "The share of the tuned model's completions that its base would need at least N times as "
          "many samples for."}});

/// The words with their explanations, in the order in which they are asked for.
/// @pre  each is one of explained_terms
[[nodiscard]] inline std::vector<std::pair<std::string, std::string>> page_terms(
    std::initializer_list<std::string_view> words) {
    std::vector<std::pair<std::string, std::string>> terms;
    for (const std::string_view word : words) {
        const auto found = std::find_if(explained_terms.begin(), explained_terms.end(),
                                        [&](const auto& one) { return one.first == word; });
        expects(found != explained_terms.end(), "passk::detail::page_terms: no such word");
        terms.emplace_back(found->first, found->second);
    }
    return terms;
}

}  // namespace passk::detail

#endif  // PASSK_REPORT_DETAIL_PAGE_TERMS_HPP
