// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_IMPL_MODEL_RANKING_IPP
#define PASSK_COMPARE_IMPL_MODEL_RANKING_IPP

#include <passk/compare/model_ranking.hpp>
#include <passk/compare/multiplicity.hpp>
#include <passk/compare/permutation_test.hpp>
#include <passk/compare/step_down_max_t.hpp>
#include <passk/core/attempts.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/core/executor.hpp>
#include <passk/core/result.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/interval/mean_sample.hpp>
#include <passk/interval/method.hpp>
#include <passk/interval/statistic.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/tally.hpp>
#include <passk/statistics/normal.hpp>
#include <passk/statistics/quantile.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

namespace detail {

// pass-at-k of every problem and model: problems x models.
[[nodiscard]] inline std::vector<double> pass_at_k_rows(const common_outcomes& outcomes,
                                                        std::uint64_t k) {
    std::vector<double> rows;
    rows.reserve(outcomes.problems.size() * outcomes.models.size());
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        for (const std::vector<tally>& tallies : outcomes.tallies) {
            rows.push_back(pass_at_k(tallies[i], k));
        }
    }
    return rows;
}

// The differences of two columns of rows.
[[nodiscard]] inline std::vector<double> column_difference(std::span<const double> rows,
                                                           std::size_t columns, std::size_t first,
                                                           std::size_t second) {
    std::vector<double> differences;
    differences.reserve(rows.size() / columns);
    for (std::size_t i = 0; i < rows.size(); i += columns) {
        differences.push_back(rows[i + first] - rows[i + second]);
    }
    return differences;
}

// P values of all pairs at all k, k by k.
[[nodiscard]] inline std::vector<max_t_p_values> step_down_over_ks(
    const common_outcomes& outcomes, const attempts& ks, const permutation_options& options,
    std::span<const std::size_t> clusters, const any_executor& on) {
    const std::size_t models = outcomes.models.size();
    const std::size_t columns = models * ks.size();
    std::vector<double> values(outcomes.problems.size() * columns);
    std::vector<column_pair> pairs;
    for (std::size_t j = 0; j < ks.size(); ++j) {
        const std::vector<double> rows = pass_at_k_rows(outcomes, ks[j]);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            values[i / models * columns + j * models + i % models] = rows[i];
        }
        for (std::size_t first = 0; first < models; ++first) {
            for (std::size_t second = first + 1; second < models; ++second) {
                pairs.push_back({j * models + first, j * models + second});
            }
        }
    }
    return step_down_max_t(values, columns, pairs,
                           {.resamples = options.permutations, .seed = options.seed}, clusters, on);
}

// For each resample the largest |deviation| / error over all pairs whose t interval is there.
[[nodiscard]] inline std::vector<double> largest_deviations(
    std::span<const double> rows, std::span<const model_standing> standings,
    std::span<const model_difference> pairs, std::span<const double> errors,
    const percentile_bootstrap& method, std::span<const std::size_t> clusters,
    const any_executor& on) {
    const deviations resampled = resample_means(means_of(rows, standings.size()).sample(clusters),
                                                {method.resamples, method.seed}, on);
    const auto resamples = static_cast<std::size_t>(method.resamples);
    std::vector<double> off(standings.size());
    std::vector<double> largest(resamples, 0.0);
    for (std::size_t r = 0; r < resamples; ++r) {
        for (std::size_t m = 0; m < off.size(); ++m) {
            off[m] = resampled.values[m * resamples + r] / resampled.divisor;
        }
        for (std::size_t p = 0; p < pairs.size(); ++p) {
            if (errors[p] > 0.0) {
                largest[r] = (std::max)(
                    largest[r], std::fabs(off[pairs[p].first] - off[pairs[p].second]) / errors[p]);
            }
        }
    }
    return largest;
}

}  // namespace detail

PASSK_INLINE std::vector<model_ranking> rank_at_each_k(
    const common_outcomes& outcomes, const attempts& ks, const sampled_problems& target,
    const percentile_bootstrap& method, const permutation_options& permutations,
    confidence_level level, const any_executor& on) {
    constexpr std::string_view function = "passk::rank_at_each_k";
    const std::size_t models = outcomes.models.size();
    detail::expects(models >= 2, "passk::rank_at_each_k: there must be at least two models");
    const std::span<const std::size_t> clusters(target.clusters);
    detail::expects_resampling(function, outcomes.problems.size(),
                               resample_draw{method.resamples, method.seed}, level);
    detail::expects_clusters(function, outcomes.problems.size(), clusters);
    for (const std::uint64_t k : ks) {
        for (std::size_t m = 0; m < models; ++m) {
            outcomes.of(m).expects_attempts(std::string(function) + ": " + outcomes.models[m], k);
        }
    }
    std::vector<model_ranking> rankings;
    std::vector<double> ps;
    for (const std::uint64_t k : ks) {
        model_ranking ranking{.k = k,
                              .level = level,
                              .target = estimand::sampled_problems,
                              .resamples = method.resamples,
                              .seed = method.seed};
        for (std::size_t m = 0; m < models; ++m) {
            ranking.standings.push_back({.estimate = mean_pass_at_k(outcomes.of(m), k)});
        }
        const std::vector<double> rows = detail::pass_at_k_rows(outcomes, k);
        std::vector<double> errors;
        for (std::size_t first = 0; first < models; ++first) {
            for (std::size_t second = first + 1; second < models; ++second) {
                const std::vector<double> differences =
                    detail::column_difference(rows, models, first, second);
                model_difference pair{.first = first, .second = second};
                const share_differences_of statistic(differences);
                const estimate_with_interval found =
                    confidence_intervals(statistic, target, recommended{}, level).front();
                pair.difference = found.bounds;
                pair.estimate = found.estimate;
                pair.test = sign_flip_test(differences, permutations, clusters, on);
                ps.push_back(pair.test.p);
                errors.push_back(spread_of(statistic.sample(clusters), 0).standard_error());
                ranking.differences.push_back(std::move(pair));
            }
        }
        // As in a max_t_band: Gaffke's intervals at the pointwise level of the largest deviation.
        const double multiple = (std::max)(
            quantile(detail::largest_deviations(rows, ranking.standings, ranking.differences,
                                                errors, method, clusters, on),
                     level.value()),
            -normal_quantile(level.tail()));
        const confidence_level pointwise(1.0 - 2.0 * normal_cdf(-multiple));
        for (model_standing& at : ranking.standings) {
            at.highest = 1;
            at.lowest = models;
            at.rank =
                1
                + static_cast<std::size_t>(std::count_if(
                    ranking.standings.begin(), ranking.standings.end(),
                    [&](const model_standing& other) { return other.estimate > at.estimate; }));
        }
        for (std::size_t p = 0; p < ranking.differences.size(); ++p) {
            model_difference& pair = ranking.differences[p];
            const std::vector<double> differences =
                detail::column_difference(rows, models, pair.first, pair.second);
            pair.band = confidence_intervals(share_differences_of(differences), target,
                                             recommended{}, pointwise)
                            .front()
                            .bounds;
            if (!pair.band) {
                continue;
            }
            interval band = pair.band.value();
            band.level = level;
            band.method = interval_method::max_t_band;
            band.resamples = method.resamples;
            band.seed = method.seed;
            pair.band = band;
            if (band.lower > 0.0 || band.upper < 0.0) {
                const std::size_t better = band.lower > 0.0 ? pair.first : pair.second;
                const std::size_t worse = band.lower > 0.0 ? pair.second : pair.first;
                ++ranking.standings[worse].highest;
                --ranking.standings[better].lowest;
            }
        }
        rankings.push_back(std::move(ranking));
    }
    const std::vector<max_t_p_values> adjusted =
        detail::step_down_over_ks(outcomes, ks, permutations, clusters, on);
    const std::vector<double> bh = benjamini_hochberg(ps);
    std::size_t next = 0;
    for (model_ranking& ranking : rankings) {
        for (model_difference& pair : ranking.differences) {
            pair.adjusted_p = adjusted[next].adjusted;
            pair.bh_p = bh[next++];
        }
    }
    return rankings;
}

}  // namespace passk

#endif  // PASSK_COMPARE_IMPL_MODEL_RANKING_IPP
