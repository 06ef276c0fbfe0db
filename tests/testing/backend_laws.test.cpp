// SPDX-License-Identifier: Apache-2.0
#include <passk/testing/backend_laws.hpp>

#include <passk/infer/any_backend.hpp>
#include <passk/testing/markov_backend.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace {

using passk::backend_capabilities;
using passk::completion;
using passk::draw;
using passk::draw_sink;
using passk::generation_request;
using passk::scoring_request;
using passk::testing::markov_backend;

using requests = std::span<const generation_request>;
using scores = std::vector<passk::result<passk::token_logprobs>>;

// A Markov chain in whose way something was put.
struct tampered {
    markov_backend inner{};
    std::function<void(backend_capabilities&)> claim = [](backend_capabilities&) {};
    std::function<void(std::vector<generation_request>&, std::stop_token&)> ask =
        [](std::vector<generation_request>&, std::stop_token&) {};
    std::function<void(draw, draw_sink)> answer = [](draw one, draw_sink sink) {
        sink(std::move(one));
    };
    std::function<void(scores&)> score_answer = [](scores&) {};

    [[nodiscard]] backend_capabilities capabilities() const {
        backend_capabilities able = inner.capabilities();
        claim(able);
        return able;
    }
    void generate(requests wanted, draw_sink sink, std::stop_token stop) {
        std::vector<generation_request> copy(wanted.begin(), wanted.end());
        ask(copy, stop);
        inner.generate(
            copy, [&](draw one) { answer(std::move(one), sink); }, stop);
    }
    scores score(std::span<const scoring_request> wanted, std::stop_token stop) {
        scores all = inner.score(wanted, std::move(stop));
        score_answer(all);
        return all;
    }
};

passk::testing::backend_law_inputs inputs() {
    return {.prompts = {std::string("abc"), passk::token_ids{3, 4},
                        passk::chat{{.role = "user", .text = "h"}}}};
}

std::string broken(tampered backend) {
    return passk::testing::check_backend_laws(backend, inputs()).broken;
}

// Changes every completion before it is delivered.
tampered with_completions(const std::function<void(completion&)>& change) {
    return {.answer = [change](draw one, draw_sink sink) {
        if (one.outcome) {
            completion changed = one.outcome.value();
            change(changed);
            one.outcome = std::move(changed);
        }
        sink(std::move(one));
    }};
}

TEST_CASE("check_backend_laws: a Markov chain keeps them all, behind any_backend too") {
    markov_backend chain;
    const auto report = passk::testing::check_backend_laws(chain, inputs());
    CHECK(report.broken == "");
    CHECK(report.held.size() == 10);
    CHECK(report.denied.empty());
    passk::any_backend any{markov_backend(3)};
    CHECK(passk::testing::check_backend_laws(any, inputs()).broken == "");
    CHECK(broken({}) == "");
}

TEST_CASE("check_backend_laws: a draw lost, doubled, renumbered or with a foreign seed is seen") {
    int drawn = 0;
    CHECK(broken({.answer =
                      [&](draw one, draw_sink sink) {
                          if (++drawn != 3) {
                              sink(std::move(one));
                          }
                      }})
          == "Accounted: draw 2 of request 0 never came");
    drawn = 0;
    CHECK(broken({.answer =
                      [&](const draw& one, draw_sink sink) {
                          sink(one);
                          if (++drawn == 3) {
                              sink(one);
                          }
                      }})
          == "Accounted: draw 2 of request 0 came twice");
    CHECK(broken({.answer = [&](draw one, draw_sink sink) {
              one.number += one.request == 2 ? 10 : 0;
              sink(std::move(one));
          }}).starts_with("Accounted: a draw of request 2, number 17, which was not asked for"));
    CHECK(broken(with_completions([](completion& one) { ++one.seed; })).starts_with("Accounted: "));
}

TEST_CASE("check_backend_laws: nonsense that is drawn from all the same is seen") {
    CHECK(broken({.ask = [](std::vector<generation_request>& wanted, std::stop_token&) {
              for (generation_request& one : wanted) {
                  one.how.top_p = one.how.top_p > 0.0 ? one.how.top_p : 1.0;
              }
          }}).starts_with("Strict: "));
}

TEST_CASE("check_backend_laws: a capability that is denied and used all the same is seen") {
    CHECK(broken({.claim = [](backend_capabilities& able) { able.min_p = false; }})
          == "Typed: denied capability number 1 is not errc::unsupported");
    CHECK(broken({.claim = [](backend_capabilities& able) { able.scores_text = false; }})
          == "One each: a denied capability is not errc::unsupported");
}

TEST_CASE("check_backend_laws: a backend deaf to stop is seen") {
    CHECK(broken({.ask = [](std::vector<generation_request>&, std::stop_token& stop) {
              stop = {};
          }}).starts_with("Cancelled: completions although"));
}

TEST_CASE("check_backend_laws: lengths that are wrong are seen") {
    CHECK(broken({.ask = [](std::vector<generation_request>& wanted, std::stop_token&) {
              for (generation_request& one : wanted) {
                  one.how.max_tokens *= 2;
              }
          }}).starts_with("Length: "));
    CHECK(broken(with_completions([](completion& one) { one.completion_tokens = 0; }))
          == "Length: a completion does not say how many tokens it has");
    CHECK(broken(with_completions([](completion& one) {
              one.finish = passk::finish_reason::length;
          })).starts_with("Length: ended by length after"));
    CHECK(broken(with_completions([](completion& one) {
              if (!one.tokens.empty()) {
                  one.tokens.pop_back();
              }
          })).starts_with("Length: "));
}

TEST_CASE("check_backend_laws: seeds that mean nothing, or one thing only, are seen") {
    std::uint64_t calls = 0;
    CHECK(broken({.ask =
                      [&](std::vector<generation_request>& wanted, std::stop_token&) {
                          ++calls;
                          for (generation_request& one : wanted) {
                              one.how.seed += 1000 * calls;
                          }
                      },
                  .answer =
                      [&](draw one, draw_sink sink) {
                          completion changed =
                              one.outcome.has_value() ? one.outcome.value() : completion{};
                          changed.seed -= 1000 * calls;
                          if (one.outcome.has_value()) {
                              one.outcome = changed;
                          }
                          sink(std::move(one));
                      }})
          == "Seeded: drawing again gave other completions");
    CHECK(broken({.ask =
                      [&](std::vector<generation_request>& wanted, std::stop_token&) {
                          for (generation_request& one : wanted) {
                              if (one.how.top_p == 1.0) {
                                  one.how.temperature = 0.0;
                              }
                          }
                      }})
          == "Seeded: all seeds give the same text");
}

TEST_CASE("check_backend_laws: a stop text that is ignored, kept or cut too early is seen") {
    CHECK(broken({.ask = [](std::vector<generation_request>& wanted, std::stop_token&) {
              for (generation_request& one : wanted) {
                  one.how.stop.clear();
              }
          }}).starts_with("Stop: the text "));
    std::vector<std::string> stops;
    CHECK(broken({.ask =
                      [&](std::vector<generation_request>& wanted, std::stop_token&) {
                          stops.clear();
                          for (const generation_request& one : wanted) {
                              stops = one.how.stop;
                          }
                      },
                  .answer =
                      [&](draw one, draw_sink sink) {
                          if (one.outcome.has_value() && !stops.empty()) {
                              completion changed = one.outcome.value();
                              changed.text.clear();
                              one.outcome = changed;
                          }
                          sink(std::move(one));
                      }})
              .starts_with("Stop: \"\" is not what comes before"));
}

TEST_CASE(
    "check_backend_laws: log-probabilities that are missing, of another kind or not those "
    "of the model are seen") {
    CHECK(broken(with_completions([](completion& one) { one.logprobs.reset(); }))
          == "Log-probabilities: a completion has none");
    CHECK(broken({.claim = [](backend_capabilities& able) {
              able.sampled_from = passk::logprob_distribution::processed;
          }}).starts_with("Log-probabilities: they are raw"));
    // Processed ones that are said to be raw: told apart at temperature 0.5 only.
    double temperature = 1.0;
    CHECK(broken({.ask =
                      [&](std::vector<generation_request>& wanted, std::stop_token&) {
                          for (const generation_request& one : wanted) {
                              temperature = one.how.temperature;
                          }
                      },
                  .answer =
                      [&](draw one, draw_sink sink) {
                          if (one.outcome.has_value() && one.outcome.value().logprobs) {
                              completion changed = one.outcome.value();
                              std::vector<double> values(changed.logprobs->values().begin(),
                                                         changed.logprobs->values().end());
                              for (double& value : values) {
                                  value /= temperature;
                              }
                              changed.logprobs.emplace(values, changed.logprobs->kind());
                              one.outcome = changed;
                          }
                          sink(std::move(one));
                      }})
              .starts_with("Scores agree: "));
    CHECK(broken({.score_answer = [](scores& all) {
              if (!all.empty()) {
                  all.pop_back();
              }
          }}).starts_with("One each: "));
}

}  // namespace
