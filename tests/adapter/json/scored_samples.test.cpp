// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/json/scored_samples.hpp>

#include <passk/core/random_bits.hpp>
#include <passk/perplexity/perplexity.hpp>

#include "temporary_files.hpp"

#include <doctest/doctest.h>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace pj = passk::adapter::json;

using passk::completion_extent;
using passk::logprob_distribution;
using passk::verdict;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct reading {
    std::vector<pj::scored_sample> samples{};
    passk::result<pj::scored_read_report> outcome = pj::scored_read_report{};
};

reading read(std::string_view text, const pj::scored_read_options& options = {}) {
    reading got;
    got.outcome = pj::parse_scored_samples(
        "scored.jsonl", text, options,
        [&](const pj::scored_sample& sample) { got.samples.push_back(sample); });
    return got;
}

pj::scored_sample read_one(std::string_view text, const pj::scored_read_options& options = {}) {
    const reading got = read(text, options);
    INFO((got.outcome ? "" : got.outcome.error().context));
    REQUIRE(got.outcome.has_value());
    REQUIRE(got.samples.size() == 1);
    return got.samples.front();
}

void check_refused(std::string_view text, std::string_view message) {
    const reading got = read(text);
    REQUIRE_FALSE(got.outcome.has_value());
    CHECK(got.outcome.error().code == passk::errc::malformed);
    CHECK(got.outcome.error().context == message);
}

}  // namespace

TEST_CASE("a record of our own, with everything") {
    const pj::scored_sample got = read_one(
        R"({"problem":"aime24/3","model":"tuned","scorer":"base","sample":5,"text":"né",)"
        R"("token_logprobs":[-0.5, -1.25,0,-2.5e-1 ],"finish_reason":"stop","correct":true,)"
        R"("logprobs":{"distribution":"processed","ending":"included","temperature":0.6,)"
        R"("top_p":0.95,"top_k":-1}})"
        "\n");
    CHECK(got.problem == "aime24/3");
    CHECK(got.model == "tuned");
    CHECK(got.scorer == "base");
    CHECK(got.sample == std::uint64_t{5});
    CHECK(got.judged == verdict::correct);
    CHECK(got.score.log_probability == -2.0);
    CHECK(got.score.tokens == std::uint64_t{4});
    CHECK(got.score.bytes == std::uint64_t{3});
    CHECK(got.score.extent == completion_extent::complete);
    CHECK(got.score.kind.distribution == logprob_distribution::processed);
    CHECK(got.score.kind.temperature == 0.6);
    CHECK(got.score.kind.top_p == 0.95);
    CHECK(got.score.kind.top_k == 0);
    CHECK(got.score.kind.ending == passk::end_of_sequence::included);
}

TEST_CASE("what a record leaves out comes from the options and the file's name") {
    const pj::scored_sample plain = read_one(R"({"task_id":7,"token_logprobs":[-1]})");
    CHECK(plain.problem == "7");
    CHECK(plain.model == "scored");
    CHECK(plain.scorer == "scored");
    CHECK_FALSE(plain.sample.has_value());
    CHECK_FALSE(plain.judged.has_value());
    CHECK(plain.score.extent == completion_extent::unknown);
    const pj::scored_sample told = read_one(
        R"({"problem":"a","token_logprobs":[-1],"finish_reason":"length"})",
        {.model = "m", .scorer = "s", .kind = {.distribution = logprob_distribution::raw}});
    CHECK(told.model == "m");
    CHECK(told.scorer == "s");
    CHECK(told.score.kind.distribution == logprob_distribution::raw);
    CHECK(told.score.extent == completion_extent::cut);
}

TEST_CASE("null and NaN are missing, -9999 and -Infinity are -inf, nothing of it is summed") {
    const auto score = read_one(R"({"problem":"a","token_logprobs":[null,-0.5,NaN]})").score;
    CHECK(score.missing == 2);
    CHECK(score.tokens == std::uint64_t{3});
    CHECK(score.log_probability == -0.5);
    CHECK_THROWS_AS((void)passk::perplexity(score), passk::domain_error);
    for (const char* word : {"-9999.0", "-Infinity", "-1e999"}) {
        const auto impossible =
            read_one(std::string(R"({"problem":"a","token_logprobs":[-1,)") + word + "]}").score;
        CHECK(impossible.impossible == 1);
        CHECK(impossible.log_probability == -infinity);
    }
    CHECK(read_one(R"({"problem":"a","token_logprobs":[-1e-999,0.7]})").score.missing == 1);
}

TEST_CASE("numbers are read to the nearest double (seed 4)") {
    passk::random_bits bits(4);
    std::string text = R"({"problem":"a","token_logprobs":[)";
    passk::compensated_sum sum;
    for (int i = 0; i < 2000; ++i) {
        const double value = -std::ldexp(passk::uniform_unit(bits),
                                         -static_cast<int>(passk::uniform_below(bits, 40)));
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        text.append(digits, end);
        text += i < 1999 ? "," : "]}";
        sum.add(value);
    }
    CHECK(read_one(text).score.log_probability == sum.value());
}

TEST_CASE("an array of that name inside a text is text") {
    const pj::scored_sample got = read_one(
        R"({"text":"say \"token_logprobs\":[1,2] \\","problem":"a","token_logprobs":[-3]})");
    CHECK(got.score.log_probability == -3.0);
    CHECK(got.score.bytes == std::uint64_t{28});
}

TEST_CASE("a name written with escapes is not ours") {
    const reading got = read(R"({"problem":"a","token\u005flogprobs":[7]})");
    REQUIRE(got.outcome.has_value());
    CHECK(got.outcome.value().unscored == 1);
}

TEST_CASE("a response of vLLM or OpenAI, completions") {
    const reading got = read(
        R"({"id":"cmpl-aime24-3","object":"text_completion","model":"Qwen2.5-7B","choices":[)"
        R"({"index":0,"text":"42","finish_reason":"stop","logprobs":{"text_offset":[0,1],)"
        R"("token_logprobs":[-0.25,-0.5],"tokens":["4","2"],"top_logprobs":[{"4":-0.25},null]}},)"
        R"({"index":1,"text":"4","finish_reason":"length","logprobs":{"token_logprobs":[-1.5]}},)"
        R"({"index":2,"text":"","finish_reason":"abort","logprobs":null}]})");
    REQUIRE(got.outcome.has_value());
    REQUIRE(got.samples.size() == 2);
    CHECK(got.outcome.value().unscored == 1);
    CHECK(got.samples[0].problem == "cmpl-aime24-3");
    CHECK(got.samples[0].model == "Qwen2.5-7B");
    CHECK(got.samples[0].score.log_probability == -0.75);
    CHECK(got.samples[0].score.bytes == std::uint64_t{2});
    CHECK(got.samples[1].sample == std::uint64_t{1});
    CHECK(got.samples[1].score.extent == completion_extent::cut);
    CHECK(got.samples[1].score.kind.distribution == logprob_distribution::unknown);
}

TEST_CASE("a response that repeats its prompt is scored from where the prompt ends") {
    // vLLM with echo: the first token has no log-probability. "né " is 3 characters, 4 bytes.
    const auto response = [](std::string_view record, std::string_view choice,
                             std::string_view body) {
        return R"({"problem":"a",)" + std::string(record) + R"("choices":[{"text":"né 42",)"
               + std::string(choice)
               + R"("finish_reason":"stop","logprobs":{"text_offset":[0,2,3,4],)"
               + R"("token_logprobs":[null,-8,-0.25,-0.5]}}])" + std::string(body) + "}";
    };
    const std::string_view usage =
        R"(,"usage":{"prompt_tokens":2,"completion_tokens":2,"total_tokens":4})";
    for (const std::string& text :
         {response(R"("prompt":"né ",)", "", ""), response("", R"("prompt_token_ids":[5,6],)", ""),
          response("", "", usage), response(R"("echo":true,"prompt":"né ",)", "", usage)}) {
        const pj::scored_sample got = read_one(text);
        CHECK(got.score.log_probability == -0.75);
        CHECK(got.score.tokens == std::uint64_t{2});
        CHECK(got.score.missing == 0);
        CHECK(got.score.extent == completion_extent::complete);
        const bool known = text.find("\"prompt\"") != std::string::npos;
        CHECK(got.score.bytes == (known ? std::optional<std::uint64_t>(2) : std::nullopt));
    }
    // Scored without drawing: the limit of 0 new tokens did not cut what was given.
    CHECK(
        read_one(R"({"problem":"a","prompt":"x","choices":[{"text":"xy","finish_reason":"length",)"
                 R"("logprobs":{"text_offset":[0,1],"token_logprobs":[null,-1]}}],)"
                 R"("usage":{"prompt_tokens":2,"completion_tokens":0}})")
            .score.extent
        == completion_extent::unknown);
    // Where all tokens were drawn, or nothing is repeated, a missing one is missing.
    for (const std::string& text :
         {response(R"("echo":false,)", "", ""),
          response("", "", R"(,"usage":{"prompt_tokens":9,"completion_tokens":4})")}) {
        CHECK(read_one(text).score.missing == 1);
    }
    const auto refused = [&](const std::string& text, std::string_view why) {
        check_refused(text, "scored.jsonl:1: " + std::string(why));
    };
    refused(response("", "", ""),
            "the response repeats its prompt, and nothing says where that ends: 'prompt' and "
            "'text_offset', 'prompt_token_ids' or 'usage' would");
    refused(response(R"("prompt":"n",)", "", ""), "a token lies across the end of the prompt (1)");
    refused(response("", "", R"(,"usage":{"prompt_tokens":1,"completion_tokens":2})"),
            "'usage' counts other tokens than 'token_logprobs' holds (1 + 2, not 4)");
    refused(response("", R"("prompt_token_ids":[1,2,3,4],)", ""),
            "the response repeats its prompt, and no token follows it (4 of 4)");
    refused(R"({"problem":"a","prompt":"x","choices":[{"text":"xy","logprobs":{"text_offset":[0],)"
            R"("token_logprobs":[null,-1]}}]})",
            "'text_offset' has not one number for each token ([0])");
}

TEST_CASE("a chat response inside a line of OpenAI's batch output") {
    const pj::scored_sample got = read_one(
        R"({"id":"b1","custom_id":"gsm8k/1","response":{"status_code":200,"body":{"id":"c","model":)"
        R"("gpt","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant",)"
        R"("content":"hi"},"logprobs":{"content":[{"token":"h","logprob":-0.5,"bytes":[104]},)"
        R"({"token":"i","logprob":-9999.0,"top_logprobs":[]}]}}]}},"error":null})");
    CHECK(got.problem == "gsm8k/1");
    CHECK(got.model == "gpt");
    CHECK(got.score.tokens == std::uint64_t{2});
    CHECK(got.score.impossible == 1);
    CHECK(got.score.bytes == std::uint64_t{2});
}

TEST_CASE("log-likelihoods of lm-evaluation-harness") {
    const reading got = read(
        R"({"doc_id":12,"doc":{"q":"?"},"target":"0","arguments":{"gen_args_0":{"arg_0":"Q","arg_1":)"
        R"(" yes"},"gen_args_1":{"arg_0":"Q","arg_1":" no"}},"resps":[[["-3.5","False"]],)"
        R"([[-12345.0,false]]],"filtered_resps":[["-3.5","False"],[-12345.0,false]]})",
        {.model = "reference", .scorer = "base"});
    REQUIRE(got.samples.size() == 2);
    CHECK(got.samples[0].problem == "12");
    CHECK(got.samples[0].model == "reference");
    CHECK(got.samples[0].scorer == "base");
    CHECK(got.samples[0].score.log_probability == -3.5);
    CHECK(got.samples[0].score.bytes == std::uint64_t{4});
    CHECK_FALSE(got.samples[0].score.tokens.has_value());
    CHECK(got.samples[1].score.log_probability == -12345.0);  // a sum, not a server's -inf
    CHECK_THROWS_AS((void)passk::perplexity(got.samples[0].score), passk::domain_error);
}

TEST_CASE("a document over many lines, and an array of records") {
    CHECK(read_one("{\n \"problem\": \"a\",\n \"token_logprobs\": [\n  -1,\n  -2\n ]\n}\n")
              .score.log_probability
          == -3.0);
    CHECK(read(R"([{"problem":"a","token_logprobs":[-1]},{"problem":"b","token_logprobs":[]}])")
              .samples.size()
          == 2);
}

TEST_CASE("completions that were not scored are counted, not invented") {
    const reading got = read(
        "{\"problem\":\"a\",\"text\":\"x\"}\n\n{\"problem\":\"a\","
        "\"token_logprobs\":null}\n");
    REQUIRE(got.outcome.has_value());
    CHECK(got.samples.empty());
    CHECK(got.outcome.value().unscored == 2);
}

TEST_CASE("a torn last line is reported, a broken one before it refused") {
    const std::string good = "{\"problem\":\"a\",\"token_logprobs\":[-1]}\n";
    const reading torn = read(good + R"({"problem":"a","token_logprobs":[-1,-0.)");
    REQUIRE(torn.outcome.has_value());
    CHECK(torn.outcome.value().torn);
    CHECK(torn.samples.size() == 1);
    check_refused(good + "{\"problem\":\"a\",\"token_logprobs\":[-1,\n" + good,
                  "scored.jsonl:2: the text ends inside 'token_logprobs'");
}

TEST_CASE("says what is wrong and where") {
    check_refused(R"({"token_logprobs":[-1]})"
                  "\n",
                  "scored.jsonl:1: there is no field 'problem' ({\"token_logprobs\":[0]})");
    check_refused("{\"problem\":\"a\",\"token_logprobs\":[-1,\"x\"]}\n",
                  "scored.jsonl:1: 'token_logprobs' holds what is no number (\"x\"]})");
    check_refused(
        "{\"problem\":\"a\",\"token_logprobs\":[-1],"
        "\"logprobs\":{\"distribution\":\"cooked\"}}\n",
        "scored.jsonl:1: 'distribution' is none of raw, processed, unknown (cooked)");
    check_refused(
        "{\"problem\":\"a\",\"token_logprobs\":[-1],\"logprobs\":"
        "{\"distribution\":\"processed\",\"temperature\":-1}}\n",
        "scored.jsonl:1: 'logprobs': sampling parameters out of range: processed "
        "(temperature -1, top-p 1, top-k 0, min-p 0), end of sequence unknown");
    check_refused("[1]\n", "scored.jsonl:1: not a JSON object (1)");
    CHECK(read("nonsense\n").outcome.error().code == passk::errc::malformed);
}

TEST_CASE("files: gzip, absent ones, and results that do not depend on where blocks end") {
    const passk_tests::temporary_files files;
    std::string text;
    passk::random_bits bits(6);
    std::vector<double> sums;
    for (int i = 0; i < 200; ++i) {
        text += R"({"problem":"p","token_logprobs":[)";
        passk::compensated_sum sum;
        const auto tokens = 1 + passk::uniform_below(bits, 400);
        for (std::uint64_t t = 0; t < tokens; ++t) {
            const double value = -static_cast<double>(passk::uniform_below(bits, 1 << 20)) / 1024.0;
            sum.add(value);
            char digits[32];
            text.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
            text += t + 1 < tokens ? "," : "]}\n";
        }
        sums.push_back(sum.value());
    }
    REQUIRE(text.size() > 300'000);  // several blocks of the source
    for (const std::string& path :
         {files.write("s.jsonl", text), files.write_gzip("s.jsonl.gz", text)}) {
        std::vector<double> got;
        const auto report = pj::read_scored_samples(path, {}, [&](const pj::scored_sample& sample) {
            CHECK(sample.model == "s");
            got.push_back(sample.score.log_probability);
        });
        REQUIRE(report.has_value());
        CHECK(got == sums);
    }
    const auto absent = pj::read_scored_samples(files.path("absent"), {}, [](const auto&) {});
    REQUIRE_FALSE(absent.has_value());
    CHECK(absent.error().code == passk::errc::io);
}

TEST_CASE("hostile texts end in an error or a number, never worse (seed 8)") {
    const std::string seed_text =
        R"({"problem":"a","token_logprobs":[-1,null,-2e1],"logprobs":{"distribution":"raw"},)"
        R"("choices":[{"logprobs":{"token_logprobs":[-1],"content":[{"logprob":-1}]}}]})";
    passk::random_bits bits(8);
    for (int i = 0; i < 3000; ++i) {
        std::string text = seed_text;
        for (int edits = 0; edits < 3; ++edits) {
            const auto at = static_cast<std::size_t>(passk::uniform_below(bits, text.size()));
            if (passk::uniform_below(bits, 2) == 0) {
                text[at] = "[]{}\",:-0n\\e"[passk::uniform_below(bits, 12)];
            } else {
                text.erase(at, 1 + static_cast<std::size_t>(passk::uniform_below(bits, 4)));
            }
        }
        for (const pj::scored_sample& sample : read(text).samples) {
            CHECK(sample.score.log_probability <= 0.0);
        }
    }
}
