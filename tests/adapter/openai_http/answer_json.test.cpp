// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/openai_http/detail/answer_json.hpp>
#include <passk/adapter/openai_http/detail/request_json.hpp>

#include <boost/json/parse.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <memory>
#include <string>
#include <string_view>

namespace {

using passk::errc;
using passk::server_dialect;
using passk::server_kind;

server_dialect dialect_of(server_kind kind) {
    server_dialect is;
    is.kind = kind;
    is.able.model = "m";
    is.able.token_ids = true;
    is.able.sampled_from = passk::logprob_distribution::raw;
    is.max_choices = 8;
    return is;
}

passk::result<std::vector<passk::completion>> read(std::string_view body,
                                                   const passk::generation_request& wanted = {},
                                                   std::uint32_t count = 1,
                                                   server_kind kind = server_kind::vllm) {
    const server_dialect dialect = dialect_of(kind);
    return passk::detail::server_choice_reader(dialect, wanted, 3, count).read(body);
}

TEST_CASE("server_choice_reader: reads the legacy shape, with choices in any order") {
    const auto drawn = read(R"({"choices":[
      {"index":1,"text":"b","finish_reason":"length","token_ids":[2],"logprobs":{"token_logprobs":[-0.5]}},
      {"index":0,"text":"a","finish_reason":"stop","token_ids":[1,0],"prompt_token_ids":[9],
       "logprobs":{"token_logprobs":[-0.25,-1]}}],
      "usage":{"prompt_tokens":1,"completion_tokens":3}})",
                            {.how = {.seed = 100}, .logprobs = true, .token_ids = true}, 2);
    REQUIRE(drawn.has_value());
    const passk::completion& a = drawn.value()[0];
    CHECK(a.text == "a");
    CHECK(a.seed == 103);
    CHECK(a.finish == passk::finish_reason::stop);
    CHECK(a.completion_tokens == 2);
    CHECK(a.tokens == passk::token_ids{1, 0});
    CHECK(a.prompt_token_ids == passk::token_ids{9});
    CHECK(a.logprobs->values()[1] == -1.0);
    CHECK(a.logprobs->extent() == passk::completion_extent::complete);
    CHECK(a.logprobs->kind().ending == passk::end_of_sequence::included);
    CHECK(drawn.value()[1].seed == 104);
    CHECK(drawn.value()[1].logprobs->extent() == passk::completion_extent::cut);
}

TEST_CASE("server_choice_reader: reads chat, with thoughts that the server cut out") {
    const passk::generation_request talk{.prompt = passk::chat{{.role = "user", .text = "?"}},
                                         .logprobs = true};
    const auto drawn = read(R"({"choices":[{"index":0,"message":{"role":"assistant","content":"4",
        "reasoning_content":"2+2"},"finish_reason":"stop","logprobs":{"content":[{"logprob":-1}]}}]})",
                            talk);
    REQUIRE(drawn.has_value());
    CHECK(drawn.value()[0].text == "<think>2+2</think>4");
    const auto cut_in_thought =
        read(R"({"choices":[{"index":0,"message":{"content":null,"reasoning":"hm"},
        "finish_reason":"length"}]})",
             {.prompt = talk.prompt});
    REQUIRE(cut_in_thought.has_value());
    CHECK(cut_in_thought.value()[0].text == "<think>hm</think>");
    CHECK(cut_in_thought.value()[0].finish == passk::finish_reason::length);
}

TEST_CASE("server_choice_reader: every defect of an answer is an error that says what it is") {
    struct defect {
        const char* body;
        errc code;
        const char* words;
    };
    const passk::generation_request scored{.how = {.max_tokens = 3, .stop = {"zz"}},
                                           .logprobs = true};
    for (const defect& one : {
             defect{"", errc::malformed, "no JSON"},
             defect{"[]", errc::malformed, "no JSON object"},
             defect{"{}", errc::malformed, "without choices"},
             defect{R"({"choices":[]})", errc::malformed, "0 choices, 1 were asked for"},
             defect{R"({"choices":[{"index":1,"text":"a","finish_reason":"stop"}]})",
                    errc::malformed, "choice number 1 was not asked for"},
             defect{R"({"choices":[{"index":0,"finish_reason":"stop"}]})", errc::malformed,
                    "without text"},
             defect{R"({"choices":[{"index":0,"text":"a","finish_reason":null}]})", errc::malformed,
                    "without finish_reason"},
             defect{R"({"choices":[{"index":0,"text":"a","finish_reason":"abort"}]})",
                    errc::unavailable, "gave a completion up"},
             defect{R"({"choices":[{"index":0,"text":"a","finish_reason":"stop"}]})",
                    errc::malformed, "without logprobs"},
             defect{R"({"choices":[{"text":"a","finish_reason":"stop",
                        "logprobs":{"token_logprobs":[null]}}]})",
                    errc::malformed, "token 0 has no log-probability"},
             defect{R"({"choices":[{"text":"a","finish_reason":"stop",
                        "logprobs":{"token_logprobs":[-1,-9999.0]}}]})",
                    errc::malformed, "token 1 has no log-probability"},
             defect{R"({"choices":[{"text":"a","finish_reason":"stop",
                        "logprobs":{"token_logprobs":[0.5]}}]})",
                    errc::malformed, "token 0"},
             defect{R"({"choices":[{"text":"a","finish_reason":"stop",
                        "logprobs":{"token_logprobs":[NaN]}}]})",
                    errc::malformed, "no JSON"},
             defect{R"({"choices":[{"text":"a","finish_reason":"stop","token_ids":[1,2],
                        "logprobs":{"token_logprobs":[-1]}}]})",
                    errc::malformed, "1 log-probabilities of 2 tokens"},
             defect{R"({"choices":[{"text":"azz","finish_reason":"stop",
                        "logprobs":{"token_logprobs":[-1]}}]})",
                    errc::unsupported, "ignored the stop text \"zz\""},
             defect{R"({"choices":[{"text":"a","finish_reason":"stop",
                        "logprobs":{"token_logprobs":[-1,-1,-1,-1]}}]})",
                    errc::unsupported, "ignored max_tokens: 4 tokens of 3"},
             defect{R"({"choices":[{"text":"a","truncated":true,"finish_reason":"stop",
                        "logprobs":{"token_logprobs":[-1]}}]})",
                    errc::rejected, "cut the prompt"},
             defect{R"({"error":{"message":"no such model","code":404}})", errc::rejected,
                    "no such model"},
             defect{R"({"object":"error","message":"dead","code":500})", errc::unavailable, "dead"},
         }) {
        const auto got = read(one.body, scored);
        CAPTURE(one.body);
        REQUIRE_FALSE(got.has_value());
        CHECK(got.error().code == one.code);
        CHECK_MESSAGE(got.error().context.find(one.words) != std::string::npos,
                      got.error().context);
    }
    const auto cut = read(R"({"choices":[{"text":"a","finish_reason":"stop"}],
        "usage":{"prompt_tokens":2,"completion_tokens":1}})",
                          {.prompt = passk::token_ids{1, 2, 3}});
    REQUIRE_FALSE(cut.has_value());
    CHECK(cut.error().context == "the server made 2 tokens of the 3 of the prompt");
}

TEST_CASE("error_of_status: what may pass, what will not, and what cannot be done") {
    using passk::detail::error_of_status;
    for (const unsigned status : {408U, 429U, 500U, 502U, 503U, 504U}) {
        CHECK(error_of_status(status, "x").code == errc::unavailable);
    }
    for (const unsigned status : {301U, 400U, 401U, 404U, 413U, 422U}) {
        CHECK(error_of_status(status, "x").code == errc::rejected);
    }
    CHECK(error_of_status(501, "x").code == errc::unsupported);
    CHECK(error_of_status(500, R"({"error":{"message":"Unsupported param: echo"}})").code
          == errc::unsupported);
    CHECK(error_of_status(500, "Out of range float values are not JSON compliant").code
          == errc::rejected);
    CHECK(error_of_status(
              500, R"({"error":{"message":"the request exceeds the available context size"}})")
              .code
          == errc::rejected);
    CHECK(error_of_status(400, R"({"detail":"why"})").context == "HTTP 400: why");
    CHECK(error_of_status(400, R"({"error":"why"})").context == "HTTP 400: why");
    CHECK(error_of_status(400, std::string(1000, 'x')).context.size() < 400);
}

TEST_CASE("read_scores: the token that was given counts, not the likeliest") {
    server_dialect dialect = dialect_of(server_kind::vllm);
    dialect.scoring = passk::scoring_route::prompt_logprobs;
    const passk::token_ids tokens{4, 5, 6};
    const auto score = [&](std::string_view body) {
        return passk::detail::read_scores(dialect, tokens, 1, passk::end_of_sequence::included,
                                          body);
    };
    const auto fine = score(R"({"choices":[{"prompt_logprobs":[null,
        {"9":{"logprob":-0.1},"5":{"logprob":-2.5}},{"6":{"logprob":-9999.0}}]}]})");
    REQUIRE(fine.has_value());
    REQUIRE(fine.value().size() == 2);
    CHECK(fine.value().values()[0] == -2.5);
    CHECK(fine.value().values()[1] == -std::numeric_limits<double>::infinity());
    CHECK(
        score(
            R"({"choices":[{"prompt_logprobs":[null,{"9":{"logprob":-1}},{"6":{"logprob":-1}}]}]})")
            .error()
            .code
        == errc::malformed);
    CHECK_FALSE(
        score(R"({"choices":[{"prompt_logprobs":[null,{"5":{"logprob":-1}}]}]})").has_value());
    CHECK_FALSE(score(R"({"choices":[{"text":"ignored"}]})").has_value());

    dialect.scoring = passk::scoring_route::echo;
    CHECK(score(R"({"choices":[{"logprobs":{"token_logprobs":[null,-1,-2,-3]}}]})").value().size()
          == 2);
    CHECK_FALSE(
        score(R"({"choices":[{"logprobs":{"token_logprobs":[null,-1,-2,-3,-4]}}]})").has_value());
    CHECK_FALSE(score(R"({"choices":[{"logprobs":{"token_logprobs":[null,-1]}}]})").has_value());
    dialect.scoring = passk::scoring_route::generate;
    CHECK(score(R"({"meta_info":{"input_token_logprobs":[[null,4,null],[-1,5,null],[-2,6,null]]}})")
              .value()
              .values()[1]
          == -2.0);
    CHECK_FALSE(
        score(R"({"meta_info":{"input_token_logprobs":[[null,4,null],[-1,7,null],[-2,6,null]]}})")
            .has_value());
}

TEST_CASE("read_echoed: the tokens that begin in the continuation, which counts characters") {
    // As llama-cpp-python answers to "Hello wor" with one token drawn.
    const char* const body = R"({"choices":[{"text":"h\u00e4llo6","logprobs":{
        "text_offset":[0,1,3,4,5],"token_logprobs":[null,-7.25,-4.5,-5.75,-2.0]}}]})";
    const auto scores = passk::detail::read_echoed("h\xc3\xa4l", "lo", body);
    REQUIRE(scores.has_value());
    REQUIRE(scores.value().size() == 2);
    CHECK(scores.value().values()[0] == -4.5);
    CHECK(scores.value().values()[1] == -5.75);
    CHECK(scores.value().kind().ending == passk::end_of_sequence::excluded);
    CHECK(passk::detail::read_echoed("h\xc3\xa4", "llo", body).error().code == errc::unsupported);
    CHECK(passk::detail::read_echoed("", "h", body).error().code == errc::malformed);
    CHECK(passk::detail::read_echoed("a", "b", R"({"choices":[{"text":"ab"}]})").error().code
          == errc::malformed);
}

TEST_CASE("draw_body: what servers would fill in is said, and images are shared") {
    server_dialect dialect = dialect_of(server_kind::llama_cpp_python);
    passk::generation_request wanted{.how = {.temperature = 0.6,
                                             .top_p = 0.95,
                                             .max_tokens = 16384,
                                             .stop = {"a\"b"},
                                             .seed = 7},
                                     .first = 0};
    const auto bytes = std::make_shared<const std::string>("GIF89a");
    wanted.prompt = passk::chat{
        {.role = "system", .text = "s"},
        {.role = "user", .text = "\"q\"", .images = {{"image/gif", bytes}, {"image/gif", bytes}}}};
    passk::detail::image_urls urls;
    const auto pieces = passk::detail::prompt_json(wanted.prompt, urls);
    std::string text;
    for (const auto& piece : passk::detail::draw_body(dialect, wanted, 4, 2, pieces)) {
        text += *piece;
    }
    const boost::json::value body = boost::json::parse(text);
    CHECK(body.at("temperature").as_double() == 0.6);
    CHECK(body.at("top_p").as_double() == 0.95);
    CHECK(body.at("top_k").as_int64() == 0);
    CHECK(body.at("min_p").as_double() == 0.0);
    CHECK(body.at("repetition_penalty").as_double() == 1.0);
    CHECK(body.at("repeat_penalty").as_double() == 1.0);
    CHECK(body.at("seed").to_number<int>() == 11);
    CHECK(body.at("n").to_number<int>() == 2);
    CHECK(body.at("max_tokens").to_number<int>() == 16384);
    CHECK(body.at("stop").as_array()[0].as_string() == "a\"b");
    const boost::json::value& user = body.at("messages").as_array()[1];
    CHECK(user.at("content").as_array()[0].at("image_url").at("url").as_string()
          == "data:image/gif;base64,R0lGODlh");
    CHECK(user.at("content").as_array()[2].at("text").as_string() == "\"q\"");
    CHECK(pieces[1] == pieces[3]);

    dialect = dialect_of(server_kind::openai);
    dialect.only_known_fields = true;
    text = passk::detail::draw_json(dialect, wanted, 0, 1);
    CHECK(text.find("top_k") == std::string::npos);
    CHECK(text.find("max_completion_tokens") != std::string::npos);
}

}  // namespace
