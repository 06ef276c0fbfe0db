// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_MINIATURE_COUNTDOWN_HPP
#define PASSK_EXAMPLES_MINIATURE_COUNTDOWN_HPP

#include <passk/core/random_bits.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// Countdown with four digits: reach the target by three operations, each on two of the numbers
// at hand, which its result replaces. Prompt `3918>15:`, one right answer `8+9=17;17-3=14;14+1=15`.
namespace miniature {

/// What the model reads and writes; the last symbol ends a completion.
inline constexpr std::string_view symbols = "0123456789+-*/=;>:$";

inline constexpr std::size_t prompt_length = 8;

/// The most tokens that a completion can use, its end included: `a*b=cc;cc*d=ee;ee*f=gg$` and
/// longer ones with two-digit operands.
inline constexpr std::uint32_t longest_completion = 26;

/// Four digits with a target, and a derivation that reaches it.
struct countdown {
    std::array<unsigned, 4> digits{};
    unsigned target = 0;
    std::string derivation{};

    [[nodiscard]] std::string prompt() const {
        std::string text;
        for (const unsigned digit : digits) {
            text += static_cast<char>('0' + digit);
        }
        text += '>';
        text += static_cast<char>('0' + target / 10);
        text += static_cast<char>('0' + target % 10);
        return text + ':';
    }
};

/// A tenth of all sets of digits, told by a hash, is held out: never trained on, only tested on.
[[nodiscard]] inline bool is_held_out(std::array<unsigned, 4> digits) {
    std::sort(digits.begin(), digits.end());
    const auto words = passk::random_bits::philox4x32({digits[0], digits[1], digits[2], digits[3]},
                                                      {0x636F756E, 0x74646F77});
    return words[0] % 10 == 0;
}

[[nodiscard]] inline std::optional<unsigned> apply(char operation, unsigned x, unsigned y) {
    switch (operation) {
        case '+': return x + y;
        case '*': return x * y;
        case '-': return x >= y ? std::optional(x - y) : std::nullopt;
        case '/': return y != 0 && x % y == 0 ? std::optional(x / y) : std::nullopt;
        default: return std::nullopt;
    }
}

/// Random digits, 1 to 9, and three random operations whose results are 1 to 99; the last result
/// is the target.
[[nodiscard]] inline countdown draw_countdown(passk::random_bits& bits, bool held_out) {
    while (true) {
        countdown drawn;
        for (unsigned& digit : drawn.digits) {
            digit = 1 + static_cast<unsigned>(passk::uniform_below(bits, 9));
        }
        if (is_held_out(drawn.digits) != held_out) {
            continue;
        }
        std::vector<unsigned> numbers(drawn.digits.begin(), drawn.digits.end());
        while (numbers.size() > 1) {
            const std::size_t i = passk::uniform_below(bits, numbers.size());
            std::size_t j = passk::uniform_below(bits, numbers.size() - 1);
            j += j >= i ? 1 : 0;
            const char operation = "+-*/"[passk::uniform_below(bits, 4)];
            const std::optional<unsigned> made = apply(operation, numbers[i], numbers[j]);
            if (!made || *made < 1 || *made > 99) {
                continue;
            }
            drawn.derivation += drawn.derivation.empty() ? "" : ";";
            drawn.derivation += std::to_string(numbers[i]) + operation + std::to_string(numbers[j])
                                + '=' + std::to_string(*made);
            numbers[i] = *made;
            numbers.erase(numbers.begin() + static_cast<std::ptrdiff_t>(j));
        }
        drawn.target = numbers.front();
        return drawn;
    }
}

/// Every derivation of the target from the numbers whose results are 1 to 99 and whose first
/// operand is nowhere the smaller one, sorted. For four digits there are some tens, of at most 1152
/// tried.
[[nodiscard]] inline std::vector<std::string> solve(const std::vector<unsigned>& numbers,
                                                    unsigned target) {
    std::set<std::string> found;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        for (std::size_t j = i + 1; j < numbers.size(); ++j) {
            const auto [y, x] = std::minmax(numbers[i], numbers[j]);
            for (const char operation : std::string_view("+-*/")) {
                const std::optional<unsigned> made = apply(operation, x, y);
                if (!made || *made < 1 || *made > 99) {
                    continue;
                }
                const std::string step =
                    std::to_string(x) + operation + std::to_string(y) + '=' + std::to_string(*made);
                std::vector<unsigned> left = numbers;
                left[i] = *made;
                left.erase(left.begin() + static_cast<std::ptrdiff_t>(j));
                if (left.size() == 1 && *made == target) {
                    found.insert(step);
                }
                for (const std::string& rest : solve(left, target)) {
                    found.insert(step + ';' + rest);
                }
            }
        }
    }
    return {found.begin(), found.end()};
}

/// Distinct problems, named by their prompts.
[[nodiscard]] inline std::vector<passk::problem> draw_problems(std::size_t count,
                                                               std::uint64_t seed, bool held_out) {
    passk::random_bits bits(seed);
    std::set<std::string> known;
    std::vector<passk::problem> problems;
    while (problems.size() < count) {
        const countdown drawn = draw_countdown(bits, held_out);
        const std::string prompt = drawn.prompt();
        if (known.insert(prompt).second) {
            problems.push_back({.id = prompt.substr(0, 7),
                                .prompt = prompt,
                                .reference = std::to_string(drawn.target)});
        }
    }
    return problems;
}

/// The exact verifier: a completion is correct if it is a derivation of the target, to the last
/// symbol. The prompt has the form of countdown::prompt; any other is undecided.
struct countdown_verifier {
    [[nodiscard]] passk::verdict operator()(const passk::problem& task,
                                            std::string_view text) const {
        std::vector<unsigned> numbers;
        unsigned target = 0;
        if (!read_prompt(task.prompt, numbers, target)) {
            return passk::verdict::undecided;
        }
        while (numbers.size() > 1) {
            const std::optional<unsigned> x = read_number(text);
            const char operation = text.empty() ? '\0' : text.front();
            text.remove_prefix(text.empty() ? 0 : 1);
            const std::optional<unsigned> y = read_number(text);
            if (!x || !y || !skip(text, '=')) {
                return passk::verdict::incorrect;
            }
            const std::optional<unsigned> z = read_number(text);
            if (!z || apply(operation, *x, *y) != z || !take(numbers, *x) || !take(numbers, *y)) {
                return passk::verdict::incorrect;
            }
            numbers.push_back(*z);
            if (numbers.size() > 1 && !skip(text, ';')) {
                return passk::verdict::incorrect;
            }
        }
        return text.empty() && numbers.front() == target ? passk::verdict::correct
                                                         : passk::verdict::incorrect;
    }

private:
    static bool read_prompt(std::string_view prompt, std::vector<unsigned>& numbers,
                            unsigned& target) {
        if (prompt.size() != prompt_length || prompt[4] != '>' || prompt[7] != ':') {
            return false;
        }
        for (const char digit : prompt.substr(0, 4)) {
            if (digit < '1' || digit > '9') {
                return false;
            }
            numbers.push_back(static_cast<unsigned>(digit - '0'));
        }
        std::string_view digits = prompt.substr(5, 2);
        for (const char digit : digits) {
            if (digit < '0' || digit > '9') {
                return false;
            }
            target = 10 * target + static_cast<unsigned>(digit - '0');
        }
        return true;
    }

    // One to three digits off the front; longer numbers cannot arise.
    static std::optional<unsigned> read_number(std::string_view& text) {
        unsigned value = 0;
        std::size_t digits = 0;
        while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
            if (++digits > 3) {
                return std::nullopt;
            }
            value = 10 * value + static_cast<unsigned>(text[digits - 1] - '0');
        }
        if (digits == 0 || (digits > 1 && text.front() == '0')) {
            return std::nullopt;
        }
        text.remove_prefix(digits);
        return value;
    }

    static bool skip(std::string_view& text, char symbol) {
        if (text.empty() || text.front() != symbol) {
            return false;
        }
        text.remove_prefix(1);
        return true;
    }

    static bool take(std::vector<unsigned>& numbers, unsigned value) {
        const auto found = std::find(numbers.begin(), numbers.end(), value);
        if (found == numbers.end()) {
            return false;
        }
        numbers.erase(found);
        return true;
    }
};

}  // namespace miniature

#endif  // PASSK_EXAMPLES_MINIATURE_COUNTDOWN_HPP
