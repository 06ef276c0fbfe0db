// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/mean_interval.hpp>

#include <passk/core/random_bits.hpp>

#include <passk/core/attempts.hpp>

#include <doctest/doctest.h>
#include <boost/math/distributions/students_t.hpp>

#include "recorded_outcomes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using passk::bootstrap_options;
using passk::estimand;
using passk::interval;
using passk::interval_method;
using passk::mean_intervals;
using passk::pass_at_k_curve_intervals;
using passk::tally;

namespace {

constexpr std::array sampled_methods = {
    interval_method::percentile_bootstrap,
    interval_method::basic_bootstrap,
    interval_method::bca_bootstrap,
    interval_method::studentized_bootstrap,
    interval_method::clt_t,
    interval_method::wilson_effective_n,
    interval_method::korn_graubard,
    interval_method::saddlepoint,
};

// Sixty-fourths, so that resampled means are exact and ties with the estimate are ties.
constexpr std::array twelve = {1.0 / 64,  3.0 / 64,  7.0 / 64,  12.0 / 64, 20.0 / 64, 24.0 / 64,
                               33.0 / 64, 47.0 / 64, 58.0 / 64, 1.0,       2.0 / 64,  5.0 / 64};

interval of_twelve(interval_method method) {
    return mean_intervals(twelve, 1, estimand::sampled_problems, method,
                          {.resamples = 1999, .seed = 7})
        .front()
        .value();
}

}  // namespace

TEST_CASE("bootstrap ends are SciPy's, given the same resamples") {
    // resampled_means(twelve, 1, ..., {.resamples = 1999, .seed = 7}) written to rep.txt; then,
    // with SciPy 1.17.1:
    //   r = scipy.stats.bootstrap((v,), np.mean, n_resamples=9)
    //   r.bootstrap_distribution = np.loadtxt('rep.txt')
    //   scipy.stats.bootstrap((v,), np.mean, n_resamples=0, bootstrap_result=r, method=...)
    const interval percentile = of_twelve(interval_method::percentile_bootstrap);
    CHECK(percentile.lower == doctest::Approx(0.18098958333333334).epsilon(1e-13));
    CHECK(percentile.upper == doctest::Approx(0.5625651041666666).epsilon(1e-13));
    const interval basic = of_twelve(interval_method::basic_bootstrap);
    CHECK(basic.lower == doctest::Approx(0.1561848958333334).epsilon(1e-13));
    CHECK(basic.upper == doctest::Approx(0.5377604166666666).epsilon(1e-13));
    const interval bca = of_twelve(interval_method::bca_bootstrap);
    CHECK(bca.lower == doctest::Approx(0.19450814368055153).epsilon(1e-12));
    CHECK(bca.upper == doctest::Approx(0.5846354166666666).epsilon(1e-12));
}

TEST_CASE("bootstrap ends are those of R's boot but for its other quantile rule") {
    // boot 1.3-28.1, boot.ci(type = c("perc", "basic", "bca"), L = v - mean(v)) on the same
    // resamples. boot interpolates at (R + 1) p on the normal scale and breaks ties of the bias
    // correction downwards: its ends are within three steps of 1/768, the lattice of the means.
    const double step = 1.0 / 768.0;
    const interval percentile = of_twelve(interval_method::percentile_bootstrap);
    CHECK(std::fabs(percentile.lower - 0.180989583333333) <= step);
    CHECK(std::fabs(percentile.upper - 0.563802083333333) <= step);
    const interval basic = of_twelve(interval_method::basic_bootstrap);
    CHECK(std::fabs(basic.lower - 0.154947916666667) <= step);
    CHECK(std::fabs(basic.upper - 0.537760416666667) <= step);
    const interval bca = of_twelve(interval_method::bca_bootstrap);
    CHECK(std::fabs(bca.lower - 0.192708333333333) <= 3.0 * step);
    CHECK(std::fabs(bca.upper - 0.584635416666667) <= 3.0 * step);
}

TEST_CASE("closed forms agree with their formulas evaluated by SciPy") {
    // scipy.stats.t.interval(.95, 11, v.mean(), scipy.stats.sem(v)), and Wilson's formula with
    // n = x (1 - x) / sem^2 and z = t.ppf(.975, 11).
    const interval t = of_twelve(interval_method::clt_t);
    CHECK(t.lower == doctest::Approx(0.13501726743921166).epsilon(1e-13));
    CHECK(t.upper == doctest::Approx(0.5837327325607884).epsilon(1e-13));
    CHECK(t.resamples == 0);
    const interval wilson = of_twelve(interval_method::wilson_effective_n);
    CHECK(wilson.lower == doctest::Approx(0.17980772854042767).epsilon(1e-13));
    CHECK(wilson.upper == doctest::Approx(0.589402279149529).epsilon(1e-13));
    // beta.ppf(.025, x n, n - x n + 1) and beta.ppf(.975, x n + 1, n - x n) with that n times
    // (norm.ppf(.975) / z)^2
    const interval korn = of_twelve(interval_method::korn_graubard);
    CHECK(korn.lower == doctest::Approx(0.1494850350249998).epsilon(1e-12));
    CHECK(korn.upper == doctest::Approx(0.6182683962238973).epsilon(1e-12));
}

TEST_CASE("the studentized interval is that of resampled t statistics computed one by one") {
    // With two values a and b a resample of P has j of one and P - j of the other: its t
    // statistic follows from j, and j from its mean.
    std::vector<double> values(20, 0.25);
    std::fill_n(values.begin(), 6, 0.75);
    const bootstrap_options options{.resamples = 3999, .seed = 12};
    const interval got = mean_intervals(values, 1, estimand::sampled_problems,
                                        interval_method::studentized_bootstrap, options)
                             .front()
                             .value();
    std::vector<double> t;
    for (const double mean :
         passk::resampled_means(values, 1, estimand::sampled_problems, options)) {
        const double share = (mean - 0.25) / 0.5;
        const double error = 0.5 * std::sqrt(share * (1.0 - share) / 20.0);
        t.push_back((mean - 0.4) / error);
    }
    std::sort(t.begin(), t.end());
    const double error = 0.5 * std::sqrt(0.3 * 0.7 / 20.0);
    const auto quantile = [&](double p) {
        const double position = p * 3998.0;
        const auto below = static_cast<std::size_t>(position);
        return t[below] + (position - static_cast<double>(below)) * (t[below + 1] - t[below]);
    };
    CHECK(got.lower == doctest::Approx(0.4 - error * quantile(0.975)).epsilon(1e-6));
    CHECK(got.upper == doctest::Approx(0.4 - error * quantile(0.025)).epsilon(1e-6));
}

TEST_CASE("the saddlepoint interval is the exact law's, by convolution") {
    // Counts of 64 at k = 1: sums are whole numbers, so their law is a polynomial power.
    for (const std::size_t problems : {40U, 120U, 300U}) {
        std::vector<tally> tallies;
        std::vector<double> one(65, 0.0);
        for (std::size_t i = 0; i < problems; ++i) {
            tallies.emplace_back(64, i * i * 31 % 65);
            one[i * i * 31 % 65] += 1.0 / static_cast<double>(problems);
        }
        std::vector<double> law = {1.0};
        for (std::size_t draw = 0; draw < problems; ++draw) {
            std::vector<double> next(law.size() + 64, 0.0);
            for (std::size_t i = 0; i < law.size(); ++i) {
                for (std::size_t j = 0; j < one.size(); ++j) {
                    next[i + j] += law[i] * one[j];
                }
            }
            law = std::move(next);
        }
        // Few problems go through the transform, which sees the lattice; for many the saddlepoint
        // reads the distribution function as if linear across each step.
        const auto quantile = [&](double p) {
            double reached = 0.0;
            for (std::size_t i = 0;; ++i) {
                if (reached + law[i] >= p) {
                    const double within = problems < 100 ? 0.0 : (p - reached) / law[i] - 0.5;
                    return (static_cast<double>(i) + within) / 64.0 / static_cast<double>(problems);
                }
                reached += law[i];
            }
        };
        double mean = 0.0;
        double square = 0.0;
        for (std::size_t c = 0; c < one.size(); ++c) {
            mean += one[c] * static_cast<double>(c) / 64.0;
            square += one[c] * std::pow(static_cast<double>(c) / 64.0, 2.0);
        }
        const double sd = std::sqrt((square - mean * mean) / static_cast<double>(problems));
        const interval got =
            pass_at_k_curve_intervals(tallies, std::array{std::uint64_t{1}},
                                      estimand::sampled_problems, interval_method::saddlepoint)
                .front()
                .value();
        INFO("problems=", problems);
        CHECK(std::fabs(got.lower - quantile(0.025)) <= 1e-4 * sd);
        CHECK(std::fabs(got.upper - quantile(0.975)) <= 1e-4 * sd);
    }
}

TEST_CASE("the saddlepoint interval finds binomial lattices at k = n") {
    // Solved or not: 23 of 30. The least x with P(X <= x) >= p, by scipy.stats.binom.ppf.
    std::vector<tally> tallies(30, tally(8, 0));
    std::fill_n(tallies.begin(), 23, tally(8, 3));
    const interval got =
        pass_at_k_curve_intervals(tallies, std::array{std::uint64_t{8}}, estimand::sampled_problems,
                                  interval_method::saddlepoint)
            .front()
            .value();
    CHECK(got.lower == doctest::Approx(18.0 / 30.0).epsilon(1e-4));
    CHECK(got.upper == doctest::Approx(27.0 / 30.0).epsilon(1e-4));
}

TEST_CASE("two copies of each problem in one cluster say no more than the problem") {
    const auto outcomes = passk_tests::math500();
    std::vector<tally> twice;
    std::vector<std::size_t> clusters;
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        twice.insert(twice.end(), 2, outcomes.base_tallies[i]);
        clusters.insert(clusters.end(), 2, 1000 - i);
    }
    const std::vector<std::uint64_t> ks = {1, 8, 128};
    for (const interval_method method : sampled_methods) {
        const bootstrap_options options{.resamples = 4000, .seed = 21};
        const auto plain = pass_at_k_curve_intervals(outcomes.base(), ks,
                                                     estimand::sampled_problems, method, options);
        const auto clustered = pass_at_k_curve_intervals(twice, ks, estimand::sampled_problems,
                                                         method, options, clusters);
        for (std::size_t c = 0; c < ks.size(); ++c) {
            INFO(to_string(method), " k=", ks[c]);
            const double error = plain[c].value().length() / 4.0;
            // Closed forms to rounding; bootstraps draw other resamples.
            const bool drawn = plain[c].value().resamples > 0;
            // On the lattice at k = n a quantile may land one step aside.
            const double allowed = drawn ? 0.15 * error + (ks[c] == 128 ? 0.002 : 0.0) : 1e-12;
            CHECK(clustered[c].value().estimate
                  == doctest::Approx(plain[c].value().estimate).epsilon(1e-14));
            CHECK(std::fabs(clustered[c].value().lower - plain[c].value().lower) <= allowed);
            CHECK(std::fabs(clustered[c].value().upper - plain[c].value().upper) <= allowed);
        }
    }
}

TEST_CASE("the clustered standard error of 0..19 by remainder of 4 is 0.645") {
    std::vector<double> values;
    std::vector<std::size_t> clusters;
    for (std::size_t i = 0; i < 20; ++i) {
        values.push_back(static_cast<double>(i));
        clusters.push_back(i % 4);
    }
    const interval got =
        mean_intervals(values, 1, estimand::sampled_problems, interval_method::clt_t, {}, clusters)
            .front()
            .value();
    // The t quantile of 3 degrees of freedom is 3.182446305284263.
    CHECK((got.upper - got.lower) / 2.0 / 3.182446305284263
          == doctest::Approx(0.6454972243679028).epsilon(1e-12));
}

TEST_CASE(
    "the error of uneven clusters is the jackknife's, with fewer degrees of freedom (seed 4)") {
    passk::random_bits bits(4);
    for (int round = 0; round < 20; ++round) {
        std::vector<double> values;
        std::vector<std::size_t> clusters;
        std::vector<std::pair<double, double>> sums;  // values and problems of each cluster
        for (std::size_t cluster = 0; cluster < 12; ++cluster) {
            sums.emplace_back(0.0, 0.0);
            for (std::size_t size = passk::uniform_below(bits, 6) + 1; size > 0; --size) {
                values.push_back(passk::uniform_unit(bits));
                clusters.push_back(cluster);
                sums.back().first += values.back();
                sums.back().second += 1.0;
            }
        }
        double sum = 0.0;
        double problems = 0.0;
        double squared_sizes = 0.0;
        double fourth_powers = 0.0;
        for (const auto& [value, size] : sums) {
            sum += value;
            problems += size;
            squared_sizes += size * size;
            fourth_powers += size * size * size * size;
        }
        double variance = 0.0;
        for (const auto& [value, size] : sums) {
            const double without = (sum - value) / (problems - size);
            variance += 11.0 / 12.0 * (without - sum / problems) * (without - sum / problems);
        }
        // Carter, Schnepel and Steigerwald's number of clusters where a cluster shares its chance.
        const double effective = squared_sizes * squared_sizes / fourth_powers;
        const double t = boost::math::quantile(
            boost::math::complement(boost::math::students_t(effective - 1.0), 0.025));
        const interval got = mean_intervals(values, 1, estimand::sampled_problems,
                                            interval_method::clt_t, {}, clusters)
                                 .front()
                                 .value();
        CHECK(got.length() == doctest::Approx(2.0 * t * std::sqrt(variance)).epsilon(1e-9));
    }
}

TEST_CASE("the deterministic interval of uneven clusters is that of endless resamples (seed 3)") {
    passk::random_bits bits(3);
    for (const std::size_t families : {12U, 150U}) {
        std::vector<double> values;
        std::vector<std::size_t> clusters;
        for (std::size_t family = 0; family < families; ++family) {
            const double level = passk::uniform_unit(bits);
            for (std::size_t size = family % 5 + 1; size > 0; --size) {
                values.push_back(level * passk::uniform_unit(bits));
                clusters.push_back(7 * family);
            }
        }
        const auto by = [&](interval_method method) {
            return mean_intervals(values, 1, estimand::sampled_problems, method,
                                  {.resamples = 400'000}, clusters)
                .front()
                .value();
        };
        const interval drawn = by(interval_method::percentile_bootstrap);
        const interval without = by(interval_method::saddlepoint);
        INFO(families, " families");
        // A quantile of 400,000 has an error of sqrt(p (1 - p) / 400,000) over the density, some
        // 0.0042 standard deviations: 5 of these.
        const double deviation = drawn.length() / 3.92;
        CHECK(std::fabs(without.lower - drawn.lower) <= 5.0 * 0.0042 * deviation);
        CHECK(std::fabs(without.upper - drawn.upper) <= 5.0 * 0.0042 * deviation);
        CHECK(without.resamples == 0);
    }
}

TEST_CASE("the deterministic interval of a few uneven clusters, by all their resamples (seed 5)") {
    passk::random_bits bits(5);
    for (const std::size_t families : {3U, 6U}) {
        std::vector<double> values;
        std::vector<std::size_t> clusters;
        std::vector<double> sums(families, 0.0);
        std::vector<double> sizes(families, 0.0);
        for (std::size_t family = 0; family < families; ++family) {
            for (std::uint64_t left = 1 + passk::uniform_below(bits, 9); left > 0; --left) {
                values.push_back(passk::uniform_unit(bits));
                clusters.push_back(family);
                sums[family] += values.back();
                sizes[family] += 1.0;
            }
        }
        std::vector<double> means;
        std::vector<std::size_t> drawn(families, 0);
        for (std::size_t digit = 0; digit < families;) {
            double sum = 0.0;
            double size = 0.0;
            for (const std::size_t family : drawn) {
                sum += sums[family];
                size += sizes[family];
            }
            means.push_back(sum / size);
            for (digit = 0; digit < families && ++drawn[digit] == families; ++digit) {
                drawn[digit] = 0;
            }
        }
        const auto got =
            mean_intervals(values, 1, estimand::sampled_problems, interval_method::saddlepoint,
                           {.level = passk::confidence_level(0.9)}, clusters)
                .front();
        INFO(families, " families");
        REQUIRE(got.has_value());
        const auto share_below = [&](double x) {
            const auto count =
                std::count_if(means.begin(), means.end(), [x](double mean) { return mean < x; });
            return static_cast<double>(count) / static_cast<double>(means.size());
        };
        const double margin = 1e-4 * got.value().length();
        CHECK(share_below(got.value().lower - margin) <= 0.05);
        CHECK(share_below(got.value().lower + margin) >= 0.05);
        CHECK(share_below(got.value().upper - margin) <= 0.95);
        CHECK(share_below(got.value().upper + margin) >= 0.95);
    }
}

TEST_CASE("clusters of uneven sizes: the mean is over problems, not over clusters") {
    const std::array values = {0.0, 0.0, 0.0, 1.0, 0.5, 0.25};
    const std::array<std::size_t, 6> clusters = {3, 3, 3, 9, 5, 5};
    for (const interval_method method : sampled_methods) {
        const auto got = mean_intervals(values, 1, estimand::sampled_problems, method,
                                        {.resamples = 4000}, clusters)
                             .front();
        if (method == interval_method::studentized_bootstrap) {
            CHECK_FALSE(got.has_value());  // one resample in nine is without spread
            continue;
        }
        INFO(to_string(method));
        REQUIRE(got.has_value());
        CHECK(got.value().estimate == doctest::Approx(1.75 / 6.0));
        CHECK(got.value().lower <= got.value().upper);
    }
}

TEST_CASE("fixed benchmark: the interval exists where 2k <= n and is far shorter") {
    const auto outcomes = passk_tests::math500();
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(128);
    const auto fixed = pass_at_k_curve_intervals(outcomes.base(), ks, estimand::fixed_benchmark,
                                                 interval_method::unbiased_variance);
    const auto sampled = pass_at_k_curve_intervals(outcomes.base(), ks, estimand::sampled_problems,
                                                   interval_method::clt_t);
    for (std::size_t c = 0; c < ks.size(); ++c) {
        INFO("k=", ks[c]);
        REQUIRE(fixed[c].has_value() == (ks[c] <= 64));
        if (fixed[c]) {
            CHECK(fixed[c].value().target == estimand::fixed_benchmark);
            CHECK(fixed[c].value().length() < sampled[c].value().length() / 2.0);
        } else {
            CHECK(fixed[c].error().context.find("2k") != std::string::npos);
        }
    }
    // k = 1: the variance estimate of a problem is p (1 - p) / (n - 1).
    double variance = 0.0;
    for (const tally& counts : outcomes.base_tallies) {
        const double p = static_cast<double>(counts.successes()) / 128.0;
        variance += p * (1.0 - p) / 127.0;
    }
    CHECK(fixed[0].value().length()
          == doctest::Approx(2.0 * 1.959963984540054 * std::sqrt(variance) / 500.0).epsilon(1e-12));
}

TEST_CASE("no spread is refused, but a share of 0 or 1 has Wilson's interval") {
    const std::vector<tally> solved(30, tally(4, 4));
    const std::array<std::uint64_t, 1> k4{4};
    for (const interval_method method : sampled_methods) {
        const auto got =
            pass_at_k_curve_intervals(solved, k4, estimand::sampled_problems, method).front();
        INFO(to_string(method));
        CHECK(got.has_value()
              == (method == interval_method::wilson_effective_n
                  || method == interval_method::korn_graubard));
    }
    const interval wilson = pass_at_k_curve_intervals(solved, k4, estimand::sampled_problems,
                                                      interval_method::wilson_effective_n)
                                .front()
                                .value();
    CHECK(wilson.upper == 1.0);
    // P / (P + t^2) with the t quantile of 29 degrees of freedom, 2.045229642132703.
    CHECK(wilson.lower == doctest::Approx(30.0 / (30.0 + 2.045229642132703 * 2.045229642132703)));

    const std::vector<tally> thirds(30, tally(3, 1));
    for (const interval_method method : sampled_methods) {
        const auto got = pass_at_k_curve_intervals(thirds, std::array{std::uint64_t{1}},
                                                   estimand::sampled_problems, method)
                             .front();
        INFO(to_string(method));
        REQUIRE_FALSE(got.has_value());
        CHECK(got.error().code == passk::errc::unsupported);
    }
}

TEST_CASE("methods, clusters and estimands that do not go together are errors") {
    const std::vector<tally> problems = {tally(4, 1), tally(4, 2), tally(4, 3)};
    const std::array<std::uint64_t, 1> k1{1};
    const std::array<std::size_t, 2> two{0, 1};
    const std::array<std::size_t, 3> same{4, 4, 4};
    CHECK_THROWS_AS((void)pass_at_k_curve_intervals(problems, k1, estimand::fixed_benchmark,
                                                    interval_method::bca_bootstrap),
                    passk::domain_error);
    CHECK_THROWS_AS((void)pass_at_k_curve_intervals(problems, k1, estimand::sampled_problems,
                                                    interval_method::unbiased_variance),
                    passk::domain_error);
    CHECK_THROWS_AS((void)pass_at_k_curve_intervals(problems, k1, estimand::sampled_problems,
                                                    interval_method::clt_t, {}, two),
                    passk::domain_error);
    CHECK_THROWS_AS((void)pass_at_k_curve_intervals(problems, k1, estimand::sampled_problems,
                                                    interval_method::clt_t, {}, same),
                    passk::domain_error);
    for (const interval_method method :
         {interval_method::wilson_effective_n, interval_method::korn_graubard}) {
        CHECK_THROWS_AS(
            (void)mean_intervals(std::array{-0.5, 0.5}, 1, estimand::sampled_problems, method),
            passk::domain_error);
    }
}
