// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_OUTPUT_COMPARISON_HPP
#define PASSK_ADAPTER_PROGRAM_OUTPUT_COMPARISON_HPP

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace passk::adapter::program {

/// How what a program printed is compared with what was expected. Both are bytes; NUL and bytes
/// that are not UTF-8 are compared like any other.
enum class comparison : std::uint8_t {
    exact,              ///< byte for byte
    lines,              ///< line by line; blanks and CR at the end of a line and blank lines at the
                        ///< end of the text do not count
    tokens,             ///< the words between blanks and line ends
    tokens_and_floats,  ///< tokens; where the expected one is a number with a point or an exponent,
                        ///< within the tolerance; where it is an integer, of exactly its value
    unordered_lines,    ///< the lines, as `lines`, in any order
    unordered_tokens,   ///< the tokens in any order
};

/// Two numbers are equal if they differ by no more than `absolute`, or by no more than `relative`
/// times the expected one. NaN equals NaN only, an infinity itself only.
struct float_tolerance {
    double absolute = 1e-9;  ///< >= 0
    double relative = 1e-9;  ///< >= 0

    friend bool operator==(const float_tolerance&, const float_tolerance&) = default;
};

[[nodiscard]] inline bool floats_equal(double seen, double expected,
                                       float_tolerance within) noexcept {
    if (std::isnan(seen) || std::isnan(expected)) {
        return std::isnan(seen) && std::isnan(expected);
    }
    if (std::isinf(seen) || std::isinf(expected)) {
        return std::isinf(seen) && std::isinf(expected)
               && std::signbit(seen) == std::signbit(expected);
    }
    const double distance = std::fabs(seen - expected);
    return distance <= within.absolute || distance <= within.relative * std::fabs(expected);
}

namespace detail {

[[nodiscard]] constexpr bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

[[nodiscard]] inline std::vector<std::string_view> split_tokens(std::string_view text) {
    std::vector<std::string_view> tokens;
    for (std::size_t at = 0; at < text.size();) {
        if (is_blank(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && !is_blank(text[end])) {
            ++end;
        }
        tokens.push_back(text.substr(at, end - at));
        at = end;
    }
    return tokens;
}

[[nodiscard]] inline std::vector<std::string_view> split_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        while (!line.empty() && is_blank(line.back())) {
            line.remove_suffix(1);
        }
        lines.push_back(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    while (!lines.empty() && lines.back().empty()) {
        lines.pop_back();
    }
    return lines;
}

struct decimal_token {
    bool negative = false;
    bool integer = true;
    std::string_view digits{};  // of an integer, without leading zeros; empty is 0
    double value = 0.0;
};

// [+-] digits [. digits] [e [+-] digits], or nan, inf, infinity in any case. Not hexadecimal and
// not 1_000: "numbers" that a language would read but no problem means.
[[nodiscard]] inline std::optional<decimal_token> read_number(std::string_view token) {
    decimal_token number;
    std::string_view rest = token;
    if (!rest.empty() && (rest[0] == '+' || rest[0] == '-')) {
        number.negative = rest[0] == '-';
        rest.remove_prefix(1);
    }
    std::string lower;
    for (const char c : rest.substr(0, 9)) {
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    if (lower == "nan" || lower == "inf" || lower == "infinity") {
        number.integer = false;
        number.value = lower == "nan" ? std::numeric_limits<double>::quiet_NaN()
                                      : std::numeric_limits<double>::infinity();
        number.value = number.negative ? -number.value : number.value;
        return number;
    }
    std::size_t at = 0;
    const auto digits = [&rest, &at] {
        const std::size_t from = at;
        while (at < rest.size() && rest[at] >= '0' && rest[at] <= '9') {
            ++at;
        }
        return at - from;
    };
    std::size_t count = digits();
    const std::size_t whole = count;
    if (at < rest.size() && rest[at] == '.') {
        number.integer = false;
        ++at;
        count += digits();
    }
    if (count == 0) {
        return std::nullopt;
    }
    if (at < rest.size() && (rest[at] == 'e' || rest[at] == 'E')) {
        number.integer = false;
        ++at;
        if (at < rest.size() && (rest[at] == '+' || rest[at] == '-')) {
            ++at;
        }
        if (digits() == 0) {
            return std::nullopt;
        }
    }
    if (at != rest.size()) {
        return std::nullopt;
    }
    if (number.integer) {
        number.digits = rest.substr(0, whole);
        while (!number.digits.empty() && number.digits[0] == '0') {
            number.digits.remove_prefix(1);
        }
        number.negative = number.negative && !number.digits.empty();
    }
    const auto [end, code] = std::from_chars(rest.data(), rest.data() + rest.size(), number.value);
    if (code == std::errc::result_out_of_range) {
        // Too large or too small for a double: which of the two decides the exponent's sign.
        const std::size_t exponent = rest.find_first_of("eE");
        const bool tiny = exponent != std::string_view::npos
                              ? rest.substr(exponent + 1).starts_with('-')
                              : whole == 0 || rest.find_first_not_of('0') >= whole;
        number.value = tiny ? 0.0 : std::numeric_limits<double>::infinity();
    }
    number.value = number.negative || token[0] == '-' ? -number.value : number.value;
    return number;
}

// The digits of a decimal number that is whole, without leading zeros ("12.50e2" is 1250, "0.0" is
// empty); "none" if it is not whole, or longer than any integer that is printed.
[[nodiscard]] inline std::string whole_digits(std::string_view token) {
    constexpr long longest = 100'000;
    token.remove_prefix(token[0] == '+' || token[0] == '-' ? 1 : 0);
    const std::size_t mark = (std::min)(token.find_first_of("eE"), token.size());
    const std::string_view mantissa = token.substr(0, mark);
    long exponent = 0;
    if (mark < token.size()) {
        std::string_view text = token.substr(mark + 1);
        text.remove_prefix(text[0] == '+' ? 1 : 0);
        if (std::from_chars(text.data(), text.data() + text.size(), exponent).ec != std::errc{}
            || exponent > longest || exponent < -longest) {
            exponent = text[0] == '-' ? -longest : longest;
        }
    }
    std::string digits(mantissa.substr(0, mantissa.find('.')));
    if (const std::size_t point = mantissa.find('.'); point != std::string_view::npos) {
        const std::string_view fraction = mantissa.substr(point + 1);
        digits += fraction;
        exponent -= static_cast<long>(fraction.size());
    }
    digits.erase(0, (std::min)(digits.find_first_not_of('0'), digits.size()));
    for (; exponent < 0 && !digits.empty(); ++exponent) {
        if (digits.back() != '0') {
            return "none";
        }
        digits.pop_back();
    }
    if (!digits.empty() && exponent > 0) {
        if (exponent >= longest) {
            return "none";
        }
        digits.append(static_cast<std::size_t>(exponent), '0');
    }
    return digits;
}

[[nodiscard]] inline bool tokens_equal(std::string_view seen, std::string_view expected,
                                       comparison how, float_tolerance within) {
    if (seen == expected || how != comparison::tokens_and_floats) {
        return seen == expected;
    }
    const auto a = read_number(seen);
    const auto b = read_number(expected);
    if (!a || !b) {
        return false;
    }
    if (b->integer) {
        const std::string value = a->integer ? std::string(a->digits) : whole_digits(seen);
        return value == b->digits && (value.empty() || a->negative == b->negative);
    }
    return floats_equal(a->value, b->value, within);
}

[[nodiscard]] inline std::string quoted(std::string_view text, std::size_t at_most = 80) {
    std::string shown = "\"";
    for (const char c : text.substr(0, at_most)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n') {
            shown += "\\n";
        } else if (c == '"' || c == '\\') {
            shown += '\\';
            shown += c;
        } else if (byte < 0x20 || byte >= 0x7f) {
            constexpr char hex[] = "0123456789abcdef";
            shown += "\\x";
            shown += hex[byte >> 4U];
            shown += hex[byte & 15U];
        } else {
            shown += c;
        }
    }
    return shown + (text.size() > at_most ? "\"..." : "\"");
}

}  // namespace detail

/// Where the output first differs from the expected one, for a person to read; nothing if they
/// are equal in the sense of `how`.
///
/// @par Cost
/// linear in both sizes; n log n for the unordered ones.
[[nodiscard]] inline std::optional<std::string> first_difference(std::string_view seen,
                                                                 std::string_view expected,
                                                                 comparison how,
                                                                 float_tolerance within = {}) {
    if (how == comparison::exact) {
        if (seen == expected) {
            return std::nullopt;
        }
        const auto [a, b] =
            std::mismatch(seen.begin(), seen.end(), expected.begin(), expected.end());
        const auto at = static_cast<std::size_t>(a - seen.begin());
        return "at byte " + std::to_string(at) + ": expected " + detail::quoted(expected.substr(at))
               + ", got " + detail::quoted(seen.substr(at));
    }
    const bool by_line = how == comparison::lines || how == comparison::unordered_lines;
    std::vector<std::string_view> a =
        by_line ? detail::split_lines(seen) : detail::split_tokens(seen);
    std::vector<std::string_view> b =
        by_line ? detail::split_lines(expected) : detail::split_tokens(expected);
    if (how == comparison::unordered_lines || how == comparison::unordered_tokens) {
        std::sort(a.begin(), a.end());
        std::sort(b.begin(), b.end());
    }
    const char* const unit = by_line ? "line " : "token ";
    const std::size_t common = a.size() < b.size() ? a.size() : b.size();
    for (std::size_t i = 0; i < common; ++i) {
        if (!detail::tokens_equal(a[i], b[i], how, within)) {
            return unit + std::to_string(i + 1) + ": expected " + detail::quoted(b[i]) + ", got "
                   + detail::quoted(a[i]);
        }
    }
    if (a.size() != b.size()) {
        return unit + std::to_string(common + 1) + ": expected "
               + (b.size() > common ? detail::quoted(b[common]) : "the end") + ", got "
               + (a.size() > common ? detail::quoted(a[common]) : "the end");
    }
    return std::nullopt;
}

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_OUTPUT_COMPARISON_HPP
