// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_NUMERIC_VERIFIER_HPP
#define PASSK_VERIFY_NUMERIC_VERIFIER_HPP

#include <passk/core/error.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/answer_text.hpp>
#include <passk/verify/extract_answer.hpp>
#include <passk/verify/judgement.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace passk {

/// When a number is near enough to the gold. Made by one of the functions below.
class numeric_tolerance {
public:
    /// The two are the same number.
    [[nodiscard]] static numeric_tolerance exact() { return {kind::absolute, 0, 0}; }

    /// |prediction - gold| <= error: OlympiadBench's `error` field.
    /// @param error  >= 0, as a decimal such as "0.01" or "1e-3", read exactly
    [[nodiscard]] static numeric_tolerance absolute(std::string_view error);

    /// |prediction - gold| <= share * |gold|.
    /// @param share  >= 0, as a decimal, read exactly
    [[nodiscard]] static numeric_tolerance relative(std::string_view share);

    /// Both rounded to so many decimals are the same, halves away from zero: MathVista's float
    /// answers with `precision`; 0 for its integers, which it cuts off: see truncated.
    [[nodiscard]] static numeric_tolerance decimals(unsigned places) {
        return {kind::decimals, 0, places};
    }

    /// The prediction without its fraction is the gold: MathVista's integer answers.
    [[nodiscard]] static numeric_tolerance truncated() { return {kind::truncated, 0, 0}; }

    /// The prediction rounded to the decimals that the gold is written with is the gold.
    [[nodiscard]] static numeric_tolerance gold_digits() { return {kind::gold_digits, 0, 0}; }

private:
    friend struct numeric_verifier;
    using rational = boost::multiprecision::cpp_rational;
    enum class kind : std::uint8_t { absolute, relative, decimals, truncated, gold_digits };

    numeric_tolerance(kind what, rational bound, unsigned places)
        : kind_(what), bound_(std::move(bound)), places_(places) {}

    static numeric_tolerance bounded(kind what, std::string_view text);

    kind kind_;
    rational bound_;
    unsigned places_;
};

/// A plain number with what was written: its value exactly, and how many decimals it shows.
struct written_number {
    boost::multiprecision::cpp_rational value{};
    unsigned decimals = 0;
};

/// Reads a plain number: a sign (+, - or U+2212), digits with thousands separated by commas,
/// spaces or LaTeX's small spaces, a decimal fraction, an exponent (e5, or times a power of 10), or
/// two such integers as a fraction a/b; a currency sign before or a per cent sign behind, which
/// divides by 100. Nothing for anything else, for more than 1000 digits and for exponents beyond
/// 1000.
[[nodiscard]] std::optional<written_number> read_number(std::string_view text);

/// Judges numbers by a stated tolerance, the gold's: exact arithmetic, no floating point.
struct numeric_verifier {
    numeric_tolerance tolerance = numeric_tolerance::exact();
    /// Tolerances of single problems by id: OlympiadBench gives some problems an `error`.
    std::map<std::string, numeric_tolerance, std::less<>> of_problem{};
    extraction_policy extraction{};

    [[nodiscard]] verdict operator()(const problem& p, std::string_view text) const {
        return explain(p, text).ruling;
    }

    [[nodiscard]] judgement explain(const problem& p, std::string_view text) const {
        judgement out;
        out.reference = reference_answer(p.reference);
        const auto gold = read_number(out.reference);
        const extracted_answer found = extract_answer(text, extraction);
        out.steps.push_back(detail::described(found));
        if (!gold) {
            out.reason = verdict_reason::unreadable_reference;
            return out;
        }
        if (!found) {
            out.reason = detail::reason_of(found.status);
            return out;
        }
        out.prediction = found.text;
        const auto number = read_number(found.text);
        if (!number) {
            out.reason = verdict_reason::unreadable_answer;
            return out;
        }
        const auto special = of_problem.find(p.id);
        const numeric_tolerance& how = special == of_problem.end() ? tolerance : special->second;
        out.steps.push_back("difference: " + difference(*number, *gold));
        out.ruling = agrees(*number, *gold, how) ? verdict::correct : verdict::incorrect;
        out.reason = detail::reason_of(out.ruling);
        return out;
    }

private:
    using rational = boost::multiprecision::cpp_rational;
    using integer = boost::multiprecision::cpp_int;

    static std::string difference(const written_number& a, const written_number& b) {
        const rational gap = a.value - b.value;
        return gap.str();
    }

    // Halves away from zero.
    static integer rounded(const rational& value, unsigned places) {
        const rational scaled(value * rational(pow(integer(10), places)));
        const integer twice = 2 * abs(numerator(scaled)) + denominator(scaled);
        const integer whole = twice / (2 * denominator(scaled));
        return scaled < 0 ? integer(-whole) : whole;
    }

    static bool agrees(const written_number& number, const written_number& gold,
                       const numeric_tolerance& how) {
        const rational gap = abs(rational(number.value - gold.value));
        switch (how.kind_) {
            case numeric_tolerance::kind::absolute: return gap <= how.bound_;
            case numeric_tolerance::kind::relative:
                return gap <= rational(how.bound_ * abs(gold.value));
            case numeric_tolerance::kind::decimals:
                return rounded(number.value, how.places_) == rounded(gold.value, how.places_);
            case numeric_tolerance::kind::truncated: {
                const integer whole = numerator(number.value) / denominator(number.value);
                return rational(whole) == gold.value;
            }
            case numeric_tolerance::kind::gold_digits: break;
        }
        return rounded(number.value, gold.decimals) == rounded(gold.value, gold.decimals);
    }
};

namespace detail {

class number_reader {
public:
    explicit number_reader(std::string_view text) : text_(text) {}

    std::optional<written_number> run() {
        const bool negative = sign();
        skip_spaces();
        for (const std::string_view currency : {"\\$", "$", "\xE2\x82\xAC", "\xC2\xA3"}) {
            if (take(currency)) {
                break;
            }
        }
        written_number out;
        if (!decimal(out)) {
            return std::nullopt;
        }
        skip_spaces();
        if (take("/")) {
            written_number below;
            skip_spaces();
            if (!decimal(below) || below.value == 0) {
                return std::nullopt;
            }
            out.value /= below.value;
            out.decimals = 0;
        }
        skip_spaces();
        if (take("\\%") || take("%")) {
            out.value /= 100;
            out.decimals += 2;
        }
        skip_spaces();
        if (at_ != text_.size()) {
            return std::nullopt;
        }
        if (negative) {
            out.value = -out.value;
        }
        return out;
    }

private:
    static constexpr std::size_t most_digits = 1000;
    static constexpr int largest_exponent = 1000;

    bool take(std::string_view what) noexcept {
        if (!text_at(text_, at_, what)) {
            return false;
        }
        at_ += what.size();
        return true;
    }

    void skip_spaces() noexcept { at_ = skip_white(text_, at_); }

    bool sign() noexcept {
        skip_spaces();
        if (take("-") || take("\xE2\x88\x92")) {
            return true;
        }
        static_cast<void>(take("+"));
        return false;
    }

    // Between two groups of thousands.
    std::size_t group_separator() const noexcept {
        for (const std::string_view one : {"{,}", ",\\!", "\\,", "\\ ", ",", " ", "\xE2\x80\x89",
                                           "\xC2\xA0", "\xE2\x80\xAF", "_"}) {
            if (text_at(text_, at_, one)) {
                return one.size();
            }
        }
        return 0;
    }

    [[nodiscard]] bool three_digits_at(std::size_t at) const noexcept {
        const auto digit = [this](std::size_t i) { return i < text_.size() && is_digit(text_[i]); };
        return digit(at) && digit(at + 1) && digit(at + 2) && !digit(at + 3);
    }

    bool decimal(written_number& out) {
        std::string digits;
        while (at_ < text_.size() && is_digit(text_[at_])) {
            digits += text_[at_++];
        }
        const std::size_t first = digits.size();
        while (first >= 1 && first <= 3 && digits[0] != '0') {
            const std::size_t gap = group_separator();
            if (gap == 0 || !three_digits_at(at_ + gap)) {
                break;
            }
            digits += text_.substr(at_ + gap, 3);
            at_ += gap + 3;
        }
        std::size_t decimals = 0;
        if (at_ + 1 < text_.size() && text_[at_] == '.' && is_digit(text_[at_ + 1])) {
            for (++at_; at_ < text_.size() && is_digit(text_[at_]); ++at_) {
                digits += text_[at_];
                ++decimals;
            }
        } else if (!digits.empty()) {
            static_cast<void>(take("."));
        }
        if (digits.empty() || digits.size() > most_digits) {
            return false;
        }
        const std::size_t significant =
            (std::min)(digits.find_first_not_of('0'), digits.size() - 1);
        using boost::multiprecision::cpp_int;
        out.value = cpp_int(digits.substr(significant));
        out.decimals = static_cast<unsigned>(decimals);
        int power = 0;
        if (!exponent(power)) {
            return false;
        }
        const int shift = power - static_cast<int>(decimals);
        const cpp_int scale = pow(cpp_int(10), static_cast<unsigned>(shift < 0 ? -shift : shift));
        // Boost 1.81 divides a rational 1 by an integer wrongly: rationals only.
        if (shift < 0) {
            out.value /= boost::multiprecision::cpp_rational(scale);
        } else {
            out.value *= boost::multiprecision::cpp_rational(scale);
        }
        if (power != 0) {
            const int shown = static_cast<int>(decimals) - power;
            out.decimals = shown > 0 ? static_cast<unsigned>(shown) : 0;
        }
        return true;
    }

    // e5, E-3, \times 10^{5}, * 10^5, x 10^5; 0 if there is none.
    bool exponent(int& power) noexcept {
        bool braced = false;
        if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
            ++at_;
        } else {
            const std::size_t before = at_;
            skip_spaces();
            const bool times =
                take("\\times") || take("\\cdot") || take("*") || take("\xC3\x97") || take("x");
            skip_spaces();
            if (!times || !take("10^")) {
                at_ = before;
                return true;
            }
            braced = take("{");
        }
        const bool negative = sign();
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_digit(text_[at_])) {
            power = power <= largest_exponent ? power * 10 + (text_[at_] - '0') : power;
            ++at_;
        }
        power = negative ? -power : power;
        return at_ > begin && power <= largest_exponent && -power <= largest_exponent
               && (!braced || take("}"));
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace detail

inline std::optional<written_number> read_number(std::string_view text) {
    text = undecorated(text);
    return text.size() > 4096 ? std::nullopt : detail::number_reader(text).run();
}

inline numeric_tolerance numeric_tolerance::bounded(kind what, std::string_view text) {
    const auto bound = read_number(text);
    detail::expects(bound && bound->value >= 0,
                    "passk::numeric_tolerance: the bound must be a decimal number of at least 0");
    return {what, bound->value, 0};
}

inline numeric_tolerance numeric_tolerance::absolute(std::string_view error) {
    return bounded(kind::absolute, error);
}

inline numeric_tolerance numeric_tolerance::relative(std::string_view share) {
    return bounded(kind::relative, share);
}

}  // namespace passk

#endif  // PASSK_VERIFY_NUMERIC_VERIFIER_HPP
