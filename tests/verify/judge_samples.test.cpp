// SPDX-License-Identifier: Apache-2.0
#include <passk/core/error.hpp>
#include <passk/verify/judge_samples.hpp>

#include <passk/verify/exact_match.hpp>

#include <range/v3/view/transform.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace {

using passk::problem;
using passk::verdict;

const problem four{.id = "1", .prompt = "2 + 2", .reference = "4"};

std::vector<std::string> answers(std::size_t count) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < count; ++i) {
        out.push_back(i % 7 == 6 ? "" : std::to_string(i % 6));
    }
    return out;
}

}  // namespace

TEST_CASE("judge_samples: gives the verdicts in order whatever the number of threads") {
    const std::vector<std::string> samples = answers(1000);
    const passk::exact_match judge;
    for (const unsigned threads : {0U, 1U, 2U, 5U, 64U}) {
        const auto got =
            passk::judge_samples(judge, four, samples, {.threads = threads, .stop = {}});
        REQUIRE(got.has_value());
        REQUIRE(got.value().size() == samples.size());
        for (std::size_t i = 0; i < samples.size(); ++i) {
            REQUIRE(got.value()[i] == judge(four, samples[i]));
        }
    }
    CHECK(passk::judge_samples(judge, four, std::vector<std::string>{}).value().empty());
}

TEST_CASE("judge_samples: takes views of range-v3 and completions") {
    const std::vector<passk::completion> completions{{.text = "4"}, {.text = "5"}};
    const auto texts = ranges::views::transform(
        completions, [](const passk::completion& one) { return std::string_view(one.text); });
    const std::vector<verdict> expected{verdict::correct, verdict::incorrect};
    CHECK(passk::judge_samples(passk::exact_match{}, four, completions).value() == expected);
    CHECK(passk::judge_samples(passk::exact_match{}, four, texts).value() == expected);
}

TEST_CASE("judge_samples: judges samples of many problems at once") {
    const problem five{.id = "2", .prompt = "2 + 3", .reference = "5"};
    const std::vector<passk::judging_item> items{{&four, "4"}, {&five, "4"}, {&five, "5"}};
    const std::vector<verdict> expected{verdict::correct, verdict::incorrect, verdict::correct};
    CHECK(passk::judge_samples(passk::exact_match{}, items).value() == expected);
    const std::vector<passk::judging_item> orphan{{nullptr, "4"}};
    CHECK_THROWS_AS(static_cast<void>(passk::judge_samples(passk::exact_match{}, orphan)),
                    passk::domain_error);
}

TEST_CASE("judge_samples: stops between two samples when asked to") {
    std::stop_source stop;
    std::atomic<std::size_t> judged{0};
    const auto judge = [&](const problem&, std::string_view) {
        if (++judged == 10) {
            stop.request_stop();
        }
        return verdict::correct;
    };
    const auto got =
        passk::judge_samples(judge, four, answers(1000), {.threads = 2, .stop = stop.get_token()});
    REQUIRE_FALSE(got.has_value());
    CHECK(got.error().code == passk::errc::cancelled);
    CHECK(judged < 1000);
}

TEST_CASE("judge_samples: a stop after the last sample loses nothing") {
    std::stop_source stop;
    const auto judge = [&](const problem&, std::string_view) {
        stop.request_stop();
        return verdict::correct;
    };
    const auto got = passk::judge_samples(judge, four, std::vector<std::string>{"4"},
                                          {.threads = 1, .stop = stop.get_token()});
    CHECK(got.has_value());
}

TEST_CASE("judge_samples: hands on what a faulty judge throws") {
    const auto judge = [](const problem&, std::string_view text) -> verdict {
        if (text == "3") {
            throw std::runtime_error("three");
        }
        return verdict::correct;
    };
    CHECK_THROWS_AS(static_cast<void>(passk::judge_samples(judge, four, answers(1000),
                                                           {.threads = 4, .stop = {}})),
                    std::runtime_error);
}
