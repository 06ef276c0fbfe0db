// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_RECORDED_DRAWS_HPP
#define PASSK_INFER_RECORDED_DRAWS_HPP

#include <passk/infer/generation_request.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/prompt.hpp>
#include <passk/sample/sampling.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace passk {

/// Completions that were drawn before, by prompt, sampling parameters and number: what a journal
/// holds, in memory.
///
/// @par Cost
/// to find or record one, a hash of the prompt and a look-up among those of the same prompt.
class recorded_draws {
public:
    /// Keeps draw `number` of the request's prompt; a later one with the same number takes the
    /// place of an earlier one.
    void record(const generation_request& request, std::uint32_t number, completion drawn) {
        std::vector<series>& alike = by_prompt_[hash(request.prompt)];
        auto found = std::find_if(alike.begin(), alike.end(), [&](const series& one) {
            return one.how == request.how && one.given == request.prompt;
        });
        if (found == alike.end()) {
            found = alike.insert(alike.end(), {request.prompt, request.how, {}});
        }
        size_ += found->draws.insert_or_assign(number, std::move(drawn)).second ? 1U : 0U;
    }

    /// Draw `number`, if it is there with everything that the request wants, and with nothing
    /// else.
    [[nodiscard]] std::optional<completion> find(const generation_request& request,
                                                 std::uint32_t number) const {
        const auto alike = by_prompt_.find(hash(request.prompt));
        if (alike == by_prompt_.end()) {
            return std::nullopt;
        }
        for (const series& one : alike->second) {
            if (one.how != request.how || one.given != request.prompt) {
                continue;
            }
            const auto found = one.draws.find(number);
            if (found == one.draws.end() || (request.logprobs && !found->second.logprobs)
                || (request.token_ids && found->second.tokens.empty())) {
                return std::nullopt;
            }
            completion drawn = found->second;
            if (!request.logprobs) {
                drawn.logprobs.reset();
            }
            if (!request.token_ids) {
                drawn.tokens.clear();
                drawn.prompt_token_ids.clear();
            }
            return drawn;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    struct series {
        prompt given;
        sampling how;
        std::map<std::uint32_t, completion> draws;
    };

    static std::size_t hash(const prompt& given) {
        if (const auto* const text = std::get_if<std::string>(&given)) {
            return std::hash<std::string>{}(*text);
        }
        std::size_t mixed = given.index();
        if (const auto* const ids = std::get_if<token_ids>(&given)) {
            for (const token_id id : *ids) {
                mixed = mixed * 1099511628211U + static_cast<std::size_t>(id);
            }
            return mixed;
        }
        for (const chat_message& turn : *std::get_if<chat>(&given)) {
            mixed = mixed * 1099511628211U + std::hash<std::string>{}(turn.text);
        }
        return mixed;
    }

    std::unordered_map<std::size_t, std::vector<series>> by_prompt_{};
    std::size_t size_ = 0;
};

}  // namespace passk

#endif  // PASSK_INFER_RECORDED_DRAWS_HPP
