// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_IMPL_FORECAST_IPP
#define PASSK_ESTIMATE_IMPL_FORECAST_IPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/attempts.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/defined_stream.hpp>
#include <passk/core/error.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/core/result.hpp>
#include <passk/estimate/detail/count_groups.hpp>
#include <passk/estimate/detail/log_miss.hpp>
#include <passk/estimate/forecast.hpp>
#include <passk/estimate/logit_normal_distribution.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>
#include <passk/statistics/boost_policy.hpp>
#include <passk/statistics/normal.hpp>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <numbers>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace passk {

namespace detail {

PASSK_INLINE std::vector<weighted_tally> weigh_tallies(const problem_tallies& problems) {
    std::vector<weighted_tally> weighted;
    for (const count_group& group : group_by_trials(problems)) {
        const auto n = static_cast<double>(group.n);
        if (group.without_success != 0) {
            weighted.push_back({0.0, n, static_cast<double>(group.without_success)});
        }
        for (std::size_t i = 0; i < group.successes.size(); ++i) {
            const auto c = static_cast<double>(group.successes[i]);
            weighted.push_back({c, n - c, group.weights[i]});
        }
    }
    return weighted;
}

PASSK_INLINE double log_beta(double a, double b) {
    const double smaller = a < b ? a : b;
    const double larger = a < b ? b : a;
    // log Gamma(larger) - log Gamma(larger + smaller) without the difference of large numbers
    return boost::math::lgamma(smaller, boost_policy())
           + std::log(boost::math::tgamma_delta_ratio(larger, smaller, boost_policy()));
}

PASSK_INLINE double log_likelihood(std::span<const weighted_tally> tallies,
                                   const success_distribution& at) {
    double sum = 0.0;
    for (const weighted_tally& one : tallies) {
        double term = 0.0;
        if (one.successes == 0.0) {
            const double none = log_beta_miss(at.a, at.b, one.failures);
            term = std::log(at.impossible + (1.0 - at.impossible) * std::exp(none));
        } else {
            // B(a + c, b + f)/B(a, b) = [B(a + c, b)/B(a, b)] [B(a + c, b + f)/B(a + c, b)]
            term = log_beta_miss(at.b, at.a, one.successes)
                   + log_beta_miss(at.a + one.successes, at.b, one.failures)
                   + std::log1p(-at.impossible);
        }
        sum += one.problems * term;
    }
    return sum;
}

// Mean and precision keep the simplex in shape; logarithms keep it in range.
inline success_distribution distribution_at(double logit_mean, double log_precision,
                                            double logit_possible, bool inflated) {
    const double mean = 1.0 / (1.0 + std::exp(-logit_mean));
    const double precision = std::exp(log_precision);
    success_distribution at;
    at.a = (std::max)(mean * precision, 1e-9);
    at.b = (std::max)((1.0 - mean) * precision, 1e-9);
    at.impossible = inflated ? 1.0 / (1.0 + std::exp(logit_possible)) : 0.0;
    return at;
}

PASSK_INLINE fitted_distribution fit(std::span<const weighted_tally> tallies,
                                     forecast_model model) {
    double successes = 0.0;
    double trials = 0.0;
    for (const weighted_tally& one : tallies) {
        successes += one.problems * one.successes;
        trials += one.problems * (one.successes + one.failures);
    }
    const double rate = (successes + 0.5) / (trials + 1.0);
    const double logit = std::log(rate / (1.0 - rate));
    const auto cost = [&](const success_distribution& at, double logit_mean, double log_precision) {
        // Beyond, the likelihood is flat and its maximum lies on no finite point.
        const double outside = (std::max)(0.0, std::abs(logit_mean) - 20.0)
                               + (std::max)(0.0, std::abs(log_precision) - 18.0);
        return 1e6 * outside - log_likelihood(tallies, at);
    };
    const auto plain_cost = [&](const std::array<double, 2>& x) {
        return cost(distribution_at(x[0], x[1], 0.0, false), x[0], x[1]);
    };
    fitted_distribution best;
    const std::array<double, 2> plain =
        minimise<2>(plain_cost, minimise<2>(plain_cost, {logit, 0.5}, 1.0), 0.3);
    best.distribution = distribution_at(plain[0], plain[1], 0.0, false);
    best.log_likelihood = log_likelihood(tallies, best.distribution);
    if (model == forecast_model::zero_inflated_beta_binomial) {
        const auto inflated_cost = [&](const std::array<double, 3>& x) {
            const double outside = (std::max)(0.0, std::abs(x[2]) - 20.0);
            return 1e6 * outside + cost(distribution_at(x[0], x[1], x[2], true), x[0], x[1]);
        };
        for (const double start : {-1.0, 1.0, 4.0}) {
            const std::array<double, 3> inflated = minimise<3>(
                inflated_cost,
                minimise<3>(inflated_cost, {plain[0] + 0.5, plain[1] + 0.5, start}, 1.0), 0.3);
            const success_distribution at =
                distribution_at(inflated[0], inflated[1], inflated[2], true);
            const double likelihood = log_likelihood(tallies, at);
            if (likelihood > best.log_likelihood) {
                best = {at, likelihood};
            }
        }
    }
    return best;
}

// The likelihood of tallies under logit-normal distributions: their binomial likelihoods on a grid
// of logits that is fine enough for the narrowest of them.
class logit_normal_likelihood {
public:
    explicit logit_normal_likelihood(std::span<const weighted_tally> tallies) {
        double most = 1.0;
        for (const weighted_tally& one : tallies) {
            most = (std::max)(most, one.successes + one.failures);
        }
        step_ = (std::min)(0.25, 2.0 / std::sqrt(most));
        weights_.resize(static_cast<std::size_t>(2.0 * furthest / step_) + 1);
        std::vector<double> row(weights_.size());
        for (const weighted_tally& one : tallies) {
            for (std::size_t g = 0; g < row.size(); ++g) {
                const double t = logit(g);
                const double log_failure =
                    t > 0.0 ? -t - std::log1p(std::exp(-t)) : -std::log1p(std::exp(t));
                row[g] = one.successes * (log_failure + t) + one.failures * log_failure;
            }
            const double scale = *std::max_element(row.begin(), row.end());
            for (double& value : row) {
                value = std::exp(value - scale);
            }
            scale_ += one.problems * scale;
            rows_.insert(rows_.end(), row.begin(), row.end());
            problems_.push_back(one.problems);
        }
    }

    // The narrowest distribution that the grid resolves.
    [[nodiscard]] double least_sd() const { return step_; }

    [[nodiscard]] double operator()(const logit_normal_distribution& at) {
        for (std::size_t g = 0; g < weights_.size(); ++g) {
            const double z = (logit(g) - at.mean) / at.sd;
            weights_[g] = std::exp(-0.5 * z * z);
        }
        const double unit = step_ / (at.sd * std::sqrt(2.0 * std::numbers::pi));
        double sum = scale_;
        for (std::size_t t = 0; t < problems_.size(); ++t) {
            const double* const row = rows_.data() + t * weights_.size();
            double likelihood = 0.0;
            for (std::size_t g = 0; g < weights_.size(); ++g) {
                likelihood += row[g] * weights_[g];
            }
            sum += problems_[t] * std::log((std::max)(likelihood * unit, 1e-300));
        }
        return sum;
    }

private:
    static constexpr double furthest = 25.0;

    [[nodiscard]] double logit(std::size_t g) const {
        return step_ * static_cast<double>(g) - furthest;
    }

    double step_ = 0.0;
    double scale_ = 0.0;
    std::vector<double> rows_{};
    std::vector<double> problems_{};
    std::vector<double> weights_{};
};

inline std::pair<logit_normal_distribution, double> fit_logit_normal(
    std::span<const weighted_tally> tallies) {
    logit_normal_likelihood likelihood(tallies);
    double successes = 0.5;
    double trials = 1.0;
    for (const weighted_tally& one : tallies) {
        successes += one.problems * one.successes;
        trials += one.problems * (one.successes + one.failures);
    }
    constexpr double most_log_sd = 2.5;
    const auto at = [&](const std::array<double, 2>& x) {
        return logit_normal_distribution{
            x[0], (std::max)(likelihood.least_sd(), std::exp((std::min)(x[1], most_log_sd)))};
    };
    const auto cost = [&](const std::array<double, 2>& x) {
        const double outside = (std::max)(0.0, std::abs(x[0]) - 20.0)
                               + (std::max)(0.0, x[1] - most_log_sd)
                               + (std::max)(0.0, std::log(likelihood.least_sd()) - x[1]);
        return 1e6 * outside - likelihood(at(x));
    };
    const std::array<double, 2> best =
        minimise<2>(cost, {std::log(successes / (trials - successes)), 0.5}, 1.0);
    return {at(best), likelihood(at(best))};
}

inline result<std::vector<weighted_tally>> expects_information(const char* function,
                                                               const problem_tallies& problems) {
    problems.expects_attempts(function, 1);
    std::vector<weighted_tally> tallies = weigh_tallies(problems);
    bool some_success = false;
    bool some_failure = false;
    bool repeated = false;
    for (const weighted_tally& one : tallies) {
        some_success = some_success || one.successes > 0.0;
        some_failure = some_failure || one.failures > 0.0;
        repeated = repeated || one.successes + one.failures > 1.0;
    }
    if (!some_success || !some_failure || !repeated || problems.size() < 2) {
        return error{errc::unsupported,
                     std::string(function)
                         + ": the counts do not determine a distribution: it takes two problems, "
                           "repeated trials, a success and a failure"};
    }
    return tallies;
}

}  // namespace detail

PASSK_INLINE result<fitted_distribution> fit_success_distribution(const problem_tallies& problems,
                                                                  forecast_model model) {
    detail::expects(model == forecast_model::beta_binomial
                        || model == forecast_model::zero_inflated_beta_binomial,
                    "passk::fit_success_distribution: the model must be a beta-binomial one");
    const result<std::vector<detail::weighted_tally>> tallies =
        detail::expects_information("passk::fit_success_distribution", problems);
    if (!tallies) {
        return tallies.error();
    }
    return detail::fit(tallies.value(), model);
}

PASSK_INLINE result<parameter_intervals> profile_intervals(const problem_tallies& problems,
                                                           confidence_level level) {
    const result<std::vector<detail::weighted_tally>> tallies =
        detail::expects_information("passk::profile_intervals", problems);
    if (!tallies) {
        return tallies.error();
    }
    const fitted_distribution best = detail::fit(tallies.value(), forecast_model::beta_binomial);
    // The quantile of chi-squared with one degree of freedom is that of the normal squared.
    const double allowed = boost::math::gamma_p_inv(0.5, level.value(), boost_policy());
    const auto end = [&](bool of_a, double direction) {
        const double centre = std::log(of_a ? best.distribution.a : best.distribution.b);
        double other = std::log(of_a ? best.distribution.b : best.distribution.a);
        const auto is_inside = [&](double shift) {
            const double fixed = std::exp(centre + direction * shift);
            const auto cost = [&](const std::array<double, 1>& x) {
                const double free = std::exp((std::min)((std::max)(x[0], -20.0), 20.0));
                return -detail::log_likelihood(tallies.value(),
                                               {0.0, of_a ? fixed : free, of_a ? free : fixed});
            };
            const std::array<double, 1> at = detail::minimise<1>(cost, {other}, 0.2);
            other = at[0];
            return best.log_likelihood + cost(at) <= allowed;
        };
        constexpr double widest = 13.862943611198906;  // log 2^20
        double inside = 0.0;
        double outside = 0.125;
        while (outside < widest && is_inside(outside)) {
            inside = outside;
            outside *= 2.0;
        }
        while (outside - inside > 1e-4 && inside < widest) {
            const double middle = (inside + outside) / 2.0;
            (is_inside(middle) ? inside : outside) = middle;
        }
        return std::exp(centre + direction * (std::min)(inside, widest));
    };
    return parameter_intervals{end(true, -1.0), end(true, 1.0), end(false, -1.0), end(false, 1.0)};
}

namespace detail {

// By inversion, so that one number decides it.
inline double draw_beta(double a, double b, random_bits& bits) {
    const double u = (static_cast<double>(bits() >> 11U) + 0.5) * 0x1p-53;
    return boost::math::ibeta_inv(a, b, u, boost_policy());
}

PASSK_INLINE double draw_success(const success_distribution& from, random_bits& bits) {
    const bool impossible = uniform_unit(bits) < from.impossible;
    return impossible ? 0.0 : draw_beta(from.a, from.b, bits);
}

PASSK_INLINE double draw_success(const logit_normal_distribution& from, random_bits& bits) {
    const double u = (static_cast<double>(bits() >> 11U) + 0.5) * 0x1p-53;
    return 1.0 / (1.0 + std::exp(-from.mean - from.sd * normal_quantile(u)));
}

PASSK_INLINE std::uint64_t draw_binomial(std::uint64_t n, double p, random_bits& bits) {
    std::uint64_t successes = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
        successes += uniform_unit(bits) < p ? 1U : 0U;
    }
    return successes;
}

PASSK_INLINE std::vector<tally> draw_tallies(const problem_tallies& problems,
                                             const fitted_shape& from, random_bits& bits) {
    std::vector<tally> drawn;
    drawn.reserve(problems.size());
    for (const tally& counts : problems) {
        const double p = std::visit([&](const auto& shape) { return draw_success(shape, bits); },
                                    from.distribution);
        drawn.emplace_back(counts.trials(), draw_binomial(counts.trials(), p, bits));
    }
    return drawn;
}

inline fitted_shape fit_shape(std::span<const weighted_tally> tallies, forecast_model model) {
    if (model == forecast_model::logit_normal) {
        const auto [distribution, log_likelihood] = fit_logit_normal(tallies);
        return {model, distribution, log_likelihood};
    }
    const fitted_distribution fitted = fit(tallies, model);
    return {model, fitted.distribution, fitted.log_likelihood};
}

// The shapes of a model. Weights are Akaike's; none is below a tenth, because what lies beyond n
// does not show in the likelihood.
inline fitted_shapes fit_shapes(std::span<const weighted_tally> tallies, forecast_model model) {
    if (model != forecast_model::averaged) {
        return {{fit_shape(tallies, model)}};
    }
    constexpr double least_weight = 0.1;
    fitted_shapes fitted;
    double best = -HUGE_VAL;
    for (const forecast_model each :
         {forecast_model::beta_binomial, forecast_model::zero_inflated_beta_binomial,
          forecast_model::logit_normal}) {
        fitted_shape shape = fit_shape(tallies, each);
        shape.weight = shape.log_likelihood
                       - (each == forecast_model::zero_inflated_beta_binomial ? 3.0 : 2.0);
        best = (std::max)(best, shape.weight);
        fitted.shapes.push_back(shape);
    }
    double sum = 0.0;
    for (fitted_shape& shape : fitted.shapes) {
        shape.weight = std::exp(shape.weight - best);
        sum += shape.weight;
    }
    const double left = 1.0 - least_weight * static_cast<double>(fitted.shapes.size());
    for (fitted_shape& shape : fitted.shapes) {
        shape.weight = least_weight + left * shape.weight / sum;
    }
    return fitted;
}

}  // namespace detail

PASSK_INLINE result<fitted_shapes> fit_forecast_shapes(const problem_tallies& problems,
                                                       forecast_model model) {
    const result<std::vector<detail::weighted_tally>> tallies =
        detail::expects_information("passk::fit_forecast_shapes", problems);
    if (!tallies) {
        return tallies.error();
    }
    return detail::fit_shapes(tallies.value(), model);
}

PASSK_INLINE result<std::vector<pass_at_k_forecast>> forecast_pass_at_k(
    const problem_tallies& problems, const attempts& ks, const forecast_options& options) {
    for (const std::uint64_t k : ks) {
        detail::expects(k >= 1, "passk::forecast_pass_at_k: k must be at least 1");
    }
    detail::expects(options.resamples >= 20,
                    "passk::forecast_pass_at_k: there must be at least 20 resamples");
    const result<std::vector<detail::weighted_tally>> tallies =
        detail::expects_information("passk::forecast_pass_at_k", problems);
    if (!tallies) {
        return tallies.error();
    }
    const fitted_shapes fitted = detail::fit_shapes(tallies.value(), options.model);
    const auto log_fail = [](const fitted_shape& from, std::uint64_t k) {
        return std::log1p(-(std::min)(from.pass_at_k(k), 1.0 - 0x1p-53));
    };
    std::vector<std::vector<double>> replicates(ks.size());
    std::size_t number = 0;
    double up_to = fitted.shapes.front().weight;
    for (std::uint64_t r = 0; r < options.resamples; ++r) {
        while (number + 1 < fitted.shapes.size()
               && (static_cast<double>(r) + 0.5) / static_cast<double>(options.resamples) > up_to) {
            up_to += fitted.shapes[++number].weight;
        }
        const fitted_shape& shape = fitted.shapes[number];
        random_bits bits(options.seed, r);
        const std::vector<tally> drawn = detail::draw_tallies(problems, shape, bits);
        const result<std::vector<detail::weighted_tally>> again =
            detail::expects_information("passk::forecast_pass_at_k", drawn);
        // A resample without any success, or without any failure, says 0, or 1, at every k.
        const bool none = std::all_of(drawn.begin(), drawn.end(),
                                      [](const tally& counts) { return counts.successes() == 0; });
        const fitted_shape refitted =
            again ? detail::fit_shape(again.value(), shape.model) : fitted_shape{};
        for (std::size_t i = 0; i < ks.size(); ++i) {
            const double replicate = again  ? log_fail(refitted, ks[i])
                                     : none ? 0.0
                                            : std::log(0x1p-53);
            // The error of the refit about the fit stands for that of the fit about the truth.
            const double reflected = 2.0 * log_fail(shape, ks[i]) - replicate;
            replicates[i].push_back(-std::expm1((std::min)(reflected, 0.0)));
        }
    }
    std::vector<pass_at_k_forecast> forecasts;
    for (std::size_t i = 0; i < ks.size(); ++i) {
        std::sort(replicates[i].begin(), replicates[i].end());
        const auto rank =
            static_cast<std::size_t>(options.level.tail() * static_cast<double>(options.resamples));
        const double estimate = fitted.pass_at_k(ks[i]);
        forecasts.push_back({ks[i], estimate, (std::min)(replicates[i][rank], estimate),
                             (std::max)(replicates[i][replicates[i].size() - 1 - rank], estimate)});
    }
    return forecasts;
}

PASSK_INLINE result<forecast_check> check_forecast(const problem_tallies& problems,
                                                   forecast_model model, std::uint64_t seed) {
    problems.expects_attempts("passk::check_forecast", 8);
    forecast_check check_result;
    check_result.k = problems.min_trials();
    check_result.fitted_trials = check_result.k / 4;
    std::vector<tally> part;
    part.reserve(problems.size());
    for (std::size_t i = 0; i < problems.size(); ++i) {
        random_bits bits(seed, i);
        const std::uint64_t kept = problems[i].trials() / 4;
        std::uint64_t successes = 0;
        std::uint64_t left = problems[i].successes();
        for (std::uint64_t drawn = 0; drawn < kept; ++drawn) {
            if (uniform_below(bits, problems[i].trials() - drawn) < left) {
                ++successes;
                --left;
            }
        }
        part.emplace_back(kept, successes);
    }
    const result<fitted_shapes> fitted = fit_forecast_shapes(part, model);
    if (!fitted) {
        return fitted.error();
    }
    check_result.forecast = fitted.value().pass_at_k(check_result.k);
    check_result.observed = mean_pass_at_k(problems, check_result.k);
    return check_result;
}

PASSK_INLINE result<kumaraswamy_distribution> fit_kumaraswamy(const problem_tallies& problems) {
    const result<std::vector<detail::weighted_tally>> tallies =
        detail::expects_information("passk::fit_kumaraswamy", problems);
    if (!tallies) {
        return tallies.error();
    }
    const auto cost = [&](const std::array<double, 2>& x) {
        const kumaraswamy_distribution at{std::exp(x[0]), std::exp(x[1])};
        double sum =
            1e6 * ((std::max)(0.0, std::abs(x[0]) - 5.0) + (std::max)(0.0, std::abs(x[1]) - 8.0));
        for (const detail::weighted_tally& one : tallies.value()) {
            const double scale = detail::log_beta(one.successes + 1.0, one.failures + 1.0);
            const double likelihood = at.mean_of([&](double log_p, double log_q) {
                return (one.successes > 0.0 ? one.successes * log_p : 0.0)
                       + (one.failures > 0.0 ? one.failures * log_q : 0.0) - scale;
            });
            sum -= one.problems * std::log((std::max)(likelihood, 1e-300));
        }
        return sum;
    };
    const std::array<double, 2> best = detail::minimise<2>(cost, {-0.5, 0.5}, 0.7);
    return kumaraswamy_distribution{std::exp(best[0]), std::exp(best[1])};
}

PASSK_INLINE result<power_law> fit_power_law(const problem_tallies& problems, const attempts& ks) {
    const std::vector<double> curve = mean_pass_at_k_curve(problems, ks);
    detail::expects(
        ks.size() >= 2
            && *std::min_element(ks.begin(), ks.end()) < *std::max_element(ks.begin(), ks.end()),
        "passk::fit_power_law: there must be two different k");
    const auto size = static_cast<double>(ks.size());
    double mean_x = 0.0;
    double mean_y = 0.0;
    for (std::size_t i = 0; i < ks.size(); ++i) {
        if (curve[i] <= 0.0 || curve[i] >= 1.0) {
            return error{errc::unsupported, "passk::fit_power_law: pass-at-k is 0 or 1 at k = "
                                                + std::to_string(ks[i])};
        }
        mean_x += std::log(static_cast<double>(ks[i])) / size;
        mean_y += std::log(-std::log(curve[i])) / size;
    }
    double across = 0.0;
    double together = 0.0;
    for (std::size_t i = 0; i < ks.size(); ++i) {
        const double x = std::log(static_cast<double>(ks[i])) - mean_x;
        across += x * x;
        together += x * (std::log(-std::log(curve[i])) - mean_y);
    }
    const double slope = together / across;
    return power_law{std::exp(mean_y - slope * mean_x), -slope};
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_IMPL_FORECAST_IPP
