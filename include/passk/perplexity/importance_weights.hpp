// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_PERPLEXITY_IMPORTANCE_WEIGHTS_HPP
#define PASSK_PERPLEXITY_IMPORTANCE_WEIGHTS_HPP

#include <passk/core/error.hpp>
#include <passk/statistics/compensated_sum.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <vector>

namespace passk {
namespace detail {

struct pareto_fit {
    double shape = 0.0;  // k, drawn towards 1/2 as if by ten more observations
    double scale = 0.0;
};

// Generalised Pareto distribution of ascending exceedances, all > 0. Zhang and Stephens 2009,
// Technometrics 51(3), with the prior of Vehtari et al. 2024, appendix C.
[[nodiscard]] inline pareto_fit fit_pareto(std::span<const double> exceedances) {
    const auto count = static_cast<double>(exceedances.size());
    const auto candidates = 30 + static_cast<std::size_t>(std::sqrt(count));
    const double quartile =
        exceedances[static_cast<std::size_t>(std::floor(count / 4.0 + 0.5)) - 1];

    const auto shape_at = [&](double theta) {
        compensated_sum sum;
        for (const double x : exceedances) {
            sum.add(std::log1p(-theta * x));
        }
        return sum.value() / count;
    };
    std::vector<double> thetas(candidates);
    std::vector<double> log_likelihoods(candidates);
    for (std::size_t j = 0; j < candidates; ++j) {
        const double spread =
            1.0 - std::sqrt(static_cast<double>(candidates) / (static_cast<double>(j) + 0.5));
        thetas[j] = spread / (3.0 * quartile) + 1.0 / exceedances.back();
        const double shape = shape_at(thetas[j]);
        log_likelihoods[j] = count * (std::log(-thetas[j] / shape) - shape - 1.0);
    }
    double theta = 0.0;
    double kept = 0.0;
    for (std::size_t j = 0; j < candidates; ++j) {
        double others = 0.0;
        for (const double likelihood : log_likelihoods) {
            others += std::exp(likelihood - log_likelihoods[j]);
        }
        const double posterior = 1.0 / others;
        if (posterior >= 10.0 * std::numeric_limits<double>::epsilon()) {
            theta += thetas[j] * posterior;
            kept += posterior;
        }
    }
    theta /= kept;
    const double shape = shape_at(theta);
    return {.shape = (count * shape + 5.0) / (count + 10.0), .scale = -shape / theta};
}

}  // namespace detail

/// Weights that turn completions drawn from one model into estimates about another, smoothed,
/// with the diagnostics that say whether they can be trusted. Nothing is reweighted without them.
///
/// The largest min(S/5, 3 sqrt(S)) of S weights are replaced by quantiles of a generalised Pareto
/// distribution fitted to them and cut at the largest raw weight; then all are scaled to sum to 1.
///
/// @par Source
/// Vehtari, Simpson, Gelman, Yao, Gabry 2024, "Pareto smoothed importance sampling", JMLR 25(72).
class importance_weights {
public:
    /// @param log_ratios  ln target(y) - ln source(y) of completions y drawn from the source;
    ///                    -inf is a weight of 0
    /// @pre     at least one finite log ratio, none NaN or +inf
    /// @throws  domain_error otherwise
    explicit importance_weights(std::span<const double> log_ratios)
        : weights_(log_ratios.begin(), log_ratios.end()) {
        double greatest = -std::numeric_limits<double>::infinity();
        for (const double ratio : log_ratios) {
            detail::expects(ratio < std::numeric_limits<double>::infinity(),
                            "passk::importance_weights: a log ratio is +inf or not a number");
            greatest = (std::max)(greatest, ratio);
        }
        detail::expects(greatest > -std::numeric_limits<double>::infinity(),
                        "passk::importance_weights: there is no completion that the target model "
                        "could draw");
        for (double& weight : weights_) {
            weight = std::exp(weight - greatest);
        }
        smooth_tail();
        compensated_sum sum;
        for (const double weight : weights_) {
            sum.add(weight);
        }
        for (double& weight : weights_) {
            weight /= sum.value();
        }
    }

    /// Smoothed weights in the order of the completions; they sum to 1.
    [[nodiscard]] std::span<const double> weights() const noexcept { return weights_; }

    /// Shape of the weights' tail: below 1/2 the variance is finite, above 1 the mean is not.
    /// -inf if no weight stands out from the others; +inf if too few do to be fitted.
    [[nodiscard]] double pareto_k() const noexcept { return pareto_k_; }

    /// Above this pareto_k() estimates cannot be trusted: min(1 - 1/log10 S, 0.7).
    [[nodiscard]] double greatest_reliable_k() const noexcept {
        return (std::min)(1.0 - 1.0 / std::log10(static_cast<double>(weights_.size())), 0.7);
    }
    [[nodiscard]] bool reliable() const noexcept {
        return weights_.size() > 1 && pareto_k_ <= greatest_reliable_k();
    }

    /// 1 / sum w^2: how many equally weighted completions these are worth, in [1, S].
    [[nodiscard]] double effective_sample_size() const noexcept {
        compensated_sum squares;
        for (const double weight : weights_) {
            squares.add(weight * weight);
        }
        return 1.0 / squares.value();
    }

    /// The mean of a number over the target model's completions, for example of 0 and 1 for
    /// incorrect and correct.
    /// @pre     reliable(); as many values as weights, all finite
    /// @throws  domain_error otherwise
    [[nodiscard]] double reweighted_mean(std::span<const double> values) const {
        detail::expects(values.size() == weights_.size(),
                        "passk::importance_weights::reweighted_mean: there must be one value for "
                        "each weight");
        if (!reliable()) [[unlikely]] {
            detail::fail_precondition(
                "passk::importance_weights::reweighted_mean: the weights cannot be trusted: "
                "Pareto k = "
                + std::to_string(pareto_k_) + " of " + std::to_string(weights_.size())
                + " completions");
        }
        compensated_sum sum;
        for (std::size_t i = 0; i < values.size(); ++i) {
            detail::expects(values[i] - values[i] == 0.0,
                            "passk::importance_weights::reweighted_mean: a value is not finite");
            sum.add(weights_[i] * values[i]);
        }
        return sum.value();
    }

private:
    void smooth_tail() {
        const std::size_t count = weights_.size();
        const auto size = static_cast<double>(count);
        const auto tail =
            static_cast<std::size_t>(std::ceil((std::min)(size / 5.0, 3.0 * std::sqrt(size))));
        std::vector<std::size_t> order(count);
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return weights_[a] < weights_[b] || (weights_[a] == weights_[b] && a < b);
        });
        const double cutoff = count > tail ? weights_[order[count - tail - 1]] : weights_[order[0]];
        const auto begin = std::find_if(order.begin(), order.end(),
                                        [&](std::size_t i) { return weights_[i] > cutoff; });
        const auto standing_out = static_cast<std::size_t>(order.end() - begin);
        if (standing_out == 0) {
            pareto_k_ = -std::numeric_limits<double>::infinity();
            return;
        }
        pareto_k_ = std::numeric_limits<double>::infinity();
        if (standing_out <= 4) {
            return;
        }
        std::vector<double> exceedances;
        for (auto i = begin; i != order.end(); ++i) {
            exceedances.push_back(weights_[*i] - cutoff);
        }
        const detail::pareto_fit fit = detail::fit_pareto(exceedances);
        if (!(fit.shape - fit.shape == 0.0) || !(fit.scale > 0.0)) {
            return;
        }
        pareto_k_ = fit.shape;
        for (std::size_t j = 0; j < standing_out; ++j) {
            const double p = (static_cast<double>(j) + 0.5) / static_cast<double>(standing_out);
            const double exponent = -std::log1p(-p);
            const double quantile = fit.scale
                                    * (std::abs(fit.shape) < std::numeric_limits<double>::epsilon()
                                           ? exponent
                                           : std::expm1(fit.shape * exponent) / fit.shape);
            weights_[begin[static_cast<std::ptrdiff_t>(j)]] = (std::min)(cutoff + quantile, 1.0);
        }
    }

    std::vector<double> weights_;
    double pareto_k_ = 0.0;
};

}  // namespace passk

#endif  // PASSK_PERPLEXITY_IMPORTANCE_WEIGHTS_HPP
