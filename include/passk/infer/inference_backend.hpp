// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_INFERENCE_BACKEND_HPP
#define PASSK_INFER_INFERENCE_BACKEND_HPP

#include <passk/core/result.hpp>
#include <passk/sample/completion.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <vector>

namespace passk {

/// Something that draws completions from a language model.
///
///   expression                      type                              meaning
///   b.generate(prompt, how, count)  result<std::vector<completion>>   `count` independent draws
///
///   - On success the vector has exactly `count` elements.
///   - Same backend state, prompt, `how` (seed included) and count: same completions.
///   - Failure is an error value, never an exception.
///   - Calls on one object are made one at a time; a backend that allows more says so by
///     specialising passk::is_concurrent_backend.
template <class B>
concept inference_backend = std::movable<B> && requires(B& b, std::string_view prompt,
                                                        const sampling& how, std::size_t count) {
    { b.generate(prompt, how, count) } -> std::same_as<result<std::vector<completion>>>;
};

/// An inference_backend that can also say how likely its model finds a given text.
///
///   b.score(prompt, text)   result<std::vector<double>>   natural-log probability of each
///                                                         token of text after prompt, <= 0
template <class B>
concept scoring_backend = inference_backend<B> && requires(B& b, std::string_view prompt,
                                                           std::string_view text) {
    { b.score(prompt, text) } -> std::same_as<result<std::vector<double>>>;
};

}  // namespace passk

#endif  // PASSK_INFER_INFERENCE_BACKEND_HPP
