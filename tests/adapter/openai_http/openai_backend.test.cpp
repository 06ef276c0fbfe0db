// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/openai_http/openai_backend.hpp>

#include <passk/infer/inference_backend.hpp>
#include <passk/infer/scoring_backend.hpp>
#include <passk/testing/backend_laws.hpp>

#include <doctest/doctest.h>
#include <model_server.hpp>
#include <skip.hpp>

#include <test_certificate.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using passk::server_kind;
using passk_tests::model_server;
using passk_tests::server_script;

static_assert(passk::inference_backend<passk::openai_backend>);
static_assert(passk::scoring_backend<passk::openai_backend>);

passk::openai_options quick(const model_server& server) {
    return {.endpoints = {server.address()},
            .attempts = 20,
            .first_delay = 1ms,
            .longest_delay = 20ms,
            .stall_timeout = 300ms,
            .largest_answer = 1U << 20U,
            .proxy = "",
            .batch_invariant = true};
}

passk::openai_backend connected(passk::openai_options options) {
    auto backend = passk::openai_backend::connect(std::move(options));
    if (!backend) {
        FAIL(backend.error().context);
    }
    return std::move(backend).value();
}

// For servers that fail from the start on: reached while they are well.
passk::openai_backend connected_anyway(const passk::openai_options& options, model_server& server) {
    std::optional<std::pair<unsigned, std::string>> failure;
    server.change([&](server_script& now) { failure = std::exchange(now.always, std::nullopt); });
    passk::openai_backend backend = connected(options);
    server.change([&](server_script& now) { now.always = failure; });
    return backend;
}

using content = std::map<std::pair<std::size_t, std::uint32_t>, passk::completion>;

// All draws; a failure for one that is an error or comes twice.
content draw_all(passk::openai_backend& backend,
                 const std::vector<passk::generation_request>& requests) {
    content all;
    backend.generate(requests, [&](passk::draw one) {
        if (!one.outcome) {
            FAIL(one.outcome.error().context);
        }
        CHECK(
            all.emplace(std::pair(one.request, one.number), std::move(one.outcome).value()).second);
    });
    return all;
}

std::vector<passk::prompt> prompts_for(const passk::backend_capabilities& able) {
    std::vector<passk::prompt> prompts{std::string("The cab")};
    if (able.token_prompts) {
        prompts.emplace_back(passk::token_ids{3, 1, 2});
    }
    return prompts;
}

TEST_CASE("openai_backend: keeps the laws of backends in every dialect, and knows what each can") {
    struct expectation {
        server_kind kind;
        std::uint32_t choices;
        bool scores;
        bool ids;
        bool top_k;
    };
    for (const expectation& is : {expectation{server_kind::vllm, 8, true, true, true},
                                  expectation{server_kind::sglang, 8, true, false, true},
                                  expectation{server_kind::llama_cpp, 1, false, true, true},
                                  expectation{server_kind::llama_cpp_python, 1, false, false, true},
                                  expectation{server_kind::openai, 8, false, false, false},
                                  expectation{server_kind::other, 8, false, false, true}}) {
        const model_server server({.dialect = is.kind});
        passk::openai_backend backend = connected(quick(server));
        CAPTURE(to_string(is.kind));
        const passk::backend_capabilities able = backend.capabilities();
        CHECK(backend.dialect().kind == is.kind);
        CHECK(backend.dialect().max_choices == is.choices);
        CHECK(able.scores_tokens == is.scores);
        if (is.kind == server_kind::llama_cpp_python) {
            CHECK(able.scores_text);
            const passk::scoring_request one{.prompt = std::string("ab"),
                                             .continuation = std::string("hg")};
            const auto scored = backend.score({&one, 1});
            passk::testing::markov_backend model;
            const auto truth = model.score({&one, 1}, {});
            REQUIRE(scored[0].has_value());
            CHECK(scored[0].value().size() == 2);
            CHECK(scored[0].value().values()[1]
                  == doctest::Approx(truth[0].value().values()[1]).epsilon(1e-12));
        }
        CHECK(able.token_ids == is.ids);
        CHECK(able.top_k == is.top_k);
        CHECK(able.chat_prompts);
        CHECK(able.images);
        CHECK(able.sampled_logprobs);
        CHECK(able.sampled_from == passk::logprob_distribution::raw);
        const auto report = passk::testing::check_backend_laws(
            backend, {.prompts = prompts_for(able), .tolerance = 1e-9});
        CHECK(report.broken == "");
        CHECK(report.held.size() + report.denied.size() == 10);
    }
}

TEST_CASE("openai_backend: tells processed log-probabilities from raw ones") {
    const model_server server({.processed = true});
    passk::openai_backend backend = connected(quick(server));
    CHECK(backend.capabilities().sampled_from == passk::logprob_distribution::processed);
    const auto drawn = draw_all(backend, {{.prompt = std::string("a"),
                                           .how = {.temperature = 0.5, .top_p = 0.9},
                                           .logprobs = true}});
    const passk::logprob_kind kind = drawn.begin()->second.logprobs->kind();
    CHECK(kind.distribution == passk::logprob_distribution::processed);
    CHECK(kind.temperature == 0.5);
    CHECK(kind.top_p == 0.9);
}

TEST_CASE("openai_backend: what a server ignores is denied") {
    const model_server server(
        {.ignores_top_k = true, .ignores_stop = true, .ignores_images = true});
    const passk::openai_backend backend = connected(quick(server));
    CHECK_FALSE(backend.capabilities().top_k);
    CHECK_FALSE(backend.capabilities().stop);
    CHECK_FALSE(backend.capabilities().images);
    // A server that gives its model the list of parts as text: the prompt is longer, all the same.
    const model_server reader({.images_as_text = true});
    CHECK_FALSE(connected(quick(reader)).capabilities().images);
}

TEST_CASE("openai_backend: a server without chat is asked for text only, and chats are refused") {
    const model_server server({.chat = false});
    passk::openai_backend backend = connected(quick(server));
    CHECK_FALSE(backend.capabilities().chat_prompts);
    CHECK_FALSE(backend.capabilities().images);
    const passk::generation_request wanted{.prompt =
                                               passk::chat{{.role = "user", .text = "hello"}}};
    std::optional<passk::error> refused;
    backend.generate({&wanted, 1}, [&](const passk::draw& one) {
        if (!one.outcome) {
            refused = one.outcome.error();
        }
    });
    REQUIRE(refused.has_value());
    CHECK(refused->code == passk::errc::unsupported);
}

TEST_CASE("openai_backend: min-p that is ignored is denied, and believed where nothing can tell") {
    const model_server deaf({.ignores_min_p = true});
    CHECK_FALSE(connected(quick(deaf)).capabilities().min_p);
    // All letters are as likely: even min-p = 1 leaves all of them.
    const model_server flat({.flat = true});
    const passk::openai_backend backend = connected(quick(flat));
    CHECK(backend.capabilities().min_p);
    const std::vector<std::string>& findings = backend.capabilities().findings;
    CHECK(std::count(findings.begin(), findings.end(),
                     "min-p (cannot be told: all tokens are about as likely): yes")
          == 1);
}

TEST_CASE("openai_backend: sends all five sampling parameters with every request") {
    model_server server;
    passk::openai_backend backend = connected(quick(server));
    server.record_bodies();
    draw_all(backend, {{.prompt = std::string("a")},
                       {.prompt = passk::chat{{.role = "user", .text = "a"}}},
                       {.prompt = passk::token_ids{1}}});
    const auto bodies = server.bodies();
    REQUIRE(bodies.size() == 3);
    for (const std::string& body : bodies) {
        for (const char* const name : {"\"temperature\":1E0", "\"top_p\":1E0", "\"top_k\":-1",
                                       "\"min_p\":0E0", "\"repetition_penalty\":1E0"}) {
            CAPTURE(body);
            CHECK(body.find(name) != std::string::npos);
        }
    }
}

TEST_CASE("openai_backend: 10,000 draws through every fault are those without faults") {
    std::vector<passk::generation_request> requests;
    for (int i = 0; i < 50; ++i) {
        requests.push_back({.prompt = "problem " + std::to_string(i) + " abc"[i % 4],
                            .how = {.max_tokens = 8, .seed = 1000U * static_cast<unsigned>(i)},
                            .count = 200,
                            .logprobs = true,
                            .token_ids = true});
    }
    model_server server;
    passk::openai_options options = quick(server);
    options.choices = 4;
    passk::openai_backend backend = connected(options);
    const content right = draw_all(backend, requests);
    REQUIRE(right.size() == 10'000);
    server.change([](server_script& script) { script.fault_share = 0.3; });
    const content survived = draw_all(backend, requests);
    CHECK(survived.size() == 10'000);
    CHECK((survived == right));
    const auto faults = server.faults();
    for (std::size_t kind = 0; kind < faults.size(); ++kind) {
        CAPTURE(kind);
        CHECK(faults[kind] > 0);
    }
    const auto report = backend.endpoints().at(0);
    CHECK(report.answers >= 5000);
    for (const passk::errc code : {passk::errc::io, passk::errc::timeout, passk::errc::malformed,
                                   passk::errc::unavailable}) {
        CHECK(report.troubles.contains(code));
    }
    // And they are what the model says: the seed of each draw is its own.
    passk::testing::markov_backend model;
    std::size_t compared = 0;
    model.generate(requests,
                   [&](const passk::draw& one) {
                       const passk::completion& truth = one.outcome.value();
                       const passk::completion& got = right.at({one.request, one.number});
                       compared += got.text == truth.text && got.tokens == truth.tokens
                                           && got.finish == truth.finish && got.seed == truth.seed
                                       ? 1U
                                       : 0U;
                   },
                   {});
    CHECK(compared == 10'000);
}

TEST_CASE("openai_backend: several endpoints share the work, and one that dies is done without") {
    model_server first;
    auto second = std::make_unique<model_server>();
    passk::openai_options options = quick(first);
    options.endpoints.push_back(second->address());
    options.initial_concurrency = 4;
    passk::openai_backend backend = connected(options);
    const std::vector<passk::generation_request> requests{
        {.prompt = std::string("a"), .how = {.max_tokens = 4}, .count = 2000, .logprobs = true}};
    const content right = draw_all(backend, requests);
    CHECK(right.size() == 2000);
    CHECK(backend.endpoints()[0].answers > 0);
    CHECK(backend.endpoints()[1].answers > 0);
    second.reset();
    CHECK((draw_all(backend, requests) == right));
    CHECK(backend.endpoints()[1].troubles.contains(passk::errc::io));
}

TEST_CASE("openai_backend: an endpoint that is down at the start joins the others later") {
    const model_server first;
    std::uint16_t port = 0;
    {
        const model_server gone;
        port = gone.port();
    }
    passk::openai_options options = quick(first);
    options.endpoints.push_back("http://127.0.0.1:" + std::to_string(port));
    std::vector<passk::error> troubles;
    options.on_trouble = [&](const passk::error& one) { troubles.push_back(one); };
    passk::openai_backend backend = connected(options);
    REQUIRE(troubles.size() == 1);
    CHECK(troubles[0].code == passk::errc::io);
    CHECK_FALSE(backend.endpoints()[1].usable);
    CHECK(draw_all(backend, {{.prompt = std::string("a"), .count = 20}}).size() == 20);

    options.endpoints = {options.endpoints[1]};
    const auto alone = passk::openai_backend::connect(options);
    REQUIRE_FALSE(alone.has_value());
    CHECK(alone.error().code == passk::errc::io);
}

TEST_CASE("openai_backend: finds out how much at once a server bears") {
    // It thinks long enough that what is asked at once is there at once, on a busy machine too.
    const model_server server({.busy_above = 6, .think = 5ms});
    passk::openai_options options = quick(server);
    options.initial_concurrency = 64;
    options.choices = 1;
    passk::openai_backend backend = connected(options);
    CHECK(draw_all(backend, {{.prompt = std::string("a"), .how = {.max_tokens = 2}, .count = 1500}})
              .size()
          == 1500);
    CHECK(backend.endpoints()[0].limit <= 16);
}

TEST_CASE("openai_backend: connections are used again, and given up before the server does") {
    model_server server;
    passk::openai_options options = quick(server);
    options.initial_concurrency = options.max_concurrency = 1;
    options.stall_timeout = 30s;
    passk::openai_backend backend = connected(options);
    const std::vector<passk::generation_request> some{{.prompt = std::string("a"), .count = 400}};
    draw_all(backend, some);
    CHECK(server.connections() == 1);

    options.idle_timeout = 0ms;
    passk::openai_backend hasty = connected(options);
    const std::uint64_t before = server.connections();
    draw_all(hasty, some);
    CHECK(server.connections() > before + 10);
}

TEST_CASE("openai_backend: a wish to stop ends what waits, and the next call works") {
    model_server server;
    passk::openai_backend backend = connected(quick(server));
    server.change([](server_script& script) { script.think = 3600s; });
    std::stop_source source;
    std::size_t cancelled = 0;
    std::thread later([&] {
        while (server.at_once() == 0) {  // until the first that will not be answered is there
            std::this_thread::yield();
        }
        source.request_stop();
    });
    const std::vector<passk::generation_request> some{{.prompt = std::string("a"), .count = 500}};
    backend.generate(
        some,
        [&](const passk::draw& one) {
            cancelled +=
                one.outcome.has_value() || one.outcome.error().code != passk::errc::cancelled ? 0U
                                                                                              : 1U;
        },
        source.get_token());
    later.join();
    CHECK(cancelled == 500);
    server.change([](server_script& script) { script.think = 0ms; });
    CHECK(draw_all(backend, some).size() == 500);
}

TEST_CASE("openai_backend: what the sink throws comes out, and the next call works") {
    const model_server server;
    passk::openai_backend backend = connected(quick(server));
    const std::vector<passk::generation_request> some{{.prompt = std::string("a"), .count = 100}};
    int given = 0;
    CHECK_THROWS_WITH_AS(backend.generate(some,
                                          [&](const passk::draw&) {
                                              if (++given == 3) {
                                                  throw std::runtime_error("disk full");
                                              }
                                          }),
                         "disk full", std::runtime_error);
    CHECK(given == 3);
    CHECK(draw_all(backend, some).size() == 100);
}

TEST_CASE("openai_backend: what will not pass is not tried again, and what may only so often") {
    model_server server;
    passk::openai_options options = quick(server);
    options.attempts = 3;
    options.choices = 1;
    passk::openai_backend backend = connected(options);
    const auto outcome = [&] {
        std::vector<passk::error> errors;
        const std::vector<passk::generation_request> one{{.prompt = passk::token_ids{55}}};
        backend.generate(one,
                         [&](const passk::draw& got) { errors.push_back(got.outcome.error()); });
        REQUIRE(errors.size() == 1);
        return errors[0];
    };
    const auto posts = [&] { return server.requests().size(); };
    server.change([](server_script& script) { script.always = {{400, "prompt is too long"}}; });
    std::size_t before = posts();
    CHECK(outcome().code == passk::errc::rejected);
    CHECK(posts() == before + 1);
    server.change([](server_script& script) { script.always = {{500, "again"}}; });
    before = posts();
    const passk::error tried = outcome();
    CHECK(tried.code == passk::errc::unavailable);
    CHECK(tried.context == server.address() + ": HTTP 500: again (3 attempts)");
    CHECK(posts() == before + 3);
    // Busy is no fault of the request: only patience ends it.
    server.change([](server_script& script) { script.always = {{503, "busy"}}; });
    options.patience = 0s;
    backend = connected_anyway(options, server);
    CHECK(outcome().code == passk::errc::unavailable);
}

TEST_CASE("openai_backend: a key that is wrong, a model that is not there, options that are none") {
    const model_server server({.api_key = "secret"});
    passk::openai_options options = quick(server);
    CHECK(passk::openai_backend::connect(options).error().code == passk::errc::rejected);
    options.api_key = "secret";
    CHECK(passk::openai_backend::connect(options).has_value());
    options.api_key = "se\ncret";
    CHECK(passk::openai_backend::connect(options).error().code == passk::errc::malformed);
    options.endpoints = {"gopher://x"};
    options.api_key = "";
    CHECK(passk::openai_backend::connect(options).error().code == passk::errc::malformed);
    options.endpoints.clear();
    CHECK_THROWS_AS(static_cast<void>(passk::openai_backend::connect(options)),
                    passk::domain_error);

    const model_server one({.model = "base"});
    const model_server other({.model = "tuned"});
    options = quick(one);
    options.endpoints.push_back(other.address());
    const auto mixed = passk::openai_backend::connect(options);
    REQUIRE_FALSE(mixed.has_value());
    CHECK(mixed.error().context.find(" serves tuned") != std::string::npos);

    std::stop_source source;
    source.request_stop();
    CHECK(passk::openai_backend::connect(quick(one), source.get_token()).error().code
          == passk::errc::cancelled);
}

TEST_CASE("openai_backend: TLS with a certificate that is trusted, and not with another") {
    const passk_tests::test_certificate made;
    passk_tests::asio::ssl::context context(passk_tests::asio::ssl::context::tls_server);
    context.use_certificate_chain(passk_tests::asio::buffer(made.certificate));
    context.use_private_key(passk_tests::asio::buffer(made.key),
                            passk_tests::asio::ssl::context::pem);
    const model_server server({.tls = &context});
    model_server proxy;
    const std::filesystem::path file =
        std::filesystem::temp_directory_path()
        / ("passk_certificate_" + std::to_string(server.port()) + ".pem");
    std::ofstream(file) << made.certificate;

    passk::openai_options options = quick(server);
    options.certificates = file.string();
    passk::openai_backend backend = connected(options);
    const std::vector<passk::generation_request> some{{.prompt = std::string("a"), .count = 50}};
    const content right = draw_all(backend, some);

    options.proxy = "http://me:pw@127.0.0.1:" + std::to_string(proxy.port());  // base64: bWU6cHc=
    passk::openai_backend tunnelled = connected(options);
    CHECK((draw_all(tunnelled, some) == right));
    REQUIRE_FALSE(proxy.requests().empty());
    CHECK(proxy.requests()[0]
          == "CONNECT 127.0.0.1:" + std::to_string(server.port()) + " HTTP/1.1");
    options.proxy = "http://127.0.0.1:" + std::to_string(proxy.port());
    const auto refused = passk::openai_backend::connect(options);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == passk::errc::rejected);
    CHECK(refused.error().context.find("407 Proxy Authentication Required") != std::string::npos);

    options.proxy = "";
    options.certificates = "";
    const auto distrusted = passk::openai_backend::connect(options);
    REQUIRE_FALSE(distrusted.has_value());
    CHECK(distrusted.error().context.find("certificate verify failed") != std::string::npos);
    options.verify_certificates = false;
    CHECK(passk::openai_backend::connect(options).has_value());
    std::filesystem::remove(file);
}

TEST_CASE("openai_backend: plain HTTP through a proxy names the whole address") {
    model_server proxy;  // which answers itself
    passk::openai_options options = quick(proxy);
    options.endpoints = {"http://far.example:8000/base"};
    options.proxy = proxy.address();
    proxy.change([](server_script& script) { script.path = "/base"; });
    passk::openai_backend backend = connected(options);
    CHECK(draw_all(backend, {{.prompt = std::string("a")}}).size() == 1);
    CHECK(proxy.requests()[0] == "GET http://far.example:8000/base/v1/models HTTP/1.1");
}

TEST_CASE("openai_backend: scores through faults, and says what it cannot score") {
    model_server server;
    passk::openai_options options = quick(server);
    passk::openai_backend backend = connected(options);
    passk::testing::markov_backend model;
    std::vector<passk::scoring_request> requests;
    for (int i = 0; i < 300; ++i) {
        requests.push_back({.prompt = passk::token_ids{1 + i % 8, 2},
                            .continuation = passk::token_ids{3, 1 + i % 5, 0}});
    }
    requests.push_back({.prompt = std::string("ab"), .continuation = std::string("hg")});
    server.change([](server_script& script) { script.fault_share = 0.3; });
    const auto scores = backend.score(requests);
    const auto truth = model.score(requests, {});
    REQUIRE(scores.size() == requests.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        REQUIRE(scores[i].has_value());
        REQUIRE(scores[i].value().size() == truth[i].value().size());
        CHECK(scores[i].value().kind() == truth[i].value().kind());
        for (std::size_t t = 0; t < scores[i].value().size(); ++t) {
            CHECK(scores[i].value().values()[t]
                  == doctest::Approx(truth[i].value().values()[t]).epsilon(1e-12));
        }
    }
    server.change([](server_script& script) { script.fault_share = 0.0; });
    const std::vector<passk::scoring_request> odd{
        {.prompt = passk::chat{{.role = "user", .text = "a"}}, .continuation = std::string("b")},
        {.prompt = passk::token_ids{1}, .continuation = std::string("b")},
        {.prompt = passk::token_ids{}, .continuation = passk::token_ids{1}}};
    for (const auto& score : backend.score(odd)) {
        REQUIRE_FALSE(score.has_value());
        CHECK(score.error().code == passk::errc::unsupported);
    }
}

// A real server, such as http://127.0.0.1:8000; PASSK_TEST_TOLERANCE is what two ways to one
// log-probability may differ by, per token.
TEST_CASE("openai_backend: the server that PASSK_TEST_ENDPOINT names keeps the laws") {
    const char* const address = std::getenv("PASSK_TEST_ENDPOINT");
    if (address == nullptr) {
        return passk_tests::skip("PASSK_TEST_ENDPOINT is not set");
    }
    const char* const tolerance = std::getenv("PASSK_TEST_TOLERANCE");
    passk::openai_backend backend = connected({.endpoints = {address}});
    for (const std::string& line : backend.dialect().able.findings) {
        MESSAGE(line);
    }
    std::vector<passk::prompt> prompts;
    if (backend.capabilities().text_prompts) {
        prompts.emplace_back(std::string("The answer to 12 + 30 is"));
    }
    if (backend.capabilities().chat_prompts) {
        prompts.emplace_back(passk::chat{{.role = "user", .text = "What is 12 + 30?"}});
    }
    const auto report = passk::testing::check_backend_laws(
        backend, {.prompts = prompts,
                  .tolerance = tolerance == nullptr ? 2e-2 : std::strtod(tolerance, nullptr)});
    for (const std::string& law : report.held) {
        MESSAGE("held: ", law);
    }
    for (const std::string& law : report.denied) {
        MESSAGE("nothing to check: ", law);
    }
    CHECK(report.broken == "");
}

}  // namespace
