// SPDX-License-Identifier: Apache-2.0
#include "source_directory.hpp"

#include <passk/adapter/tiny_lm/tiny_lm_backend.hpp>
#include <passk/adapter/tiny_lm/weight_file.hpp>
#include <passk/infer/inference_backend.hpp>
#include <passk/infer/scoring_backend.hpp>
#include <passk/testing/backend_laws.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace lm = passk::adapter::tiny_lm;

static_assert(passk::inference_backend<lm::tiny_lm_backend>);
static_assert(passk::scoring_backend<lm::tiny_lm_backend>);

namespace {

lm::stored_model small() {
    passk::result<lm::stored_model> read = lm::read_weight_file(
        passk_tests::source_directory() + "/tests/adapter/tiny_lm/golden/small.tlm");
    REQUIRE(read.has_value());
    return std::move(read).value();
}

std::vector<passk::completion> draw_all(lm::tiny_lm_backend& backend,
                                        const std::vector<passk::generation_request>& requests) {
    std::vector<std::vector<passk::completion>> all(requests.size());
    for (std::size_t r = 0; r < requests.size(); ++r) {
        all[r].resize(requests[r].count);
    }
    backend.generate(
        requests,
        [&](passk::draw one) {
            REQUIRE(one.outcome.has_value());
            all[one.request][one.number - requests[one.request].first] = one.outcome.value();
        },
        std::stop_token{});
    std::vector<passk::completion> flat;
    for (const std::vector<passk::completion>& some : all) {
        flat.insert(flat.end(), some.begin(), some.end());
    }
    return flat;
}

passk::error refusal_of(lm::tiny_lm_backend& backend, const passk::generation_request& request) {
    passk::error found{};
    backend.generate(
        {&request, 1},
        [&](passk::draw one) {
            REQUIRE(!one.outcome.has_value());
            found = one.outcome.error();
        },
        std::stop_token{});
    return found;
}

}  // namespace

TEST_CASE("the embedded model keeps the laws of backends") {
    lm::tiny_lm_backend backend(small(), {.model = "small", .threads = 2});
    const auto report = passk::testing::check_backend_laws(
        backend, {.prompts = {"abc", "jihgf", "a"}, .tolerance = 0.0});
    CHECK(report.broken == "");
}

TEST_CASE("drawn and greedy completions are the same for one thread and two") {
    std::vector<passk::generation_request> requests;
    for (const char* const prompt : {"abc", "bca", "jjjj"}) {
        requests.push_back({.prompt = std::string(prompt),
                            .how = {.temperature = 0.9, .max_tokens = 15, .seed = 11},
                            .count = 45,
                            .logprobs = true,
                            .token_ids = true});
        requests.push_back({.prompt = std::string(prompt),
                            .how = {.temperature = 0.0, .max_tokens = 15},
                            .count = 2,
                            .logprobs = true,
                            .token_ids = true});
    }
    lm::tiny_lm_backend one(small(), {.model = "small", .threads = 1});
    lm::tiny_lm_backend two(small(), {.model = "small", .threads = 2});
    const std::vector<passk::completion> expected = draw_all(one, requests);
    CHECK(expected.size() == 3 * 47);
    CHECK(draw_all(two, requests) == expected);
}

TEST_CASE("what cannot be drawn is refused with the reason") {
    lm::tiny_lm_backend backend(small(), {.model = "small", .threads = 1});
    passk::error refused = refusal_of(backend, {.prompt = std::string("abz")});
    CHECK(refused.code == passk::errc::rejected);
    CHECK(refused.context.find("byte 2") != std::string::npos);
    CHECK(refusal_of(backend, {.prompt = std::string()}).code == passk::errc::rejected);
    CHECK(refusal_of(backend, {.prompt = std::string(40, 'a')}).code == passk::errc::rejected);
    CHECK(refusal_of(backend, {.prompt = passk::token_ids{0, 11}}).code == passk::errc::rejected);
    CHECK(refusal_of(backend, {.prompt = passk::token_ids{-1}}).code == passk::errc::rejected);
    CHECK(refusal_of(backend, {.prompt = std::string("a"), .how = {.repetition_penalty = 1.1}}).code
          == passk::errc::unsupported);
    CHECK_THROWS_AS(refusal_of(backend, {.prompt = std::string("a"), .how = {.top_p = 0.0}}),
                    passk::domain_error);
}

TEST_CASE("the context ends a completion, which says so") {
    lm::tiny_lm_backend backend(small(), {.model = "small", .threads = 1});
    const std::vector<passk::completion> drawn = draw_all(
        backend, {{.prompt = std::string(39, 'a'), .how = {.max_tokens = 100}, .count = 8}});
    for (const passk::completion& one : drawn) {
        CHECK(one.completion_tokens == 1);
        CHECK((one.finish == passk::finish_reason::stop) == one.text.empty());
    }
}

TEST_CASE("a model that cannot be computed with is an error, not a text") {
    lm::stored_model model = small();
    for (float& number : model.weights.numbers) {
        number *= 1e30F;
    }
    lm::tiny_lm_backend backend(std::move(model), {.model = "broken", .threads = 1});
    CHECK(refusal_of(backend, {.prompt = std::string("ab")}).code == passk::errc::malformed);
}

TEST_CASE("what the sink throws passes through, from every thread") {
    lm::tiny_lm_backend backend(small(), {.model = "small", .threads = 2});
    const std::vector<passk::generation_request> requests(
        8, {.prompt = std::string("abc"), .how = {.max_tokens = 4}, .count = 16});
    CHECK_THROWS_AS(backend.generate(
                        requests, [](const passk::draw&) { throw std::runtime_error("full"); },
                        std::stop_token{}),
                    std::runtime_error);
}
