// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_TINY_LM_BACKEND_HPP
#define PASSK_ADAPTER_TINY_LM_TINY_LM_BACKEND_HPP

#include <passk/adapter/tiny_lm/decoder.hpp>
#include <passk/adapter/tiny_lm/decoder_weights.hpp>
#include <passk/adapter/tiny_lm/detail/run_with.hpp>
#include <passk/adapter/tiny_lm/symbol_vocabulary.hpp>
#include <passk/adapter/tiny_lm/weight_file.hpp>
#include <passk/core/error.hpp>
#include <passk/core/executor.hpp>
#include <passk/core/result.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/refusal.hpp>
#include <passk/infer/scoring_request.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/prompt.hpp>
#include <passk/sample/token_id.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace passk::adapter::tiny_lm {

/// A small language model in this process: no server, no accelerator. Models inference_backend
/// and scoring_backend.
///
/// Completions of a prompt are computed up to 32 side by side, groups of them on several threads.
/// A prompt is read once for each group.
///
/// @par Determinism
/// What is drawn and its log-probabilities depend on weights, prompt, parameters and seed only, and
/// are the same bits for every number of threads and every instruction set; the latter is chosen
/// when the object is made (PASSK_SIMD = portable, avx2 or avx512 forces one; portable is exact but
/// some 50 times slower where the processor has no fused multiply-add).
/// @par Cost
/// about 2 floating-point operations a weight and token. Memory: the weights in float, and for
/// each thread 32 completions' keys and values.
class tiny_lm_backend {
public:
    struct options {
        std::string model = "tiny_lm";  ///< its name in reports
        unsigned threads = 0;           ///< 0: one for each processor
    };

    /// A model whose tokens are symbols: prompts are texts or token ids.
    explicit tiny_lm_backend(stored_model model) : tiny_lm_backend(std::move(model), options{}) {}
    tiny_lm_backend(stored_model model, options how)
        : tiny_lm_backend(std::move(model.weights), {model.vocabulary.end_token()},
                          std::move(how)) {
        passk::detail::expects(model.vocabulary.size() == weights_->shape.vocabulary,
                               "passk::adapter::tiny_lm::tiny_lm_backend: the vocabulary and the "
                               "weights differ in size");
        vocabulary_ = std::move(model.vocabulary);
    }

    /// A model without a tokenizer: prompts are token ids, and completions have ids but no text.
    /// @param end_tokens  any of them ends a completion
    tiny_lm_backend(decoder_weights weights, std::vector<std::uint32_t> end_tokens, options how)
        : weights_(std::make_unique<const decoder_weights>(std::move(weights))),
          end_tokens_(std::move(end_tokens)),
          options_(std::move(how)),
          instructions_(simd_level_in_use()) {}

    [[nodiscard]] const decoder_shape& shape() const noexcept { return weights_->shape; }

    [[nodiscard]] backend_capabilities capabilities() const {
        return {.name = "tiny_lm",
                .model = options_.model,
                .text_prompts = vocabulary_.has_value(),
                .token_prompts = true,
                .token_ids = true,
                .repetition_penalty = false,
                .stop = vocabulary_.has_value(),
                .sampled_logprobs = true,
                .sampled_from = logprob_distribution::raw,
                .scores_text = vocabulary_.has_value(),
                .scores_tokens = true,
                .seeded = true,
                .context_length = weights_->shape.context};
    }

    void generate(std::span<const generation_request> requests, draw_sink sink,
                  std::stop_token stop) {
        expects_requests("passk::adapter::tiny_lm::tiny_lm_backend::generate", requests);
        const backend_capabilities able = capabilities();
        std::vector<group> groups;
        std::vector<std::vector<std::uint32_t>> prompts(requests.size());
        for (std::size_t r = 0; r < requests.size(); ++r) {
            const generation_request& one = requests[r];
            std::optional<error> refused = refusal(able, one);
            if (!refused) {
                result<std::vector<std::uint32_t>> read = read_prompt(one.prompt);
                if (read) {
                    prompts[r] = std::move(read).value();
                } else {
                    refused = read.error();
                }
            }
            constexpr auto widest = static_cast<std::uint32_t>(decoder::widest_group);
            for (std::uint32_t i = 0; i < one.count; ++i) {
                if (refused) {
                    sink({.request = r, .number = one.first + i, .outcome = *refused});
                } else if (i % widest == 0) {
                    groups.push_back({r, one.first + i, (std::min)(widest, one.count - i)});
                }
            }
        }
        std::mutex at_sink;
        for_each_unit(groups.size(), [&](decoder& model, std::size_t unit) {
            const group& own = groups[unit];
            const generation_request& request = requests[own.request];
            std::vector<result<completion>> drawn =
                stop.stop_requested() ? std::vector<result<completion>>(
                    own.count, error{errc::cancelled, "generation was stopped"})
                                      : draw_group(model, request, prompts[own.request], own);
            const std::lock_guard lock(at_sink);
            for (std::uint32_t i = 0; i < own.count; ++i) {
                sink({.request = own.request,
                      .number = own.first + i,
                      .outcome = std::move(drawn[i])});
            }
        });
    }

    [[nodiscard]] std::vector<result<token_logprobs>> score(
        std::span<const scoring_request> requests, std::stop_token stop) {
        const backend_capabilities able = capabilities();
        std::vector<result<token_logprobs>> scores(requests.size(),
                                                   error{errc::cancelled, "scoring was stopped"});
        for_each_unit(requests.size(), [&](decoder& model, std::size_t r) {
            if (stop.stop_requested()) {
                return;
            }
            const std::optional<error> refused = refusal(able, requests[r]);
            scores[r] = refused ? result<token_logprobs>(*refused) : score_one(model, requests[r]);
        });
        return scores;
    }

private:
    // Completions that are drawn side by side.
    struct group {
        std::size_t request;
        std::uint32_t first;
        std::uint32_t count;
    };

    // Calls work(decoder, unit) for every unit, on the threads asked for; what it throws passes
    // through once all threads are done.
    template <class Work>
    void for_each_unit(std::size_t units, const Work& work) {
        const threads on(options_.threads);
        std::vector<std::unique_ptr<decoder>> models(on.workers(units));
        on.for_each({0, units}, [&](std::size_t worker, std::uint64_t unit) {
            std::unique_ptr<decoder>& model = models[worker];
            if (!model) {
                model = std::make_unique<decoder>(*weights_, instructions_);
            }
            work(*model, static_cast<std::size_t>(unit));
        });
    }

    [[nodiscard]] result<std::vector<std::uint32_t>> tokens_of(const std::string& text) const {
        return vocabulary_->tokens(text);
    }
    [[nodiscard]] result<std::vector<std::uint32_t>> tokens_of(const token_ids& ids) const {
        std::vector<std::uint32_t> tokens;
        tokens.reserve(ids.size());
        for (const token_id id : ids) {
            if (id < 0 || static_cast<std::uint32_t>(id) >= weights_->shape.vocabulary) {
                return error{errc::rejected, "token id " + std::to_string(id)
                                                 + " is outside the vocabulary of "
                                                 + std::to_string(weights_->shape.vocabulary)};
            }
            tokens.push_back(static_cast<std::uint32_t>(id));
        }
        return tokens;
    }

    [[nodiscard]] result<std::vector<std::uint32_t>> read_prompt(const prompt& given) const {
        const auto* const text = std::get_if<std::string>(&given);
        result<std::vector<std::uint32_t>> tokens =
            text != nullptr ? tokens_of(*text) : tokens_of(std::get<token_ids>(given));
        if (!tokens) {
            return error{errc::rejected, tokens.error().context};
        }
        if (tokens.value().empty()) {
            return error{errc::rejected, "an empty prompt: there is nothing to continue"};
        }
        if (tokens.value().size() >= weights_->shape.context) {
            return error{errc::rejected, "the prompt has " + std::to_string(tokens.value().size())
                                             + " tokens; the context holds "
                                             + std::to_string(weights_->shape.context)};
        }
        return tokens;
    }

    [[nodiscard]] static error undefined() {
        return {errc::malformed, "the model gives no probabilities here: its weights are unusable"};
    }

    // Where the first of the stop texts begins; npos if none is there.
    [[nodiscard]] static std::size_t find_stop(std::string_view text,
                                               std::span<const std::string> stops) {
        std::size_t first = std::string_view::npos;
        for (const std::string& stop : stops) {
            first = (std::min)(first, text.find(stop));
        }
        return first;
    }

    [[nodiscard]] std::vector<result<completion>> draw_group(
        decoder& model, const generation_request& request,
        std::span<const std::uint32_t> prompt_tokens, const group& own) const {
        std::vector<std::uint64_t> seeds(own.count);
        for (std::uint32_t i = 0; i < own.count; ++i) {
            seeds[i] = request.how.seed + own.first + i;
        }
        const std::vector<std::string>& stops = request.how.stop;
        decoder::ending ends;
        if (!stops.empty()) {
            ends = [&](std::size_t, std::span<const std::uint32_t> tokens) {
                return find_stop(vocabulary_->text(tokens), stops) != std::string_view::npos;
            };
        }
        std::vector<decoder::drawn> drawn =
            model.draw(prompt_tokens, seeds, request.how, end_tokens_, ends);
        std::vector<result<completion>> completions;
        completions.reserve(drawn.size());
        for (std::size_t i = 0; i < drawn.size(); ++i) {
            completions.push_back(complete(request, prompt_tokens, drawn[i], seeds[i]));
        }
        return completions;
    }

    [[nodiscard]] result<completion> complete(const generation_request& request,
                                              std::span<const std::uint32_t> prompt_tokens,
                                              const decoder::drawn& drawn,
                                              std::uint64_t seed) const {
        if (!(drawn.logprobs.back() == drawn.logprobs.back())) {
            return undefined();
        }
        completion made;
        made.finish = drawn.ended ? finish_reason::stop : finish_reason::length;
        made.seed = seed;
        made.prompt_tokens = static_cast<std::uint32_t>(prompt_tokens.size());
        made.completion_tokens = static_cast<std::uint32_t>(drawn.tokens.size());
        if (vocabulary_) {
            made.text = vocabulary_->text(drawn.tokens);
            made.text.resize((std::min)(made.text.size(), find_stop(made.text, request.how.stop)));
        }
        if (request.token_ids) {
            made.tokens.assign(drawn.tokens.begin(), drawn.tokens.end());
            made.prompt_token_ids.assign(prompt_tokens.begin(), prompt_tokens.end());
        }
        if (request.logprobs) {
            made.logprobs.emplace(
                values_of(drawn.logprobs),
                logprob_kind{.distribution = logprob_distribution::raw,
                             .ending = end_of_sequence::included},
                drawn.ended ? completion_extent::complete : completion_extent::cut);
        }
        return made;
    }

    // Rounding can leave a logarithm a little above 0.
    [[nodiscard]] static std::vector<double> values_of(std::span<const float> logprobs) {
        std::vector<double> values;
        values.reserve(logprobs.size());
        for (const float one : logprobs) {
            values.push_back((std::min)(0.0, static_cast<double>(one)));
        }
        return values;
    }

    [[nodiscard]] result<token_logprobs> score_one(decoder& model,
                                                   const scoring_request& request) const {
        result<std::vector<std::uint32_t>> read = read_prompt(request.prompt);
        if (!read) {
            return read.error();
        }
        std::vector<std::uint32_t> tokens = std::move(read).value();
        const std::size_t prompt_tokens = tokens.size();
        const auto* const text = std::get_if<std::string>(&request.continuation);
        const result<std::vector<std::uint32_t>> continuation =
            text != nullptr ? tokens_of(*text)
                            : tokens_of(std::get<token_ids>(request.continuation));
        if (!continuation) {
            return error{errc::rejected, continuation.error().context};
        }
        tokens.insert(tokens.end(), continuation.value().begin(), continuation.value().end());
        if (tokens.size() > weights_->shape.context) {
            return error{errc::rejected, "prompt and continuation have "
                                             + std::to_string(tokens.size())
                                             + " tokens; the context holds "
                                             + std::to_string(weights_->shape.context)};
        }
        std::vector<float> logprobs = model.logprobs(tokens);
        logprobs.erase(logprobs.begin(),
                       logprobs.begin() + static_cast<std::ptrdiff_t>(prompt_tokens - 1));
        for (const float one : logprobs) {
            if (!(one == one)) {
                return undefined();
            }
        }
        return token_logprobs(
            values_of(logprobs),
            {.distribution = logprob_distribution::raw,
             .ending = text != nullptr ? end_of_sequence::excluded : end_of_sequence::included});
    }

    std::unique_ptr<const decoder_weights> weights_;
    std::vector<std::uint32_t> end_tokens_;
    std::optional<symbol_vocabulary> vocabulary_{};
    options options_;
    simd_level instructions_;
};

}  // namespace passk::adapter::tiny_lm

#endif  // PASSK_ADAPTER_TINY_LM_TINY_LM_BACKEND_HPP
