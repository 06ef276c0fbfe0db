// SPDX-License-Identifier: Apache-2.0
// On the folder of a real model (config.json and safetensors) that PASSK_TEST_MODEL names; skipped
// without it. safetensors_of_gguf.py makes one.
#include <passk/adapter/cuda/cpu_device.hpp>
#include <passk/adapter/cuda/cpu_executors.hpp>
#include <passk/adapter/cuda/local_backend.hpp>
#include <passk/adapter/cuda/local_options.hpp>

#include <doctest/doctest.h>

#include <passk/sample/completion.hpp>
#include <passk/sample/token_id.hpp>

#include "skip.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace cuda = passk::adapter::cuda;
using passk::completion;
using passk::token_ids;

const char* real_model_folder() {
    return std::getenv("PASSK_TEST_MODEL");
}

template <class Device>
std::vector<completion> draw(Device device) {
    const cuda::local_options options{
        .memory = std::uint64_t{3} << 30U, .batch = 3, .rows = 32, .context = 128};
    auto opened =
        cuda::local_backend<Device>::open(real_model_folder(), options, std::move(device));
    REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().context));
    auto model = std::move(opened).value();
    std::vector<passk::generation_request> requests;
    for (std::uint32_t i = 0; i < 3; ++i) {
        token_ids prompt;
        for (std::uint32_t t = 0; t < 9 + 4 * i; ++t) {
            prompt.push_back(static_cast<passk::token_id>(400 + 911 * t * (i + 1) % 20011));
        }
        requests.push_back({.prompt = prompt,
                            .how = {.temperature = i == 0 ? 0.0 : 0.8,
                                    .top_p = i == 2 ? 0.95 : 1.0,
                                    .max_tokens = 8,
                                    .seed = i},
                            .logprobs = true,
                            .token_ids = true});
    }
    std::vector<completion> all(requests.size());
    model.generate(
        requests,
        [&](passk::draw one) {
            REQUIRE_MESSAGE(one.outcome, (one.outcome ? "" : one.outcome.error().context));
            all[one.request] = std::move(one.outcome).value();
        },
        std::stop_token{});
    return all;
}

TEST_CASE("emulated blocks draw from a real model what a serial executor draws") {
    if (real_model_folder() == nullptr) {
        passk_tests::skip("PASSK_TEST_MODEL names no model");
        return;
    }
    const std::vector<completion> serial = draw(cuda::cpu_device<float, cuda::cpu_serial>{});
    const std::vector<completion> emulated =
        draw(cuda::cpu_device<float, cuda::cpu_emulated>{cuda::cpu_emulated{3}});
    double largest = 0.0;
    std::size_t tokens = 0;
    for (std::size_t i = 0; i < serial.size(); ++i) {
        CHECK(serial[i].tokens == emulated[i].tokens);
        const auto a = serial[i].logprobs->values();
        const auto b = emulated[i].logprobs->values();
        REQUIRE(a.size() == b.size());
        tokens += a.size();
        for (std::size_t t = 0; t < a.size(); ++t) {
            largest = (std::max)(largest, std::fabs(a[t] - b[t]));
        }
    }
    MESSAGE("largest difference of ", tokens, " log-probabilities: ", largest);
    CHECK(largest < 1e-4);
}

}  // namespace
