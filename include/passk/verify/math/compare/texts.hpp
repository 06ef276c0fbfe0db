// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_TEXTS_HPP
#define PASSK_VERIFY_MATH_COMPARE_TEXTS_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/compare/comparator.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/fold.hpp>
#include <passk/verify/math/identity.hpp>
#include <passk/verify/math/notes.hpp>
#include <passk/verify/math/words.hpp>
#include <passk/verify/math_judgement.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace passk::detail::math {

// Words, the letters of the number sets, times of day and dates.

inline finding comparator::texts(node_ptr p, node_ptr g) {
    if (is(p, node_kind::text) && is(g, node_kind::text)) {
        if (p->name == g->name) {
            return proved(true, math_reason::text);
        }
        const auto wp = words_of(p->name);
        const auto wg = words_of(g->name);
        const std::set<std::string> sp(wp.begin(), wp.end());
        const std::set<std::string> sg(wg.begin(), wg.end());
        const bool nested = std::includes(sp.begin(), sp.end(), sg.begin(), sg.end())
                            || std::includes(sg.begin(), sg.end(), sp.begin(), sp.end());
        const auto truth = [](const std::string& w) { return w == "yes" || w == "true"; };
        const auto falsity = [](const std::string& w) { return w == "no" || w == "false"; };
        if ((truth(p->name) && truth(g->name)) || (falsity(p->name) && falsity(g->name))) {
            return {verdict::correct, math_reason::text, false, 0.0};
        }
        // Words that share nothing are different answers; a longer wording may say the same.
        finding out;
        out.reason = math_reason::text;
        const bool brief = wp.size() <= 3 && wg.size() <= 3;
        // "no real numbers" beside "all real numbers"; "not odd" beside "even"
        const bool qualified = changes_meaning(p->name) || changes_meaning(g->name);
        const bool negated =
            (wp.size() > 1 && negates(p->name)) || (wg.size() > 1 && negates(g->name));
        const bool shared = std::any_of(sp.begin(), sp.end(),
                                        [&](const std::string& w) { return sg.count(w) > 0; });
        out.v = nested || !brief || negated || (qualified && shared) ? verdict::undecided
                                                                     : verdict::incorrect;
        return out;
    }
    const bool text_first = is(p, node_kind::text);
    const std::string& words = text_first ? p->name : g->name;
    node_ptr other = text_first ? g : p;
    const bool none = words == "no solution" || words == "none" || words == "no real solution"
                      || words == "empty set" || words == "null set";
    const bool every = words == "all real numbers" || words == "all real";
    if (is(other, node_kind::named_set)) {
        if (none && other->name == "empty") {
            return proved(true, math_reason::text);
        }
        if (every && other->name == "reals") {
            return proved(true, math_reason::text);
        }
        return unsettled();
    }
    if (every) {
        return compare(arena_.named(node_kind::named_set, "reals"), other);
    }
    if (words.find_first_of("0123456789") != words.npos || words_of(words).size() > 3) {
        return unsettled();
    }
    if ((words == "infinite" || words == "infinity") && identity_test::infinite(other)
        && !is(other, node_kind::negate)) {
        return proved(true, math_reason::text);
    }
    const bool number = is_scalar(other) && symbols_of(other).empty();
    return number ? mismatch() : unsettled();
}

inline std::optional<finding> comparator::letter_of_a_set(node_ptr p, node_ptr g) {
    node_ptr letter = is(p, node_kind::symbol) ? p : g;
    node_ptr set = is(p, node_kind::symbol) ? g : p;
    if (!is(letter, node_kind::symbol) || !is(set, node_kind::named_set)) {
        return std::nullopt;
    }
    const std::string_view denoted = number_set(letter->name);
    if (denoted.empty()) {
        return std::nullopt;
    }
    return proved(set->name == denoted, math_reason::text);
}

inline std::optional<rational> comparator::seconds_of(node_ptr n) {
    if (!is(n, node_kind::ratio) || n->columns != 1) {
        return std::nullopt;
    }
    rational out = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        out = out * 60 + (i < n->args.size() ? n->args[i]->value : rational(0));
    }
    return out;
}

inline finding comparator::clock_times(node_ptr p, node_ptr g) {
    const rational a = *seconds_of(p);
    const rational b = *seconds_of(g);
    if (a == b) {
        return proved(true);
    }
    // 4:30 may be 16:30, and 9:25 may be minutes and seconds.
    const bool half = abs(rational(a - b)) == half_day && (a < b ? a : b) < half_day + 3600;
    const bool shifted = a == 60 * b || b == 60 * a;
    return half || shifted ? unsettled() : mismatch();
}

inline finding comparator::calendar(node_ptr p, node_ptr g) {
    if (is(p, node_kind::clock) && is(g, node_kind::clock)) {
        return proved(p->value == g->value);
    }
    if (is(p, node_kind::date) && is(g, node_kind::date)) {
        const bool no_year = p->name.starts_with("0000") || g->name.starts_with("0000");
        return proved(no_year ? p->name.substr(4) == g->name.substr(4) : p->name == g->name);
    }
    // "3:30" beside "3:30 PM": the half of the day is missing.
    node_ptr clock = is(p, node_kind::clock) ? p : g;
    const bool first = is(p, node_kind::clock) || is(p, node_kind::date);
    node_ptr other = first ? g : p;
    if (is(clock, node_kind::clock) && is(other, node_kind::ratio)) {
        const auto time = seconds_of(other);
        if (!time) {
            return unsettled();
        }
        const rational gap = *time - clock->value;
        return proved(gap == 0 || (abs(gap) == half_day && *time < half_day + 3600));
    }
    return is_scalar(other) ? mismatch() : unsettled();
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_TEXTS_HPP
