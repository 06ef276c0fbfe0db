// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_ADAPTER_CUDA_ROW_POSITIONS_HPP
#define PASSK_TESTS_ADAPTER_CUDA_ROW_POSITIONS_HPP

#include <passk/adapter/cuda/local_backend.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/token_id.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

namespace passk_tests {

/// One completion drawn at every place of a batch, among others of other lengths: how many of the
/// places give other tokens or other bits of log-probabilities than the first.
///
/// @param neighbours  how many completions are drawn beside it
template <class Device>
std::size_t positions_that_differ(passk::adapter::cuda::local_backend<Device>& model,
                                  std::uint32_t neighbours, std::uint32_t vocabulary) {
    const auto prompt = [&](std::size_t length, std::uint32_t seed) {
        passk::token_ids ids;
        for (std::uint32_t t = 0; t < length; ++t) {
            ids.push_back(static_cast<passk::token_id>((t * (seed + 3) + seed) % (vocabulary - 1)));
        }
        return ids;
    };
    passk::completion expected;
    std::size_t differ = 0;
    for (std::uint32_t place = 0; place <= neighbours; ++place) {
        std::vector<passk::generation_request> requests;
        for (std::uint32_t i = 0; i <= neighbours; ++i) {
            const bool probe = i == place;
            requests.push_back({.prompt = probe ? prompt(21, 1) : prompt(1 + i * 5 % 40, 2 + i),
                                .how = {.temperature = 1.0,
                                        .top_p = 0.95,
                                        .max_tokens = probe ? 12U : 3 + i % 20,
                                        .seed = probe ? 77U : 1000U + i},
                                .logprobs = true,
                                .token_ids = true});
        }
        passk::completion found;
        model.generate(
            requests,
            [&](passk::draw one) {
                if (one.request == place && one.outcome) {
                    found = std::move(one.outcome).value();
                }
            },
            std::stop_token{});
        if (place == 0) {
            expected = found;
        }
        differ += !found.tokens.empty() && found == expected ? 0U : 1U;
    }
    return differ;
}

/// A batch of equal rows, each in a slot of its own: how many of them score a token with other
/// bits than the first.
template <class Device>
std::size_t equal_rows_that_differ(passk::adapter::cuda::local_backend<Device>& model,
                                   std::uint32_t rows) {
    const passk::token_ids prompt{5, 3, 8, 1, 9, 2};
    const std::vector<passk::scoring_request> texts(
        rows, {.prompt = prompt, .continuation = passk::token_ids{4, 7, 7, 6}});
    const auto scored = model.score(texts, std::stop_token{});
    std::size_t differ = 0;
    for (const auto& one : scored) {
        differ += one && scored[0] && one.value() == scored[0].value() ? 0U : 1U;
    }
    return differ;
}

}  // namespace passk_tests

#endif  // PASSK_TESTS_ADAPTER_CUDA_ROW_POSITIONS_HPP
