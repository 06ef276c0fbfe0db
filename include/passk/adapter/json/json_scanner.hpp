// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_JSON_SCANNER_HPP
#define PASSK_ADAPTER_JSON_JSON_SCANNER_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace passk::adapter::json::detail {

// The bytes among 64 that matter inside a JSON string, as bits.
struct string_bits {
    std::uint64_t quotes;
    std::uint64_t backslashes;
    std::uint64_t controls;  // below 0x20
};

[[nodiscard]] inline string_bits find_string_bits(const char* at) noexcept {
    string_bits bits{};
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i last_control = _mm_set1_epi8(0x1F);
    const auto mask = [](__m128i flags) {
        return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(flags)));
    };
    for (unsigned i = 0; i < 64; i += 16) {
        __m128i text;
        std::memcpy(&text, at + i, 16);
        bits.quotes |= mask(_mm_cmpeq_epi8(text, quote)) << i;
        bits.backslashes |= mask(_mm_cmpeq_epi8(text, backslash)) << i;
        bits.controls |= mask(_mm_cmpeq_epi8(_mm_min_epu8(text, last_control), text)) << i;
    }
#else
    for (unsigned i = 0; i < 64; ++i) {
        const auto byte = static_cast<unsigned char>(at[i]);
        bits.quotes |= std::uint64_t{byte == '"'} << i;
        bits.backslashes |= std::uint64_t{byte == '\\'} << i;
        bits.controls |= std::uint64_t{byte < 0x20U} << i;
    }
#endif
    return bits;
}

// A hash of bytes that come in any pieces, 16 at a time. For telling samples apart, not for
// defence.
class content_hash {
public:
    void add(std::string_view bytes) noexcept {
        size_ += bytes.size();
        if (kept_ > 0) {
            const std::size_t taken = (std::min)(sizeof(buffer_) - kept_, bytes.size());
            std::memcpy(buffer_ + kept_, bytes.data(), taken);
            kept_ += taken;
            bytes.remove_prefix(taken);
            if (kept_ < sizeof(buffer_)) {
                return;
            }
            mix(buffer_);
            kept_ = 0;
        }
        const char* at = bytes.data();
        std::size_t rest = bytes.size();
        for (; rest >= sizeof(buffer_); rest -= sizeof(buffer_), at += sizeof(buffer_)) {
            mix(at);
        }
        if (rest > 0) {
            std::memcpy(buffer_, at, rest);
            kept_ = rest;
        }
    }
    // Never 0.
    [[nodiscard]] std::uint64_t value() const noexcept {
        content_hash whole = *this;
        std::memset(whole.buffer_ + kept_, 0, sizeof(buffer_) - kept_);
        whole.mix(whole.buffer_);
        std::uint64_t out = (whole.one_ ^ std::rotl(whole.other_, 32) ^ size_) * factor;
        out = (out ^ (out >> 29U)) * factor;
        out ^= out >> 32U;
        return out == 0 ? 1 : out;
    }

private:
    static constexpr std::uint64_t factor = 0x9E3779B97F4A7C15U;

    void mix(const char* at) noexcept {
        std::uint64_t first = 0;
        std::uint64_t second = 0;
        std::memcpy(&first, at, 8);
        std::memcpy(&second, at + 8, 8);
        one_ = std::rotl((one_ ^ first) * factor, 27);
        other_ = std::rotl((other_ ^ second) * factor, 31);
    }

    std::uint64_t one_ = 1;
    std::uint64_t other_ = 2;
    std::uint64_t size_ = 0;
    std::size_t kept_ = 0;
    char buffer_[16] = {};
};

// Reads the JSON of a source in one pass and constant memory, and tells a Target what it meets:
//
//   bool wants_container(), wants_scalar()   whether the value that comes is wanted
//   void begin(bool array), end(), key(text), string(text), string_part(text), whole(number),
//        real(number), truth(bool), null()   the events of wanted values
//   bool at_record(), wants_hashes(), void record_hash(hash)   content_hash of records
//   bool stopped()                           whether to read no further; asked after end()
//
// Values that are not wanted are skipped: their structure is checked, their strings are not
// decoded. NaN, Infinity and -Infinity are numbers, as Python writes them.
//
// Own code, because the parsers in reach lack one of three: Boost.JSON 1.81 refuses NaN and decodes
// everything; simdjson and yyjson want the whole document in memory.
template <class Target>
class json_scanner {
public:
    json_scanner(byte_source& source, Target& target) : source_(source), target_(target) {}

    // Reads a file that holds one JSON document, or one JSON value a line.
    [[nodiscard]] std::optional<error> read_file() {
        if (!need_byte() && failure_) {
            return failure_;
        }
        if (std::string_view(at_, size_left()).starts_with("\xEF\xBB\xBF")) {
            at_ += 3;
        }
        std::uint64_t values = 0;
        bool document = false;  // the file's value spans lines
        std::uint64_t ended_on = 0;
        while (skip_blanks()) {
            if (document || ended_on == line_) {
                return malformed(line_, document ? "text after the end of the JSON document"
                                                 : "text after the JSON value of the line");
            }
            lines_only_ = values > 0;
            inside_ = true;
            const std::uint64_t started = line_;
            target_.set_line(line_);
            try {
                if (!value(0)) {
                    return failure_;
                }
            } catch (const refusal& complaint) {
                return malformed(target_.record_line(), complaint.what());
            }
            if (target_.stopped()) {
                return std::nullopt;
            }
            inside_ = false;
            ++values;
            ended_on = line_;
            document = started != line_;
            if (target_.value_done()) {
                return std::nullopt;
            }
        }
        if (failure_) {
            return failure_;
        }
        return values == 0 ? std::optional(malformed(1, "the file is empty")) : std::nullopt;
    }

private:
    static constexpr std::size_t max_depth = 200;

    [[nodiscard]] std::size_t size_left() const noexcept {
        return static_cast<std::size_t>(end_ - at_);
    }

    error malformed(std::uint64_t line, std::string_view what) const {
        return error{errc::malformed, located(source_.name(), line, what)};
    }
    bool fail(std::string_view what) {
        if (!failure_) {
            failure_ = malformed(line_, what);
        }
        return false;
    }
    bool fail_syntax(std::string_view what = "syntax error") {
        if (failure_) {
            return false;
        }
        std::string where;
        if (at_ != end_) {
            where = " near '"
                    + excerpt(std::string_view(at_, (std::min)(size_left(), std::size_t{20})), 20)
                    + '\'';
        }
        return fail("not valid JSON: " + std::string(what) + where);
    }
    bool fail_end() {
        return fail(lines_only_ && !at_end_of_file_
                        ? "the line ends in the middle of a JSON value"
                        : "the file ends in the middle of a JSON value");
    }

    // Whether there is a byte at at_, read from the source if need be.
    bool need_byte() { return at_ != end_ || refill(); }

    bool refill() {
        if (at_end_of_file_ || failure_) {
            return false;
        }
        if (hashing_) {
            hash_.add({hash_from_, static_cast<std::size_t>(end_ - hash_from_)});
        }
        const result<std::string_view> block = source_.next();
        if (!block) {
            failure_ = block.error();
            return false;
        }
        at_ = block.value().data();
        end_ = at_ + block.value().size();
        hash_from_ = at_;
        at_end_of_file_ = block.value().empty();
        return !at_end_of_file_;
    }

    // Goes to the next byte that is not blank; false at the end, or where a value of a line ends
    // too early.
    bool skip_blanks() {
        while (true) {
            while (at_ != end_) {
                const char c = *at_;
                if (c == '\n') {
                    if (inside_ && lines_only_) {
                        return fail("the line ends in the middle of a JSON value");
                    }
                    ++line_;
                    target_.set_line(line_);
                } else if (c != ' ' && c != '\t' && c != '\r') {
                    return true;
                }
                ++at_;
            }
            if (!refill()) {
                return false;
            }
        }
    }
    bool skip_blanks_inside() { return skip_blanks() || fail_end(); }

    bool value(std::size_t depth) {
        switch (*at_) {
            case '{': return target_.wants_container() ? object(depth) : skip_container(depth);
            case '[': return target_.wants_container() ? array(depth) : skip_container(depth);
            case '"': ++at_; return target_.wants_scalar() ? string() : skip_string();
            default: return scalar();
        }
    }

    bool enter(std::size_t depth, bool is_array) {
        if (depth >= max_depth) {
            return fail("the JSON value is nested too deeply");
        }
        target_.begin(is_array);
        if (target_.wants_hashes() && target_.at_record()) {
            hashing_ = true;
            hash_ = {};
            hash_from_ = at_;
            hash_depth_ = depth;
        }
        ++at_;
        return true;
    }
    bool leave(std::size_t depth) {
        ++at_;
        if (hashing_ && hash_depth_ == depth) {
            hash_.add({hash_from_, static_cast<std::size_t>(at_ - hash_from_)});
            hashing_ = false;
            target_.record_hash(hash_.value());
        }
        target_.end();
        return !target_.stopped();
    }

    bool object(std::size_t depth) {
        if (!enter(depth, false) || !skip_blanks_inside()) {
            return false;
        }
        if (*at_ == '}') {
            return leave(depth);
        }
        while (true) {
            if (*at_ != '"') {
                return fail_syntax();
            }
            ++at_;
            if (!key() || !skip_blanks_inside()) {
                return false;
            }
            if (*at_ != ':') {
                return fail_syntax();
            }
            ++at_;
            if (!skip_blanks_inside() || !value(depth + 1) || !skip_blanks_inside()) {
                return false;
            }
            if (*at_ == '}') {
                return leave(depth);
            }
            if (*at_ != ',') {
                return fail_syntax();
            }
            ++at_;
            if (!skip_blanks_inside()) {
                return false;
            }
        }
    }

    bool array(std::size_t depth) {
        if (!enter(depth, true) || !skip_blanks_inside()) {
            return false;
        }
        if (*at_ == ']') {
            return leave(depth);
        }
        while (true) {
            if (!value(depth + 1) || !skip_blanks_inside()) {
                return false;
            }
            if (*at_ == ']') {
                return leave(depth);
            }
            if (*at_ != ',') {
                return fail_syntax();
            }
            ++at_;
            if (!skip_blanks_inside()) {
                return false;
            }
        }
    }

    // What nobody wants: its structure is checked, without telling anybody.
    bool skip_container(std::size_t depth) {
        if (depth >= max_depth) {
            return fail("the JSON value is nested too deeply");
        }
        const bool is_object = *at_ == '{';
        const char closing = is_object ? '}' : ']';
        ++at_;
        if (!skip_blanks_inside()) {
            return false;
        }
        if (*at_ == closing) {
            ++at_;
            return true;
        }
        while (true) {
            if (is_object) {
                if (*at_ != '"') {
                    return fail_syntax();
                }
                ++at_;
                if (!skip_string() || !skip_blanks_inside()) {
                    return false;
                }
                if (*at_ != ':') {
                    return fail_syntax();
                }
                ++at_;
                if (!skip_blanks_inside()) {
                    return false;
                }
            }
            const char first = *at_;
            const bool read = first == '"'                   ? (++at_, skip_string())
                              : first == '{' || first == '[' ? skip_container(depth + 1)
                                                             : skip_scalar();
            if (!read || !skip_blanks_inside()) {
                return false;
            }
            if (*at_ == closing) {
                ++at_;
                return true;
            }
            if (*at_ != ',') {
                return fail_syntax();
            }
            ++at_;
            if (!skip_blanks_inside()) {
                return false;
            }
        }
    }

    // Goes past the quote that ends the string.
    bool skip_string() {
        bool escaped = false;  // the byte at at_ is
        while (true) {
            while (size_left() >= 64) {
                string_bits bits = find_string_bits(at_);
                if (escaped) {
                    bits.quotes &= ~std::uint64_t{1};
                    bits.backslashes &= ~std::uint64_t{1};
                    escaped = false;
                }
                while (bits.backslashes != 0) {
                    const int place = std::countr_zero(bits.backslashes);
                    bits.backslashes &= bits.backslashes - 1;
                    if (place == 63) {
                        escaped = true;
                    } else {
                        const std::uint64_t next = std::uint64_t{2} << static_cast<unsigned>(place);
                        bits.quotes &= ~next;
                        bits.backslashes &= ~next;
                    }
                }
                if ((bits.quotes | bits.controls) != 0) {
                    const int quote = std::countr_zero(bits.quotes);
                    if (bits.controls != 0 && std::countr_zero(bits.controls) < quote) {
                        at_ += std::countr_zero(bits.controls);
                        return fail_control();
                    }
                    at_ += quote + 1;
                    return true;
                }
                at_ += 64;
            }
            while (at_ != end_) {
                const char c = *at_;
                if (static_cast<unsigned char>(c) < 0x20U) {
                    return fail_control();
                }
                ++at_;
                if (escaped) {
                    escaped = false;
                } else if (c == '"') {
                    return true;
                } else if (c == '\\') {
                    escaped = true;
                }
                if (size_left() >= 64 && !escaped) {
                    break;
                }
            }
            if (at_ == end_ && !refill()) {
                return fail_end();
            }
        }
    }
    bool fail_control() {
        return *at_ == '\n' && (lines_only_ || line_ == 1)
                   ? fail("the line ends in the middle of a text")
                   : fail_syntax("a control character in a text");
    }

    // A string whose bytes are wanted; parts go to add(text), the last to finish(text).
    template <class Add, class Finish>
    bool decode(const Add& add, const Finish& finish) {
        while (true) {
            const char* const from = at_;
            while (size_left() >= 64) {
                const string_bits bits = find_string_bits(at_);
                const std::uint64_t all = bits.quotes | bits.backslashes | bits.controls;
                at_ += std::countr_zero(all);
                if (all != 0) {
                    break;
                }
            }
            while (at_ != end_ && *at_ != '"' && *at_ != '\\'
                   && static_cast<unsigned char>(*at_) >= 0x20U) {
                ++at_;
            }
            const std::string_view plain(from, static_cast<std::size_t>(at_ - from));
            if (at_ != end_ && *at_ == '"') {
                finish(plain);
                ++at_;
                return true;
            }
            add(plain);
            if (at_ == end_) {
                if (!refill()) {
                    return fail_end();
                }
                continue;
            }
            if (*at_ != '\\') {
                return fail_control();
            }
            ++at_;
            if (!need_byte()) {
                return fail_end();
            }
            const char c = *at_++;
            switch (c) {
                case '"': add("\""); break;
                case '\\': add("\\"); break;
                case '/': add("/"); break;
                case 'b': add("\b"); break;
                case 'f': add("\f"); break;
                case 'n': add("\n"); break;
                case 'r': add("\r"); break;
                case 't': add("\t"); break;
                case 'u': {
                    std::uint32_t code = 0;
                    if (!hex4(code)) {
                        return false;
                    }
                    if (code >= 0xD800U && code < 0xDC00U && need_byte() && *at_ == '\\') {
                        ++at_;
                        if (!need_byte() || *at_ != 'u') {
                            return fail_syntax("a surrogate without its other half");
                        }
                        ++at_;
                        std::uint32_t low = 0;
                        if (!hex4(low)) {
                            return false;
                        }
                        code = low >= 0xDC00U && low < 0xE000U
                                   ? 0x10000U + ((code - 0xD800U) << 10U) + (low - 0xDC00U)
                                   : 0xFFFDU;
                    }
                    add(utf8_of(code >= 0xD800U && code < 0xE000U ? 0xFFFDU : code));
                    break;
                }
                default: return fail_syntax("an unknown escape");
            }
        }
    }

    bool hex4(std::uint32_t& code) {
        for (int i = 0; i < 4; ++i) {
            if (!need_byte()) {
                return fail_end();
            }
            const char c = *at_;
            const std::uint32_t digit =
                c >= '0' && c <= '9'   ? static_cast<std::uint32_t>(c - '0')
                : c >= 'a' && c <= 'f' ? static_cast<std::uint32_t>(c - 'a') + 10
                : c >= 'A' && c <= 'F' ? static_cast<std::uint32_t>(c - 'A') + 10
                                       : 16;
            if (digit > 15) {
                return fail_syntax("an unknown escape");
            }
            code = code * 16 + digit;
            ++at_;
        }
        return true;
    }

    [[nodiscard]] static std::string utf8_of(std::uint32_t code) {
        std::string out;
        const auto byte = [&](std::uint32_t bits) { out += static_cast<char>(bits); };
        if (code < 0x80U) {
            byte(code);
        } else if (code < 0x800U) {
            byte(0xC0U | (code >> 6U));
            byte(0x80U | (code & 0x3FU));
        } else if (code < 0x10000U) {
            byte(0xE0U | (code >> 12U));
            byte(0x80U | ((code >> 6U) & 0x3FU));
            byte(0x80U | (code & 0x3FU));
        } else {
            byte(0xF0U | (code >> 18U));
            byte(0x80U | ((code >> 12U) & 0x3FU));
            byte(0x80U | ((code >> 6U) & 0x3FU));
            byte(0x80U | (code & 0x3FU));
        }
        return out;
    }

    bool key() {
        text_.clear();
        return decode(
            [&](std::string_view part) {
                text_ += part.substr(0, max_key - (std::min)(text_.size(), max_key));
            },
            [&](std::string_view last) {
                if (text_.empty()) {
                    target_.key(last);
                } else {
                    text_ += last;
                    target_.key(text_);
                }
            });
    }
    static constexpr std::size_t max_key = std::size_t{1} << 20U;

    bool string() {
        return decode([&](std::string_view part) { target_.string_part(part); },
                      [&](std::string_view last) { target_.string(last); });
    }

    // The letters and digits of a number, true, false, null, NaN or Infinity.
    bool read_word() {
        text_.clear();
        while (true) {
            const char* const from = at_;
            while (at_ != end_
                   && ((*at_ >= '0' && *at_ <= '9') || (*at_ >= 'a' && *at_ <= 'z')
                       || (*at_ >= 'A' && *at_ <= 'Z') || *at_ == '-' || *at_ == '+'
                       || *at_ == '.')) {
                ++at_;
            }
            text_.append(from, at_);
            if (text_.size() > 2000) {
                return fail_syntax("a number of more than 2000 digits");
            }
            if (at_ != end_ || !refill()) {
                return failure_ ? false : true;
            }
        }
    }

    // Whether text_ is a number as JSON writes it.
    [[nodiscard]] bool is_number(bool& is_whole) const {
        const char* at = text_.data();
        const char* const end = at + text_.size();
        const auto digits = [&] {
            const char* const from = at;
            while (at != end && *at >= '0' && *at <= '9') {
                ++at;
            }
            return at != from;
        };
        is_whole = true;
        at += at != end && *at == '-' ? 1 : 0;
        if (at != end && *at == '0') {
            ++at;
        } else if (!digits()) {
            return false;
        }
        if (at != end && *at == '.') {
            is_whole = false;
            ++at;
            if (!digits()) {
                return false;
            }
        }
        if (at != end && (*at == 'e' || *at == 'E')) {
            is_whole = false;
            ++at;
            at += at != end && (*at == '+' || *at == '-') ? 1 : 0;
            if (!digits()) {
                return false;
            }
        }
        return at == end;
    }

    bool skip_scalar() {
        if (!read_word()) {
            return false;
        }
        bool is_whole = false;
        return text_ == "null" || text_ == "true" || text_ == "false" || is_number(is_whole)
               || text_ == "NaN" || text_ == "Infinity" || text_ == "-Infinity" || fail_word();
    }
    bool fail_word() {
        return at_end_of_file_ && !text_.empty() ? fail_end()
               : text_.empty()                   ? fail_syntax()
                               : fail("not valid JSON: '" + excerpt(text_, 20) + "' is no value");
    }

    bool scalar() {
        if (!target_.wants_scalar()) {
            return skip_scalar();
        }
        if (!read_word()) {
            return false;
        }
        bool is_whole = false;
        if (text_ == "true" || text_ == "false") {
            target_.truth(text_ == "true");
        } else if (text_ == "null") {
            target_.null();
        } else if (text_ == "NaN") {
            target_.real(std::numeric_limits<double>::quiet_NaN());
        } else if (text_ == "Infinity" || text_ == "-Infinity") {
            target_.real((text_[0] == '-' ? -1 : 1) * std::numeric_limits<double>::infinity());
        } else if (is_number(is_whole)) {
            number(is_whole);
        } else {
            return fail_word();
        }
        return true;
    }

    void number(bool is_whole) {
        const char* const from = text_.data();
        const char* const end = from + text_.size();
        if (is_whole && *from == '-') {
            std::int64_t whole = 0;
            if (std::from_chars(from, end, whole).ec == std::errc()) {
                target_.whole(whole);
                return;
            }
        } else if (is_whole) {
            std::uint64_t whole = 0;
            if (std::from_chars(from, end, whole).ec == std::errc()) {
                if (whole
                    <= static_cast<std::uint64_t>((std::numeric_limits<std::int64_t>::max)())) {
                    target_.whole(static_cast<std::int64_t>(whole));
                } else {
                    target_.whole(whole);
                }
                return;
            }
        }
        double real = 0;
        if (std::from_chars(from, end, real).ec == std::errc::result_out_of_range) {
            // Too large or too small for a double.
            real = text_.find("e-") == std::string::npos && text_.find("E-") == std::string::npos
                       ? std::numeric_limits<double>::infinity()
                       : 0.0;
        }
        target_.real(real);
    }

    byte_source& source_;
    Target& target_;
    const char* at_ = nullptr;
    const char* end_ = nullptr;
    const char* hash_from_ = nullptr;
    std::uint64_t line_ = 1;
    std::size_t hash_depth_ = 0;
    content_hash hash_{};
    std::string text_{};
    std::optional<error> failure_{};
    bool at_end_of_file_ = false;
    bool hashing_ = false;
    bool inside_ = false;
    bool lines_only_ = false;  // later values of the file must end on their line
};

// Reads a file that holds one JSON document, or one JSON value a line, and passes its events to
// target, until the target wants no more.
template <class Target>
[[nodiscard]] std::optional<error> read_json(byte_source& source, Target& target) {
    return json_scanner<Target>(source, target).read_file();
}

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_JSON_SCANNER_HPP
