// SPDX-License-Identifier: Apache-2.0
#include <passk/perplexity/perplexity.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using passk::logprob_distribution;
using passk::logprob_kind;
using passk::score_of;
using passk::sequence_score;
using passk::token_logprobs;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const logprob_kind raw{.distribution = logprob_distribution::raw};

}  // namespace

TEST_CASE("perplexity of equal probabilities is one over the probability") {
    const token_logprobs tokens(std::vector<double>(7, std::log(0.25)), raw);
    CHECK(passk::perplexity(tokens) == doctest::Approx(4.0).epsilon(1e-15));
    CHECK(passk::bits_per_token(score_of(tokens)) == doctest::Approx(2.0).epsilon(1e-15));
    sequence_score score = score_of(tokens);
    score.bytes = 28;
    CHECK(passk::bits_per_byte(score) == doctest::Approx(0.5).epsilon(1e-15));
}

TEST_CASE("one token") {
    CHECK(passk::perplexity(token_logprobs({0.0}, raw)) == 1.0);
    CHECK(passk::sequence_log_probability(score_of(token_logprobs({-2.5}, raw))) == -2.5);
}

TEST_CASE("a million tokens are summed as if exactly") {
    // The double nearest to 0.1 is 0x1999999999999A / 2^56, so the exact sum is a whole multiple.
    constexpr std::size_t count = 1'000'000;
    const token_logprobs tokens(std::vector<double>(count, -0.1), raw);
    __extension__ using wide = __int128;
    const double exact = -std::ldexp(static_cast<double>(wide{0x1999999999999A} * count), -56);
    CHECK(score_of(tokens).log_probability == exact);
    double plain = 0.0;
    for (const double value : tokens.values()) {
        plain += value;
    }
    CHECK(plain != exact);  // what the compensation is for
}

TEST_CASE("great and tiny log-probabilities side by side") {
    std::vector<double> values(1000, -1e5);
    values.resize(2000, -0x1p-30);
    const sequence_score score = score_of(token_logprobs(values, raw));
    CHECK(score.log_probability == -1e8 - 1000 * 0x1p-30);
    CHECK(passk::bits_per_token(score) == doctest::Approx(5e4 * 1.4426950408889634).epsilon(1e-12));
    // exp(5e4) is beyond a double: infinite, as documented, not a wrong finite number.
    CHECK(passk::perplexity(score) == infinity);
}

TEST_CASE("a token of probability 0 makes the completion impossible") {
    const sequence_score score = score_of(token_logprobs({-1.0, -infinity, -1.0}, raw));
    CHECK(score.impossible == 1);
    CHECK(passk::sequence_log_probability(score) == -infinity);
    CHECK(passk::perplexity(score) == infinity);
}

TEST_CASE("the empty completion is refused") {
    CHECK_THROWS_WITH_AS((void)passk::perplexity(token_logprobs({}, raw)),
                         "passk::perplexity: there is no token", passk::domain_error);
    CHECK_THROWS_AS((void)passk::sequence_log_probability(score_of(token_logprobs({}, raw))),
                    passk::domain_error);
}

TEST_CASE("missing tokens are refused, not summed") {
    const sequence_score score = score_of(token_logprobs({-1.0, passk::missing_logprob}, raw));
    CHECK(score.missing == 1);
    CHECK(score.tokens == std::uint64_t{2});
    CHECK_THROWS_WITH_AS((void)passk::perplexity(score),
                         "passk::perplexity: 1 tokens have no log-probability",
                         passk::domain_error);
}

TEST_CASE("a score without its number of tokens has a probability but no perplexity") {
    const sequence_score score{.log_probability = -3.0, .kind = raw};
    CHECK(passk::sequence_log_probability(score) == -3.0);
    CHECK_THROWS_AS((void)passk::perplexity(score), passk::domain_error);
    CHECK_THROWS_AS((void)passk::bits_per_byte(score), passk::domain_error);
}

TEST_CASE("mixing kinds is refused") {
    const std::vector<sequence_score> scores = {
        score_of(token_logprobs({-1.0}, raw)),
        score_of(token_logprobs(
            {-1.0}, {.distribution = logprob_distribution::processed, .temperature = 0.6}))};
    CHECK_THROWS_WITH_AS(
        (void)passk::perplexities(scores),
        "passk::perplexities: log-probabilities of different kinds: raw, end of sequence unknown; "
        "and processed (temperature 0.6, top-p 1, top-k 0, min-p 0), end of sequence unknown",
        passk::domain_error);
}

TEST_CASE("a scorer refuses what is above 0") {
    passk::sequence_scorer scorer;
    CHECK_THROWS_AS(scorer.add(0.1), passk::domain_error);
    CHECK_THROWS_AS(scorer.add(infinity), passk::domain_error);
}
