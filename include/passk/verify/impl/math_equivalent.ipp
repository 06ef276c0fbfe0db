// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_IMPL_MATH_EQUIVALENT_IPP
#define PASSK_VERIFY_IMPL_MATH_EQUIVALENT_IPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/compare.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/fold.hpp>
#include <passk/verify/math/identity.hpp>
#include <passk/verify/math/parser.hpp>
#include <passk/verify/math/plain_number.hpp>
#include <passk/verify/math/read_answer.hpp>
#include <passk/verify/math_equivalent.hpp>
#include <passk/verify/math_judgement.hpp>
#include <passk/verify/math_policy.hpp>
#include <passk/verify/model_turn.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

namespace detail::math {

/// Both sides read with the same options, and what comparing them gave.
struct attempt {
    reading prediction;
    reading gold;
    finding outcome;
};

[[nodiscard]] inline attempt try_reading(std::string_view prediction, std::string_view gold,
                                         const parser_options& options, const math_policy& policy,
                                         node_arena& arena, fuel_tank& fuel) {
    attempt out;
    out.prediction = read_answer(prediction, options, arena);
    out.gold = read_answer(gold, options, arena);
    if (out.prediction.root == nullptr || out.gold.root == nullptr) {
        out.outcome.reason = out.gold.root == nullptr ? math_reason::unreadable_gold
                                                      : math_reason::unreadable_prediction;
        return out;
    }
    out.outcome = comparator(policy, arena, fuel)(out.prediction.root, out.gold.root);
    if (out.outcome.v == verdict::undecided && fuel.empty()) {
        out.outcome.reason = math_reason::fuel_exhausted;
    }
    return out;
}

/// Is there anything but brackets, marks and empty wrappers such as \boxed{}?
[[nodiscard]] inline bool has_content(std::string_view text) {
    static constexpr std::array<std::string_view, 9> wrappers{
        "boxed", "fbox", "text", "textbf", "mathrm", "mathbf", "left", "right", "displaystyle"};
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\') {
            std::size_t end = at + 1;
            while (end < text.size() && is_letter(text[end])) {
                ++end;
            }
            const std::string_view name = text.substr(at + 1, end - at - 1);
            const bool wrapper =
                std::find(wrappers.begin(), wrappers.end(), name) != wrappers.end();
            const bool empty_set = name.empty() && end < text.size() && text[end] == '{';
            if ((!name.empty() && !wrapper) || empty_set) {
                return true;
            }
            at = end - 1;
        } else if (is_digit(c) || is_letter(c) || static_cast<unsigned char>(c) >= 0x80) {
            return true;
        }
    }
    return false;
}

[[nodiscard]] inline bool comma_between_digits(std::string_view text) {
    for (std::size_t at = text.find(','); at != text.npos; at = text.find(',', at + 1)) {
        if (at > 0 && at + 1 < text.size() && is_digit(text[at - 1]) && is_digit(text[at + 1])) {
            return true;
        }
    }
    return false;
}

/// "3,14" with its comma as a decimal point, if it is one number with one comma.
[[nodiscard]] inline std::optional<std::string> decimal_comma(std::string_view text) {
    std::string out(trim_answer(text));
    const std::size_t comma = out.find(',');
    const bool plain = comma != out.npos && comma > 0 && comma + 1 < out.size()
                       && out.find_first_not_of("-0123456789,") == out.npos
                       && out.find(',', comma + 1) == out.npos;
    if (!plain) {
        return std::nullopt;
    }
    out[comma] = '.';
    return out;
}

/// The ways to read an ambiguous notation, the usual one first. Another reading is taken only if
/// it makes the two sides equal, and only where the other side shows that it is meant.
[[nodiscard]] inline attempt best_reading(std::string_view prediction, std::string_view gold,
                                          const math_policy& policy, node_arena& arena,
                                          fuel_tank& fuel) {
    const parser_options usual;
    attempt first = try_reading(prediction, gold, usual, policy, arena, fuel);
    if (first.outcome.v == verdict::correct) {
        return first;
    }
    const auto kind_is = [](const reading& r, node_kind kind) {
        return r.root != nullptr && is(r.root, kind);
    };
    if (comma_between_digits(prediction) || comma_between_digits(gold)) {
        // A side that is a list anyway shows that the commas separate.
        const auto listed = [&](const reading& r) {
            return kind_is(r, node_kind::list) || kind_is(r, node_kind::tuple)
                   || kind_is(r, node_kind::set) || kind_is(r, node_kind::alternatives);
        };
        if (listed(first.prediction) || listed(first.gold)) {
            parser_options separate;
            separate.lexing.comma_groups = false;
            attempt other = try_reading(prediction, gold, separate, policy, arena, fuel);
            if (other.outcome.v == verdict::correct) {
                return other;
            }
        }
        const auto point_p = decimal_comma(prediction);
        const auto point_g = decimal_comma(gold);
        if (point_p.has_value() != point_g.has_value()) {
            const std::string_view written = point_p ? gold : prediction;
            if (written.find('.') != written.npos && written.find(',') == written.npos) {
                attempt other = try_reading(point_p ? std::string_view(*point_p) : prediction,
                                            point_g ? std::string_view(*point_g) : gold, usual,
                                            policy, arena, fuel);
                if (other.outcome.v == verdict::correct) {
                    // 2,3 may be 2.3 or two numbers; nothing on the page tells.
                    first.outcome = unsettled();
                }
            }
        }
    }
    const auto plain = [&](const reading& r) {
        return kind_is(r, node_kind::number) || kind_is(r, node_kind::negate);
    };
    const auto with_units = [&](const reading& r) {
        return kind_is(r, node_kind::quantity)
               || (kind_is(r, node_kind::add) && is(r.root->args[0], node_kind::quantity));
    };
    const bool letters_meant = with_units(first.prediction) || with_units(first.gold)
                               || (first.prediction.spaced_letter && plain(first.gold))
                               || (first.gold.spaced_letter && plain(first.prediction));
    if (letters_meant) {
        parser_options letters;
        letters.letter_units = true;
        attempt other = try_reading(prediction, gold, letters, policy, arena, fuel);
        if (other.outcome.v == verdict::correct) {
            return other;
        }
    }
    if (first.outcome.v == verdict::incorrect
        && (first.prediction.ambiguous_slash || first.gold.ambiguous_slash)) {
        parser_options tight;
        tight.tight_products = true;
        if (try_reading(prediction, gold, tight, policy, arena, fuel).outcome.v
            == verdict::correct) {
            first.outcome = unsettled();
        }
    }
    return first;
}

/// The words of capital letters (and a text that is one word of small letters), in which the order
/// of the letters may be the answer: CADB, NIA.
[[nodiscard]] inline std::vector<std::string_view> letter_words(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '\\') {
            ++at;
            while (at < text.size() && is_letter(text[at])) {
                ++at;
            }
            continue;
        }
        if (!is_letter(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        bool capitals = true;
        while (end < text.size() && is_letter(text[end])) {
            capitals = capitals && text[end] <= 'Z';
            ++end;
        }
        const std::string_view word = text.substr(at, end - at);
        if (word.size() >= (capitals ? 3U : 4U) && (capitals || word.size() == text.size())) {
            out.push_back(word);
        }
        at = end;
    }
    std::sort(out.begin(), out.end());
    return out;
}

/// CADB and ABCD are one product and two orders: nothing on the page tells which is meant.
[[nodiscard]] inline bool other_order_of_letters(std::string_view a, std::string_view b) {
    const auto left = letter_words(a);
    const auto right = left.empty() ? left : letter_words(b);
    if (left.empty() || right.empty() || left == right) {
        return false;
    }
    const auto letters = [](std::string_view word) {
        std::string sorted(word);
        std::sort(sorted.begin(), sorted.end());
        return sorted;
    };
    return std::any_of(left.begin(), left.end(), [&](std::string_view x) {
        return std::any_of(right.begin(), right.end(),
                           [&](std::string_view y) { return x != y && letters(x) == letters(y); });
    });
}

/// May the verdict depend on which text is the gold? Only where a decimal may be rounded.
[[nodiscard]] inline bool tells_sides_apart(std::string_view prediction, std::string_view gold,
                                            const math_policy& policy) noexcept {
    constexpr std::string_view signs_of_decimals = ".,eE";
    return policy.rounding != rounding_rule::exact
           && (prediction.find_first_of(signs_of_decimals) != prediction.npos
               || gold.find_first_of(signs_of_decimals) != gold.npos);
}

}  // namespace detail::math

PASSK_INLINE math_judgement math_equivalent(std::string_view prediction, std::string_view gold,
                                            const math_policy& policy) {
    using namespace detail::math;
    math_judgement out;
    const std::string_view p_text = trim_answer(model_turn(prediction));
    const std::string_view g_text = trim_answer(model_turn(gold));
    if (!has_content(p_text) || !has_content(g_text)) {
        out.parsed_prediction = std::string(p_text);
        out.parsed_gold = std::string(g_text);
        out.reason = math_reason::empty_answer;
        return out;
    }
    if (const auto p = read_plain_number(p_text)) {
        if (const auto g = read_plain_number(g_text)) {
            const bool equal = p->numerator == g->numerator && p->denominator == g->denominator;
            const bool rounding = policy.rounding == rounding_rule::relative
                                  || (p->decimal && !has_finite_decimal(g->denominator))
                                  || (g->decimal && !has_finite_decimal(p->denominator));
            if (equal || (!p->grouped && !g->grouped && !rounding)) {
                out.v = equal ? verdict::correct : verdict::incorrect;
                out.reason = math_reason::exact_value;
                out.exact = true;
                out.parsed_prediction = std::string(p_text);
                out.parsed_gold = std::string(g_text);
                return out;
            }
        }
    }
    node_arena arena;
    std::optional<node_arena> second;
    fuel_tank fuel(policy.fuel);
    attempt best = best_reading(p_text, g_text, policy, arena, fuel);
    if (best.outcome.v == verdict::undecided && fuel.empty()
        && !tells_sides_apart(p_text, g_text, policy)) {
        // Members are compared in the order of the sides, which decides how far the fuel goes.
        fuel_tank refilled(policy.fuel);
        attempt turned = best_reading(g_text, p_text, policy, second.emplace(), refilled);
        if (turned.outcome.v != verdict::undecided) {
            std::swap(turned.prediction, turned.gold);
            best = turned;
        }
    }
    finding outcome = best.outcome;
    if (outcome.v == verdict::correct && other_order_of_letters(p_text, g_text)) {
        outcome = unsettled();
    }
    if (outcome.v == verdict::undecided && p_text == g_text) {
        outcome = proved(true, math_reason::same_form);
    }
    out.v = outcome.v;
    out.reason = outcome.reason;
    out.exact = outcome.exact;
    out.error_bound = outcome.error_bound;
    out.parsed_prediction =
        best.prediction.root == nullptr ? std::string(p_text) : write(best.prediction.root);
    out.parsed_gold = best.gold.root == nullptr ? std::string(g_text) : write(best.gold.root);
    return out;
}

}  // namespace passk

#endif  // PASSK_VERIFY_IMPL_MATH_EQUIVALENT_IPP
