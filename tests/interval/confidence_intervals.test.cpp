// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/confidence_intervals.hpp>

#include <passk/core/attempts.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>
#include <passk/statistics/normal.hpp>

#include <doctest/doctest.h>
#include <boost/math/distributions/students_t.hpp>

#include "recorded_outcomes.hpp"
#include "several_ranks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using passk::any_executor;
using passk::any_sampled_method;
using passk::confidence_intervals;
using passk::confidence_level;
using passk::curve_of;
using passk::estimate_with_interval;
using passk::fixed_benchmark;
using passk::interval;
using passk::interval_method;
using passk::means_of;
using passk::sampled_problems;
using passk::shares_of;
using passk::tally;

namespace {

// The methods of shares over sampled problems, one by one, with the draws of those that resample.
template <class Check>
void for_each_method(std::uint64_t resamples, std::uint64_t seed, const Check& check) {
    check(passk::percentile_bootstrap{resamples, seed});
    check(passk::basic_bootstrap{resamples, seed});
    check(passk::bca_bootstrap{resamples, seed});
    check(passk::studentized_bootstrap{resamples, seed});
    check(passk::student_t{});
    check(passk::wilson_effective_n{});
    check(passk::korn_graubard{});
    check(passk::saddlepoint{});
    check(passk::gaffke{});
}

// Methods that have an answer also where all problems agree.
template <class Method>
constexpr bool needs_no_spread = passk::bounded_method<Method>;

// The interval of a single mean.
template <class Statistic, class Method = passk::recommended>
interval only(const Statistic& of, const Method& method = {}, const sampled_problems& target = {},
              confidence_level level = confidence_level(0.95)) {
    return confidence_intervals(of, target, method, level).front().bounds.value();
}

// Sixty-fourths, so that resampled means are exact and ties with the estimate are ties.
constexpr std::array twelve = {1.0 / 64,  3.0 / 64,  7.0 / 64,  12.0 / 64, 20.0 / 64, 24.0 / 64,
                               33.0 / 64, 47.0 / 64, 58.0 / 64, 1.0,       2.0 / 64,  5.0 / 64};

template <class Method>
interval of_twelve(Method method) {
    if constexpr (requires { method.resamples; }) {
        method.resamples = 1999;
        method.seed = 7;
    }
    return only(shares_of(twelve), method);
}

// The exact law of the mean of all P^P equally likely resamples: probability by value.
std::map<double, double> enumerate_resampled_means(const std::vector<double>& values) {
    const std::size_t p = values.size();
    std::map<double, double> law;
    std::vector<std::size_t> draw(p, 0);
    const double each = std::pow(static_cast<double>(p), -static_cast<double>(p));
    for (;;) {
        double sum = 0.0;
        for (const std::size_t i : draw) {
            sum += values[i];
        }
        law[sum / static_cast<double>(p)] += each;
        std::size_t digit = 0;
        while (digit < p && ++draw[digit] == p) {
            draw[digit++] = 0;
        }
        if (digit == p) {
            return law;
        }
    }
}

const std::vector<tally> six_problems = {tally(8, 0), tally(8, 1), tally(8, 3),
                                         tally(8, 3), tally(8, 6), tally(8, 8)};

std::vector<tally> spread_out(std::size_t problems, std::uint64_t n) {
    std::vector<tally> tallies;
    for (std::uint64_t i = 0; i < problems; ++i) {
        tallies.emplace_back(n, i * i % (n + 1));
    }
    return tallies;
}

}  // namespace

TEST_CASE("bootstrap ends are SciPy's, given the same resamples") {
    // resampled_means(shares_of(twelve), ..., {.resamples = 1999, .seed = 7}) written to rep.txt;
    // then, with SciPy 1.17.1:
    //   r = scipy.stats.bootstrap((v,), np.mean, n_resamples=9)
    //   r.bootstrap_distribution = np.loadtxt('rep.txt')
    //   scipy.stats.bootstrap((v,), np.mean, n_resamples=0, bootstrap_result=r, method=...)
    const interval percentile = of_twelve(passk::percentile_bootstrap{});
    CHECK(percentile.lower == doctest::Approx(0.18098958333333334).epsilon(1e-13));
    CHECK(percentile.upper == doctest::Approx(0.5625651041666666).epsilon(1e-13));
    const interval basic = of_twelve(passk::basic_bootstrap{});
    CHECK(basic.lower == doctest::Approx(0.1561848958333334).epsilon(1e-13));
    CHECK(basic.upper == doctest::Approx(0.5377604166666666).epsilon(1e-13));
    const interval bca = of_twelve(passk::bca_bootstrap{});
    CHECK(bca.lower == doctest::Approx(0.19450814368055153).epsilon(1e-12));
    CHECK(bca.upper == doctest::Approx(0.5846354166666666).epsilon(1e-12));
}

TEST_CASE("bootstrap ends are those of R's boot but for its other quantile rule") {
    // boot 1.3-28.1, boot.ci(type = c("perc", "basic", "bca"), L = v - mean(v)) on the same
    // resamples. boot interpolates at (R + 1) p on the normal scale and breaks ties of the bias
    // correction downwards: its ends are within three steps of 1/768, the lattice of the means.
    const double step = 1.0 / 768.0;
    const interval percentile = of_twelve(passk::percentile_bootstrap{});
    CHECK(std::fabs(percentile.lower - 0.180989583333333) <= step);
    CHECK(std::fabs(percentile.upper - 0.563802083333333) <= step);
    const interval basic = of_twelve(passk::basic_bootstrap{});
    CHECK(std::fabs(basic.lower - 0.154947916666667) <= step);
    CHECK(std::fabs(basic.upper - 0.537760416666667) <= step);
    const interval bca = of_twelve(passk::bca_bootstrap{});
    CHECK(std::fabs(bca.lower - 0.192708333333333) <= 3.0 * step);
    CHECK(std::fabs(bca.upper - 0.584635416666667) <= 3.0 * step);
}

TEST_CASE("closed forms agree with their formulas evaluated by SciPy") {
    // scipy.stats.t.interval(.95, 11, v.mean(), scipy.stats.sem(v)), and Wilson's formula with
    // n = x (1 - x) / sem^2 and z = t.ppf(.975, 11).
    const interval t = of_twelve(passk::student_t{});
    CHECK(t.lower == doctest::Approx(0.13501726743921166).epsilon(1e-13));
    CHECK(t.upper == doctest::Approx(0.5837327325607884).epsilon(1e-13));
    CHECK(t.resamples == 0);
    const interval wilson = of_twelve(passk::wilson_effective_n{});
    CHECK(wilson.lower == doctest::Approx(0.17980772854042767).epsilon(1e-13));
    CHECK(wilson.upper == doctest::Approx(0.589402279149529).epsilon(1e-13));
    // beta.ppf(.025, x n, n - x n + 1) and beta.ppf(.975, x n + 1, n - x n) with that n times
    // (norm.ppf(.975) / z)^2
    const interval korn = of_twelve(passk::korn_graubard{});
    CHECK(korn.lower == doctest::Approx(0.1494850350249998).epsilon(1e-12));
    CHECK(korn.upper == doctest::Approx(0.6182683962238973).epsilon(1e-12));
}

TEST_CASE("the studentized interval is that of resampled t statistics computed one by one") {
    // With two values a and b a resample of P has j of one and P - j of the other: its t
    // statistic follows from j, and j from its mean.
    std::vector<double> values(20, 0.25);
    std::fill_n(values.begin(), 6, 0.75);
    const interval got = only(shares_of(values), passk::studentized_bootstrap{3999, 12});
    std::vector<double> t;
    for (const double mean :
         passk::resampled_means(shares_of(values), sampled_problems{}, {3999, 12})) {
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
        const interval got = only(curve_of(tallies, {1}), passk::saddlepoint{});
        INFO("problems=", problems);
        CHECK(std::fabs(got.lower - quantile(0.025)) <= 1e-4 * sd);
        CHECK(std::fabs(got.upper - quantile(0.975)) <= 1e-4 * sd);
    }
}

TEST_CASE("the saddlepoint interval finds binomial lattices at k = n") {
    // Solved or not: 23 of 30. The least x with P(X <= x) >= p, by scipy.stats.binom.ppf.
    std::vector<tally> tallies(30, tally(8, 0));
    std::fill_n(tallies.begin(), 23, tally(8, 3));
    const interval got = only(curve_of(tallies, {8}), passk::saddlepoint{});
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
    for_each_method(4000, 21, [&](const auto& method) {
        const auto plain = confidence_intervals(curve_of(outcomes.base(), ks), {}, method);
        const auto clustered =
            confidence_intervals(curve_of(twice, ks), sampled_problems{clusters}, method);
        for (std::size_t c = 0; c < ks.size(); ++c) {
            const interval one = plain[c].bounds.value();
            const interval other = clustered[c].bounds.value();
            INFO(to_string(one.method), " k=", ks[c]);
            const double error = one.length() / 4.0;
            // Closed forms to rounding; bootstraps draw other resamples.
            const bool drawn = one.resamples > 0;
            // On the lattice at k = n a quantile may land one step aside.
            const double allowed = drawn ? 0.15 * error + (ks[c] == 128 ? 0.002 : 0.0) : 1e-12;
            CHECK(other.estimate == doctest::Approx(one.estimate).epsilon(1e-14));
            CHECK(std::fabs(other.lower - one.lower) <= allowed);
            CHECK(std::fabs(other.upper - one.upper) <= allowed);
        }
    });
}

TEST_CASE("the clustered standard error of 0..19 by remainder of 4 is 0.645") {
    std::vector<double> values;
    std::vector<std::size_t> clusters;
    for (std::size_t i = 0; i < 20; ++i) {
        values.push_back(static_cast<double>(i));
        clusters.push_back(i % 4);
    }
    const interval got = only(means_of(values), passk::student_t{}, sampled_problems{clusters});
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
        const interval got = only(means_of(values), passk::student_t{}, sampled_problems{clusters});
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
        const sampled_problems target{clusters};
        const interval drawn =
            only(shares_of(values), passk::percentile_bootstrap{.resamples = 400'000}, target);
        const interval without = only(shares_of(values), passk::saddlepoint{}, target);
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
        const auto got = confidence_intervals(shares_of(values), sampled_problems{clusters},
                                              passk::saddlepoint{}, confidence_level(0.9))
                             .front()
                             .bounds;
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
    for_each_method(4000, 1, [&](const auto& method) {
        const estimate_with_interval got =
            confidence_intervals(shares_of(values),
                                 sampled_problems{{clusters.begin(), clusters.end()}}, method)
                .front();
        INFO(any_sampled_method(method).index());
        CHECK(got.estimate == doctest::Approx(1.75 / 6.0));
        if (std::is_same_v<std::remove_cvref_t<decltype(method)>, passk::studentized_bootstrap>) {
            CHECK_FALSE(got.bounds.has_value());  // one resample in nine is without spread
            return;
        }
        REQUIRE(got.bounds.has_value());
        CHECK(got.bounds.value().estimate == got.estimate);
        CHECK(got.bounds.value().lower <= got.bounds.value().upper);
    });
}

TEST_CASE("fixed benchmark: the interval exists where 2k <= n and is far shorter") {
    const auto outcomes = passk_tests::math500();
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(128);
    const curve_of curve(outcomes.base(), ks);
    const auto fixed = confidence_intervals(curve, fixed_benchmark{}, passk::unbiased_variance{});
    const auto sampled = confidence_intervals(curve, sampled_problems{}, passk::student_t{});
    for (std::size_t c = 0; c < ks.size(); ++c) {
        INFO("k=", ks[c]);
        CHECK(fixed[c].estimate == sampled[c].estimate);
        REQUIRE(fixed[c].bounds.has_value() == (ks[c] <= 64));
        if (fixed[c].bounds) {
            CHECK(fixed[c].bounds.value().target == passk::estimand::fixed_benchmark);
            CHECK(fixed[c].bounds.value().length() < sampled[c].bounds.value().length() / 2.0);
        } else {
            CHECK(fixed[c].bounds.error().context.find("2k") != std::string::npos);
        }
    }
    // k = 1: the variance estimate of a problem is p (1 - p) / (n - 1).
    double variance = 0.0;
    for (const tally& counts : outcomes.base_tallies) {
        const double p = static_cast<double>(counts.successes()) / 128.0;
        variance += p * (1.0 - p) / 127.0;
    }
    CHECK(fixed[0].bounds.value().length()
          == doctest::Approx(2.0 * 1.959963984540054 * std::sqrt(variance) / 500.0).epsilon(1e-12));
}

TEST_CASE("no spread is refused, but values between bounds have an interval where they show it") {
    const std::vector<tally> solved(30, tally(4, 4));
    for_each_method(10'000, 1, [&](const auto& method) {
        INFO(any_sampled_method(method).index());
        const auto got = confidence_intervals(curve_of(solved, {4}), {}, method).front();
        CHECK(got.bounds.has_value() == needs_no_spread<std::remove_cvref_t<decltype(method)>>);
        CHECK(got.estimate == 1.0);
    });
    const interval wilson = only(curve_of(solved, {4}), passk::wilson_effective_n{});
    CHECK(wilson.upper == 1.0);
    // P / (P + t^2) with the t quantile of 29 degrees of freedom, 2.045229642132703.
    CHECK(wilson.lower == doctest::Approx(30.0 / (30.0 + 2.045229642132703 * 2.045229642132703)));
    // Clopper and Pearson's of 30 in 30.
    const interval gaffke = only(curve_of(solved, {4}), passk::gaffke{});
    CHECK(gaffke.upper == 1.0);
    CHECK(gaffke.lower == doctest::Approx(std::pow(0.025, 1.0 / 30.0)).epsilon(1e-12));

    const std::vector<tally> thirds(30, tally(3, 1));
    for_each_method(10'000, 1, [&](const auto& method) {
        INFO(any_sampled_method(method).index());
        const auto got = confidence_intervals(curve_of(thirds, {1}), {}, method).front();
        if (std::is_same_v<std::remove_cvref_t<decltype(method)>, passk::gaffke>) {
            CHECK(got.bounds.value().length() > 0.1);
            return;
        }
        REQUIRE_FALSE(got.bounds.has_value());
        CHECK(got.bounds.error().code == passk::errc::unsupported);
        CHECK(got.estimate == doctest::Approx(1.0 / 3.0));
    });
}

TEST_CASE("clusters, resamples and problems that do not go together are errors") {
    const std::vector<tally> problems = {tally(4, 1), tally(4, 2), tally(4, 3)};
    const curve_of curve(problems, {1});
    for_each_method(10'000, 1, [&](const auto& method) {
        const auto refuses = [&](const curve_of& of, const sampled_problems& target) {
            CHECK_THROWS_AS((void)confidence_intervals(of, target, method), passk::domain_error);
        };
        refuses(curve, sampled_problems{{0, 1}});
        refuses(curve, sampled_problems{{4, 4, 4}});
        refuses(curve_of({{4, 1}}, {1}), {});
    });
    CHECK_THROWS_WITH_AS(
        (void)confidence_intervals(curve, {}, passk::percentile_bootstrap{.resamples = 39}),
        doctest::Contains("39 resamples"), passk::domain_error);
    CHECK_THROWS_WITH_AS(
        (void)confidence_intervals(curve_of({{8, 2}}, {1}), {}, passk::student_t{}),
        doctest::Contains("must be at least 2"), passk::domain_error);
    CHECK_THROWS_AS((void)confidence_intervals(curve, {}, passk::gaffke{0.0}), passk::domain_error);
    CHECK_FALSE(confidence_intervals(curve_of({{4, 1}}, {1}), sampled_problems{}).front().bounds);
    CHECK_THROWS_AS((void)confidence_intervals(curve, sampled_problems{{0, 1}}),
                    passk::domain_error);

    passk::paired_outcomes outcomes;
    outcomes.problems = {"a", "b", "c"};
    outcomes.base_tallies = problems;
    outcomes.tuned_tallies = {tally(4, 3), tally(4, 1), tally(4, 3)};
    const passk::difference_of difference(outcomes, {1});
    for (const any_sampled_method& method : {any_sampled_method(passk::wilson_effective_n{}),
                                             any_sampled_method(passk::korn_graubard{})}) {
        CHECK_THROWS_AS(
            (void)confidence_intervals(difference, passk::any_estimand(sampled_problems{}), method),
            passk::domain_error);
        CHECK_NOTHROW(
            (void)confidence_intervals(curve, passk::any_estimand(sampled_problems{}), method));
    }
}

TEST_CASE("a method chosen at run time gives what the same method gives at compile time") {
    const auto outcomes = passk_tests::math500();
    const curve_of curve(outcomes.base(), {1, 8, 128});
    for_each_method(1000, 3, [&](const auto& method) {
        const auto chosen = confidence_intervals(curve, sampled_problems{}, method);
        const auto later =
            confidence_intervals(curve, passk::any_estimand(sampled_problems{}), method);
        for (std::size_t c = 0; c < chosen.size(); ++c) {
            CHECK(chosen[c].bounds.value() == later[c].bounds.value());
        }
    });
    const auto fixed = confidence_intervals(curve, fixed_benchmark{});
    const auto later = confidence_intervals(curve, passk::any_estimand(fixed_benchmark{}));
    CHECK(fixed[0].bounds.value() == later[0].bounds.value());
    CHECK(fixed[2].bounds.has_value() == later[2].bounds.has_value());
}

TEST_CASE("resampled means follow the enumerated law of all P^P resamples") {
    // Dyadic values, so that equal means are equal doubles.
    const std::vector<double> values = {0.0, 0.125, 0.375, 0.375, 0.75, 1.0};
    const std::map<double, double> law = enumerate_resampled_means(values);
    for (const double level : {0.5, 0.8, 0.9, 0.95, 0.99}) {
        const double tail = confidence_level(level).tail();
        const interval got = only(shares_of(values), passk::percentile_bootstrap{200'000, 11}, {},
                                  confidence_level(level));
        // Dvoretzky-Kiefer-Wolfowitz: the empirical distribution function is within `band` of
        // the true one everywhere but for one seed in 10^6.
        const double band = std::sqrt(std::log(2.0 / 1e-6) / (2.0 * 200'000.0));
        // Means are at least 1/48 apart.
        const auto below = [&](double x) {
            double sum = 0.0;
            for (const auto& [value, probability] : law) {
                sum += value < x ? probability : 0.0;
            }
            return sum;
        };
        const auto at_most = [&](double x) { return below(x + 1e-9); };
        const auto less = [&](double x) { return below(x - 1e-9); };
        INFO("level=", level, " [", got.lower, ", ", got.upper, "]");
        CHECK(at_most(got.lower) >= tail - band);
        CHECK(less(got.lower) <= tail + band);
        CHECK(at_most(got.upper) >= 1.0 - tail - band);
        CHECK(less(got.upper) <= 1.0 - tail + band);
    }
}

TEST_CASE("a curve's intervals are those of its values, and its estimates are mean_pass_at_k") {
    const std::vector<std::uint64_t> ks = {1, 2, 5, 8};
    const passk::percentile_bootstrap method{5000, 3};
    const auto curve = confidence_intervals(curve_of(six_problems, ks), {}, method);
    REQUIRE(curve.size() == ks.size());
    for (std::size_t c = 0; c < ks.size(); ++c) {
        CHECK(curve[c].estimate == passk::mean_pass_at_k(six_problems, ks[c]));
        const interval at = curve[c].bounds.value();
        CHECK(at.estimate == curve[c].estimate);
        CHECK(at.lower <= at.estimate);
        CHECK(at.upper >= at.estimate);
        CHECK(at.target == passk::estimand::sampled_problems);
        CHECK(at.resamples == 5000);
        CHECK(at.seed == 3);
        CHECK(curve[c].reason.empty());
    }
    // One resampling for all k: the columns move together, so alone each gives the same.
    const interval alone = only(curve_of(six_problems, {8}), method);
    CHECK(std::fabs(alone.lower - curve.back().bounds.value().lower) <= 0.05);
}

TEST_CASE("neither executors nor the order of problems change a bit") {
    struct case_of {
        std::size_t problems;
        std::uint64_t n;
        std::uint64_t resamples;
    };
    // Of more than 2^16 problems a resample is drawn by a count_tree.
    for (const case_of& size : {case_of{700, 64, 1000}, case_of{70'000, 8, 200}}) {
        CAPTURE(size.problems);
        std::vector<tally> problems;
        std::vector<std::size_t> clusters;
        for (std::uint64_t i = 0; i < size.problems; ++i) {
            problems.emplace_back(size.n, i * i % (size.n + 1));
            clusters.push_back(i / 3);
        }
        const std::vector<std::uint64_t> ks = passk::doubling_attempts(size.n);
        for (const any_sampled_method& method :
             {any_sampled_method(passk::percentile_bootstrap{size.resamples, 5}),
              any_sampled_method(passk::studentized_bootstrap{size.resamples, 5}),
              any_sampled_method(passk::max_t_band{size.resamples, 5})}) {
            CAPTURE(method.index());
            const auto bounds = [&](const sampled_problems& target, const any_executor& on) {
                std::vector<interval> found;
                for (const auto& at :
                     confidence_intervals(curve_of(problems, ks), passk::any_estimand(target),
                                          method, confidence_level(0.95), on)) {
                    found.push_back(at.bounds.value());
                }
                return found;
            };
            const auto one = bounds({}, passk::this_thread());
            CHECK(bounds({}, passk::threads(2)) == one);
            CHECK(bounds({}, passk::threads(7)) == one);
            for (const auto& on_rank : passk_tests::on_every_rank(
                     3, [&](const any_executor& on) { return bounds({}, on); })) {
                CHECK(on_rank == one);
            }
            std::reverse(problems.begin(), problems.end());
            CHECK(bounds({}, passk::threads(2)) == one);
            std::reverse(problems.begin(), problems.end());
            if (size.problems > 1000) {
                continue;
            }
            const auto clustered = bounds({clusters}, passk::this_thread());
            CHECK(clustered != one);
            CHECK(bounds({clusters}, passk::threads(3)) == clustered);
            for (const auto& on_rank : passk_tests::on_every_rank(
                     4, [&](const any_executor& on) { return bounds({clusters}, on); })) {
                CHECK(on_rank == clustered);
            }
        }
    }
}

TEST_CASE("another seed draws other resamples") {
    std::vector<tally> problems;
    for (std::uint64_t i = 0; i < 700; ++i) {
        problems.emplace_back(64, i * i % 65);
    }
    CHECK(only(curve_of(problems, {4}), passk::percentile_bootstrap{1000, 5})
          != only(curve_of(problems, {4}), passk::percentile_bootstrap{1000, 6}));
}

TEST_CASE("the ends for a stated seed are the same on every machine") {
    // Eight values of three binary digits: neither their mean nor the grid rounds.
    const std::array values = {0.0, 0.125, 0.25, 0.375, 0.5, 0.5, 0.75, 1.0};
    const interval got = only(shares_of(values), passk::percentile_bootstrap{999, 42});
    CHECK(got.lower == 0.25);
    CHECK(got.upper == 0.640625);
}

TEST_CASE("a hundred thousand problems are resampled as readily as thirty") {
    std::vector<tally> problems;
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        problems.emplace_back(16, i * 7919 % 17);
    }
    const interval got = only(curve_of(problems, {1}), passk::percentile_bootstrap{640, 2});
    // Successes are near uniform on 0..16: the SD of c/n is sqrt((17^2 - 1) / 12) / 16.
    const double half = 1.96 * std::sqrt(24.0) / 16.0 / std::sqrt(1e5);
    CHECK(got.upper - got.estimate == doctest::Approx(half).epsilon(0.15));
    CHECK(got.estimate - got.lower == doctest::Approx(half).epsilon(0.15));
}

TEST_CASE("a band is wider than pointwise intervals, and at one k alone Gaffke's interval") {
    const std::vector<tally> tallies = spread_out(120, 64);
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(64);
    const passk::max_t_band method{.resamples = 40'000};
    const auto band = confidence_intervals(curve_of(tallies, ks), {}, method);
    for (std::size_t c = 0; c < ks.size(); ++c) {
        const interval one = only(curve_of(tallies, {ks[c]}), method);
        const interval exact = only(curve_of(tallies, {ks[c]}), passk::gaffke{});
        CHECK(band[c].bounds.value().length() > 1.02 * one.length());
        CHECK(std::fabs(one.lower - exact.lower) < 0.1 * exact.length());
        CHECK(std::fabs(one.upper - exact.upper) < 0.1 * exact.length());
    }
}

TEST_CASE("a band of values without bounds is the estimate plus or minus one multiple of errors") {
    // Student's quantile over the normal one, times the quantile of the largest |deviation| /
    // error.
    std::vector<double> values;
    for (int i = 0; i < 40; ++i) {
        values.insert(values.end(), {std::sin(i * 1.0), 10.0 * std::cos(i * 3.0), std::sin(i * i)});
    }
    const passk::max_t_band method{.resamples = 4000, .seed = 4};
    const auto band = confidence_intervals(means_of(values, 3), {}, method);
    const auto t = confidence_intervals(means_of(values, 3), {}, passk::student_t{});
    const auto means = passk::resampled_means(means_of(values, 3), {}, {4000, 4});
    const double quantile_t =
        boost::math::quantile(boost::math::complement(boost::math::students_t(39.0), 0.025));
    std::vector<double> largest(4000, 0.0);
    for (std::size_t c = 0; c < 3; ++c) {
        const double error = t[c].bounds.value().length() / 2.0 / quantile_t;
        for (std::size_t r = 0; r < 4000; ++r) {
            largest[r] =
                (std::max)(largest[r], std::fabs(means[c * 4000 + r] - t[c].estimate) / error);
        }
    }
    std::sort(largest.begin(), largest.end());
    const double position = 0.95 * 3999.0;
    const auto below = static_cast<std::size_t>(position);
    const double multiple =
        largest[below]
        + (position - static_cast<double>(below)) * (largest[below + 1] - largest[below]);
    for (std::size_t c = 0; c < 3; ++c) {
        CHECK(band[c].bounds.value().length()
              == doctest::Approx(t[c].bounds.value().length() * multiple / 1.959963984540054)
                     .epsilon(1e-9));
    }
}

TEST_CASE("the band holds the true curve at every k at once as often as stated (seed 11)") {
    // A problem is impossible with probability 0.3, otherwise its chance is the square of a uniform
    // number u: E[(1 - u^2)^k] is the product of 2j / (2j + 1) for j <= k.
    const std::vector<std::uint64_t> ks{1, 4, 16, 32};
    std::vector<double> truth;
    for (const std::uint64_t k : ks) {
        double missed = 1.0;
        for (std::uint64_t j = 1; j <= k; ++j) {
            missed *= 2.0 * static_cast<double>(j) / (2.0 * static_cast<double>(j) + 1.0);
        }
        truth.push_back(0.7 * (1.0 - missed));
    }
    passk::random_bits bits(11);
    constexpr int simulations = 300;
    int held = 0;
    for (int s = 0; s < simulations; ++s) {
        std::vector<tally> tallies;
        for (int i = 0; i < 60; ++i) {
            const double u = passk::uniform_unit(bits) < 0.3 ? 0.0 : passk::uniform_unit(bits);
            std::uint64_t successes = 0;
            for (int sample = 0; sample < 32; ++sample) {
                successes += passk::uniform_unit(bits) < u * u ? 1U : 0U;
            }
            tallies.emplace_back(32, successes);
        }
        const auto band =
            confidence_intervals(curve_of(tallies, ks), {}, passk::max_t_band{.resamples = 500});
        bool all = true;
        for (std::size_t c = 0; c < ks.size(); ++c) {
            const interval at = band[c].bounds.value();
            all = all && at.lower <= truth[c] && truth[c] <= at.upper;
        }
        held += all ? 1 : 0;
    }
    // Four errors of sqrt(.95 * .05 / 300) below; a band that always holds is too wide.
    CHECK(held >= static_cast<int>(simulations * (0.95 - 4.0 * 0.0126)));
    CHECK(held < simulations);
}

TEST_CASE("of a handful of problems the band is no shorter than pointwise intervals either") {
    const std::vector<tally> tallies = {tally(16, 0), tally(16, 1), tally(16, 2)};
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(16);
    const auto band = confidence_intervals(curve_of(tallies, ks), {}, passk::max_t_band{});
    const auto pointwise = confidence_intervals(curve_of(tallies, ks), {}, passk::gaffke{});
    for (std::size_t c = 0; c < ks.size(); ++c) {
        CHECK(band[c].bounds.value().lower <= pointwise[c].bounds.value().lower + 1e-12);
        CHECK(band[c].bounds.value().upper >= pointwise[c].bounds.value().upper - 1e-12);
    }
}

TEST_CASE("the band of a mean of probabilities stays between 0 and 1, around the estimate") {
    for (const std::uint64_t solved : {0U, 1U, 7U, 8U}) {
        std::vector<tally> tallies(30, tally(8, solved < 4 ? 0 : 8));
        tallies.front() = tally(8, solved);
        for (const auto& at_k :
             confidence_intervals(curve_of(tallies, {1, 4}), {}, passk::max_t_band{})) {
            const interval within = at_k.bounds.value();
            CHECK(within.lower >= 0.0);
            CHECK(within.upper <= 1.0);
            CHECK(within.lower <= within.estimate);
            CHECK(within.upper >= within.estimate);
            CHECK(within.length() > 0.02);
        }
    }
}

TEST_CASE("a column at which all problems agree leaves the band of the others as it is") {
    const std::vector<tally> alike = {tally(4, 2), tally(4, 2), tally(4, 2)};
    for (const auto& at_k :
         confidence_intervals(curve_of(alike, {1, 2}), {}, passk::max_t_band{})) {
        // Between bounds there is an answer all the same: Gaffke's.
        CHECK(at_k.bounds.value().lower < at_k.estimate);
        CHECK(at_k.bounds.value().upper > at_k.estimate);
    }
    const std::vector<double> values{0.5, 1.0, 0.5, 3.0, 0.5, 2.0, 0.5, 5.0};
    const auto band = confidence_intervals(means_of(values, 2), {}, passk::max_t_band{});
    CHECK_FALSE(band[0].bounds.has_value());
    CHECK(band[0].estimate == 0.5);
    const std::vector<double> others{1.0, 3.0, 2.0, 5.0};
    CHECK(band[1].bounds.value() == only(means_of(others), passk::max_t_band{}));
    const std::vector<tally> mixed = {tally(4, 1), tally(4, 2), tally(4, 3), tally(4, 3)};
    for (const auto& at_k :
         confidence_intervals(curve_of(mixed, {1, 4}), {}, passk::max_t_band{})) {
        CHECK(at_k.bounds.has_value());
    }
}

TEST_CASE("two copies of each problem in one cluster leave a band as wide") {
    const std::vector<tally> single = spread_out(40, 16);
    std::vector<tally> twice;
    std::vector<std::size_t> clusters;
    for (std::size_t i = 0; i < single.size(); ++i) {
        twice.insert(twice.end(), 2, single[i]);
        clusters.insert(clusters.end(), 2, i);
    }
    const std::vector<std::uint64_t> ks{1, 4};
    const passk::max_t_band method{.resamples = 20'000};
    const auto alone = confidence_intervals(curve_of(single, ks), {}, method);
    const auto together =
        confidence_intervals(curve_of(twice, ks), sampled_problems{clusters}, method);
    const auto ignored = confidence_intervals(curve_of(twice, ks), {}, method);
    for (std::size_t c = 0; c < ks.size(); ++c) {
        const double length = together[c].bounds.value().length();
        CHECK(length == doctest::Approx(alone[c].bounds.value().length()).epsilon(0.03));
        CHECK(ignored[c].bounds.value().length() < 0.75 * length);
    }
    clusters.pop_back();
    CHECK_THROWS_AS(
        (void)confidence_intervals(curve_of(twice, ks), sampled_problems{clusters}, method),
        passk::domain_error);
}
