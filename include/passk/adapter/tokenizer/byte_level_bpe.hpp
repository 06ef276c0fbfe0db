// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON, ICU and POSIX.
#ifndef PASSK_ADAPTER_TOKENIZER_BYTE_LEVEL_BPE_HPP
#define PASSK_ADAPTER_TOKENIZER_BYTE_LEVEL_BPE_HPP

#include <passk/adapter/checkpoint/complaint.hpp>
#include <passk/adapter/checkpoint/json_document.hpp>
#include <passk/adapter/checkpoint/mapped_file.hpp>
#include <passk/adapter/checkpoint/model_config.hpp>
#include <passk/adapter/tokenizer/detail/normalize.hpp>
#include <passk/adapter/tokenizer/detail/pair_merger.hpp>
#include <passk/adapter/tokenizer/detail/words.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/core/utf8.hpp>
#include <passk/sample/token_id.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

namespace passk::adapter::tokenizer {

/// Whether the tokens that a model's tokenizer puts around a text, such as Llama 3's
/// <|begin_of_text|>, are added.
enum class template_tokens : std::uint8_t { added, left_out };

/// Byte-level byte-pair encoding as a tokenizer.json describes it: text to token ids and back.
///
/// The ids are those of Hugging Face's tokenizers for the three ways of cutting words that GPT-2,
/// Llama 3 and Qwen 2 introduced; every other kind of tokenizer is refused by name. Special
/// tokens that stand in a text are recognised, as there.
///
/// @par Source
/// Sennrich, Haddow, Birch 2016, arXiv:1508.07909; Radford et al. 2019 for the byte level.
class byte_level_bpe {
public:
    /// Reads DIR/tokenizer.json, or the file itself.
    [[nodiscard]] static result<byte_level_bpe> open(const std::filesystem::path& where) {
        std::error_code ignored;
        const bool folder = std::filesystem::is_directory(where, ignored);
        const std::string path = (folder ? where / "tokenizer.json" : where).string();
        auto file = checkpoint::mapped_file::open(path);
        if (!file) {
            return file.error();
        }
        return parse(path, file.value().text());
    }

    /// Reads the text of a tokenizer.json.
    /// @param name  stands for the file in messages
    [[nodiscard]] static result<byte_level_bpe> parse(std::string_view name,
                                                      std::string_view text) {
        byte_level_bpe made;
        try {
            made.read(text);
        } catch (const checkpoint::detail::refusal& complaint) {
            return checkpoint::detail::about(name, complaint);
        }
        return result<byte_level_bpe>(std::move(made));
    }

    /// The ids of a text. Fails for a text that is not UTF-8. O(n log n).
    [[nodiscard]] result<token_ids> encode(
        std::string_view text, template_tokens around = template_tokens::left_out) const {
        for (std::size_t at = 0; at < text.size();) {
            const utf8_character next = decode_utf8(text.substr(at));
            if (!next.valid) {
                return error{errc::rejected,
                             "the text is not UTF-8 from byte " + std::to_string(at) + " on"};
            }
            at += next.length;
        }
        token_ids out;
        if (around == template_tokens::added) {
            out = before_;
        }
        const auto words_of = [&](std::string_view plain) {
            for (const std::string_view word : detail::word_cutter(plain, rule_).words()) {
                encode_word(word, out);
            }
        };
        bool normalized = true;
        split(raw_added_, text, out, [&](std::string_view part) {
            if (!compose_) {
                split(normal_added_, part, out, words_of);
                return;
            }
            const std::optional<std::string> normal = detail::composed(part);
            normalized = normalized && normal.has_value();
            if (normal) {
                split(normal_added_, *normal, out, words_of);
            }
        });
        if (!normalized) {
            return error{errc::unsupported, "the text could not be normalised (NFC)"};
        }
        if (around == template_tokens::added) {
            out.insert(out.end(), after_.begin(), after_.end());
        }
        return out;
    }

    /// The text of ids, special tokens left out. U+FFFD stands for bytes that are not UTF-8, as
    /// where a character's tokens are cut apart.
    /// @throws  domain_error for an id that the vocabulary does not have
    [[nodiscard]] std::string decode(std::span<const token_id> ids) const {
        std::string bytes;
        for (const token_id id : ids) {
            if (!knows(id)) {
                passk::detail::fail_precondition("byte_level_bpe::decode: no token has the id "
                                                 + std::to_string(id));
            }
            bytes += bytes_of(id);
        }
        return text_of(bytes);
    }

    /// The bytes that a token stands for; none for a special token and for an id that is none.
    [[nodiscard]] std::string_view bytes_of(token_id id) const noexcept {
        return knows(id) && !is_special(id) ? std::string_view(bytes_[static_cast<std::size_t>(id)])
                                            : std::string_view();
    }

    /// The bytes of tokens, put together, as text.
    [[nodiscard]] static std::string text_of(std::string_view bytes) {
        return replace_invalid_utf8(bytes);
    }

    /// The id of a token as tokenizer.json spells it, such as "<|im_end|>".
    [[nodiscard]] std::optional<token_id> id_of(std::string_view token) const {
        const auto found = vocabulary_.find(std::string(token));
        return found == vocabulary_.end() ? std::nullopt : std::optional(found->second);
    }

    [[nodiscard]] bool knows(token_id id) const noexcept {
        return id >= 0 && static_cast<std::size_t>(id) < known_.size()
               && known_[static_cast<std::size_t>(id)];
    }
    [[nodiscard]] bool is_special(token_id id) const noexcept {
        return knows(id) && special_[static_cast<std::size_t>(id)];
    }
    /// One more than the largest id.
    [[nodiscard]] std::size_t size() const noexcept { return known_.size(); }

private:
    using fields = boost::json::object;

    // Tokens that are found in a text before it is cut into words, by their first byte.
    using added_tokens = std::array<std::vector<std::pair<std::string, token_id>>, 256>;

    byte_level_bpe() = default;

    // The character that stands for a byte in tokenizer.json: itself where it is printable in
    // Latin-1, else one from U+0100 on.
    [[nodiscard]] static std::array<char32_t, 256> byte_characters() {
        std::array<char32_t, 256> out{};
        char32_t next = 0x100;
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const bool printable = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte != 0xAD);
            out[byte] = printable ? static_cast<char32_t>(byte) : next++;
        }
        return out;
    }

    void read(std::string_view text) {
        namespace parts = checkpoint::detail;
        const boost::json::value document = parts::parse_document(text);
        const fields& root = parts::object_of(document, "the document");
        for (const char* const key : {"truncation", "padding"}) {
            if (parts::find(root, key) != nullptr) {
                parts::refuse_unsupported(std::string(key) + " is not supported");
            }
        }
        if (const auto* const normalizer = parts::find(root, "normalizer")) {
            read_normalizer(*normalizer);
        }
        read_words(parts::need(root, "pre_tokenizer"));
        const fields& decoder = parts::object_of(parts::need(root, "decoder"), "decoder");
        if (type_of(decoder) != "ByteLevel") {
            parts::refuse_unsupported("the decoder is not ByteLevel", type_of(decoder));
        }
        read_model(parts::object_of(parts::need(root, "model"), "model"));
        if (const auto* const added = parts::find(root, "added_tokens")) {
            read_added(*added);
        }
        if (const auto* const post = parts::find(root, "post_processor")) {
            read_template(*post);
        }
    }

    [[nodiscard]] static std::string_view type_of(const fields& part) {
        return checkpoint::detail::text_of(checkpoint::detail::need(part, "type"), "type");
    }

    // The members of a Sequence, or the part alone.
    [[nodiscard]] static std::vector<const fields*> sequence(const boost::json::value& value,
                                                             std::string_view what,
                                                             std::string_view list) {
        namespace parts = checkpoint::detail;
        const fields& part = parts::object_of(value, what);
        if (type_of(part) != "Sequence") {
            return {&part};
        }
        const boost::json::value& members = parts::need(part, list);
        if (!members.is_array()) {
            parts::refuse(std::string(list) + " is not a list", parts::shown(members));
        }
        std::vector<const fields*> out;
        for (const boost::json::value& one : members.get_array()) {
            out.push_back(&parts::object_of(one, what));
        }
        return out;
    }

    void read_normalizer(const boost::json::value& value) {
        for (const fields* const one : sequence(value, "normalizer", "normalizers")) {
            if (type_of(*one) != "NFC") {
                checkpoint::detail::refuse_unsupported("the normalizer is not NFC", type_of(*one));
            }
            compose_ = true;
        }
    }

    void read_words(const boost::json::value& value) {
        namespace parts = checkpoint::detail;
        const auto is_true = [](const fields& part, std::string_view key, bool otherwise) {
            const auto* const member = parts::find(part, key);
            return member == nullptr ? otherwise : parts::truth_of(*member, key);
        };
        std::optional<detail::word_rule> rule;
        bool bytes = false;
        for (const fields* const one : sequence(value, "pre_tokenizer", "pretokenizers")) {
            const std::string_view type = type_of(*one);
            if (bytes || (type != "ByteLevel" && (type != "Split" || rule))) {
                parts::refuse_unsupported("the pre_tokenizer is not one of GPT-2, Llama 3, Qwen 2",
                                          type);
            }
            if (type == "Split") {
                const fields& pattern = parts::object_of(parts::need(*one, "pattern"), "pattern");
                const std::string_view regex =
                    parts::text_of(parts::need(pattern, "Regex"), "Regex");
                const std::string_view behavior =
                    parts::text_of(parts::need(*one, "behavior"), "behavior");
                rule = detail::word_rule_of(regex);
                if (!rule || behavior != "Isolated" || is_true(*one, "invert", false)) {
                    parts::refuse_unsupported(
                        "the pre_tokenizer splits neither as GPT-2, Llama 3 nor Qwen 2", regex);
                }
            } else {
                bytes = true;
                if (is_true(*one, "add_prefix_space", true)) {
                    parts::refuse_unsupported("add_prefix_space is not supported");
                }
                const bool regex = is_true(*one, "use_regex", true);
                if (regex == rule.has_value()) {
                    parts::refuse_unsupported("the pre_tokenizer cuts words twice, or not at all");
                }
                rule = rule.value_or(detail::word_rule::gpt2);
            }
        }
        if (!bytes) {
            parts::refuse_unsupported("the pre_tokenizer is not byte-level");
        }
        rule_ = *rule;
    }

    // Gives an id to a token and bytes to the id.
    void add_token(std::string_view token, token_id id) {
        const auto at = static_cast<std::size_t>(id);
        if (at >= known_.size()) {
            known_.resize(at + 1);
            special_.resize(at + 1);
            bytes_.resize(at + 1);
        }
        if (known_[at]) {
            checkpoint::detail::refuse("two tokens have the id " + std::to_string(id), token);
        }
        known_[at] = true;
        vocabulary_.emplace(token, id);
        bytes_[at] = spelled_bytes(token);
    }

    // The bytes whose characters make a token; the token itself if it has other characters.
    [[nodiscard]] std::string spelled_bytes(std::string_view token) const {
        std::string out;
        for (std::string_view rest = token; !rest.empty();) {
            const utf8_character next = decode_utf8(rest);
            const auto found = byte_of_.find(next.point);
            if (found == byte_of_.end()) {
                return std::string(token);
            }
            out += static_cast<char>(found->second);
            rest.remove_prefix(next.length);
        }
        return out;
    }

    [[nodiscard]] static token_id read_id(const boost::json::value& value, std::string_view what) {
        return static_cast<token_id>(
            checkpoint::detail::whole_of(value, what, 0, checkpoint::detail::max_vocabulary - 1));
    }

    void read_model(const fields& model) {
        namespace parts = checkpoint::detail;
        const auto* const type = parts::find(model, "type");
        if (type != nullptr && parts::text_of(*type, "type") != "BPE") {
            parts::refuse_unsupported("the model is not BPE", parts::shown(*type));
        }
        // unk_token is of no use where every byte has a token.
        for (const char* const key :
             {"dropout", "continuing_subword_prefix", "end_of_word_suffix"}) {
            const auto* const value = parts::find(model, key);
            if (value != nullptr && !(value->is_string() && value->get_string().empty())) {
                parts::refuse_unsupported(std::string(key) + " is not supported",
                                          parts::shown(*value));
            }
        }
        if (const auto* const fallback = parts::find(model, "byte_fallback");
            fallback != nullptr && parts::truth_of(*fallback, "byte_fallback")) {
            parts::refuse_unsupported("byte_fallback is not supported");
        }
        if (const auto* const ignore = parts::find(model, "ignore_merges")) {
            whole_words_ = parts::truth_of(*ignore, "ignore_merges");
        }
        const std::array<char32_t, 256> characters = byte_characters();
        for (std::size_t byte = 0; byte < 256; ++byte) {
            byte_of_.emplace(characters[byte], static_cast<std::uint8_t>(byte));
        }
        for (const auto& entry : parts::object_of(parts::need(model, "vocab"), "vocab")) {
            const token_id id = read_id(entry.value(), "an id of vocab");
            add_token(parts::view_of(entry.key()), id);
            if (whole_words_) {
                whole_.emplace(bytes_[static_cast<std::size_t>(id)], id);
            }
        }
        for (std::size_t byte = 0; byte < 256; ++byte) {
            std::string token;
            append_utf8(token, characters[byte]);
            const std::optional<token_id> id = id_of(token);
            if (!id) {
                parts::refuse_unsupported("the vocabulary has no token for a byte",
                                          std::to_string(byte));
            }
            byte_tokens_[byte] = *id;
        }
        read_merges(parts::need(model, "merges"));
    }

    void read_merges(const boost::json::value& value) {
        namespace parts = checkpoint::detail;
        if (!value.is_array()) {
            parts::refuse("merges is not a list", parts::shown(value));
        }
        std::size_t number = 0;
        for (const boost::json::value& one : value.get_array()) {
            const auto complain = [&](std::string_view what) {
                parts::refuse("merge " + std::to_string(number) + ' ' + std::string(what),
                              parts::shown(one));
            };
            std::string_view left;
            std::string_view right;
            if (const auto* const pair = one.if_array(); pair != nullptr && pair->size() == 2) {
                left = parts::text_of((*pair)[0], "a part of a merge");
                right = parts::text_of((*pair)[1], "a part of a merge");
            } else {
                const std::string_view both = parts::text_of(one, "a merge");
                const std::size_t space = both.find(' ');
                if (space == std::string_view::npos) {
                    complain("has no space between its parts");
                }
                left = both.substr(0, space);
                right = both.substr(space + 1);
            }
            const auto first = id_of(left);
            const auto second = id_of(right);
            const auto merged = id_of(std::string(left) + std::string(right));
            if (!first || !second || !merged) {
                complain("names a token that the vocabulary does not have");
            } else if (!merges_.add(*first, *second, *merged)) {
                complain("stands there twice");
            }
            ++number;
        }
    }

    void read_added(const boost::json::value& value) {
        namespace parts = checkpoint::detail;
        if (!value.is_array()) {
            parts::refuse("added_tokens is not a list", parts::shown(value));
        }
        for (const boost::json::value& one : value.get_array()) {
            const fields& token = parts::object_of(one, "an added token");
            const auto is_true = [&](const char* key) {
                const auto* const member = parts::find(token, key);
                return member != nullptr && parts::truth_of(*member, key);
            };
            const std::string content(parts::text_of(parts::need(token, "content"), "content"));
            const token_id id = read_id(parts::need(token, "id"), "the id of an added token");
            if (content.empty()) {
                parts::refuse("an added token is empty", parts::shown(one));
            }
            for (const char* const key : {"single_word", "lstrip", "rstrip"}) {
                if (is_true(key)) {
                    parts::refuse_unsupported(
                        std::string("an added token with ") + key + " is not supported", content);
                }
            }
            if (const auto there = id_of(content); !there) {
                add_token(content, id);
            } else if (*there != id) {
                parts::refuse("an added token has two ids", parts::shown(one));
            }
            special_[static_cast<std::size_t>(id)] = is_true("special");
            added_tokens& tokens = is_true("normalized") ? normal_added_ : raw_added_;
            tokens[static_cast<unsigned char>(content[0])].emplace_back(content, id);
        }
        // The longest that fits is taken.
        for (added_tokens* const tokens : {&raw_added_, &normal_added_}) {
            for (auto& same_first : *tokens) {
                std::stable_sort(
                    same_first.begin(), same_first.end(),
                    [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
            }
        }
    }

    void read_template(const boost::json::value& value) {
        namespace parts = checkpoint::detail;
        for (const fields* const one : sequence(value, "post_processor", "processors")) {
            if (type_of(*one) == "ByteLevel") {
                continue;  // moves offsets only
            }
            if (type_of(*one) != "TemplateProcessing") {
                parts::refuse_unsupported("the post_processor is not TemplateProcessing",
                                          type_of(*one));
            }
            const boost::json::value& single = parts::need(*one, "single");
            if (!single.is_array()) {
                parts::refuse("single is not a list", parts::shown(single));
            }
            bool passed = false;
            for (const boost::json::value& piece : single.get_array()) {
                const fields& kind = parts::object_of(piece, "a part of single");
                const auto* const token = parts::find(kind, "SpecialToken");
                if (token == nullptr) {
                    static_cast<void>(parts::need(kind, "Sequence"));
                    if (passed) {
                        parts::refuse_unsupported("the post_processor repeats the text");
                    }
                    passed = true;
                    continue;
                }
                const fields& which = parts::object_of(*token, "SpecialToken");
                const std::string_view name = parts::text_of(parts::need(which, "id"), "id");
                const fields& all =
                    parts::object_of(parts::need(*one, "special_tokens"), "special_tokens");
                const boost::json::value& ids =
                    parts::need(parts::object_of(parts::need(all, name), name), "ids");
                if (!ids.is_array()) {
                    parts::refuse("ids is not a list", parts::shown(ids));
                }
                for (const boost::json::value& id : ids.get_array()) {
                    const token_id known = read_id(id, "an id of special_tokens");
                    if (!knows(known)) {
                        parts::refuse("no token has an id of special_tokens", parts::shown(id));
                    }
                    (passed ? after_ : before_).push_back(known);
                }
            }
        }
    }

    // Appends the ids of the tokens found in a text, and gives what lies between to Function.
    template <class Function>
    static void split(const added_tokens& tokens, std::string_view text, token_ids& out,
                      const Function& between) {
        std::size_t begin = 0;
        std::size_t at = 0;
        while (at < text.size()) {
            const auto& here = tokens[static_cast<unsigned char>(text[at])];
            const auto found = std::find_if(here.begin(), here.end(), [&](const auto& token) {
                return text.substr(at).starts_with(token.first);
            });
            if (found == here.end()) {
                ++at;
                continue;
            }
            if (at > begin) {
                between(text.substr(begin, at - begin));
            }
            out.push_back(found->second);
            at += found->first.size();
            begin = at;
        }
        if (begin < text.size()) {
            between(text.substr(begin));
        }
    }

    void encode_word(std::string_view word, token_ids& out) const {
        if (whole_words_) {
            if (const auto found = whole_.find(std::string(word)); found != whole_.end()) {
                out.push_back(found->second);
                return;
            }
        }
        token_ids symbols;
        symbols.reserve(word.size());
        for (const char c : word) {
            symbols.push_back(byte_tokens_[static_cast<unsigned char>(c)]);
        }
        merges_.apply(symbols, out);
    }

    detail::word_rule rule_ = detail::word_rule::gpt2;
    bool compose_ = false;
    bool whole_words_ = false;  // a word that is a token needs no merges
    std::unordered_map<std::string, token_id> vocabulary_{};
    std::unordered_map<std::string, token_id> whole_{};
    std::unordered_map<char32_t, std::uint8_t> byte_of_{};
    std::array<token_id, 256> byte_tokens_{};
    detail::pair_merger merges_{};
    std::vector<bool> known_{};
    std::vector<bool> special_{};
    std::vector<std::string> bytes_{};  // of each token
    added_tokens raw_added_{};
    added_tokens normal_added_{};
    token_ids before_{};
    token_ids after_{};
};

}  // namespace passk::adapter::tokenizer

#endif  // PASSK_ADAPTER_TOKENIZER_BYTE_LEVEL_BPE_HPP
