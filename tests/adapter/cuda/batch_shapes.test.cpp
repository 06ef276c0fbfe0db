// SPDX-License-Identifier: Apache-2.0
// What a GPU sees of batches, on the CPU: shapes, recorded graphs, places of rows.
#include <passk/adapter/cuda/cpu_device.hpp>
#include <passk/adapter/cuda/cpu_executors.hpp>
#include <passk/adapter/cuda/detail/batch_shapes.hpp>
#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/adapter/cuda/detail/recent_cache.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "golden_models.hpp"
#include "random_models.hpp"
#include "row_positions.hpp"

namespace {

namespace cuda = passk::adapter::cuda;
using passk::completion;
using passk::generation_request;
using passk::token_ids;
using passk_tests::golden_model;
using passk_tests::random_model;
using passk_tests::small_options;
using passk_tests::small_shape;

using serial = cuda::cpu_device<float, cuda::cpu_serial>;
using emulated = cuda::cpu_device<float, cuda::cpu_emulated>;
using half = cuda::cpu_device<cuda::detail::bf16, cuda::cpu_serial>;

TEST_CASE("padding adds at most a quarter and leaves few shapes") {
    std::set<std::uint32_t> shapes;
    std::uint32_t last = 0;
    for (std::uint32_t rows = 1; rows <= 65536; ++rows) {
        const std::uint32_t padded = cuda::detail::padded_rows(rows);
        REQUIRE(padded >= rows);
        REQUIRE(padded >= last);
        REQUIRE((rows <= 32 ? padded < 2 * rows : 4 * padded <= 5 * rows + 4));
        REQUIRE(cuda::detail::padded_rows(padded) == padded);
        last = padded;
        shapes.insert(padded);
        if (rows == 2048) {
            CHECK(shapes.size() == 30);
        }
    }
    CHECK(shapes.size() == 50);
}

TEST_CASE("a cache keeps what was asked for last and destroys the rest") {
    cuda::detail::recent_cache<int, std::shared_ptr<int>> cache(3);
    std::vector<std::weak_ptr<int>> made;
    for (int i = 0; i < 3; ++i) {
        made.push_back(cache.keep(i, std::make_shared<int>(i)));
    }
    CHECK(**cache.find(0) == 0);  // 1 is the oldest now
    made.push_back(cache.keep(3, std::make_shared<int>(3)));
    CHECK(cache.find(1) == nullptr);
    CHECK(made[1].expired());
    CHECK(**cache.find(0) == 0);
    CHECK(**cache.find(2) == 2);
    made.push_back(cache.keep(2, std::make_shared<int>(22)));  // the same key takes no place
    CHECK(made[2].expired());
    CHECK(cache.size() == 3);
}

// A device that pads, records and replays as a GPU does, and counts shapes.
struct recording_device : serial {
    static constexpr bool products_see_rows_only = false;

    struct record {
        std::map<std::uint64_t, std::vector<std::function<void()>>> graphs{};
        std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> products{};
        std::vector<std::function<void()>>* into = nullptr;
        std::size_t replays = 0;
    };
    std::shared_ptr<record> seen = std::make_shared<record>();

    static std::uint32_t padded_rows(std::uint32_t rows) { return cuda::detail::padded_rows(rows); }

    template <class Kernel>
    void launch(std::uint32_t blocks, const Kernel& kernel) {
        if (seen->into != nullptr) {
            seen->into->push_back([blocks, kernel] { cuda::cpu_serial{}.launch(blocks, kernel); });
            return;
        }
        serial::launch(blocks, kernel);
    }
    void matmul(float* out, const float* in, const float* weight, std::uint32_t rows,
                std::uint32_t outputs, std::uint32_t inputs, bool add) {
        seen->products.emplace(rows, outputs, inputs);
        if (seen->into != nullptr) {
            seen->into->push_back(
                [=] { serial().matmul(out, in, weight, rows, outputs, inputs, add); });
            return;
        }
        serial::matmul(out, in, weight, rows, outputs, inputs, add);
    }
    template <class Work>
    void replay(std::uint64_t key, const Work& work) {
        auto [graph, fresh] = seen->graphs.try_emplace(key);
        if (fresh) {
            seen->into = &graph->second;
            work();
            seen->into = nullptr;
        } else {
            ++seen->replays;
        }
        for (const auto& node : graph->second) {
            node();
        }
    }
};

// Completions of prompts of all lengths and of all numbers of draws.
std::vector<generation_request> requests_of_many_shapes() {
    std::vector<generation_request> requests;
    for (std::uint32_t i = 0; i < 40; ++i) {
        token_ids prompt;
        for (std::uint32_t t = 0; t < 1 + i * 37 % 101; ++t) {
            prompt.push_back(static_cast<passk::token_id>((t * (i + 3) + i) % 60));
        }
        requests.push_back({.prompt = prompt,
                            .how = {.temperature = 0.9, .max_tokens = 1 + i % 9, .seed = 100 * i},
                            .count = 1 + i % 5,
                            .logprobs = true,
                            .token_ids = true});
    }
    return requests;
}

template <class Backend>
std::vector<completion> draw_all(Backend& model, const std::vector<generation_request>& requests) {
    std::vector<std::vector<completion>> drawn;
    for (const generation_request& request : requests) {
        drawn.emplace_back(request.count);
    }
    model.generate(
        requests,
        [&](passk::draw one) {
            REQUIRE_MESSAGE(one.outcome, (one.outcome ? "" : one.outcome.error().context));
            drawn[one.request][one.number] = std::move(one.outcome).value();
        },
        std::stop_token{});
    std::vector<completion> all;
    for (const auto& part : drawn) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

TEST_CASE("batches are padded to shapes that come again, and recorded work is replayed as it was") {
    const std::vector<generation_request> requests = requests_of_many_shapes();
    auto plain = golden_model<serial>("qwen2");
    const std::vector<completion> expected = draw_all(plain, requests);
    for (const bool deterministic : {false, true}) {
        CAPTURE(deterministic);
        cuda::local_options options = small_options();
        options.deterministic = deterministic;
        options.rows = 50;  // none of the padded sizes
        recording_device device;
        const auto seen = device.seen;
        auto model = golden_model<recording_device>("qwen2", std::move(device), options);
        CHECK(draw_all(model, requests) == expected);
        std::set<std::uint32_t> rows;
        for (const auto& [count, outputs, inputs] : seen->products) {
            rows.insert(count);
        }
        if (deterministic) {
            // One shape of each product: 4 of a layer, and the logits.
            CHECK(seen->products.size() == 5);
            CHECK(seen->graphs.size() == 1);
        } else {
            // 1, 2, 4, 8, 16, 32, 40, 48 and the 50 that there is room for.
            CHECK(rows.size() <= 9);
            CHECK(seen->graphs.size() <= 9);
        }
        CHECK(seen->replays > 5 * seen->graphs.size());
    }
}

TEST_CASE("scores do not depend on padding, and long contexts leave room for it") {
    cuda::local_options options = small_options();
    options.batch = 3;
    options.rows = 300;
    recording_device device;
    auto padded = golden_model<recording_device>("llama", std::move(device), options);
    auto plain = golden_model<serial>("llama", serial{}, options);
    std::vector<passk::scoring_request> texts;
    for (std::size_t length = 3; length < 500; length += 31) {
        token_ids ids;
        for (std::size_t t = 0; t < length; ++t) {
            ids.push_back(static_cast<passk::token_id>(t * length % 59));
        }
        texts.push_back({.prompt = token_ids{1, 2}, .continuation = ids});
    }
    const auto expected = plain.score(texts, std::stop_token{});
    const auto found = padded.score(texts, std::stop_token{});
    for (std::size_t i = 0; i < texts.size(); ++i) {
        REQUIRE(expected[i]);
        REQUIRE(found[i]);
        CHECK(found[i].value() == expected[i].value());
    }
}

// A device whose products round otherwise in rows behind the third, as a product of matrices that
// splits its sums by the place of a tile does.
struct uneven_device : serial {
    void matmul(float* out, const float* in, const float* weight, std::uint32_t rows,
                std::uint32_t outputs, std::uint32_t inputs, bool add) {
        serial::matmul(out, in, weight, rows, outputs, inputs, add);
        for (std::uint32_t i = 3 * outputs; i < rows * outputs; ++i) {
            out[i] = std::nextafter(out[i], 1e30F);
        }
    }
};

TEST_CASE("one row gives the same bits at every place of a batch") {
    cuda::local_options options = small_options();
    options.deterministic = true;
    const auto same_everywhere = [&]<class Device>(Device device) {
        auto model = golden_model<Device>("qwen3", std::move(device), options);
        return passk_tests::positions_that_differ(model, 6, 60)
               + passk_tests::equal_rows_that_differ(model, 8);
    };
    CHECK(same_everywhere(serial()) == 0);
    CHECK(same_everywhere(half()) == 0);
    CHECK(same_everywhere(recording_device()) == 0);
    CHECK(same_everywhere(uneven_device()) > 8);
}

TEST_CASE("one row gives the same bits at every place of a batch of emulated blocks") {
    cuda::local_options options = small_options();
    options.batch = 3;
    auto model = golden_model<emulated>("llama", emulated(cuda::cpu_emulated{2}), options);
    CHECK(passk_tests::positions_that_differ(model, 2, 60) == 0);
    CHECK(passk_tests::equal_rows_that_differ(model, 3) == 0);
}

TEST_CASE("heads of every width and groups of every size draw what a serial executor draws") {
    for (const std::uint32_t head_dim : {64U, 128U, 256U}) {
        for (const std::uint32_t group : {1U, 8U}) {
            CAPTURE(head_dim);
            CAPTURE(group);
            const cuda::local_options options{
                .memory = std::uint64_t{64} << 20U, .batch = 2, .rows = 16, .context = 64};
            auto one = random_model(small_shape(head_dim, group), options, serial{});
            auto many = random_model(small_shape(head_dim, group), options,
                                     emulated(cuda::cpu_emulated{2}));
            const generation_request request{
                .prompt = token_ids{3, 1, 4, 1, 5},
                .how = {.temperature = 0.9, .max_tokens = 2, .seed = 3},
                .logprobs = true,
                .token_ids = true};
            const completion a = draw_all(one, {request})[0];
            const completion b = draw_all(many, {request})[0];
            CHECK(a.tokens == b.tokens);
            for (std::size_t i = 0; i < a.tokens.size(); ++i) {
                CHECK(a.logprobs->values()[i]
                      == doctest::Approx(b.logprobs->values()[i]).epsilon(1e-5));
            }
        }
    }
}

}  // namespace
