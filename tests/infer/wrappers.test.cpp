// SPDX-License-Identifier: Apache-2.0
#include <passk/infer/any_backend.hpp>
#include <passk/infer/cache_backend.hpp>
#include <passk/infer/many_backends.hpp>
#include <passk/infer/recorded_draws.hpp>
#include <passk/infer/replay_backend.hpp>
#include <passk/infer/retry_backend.hpp>
#include <passk/testing/backend_laws.hpp>
#include <passk/testing/markov_backend.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using passk::any_backend;
using passk::completion;
using passk::draw;
using passk::errc;
using passk::generation_request;
using passk::testing::markov_backend;

using outcomes = std::map<std::pair<std::size_t, std::uint32_t>, passk::result<completion>>;

template <class B>
outcomes all_of(B& backend, const std::vector<generation_request>& requests) {
    outcomes all;
    backend.generate(
        requests,
        [&](draw one) {
            CHECK(all.emplace(std::pair(one.request, one.number), std::move(one.outcome)).second);
        },
        {});
    return all;
}

void check_same(const outcomes& a, const outcomes& b) {
    REQUIRE(a.size() == b.size());
    auto other = b.begin();
    for (const auto& [place, outcome] : a) {
        CHECK(place == other->first);
        REQUIRE(outcome.has_value());
        REQUIRE(other->second.has_value());
        CHECK((outcome.value() == other->second.value()));
        ++other;
    }
}

// Fails every draw a number of times, and counts what it is asked for.
struct flaky_backend {
    markov_backend inner{};
    std::uint32_t failures = 0;
    errc code = errc::unavailable;
    std::map<std::pair<std::uint64_t, std::uint32_t>, std::uint32_t> seen{};
    std::size_t asked = 0;
    std::stop_source* stops_after = nullptr;

    [[nodiscard]] passk::backend_capabilities capabilities() const { return inner.capabilities(); }
    void generate(std::span<const generation_request> requests, passk::draw_sink sink,
                  std::stop_token stop) {
        inner.generate(
            requests,
            [&](draw one) {
                ++asked;
                if (one.outcome
                    && ++seen[{requests[one.request].how.seed, one.number}] <= failures) {
                    one.outcome = passk::error{code, "not now"};
                }
                sink(std::move(one));
            },
            std::move(stop));
        if (stops_after != nullptr) {
            stops_after->request_stop();
        }
    }
};

const std::vector<generation_request> some{
    {.prompt = std::string("a"),
     .how = {.max_tokens = 6, .seed = 5},
     .count = 20,
     .logprobs = true},
    {.prompt = passk::token_ids{3},
     .how = {.max_tokens = 6},
     .first = 7,
     .count = 5,
     .token_ids = true},
    {.prompt = passk::chat{{.role = "user", .text = "h"}}, .how = {.max_tokens = 6}, .count = 3}};

passk::testing::backend_law_inputs inputs() {
    return {.prompts = {std::string("abc"), passk::token_ids{3, 4}}};
}

TEST_CASE("retry_backend: keeps the laws over one that fails, and draws what it would have drawn") {
    markov_backend truth;
    passk::retry_backend backend(flaky_backend{.failures = 2}, {.attempts = 3, .first_delay = 0ms});
    check_same(all_of(backend, some), all_of(truth, some));
    passk::retry_backend lawful(flaky_backend{.failures = 1}, {.first_delay = 0ms});
    CHECK(passk::testing::check_backend_laws(lawful, inputs()).broken == "");
}

TEST_CASE("retry_backend: gives up after its attempts, and at once on what will not pass") {
    passk::retry_backend tired(flaky_backend{.failures = 9}, {.attempts = 3, .first_delay = 0ms});
    for (const auto& [place, outcome] : all_of(tired, some)) {
        REQUIRE_FALSE(outcome.has_value());
        CHECK(outcome.error().code == errc::unavailable);
    }
    std::size_t given = 0;
    flaky_backend hopeless{.failures = 1, .code = errc::rejected};
    struct reference {
        flaky_backend* to;
        [[nodiscard]] passk::backend_capabilities capabilities() const {
            return to->capabilities();
        }
        void generate(std::span<const generation_request> requests, passk::draw_sink sink,
                      std::stop_token stop) {
            to->generate(requests, sink, std::move(stop));
        }
    };
    passk::retry_backend once(reference{&hopeless}, {.first_delay = 0ms});
    for (const auto& [place, outcome] : all_of(once, some)) {
        given += outcome.has_value() ? 0U : 1U;
    }
    CHECK(given == 28);
    CHECK(hopeless.asked == 28);
    CHECK_THROWS_AS(passk::retry_backend(markov_backend(), {.attempts = 0}), passk::domain_error);
}

TEST_CASE("retry_backend: a wish to stop ends the wait for the next attempt") {
    std::stop_source source;
    passk::retry_backend backend(flaky_backend{.failures = 1, .stops_after = &source},
                                 {.first_delay = 24h, .longest_delay = 24h});
    std::size_t cancelled = 0;
    backend.generate(
        some, [&](const draw& one) { cancelled += one.outcome.error().code == errc::cancelled; },
        source.get_token());
    CHECK(cancelled == 28);
}

TEST_CASE("cache_backend: keeps the laws, draws nothing twice and only what is missing") {
    passk::cache_backend lawful{markov_backend()};
    CHECK(passk::testing::check_backend_laws(lawful, inputs()).broken == "");

    markov_backend truth;
    std::vector<generation_request> asked;
    struct listening {
        std::vector<generation_request>* heard;
        markov_backend inner{};
        [[nodiscard]] passk::backend_capabilities capabilities() const {
            return inner.capabilities();
        }
        void generate(std::span<const generation_request> requests, passk::draw_sink sink,
                      std::stop_token stop) {
            heard->insert(heard->end(), requests.begin(), requests.end());
            inner.generate(requests, sink, std::move(stop));
        }
    };
    passk::cache_backend backend{listening{&asked}};
    generation_request first{
        .prompt = std::string("a"), .how = {.max_tokens = 6}, .first = 4, .count = 60};
    all_of(backend, {first});
    CHECK(backend.recorded().size() == 60);
    asked.clear();
    generation_request longer = first;
    longer.first = 0;
    longer.count = 256;
    check_same(all_of(backend, {longer}), all_of(truth, {longer}));
    REQUIRE(asked.size() == 2);
    CHECK(asked[0].first == 0);
    CHECK(asked[0].count == 4);
    CHECK(asked[1].first == 64);
    CHECK(asked[1].count == 192);
    asked.clear();
    longer.logprobs = true;  // which are not there yet
    check_same(all_of(backend, {longer}), all_of(truth, {longer}));
    CHECK(asked.at(0).count == 256);
    asked.clear();
    longer.logprobs = false;
    check_same(all_of(backend, {longer}), all_of(truth, {longer}));
    CHECK(asked.empty());
    longer.how.temperature = 0.5;
    all_of(backend, {longer});
    CHECK(asked.at(0).count == 256);
}

TEST_CASE("replay_backend: gives what was recorded and nothing else") {
    markov_backend truth;
    const outcomes right = all_of(truth, some);
    passk::recorded_draws recorded;
    for (const auto& [place, outcome] : right) {
        recorded.record(some[place.first], place.second, outcome.value());
    }
    CHECK(recorded.size() == 28);
    passk::replay_backend backend(recorded, truth.capabilities());
    check_same(all_of(backend, some), right);
    CHECK(backend.capabilities().model == "markov-0");

    std::vector<generation_request> more = some;
    more[1].count = 6;        // one more than there was
    more[2].logprobs = true;  // which were not recorded
    const outcomes answers = all_of(backend, more);
    CHECK(answers.at({1, 12}).error().code == errc::rejected);
    CHECK(answers.at({1, 12}).error().context
          == "draw 12 of this prompt was not recorded with these parameters");
    CHECK(answers.at({1, 11}).has_value());
    CHECK_FALSE(answers.at({2, 0}).has_value());
}

TEST_CASE("many_backends: keeps the laws, and draws what one alone would draw") {
    const auto three = [] {
        std::vector<any_backend> all;
        for (int i = 0; i < 3; ++i) {
            all.emplace_back(markov_backend());
        }
        return all;
    };
    passk::many_backends backend(three(), 2);
    CHECK(passk::testing::check_backend_laws(backend, inputs()).broken == "");
    markov_backend truth;
    check_same(all_of(backend, some), all_of(truth, some));

    std::vector<any_backend> unlike = three();
    unlike.emplace_back(markov_backend(7));
    CHECK_THROWS_AS(passk::many_backends{std::move(unlike)}, passk::domain_error);
    CHECK_THROWS_AS(passk::many_backends{std::vector<any_backend>{}}, passk::domain_error);

    std::vector<generation_request> many = some;
    many[0].count = 5000;
    std::size_t given = 0;
    CHECK_THROWS_AS(backend.generate(many,
                                     [&](const draw&) {
                                         if (++given == 3) {
                                             throw std::runtime_error("disk full");
                                         }
                                     }),
                    std::runtime_error);
    CHECK(given == 3);
}

}  // namespace
