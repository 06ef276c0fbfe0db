// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_IMPL_READ_NUMBER_IPP
#define PASSK_VERIFY_IMPL_READ_NUMBER_IPP

#include <passk/verify/answer_text.hpp>
#include <passk/verify/read_number.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace passk {

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

PASSK_INLINE std::optional<written_number> read_number(std::string_view text) {
    text = undecorated(text);
    return text.size() > 4096 ? std::nullopt : detail::number_reader(text).run();
}

}  // namespace passk

#endif  // PASSK_VERIFY_IMPL_READ_NUMBER_IPP
