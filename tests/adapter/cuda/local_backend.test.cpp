// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/cuda/cpu_device.hpp>
#include <passk/adapter/cuda/cpu_executors.hpp>
#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/adapter/cuda/detail/layer_kernels.hpp>
#include <passk/adapter/cuda/local_backend.hpp>

#include <doctest/doctest.h>

#include <passk/infer/inference_backend.hpp>
#include <passk/infer/scoring_backend.hpp>
#include <passk/testing/backend_laws.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <model_with_words.hpp>

#include "../json/temporary_files.hpp"
#include "golden_models.hpp"

namespace {

namespace cuda = passk::adapter::cuda;
using passk::completion;
using passk::generation_request;
using passk::token_ids;
using passk_tests::golden_case;
using passk_tests::golden_cases;
using passk_tests::golden_model;
using passk_tests::small_options;

using serial = cuda::cpu_device<float, cuda::cpu_serial>;
using emulated = cuda::cpu_device<float, cuda::cpu_emulated>;
using half = cuda::cpu_device<cuda::detail::bf16, cuda::cpu_serial>;

static_assert(passk::inference_backend<cuda::local_backend<serial>>);
static_assert(passk::scoring_backend<cuda::local_backend<serial>>);

const std::vector<std::string> families{"llama", "qwen2", "qwen3"};

// All completions, request by request.
template <class Backend>
std::vector<completion> draw_all(Backend& backend,
                                 const std::vector<generation_request>& requests) {
    std::vector<std::vector<completion>> drawn;
    for (const generation_request& request : requests) {
        drawn.emplace_back(request.count);
    }
    const auto take = [&](passk::draw one) {
        REQUIRE_MESSAGE(one.outcome, (one.outcome ? "" : one.outcome.error().context));
        drawn[one.request][one.number - requests[one.request].first] =
            std::move(one.outcome).value();
    };
    backend.generate(requests, take, std::stop_token{});
    std::vector<completion> all;
    for (const auto& part : drawn) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

// The log-probabilities of all tokens after the first.
template <class Backend>
std::vector<double> scores(Backend& backend, const token_ids& ids) {
    const passk::scoring_request request{.prompt = token_ids{ids[0]},
                                         .continuation = token_ids(ids.begin() + 1, ids.end())};
    const auto scored = backend.score({&request, 1}, std::stop_token{});
    REQUIRE(scored.size() == 1);
    REQUIRE_MESSAGE(scored[0], (scored[0] ? "" : scored[0].error().context));
    const std::span<const double> values = scored[0].value().values();
    return {values.begin(), values.end()};
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
    REQUIRE(a.size() == b.size());
    double largest = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        largest = (std::max)(largest, std::fabs(a[i] - b[i]));
    }
    return largest;
}

TEST_CASE("log-probabilities are those of PyTorch") {
    for (const std::string& family : families) {
        CAPTURE(family);
        auto model = golden_model<serial>(family);
        for (const golden_case& one : golden_cases(family)) {
            CAPTURE(one.ids.size());
            CHECK(largest_difference(scores(model, one.ids), one.logprobs) < 1e-4);
        }
    }
}

TEST_CASE("in bf16 log-probabilities are no further from the truth than those of PyTorch") {
    for (const std::string& family : families) {
        CAPTURE(family);
        auto rounded = golden_model<half>(family);
        double ours = 0.0;
        double theirs = 0.0;
        for (const golden_case& one : golden_cases(family)) {
            const std::vector<double> found = scores(rounded, one.ids);
            REQUIRE(found.size() == one.logprobs.size());
            for (std::size_t i = 0; i < found.size(); ++i) {
                ours += std::fabs(found[i] - one.logprobs[i]);
                theirs += one.bf16_error;
            }
        }
        CHECK(ours > 0.0);
        CHECK(ours < theirs);
    }
}

TEST_CASE("greedy completions are those of PyTorch") {
    for (const std::string& family : families) {
        CAPTURE(family);
        auto model = golden_model<serial>(family);
        std::vector<generation_request> requests;
        const std::vector<golden_case> cases = golden_cases(family);
        for (const golden_case& one : cases) {
            requests.push_back(
                {.prompt = token_ids(one.ids.begin(),
                                     one.ids.begin() + static_cast<std::ptrdiff_t>(one.prompt)),
                 .how = {.temperature = 0.0, .max_tokens = 12},
                 .token_ids = true});
        }
        const std::vector<completion> drawn = draw_all(model, requests);
        for (std::size_t i = 0; i < cases.size(); ++i) {
            token_ids expected = cases[i].greedy;
            const auto end = std::find(expected.begin(), expected.end(), 60);
            const bool ends = end != expected.end();
            expected.erase(ends ? end + 1 : end, expected.end());
            CHECK(drawn[i].tokens == expected);
            CHECK((drawn[i].finish == passk::finish_reason::stop) == ends);
        }
    }
}

std::vector<generation_request> sampled_requests() {
    const golden_case one = golden_cases("qwen3")[4];
    std::vector<generation_request> requests;
    for (const std::size_t length : {std::size_t{1}, std::size_t{20}, std::size_t{33}}) {
        requests.push_back(
            {.prompt =
                 token_ids(one.ids.begin(), one.ids.begin() + static_cast<std::ptrdiff_t>(length)),
             .how = {.temperature = 0.8, .top_p = 0.95, .max_tokens = 9, .seed = 100 * length},
             .count = 3,
             .logprobs = true,
             .token_ids = true});
    }
    requests[1].how.top_k = 7;
    requests[1].how.repetition_penalty = 1.3;
    requests[2].how.min_p = 0.05;
    return requests;
}

TEST_CASE("an emulated thread block draws the same tokens as the serial executor") {
    std::vector<generation_request> requests = sampled_requests();
    for (generation_request& request : requests) {  // few: each sync is a switch of threads
        request.count = 1;
        request.how.max_tokens = 2;
    }
    auto one = golden_model<serial>("qwen3");
    auto many = golden_model<emulated>("qwen3", emulated(cuda::cpu_emulated{2}));
    const std::vector<completion> a = draw_all(one, requests);
    const std::vector<completion> b = draw_all(many, requests);
    for (std::size_t i = 0; i < a.size(); ++i) {
        CHECK(a[i].tokens == b[i].tokens);
        const auto x = a[i].logprobs->values();
        const auto y = b[i].logprobs->values();
        CHECK(largest_difference({x.begin(), x.end()}, {y.begin(), y.end()}) < 1e-5);
    }
}

TEST_CASE("tokens drawn one by one score as in one prefill") {
    auto model = golden_model<serial>("llama");
    std::vector<generation_request> requests = sampled_requests();
    for (const completion& one : draw_all(model, requests)) {
        token_ids whole = one.prompt_token_ids;
        whole.insert(whole.end(), one.tokens.begin(), one.tokens.end());
        const std::vector<double> all = scores(model, whole);
        const std::vector<double> tail(all.end() - static_cast<std::ptrdiff_t>(one.tokens.size()),
                                       all.end());
        const auto drawn = one.logprobs->values();
        CHECK(largest_difference({drawn.begin(), drawn.end()}, tail) == 0.0);
    }
}

TEST_CASE("neither batch, rows nor a full cache change a completion") {
    const std::vector<generation_request> requests = sampled_requests();
    auto roomy = golden_model<serial>("qwen2");
    const std::vector<completion> expected = draw_all(roomy, requests);
    cuda::local_options narrow = small_options();
    narrow.batch = 1;
    narrow.rows = 1;
    auto alone = golden_model<serial>("qwen2", serial{}, narrow);
    CHECK(draw_all(alone, requests) == expected);

    // The least memory that is accepted holds one completion of full length.
    cuda::local_options tight = small_options();
    tight.context = 64;
    tight.memory = 0;
    for (std::uint64_t memory = 1U << 16U; memory < (1U << 24U); memory += 1U << 10U) {
        tight.memory = memory;
        const auto opened =
            cuda::local_backend<serial>::open(passk_tests::golden_folder() + "/qwen2", tight);
        if (opened) {
            break;
        }
        REQUIRE(opened.error().code == passk::errc::rejected);
    }
    auto crowded = golden_model<serial>("qwen2", serial{}, tight);
    CHECK(draw_all(crowded, requests) == expected);
    CHECK(draw_all(crowded, requests) == expected);  // all pages came back
}

// Counts the tokens that pass through the model.
struct counting_device : serial {
    std::uint64_t* rows = nullptr;

    template <class Kernel>
    void launch(std::uint32_t blocks, const Kernel& kernel) {
        if constexpr (std::is_same_v<Kernel, cuda::detail::embed_kernel<float>>) {
            *rows += blocks;
        }
        serial::launch(blocks, kernel);
    }
};

TEST_CASE("the tokens of a prompt are computed once for all its completions and texts") {
    const token_ids ids = golden_cases("qwen3")[5].ids;
    const token_ids prompt(ids.begin(), ids.begin() + 45);  // whole pages: 32 tokens
    std::uint64_t rows = 0;
    counting_device device;
    device.rows = &rows;
    auto model = golden_model<counting_device>("qwen3", std::move(device));
    generation_request request{
        .prompt = prompt, .how = {.temperature = 1.0, .max_tokens = 1, .seed = 4}, .count = 20};
    static_cast<void>(draw_all(model, {request}));
    CHECK(rows == 32 + 20 * 13);

    std::vector<passk::scoring_request> texts;
    for (std::ptrdiff_t i = 0; i < 20; ++i) {  // more than the batch
        texts.push_back({.prompt = prompt,
                         .continuation = token_ids(ids.begin() + 60 + i, ids.begin() + 65 + i)});
    }
    texts.push_back({.prompt = token_ids{9}, .continuation = token_ids{1, 2, 3}});
    rows = 0;
    const auto together = model.score(texts, std::stop_token{});
    CHECK(rows == 32 + 20 * (13 + 4) + 3);
    cuda::local_options narrow = small_options();
    narrow.batch = 1;
    narrow.rows = 7;
    rows = 0;
    counting_device another;
    another.rows = &rows;
    auto slow = golden_model<counting_device>("qwen3", std::move(another), narrow);
    const auto one_by_one = slow.score(texts, std::stop_token{});
    CHECK(rows == 32 + 20 * (13 + 4) + 3);
    auto plain = golden_model<serial>("qwen3");
    for (std::size_t i = 0; i < texts.size(); ++i) {
        REQUIRE(together[i]);
        REQUIRE(one_by_one[i]);
        const auto alone = plain.score({&texts[i], 1}, std::stop_token{});
        REQUIRE(alone[0]);
        CHECK(together[i].value() == alone[0].value());
        CHECK(one_by_one[i].value() == alone[0].value());
    }
}

TEST_CASE("a budget that is too small names what would fit") {
    cuda::local_options options{.memory = std::uint64_t{3} << 18U, .batch = 64, .rows = 512};
    const auto opened =
        cuda::local_backend<serial>::open(passk_tests::golden_folder() + "/llama", options);
    REQUIRE(!opened);
    CHECK(opened.error().code == passk::errc::rejected);
    CHECK_MESSAGE(opened.error().context.starts_with(
                      "out of memory: the budget is 1 MiB, the weights take 1 MiB, and with a "
                      "batch of 64, 512 rows and a context of 512 it takes at least "),
                  opened.error().context);
    const std::string& said = opened.error().context;
    const std::size_t at = said.find("; a batch of ");
    REQUIRE_MESSAGE(at != std::string::npos, said);
    // What it says does fit.
    std::uint32_t batch = 0;
    std::uint32_t rows = 0;
    std::uint32_t context = 0;
    REQUIRE(std::sscanf(said.c_str() + at, "; a batch of %u, %u rows and a context of %u", &batch,
                        &rows, &context)
            == 3);
    options.batch = batch;
    options.rows = rows;
    options.context = context;
    CHECK(cuda::local_backend<serial>::open(passk_tests::golden_folder() + "/llama", options));
}

TEST_CASE("processed log-probabilities are those of the distribution drawn from") {
    cuda::local_options options = small_options();
    options.logprobs = passk::logprob_distribution::processed;
    auto model = golden_model<serial>("qwen2", serial{}, options);
    generation_request request = sampled_requests()[0];
    request.how = {.temperature = 0.7, .top_k = 1, .max_tokens = 5, .seed = 3};
    for (const completion& one : draw_all(model, {request})) {
        CHECK(one.logprobs->kind().temperature == 0.7);
        for (const double value : one.logprobs->values()) {
            CHECK(value == doctest::Approx(0.0).epsilon(1e-6));  // top-k of 1 leaves one token
        }
    }
}

TEST_CASE("requests that cannot be worked on are refused, others are not") {
    auto model = golden_model<serial>("qwen2");
    const std::vector<generation_request> requests{
        {.prompt = token_ids{}},
        {.prompt = token_ids{61}},
        {.prompt = token_ids(512, 1)},
        {.prompt = std::string("text without a tokenizer")},
        {.prompt = token_ids(510, 1), .how = {.max_tokens = 9}, .token_ids = true}};
    std::vector<std::string> said(requests.size());
    const auto take = [&](const passk::draw& one) {
        said[one.request] = one.outcome ? std::to_string(one.outcome.value().tokens.size())
                                        : one.outcome.error().context;
    };
    model.generate(requests, take, std::stop_token{});
    CHECK(said
          == std::vector<std::string>{"the prompt has no tokens",
                                      "no token of the model has the id 61",
                                      "512 tokens exceed the context of 512",
                                      "passk on CPU does not support prompts of text", "2"});
    const passk::scoring_request long_text{.prompt = token_ids{1},
                                           .continuation = token_ids(512, 1)};
    CHECK(model.score({&long_text, 1}, std::stop_token{})[0].error().code == passk::errc::rejected);
}

TEST_CASE("the laws of backends hold") {
    auto model = golden_model<serial>("llama");
    const passk::testing::backend_law_report of_ids = passk::testing::check_backend_laws(
        model, {.prompts = {token_ids{1, 2, 3}, token_ids(40, 7)}, .varied = false});
    CHECK(of_ids.broken == "");

    const passk_tests::temporary_files files;
    passk_tests::write_model_with_words(files.path(""));
    auto model_with_words = cuda::local_backend<serial>::open(files.path(""), small_options());
    REQUIRE_MESSAGE(model_with_words, (model_with_words ? "" : model_with_words.error().context));
    auto of_words = std::move(model_with_words).value();
    const passk::testing::backend_law_report of_texts = passk::testing::check_backend_laws(
        of_words,
        {.prompts = {std::string("Let x be"), passk::chat{{.role = "user", .text = "the the then"}},
                     token_ids{5, 6, 7}}});
    CHECK(of_texts.broken == "");
    CHECK(of_texts.denied.size() <= 1);
}

TEST_CASE("texts are scored without and ids with what is given, and never across a token") {
    const passk_tests::temporary_files files;
    passk_tests::write_model_with_words(files.path(""));
    auto opened = cuda::local_backend<serial>::open(files.path(""), small_options());
    REQUIRE(opened);
    auto model = std::move(opened).value();
    const std::vector<passk::scoring_request> requests{
        {.prompt = std::string("Find the"), .continuation = std::string(" sum of all x.")},
        {.prompt = std::string("Find th"), .continuation = std::string("e sum of all x.")}};
    const auto scored = model.score(requests, std::stop_token{});
    REQUIRE(scored[0]);
    CHECK(scored[0].value().kind().ending == passk::end_of_sequence::excluded);
    REQUIRE(!scored[1]);
    CHECK(scored[1].error().context
          == "the prompt's last token reaches into the continuation: give ids");
}

TEST_CASE("tensors that do not fit config.json are named") {
    const passk_tests::temporary_files files;
    const std::filesystem::path folder = files.path("");
    const std::filesystem::path from = passk_tests::golden_folder() + "/llama";
    std::filesystem::copy(from / "model.safetensors", folder / "model.safetensors");
    std::filesystem::copy(passk_tests::golden_folder() + "/qwen2/config.json",
                          folder / "config.json");
    const auto opened = cuda::local_backend<serial>::open(folder, small_options());
    REQUIRE(!opened);
    CHECK(opened.error().context
          == folder.string()
                 + ": tensor 'model.embed_tokens.weight' has shape [61, 24], and config.json "
                   "says [61, 16]");
}

}  // namespace
