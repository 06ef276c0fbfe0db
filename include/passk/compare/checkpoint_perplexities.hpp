// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_CHECKPOINT_PERPLEXITIES_HPP
#define PASSK_COMPARE_CHECKPOINT_PERPLEXITIES_HPP

#include <passk/compare/perplexity_comparison.hpp>
#include <passk/core/error.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/perplexity/perplexity.hpp>
#include <passk/perplexity/sequence_score.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace passk {

/// What one checkpoint of training drew, as the base scores it.
struct checkpoint_completions {
    std::string name{};
    std::vector<std::vector<completion_score>> problems{};  ///< in one order for all checkpoints
};

/// A point of the series.
struct checkpoint_perplexity {
    std::string name{};
    std::size_t problems = 0;
    std::size_t completions = 0;
    std::optional<interval> mean_of_medians{};  ///< median a problem, mean over problems
    std::size_t shared_problems = 0;            ///< with the first checkpoint
    /// Since the first checkpoint, over the shared problems; none where a token was impossible.
    std::optional<interval> change{};
    left_out_completions left_out{};
};

namespace detail {

// Medians over each problem's completions under a resample's weights, of chosen problems.
class problem_medians {
public:
    problem_medians(const std::vector<problem_scores>& problems,
                    std::span<const std::size_t> chosen) {
        flat_values flat;
        for (const std::size_t i : chosen) {
            flat.add(perplexities(scores_of(problems[i])));
        }
        for (std::size_t j = 0; j < chosen.size(); ++j) {
            each_.emplace_back(flat.problem(j), flat.firsts[j]);
        }
        sizes_ = std::move(flat.sizes);
    }

    [[nodiscard]] const std::vector<std::size_t>& sizes() const noexcept { return sizes_; }
    [[nodiscard]] double operator()(std::size_t problem,
                                    std::span<const std::uint32_t> drawn) const noexcept {
        return each_[problem].median(drawn);
    }

private:
    std::vector<weighted_sample> each_{};
    std::vector<std::size_t> sizes_{};
};

}  // namespace detail

/// Perplexity under the base of what a series of checkpoints draws, by the paper's later protocol:
/// the median over each problem's completions, then the mean over problems; and how far each has
/// moved since the first checkpoint, problem by problem. The paper takes 32 completions of each of
/// 10 problems; any numbers are allowed.
///
/// @param names        of the problems
/// @param checkpoints  in the order of training
/// @param target       what the intervals are about; problems like these need two of them
/// @param options      which completions, what is done with cut ones, resamples
/// @pre      every checkpoint has as many lists as there are names; log-probabilities are of one
///           kind; with cut_rule::refused no completion is cut
/// @throws   domain_error that names what is violated
/// @par Source
/// Yue et al. 2025, arXiv:2504.13837, versions 4 and 5, appendix C.4.
[[nodiscard]] inline std::vector<checkpoint_perplexity> checkpoint_perplexities(
    std::span<const std::string> names, std::span<const checkpoint_completions> checkpoints,
    const any_estimand& target, const perplexity_options& options = {}) {
    constexpr const char* function = "passk::checkpoint_perplexities";
    std::vector<checkpoint_perplexity> series;
    std::vector<sequence_score> all;
    std::vector<detail::problem_scores> first;
    for (const checkpoint_completions& checkpoint : checkpoints) {
        detail::expects(checkpoint.problems.size() == names.size(),
                        "passk::checkpoint_perplexities: the checkpoints differ in their problems");
        checkpoint_perplexity point{.name = checkpoint.name};
        std::vector<detail::problem_scores> kept;
        std::vector<std::size_t> own;
        std::vector<std::size_t> shared;
        bool finite = true;
        const auto is_finite = [](const completion_score& one) {
            return one.score.impossible == 0;
        };
        for (std::size_t i = 0; i < names.size(); ++i) {
            kept.push_back(detail::select_completions(function, names[i], checkpoint.problems[i],
                                                      options, point.left_out));
            if (kept[i].empty()) {
                continue;
            }
            own.push_back(i);
            point.completions += kept[i].size();
            const std::vector<sequence_score> scores = detail::scores_of(kept[i]);
            all.insert(all.end(), scores.begin(), scores.end());
            if (!series.empty() && !first[i].empty()) {
                shared.push_back(i);
                finite = finite && std::ranges::all_of(kept[i], is_finite)
                         && std::ranges::all_of(first[i], is_finite);
            }
        }
        detail::expects_one_kind(function, all);
        point.problems = own.size();
        point.shared_problems = shared.size();
        if (!own.empty() && detail::has_interval(target, own.size())) {
            const detail::problem_medians median(kept, own);
            point.mean_of_medians =
                detail::resample_completions(
                    std::span(&median.sizes(), 1), 1, target, options,
                    [&](const resample_weights& weights, std::span<double> columns) {
                        columns[0] = detail::mean_over(weights.problems, [&](std::size_t i) {
                            return median(i, weights.completions.front());
                        });
                    })
                    .front();
        }
        if (!shared.empty() && finite && detail::has_interval(target, shared.size())) {
            const detail::problem_medians now(kept, shared);
            const detail::problem_medians then(first, shared);
            const std::array sizes{now.sizes(), then.sizes()};
            point.change =
                detail::resample_completions(
                    sizes, 1, target, options,
                    [&](const resample_weights& weights, std::span<double> columns) {
                        columns[0] = detail::mean_over(weights.problems, [&](std::size_t i) {
                            return now(i, weights.completions[0]) - then(i, weights.completions[1]);
                        });
                    })
                    .front();
        }
        if (series.empty()) {
            first = std::move(kept);
        }
        series.push_back(std::move(point));
    }
    return series;
}

}  // namespace passk

#endif  // PASSK_COMPARE_CHECKPOINT_PERPLEXITIES_HPP
