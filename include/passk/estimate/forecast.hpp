// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_FORECAST_HPP
#define PASSK_ESTIMATE_FORECAST_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/attempts.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/defined_stream.hpp>
#include <passk/core/error.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/estimate/detail/log_miss.hpp>
#include <passk/estimate/logit_normal_distribution.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <variant>
#include <vector>

namespace passk {

/// A belief about how the chance of success is spread over problems like these: none at all with
/// probability `impossible`, and otherwise Beta(a, b).
struct success_distribution {
    double impossible = 0.0;  ///< share of problems that no number of attempts solves
    double a = 1.0;
    double b = 1.0;

    /// pass-at-k of the whole population: (1 - impossible) (1 - B(a, b + k)/B(a, b)), at any k.
    /// @pre  k >= 1
    [[nodiscard]] double pass_at_k(attempt_count k) const {
        detail::expects(k >= 1, "passk::success_distribution::pass_at_k: k must be at least 1");
        return (1.0 - impossible)
               * -std::expm1(detail::log_beta_miss(a, b, static_cast<double>(k)));
    }
};

/// The shape of the distribution that a forecast fits.
enum class forecast_model : std::uint8_t {
    beta_binomial,                ///< Beta: every problem is solved in the end
    zero_inflated_beta_binomial,  ///< a share of the problems is impossible, the rest is Beta
    logit_normal,                 ///< few problems are all but impossible
    averaged,                     ///< all three, weighted by how well they fit
};

/// A distribution fitted by maximum likelihood.
struct fitted_distribution {
    success_distribution distribution{};
    double log_likelihood = 0.0;  ///< without the binomial coefficients
};

namespace detail {

// The distinct tallies with their numbers of problems.
struct weighted_tally {
    double successes;
    double failures;
    double problems;
};

PASSK_INLINE std::vector<weighted_tally> weigh_tallies(const problem_tallies& problems);

PASSK_INLINE double log_beta(double a, double b);

// sum of log[B(a + c, b + n - c)/B(a, b)], with the share z of impossible problems.
PASSK_INLINE double log_likelihood(std::span<const weighted_tally> tallies,
                                   const success_distribution& at);

// The least of f near `start`, by the simplex of Nelder and Mead. Deterministic.
template <std::size_t Size, class F>
std::array<double, Size> minimise(F f, std::array<double, Size> start, double step) {
    struct corner {
        std::array<double, Size> at;
        double value;
    };
    std::array<corner, Size + 1> simplex;
    for (std::size_t i = 0; i <= Size; ++i) {
        simplex[i].at = start;
        if (i > 0) {
            simplex[i].at[i - 1] += step;
        }
        simplex[i].value = f(simplex[i].at);
    }
    const auto along = [&](const std::array<double, Size>& centre, double factor) {
        corner moved;
        for (std::size_t j = 0; j < Size; ++j) {
            moved.at[j] = centre[j] + factor * (simplex[Size].at[j] - centre[j]);
        }
        moved.value = f(moved.at);
        return moved;
    };
    for (int round = 0; round < 500; ++round) {
        std::sort(simplex.begin(), simplex.end(),
                  [](const corner& x, const corner& y) { return x.value < y.value; });
        double extent = 0.0;
        std::array<double, Size> centre{};
        for (std::size_t j = 0; j < Size; ++j) {
            for (std::size_t i = 0; i < Size; ++i) {
                centre[j] += simplex[i].at[j] / static_cast<double>(Size);
            }
            extent = (std::max)(extent, std::abs(simplex[Size].at[j] - simplex[0].at[j]));
        }
        if (extent < 1e-7 && simplex[Size].value - simplex[0].value < 1e-9) {
            break;
        }
        const corner reflected = along(centre, -1.0);
        if (reflected.value < simplex[0].value) {
            const corner expanded = along(centre, -2.0);
            simplex[Size] = expanded.value < reflected.value ? expanded : reflected;
        } else if (reflected.value < simplex[Size - 1].value) {
            simplex[Size] = reflected;
        } else {
            const corner contracted =
                along(centre, reflected.value < simplex[Size].value ? -0.5 : 0.5);
            if (contracted.value < (std::min)(reflected.value, simplex[Size].value)) {
                simplex[Size] = contracted;
            } else {
                for (std::size_t i = 1; i <= Size; ++i) {
                    for (std::size_t j = 0; j < Size; ++j) {
                        simplex[i].at[j] = (simplex[i].at[j] + simplex[0].at[j]) / 2.0;
                    }
                    simplex[i].value = f(simplex[i].at);
                }
            }
        }
    }
    return std::min_element(simplex.begin(), simplex.end(),
                            [](const corner& x, const corner& y) { return x.value < y.value; })
        ->at;
}

PASSK_INLINE fitted_distribution fit(std::span<const weighted_tally> tallies, forecast_model model);

}  // namespace detail

/// Fits the distribution of the chances of success by maximum likelihood over all problems:
/// c successes in n trials have probability
/// z [c = 0] + (1 - z) B(a + c, b + n - c)/B(a, b), up to the binomial coefficient.
///
/// @param problems  one tally a problem; n may differ between them
/// @param model     whether impossible problems are allowed for; without them a forecast is too
///                  high wherever there are some
/// @pre             at least one problem; at least one trial for each; a beta-binomial model
/// @returns         the fit; errc::unsupported where the counts determine none: fewer than two
///                  problems, no repeated trial, no success or no failure at all.
/// @throws          domain_error that names the problem if the precondition does not hold.
///
/// @par Cost
/// some hundred evaluations of the likelihood, each of constant cost for each distinct tally.
/// @par Source
/// Kazdan et al. 2025, arXiv:2510.05197, for the beta-binomial; the share of impossible problems
/// answers their appendix D.2.
[[nodiscard]] PASSK_INLINE result<fitted_distribution> fit_success_distribution(
    const problem_tallies& problems,
    forecast_model model = forecast_model::zero_inflated_beta_binomial);

/// Intervals for the two parameters of a beta-binomial fit.
struct parameter_intervals {
    double a_lower = 0.0;
    double a_upper = 0.0;
    double b_lower = 0.0;
    double b_upper = 0.0;
};

/// Profile-likelihood intervals for a and b of the beta-binomial model without impossible
/// problems: all values at which the likelihood, maximised over the other parameter, is not
/// lower than the maximum by more than half the chi-squared quantile of one degree of freedom.
///
/// @pre      at least one problem; at least one trial for each
/// @returns  the intervals, ended at a factor of 2^20 where the data set no end; errc::unsupported
///           as fit_success_distribution.
/// @throws   domain_error that names the problem if the precondition does not hold.
/// @par Cost
/// about a hundred fits of one parameter.
[[nodiscard]] PASSK_INLINE result<parameter_intervals> profile_intervals(
    const problem_tallies& problems, confidence_level level);

/// A forecast of pass-at-k for problems like these.
struct pass_at_k_forecast {
    std::uint64_t k = 0;
    double estimate = 0.0;
    double lower = 0.0;
    double upper = 0.0;

    /// Writes for example "k = 1024: 0.25 [0.2, 0.31]".
    template <class Char, class Traits>
        requires defined_stream<std::basic_ostream<Char, Traits>>
    friend std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                                        const pass_at_k_forecast& forecast) {
        return out << "k = " << forecast.k << ": " << forecast.estimate << " [" << forecast.lower
                   << ", " << forecast.upper << ']';
    }
};

/// A shape of the distribution of the probability of success, fitted by maximum likelihood.
struct fitted_shape {
    forecast_model model{};
    std::variant<success_distribution, logit_normal_distribution> distribution{};
    double log_likelihood = 0.0;  ///< without the binomial coefficients
    double weight = 1.0;          ///< in the average

    /// pass-at-k of the population.
    /// @pre  k >= 1
    [[nodiscard]] double pass_at_k(attempt_count k) const {
        return std::visit([k](const auto& shape) { return shape.pass_at_k(k); }, distribution);
    }
};

/// The shapes that a forecast averages over.
struct fitted_shapes {
    std::vector<fitted_shape> shapes{};

    /// The weighted mean of the shapes' pass-at-k.
    /// @pre  k >= 1
    [[nodiscard]] double pass_at_k(attempt_count k) const {
        double sum = 0.0;
        for (const fitted_shape& shape : shapes) {
            sum += shape.weight * shape.pass_at_k(k);
        }
        return sum;
    }

    /// How far the data carry: the largest k of n, 2n, 4n, ... up to which no two shapes differ by
    /// more than `tolerance`; 0 if they differ at n. At most 2^20 n.
    /// @pre  n >= 1
    [[nodiscard]] std::uint64_t agree_up_to(std::uint64_t n, double tolerance = 0.01) const {
        std::uint64_t reached = 0;
        constexpr int most_doublings = 20;
        for (int i = 0; i <= most_doublings; ++i, n *= 2) {
            double least = 1.0;
            double most = 0.0;
            for (const fitted_shape& shape : shapes) {
                least = (std::min)(least, shape.pass_at_k(n));
                most = (std::max)(most, shape.pass_at_k(n));
            }
            if (most - least > tolerance) {
                break;
            }
            reached = n;
        }
        return reached;
    }
};

/// Options of forecast_pass_at_k.
struct forecast_options {
    forecast_model model = forecast_model::averaged;
    confidence_level level{0.95};
    std::uint64_t resamples = 200;  ///< parametric bootstrap samples, at least 20
    std::uint64_t seed = 1;
};

namespace detail {

PASSK_INLINE double draw_success(const success_distribution& from, random_bits& bits);

PASSK_INLINE double draw_success(const logit_normal_distribution& from, random_bits& bits);

PASSK_INLINE std::uint64_t draw_binomial(std::uint64_t n, double p, random_bits& bits);

PASSK_INLINE std::vector<tally> draw_tallies(const problem_tallies& problems,
                                             const fitted_shape& from, random_bits& bits);

}  // namespace detail

/// Fits the shapes that a forecast by the model averages over: one, or all three.
///
/// @param problems  one tally a problem; n may differ between them
/// @pre             at least one problem; at least one trial for each
/// @returns         the shapes with their weights; errc::unsupported as fit_success_distribution
/// @throws          domain_error that names the problem if the precondition does not hold.
[[nodiscard]] PASSK_INLINE result<fitted_shapes> fit_forecast_shapes(
    const problem_tallies& problems, forecast_model model = forecast_model::averaged);

/// Forecasts pass-at-k at any k, beyond n too, for problems like these: the pass-at-k of the fitted
/// shapes, averaged, with an interval from a parametric bootstrap. A resample takes one of the
/// shapes, as often as its weight says, draws new problems and new samples from its fit and fits it
/// again; the result is reflected about the fit on the scale of log(1 - pass-at-k). So the interval
/// knows the noise of each fit and that the shape is a guess.
///
/// @param problems  one tally a problem; n may differ between them
/// @param ks        numbers of attempts
/// @pre             at least one problem; at least one trial for each; k >= 1; 20 or more
///                  resamples
/// @returns         a forecast for each k; errc::unsupported where no distribution can be fitted.
/// @throws          domain_error if the precondition does not hold.
///
/// @par Estimand
/// the mean over the population of problems from which these are a sample; it trusts that one of
/// the shapes is near enough: see check_forecast.
/// @par Determinism
/// resample r draws from stream r of the seed; the last digits follow the mathematics library.
/// @par Cost
/// resamples + 3 fits, and a draw for each sample of each problem and resample.
/// @par Source
/// Akaike weights: Burnham, Anderson 2002, "Model Selection and Multimodel Inference", section 2.9.
[[nodiscard]] PASSK_INLINE result<std::vector<pass_at_k_forecast>> forecast_pass_at_k(
    const problem_tallies& problems, const attempts& ks, const forecast_options& options = {});

/// How a forecast from some of the samples fares against all of them.
struct forecast_check {
    std::uint64_t fitted_trials = 0;  ///< samples a problem that the fit has seen
    std::uint64_t k = 0;              ///< the fewest trials of any problem: the largest checkable k
    double forecast = 0.0;
    double observed = 0.0;  ///< mean_pass_at_k of all samples
};

/// Checks the shape that a forecast trusts: fits a quarter of each problem's samples, drawn at
/// random, and forecasts pass-at-k at the largest k that all samples together can answer.
///
/// @pre      at least one problem; at least 8 trials for each
/// @returns  forecast and observation; errc::unsupported where no distribution can be fitted.
/// @throws   domain_error if the precondition does not hold.
/// @par Determinism
/// the same seed gives the same samples.
[[nodiscard]] PASSK_INLINE result<forecast_check> check_forecast(
    const problem_tallies& problems, forecast_model model = forecast_model::averaged,
    std::uint64_t seed = 1);

/// Kumaraswamy's distribution of the chance of success: P(p <= x) = 1 - (1 - x^a)^b.
struct kumaraswamy_distribution {
    double a = 1.0;
    double b = 1.0;

    /// pass-at-k of the population: 1 less the mean of (1 - p)^k.
    /// @pre  k >= 1
    /// @par Accuracy
    /// about 1e-9, by the midpoint rule on a transformed axis.
    [[nodiscard]] double pass_at_k(attempt_count k) const {
        detail::expects(k >= 1, "passk::kumaraswamy_distribution::pass_at_k: k must be at least 1");
        return 1.0 - mean_of([k](double log_p, double log_q) {
                   (void)log_p;
                   return static_cast<double>(k) * log_q;
               });
    }

    // The mean of exp(f(log p, log(1 - p))): with u = 1/(1 + e^-t) uniform and
    // p = (1 - (1 - u)^(1/b))^(1/a), the integrand falls off on both sides of t.
    template <class F>
    [[nodiscard]] double mean_of(F f) const {
        constexpr double step = 1.0 / 32.0;
        double sum = 0.0;
        for (int i = -1600; i <= 1600; ++i) {
            const double t = i * step;
            const double log_rest =
                -(t > 0.0 ? t + std::log1p(std::exp(-t)) : std::log1p(std::exp(t)));  // log(1 - u)
            const double density = std::exp(
                log_rest - (t > 0.0 ? std::log1p(std::exp(-t)) : std::log1p(std::exp(t)) - t));
            const double log_p = std::log(-std::expm1(log_rest / b)) / a;
            const double log_q =
                log_p > -0.6931 ? std::log(-std::expm1(log_p)) : std::log1p(-std::exp(log_p));
            sum += density * std::exp(f(log_p, log_q));
        }
        return sum * step;
    }
};

/// Fits a Kumaraswamy distribution by maximum likelihood, to compare with the beta-binomial: the
/// two agree where the data decide and differ where the shape does.
/// @pre      at least one problem; at least one trial for each
/// @returns  the fit; errc::unsupported as fit_success_distribution.
/// @throws   domain_error that names the problem if the precondition does not hold.
/// @par Cost
/// some hundred times 3200 evaluations for each distinct tally: seconds for a thousand of them.
[[nodiscard]] PASSK_INLINE result<kumaraswamy_distribution> fit_kumaraswamy(
    const problem_tallies& problems);

/// -log pass-at-k = scale k^-exponent: the straight line through log(-log pass-at-k) against
/// log k. For comparison with published fits only: neighbouring points of a curve share their
/// samples, and the line does not know how uncertain they are.
struct power_law {
    double scale = 0.0;
    double exponent = 0.0;

    /// @pre  k >= 1
    [[nodiscard]] double pass_at_k(attempt_count k) const {
        detail::expects(k >= 1, "passk::power_law::pass_at_k: k must be at least 1");
        return std::exp(-scale * std::pow(static_cast<double>(k), -exponent));
    }
};

/// Least squares for power_law on mean_pass_at_k at each k of a list.
/// @pre      at least two different k; 1 <= k <= n for every k and problem
/// @returns  the line; errc::unsupported if pass-at-k is 0 or 1 at some k, where there is no
///           logarithm to take.
/// @throws   domain_error if the precondition does not hold.
/// @par Source
/// Brown et al. 2024, arXiv:2407.21787; Schaeffer et al. 2025, arXiv:2502.17578.
[[nodiscard]] PASSK_INLINE result<power_law> fit_power_law(const problem_tallies& problems,
                                                           const attempts& ks);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/estimate/impl/forecast.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_ESTIMATE_FORECAST_HPP
