// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_MINIATURE_SAMPLER_HPP
#define PASSK_EXAMPLES_MINIATURE_SAMPLER_HPP

#include "countdown.hpp"
#include "gradient.hpp"

#include <passk/adapter/tiny_lm/tiny_lm_backend.hpp>
#include <passk/adapter/tiny_lm/weight_file.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/outcome/tally.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/problem.hpp>
#include <passk/sample/sampling.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace miniature {

/// A response with its verdict.
struct response {
    passk::completion drawn{};
    bool correct = false;
};

/// `count` responses to each problem, verified; result[problem][draw].
[[nodiscard]] inline std::vector<std::vector<response>> respond(
    const lm::stored_model& model, std::span<const passk::problem> problems, std::uint32_t count,
    passk::sampling how, unsigned threads, bool with_tokens = false) {
    how.max_tokens = longest_completion;
    std::vector<passk::generation_request> requests;
    requests.reserve(problems.size());
    for (const passk::problem& one : problems) {
        requests.push_back({.prompt = one.prompt,
                            .how = how,
                            .count = count,
                            .logprobs = with_tokens,
                            .token_ids = with_tokens});
    }
    lm::tiny_lm_backend backend(model, {.model = "policy", .threads = threads});
    std::vector<std::vector<response>> all(problems.size(), std::vector<response>(count));
    backend.generate(
        requests,
        [&](passk::draw one) {
            if (!one.outcome) {
                throw std::runtime_error(one.outcome.error().context);
            }
            response& to = all[one.request][one.number];
            to.drawn = std::move(one.outcome).value();
            to.correct = to.drawn.finish == passk::finish_reason::stop
                         && countdown_verifier{}(problems[one.request], to.drawn.text)
                                == passk::verdict::correct;
        },
        std::stop_token{});
    return all;
}

/// How many of the responses to each problem are correct.
[[nodiscard]] inline std::vector<passk::tally> count_correct(
    std::span<const std::vector<response>> responses) {
    std::vector<passk::tally> tallies;
    for (const std::vector<response>& one : responses) {
        std::uint64_t correct = 0;
        for (const response& each : one) {
            correct += each.correct ? 1 : 0;
        }
        tallies.emplace_back(one.size(), correct);
    }
    return tallies;
}

/// The tokens of a prompt and a response that was drawn with its tokens.
[[nodiscard]] inline sequence sequence_of(const passk::completion& drawn) {
    sequence made;
    made.prompt = drawn.prompt_token_ids.size();
    for (const passk::token_ids* const part : {&drawn.prompt_token_ids, &drawn.tokens}) {
        for (const passk::token_id id : *part) {
            made.tokens.push_back(static_cast<std::uint32_t>(id));
        }
    }
    return made;
}

}  // namespace miniature

#endif  // PASSK_EXAMPLES_MINIATURE_SAMPLER_HPP
