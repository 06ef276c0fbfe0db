// SPDX-License-Identifier: Apache-2.0
#include <passk/sample/token_logprobs.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using passk::logprob_distribution;
using passk::logprob_from_server;
using passk::logprob_kind;
using passk::token_logprobs;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const logprob_kind raw{.distribution = logprob_distribution::raw};

}  // namespace

TEST_CASE("what servers write instead of -inf is -inf") {
    CHECK(logprob_from_server(-9999.0) == -infinity);
    CHECK(logprob_from_server(-9000.0) == -infinity);
    CHECK(logprob_from_server(-infinity) == -infinity);
    CHECK(logprob_from_server(-8999.5) == -8999.5);
}

TEST_CASE("rounding above 0 is 0, but a probability above 1 is none") {
    CHECK(logprob_from_server(1e-7) == 0.0);
    CHECK_FALSE(std::signbit(logprob_from_server(-0.0)));
    CHECK(std::isnan(logprob_from_server(0.5)));
    CHECK(std::isnan(logprob_from_server(infinity)));
    CHECK(std::isnan(logprob_from_server(std::numeric_limits<double>::quiet_NaN())));
}

TEST_CASE("keeps its values, -inf and missing ones among them") {
    const token_logprobs tokens({-0.5, -infinity, passk::missing_logprob, 0.0}, raw,
                                passk::completion_extent::cut);
    CHECK(tokens.size() == 4);
    CHECK(tokens.values()[1] == -infinity);
    CHECK(std::isnan(tokens.values()[2]));
    CHECK(tokens.extent() == passk::completion_extent::cut);
    CHECK(tokens.kind() == raw);
}

TEST_CASE("refuses a log-probability above 0") {
    CHECK_THROWS_WITH_AS(
        token_logprobs({-1.0, 0.25}, raw),
        "passk::token_logprobs: the log-probability 0.250000 of token 1 is above 0",
        passk::domain_error);
}

TEST_CASE("refuses kinds that contradict themselves") {
    CHECK_THROWS_AS(
        token_logprobs({-1.0}, {.distribution = logprob_distribution::raw, .temperature = 0.6}),
        passk::domain_error);
    CHECK_THROWS_AS(token_logprobs({-1.0}, {.distribution = logprob_distribution::processed,
                                            .temperature = 0.0}),
                    passk::domain_error);
    CHECK_THROWS_AS(
        token_logprobs({-1.0}, {.distribution = logprob_distribution::processed, .top_p = 1.5}),
        passk::domain_error);
    CHECK_NOTHROW(token_logprobs({-1.0}, {.distribution = logprob_distribution::processed,
                                          .temperature = 0.6,
                                          .top_p = 0.95,
                                          .top_k = 20}));
}

TEST_CASE("names a kind") {
    CHECK(to_string(logprob_kind{.distribution = logprob_distribution::processed,
                                 .ending = passk::end_of_sequence::included,
                                 .temperature = 0.6,
                                 .top_p = 0.95})
          == "processed (temperature 0.6, top-p 0.95, top-k 0, min-p 0), end of sequence included");
    CHECK(to_string(raw) == "raw, end of sequence unknown");
}
