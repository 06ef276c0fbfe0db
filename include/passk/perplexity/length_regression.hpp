// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_PERPLEXITY_LENGTH_REGRESSION_HPP
#define PASSK_PERPLEXITY_LENGTH_REGRESSION_HPP

#include <passk/core/error.hpp>
#include <passk/core/shared_span.hpp>
#include <passk/perplexity/perplexity.hpp>
#include <passk/perplexity/sequence_score.hpp>
#include <passk/statistics/compensated_sum.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace passk {

/// Least-squares line of the log-probability of completions on their number of tokens.
struct length_regression_result {
    double slope = 0.0;        ///< nats for each token more; close to -ln PPL if length is all
    double slope_error = 0.0;  ///< its standard error under independent, equal scatter
    double intercept = 0.0;    ///< nats; far from 0: perplexity changes with length
    double correlation = 0.0;  ///< in [-1, 1]
    std::size_t count = 0;
};

namespace detail {

// x and y less their means, `groups` of which were taken; slope through the origin.
[[nodiscard]] inline length_regression_result fit_centred(std::string_view function,
                                                          std::span<const double> x,
                                                          std::span<const double> y,
                                                          std::size_t groups) {
    compensated_sum xx;
    compensated_sum xy;
    compensated_sum yy;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx.add(x[i] * x[i]);
        xy.add(x[i] * y[i]);
        yy.add(y[i] * y[i]);
    }
    if (x.size() < groups + 2 || !(xx.value() > 0.0)) [[unlikely]] {
        fail_precondition(std::string(function)
                          + ": there must be three completions or more, of different lengths");
    }
    length_regression_result fit{.slope = xy.value() / xx.value(), .count = x.size()};
    compensated_sum residuals;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double residual = y[i] - fit.slope * x[i];
        residuals.add(residual * residual);
    }
    fit.slope_error =
        std::sqrt(residuals.value() / static_cast<double>(x.size() - groups - 1) / xx.value());
    if (yy.value() > 0.0) {
        fit.correlation = std::clamp(xy.value() / std::sqrt(xx.value() * yy.value()), -1.0, 1.0);
    }
    return fit;
}

struct length_points {
    std::vector<double> tokens{};
    std::vector<double> log_probabilities{};
};

[[nodiscard]] inline length_points points_of(std::string_view function,
                                             std::span<const sequence_score> completions) {
    length_points points;
    for (std::size_t i = 0; i < completions.size(); ++i) {
        const std::string where = at_completion(function, i);
        points.tokens.push_back(tokens_of(where, completions[i]));
        if (completions[i].impossible != 0 || !std::isfinite(completions[i].log_probability))
            [[unlikely]] {
            fail_precondition(where + "a log-probability of -inf lies on no line");
        }
        points.log_probabilities.push_back(completions[i].log_probability);
    }
    return points;
}

[[nodiscard]] inline double subtract_mean(std::span<double> values) {
    compensated_sum sum;
    for (const double value : values) {
        sum.add(value);
    }
    const double mean = sum.value() / static_cast<double>(values.size());
    for (double& value : values) {
        value -= mean;
    }
    return mean;
}

}  // namespace detail

/// Regression over completions of one problem, or of all regardless of the problem.
///
/// Per-token perplexity divides by the length; where longer completions have easier tokens, it
/// falls with length alone. The slope against -ln PPL, and the intercept, show it.
///
/// @pre     at least three completions, not all of one length; one kind; finite
///          log-probabilities; token counts known
/// @throws  domain_error otherwise
[[nodiscard]] inline length_regression_result length_regression(
    const shared_span<sequence_score>& completions) {
    constexpr std::string_view function = "passk::length_regression";
    detail::expects_one_kind(function, completions);
    detail::length_points points = detail::points_of(function, completions);
    if (points.tokens.empty()) [[unlikely]] {
        detail::fail_precondition("passk::length_regression: there is no completion");
    }
    const double mean_tokens = detail::subtract_mean(points.tokens);
    const double mean_log_probability = detail::subtract_mean(points.log_probabilities);
    length_regression_result fit =
        detail::fit_centred(function, points.tokens, points.log_probabilities, 1);
    fit.intercept = mean_log_probability - fit.slope * mean_tokens;
    return fit;
}

/// Regression with an intercept for each problem: length within problems, not between them. The
/// intercept returned is the mean of theirs, weighted by completions.
///
/// @param problems  completions, problem by problem
/// @pre     as for length_regression, lengths differing within at least one problem, and at least
///          two completions more than problems that have any
/// @throws  domain_error otherwise
[[nodiscard]] inline length_regression_result within_problem_length_regression(
    const shared_span<std::vector<sequence_score>>& problems) {
    constexpr std::string_view function = "passk::within_problem_length_regression";
    detail::length_points pooled;
    double tokens = 0.0;
    double log_probability = 0.0;
    std::size_t groups = 0;
    const sequence_score* first = nullptr;
    for (const std::vector<sequence_score>& completions : problems) {
        if (completions.empty()) {
            continue;
        }
        first = first == nullptr ? completions.data() : first;
        detail::expects_same_kind(function, first->kind, completions.front().kind);
        detail::expects_one_kind(function, completions);
        detail::length_points points = detail::points_of(function, completions);
        const auto weight = static_cast<double>(completions.size());
        tokens += weight * detail::subtract_mean(points.tokens);
        log_probability += weight * detail::subtract_mean(points.log_probabilities);
        pooled.tokens.insert(pooled.tokens.end(), points.tokens.begin(), points.tokens.end());
        pooled.log_probabilities.insert(pooled.log_probabilities.end(),
                                        points.log_probabilities.begin(),
                                        points.log_probabilities.end());
        ++groups;
    }
    length_regression_result fit =
        detail::fit_centred(function, pooled.tokens, pooled.log_probabilities, groups);
    const auto count = static_cast<double>(fit.count);
    fit.intercept = log_probability / count - fit.slope * tokens / count;
    return fit;
}

}  // namespace passk

#endif  // PASSK_PERPLEXITY_LENGTH_REGRESSION_HPP
