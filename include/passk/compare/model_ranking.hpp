// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_MODEL_RANKING_HPP
#define PASSK_COMPARE_MODEL_RANKING_HPP

#include <passk/compare/multiplicity.hpp>
#include <passk/compare/permutation_test.hpp>
#include <passk/core/attempts.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/core/executor.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/interval/method.hpp>
#include <passk/outcome/outcome_table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace passk {

/// Where one of several models stands at one k.
struct model_standing {
    double estimate{};      ///< mean pass-at-k over the common problems
    std::size_t rank{};     ///< 1 for the best; models with equal estimates share the better rank
    std::size_t highest{};  ///< ends of the interval of the rank: the best ...
    std::size_t lowest{};   ///< ... and the worst that the data leave open
};

/// Two of several models at one k.
struct model_difference {
    std::size_t first{};                    ///< position among the models
    std::size_t second{};                   ///< a later one
    double estimate{};                      ///< first - second, means over the common problems
    result<interval> difference = error{};  ///< first - second, recommended, for this pair alone
    result<interval> band = error{};        ///< the same, holding for all pairs at this k at once
    permutation_test test{};
    double adjusted_p{};  ///< by step-down max-T, over all pairs and k
    double bh_p{};        ///< Benjamini and Hochberg's, over the same
};

/// Several models against each other at one k.
struct model_ranking {
    std::uint64_t k{};
    std::vector<model_standing> standings{};      ///< in the order of the models
    std::vector<model_difference> differences{};  ///< (0, 1), (0, 2), ..., (1, 2), ...
    confidence_level level{0.95};                 ///< of all ranks at this k jointly
    estimand target{};
    std::uint64_t resamples = 0;
    std::uint64_t seed = 0;

    /// The pair of two models, in either order.
    /// @pre two different positions of models
    /// @throws domain_error otherwise
    [[nodiscard]] const model_difference& between(std::size_t a, std::size_t b) const {
        const std::size_t models = standings.size();
        detail::expects(a != b && a < models && b < models,
                        "passk::model_ranking::between: there is no such pair of models");
        const std::size_t first = (std::min)(a, b);
        const std::size_t before = first * (2 * models - first - 1) / 2;
        return differences[before + (std::max)(a, b) - first - 1];
    }

    /// The pair of two models as a - b.
    /// @pre two different positions of models
    /// @throws domain_error otherwise
    [[nodiscard]] model_difference minus(std::size_t a, std::size_t b) const {
        model_difference pair = between(a, b);
        if (pair.first == b) {
            std::swap(pair.first, pair.second);
            pair.estimate = -pair.estimate;
            for (result<interval>* bounds : {&pair.difference, &pair.band}) {
                if (*bounds) {
                    interval turned = bounds->value();
                    turned.estimate = -turned.estimate;
                    turned.lower = -turned.lower;
                    turned.upper = -turned.upper;
                    std::swap(turned.lower, turned.upper);
                    *bounds = turned;
                }
            }
        }
        return pair;
    }
};

/// Ranks several models by mean pass-at-k on their common problems, for each k, and says of every
/// pair how far apart the two are and of every rank how sure it is.
///
/// A band holds all paired differences of a k at once: Gaffke's intervals at the pointwise level of
/// the largest resampled |deviation| / error over all pairs (see max_t_band). A model's rank is
/// then at least 1 + the models that are above it beyond the band, and at most the number of models
/// less those below it. Intervals of ranks so made hold for all models at once with the stated
/// level, ties and near-ties included, where resampled ranks do not.
///
/// P values are those of paired sign-flip tests, adjusted by step-down max-T and by Benjamini and
/// Hochberg's method over all pairs and all k: the whole family that was looked at.
///
/// @param outcomes  outcome_table::common
/// @param ks        numbers of attempts
/// @param target    with clusters, these are resampled, and change sign together
/// @param method    resamples and seed
/// @param level     confidence level
/// @param on        where resamples are computed
/// @pre      at least two models and two problems, in two clusters; 1 <= k <= n for every k,
///           problem and model
/// @returns  a ranking for each k, in the order of ks
/// @throws   domain_error that names what is violated.
/// @par Cost
/// resamples x (distinct rows x models + pairs) + pairs x permutations x problems / 8, for each k.
/// @par Source
/// Mogstad, Romano, Shaikh, Wilhelm 2024, "Inference for ranks with applications to mobility
/// across neighbourhoods and academic achievement across countries", Rev. Econ. Stud. 91(1).
[[nodiscard]] PASSK_INLINE std::vector<model_ranking> rank_at_each_k(
    const common_outcomes& outcomes, const attempts& ks, const sampled_problems& target,
    const percentile_bootstrap& method = {}, const permutation_options& permutations = {},
    confidence_level level = confidence_level(0.95), const any_executor& on = this_thread());

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/compare/impl/model_ranking.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_COMPARE_MODEL_RANKING_HPP
