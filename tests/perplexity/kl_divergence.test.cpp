// SPDX-License-Identifier: Apache-2.0
#include <passk/perplexity/coverage_profile.hpp>
#include <passk/perplexity/effective_support.hpp>
#include <passk/perplexity/kl_divergence.hpp>
#include <passk/perplexity/perplexity.hpp>

#include <passk/core/random_bits.hpp>

#include <categorical_chain.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

using passk::kl_terms;
using passk::logprob_kind;
using passk::sequence_score;
using passk::token_logprobs;
using passk_tests::base_chain;
using passk_tests::categorical_chain;
using passk_tests::tuned_chain;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const logprob_kind raw{.distribution = passk::logprob_distribution::raw,
                       .ending = passk::end_of_sequence::included};
const logprob_kind processed{.distribution = passk::logprob_distribution::processed};
using tokens = categorical_chain::tokens;

double exact_log_ratio(const tokens& y) {
    return std::log(tuned_chain.probability(y) / base_chain.probability(y));
}

const double exact_kl = tuned_chain.expect(exact_log_ratio);

struct drawn {
    std::vector<double> log_ratios{};
    std::vector<kl_terms> by_sequence{};
    std::vector<kl_terms> by_token{};
    std::vector<sequence_score> own{};
    std::vector<double> base_perplexities{};
};

drawn draw_from_tuned(std::uint64_t seed, std::size_t count) {
    drawn out;
    for (std::size_t i = 0; i < count; ++i) {
        passk::random_bits bits(seed, i);
        const tokens y = tuned_chain.draw(bits);
        const token_logprobs tuned(tuned_chain.logprobs(y), raw);
        const token_logprobs base(base_chain.logprobs(y), raw);
        out.own.push_back(passk::score_of(tuned));
        const double ratio = passk::log_ratio(out.own.back(), passk::score_of(base));
        out.log_ratios.push_back(ratio);
        out.by_sequence.push_back(passk::sequence_kl_terms(ratio));
        out.by_token.push_back(passk::token_kl_terms(tuned, base));
        out.base_perplexities.push_back(passk::perplexity(base));
    }
    return out;
}

void check_within_4_errors(const passk::mean_estimate& got, double truth) {
    CHECK(std::abs(got.value - truth) <= 4.0 * got.standard_error());
    CHECK(got.standard_error() > 0.0);
}

// Mean of many estimates against the truth, by their own scatter.
struct many {
    std::vector<double> values{};
    void check_unbiased(double truth) const {
        check_within_4_errors(passk::estimate_mean(values), truth);
    }
};

}  // namespace

TEST_CASE("the chain's closed forms: its completions sum to 1, and divergences recur") {
    CHECK(base_chain.expect([](const tokens&) { return 1.0; })
          == doctest::Approx(1.0).epsilon(1e-14));
    // KL by the chain rule: of the next token, plus what follows where it goes on.
    const std::function<double(std::size_t, std::size_t)> divergence =
        [&](std::size_t last, std::size_t left) -> double {
        double sum = 0.0;
        for (std::size_t token = 0; token < 3; ++token) {
            const double p = tuned_chain.next[last][token];
            sum += p * std::log(p / base_chain.next[last][token]);
            sum += token != 0 && left > 1 ? p * divergence(token, left - 1) : 0.0;
        }
        return sum;
    };
    CHECK(exact_kl == doctest::Approx(divergence(0, categorical_chain::longest)).epsilon(1e-13));
}

TEST_CASE("estimates of 20,000 completions lie within 4 standard errors (seed 11)") {
    const drawn sample = draw_from_tuned(11, 20'000);
    const passk::kl_estimate whole = passk::kl_divergence(sample.by_sequence);
    const passk::kl_estimate token = passk::kl_divergence(sample.by_token);
    check_within_4_errors(whole.k1, exact_kl);
    check_within_4_errors(whole.k3, exact_kl);
    check_within_4_errors(token.k3, exact_kl);
    check_within_4_errors(whole.k2, tuned_chain.expect([](const tokens& y) {
        return 0.5 * exact_log_ratio(y) * exact_log_ratio(y);
    }));
    CHECK(token.k1.value == doctest::Approx(whole.k1.value).epsilon(1e-12));
    CHECK(token.k3.variance < whole.k1.variance);

    check_within_4_errors(
        passk::log_effective_support(sample.own),
        tuned_chain.expect([](const tokens& y) { return -std::log(tuned_chain.probability(y)); }));
    check_within_4_errors(
        passk::estimate_mean(sample.base_perplexities), tuned_chain.expect([](const tokens& y) {
            return std::pow(base_chain.probability(y), -1.0 / static_cast<double>(y.size()));
        }));

    const std::array<double, 4> budgets = {0.5, 1.0, 1.5, 2.0};
    const std::vector<double> shares = passk::coverage_profile(sample.log_ratios, budgets);
    for (std::size_t i = 0; i < budgets.size(); ++i) {
        const double truth = tuned_chain.expect([&](const tokens& y) {
            return exact_log_ratio(y) >= std::log(budgets[i]) ? 1.0 : 0.0;
        });
        CHECK(truth > 0.0);
        CHECK(truth < 1.0);
        CHECK(std::abs(shares[i] - truth) <= 4.0 * std::sqrt(truth * (1.0 - truth) / 20'000.0));
    }
}

TEST_CASE("over 2000 seeds k1, k3, their variances, support and coverage are unbiased") {
    const auto variance_of = [](const std::function<double(const tokens&)>& f) {
        const double mean = tuned_chain.expect(f);
        return tuned_chain.expect([&](const tokens& y) { return (f(y) - mean) * (f(y) - mean); });
    };
    many k1;
    many k3;
    many token_k3;
    many variance;
    many support;
    many coverage;
    constexpr std::size_t count = 8;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        const drawn sample = draw_from_tuned(seed, count);
        const passk::kl_estimate whole = passk::kl_divergence(sample.by_sequence);
        k1.values.push_back(whole.k1.value);
        k3.values.push_back(whole.k3.value);
        variance.values.push_back(whole.k1.variance);
        token_k3.values.push_back(passk::kl_divergence(sample.by_token).k3.value);
        support.values.push_back(passk::log_effective_support(sample.own).value);
        coverage.values.push_back(
            passk::coverage_profile(sample.log_ratios, std::array{1.5}).front());
    }
    k1.check_unbiased(exact_kl);
    k3.check_unbiased(exact_kl);
    token_k3.check_unbiased(exact_kl);
    variance.check_unbiased(variance_of(exact_log_ratio) / static_cast<double>(count));
    support.check_unbiased(
        tuned_chain.expect([](const tokens& y) { return -std::log(tuned_chain.probability(y)); }));
    coverage.check_unbiased(tuned_chain.expect(
        [](const tokens& y) { return exact_log_ratio(y) >= std::log(1.5) ? 1.0 : 0.0; }));
}

TEST_CASE("what the base cannot say makes the divergence infinite") {
    const std::vector<kl_terms> terms = {passk::sequence_kl_terms(0.5),
                                         passk::sequence_kl_terms(infinity)};
    const passk::kl_estimate got = passk::kl_divergence(terms);
    CHECK(got.k1.value == infinity);
    CHECK(got.k3.value == infinity);
    CHECK(got.k1.variance == infinity);
    CHECK(passk::coverage_profile(std::array{infinity, 0.0}, std::array{1e300}).front() == 0.5);
}

TEST_CASE("log ratios refuse what cannot be compared") {
    const auto scored = [](std::vector<double> values, const logprob_kind& kind) {
        return passk::score_of(token_logprobs(std::move(values), kind));
    };
    CHECK(passk::log_ratio(scored({-1.0}, raw), scored({-infinity}, raw)) == infinity);
    CHECK_THROWS_AS((void)passk::log_ratio(scored({-1.0}, raw), scored({-1.0}, processed)),
                    passk::domain_error);
    CHECK_THROWS_AS((void)passk::log_ratio(scored({-1.0}, raw), scored({-1.0, -1.0}, raw)),
                    passk::domain_error);
    CHECK_THROWS_AS((void)passk::log_ratio(scored({}, raw), scored({}, raw)), passk::domain_error);
    CHECK_THROWS_AS((void)passk::log_ratio(scored({-infinity}, raw), scored({-infinity}, raw)),
                    passk::domain_error);
    sequence_score cut = scored({-1.0}, raw);
    cut.extent = passk::completion_extent::cut;
    CHECK_THROWS_AS((void)passk::log_ratio(scored({-1.0}, raw), cut), passk::domain_error);
    CHECK_THROWS_AS((void)passk::log_effective_support(std::array{cut, cut}), passk::domain_error);
    CHECK_THROWS_AS((void)passk::sequence_kl_terms(-infinity), passk::domain_error);
    CHECK_THROWS_AS((void)passk::token_kl_terms(token_logprobs({-1.0}, raw),
                                                token_logprobs({passk::missing_logprob}, raw)),
                    passk::domain_error);
}

TEST_CASE("coverage averages problems with equal weights") {
    const std::vector<std::vector<double>> problems = {{0.0, 0.0, 0.0}, {5.0}};
    CHECK(passk::mean_coverage_profile(problems, std::array{2.0}).front() == 0.5);
    CHECK_THROWS_AS((void)passk::coverage_profile({}, std::array{2.0}), passk::domain_error);
    CHECK_THROWS_AS((void)passk::coverage_profile(problems[0], std::array{0.0}),
                    passk::domain_error);
}

TEST_CASE("600 tokens at perplexity 1.06 take the base 10^15 samples") {
    const sequence_score score =
        passk::score_of(token_logprobs(std::vector<double>(600, -std::log(1.06)), raw));
    CHECK(passk::log10_expected_samples(score)
          == doctest::Approx(600 * std::log10(1.06)).epsilon(1e-13));
}
