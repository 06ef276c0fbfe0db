// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_METHOD_HPP
#define PASSK_INTERVAL_METHOD_HPP

#include <passk/interval/estimand.hpp>

#include <concepts>
#include <cstdint>
#include <variant>

namespace passk {

/// The method that covers best, by simulation (bench/README.md): see recommend_method.
struct recommended {
    std::uint64_t resamples = 10'000;  ///< of a recommended method that resamples
    std::uint64_t seed = 1;
};

/// Quantiles of the resampled mean.
/// @par Source
/// Efron 1979, "Bootstrap methods: another look at the jackknife", Ann. Statist. 7(1).
struct percentile_bootstrap {
    std::uint64_t resamples = 10'000;  ///< at least 2 / (1 - level)
    std::uint64_t seed = 1;
};

/// The estimate minus quantiles of its resampled error.
struct basic_bootstrap {
    std::uint64_t resamples = 10'000;
    std::uint64_t seed = 1;
};

/// The percentile bootstrap, corrected for bias and skewness.
/// @par Source
/// Efron 1987, "Better bootstrap confidence intervals", JASA 82.
struct bca_bootstrap {
    std::uint64_t resamples = 10'000;
    std::uint64_t seed = 1;
};

/// Quantiles of the resampled t statistic.
/// @par Source
/// DiCiccio, Efron 1996, "Bootstrap confidence intervals", Statist. Sci. 11(3).
struct studentized_bootstrap {
    std::uint64_t resamples = 10'000;
    std::uint64_t seed = 1;
};

/// The percentile bootstrap of infinitely many resamples, without drawing any.
/// @par Source
/// Daniels, Young 1991, "Saddlepoint approximation for the studentized mean", Biometrika 78(1).
struct saddlepoint {};

/// The estimate plus or minus Student's t quantile times the standard error.
struct student_t {};

/// Gaffke's interval of a mean of bounded values: Clopper and Pearson's, carried over from 0 and 1
/// to all values between two bounds. See gaffke_interval.
struct gaffke {
    double weight = 1.0;  ///< of the extra unit at the worse bound; 1/2 is shorter
};

/// Wilson's interval of a share, with the n that the standard error amounts to.
struct wilson_effective_n {};

/// Clopper and Pearson's interval of a share, with the n that the standard error amounts to,
/// reduced because that error is estimated.
/// @par Source
/// Korn, Graubard 1998, "Confidence intervals for proportions with small expected number of
/// positive counts estimated from survey data", Surv. Methodol. 24(2).
struct korn_graubard {};

/// A band: intervals that hold for all columns of the statistic at once. Some column strays by
/// more than a multiple of its standard error in 1 - level of the resamples; the band takes that
/// multiple, and no less than the pointwise one. Means of bounded values have Gaffke's intervals at
/// the pointwise level of that multiple.
/// @par Source
/// Westfall, Young 1993, "Resampling-Based Multiple Testing"; Montiel Olea, Plagborg-Moller 2019,
/// "Simultaneous confidence bands", J. Appl. Econometrics 34(1).
struct max_t_band {
    std::uint64_t resamples = 10'000;
    std::uint64_t seed = 1;
};

/// The estimate plus or minus the normal quantile times the root of the unbiased estimate of the
/// sampling variance, which exists where 2k <= n.
struct unbiased_variance {};

/// A method that answers for sampled_problems.
template <class Method>
concept sampled_method =
    std::same_as<Method, recommended> || std::same_as<Method, percentile_bootstrap> || std::
        same_as<Method, basic_bootstrap> || std::same_as<Method, bca_bootstrap> || std::same_as<
            Method, studentized_bootstrap> || std::same_as<Method, saddlepoint> || std::
            same_as<Method, student_t> || std::same_as<Method, wilson_effective_n> || std::same_as<
                Method, gaffke> || std::same_as<Method, korn_graubard> || std::same_as<Method,
                                                                                       max_t_band>;

/// A method that answers for fixed_benchmark.
template <class Method>
concept fixed_method = std::same_as<Method, recommended> || std::same_as<Method, unbiased_variance>;

/// A method for means of values between 0 and 1 only.
template <class Method>
concept share_method =
    std::same_as<Method, wilson_effective_n> || std::same_as<Method, korn_graubard>;

/// A method for means of values between two finite bounds.
template <class Method>
concept bounded_method = share_method<Method> || std::same_as<Method, gaffke>;

/// A method that answers for an estimand. For any_estimand there is the recommended one only.
template <class Method, class Estimand>
concept method_for = (std::same_as<Estimand, sampled_problems> && sampled_method<Method>)
                     || (std::same_as<Estimand, fixed_benchmark> && fixed_method<Method>)
                     || (std::same_as<Estimand, any_estimand> && std::same_as<Method, recommended>);

/// A method for sampled problems that is chosen at run time.
using any_sampled_method =
    std::variant<recommended, percentile_bootstrap, basic_bootstrap, bca_bootstrap,
                 studentized_bootstrap, saddlepoint, student_t, wilson_effective_n, gaffke,
                 korn_graubard, max_t_band>;

}  // namespace passk

#endif  // PASSK_INTERVAL_METHOD_HPP
