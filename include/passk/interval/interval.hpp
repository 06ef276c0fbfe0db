// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_INTERVAL_HPP
#define PASSK_INTERVAL_INTERVAL_HPP

#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/interval/estimand.hpp>

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

namespace passk {

/// How an interval was made.
enum class interval_method : std::uint8_t {
    // of means over sampled problems
    percentile_bootstrap,    ///< quantiles of the resampled mean
    basic_bootstrap,         ///< the estimate less quantiles of its resampled error
    bca_bootstrap,           ///< percentile, corrected for bias and skewness (Efron 1987)
    studentized_bootstrap,   ///< quantiles of the resampled t statistic
    student_t,               ///< estimate +- t quantile x standard error
    wilson_effective_n,      ///< Wilson's, with the n that the standard error amounts to
    gaffke,                  ///< the Bayesian bootstrap with an extra unit at the worse bound
    gaffke_reduced_weight,   ///< the same, the extra unit weighing less than one
    korn_graubard,           ///< Clopper-Pearson's, with that n and fewer for its estimation
    saddlepoint,             ///< the percentile bootstrap with infinitely many resamples
    max_t_band,              ///< holds for all listed k at once (Westfall, Young 1993)
    hierarchical_bootstrap,  ///< problems and completions resampled: biased, see there
    // of means over a fixed benchmark
    unbiased_variance,  ///< estimate +- normal quantile x error from unbiased variances
    // of one problem's chance of success, and of pass-at-k through it
    clopper_pearson,
    wilson,
    jeffreys,
};

/// A name for reports, for example "percentile bootstrap".
[[nodiscard]] constexpr std::string_view to_string(interval_method method) noexcept {
    switch (method) {
        case interval_method::percentile_bootstrap: return "percentile bootstrap";
        case interval_method::basic_bootstrap: return "basic bootstrap";
        case interval_method::bca_bootstrap: return "BCa bootstrap";
        case interval_method::studentized_bootstrap: return "studentized bootstrap";
        case interval_method::student_t: return "t";
        case interval_method::wilson_effective_n: return "Wilson, effective n";
        case interval_method::gaffke: return "Gaffke";
        case interval_method::gaffke_reduced_weight: return "Gaffke, reduced weight";
        case interval_method::korn_graubard: return "Korn-Graubard";
        case interval_method::saddlepoint: return "saddlepoint";
        case interval_method::max_t_band: return "simultaneous max-t band";
        case interval_method::hierarchical_bootstrap: return "hierarchical bootstrap";
        case interval_method::unbiased_variance: return "unbiased variance";
        case interval_method::clopper_pearson: return "Clopper-Pearson";
        case interval_method::wilson: return "Wilson";
        case interval_method::jeffreys: return "Jeffreys";
    }
    return {};
}

/// An estimate with its confidence interval, and everything needed to say how it came about.
struct interval {
    double estimate{};
    double lower{};
    double upper{};
    confidence_level level{0.95};
    interval_method method{};
    estimand target{};
    std::uint64_t resamples = 0;  ///< 0 where none were drawn
    std::uint64_t seed = 0;       ///< of the resamples

    [[nodiscard]] constexpr double length() const noexcept { return upper - lower; }

    friend constexpr bool operator==(const interval&, const interval&) = default;

    /// "0.5 [0.25, 0.75] (95 % percentile bootstrap, sampled problems)", with the stream's
    /// precision.
    friend std::ostream& operator<<(std::ostream& out, const interval& of) {
        return out << of.estimate << " [" << of.lower << ", " << of.upper << "] ("
                   << of.level.value() * 100.0 << " % " << to_string(of.method) << ", "
                   << to_string(of.target) << ')';
    }
};

/// An estimate that may have no interval: a refusal says why.
struct estimate_with_interval {
    double estimate{};
    result<interval> bounds = error{};
    std::string reason{};  ///< why this method; empty if the caller chose it

    /// As an interval; "0.5 (no interval: why)" where there is none.
    friend std::ostream& operator<<(std::ostream& out, const estimate_with_interval& of) {
        if (of.bounds) {
            return out << of.bounds.value();
        }
        return out << of.estimate << " (no interval: " << of.bounds.error().context << ')';
    }
};

}  // namespace passk

#endif  // PASSK_INTERVAL_INTERVAL_HPP
