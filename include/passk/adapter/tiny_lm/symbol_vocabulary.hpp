// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_SYMBOL_VOCABULARY_HPP
#define PASSK_ADAPTER_TINY_LM_SYMBOL_VOCABULARY_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::adapter::tiny_lm {

/// Tokens that are single bytes of text, and one that ends a completion.
class symbol_vocabulary {
public:
    /// @param symbols  token i is the byte symbols[i]; the last one ends a completion and is no
    ///                 part of its text
    /// @pre     2 to 256 symbols, all different
    /// @throws  domain_error if the precondition does not hold
    explicit symbol_vocabulary(std::string symbols) : symbols_(std::move(symbols)) {
        passk::detail::expects(symbols_.size() >= 2 && symbols_.size() <= 256,
                               "passk::adapter::tiny_lm::symbol_vocabulary: there must be 2 to "
                               "256 symbols");
        tokens_.fill(absent);
        for (std::size_t i = 0; i < symbols_.size(); ++i) {
            std::uint32_t& token = tokens_[static_cast<unsigned char>(symbols_[i])];
            passk::detail::expects(token == absent,
                                   "passk::adapter::tiny_lm::symbol_vocabulary: a symbol stands "
                                   "twice");
            token = static_cast<std::uint32_t>(i);
        }
    }

    [[nodiscard]] const std::string& symbols() const noexcept { return symbols_; }
    [[nodiscard]] std::size_t size() const noexcept { return symbols_.size(); }
    [[nodiscard]] std::uint32_t end_token() const noexcept {
        return static_cast<std::uint32_t>(symbols_.size() - 1);
    }

    /// The tokens of a text, or errc::malformed if it holds a byte that is no symbol.
    [[nodiscard]] result<std::vector<std::uint32_t>> tokens(std::string_view text) const {
        std::vector<std::uint32_t> list;
        list.reserve(text.size());
        for (std::size_t i = 0; i < text.size(); ++i) {
            const std::uint32_t token = tokens_[static_cast<unsigned char>(text[i])];
            if (token == absent || token == end_token()) {
                return error{errc::malformed,
                             "byte " + std::to_string(i) + " of the text, value "
                                 + std::to_string(static_cast<unsigned char>(text[i]))
                                 + ", is not in the model's vocabulary"};
            }
            list.push_back(token);
        }
        return list;
    }

    /// The text of tokens, without the one that ends a completion.
    /// @pre  every token is below size()
    [[nodiscard]] std::string text(std::span<const std::uint32_t> list) const {
        std::string bytes;
        bytes.reserve(list.size());
        for (const std::uint32_t token : list) {
            passk::detail::expects(token < size(),
                                   "passk::adapter::tiny_lm::symbol_vocabulary: no such token");
            if (token != end_token()) {
                bytes += symbols_[token];
            }
        }
        return bytes;
    }

private:
    static constexpr std::uint32_t absent = 0xFFFFFFFFU;

    std::string symbols_;
    std::array<std::uint32_t, 256> tokens_{};
};

}  // namespace passk::adapter::tiny_lm

#endif  // PASSK_ADAPTER_TINY_LM_SYMBOL_VOCABULARY_HPP
