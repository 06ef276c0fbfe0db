// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_PERPLEXITY_COMPARISON_HPP
#define PASSK_COMPARE_PERPLEXITY_COMPARISON_HPP

#include <passk/core/error.hpp>
#include <passk/interval/completion_statistic.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/perplexity/coverage_profile.hpp>
#include <passk/perplexity/effective_support.hpp>
#include <passk/perplexity/importance_weights.hpp>
#include <passk/perplexity/kl_divergence.hpp>
#include <passk/perplexity/length_regression.hpp>
#include <passk/perplexity/perplexity.hpp>
#include <passk/perplexity/sequence_score.hpp>
#include <passk/statistics/distribution_summary.hpp>
#include <passk/statistics/percentile_rank.hpp>
#include <passk/statistics/rank_sum.hpp>
#include <passk/statistics/stratified_rank_sum.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace passk {

/// A completion's score with what tells it apart and whether it is right.
struct completion_score {
    std::optional<std::uint64_t> sample{};
    std::optional<verdict> judged{};
    sequence_score score{};
};

/// The completions of one problem: who drew them, under whom they were scored.
struct perplexity_problem {
    std::string name{};
    std::vector<completion_score> base_of_base{};       ///< PPL_base(Y_base)
    std::vector<completion_score> base_of_tuned{};      ///< PPL_base(Y_tuned)
    std::vector<completion_score> tuned_of_tuned{};     ///< PPL_tuned(Y_tuned)
    std::vector<completion_score> base_of_reference{};  ///< PPL_base(Y_reference)
};

/// Which completions are compared. The paper's claim concerns the correct ones.
enum class completion_filter : std::uint8_t { all, correct };

/// What is done with completions that a limit on length cut.
enum class cut_rule : std::uint8_t {
    refused,   ///< an error: the caller must say
    excluded,  ///< left out and counted: favours short completions
    included,  ///< taken as far as they go
};

/// How models are compared.
struct perplexity_options {
    completion_filter filter = completion_filter::all;
    cut_rule cut = cut_rule::refused;
    std::vector<double> budgets = {1, 10, 100, 1e3, 1e4, 1e6};  ///< N of the coverage profile
    std::uint64_t permutations = 9'999;
    percentile_bootstrap bootstrap{.resamples = 2'000};
    confidence_level level{0.95};  ///< of the intervals
    any_executor on = this_thread();
};

/// One of the four distributions, over all problems.
struct perplexity_distribution {
    std::size_t problems = 0;
    distribution_summary perplexity{};
    distribution_summary log_probability{};  ///< of whole completions, nats
    distribution_summary tokens{};
    std::optional<distribution_summary> bits_per_byte{};  ///< where all texts are known
    std::optional<interval> median{};                     ///< of perplexity, pooled
    std::optional<interval> lower_quartile{};             ///< likewise
    std::optional<interval> upper_quartile{};             ///< likewise
    std::optional<interval> mean_of_medians{};            ///< median a problem, mean over problems
    std::optional<length_regression_result> on_length{};  ///< over all completions
    std::optional<length_regression_result> on_length_within{};  ///< within problems
    std::optional<double> log_support{};  ///< own samples: ln effective support, mean over problems
};

/// The tuned model's completions beside the base's, both under the base, in one problem.
struct problem_location {
    std::string name{};
    distribution_summary base{};   ///< PPL_base(Y_base)
    distribution_summary tuned{};  ///< PPL_base(Y_tuned)
    rank_sum_result test{};        ///< of the tuned model's against the base's
    double mean_rank = 0.0;        ///< of the tuned model's in the base's distribution, 0 to 1
};

/// Where the tuned model's completions lie in the base's distribution, over problems.
struct location_comparison {
    std::vector<problem_location> problems{};
    stratified_rank_sum_result van_elteren{};
    stratified_rank_sum_result permutation{};
    std::optional<interval>
        superiority{};                    ///< P(tuned less perplexing), ties half; mean of problems
    std::optional<interval> mean_rank{};  ///< 1 - superiority
    std::optional<interval> below_median{};  ///< share of percentile ranks below 1/2
};

/// How well the base covers the tuned model's completions, over problems with equal weights.
struct coverage_comparison {
    std::size_t problems = 0;
    std::size_t completions = 0;
    std::size_t unpaired = 0;  ///< scored by one of the two only, or without a sample number
    std::vector<double> budgets{};
    std::vector<interval> profile{};          ///< Cov_N for each budget
    std::optional<interval> divergence{};     ///< KL(tuned || base) by k1, nats a completion
    std::optional<kl_estimate> estimators{};  ///< means over problems; error for these problems
    std::optional<interval> log10_samples{};  ///< median of log10(1 / base(y))
    double least_effective_share = 0.0;       ///< least effective sample size / completions
    std::size_t unreliable_weights = 0;       ///< problems whose weights cannot be trusted
};

/// What was left out, over all distributions.
struct left_out_completions {
    std::size_t cut = 0;
    std::size_t empty = 0;
    std::size_t missing_tokens = 0;
    std::size_t without_count = 0;  ///< number of tokens not known
    std::size_t not_correct = 0;    ///< incorrect, undecided or not judged
};

/// A base model and a tuned one by the probabilities of their completions.
struct perplexity_comparison {
    estimand target{};
    completion_filter filter{};
    std::optional<perplexity_distribution> base_of_base{};
    std::optional<perplexity_distribution> base_of_tuned{};
    std::optional<perplexity_distribution> tuned_of_tuned{};
    std::optional<perplexity_distribution> base_of_reference{};
    std::optional<location_comparison> location{};
    std::optional<coverage_comparison> coverage{};
    left_out_completions left_out{};
};

namespace detail {

using problem_scores = std::vector<completion_score>;

// Values with the order in which a resample's weights are to be read.
class weighted_sample {
public:
    weighted_sample(std::span<const double> values, std::size_t first) : order_(values.size()) {
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::sort(order_.begin(), order_.end(),
                  [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
        for (std::size_t& i : order_) {
            sorted_.push_back(values[i]);
            i += first;
        }
    }

    // quantile_of_sorted(p) of the values repeated as often as they weigh; NaN if none does.
    [[nodiscard]] double quantile(std::span<const std::uint32_t> weights, double p) const noexcept {
        std::uint64_t all = 0;
        for (const std::size_t i : order_) {
            all += weights[i];
        }
        if (all == 0) {
            return missing_logprob;
        }
        const double position = p * static_cast<double>(all - 1);
        const auto lower = static_cast<std::uint64_t>(position);
        std::uint64_t seen = 0;
        for (std::size_t j = 0; j < order_.size(); ++j) {
            seen += weights[order_[j]];
            if (seen > lower) {
                if (seen > lower + 1 || lower + 1 >= all) {
                    return sorted_[j];
                }
                std::size_t next = j + 1;
                while (weights[order_[next]] == 0) {
                    ++next;
                }
                return interpolate(sorted_[j], sorted_[next],
                                   position - static_cast<double>(lower));
            }
        }
        return sorted_.back();
    }
    [[nodiscard]] double median(std::span<const std::uint32_t> weights) const noexcept {
        return quantile(weights, 0.5);
    }

private:
    std::vector<std::size_t> order_;
    std::vector<double> sorted_{};
};

// Numbers of completions, problem by problem, in one array.
struct flat_values {
    std::vector<double> values{};
    std::vector<std::size_t> sizes{};
    std::vector<std::size_t> firsts{};

    void add(std::span<const double> problem) {
        firsts.push_back(values.size());
        sizes.push_back(problem.size());
        values.insert(values.end(), problem.begin(), problem.end());
    }
    [[nodiscard]] std::span<const double> problem(std::size_t i) const {
        return std::span(values).subspan(firsts[i], sizes[i]);
    }
};

[[nodiscard]] inline std::vector<sequence_score> scores_of(const problem_scores& completions) {
    std::vector<sequence_score> scores;
    for (const completion_score& completion : completions) {
        scores.push_back(completion.score);
    }
    return scores;
}

// The completions that options ask for; the others are counted.
[[nodiscard]] inline problem_scores select_completions(
    const std::string& function, const std::string& problem,
    std::span<const completion_score> completions, const perplexity_options& options,
    left_out_completions& left_out) {
    problem_scores kept;
    for (const completion_score& completion : completions) {
        const sequence_score& score = completion.score;
        const bool cut = score.extent == completion_extent::cut;
        if (options.filter == completion_filter::correct && completion.judged != verdict::correct) {
            ++left_out.not_correct;
        } else if (score.missing != 0) {
            ++left_out.missing_tokens;
        } else if (!score.tokens) {
            ++left_out.without_count;
        } else if (*score.tokens == 0) {
            ++left_out.empty;
        } else if (cut && options.cut == cut_rule::refused) {
            fail_precondition(function + ": a completion of problem '" + problem
                              + "' was cut; say whether cut ones are to be excluded or included");
        } else if (cut && options.cut == cut_rule::excluded) {
            ++left_out.cut;
        } else {
            kept.push_back(completion);
        }
    }
    return kept;
}

// Intervals of numbers that `compute` gives for each resample of completions.
template <class Compute>
[[nodiscard]] std::vector<interval> resample_completions(
    std::span<const std::vector<std::size_t>> sizes, std::size_t columns,
    const any_estimand& target, const perplexity_options& options, Compute&& compute) {
    return confidence_intervals(
        completion_statistic{sizes, columns, std::forward<Compute>(compute)}, target,
        options.bootstrap, options.level, options.on);
}

// Whether intervals can be asked for: sampled problems need two.
[[nodiscard]] inline bool has_interval(const any_estimand& target, std::size_t problems) noexcept {
    return std::holds_alternative<fixed_benchmark>(target) || problems >= 2;
}

// Mean over problems, as often as each counts, of a number that each has.
template <class Number>
[[nodiscard]] double mean_over(std::span<const std::uint32_t> problems, const Number& number) {
    double sum = 0.0;
    double all = 0.0;
    for (std::size_t i = 0; i < problems.size(); ++i) {
        if (problems[i] != 0) {
            sum += problems[i] * number(i);
            all += problems[i];
        }
    }
    return sum / all;
}

[[nodiscard]] inline std::optional<perplexity_distribution> describe_distribution(
    std::span<const problem_scores> problems, bool own, const any_estimand& target,
    const perplexity_options& options) {
    std::vector<std::vector<sequence_score>> kept;
    std::vector<sequence_score> pooled;
    flat_values perplexity;
    for (const problem_scores& problem : problems) {
        if (!problem.empty()) {
            kept.push_back(scores_of(problem));
            pooled.insert(pooled.end(), kept.back().begin(), kept.back().end());
            perplexity.add(perplexities(kept.back()));
        }
    }
    if (kept.empty()) {
        return std::nullopt;
    }
    expects_one_kind("passk::compare_perplexities", pooled);
    std::vector<double> log_probability;
    std::vector<double> tokens;
    std::vector<double> per_byte;
    bool finite = true;
    bool whole = true;
    for (const sequence_score& score : pooled) {
        log_probability.push_back(score.log_probability);
        tokens.push_back(static_cast<double>(*score.tokens));
        if (score.bytes.value_or(0) > 0) {
            per_byte.push_back(bits_per_byte(score));
        }
        finite = finite && score.impossible == 0;
        whole = whole && score.extent != completion_extent::cut;
    }
    perplexity_distribution out{.problems = kept.size(),
                                .perplexity = summarise(perplexity.values),
                                .log_probability = summarise(log_probability),
                                .tokens = summarise(tokens)};
    if (per_byte.size() == pooled.size()) {
        out.bits_per_byte = summarise(per_byte);
    }
    if (has_interval(target, kept.size())) {
        const weighted_sample all(perplexity.values, 0);
        std::vector<weighted_sample> each;
        for (std::size_t i = 0; i < kept.size(); ++i) {
            each.emplace_back(perplexity.problem(i), perplexity.firsts[i]);
        }
        const std::vector<interval> intervals = resample_completions(
            std::span(&perplexity.sizes, 1), 4, target, options,
            [&](const resample_weights& weights, std::span<double> columns) {
                const std::span<const std::uint32_t> drawn = weights.completions.front();
                columns[0] = all.median(drawn);
                columns[1] = mean_over(weights.problems,
                                       [&](std::size_t i) { return each[i].median(drawn); });
                columns[2] = all.quantile(drawn, 0.25);
                columns[3] = all.quantile(drawn, 0.75);
            });
        out.median = intervals[0];
        out.mean_of_medians = intervals[1];
        out.lower_quartile = intervals[2];
        out.upper_quartile = intervals[3];
    }
    const auto differs = [](std::span<const sequence_score> scores) {
        return std::any_of(scores.begin(), scores.end(), [&](const sequence_score& score) {
            return score.tokens != scores.front().tokens;
        });
    };
    if (finite && pooled.size() >= 3 && differs(pooled)) {
        out.on_length = length_regression(pooled);
    }
    if (finite && pooled.size() >= kept.size() + 2
        && std::any_of(kept.begin(), kept.end(), differs)) {
        out.on_length_within = within_problem_length_regression(kept);
    }
    if (own && whole && std::all_of(kept.begin(), kept.end(), [](const auto& scores) {
            return scores.size() >= 2;
        })) {
        compensated_sum sum;
        for (const std::vector<sequence_score>& scores : kept) {
            sum.add(log_effective_support(scores).value);
        }
        out.log_support = sum.value() / static_cast<double>(kept.size());
    }
    return out;
}

// P(tuned < base) + P(equal)/2 of one problem under a resample's weights, in one walk through
// both samples in order.
class weighted_superiority {
public:
    weighted_superiority(std::span<const double> base, std::size_t first_base,
                         std::span<const double> tuned, std::size_t first_tuned) {
        for (std::size_t i = 0; i < base.size(); ++i) {
            steps_.push_back({base[i], first_base + i, false});
        }
        for (std::size_t i = 0; i < tuned.size(); ++i) {
            steps_.push_back({tuned[i], first_tuned + i, true});
        }
        std::sort(steps_.begin(), steps_.end(),
                  [](const step& a, const step& b) { return a.value < b.value; });
    }

    [[nodiscard]] double operator()(std::span<const std::uint32_t> base,
                                    std::span<const std::uint32_t> tuned) const noexcept {
        double below = 0.0;  // weight of the tuned model's smaller values
        double all_base = 0.0;
        double wins = 0.0;
        for (std::size_t i = 0; i < steps_.size();) {
            double tied_base = 0.0;
            double tied_tuned = 0.0;
            std::size_t end = i;
            for (; end < steps_.size() && steps_[end].value == steps_[i].value; ++end) {
                const step& here = steps_[end];
                (here.of_tuned ? tied_tuned : tied_base) +=
                    here.of_tuned ? tuned[here.index] : base[here.index];
            }
            wins += tied_base * (below + tied_tuned / 2.0);
            below += tied_tuned;
            all_base += tied_base;
            i = end;
        }
        return wins / (all_base * below);
    }

private:
    struct step {
        double value;
        std::size_t index;
        bool of_tuned;
    };
    std::vector<step> steps_{};
};

[[nodiscard]] inline std::optional<location_comparison> compare_locations(
    std::span<const std::string> names, std::span<const problem_scores> base_of_base,
    std::span<const problem_scores> base_of_tuned, const any_estimand& target,
    const perplexity_options& options) {
    location_comparison out;
    flat_values base;
    flat_values tuned;
    std::vector<sequence_score> kinds;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (base_of_base[i].empty() || base_of_tuned[i].empty()) {
            continue;
        }
        base.add(perplexities(scores_of(base_of_base[i])));
        tuned.add(perplexities(scores_of(base_of_tuned[i])));
        kinds.push_back(base_of_base[i].front().score);
        kinds.push_back(base_of_tuned[i].front().score);
        out.problems.push_back({.name = names[i]});
    }
    if (out.problems.empty()) {
        return std::nullopt;
    }
    expects_one_kind("passk::compare_perplexities", kinds);
    std::vector<sample_pair> pairs;
    std::vector<weighted_superiority> superiorities;
    for (std::size_t i = 0; i < out.problems.size(); ++i) {
        problem_location& problem = out.problems[i];
        problem.base = summarise(base.problem(i));
        problem.tuned = summarise(tuned.problem(i));
        problem.test = rank_sum_test(tuned.problem(i), base.problem(i));
        problem.mean_rank = problem.test.superiority();
        pairs.push_back({tuned.problem(i), base.problem(i)});
        superiorities.emplace_back(base.problem(i), base.firsts[i], tuned.problem(i),
                                   tuned.firsts[i]);
    }
    out.van_elteren = van_elteren_test(pairs);
    out.permutation = stratified_permutation_test(pairs, location_shift::either_way,
                                                  options.permutations, options.bootstrap.seed);
    if (has_interval(target, out.problems.size())) {
        // Ranks below 1/2: against the base's completions as they are, so that the share moves
        // with the tuned model's completions (and with the problems) alone.
        std::vector<double> low;
        for (std::size_t i = 0; i < out.problems.size(); ++i) {
            for (const double rank : percentile_ranks(base.problem(i), tuned.problem(i))) {
                low.push_back(rank < 0.5 ? 1.0 : 0.0);
            }
        }
        const std::array<std::vector<std::size_t>, 2> sizes = {base.sizes, tuned.sizes};
        const std::vector<interval> intervals = resample_completions(
            sizes, 3, target, options,
            [&](const resample_weights& weights, std::span<double> columns) {
                columns[0] = mean_over(weights.problems, [&](std::size_t i) {
                    return superiorities[i](weights.completions[0], weights.completions[1]);
                });
                columns[1] = 1.0 - columns[0];
                columns[2] = mean_over(weights.problems, [&](std::size_t i) {
                    double share = 0.0;
                    double all = 0.0;
                    for (std::size_t j = 0; j < tuned.sizes[i]; ++j) {
                        const double weight = weights.completions[1][tuned.firsts[i] + j];
                        share += weight * low[tuned.firsts[i] + j];
                        all += weight;
                    }
                    return share / all;
                });
            });
        out.superiority = intervals[0];
        out.mean_rank = intervals[1];
        out.below_median = intervals[2];
    }
    return out;
}

[[nodiscard]] inline std::optional<coverage_comparison> compare_coverage(
    std::span<const std::string> names, std::span<const problem_scores> base_of_tuned,
    std::span<const problem_scores> tuned_of_tuned, const any_estimand& target,
    const perplexity_options& options) {
    coverage_comparison out{.budgets = options.budgets};
    flat_values ratios;
    flat_values samples;
    std::array<compensated_sum, 3> values{};
    std::array<compensated_sum, 3> variances{};
    bool estimable = true;
    out.least_effective_share = 1.0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::map<std::uint64_t, const sequence_score*> by_sample;
        for (const completion_score& completion : base_of_tuned[i]) {
            if (!completion.sample) {
                ++out.unpaired;
            } else if (!by_sample.emplace(*completion.sample, &completion.score).second) {
                fail_precondition("passk::compare_perplexities: sample "
                                  + std::to_string(*completion.sample) + " of problem '" + names[i]
                                  + "' of the tuned model was scored twice by the base");
            }
        }
        std::vector<double> problem_ratios;
        std::vector<double> problem_samples;
        std::vector<double> weights;
        std::vector<kl_terms> terms;
        for (const completion_score& completion : tuned_of_tuned[i]) {
            const auto found =
                completion.sample ? by_sample.find(*completion.sample) : by_sample.end();
            if (found == by_sample.end()) {
                ++out.unpaired;
                continue;
            }
            problem_ratios.push_back(log_ratio(completion.score, *found->second));
            problem_samples.push_back(log10_expected_samples(*found->second));
            weights.push_back(-problem_ratios.back());
            terms.push_back(sequence_kl_terms(problem_ratios.back()));
            by_sample.erase(found);
        }
        out.unpaired += by_sample.size();
        if (problem_ratios.empty()) {
            continue;
        }
        out.completions += problem_ratios.size();
        ratios.add(problem_ratios);
        samples.add(problem_samples);
        const bool any = std::any_of(weights.begin(), weights.end(),
                                     [](double weight) { return std::isfinite(weight); });
        const std::optional<importance_weights> importance =
            any ? std::optional(importance_weights(weights)) : std::nullopt;
        out.unreliable_weights += importance && importance->reliable() ? 0U : 1U;
        out.least_effective_share = (std::min)(
            out.least_effective_share,
            importance ? importance->effective_sample_size() / static_cast<double>(weights.size())
                       : 0.0);
        estimable = estimable && terms.size() >= 2;
        if (estimable) {
            const kl_estimate estimate = kl_divergence(terms);
            const std::array<mean_estimate, 3> all = {estimate.k1, estimate.k2, estimate.k3};
            for (std::size_t c = 0; c < all.size(); ++c) {
                values[c].add(all[c].value);
                variances[c].add(all[c].variance);
            }
        }
    }
    out.problems = ratios.sizes.size();
    if (out.problems == 0) {
        return out.unpaired == 0 ? std::nullopt : std::optional(std::move(out));
    }
    const auto count = static_cast<double>(out.problems);
    if (estimable) {
        const auto mean = [&](std::size_t c) {
            return mean_estimate{.value = values[c].value() / count,
                                 .variance = variances[c].value() / (count * count),
                                 .count = out.completions};
        };
        out.estimators = kl_estimate{.k1 = mean(0), .k2 = mean(1), .k3 = mean(2)};
    }
    if (!has_interval(target, out.problems)) {
        return out;
    }
    std::vector<double> thresholds;
    for (const double budget : options.budgets) {
        expects(budget > 0.0, "passk::compare_perplexities: N must be greater than 0");
        thresholds.push_back(std::log(budget));
    }
    const weighted_sample expected(samples.values, 0);
    const std::size_t profile = thresholds.size();
    const std::vector<interval> intervals = resample_completions(
        std::span(&ratios.sizes, 1), profile + 2, target, options,
        [&](const resample_weights& weights, std::span<double> columns) {
            const std::span<const std::uint32_t> drawn = weights.completions.front();
            const auto mean_of = [&](const auto& number) {
                return mean_over(weights.problems, [&](std::size_t i) {
                    double sum = 0.0;
                    double all = 0.0;
                    for (std::size_t j = ratios.firsts[i]; j < ratios.firsts[i] + ratios.sizes[i];
                         ++j) {
                        if (drawn[j] != 0) {
                            sum += drawn[j] * number(ratios.values[j]);
                            all += drawn[j];
                        }
                    }
                    return sum / all;
                });
            };
            for (std::size_t b = 0; b < profile; ++b) {
                columns[b] =
                    mean_of([&](double ratio) { return ratio >= thresholds[b] ? 1.0 : 0.0; });
            }
            columns[profile] = mean_of([](double ratio) { return ratio; });
            columns[profile + 1] = expected.median(drawn);
        });
    out.profile.assign(intervals.begin(), intervals.begin() + static_cast<std::ptrdiff_t>(profile));
    out.divergence = intervals[profile];
    out.log10_samples = intervals[profile + 1];
    return out;
}

}  // namespace detail

/// Were the tuned model's paths already in the base? The paper's figure 6 as an analysis: the
/// four distributions of perplexity, where the tuned model's completions fall among the base's
/// own, how many samples the base would need for them, and how length bears on it.
///
/// Numbers over problems weigh problems equally, except pooled medians. What a number needs and
/// the data lack (an interval over problems of one problem, a slope of equal lengths) is left
/// empty.
///
/// @param problems  completions by problem; any of the four lists may be empty
/// @param target    what the intervals are about
/// @param options   which completions, budgets, resamples
/// @pre      log-probabilities within a comparison are of one kind; with cut_rule::refused no
///           completion is cut; samples of a problem are numbered once a scorer
/// @throws   domain_error that names what is violated
/// @par Source
/// Yue et al. 2025, arXiv:2504.13837, section 3.3 and figure 6; Chen et al. 2025,
/// arXiv:2510.15020, for the coverage profile.
[[nodiscard]] inline perplexity_comparison compare_perplexities(
    std::span<const perplexity_problem> problems, const any_estimand& target,
    const perplexity_options& options = {}) {
    perplexity_comparison out{.target = estimand_of(target), .filter = options.filter};
    std::vector<std::string> names;
    for (const perplexity_problem& problem : problems) {
        names.push_back(problem.name);
    }
    const auto select = [&](std::vector<completion_score> perplexity_problem::*list) {
        std::vector<detail::problem_scores> kept;
        for (const perplexity_problem& problem : problems) {
            kept.push_back(detail::select_completions("passk::compare_perplexities", problem.name,
                                                      problem.*list, options, out.left_out));
        }
        return kept;
    };
    const auto base_of_base = select(&perplexity_problem::base_of_base);
    const auto base_of_tuned = select(&perplexity_problem::base_of_tuned);
    const auto tuned_of_tuned = select(&perplexity_problem::tuned_of_tuned);
    const auto base_of_reference = select(&perplexity_problem::base_of_reference);
    // What is left of a filtered sample no longer has the entropy that was drawn.
    const bool own = options.filter == completion_filter::all;
    out.base_of_base = detail::describe_distribution(base_of_base, own, target, options);
    out.base_of_tuned = detail::describe_distribution(base_of_tuned, false, target, options);
    out.tuned_of_tuned = detail::describe_distribution(tuned_of_tuned, own, target, options);
    out.base_of_reference =
        detail::describe_distribution(base_of_reference, false, target, options);
    out.location = detail::compare_locations(names, base_of_base, base_of_tuned, target, options);
    out.coverage = detail::compare_coverage(names, base_of_tuned, tuned_of_tuned, target, options);
    return out;
}

}  // namespace passk

#endif  // PASSK_COMPARE_PERPLEXITY_COMPARISON_HPP
