// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTING_MARKOV_BACKEND_HPP
#define PASSK_TESTING_MARKOV_BACKEND_HPP

#include <passk/core/random_bits.hpp>
#include <passk/core/result.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/draw_each.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/score_each.hpp>
#include <passk/infer/scoring_request.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/prompt.hpp>
#include <passk/sample/sampling.hpp>
#include <passk/sample/token_id.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace passk::testing {

/// A language model small enough to reason about: the next letter depends on the last one only.
/// Token 0 ends the text; tokens 1 to 8 are the letters a to h. A prompt counts by its last
/// letter; other bytes are one more state. Models inference_backend and scoring_backend to the
/// letter, takes microseconds a completion, needs nothing: the backend for tests of whatever uses
/// backends.
class markov_backend {
public:
    static constexpr std::size_t vocabulary = 9;

    /// @param model  number of the model: different numbers, different transition probabilities
    explicit markov_backend(std::uint64_t model = 0) {
        for (std::size_t from = 0; from < vocabulary; ++from) {
            random_bits bits(model, from);
            double sum = 0.0;
            for (double& weight : transition_[from]) {
                weight = 0.1 + uniform_unit(bits);
                sum += weight;
            }
            for (double& weight : transition_[from]) {
                weight = std::log(weight / sum);
            }
        }
        able_.name = "Markov chain";
        able_.model = "markov-" + std::to_string(model);
        able_.chat_prompts = able_.token_prompts = able_.token_ids = true;
        able_.sampled_logprobs = able_.scores_text = able_.scores_tokens = able_.seeded = true;
        able_.sampled_from = logprob_distribution::raw;
    }

    [[nodiscard]] const backend_capabilities& capabilities() const noexcept { return able_; }

    void generate(std::span<const generation_request> requests, draw_sink sink,
                  std::stop_token stop) {
        expects_requests("passk::testing::markov_backend::generate", requests);
        draw_each(able_, requests, sink, stop,
                  [this](const generation_request& wanted, std::uint64_t seed) {
                      return draw_one(wanted, seed);
                  });
    }

    [[nodiscard]] std::vector<result<token_logprobs>> score(
        std::span<const scoring_request> requests, std::stop_token stop) {
        return score_each(able_, requests, stop,
                          [this](const scoring_request& wanted) { return score_one(wanted); });
    }

    /// Natural-log probability of each token after `last`, at temperature 1.
    [[nodiscard]] const std::array<double, vocabulary>& log_probabilities_after(
        token_id last) const {
        return transition_[static_cast<std::size_t>(last)];
    }

    /// The tokens of a text: bytes other than a to h are token 0.
    [[nodiscard]] static passk::token_ids tokens_of(std::string_view text) {
        passk::token_ids tokens;
        for (const char letter : text) {
            tokens.push_back(letter >= 'a' && letter <= 'h' ? letter - 'a' + 1 : 0);
        }
        return tokens;
    }

private:
    static passk::token_ids tokens_of_prompt(const prompt& given) {
        if (const auto* ids = std::get_if<passk::token_ids>(&given)) {
            return *ids;
        }
        if (const auto* text = std::get_if<std::string>(&given)) {
            return tokens_of(*text);
        }
        passk::token_ids tokens;
        for (const chat_message& turn : std::get<chat>(given)) {
            const passk::token_ids more = tokens_of(turn.text);
            tokens.insert(tokens.end(), more.begin(), more.end());
        }
        return tokens;
    }

    static bool known(const passk::token_ids& tokens) {
        return std::all_of(tokens.begin(), tokens.end(), [](token_id token) {
            return token >= 0 && token < static_cast<token_id>(vocabulary);
        });
    }

    // The distribution that sampling makes of the model's own.
    static std::array<double, vocabulary> shaped(std::array<double, vocabulary> logits,
                                                 const sampling& how,
                                                 const passk::token_ids& seen) {
        for (std::size_t t = 0; t < vocabulary; ++t) {
            if (std::find(seen.begin(), seen.end(), static_cast<token_id>(t)) != seen.end()) {
                logits[t] *= how.repetition_penalty;  // all are below 0
            }
        }
        std::array<std::size_t, vocabulary> order{};
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return logits[a] > logits[b]; });
        std::array<double, vocabulary> chances{};
        if (how.temperature == 0.0) {
            chances[order[0]] = 1.0;
            return chances;
        }
        const double highest = logits[order[0]];
        double sum = 0.0;
        for (std::size_t t = 0; t < vocabulary; ++t) {
            chances[t] = std::exp((logits[t] - highest) / how.temperature);
            sum += chances[t];
        }
        double before = 0.0;
        double kept = 0.0;
        for (std::size_t rank = 0; rank < vocabulary; ++rank) {
            double& chance = chances[order[rank]];
            const double share = chance / sum;
            const bool out = (how.top_k != 0 && rank >= how.top_k) || before >= how.top_p
                             || (rank > 0 && chance < how.min_p);  // the highest is exp(0)
            before += share;
            chance = out ? 0.0 : chance;
            kept += chance;
        }
        for (double& chance : chances) {
            chance /= kept;
        }
        return chances;
    }

    result<completion> draw_one(const generation_request& wanted, std::uint64_t seed) const {
        passk::token_ids seen = tokens_of_prompt(wanted.prompt);
        if (!known(seen)) {
            return error{errc::rejected, "the prompt has a token outside the vocabulary"};
        }
        completion drawn{.finish = finish_reason::length, .seed = seed};
        drawn.prompt_tokens = static_cast<std::uint32_t>(seen.size());
        if (wanted.token_ids) {
            drawn.prompt_token_ids = seen;
        }
        random_bits bits(seed);
        passk::token_ids tokens;
        std::vector<double> logprobs;
        while (tokens.size() < wanted.how.max_tokens) {
            const auto& raw = transition_[static_cast<std::size_t>(seen.empty() ? 0 : seen.back())];
            const std::array<double, vocabulary> chances = shaped(raw, wanted.how, seen);
            const double at = uniform_unit(bits);
            std::size_t token = vocabulary;
            double below = 0.0;
            for (std::size_t t = 0; t < vocabulary && (token == vocabulary || below <= at); ++t) {
                if (chances[t] > 0.0) {
                    token = t;  // the last possible one, should rounding leave a gap at 1
                }
                below += chances[t];
            }
            tokens.push_back(static_cast<token_id>(token));
            seen.push_back(tokens.back());
            logprobs.push_back(raw[token]);
            if (token == 0) {
                drawn.finish = finish_reason::stop;
                break;
            }
            drawn.text += static_cast<char>('a' + (token - 1));
            if (cut_at_stop(drawn.text, wanted.how.stop)) {
                drawn.finish = finish_reason::stop;
                break;
            }
        }
        drawn.completion_tokens = static_cast<std::uint32_t>(tokens.size());
        if (wanted.logprobs) {
            drawn.logprobs.emplace(std::move(logprobs),
                                   logprob_kind{.distribution = logprob_distribution::raw,
                                                .ending = end_of_sequence::included},
                                   drawn.finish == finish_reason::length
                                       ? completion_extent::cut
                                       : completion_extent::complete);
        }
        if (wanted.token_ids) {
            drawn.tokens = std::move(tokens);
        }
        return drawn;
    }

    static bool cut_at_stop(std::string& text, const std::vector<std::string>& stops) {
        std::size_t at = std::string::npos;
        for (const std::string& stop : stops) {
            at = (std::min)(at, text.find(stop));
        }
        if (at == std::string::npos) {
            return false;
        }
        text.resize(at);
        return true;
    }

    result<token_logprobs> score_one(const scoring_request& wanted) const {
        const passk::token_ids before = tokens_of_prompt(wanted.prompt);
        const auto* ids = std::get_if<passk::token_ids>(&wanted.continuation);
        const passk::token_ids tokens =
            ids != nullptr ? *ids : tokens_of(std::get<std::string>(wanted.continuation));
        if (!known(before) || !known(tokens)) {
            return error{errc::rejected, "there is a token outside the vocabulary"};
        }
        token_id last = before.empty() ? 0 : before.back();
        std::vector<double> values;
        for (const token_id token : tokens) {
            values.push_back(
                transition_[static_cast<std::size_t>(last)][static_cast<std::size_t>(token)]);
            last = token;
        }
        return token_logprobs(
            std::move(values),
            {.distribution = logprob_distribution::raw,
             .ending = ids != nullptr ? end_of_sequence::included : end_of_sequence::excluded},
            completion_extent::unknown);
    }

    std::array<std::array<double, vocabulary>, vocabulary> transition_{};
    backend_capabilities able_;
};

}  // namespace passk::testing

#endif  // PASSK_TESTING_MARKOV_BACKEND_HPP
