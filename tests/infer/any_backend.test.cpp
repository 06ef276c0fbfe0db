// SPDX-License-Identifier: Apache-2.0
#include <passk/infer/any_backend.hpp>
#include <passk/infer/score_each.hpp>

#include <doctest/doctest.h>

#include <utility>
#include <vector>

namespace {

struct generates_only {
    [[nodiscard]] passk::backend_capabilities capabilities() const { return {.name = "G"}; }
    void generate(std::span<const passk::generation_request> requests, passk::draw_sink sink,
                  std::stop_token stop) {
        passk::draw_each(capabilities(), requests, sink, stop,
                         [](const passk::generation_request&, std::uint64_t seed) {
                             return passk::completion{.text = "x", .seed = seed};
                         });
    }
};
struct scores_only {
    [[nodiscard]] passk::backend_capabilities capabilities() const {
        return {.name = "S", .scores_text = true};
    }
    std::vector<passk::result<passk::token_logprobs>> score(
        std::span<const passk::scoring_request> requests, std::stop_token stop) {
        return passk::score_each(capabilities(), requests, stop, [](const passk::scoring_request&) {
            return passk::token_logprobs({-1.0},
                                         {.distribution = passk::logprob_distribution::raw});
        });
    }
};

TEST_CASE("any_backend: what the backend inside cannot do is unsupported, draw by draw") {
    const std::vector<passk::generation_request> requests{{.first = 3, .count = 2}};
    const passk::scoring_request pair{};
    std::vector<passk::draw> drawn;
    const auto keep = [&](passk::draw one) { drawn.push_back(std::move(one)); };

    passk::any_backend generator = generates_only{};
    generator.generate(requests, keep);
    REQUIRE(drawn.size() == 2);
    CHECK(drawn[1].number == 4);
    CHECK(drawn[1].outcome.value().seed == 4);
    REQUIRE(generator.score({&pair, 1}).size() == 1);
    CHECK(generator.score({&pair, 1})[0].error().code == passk::errc::unsupported);

    drawn.clear();
    passk::any_backend scorer = scores_only{};
    CHECK(scorer.capabilities().name == "S");
    CHECK(scorer.score({&pair, 1})[0].value().values()[0] == -1.0);
    scorer.generate(requests, keep);
    REQUIRE(drawn.size() == 2);
    CHECK(drawn[0].outcome.error().code == passk::errc::unsupported);

    passk::any_backend moved = std::move(scorer);
    CHECK(moved.capabilities().name == "S");
    CHECK_THROWS_AS(static_cast<void>(scorer.capabilities()), passk::domain_error);  // NOLINT
}

TEST_CASE("draw_each: refuses what is denied and cancels what is left") {
    passk::backend_capabilities able{.name = "small", .min_p = false};
    able.max_seed = 5;
    std::vector<passk::generation_request> requests(4);
    requests[0].prompt = passk::token_ids{1};
    requests[1].how.min_p = 0.1;
    requests[2].how.seed = 5;
    requests[2].count = 2;
    requests[3].count = 3;
    std::stop_source source;
    std::vector<passk::draw> drawn;
    passk::draw_each(
        able, requests,
        [&](passk::draw one) {
            drawn.push_back(std::move(one));
            if (drawn.size() == 5) {
                source.request_stop();
            }
        },
        source.get_token(),
        [](const passk::generation_request&,
           std::uint64_t seed) -> passk::result<passk::completion> {
            return passk::completion{.text = "t", .seed = seed};
        });
    REQUIRE(drawn.size() == 7);
    CHECK(drawn[0].outcome.error()
          == passk::error{passk::errc::unsupported, "small does not support prompts of token ids"});
    CHECK(drawn[1].outcome.error().context == "small does not support min-p");
    CHECK(drawn[2].outcome.error().context == "small does not support seeds above 5");
    CHECK(drawn[3].outcome.error().code == passk::errc::unsupported);
    CHECK(drawn[4].outcome.has_value());
    CHECK(drawn[5].outcome.error().code == passk::errc::cancelled);
    CHECK(drawn[6].number == 2);
}

TEST_CASE("expects_requests: names what is out of range") {
    passk::generation_request wrong;
    const auto refused = [&] {
        try {
            passk::expects_requests("f", {&wrong, 1});
        } catch (const passk::domain_error& problem) {
            return std::string(problem.what());
        }
        return std::string();
    };
    CHECK(refused() == "");
    wrong.how.temperature = std::numeric_limits<double>::quiet_NaN();
    CHECK(refused() == "f: temperature is at least 0 and finite, not nan");
    wrong.how = {.top_p = 1.5};
    CHECK(refused() == "f: top-p lies above 0 and is at most 1, not 1.500000");
    wrong.how = {.stop = {""}};
    CHECK(refused() == "f: a stop text is empty");
    wrong.how = {.max_tokens = 0};
    CHECK(refused() == "f: max_tokens is at least 1");
    wrong.how = {};
    wrong.first = 0xFFFFFFFFU;
    CHECK(refused() != "");
}

}  // namespace
