// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_HPP
#define PASSK_VERIFY_MATH_COMPARE_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/canonical.hpp>
#include <passk/verify/math/evaluate.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/fold.hpp>
#include <passk/verify/math/identity.hpp>
#include <passk/verify/math/real_quotient.hpp>
#include <passk/verify/math/units.hpp>
#include <passk/verify/math/words.hpp>
#include <passk/verify/math_policy.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail::math {

/// Compares two readings part by part: kinds first, then members, then scalars by identity_test.
class comparator {
public:
    comparator(const math_policy& policy, node_arena& arena, fuel_tank& fuel)
        : policy_(policy), arena_(arena), fuel_(fuel) {}

    [[nodiscard]] finding operator()(node_ptr prediction, node_ptr gold) {
        return compare(prediction, gold);
    }

private:
    static constexpr std::size_t max_members = 64;

    static finding mismatch() { return proved(false, math_reason::structure); }

    /// All parts must be correct; one wrong part makes the whole wrong.
    template <class Next>
    finding all_parts(std::size_t count, Next&& next) {
        finding out = proved(true);
        bool open = false;
        for (std::size_t i = 0; i < count; ++i) {
            const finding part = next(i);
            if (part.v == verdict::incorrect) {
                return part;
            }
            if (part.v == verdict::undecided) {
                open = true;
                out.reason = part.reason;
                continue;
            }
            if (!open) {
                out.reason = part.reason == math_reason::same_form ? out.reason : part.reason;
            }
            out.exact = out.exact && part.exact;
            out.error_bound += part.error_bound;
        }
        if (open) {
            out.v = verdict::undecided;
            out.exact = false;
            out.error_bound = 0;
        }
        return out;
    }

    // ---- what a reading is -----------------------------------------------------------------

    static bool plain_equation(node_ptr n) {
        return is(n, node_kind::relation) && n->relations.size() == 1
               && n->relations[0] == relation_kind::equal;
    }

    static bool function_call(node_ptr n) {
        return is(n, node_kind::function) && n->name.starts_with("call");
    }

    /// "AB", "\angle ABC", "area of triangle ABC": what is measured, not what is multiplied.
    static bool label(node_ptr n) {
        if (is(n, node_kind::text)) {
            return true;
        }
        if (is(n, node_kind::function) && n->name == "abs") {
            return is(n->args[0], node_kind::multiply) && label(n->args[0]);
        }
        const auto part = [](node_ptr m) {
            return is(m, node_kind::text)
                   || (is(m, node_kind::symbol)
                       && ((m->name[0] >= 'A' && m->name[0] <= 'Z') || m->name == "m"
                           || m->name.starts_with("angle_") || m->name.starts_with("triangle_")));
        };
        return is(n, node_kind::multiply) && std::all_of(n->args.begin(), n->args.end(), part);
    }

    /// "x = ...", "f(x) = ..." and "AB = ...": a name for a value that does not contain it.
    static bool assignment(node_ptr n) {
        if (!plain_equation(n)) {
            return false;
        }
        if (function_call(n->args[0])) {
            return true;
        }
        if (label(n->args[0])) {
            return symbols_of(n->args[1]).empty();
        }
        return is(n->args[0], node_kind::symbol)
               && symbols_of(n->args[1]).count(n->args[0]->name) == 0;
    }

    static bool is_element_relation(node_ptr n) {
        return is(n, node_kind::relation) && n->relations.size() == 1
               && n->relations[0] == relation_kind::element;
    }

    /// Removes what does not change the answer: the rounded tail of "x = a ~ b", the middle of
    /// "x = a = b", "x in" before a set, a value on the left of "= x".
    node_ptr settle(node_ptr n) {
        if (is(n, node_kind::conjunction)) {
            return compound_quantity(n);
        }
        if (is(n, node_kind::set_builder)) {
            return whole_numbers(n);
        }
        if (is(n, node_kind::set) && n->args.size() > 1 && distinct_assignments(n->args)) {
            return arena_.make(node_kind::list, n->args);  // {x = 1, y = 2}
        }
        if (!is(n, node_kind::relation)) {
            return n;
        }
        const bool equalities =
            std::all_of(n->relations.begin(), n->relations.end(), [](relation_kind kind) {
                return kind == relation_kind::equal || kind == relation_kind::approximate;
            });
        if (equalities) {
            std::size_t last = n->args.size() - 1;
            while (last > 0 && n->relations[last - 1] == relation_kind::approximate
                   && !(last == 1 && is(n->args[0], node_kind::symbol))) {
                --last;
            }
            if (last == 0) {
                return n->args[0];
            }
            const bool named =
                is(n->args[0], node_kind::symbol) || function_call(n->args[0]) || label(n->args[0]);
            if (last == 1 && named && n->args.size() > 2) {
                return equation(n->args[0], n->args[1]);
            }
            const bool names = is(n->args[0], node_kind::tuple)
                               && std::all_of(n->args[0]->args.begin(), n->args[0]->args.end(),
                                              [](node_ptr a) { return is(a, node_kind::symbol); });
            if (last == 1 && names && is(n->args[1], node_kind::tuple)) {
                return n->args[1];  // (x, y) = (1, 2)
            }
            if (last > 1) {
                // A chain of constants ends in its result.
                const bool constants = symbols_of(n->args[last]).empty();
                if (!named && constants && symbols_of(n->args[0]).empty()) {
                    return n->args[last];
                }
                if (named && (constants || symbols_of(n->args[0]).size() < 2)) {
                    return equation(n->args[0], n->args[last]);
                }
            }
            if (last == 1) {
                if (!named && is(n->args[1], node_kind::symbol)
                    && symbols_of(n->args[0]).count(n->args[1]->name) == 0) {
                    return equation(n->args[1], n->args[0]);
                }
                if (!named && symbols_of(n->args[0]).empty() && symbols_of(n->args[1]).empty()
                    && is_scalar(n->args[0]) && is_scalar(n->args[1])) {
                    return n->args[1];  // "2 + 3 = 5" as an answer means 5
                }
                if (n->relations[0] == relation_kind::approximate) {
                    return equation(n->args[0], n->args[1]);
                }
            }
        }
        return n;
    }

    static bool distinct_assignments(const std::vector<node_ptr>& members) {
        std::set<std::string> names;
        return std::all_of(members.begin(), members.end(), [&](node_ptr m) {
            return assignment(m) && is(m->args[0], node_kind::symbol)
                   && names.insert(m->args[0]->name).second;
        });
    }

    /// "1 hour and 30 minutes" is one length of time.
    node_ptr compound_quantity(node_ptr n) {
        std::optional<unit> before;
        for (node_ptr a : n->args) {
            const auto here = is(a, node_kind::quantity) ? read_unit(a->name) : std::nullopt;
            if (!here
                || (before
                    && (before->dimension != here->dimension || before->factor <= here->factor))) {
                return n;
            }
            before = here;
        }
        return arena_.make(node_kind::add, n->args);
    }

    /// {x in Z | 1 <= x <= 3} written out, if its condition bounds x.
    node_ptr whole_numbers(node_ptr n) {
        std::vector<node_ptr> conditions{n->args[0]};
        for (std::size_t i = 1; i < n->args.size(); ++i) {
            if (solution_list(n->args[i]) && !is(n->args[i], node_kind::alternatives)) {
                conditions.insert(conditions.end(), n->args[i]->args.begin(),
                                  n->args[i]->args.end());
            } else {
                conditions.push_back(n->args[i]);
            }
        }
        std::string from;
        std::vector<node_ptr> bounds;
        for (node_ptr c : conditions) {
            const bool domain = is_element_relation(c) && is(c->args[1], node_kind::named_set)
                                && is(c->args[0], node_kind::symbol)
                                && c->args[1]->name.find("reals") == std::string::npos;
            if (domain) {
                from = c->args[1]->name;
            } else if (!is(c, node_kind::symbol)) {
                bounds.push_back(c);
            }
        }
        const bool positive = from == "positive integers" || from == "positive naturals";
        if ((from != "integers" && !positive) || bounds.size() != 1) {
            return n;
        }
        const auto where = region_of(bounds[0]);
        if (!where) {
            return n;
        }
        std::vector<node_ptr> whole;
        for (const segment& s : tidy(where->parts)) {
            const bool low_known = s.low.value != nullptr || positive;
            if (!low_known || s.high.value == nullptr) {
                return n;
            }
            const float_50 low = s.low.value != nullptr ? s.low.position : float_50(0);
            if (s.high.position - low > 400 || abs(s.high.position) > 1e9) {
                return n;
            }
            for (float_50 at = floor(low); at <= s.high.position; at += 1) {
                const endpoint here{nullptr, at};
                const auto meets = [&](const endpoint& e) {
                    return abs(float_50(e.position - at)) < float_50("1e-35");
                };
                const bool above =
                    s.low.value == nullptr || (meets(s.low) ? s.low_closed : at > s.low.position);
                const bool below = meets(s.high) ? s.high_closed : at < s.high.position;
                if (above && below && !(positive && at < 1)) {
                    whole.push_back(arena_.number(rational(static_cast<long long>(here.position))));
                }
            }
        }
        return whole.empty() ? arena_.named(node_kind::named_set, "empty")
                             : arena_.make(node_kind::set, std::move(whole));
    }

    node_ptr equation(node_ptr left, node_ptr right) {
        node* out = arena_.make(node_kind::relation, {left, right});
        out->relations = {relation_kind::equal};
        return out;
    }

    static bool solution_list(node_ptr n) {
        return is(n, node_kind::list) || is(n, node_kind::alternatives)
               || is(n, node_kind::conjunction);
    }

    static bool collection(node_ptr n) {
        return solution_list(n) || is(n, node_kind::set) || is(n, node_kind::tuple);
    }

    static bool has_plus_minus(node_ptr n) {
        return any_node(n, [](node_ptr m) { return is(m, node_kind::plus_minus); });
    }

    static std::size_t count_signs(node_ptr n) {
        std::size_t out = is(n, node_kind::plus_minus) ? 1 : 0;
        for (node_ptr a : n->args) {
            out += count_signs(a);
        }
        return out;
    }

    /// The values behind the +- of n. Several +- take their signs together or, with
    /// independent_signs_, each on its own; -+ always goes with the +- beside it.
    void expand_signs(node_ptr n, std::vector<node_ptr>& out) {
        const std::size_t signs = count_signs(n);
        const bool opposite =
            any_node(n, [](node_ptr m) { return is(m, node_kind::plus_minus) && m->name == "-+"; });
        if (!independent_signs_ || opposite || signs < 2 || signs > 4) {
            out.push_back(with_sign(n, true));
            out.push_back(with_sign(n, false));
            return;
        }
        for (unsigned choice = 0; choice < 1U << signs; ++choice) {
            unsigned left = choice;
            out.push_back(with_signs(n, left));
        }
    }
    node_ptr with_signs(node_ptr n, unsigned& choice) {
        if (!has_plus_minus(n)) {
            return n;
        }
        node* out = arena_.copy(*n);
        const bool plus = (choice & 1U) == 0;
        if (is(n, node_kind::plus_minus)) {
            choice >>= 1U;
        }
        for (node_ptr& a : out->args) {
            a = with_signs(a, choice);
        }
        if (!is(n, node_kind::plus_minus)) {
            return out;
        }
        node_ptr last =
            plus ? out->args.back() : arena_.make(node_kind::negate, {out->args.back()});
        return n->args.size() == 1 ? last : arena_.make(node_kind::add, {out->args.front(), last});
    }

    /// One of the two values behind every +- of n; -+ takes the opposite sign.
    node_ptr with_sign(node_ptr n, bool plus) {
        if (!has_plus_minus(n)) {
            return n;
        }
        if (is(n, node_kind::plus_minus)) {
            const bool add = (n->name == "+-") == plus;
            node_ptr last = with_sign(n->args.back(), plus);
            node_ptr signed_last = add ? last : arena_.make(node_kind::negate, {last});
            if (n->args.size() == 1) {
                return signed_last;
            }
            return arena_.make(node_kind::add, {with_sign(n->args[0], plus), signed_last});
        }
        node* out = arena_.copy(*n);
        for (node_ptr& a : out->args) {
            a = with_sign(a, plus);
        }
        return out;
    }

    /// The members of a list of solutions, its +- expanded and the name of the unknown dropped if
    /// all members share it.
    struct members {
        std::vector<node_ptr> values;
        std::string name;
        bool named = false;
    };

    void gather(node_ptr n, std::vector<node_ptr>& out) {
        if (out.size() > max_members) {
            return;
        }
        n = settle(n);
        if (solution_list(n)) {
            for (node_ptr a : n->args) {
                gather(a, out);
            }
        } else if (plain_equation(n) && is(n->args[0], node_kind::symbol)
                   && (solution_list(n->args[1]) || is(n->args[1], node_kind::set))) {
            for (node_ptr a : n->args[1]->args) {
                gather(equation(n->args[0], a), out);
            }
        } else if (has_plus_minus(n) && !is(n, node_kind::set)
                   && (!is(n, node_kind::tuple) || count_signs(n) == 1)) {
            expand_signs(n, out);
        } else {
            out.push_back(n);
        }
    }

    members members_of(node_ptr n) {
        members out;
        if (is(n, node_kind::set)) {
            for (node_ptr a : n->args) {
                gather(a, out.values);
            }
            return out;
        }
        gather(n, out.values);
        // "x = 2, 3": the name carries on.
        if (!out.values.empty() && assignment(out.values[0])
            && is(out.values[0]->args[0], node_kind::symbol)) {
            const std::string name = out.values[0]->args[0]->name;
            const bool shared = std::all_of(out.values.begin(), out.values.end(), [&](node_ptr v) {
                return !is(v, node_kind::relation)
                       || (assignment(v) && same_unknown(v->args[0], name));
            });
            if (shared) {
                out.name = name;
                out.named = true;
                for (node_ptr& v : out.values) {
                    v = is(v, node_kind::relation) ? v->args[1] : v;
                }
            }
        }
        return out;
    }

    /// x and x_1 name roots of one unknown when they stand together.
    static bool same_unknown(node_ptr n, const std::string& name) {
        if (!is(n, node_kind::symbol)) {
            return false;
        }
        return n->name == name || stem(n->name) == stem(name);
    }
    static std::string_view stem(std::string_view name) {
        const std::size_t mark = name.find('_');
        const bool numbered = mark != name.npos && mark + 2 == name.size() && is_digit(name.back());
        return numbered ? name.substr(0, mark) : name;
    }

    // ---- dispatch --------------------------------------------------------------------------

    finding compare(node_ptr p, node_ptr g) {
        if (!fuel_.spend(4)) {
            finding out;
            out.reason = math_reason::fuel_exhausted;
            return out;
        }
        p = settle(p);
        g = settle(g);
        if (write(p) == write(g)) {
            return proved(true, math_reason::same_form);
        }
        if (is(p, node_kind::text) || is(g, node_kind::text)) {
            return texts(p, g);
        }
        if (const auto set = letter_of_a_set(p, g)) {
            return *set;
        }
        if (is_call_of_p(p) != is_call_of_p(g)) {
            return is_call_of_p(p) ? compare(read_call_of_p(p, g), g)
                                   : compare(p, read_call_of_p(g, p));
        }
        if (is_element_relation(p) && !is_element_relation(g)) {
            return compare(p->args[1], g);
        }
        if (is_element_relation(g) && !is_element_relation(p)) {
            return compare(p, g->args[1]);
        }
        if (is(p, node_kind::clock) || is(g, node_kind::clock) || is(p, node_kind::date)
            || is(g, node_kind::date)) {
            return calendar(p, g);
        }
        if (const auto periodic = families(p, g)) {
            return *periodic;
        }
        // A name on one side only is no part of the answer.
        if (assignment(p) && !any_relation(g)) {
            return compare(p->args[1], g);
        }
        if (assignment(g) && !any_relation(p)) {
            return compare(p, g->args[1]);
        }
        if (is(p, node_kind::residue) || is(g, node_kind::residue) || congruence(p)
            || congruence(g)) {
            return congruences(p, g);
        }
        if (const auto subset = regions(p, g)) {
            return *subset;
        }
        if (half_open(p) || half_open(g)) {
            node_ptr a = half_open(p) ? p : symbolic_interval(p);
            node_ptr b = half_open(g) ? g : symbolic_interval(g);
            if (is(a, node_kind::tuple) && is(b, node_kind::tuple)) {
                return a->open == b->open && a->close == b->close ? ordered(a->args, b->args)
                                                                  : mismatch();
            }
            return is_value(p) || is_value(g) ? mismatch() : unsettled();
        }
        if (is(p, node_kind::tuple) != is(g, node_kind::tuple)) {
            node_ptr a = symbolic_interval(p);
            node_ptr b = symbolic_interval(g);
            if (is(a, node_kind::tuple) && is(b, node_kind::tuple)) {
                return a->open == b->open && a->close == b->close ? ordered(a->args, b->args)
                                                                  : mismatch();
            }
        }
        if (node_ptr a = matrix_value(p), b = matrix_value(g);
            is(a, node_kind::matrix) || is(b, node_kind::matrix)) {
            return matrices(a, b);
        }
        if (is(p, node_kind::cases) && is(g, node_kind::cases)) {
            return piecewise(p, g);
        }
        if (is(p, node_kind::ratio) || is(g, node_kind::ratio)) {
            return ratios(p, g);
        }
        const bool several =
            collection(p) || collection(g) || has_plus_minus(p) || has_plus_minus(g);
        if (is(p, node_kind::set) != is(g, node_kind::set)
            && (is(p, node_kind::named_set) || is(g, node_kind::named_set))) {
            return mismatch();  // the empty set is no set of the empty set
        }
        if (const auto sum = mixed_in_words(p, g)) {
            return *sum;
        }
        if (several) {
            return signed_collections(p, g);
        }
        if (is(p, node_kind::relation) && is(g, node_kind::relation)) {
            return relations(p, g);
        }
        if (is(p, node_kind::relation) != is(g, node_kind::relation)) {
            const bool definite = is_value(p) || is_value(g);
            return definite ? mismatch() : unsettled();
        }
        if (compound(p) || compound(g)) {
            return compound(p) && compound(g) && p->kind == g->kind
                           && p->args.size() == g->args.size() && p->columns == g->columns
                       ? parts_if_equal(p, g)
                       : unsettled();
        }
        return scalars(p, g);
    }

    static bool half_open(node_ptr n) {
        return is(n, node_kind::tuple) && n->open != '<' && (n->open == '(') != (n->close == ')');
    }

    /// a < x <= b with x in neither bound as the interval (a, b]; anything else as it is.
    node_ptr symbolic_interval(node_ptr n) {
        if (!is(n, node_kind::relation) || n->relations.size() != 2
            || !is(n->args[1], node_kind::symbol)) {
            return n;
        }
        for (std::size_t i : {std::size_t{0}, std::size_t{2}}) {
            if (symbols_of(n->args[i]).count(n->args[1]->name) > 0) {
                return n;
            }
        }
        const auto below = [](relation_kind k) {
            return k == relation_kind::less || k == relation_kind::less_equal;
        };
        const auto above = [](relation_kind k) {
            return k == relation_kind::greater || k == relation_kind::greater_equal;
        };
        const bool rising = below(n->relations[0]) && below(n->relations[1]);
        const bool falling = above(n->relations[0]) && above(n->relations[1]);
        if (!rising && !falling) {
            return n;
        }
        const auto closed = [&](std::size_t i) {
            return n->relations[i] == relation_kind::less_equal
                   || n->relations[i] == relation_kind::greater_equal;
        };
        node* out =
            arena_.make(node_kind::tuple, {n->args[rising ? 0 : 2], n->args[rising ? 2 : 0]});
        out->open = closed(rising ? 0 : 1) ? '[' : '(';
        out->close = closed(rising ? 1 : 0) ? ']' : ')';
        return out;
    }

    /// A plain R or Z beside the set of that name.
    static std::optional<finding> letter_of_a_set(node_ptr p, node_ptr g) {
        node_ptr letter = is(p, node_kind::symbol) ? p : g;
        node_ptr set = is(p, node_kind::symbol) ? g : p;
        static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> sets{
            {{"R", "reals"},
             {"Z", "integers"},
             {"N", "naturals"},
             {"Q", "rationals"},
             {"C", "complexes"}}};
        if (!is(letter, node_kind::symbol) || !is(set, node_kind::named_set)) {
            return std::nullopt;
        }
        for (const auto& [name, full] : sets) {
            if (letter->name == name) {
                return proved(set->name == full, math_reason::text);
            }
        }
        return std::nullopt;
    }

    /// P(7, 3) is a point beside points and the number of arrangements beside numbers.
    static bool is_call_of_p(node_ptr n) {
        return is(n, node_kind::function) && n->name == "call P" && n->args.size() == 2;
    }
    node_ptr read_call_of_p(node_ptr n, node_ptr beside) {
        const auto top = fold(n->args[0], {}, fuel_);
        const auto taken = fold(n->args[1], {}, fuel_);
        const bool counts = top && taken && is_integer(*top) && is_integer(*taken) && *taken >= 0
                            && *top >= *taken && *top < 1000;
        if (!is_scalar(beside) || !counts) {
            node* point = arena_.make(node_kind::tuple, n->args);
            point->open = '(';
            point->close = ')';
            return point;
        }
        rational out = 1;
        for (rational k = 0; k < *taken; k += 1) {
            out *= *top - k;
        }
        return arena_.number(out);
    }

    /// "3 and 1/7" beside one number is a mixed number.
    std::optional<finding> mixed_in_words(node_ptr p, node_ptr g) {
        const auto mixed = [](node_ptr n) {
            return is(n, node_kind::conjunction) && n->args.size() == 2
                   && is(n->args[0], node_kind::number) && n->args[0]->digits == 0
                   && denominator(n->args[0]->value) == 1 && is(n->args[1], node_kind::divide)
                   && is(n->args[1]->args[0], node_kind::number)
                   && is(n->args[1]->args[1], node_kind::number)
                   && n->args[1]->args[0]->value < n->args[1]->args[1]->value;
        };
        if (mixed(p) == mixed(g)) {
            return std::nullopt;
        }
        node_ptr words = mixed(p) ? p : g;
        node_ptr other = mixed(p) ? g : p;
        if (!is_scalar(other)) {
            return std::nullopt;
        }
        node_ptr sum = arena_.make(node_kind::add, words->args);
        return mixed(p) ? scalars(sum, other) : scalars(other, sum);
    }

    /// Several +- in one expression take their signs together in one convention and each on its
    /// own in another; where that matters, only a side written out settles it.
    finding signed_collections(node_ptr p, node_ptr g) {
        const finding together = collections(p, g);
        const bool many_p = count_signs(p) > 1;
        const bool many_g = count_signs(g) > 1;
        if (!many_p && !many_g) {
            return together;
        }
        independent_signs_ = true;
        const finding apart = collections(p, g);
        independent_signs_ = false;
        if (together.v == apart.v) {
            return together;
        }
        const bool written_out = (many_p && !has_plus_minus(g)) || (many_g && !has_plus_minus(p));
        return written_out && apart.v == verdict::correct ? apart : unsettled();
    }

    /// Sets and conditions that no other rule takes; equal parts prove them equal, different
    /// parts prove nothing.
    static bool compound(node_ptr n) {
        return is(n, node_kind::set_builder) || is(n, node_kind::set_union)
               || is(n, node_kind::set_meet) || is(n, node_kind::set_minus)
               || is(n, node_kind::named_set) || is(n, node_kind::cases);
    }

    finding parts_if_equal(node_ptr p, node_ptr g) {
        finding out = all_parts(p->args.size(),
                                [&](std::size_t i) { return compare(p->args[i], g->args[i]); });
        if (p->args.empty()) {
            return mismatch();  // two different named sets
        }
        if (out.v == verdict::incorrect) {
            return unsettled();
        }
        return out;
    }

    static bool any_relation(node_ptr n) {
        return any_node(n, [](node_ptr m) { return is(m, node_kind::relation); });
    }
    static bool is_value(node_ptr n) {
        return is_scalar(n) || is(n, node_kind::quantity) || is(n, node_kind::tuple)
               || is(n, node_kind::set);
    }

    // ---- words -----------------------------------------------------------------------------

    finding texts(node_ptr p, node_ptr g) {
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
            out.v = nested || !brief ? verdict::undecided : verdict::incorrect;
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

    finding calendar(node_ptr p, node_ptr g) {
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
        if (is(clock, node_kind::clock) && is(other, node_kind::ratio) && other->args.size() == 2) {
            const auto hour = fold(other->args[0], {}, fuel_);
            const auto minute = fold(other->args[1], {}, fuel_);
            if (hour && minute && *hour < 24 && *minute < 60) {
                const rational total = *hour * 60 + *minute;
                const rational gap = total - clock->value;
                return proved(gap == 0 || (abs(gap) == 720 && *hour <= 12));
            }
        }
        return is_scalar(other) ? mismatch() : unsettled();
    }

    // ---- congruences and periodic families ---------------------------------------------------

    static bool congruence(node_ptr n) {
        return is(n, node_kind::relation) && n->relations.size() == 1
               && n->relations[0] == relation_kind::congruent && is(n->args[1], node_kind::residue);
    }

    node_ptr class_of(node_ptr n, node_ptr beside) {
        if (congruence(n)) {
            return n->args[1];
        }
        // 3 mod 7 is a class beside a class.
        const bool remainder = is(n, node_kind::function) && n->name == "mod"
                               && (congruence(beside) || is(beside, node_kind::residue));
        return remainder ? arena_.make(node_kind::residue, n->args) : n;
    }

    finding congruences(node_ptr p, node_ptr g) {
        node_ptr left = class_of(p, g);
        node_ptr right = class_of(g, p);
        if (congruence(p) && congruence(g) && write(p->args[0]) != write(g->args[0])) {
            return mismatch();
        }
        if (!is(left, node_kind::residue) || !is(right, node_kind::residue)) {
            return unsettled();
        }
        const auto a = fold(left->args[0], {}, fuel_);
        const auto b = fold(right->args[0], {}, fuel_);
        const auto m = fold(left->args[1], {}, fuel_);
        const auto n = fold(right->args[1], {}, fuel_);
        if (!a || !b || !m || !n || *m == 0 || *n == 0) {
            return unsettled();
        }
        return proved(abs(*m) == abs(*n) && is_integer((*a - *b) / *m));
    }

    /// offset + step * k for every whole k.
    struct family {
        node_ptr offset;
        node_ptr step;
    };

    struct family_list {
        std::vector<family> items;
        std::string parameter;
        bool declared = false;
    };

    /// "a + k b, k in Z": the declaration, if there is one, and the lines it ranges over.
    family_list family_of(node_ptr n, const std::string& implied) {
        family_list out;
        if (node_ptr class_of = congruence(n) ? n->args[1] : n; is(class_of, node_kind::residue)) {
            out.declared = true;
            out.items.push_back({class_of->args[0], class_of->args[1]});
            return out;
        }
        std::vector<node_ptr> parts;
        if (is(n, node_kind::set_builder)) {
            parts = {n->args[0], n->args[1]};
            if (solution_list(n->args[1])) {
                parts = {n->args[0]};
                parts.insert(parts.end(), n->args[1]->args.begin(), n->args[1]->args.end());
            }
        } else {
            gather(n, parts);
        }
        std::vector<node_ptr> values;
        for (node_ptr part : parts) {
            if (is_element_relation(part) && is(part->args[0], node_kind::symbol)
                && is(part->args[1], node_kind::named_set) && part->args[1]->name == "integers") {
                out.parameter = part->args[0]->name;
                out.declared = true;
            } else if (is(part, node_kind::text)
                       || (is(part, node_kind::quantity)
                           && part->name.find("integer") != part->name.npos)) {
                const std::vector<std::string> words = words_of(part->name);
                if (!words.empty() && words.back().starts_with("integer")) {
                    out.declared = true;
                    out.parameter =
                        is(part, node_kind::quantity) && is(part->args[0], node_kind::symbol)
                            ? part->args[0]->name
                            : words[0];
                }
            } else {
                values.push_back(part);
            }
        }
        if (!out.declared) {
            if (implied.empty()) {
                return out;
            }
            // Undeclared beside a declared one: the only symbol must be the parameter.
            std::set<std::string> symbols;
            for (node_ptr v : values) {
                const auto found = symbols_of(assignment(v) ? v->args[1] : v);
                symbols.insert(found.begin(), found.end());
            }
            if (symbols.size() != 1) {
                return out;
            }
            out.parameter = *symbols.begin();
        }
        const bindings zero{{out.parameter, rational(0)}};
        for (node_ptr v : values) {
            node_ptr body = assignment(v) ? v->args[1] : is_element_relation(v) ? v->args[1] : v;
            if (is(body, node_kind::set) && body->args.size() == 1) {
                body = body->args[0];
            }
            if (!is_scalar(body) && !is(body, node_kind::quantity)) {
                out.items.clear();
                return out;
            }
            node_ptr at0 = substitute(body, out.parameter, 0);
            node_ptr at1 = substitute(body, out.parameter, 1);
            node_ptr at2 = substitute(body, out.parameter, 2);
            node_ptr step = difference(at1, at0);
            // Linear in k, or it is no family.
            if (identity(difference(at2, at1), step).v != verdict::correct) {
                out.items.clear();
                return out;
            }
            out.items.push_back({at0, step});
        }
        return out;
    }

    node_ptr substitute(node_ptr n, const std::string& name, int value) {
        if (is_symbol(n, name)) {
            return arena_.number(value);
        }
        if (n->args.empty()) {
            return n;
        }
        node* out = arena_.copy(*n);
        for (node_ptr& a : out->args) {
            a = substitute(a, name, value);
        }
        return out;
    }
    node_ptr difference(node_ptr a, node_ptr b) {
        return arena_.make(node_kind::add, {a, arena_.make(node_kind::negate, {b})});
    }
    finding identity(node_ptr a, node_ptr b) {
        return identity_test(policy_.assume_positive, fuel_)(a, b);
    }

    /// The rational value of a / b, if both are constants and it is rational.
    std::optional<rational> quotient(node_ptr a, node_ptr b) {
        canonicaliser canonical(fuel_);
        const auto q = canonical(arena_.make(node_kind::divide, {a, b}));
        if (!q || q->above.size() > 1 || q->below.size() != 1) {
            return std::nullopt;
        }
        if (q->above.empty()) {
            return rational(0);
        }
        if (q->above.begin()->first != q->below.begin()->first) {
            return std::nullopt;
        }
        return q->above.begin()->second / q->below.begin()->second;
    }

    /// "x = pi/3 + 2 k pi" leaves its whole number undeclared.
    static bool periodic_by_custom(node_ptr n) {
        if (!assignment(n) || !is(n->args[0], node_kind::symbol)) {
            return false;
        }
        const std::set<std::string> symbols = symbols_of(n->args[1]);
        return symbols.size() == 1 && identity_test::whole_name(*symbols.begin())
               && any_node(n->args[1], [](node_ptr m) {
                      return is(m, node_kind::multiply) && !symbols_of(m).empty()
                             && any_node(m, [](node_ptr c) {
                                    return is(c, node_kind::constant) && c->name == "pi";
                                });
                  });
    }

    std::optional<finding> families(node_ptr p, node_ptr g) {
        const auto declares = [](node_ptr n) {
            return any_node(n, [](node_ptr m) {
                return (is_element_relation(m) && is(m->args[1], node_kind::named_set)
                        && m->args[1]->name == "integers" && is(m->args[0], node_kind::symbol))
                       || (is(m, node_kind::text) && m->name.find("integer") != m->name.npos)
                       || (is(m, node_kind::quantity) && m->name.find("integer") != m->name.npos);
            });
        };
        const auto residue = [](node_ptr n) { return is(n, node_kind::residue) || congruence(n); };
        const bool in_p = declares(p) || residue(p);
        const bool in_g = declares(g) || residue(g);
        const bool customary = !in_p && !in_g && periodic_by_custom(p) && periodic_by_custom(g);
        if ((!in_p && !in_g && !customary) || (residue(p) && residue(g))
            || (residue(p) && symbols_of(g).empty()) || (residue(g) && symbols_of(p).empty())) {
            return std::nullopt;
        }
        const family_list left = family_of(p, in_p ? "" : "k");
        const family_list right = family_of(g, in_g ? "" : "k");
        if (left.items.empty() || right.items.empty()) {
            return customary ? std::nullopt : std::optional<finding>(unsettled());
        }
        // All steps as whole multiples of one common unit; offsets as residues of it.
        node_ptr unit_step = right.items[0].step;
        integer common = 1;
        const auto scan = [&](const family_list& list) -> bool {
            for (const family& f : list.items) {
                const auto ratio = quotient(f.step, unit_step);
                if (!ratio || *ratio == 0) {
                    return false;
                }
                // lcm of the steps measured in unit_step
                const rational size = abs(*ratio);
                common = lcm(common, integer(numerator(size)));
            }
            return common < 1000;
        };
        if (!scan(left) || !scan(right)) {
            return unsettled();
        }
        const auto residues = [&](const family_list& list, std::vector<node_ptr>& out) {
            for (const family& f : list.items) {
                const rational size = abs(*quotient(f.step, unit_step));
                const auto copies = small_integer(rational(common) / size);
                if (!copies || *copies > 60) {
                    return false;
                }
                for (long i = 0; i < *copies; ++i) {
                    out.push_back(arena_.make(
                        node_kind::add,
                        {f.offset, arena_.make(node_kind::multiply, {arena_.number(i), f.step})}));
                }
            }
            return true;
        };
        std::vector<node_ptr> a;
        std::vector<node_ptr> b;
        if (!residues(left, a) || !residues(right, b)) {
            return unsettled();
        }
        const auto same_class = [&](node_ptr x, node_ptr y) -> std::optional<bool> {
            const auto ratio = quotient(difference(x, y), unit_step);
            if (ratio) {
                return is_integer(*ratio / rational(common));
            }
            canonicaliser canonical(fuel_);
            const auto q = canonical(arena_.make(node_kind::divide, {difference(x, y), unit_step}));
            if (q && canonical.independent()) {
                return false;  // not a rational multiple of the period
            }
            return std::nullopt;
        };
        const auto covered = [&](const std::vector<node_ptr>& x, const std::vector<node_ptr>& y) {
            bool all = true;
            bool known = true;
            for (node_ptr one : x) {
                bool found = false;
                for (node_ptr other : y) {
                    const auto same = same_class(one, other);
                    found = found || same.value_or(false);
                    known = known && same.has_value();
                }
                all = all && found;
            }
            return all ? verdict::correct : known ? verdict::incorrect : verdict::undecided;
        };
        const verdict forth = covered(a, b);
        const verdict back = covered(b, a);
        if (forth == verdict::undecided || back == verdict::undecided) {
            return unsettled();
        }
        return proved(forth == verdict::correct && back == verdict::correct);
    }

    // ---- regions of the real line ------------------------------------------------------------

    struct endpoint {
        node_ptr value = nullptr;  ///< null for an infinite end
        float_50 position = 0;
        bool computed = false;  ///< a root found by bisection, good to 40 digits
    };
    struct segment {
        endpoint low{};
        endpoint high{};
        bool low_closed = false;
        bool high_closed = false;
    };
    using region = std::vector<segment>;

    std::optional<endpoint> finite_end(node_ptr n) {
        if (is(n, node_kind::quantity)) {
            return std::nullopt;
        }
        const auto position = evaluator<float_50>(bindings{}, fuel_)(n);
        if (position.bad || !position.real()) {
            return std::nullopt;
        }
        return endpoint{n, position.re};
    }

    std::optional<segment> segment_of(node_ptr low, node_ptr high, bool low_closed,
                                      bool high_closed) {
        segment out;
        if (!identity_test::infinite(low)) {
            const auto end = finite_end(low);
            if (!end) {
                return std::nullopt;
            }
            out.low = *end;
            out.low_closed = low_closed;
        } else if (!is(low, node_kind::negate)) {
            return std::nullopt;
        }
        if (!identity_test::infinite(high)) {
            const auto end = finite_end(high);
            if (!end) {
                return std::nullopt;
            }
            out.high = *end;
            out.high_closed = high_closed;
        } else if (is(high, node_kind::negate)) {
            return std::nullopt;
        }
        if (out.low.value != nullptr && out.high.value != nullptr
            && (out.low.position > out.high.position
                || (out.low.position == out.high.position && !(low_closed && high_closed)))) {
            return std::nullopt;  // not written as an interval
        }
        return out;
    }

    static bool same_place(const endpoint& a, const endpoint& b) {
        if (a.value == nullptr || b.value == nullptr) {
            return a.value == b.value;
        }
        const float_50 gap = abs(float_50(a.position - b.position));
        return gap <= (abs(a.position) + abs(b.position)) * float_50("1e-40");
    }
    static bool before(const endpoint& a, const endpoint& b) {
        return !same_place(a, b) && a.position < b.position;
    }

    /// Sorted, disjoint segments.
    static region tidy(region in) {
        std::sort(in.begin(), in.end(), [](const segment& a, const segment& b) {
            const bool a_open = a.low.value == nullptr;
            const bool b_open = b.low.value == nullptr;
            if (a_open != b_open) {
                return a_open;
            }
            if (a_open || same_place(a.low, b.low)) {
                return a.low_closed && !b.low_closed;
            }
            return a.low.position < b.low.position;
        });
        region out;
        for (const segment& s : in) {
            if (!out.empty()) {
                segment& last = out.back();
                const bool reaches =
                    last.high.value == nullptr || s.low.value == nullptr || before(s.low, last.high)
                    || (same_place(s.low, last.high) && (s.low_closed || last.high_closed));
                if (reaches) {
                    const bool further = last.high.value != nullptr
                                         && (s.high.value == nullptr || before(last.high, s.high));
                    if (further) {
                        last.high = s.high;
                        last.high_closed = s.high_closed;
                    } else if (last.high.value != nullptr && s.high.value != nullptr
                               && same_place(last.high, s.high)) {
                        last.high_closed = last.high_closed || s.high_closed;
                    }
                    continue;
                }
            }
            out.push_back(s);
        }
        return out;
    }

    static region complement(const region& in) {
        region out;
        segment gap;
        for (const segment& s : in) {
            if (s.low.value != nullptr) {
                gap.high = s.low;
                gap.high_closed = !s.low_closed;
                out.push_back(gap);
            }
            if (s.high.value == nullptr) {
                return out;
            }
            gap = segment{};
            gap.low = s.high;
            gap.low_closed = !s.high_closed;
        }
        out.push_back(gap);
        return out;
    }
    static region meet(const region& a, const region& b) {
        region both = complement(a);
        const region other = complement(b);
        both.insert(both.end(), other.begin(), other.end());
        return complement(tidy(both));
    }

    struct region_reading {
        region parts{};
        std::string variable{};
        bool definite = false;  ///< cannot be anything but a region
    };

    static std::optional<std::string> joined_names(const region_reading& a,
                                                   const region_reading& b) {
        if (a.variable.empty() || b.variable.empty() || a.variable == b.variable) {
            return a.variable.empty() ? b.variable : a.variable;
        }
        return std::nullopt;
    }

    std::optional<region_reading> region_of(node_ptr n, int depth = 0) {
        if (depth > 16 || !fuel_.spend(10)) {
            return std::nullopt;
        }
        n = settle(n);
        const segment everything;
        switch (n->kind) {
            case node_kind::named_set:
                if (n->name == "reals") {
                    return region_reading{{everything}, {}, true};
                }
                if (n->name == "positive reals") {
                    auto s = segment_of(arena_.number(0), arena_.named(node_kind::constant, "inf"),
                                        false, false);
                    return region_reading{{*s}, {}, true};
                }
                if (n->name == "empty") {
                    return region_reading{{}, {}, true};
                }
                return std::nullopt;
            case node_kind::tuple: {
                if (n->args.size() != 2 || n->open == '<') {
                    return std::nullopt;
                }
                const auto s = segment_of(n->args[0], n->args[1], n->open == '[', n->close == ']');
                if (!s) {
                    return std::nullopt;
                }
                const bool definite = (n->open == '(') != (n->close == ')')
                                      || s->low.value == nullptr || s->high.value == nullptr;
                return region_reading{{*s}, {}, definite};
            }
            case node_kind::set: {
                region_reading out;
                for (node_ptr a : n->args) {
                    const auto end = finite_end(a);
                    if (!end || n->args.size() > max_members) {
                        return std::nullopt;
                    }
                    out.parts.push_back(segment{*end, *end, true, true});
                }
                out.parts = tidy(out.parts);
                return out;
            }
            case node_kind::set_union:
            case node_kind::alternatives: return joined(n, true, depth);
            case node_kind::set_meet:
            case node_kind::conjunction: return joined(n, false, depth);
            case node_kind::list: {
                // "x > 1, x < 3" is a system; "(1, 2), (3, 4)" is a list of intervals or points.
                const bool inequalities = std::all_of(
                    n->args.begin(), n->args.end(),
                    [](node_ptr a) { return is(a, node_kind::relation) && !plain_equation(a); });
                if (inequalities) {
                    return joined(n, false, depth);
                }
                return std::nullopt;
            }
            case node_kind::set_minus: {
                const auto a = region_of(n->args[0], depth + 1);
                const auto b = a ? region_of(n->args[1], depth + 1) : std::nullopt;
                if (!b) {
                    return std::nullopt;
                }
                return region_reading{meet(a->parts, complement(b->parts)), a->variable, true};
            }
            case node_kind::set_builder: {
                if (is_element_relation(n->args[0]) && is(n->args[0]->args[1], node_kind::named_set)
                    && n->args[0]->args[1]->name != "reals") {
                    return std::nullopt;
                }
                auto out = region_of(n->args[1], depth + 1);
                if (out) {
                    out->variable.clear();
                    out->definite = true;
                }
                return out;
            }
            case node_kind::relation: return inequality(n, depth);
            default: return std::nullopt;
        }
    }

    std::optional<region_reading> joined(node_ptr n, bool unite, int depth) {
        const bool points = is(n, node_kind::conjunction)
                            && std::any_of(n->args.begin(), n->args.end(),
                                           [](node_ptr a) { return is(a, node_kind::tuple); });
        if (points) {
            return std::nullopt;  // "(1, 2) and (3, 4)" lists, it does not intersect
        }
        std::optional<region_reading> out;
        for (node_ptr a : n->args) {
            auto part = region_of(a, depth + 1);
            if (!part && is_scalar(a) && unite && is(n, node_kind::alternatives)) {
                return std::nullopt;
            }
            if (!part) {
                return std::nullopt;
            }
            if (!out) {
                out = std::move(part);
                continue;
            }
            const auto name = joined_names(*out, *part);
            if (!name) {
                return std::nullopt;
            }
            if (unite) {
                out->parts.insert(out->parts.end(), part->parts.begin(), part->parts.end());
                out->parts = tidy(out->parts);
            } else {
                out->parts = meet(out->parts, part->parts);
            }
            out->variable = *name;
            out->definite = true;
        }
        return out;
    }

    /// x < 3, 1 < x <= 2, x != 0, and inequalities linear in one unknown.
    std::optional<region_reading> inequality(node_ptr n, int depth) {
        if (is_element_relation(n) && is(n->args[0], node_kind::symbol)) {
            auto out = region_of(n->args[1], depth + 1);
            if (out) {
                out->variable = n->args[0]->name;
                out->definite = true;
            }
            return out;
        }
        const std::set<std::string> symbols = symbols_of(n);
        if (symbols.size() != 1) {
            return std::nullopt;
        }
        const std::string& name = *symbols.begin();
        region all{segment{}};
        for (std::size_t i = 0; i < n->relations.size(); ++i) {
            node_ptr left = n->args[i];
            node_ptr right = n->args[i + 1];
            relation_kind kind = n->relations[i];
            if (kind == relation_kind::element || kind == relation_kind::not_element
                || kind == relation_kind::congruent || kind == relation_kind::subset
                || kind == relation_kind::maps_to || kind == relation_kind::approximate) {
                return std::nullopt;
            }
            if (kind == relation_kind::equal && n->relations.size() > 1) {
                return std::nullopt;
            }
            if (symbols_of(left).empty() && symbols_of(right).empty()) {
                return std::nullopt;
            }
            node_ptr bound = nullptr;
            if (is_symbol(left, name) && symbols_of(right).empty()) {
                bound = right;
            } else if (is_symbol(right, name) && symbols_of(left).empty()) {
                bound = left;
                kind = mirrored(kind);
            } else {
                const auto solved = linear_root(difference(left, right), name);
                if (!solved) {
                    const auto part = polynomial_region(kind, left, right, name);
                    if (!part) {
                        return std::nullopt;
                    }
                    all = meet(all, *part);
                    continue;
                }
                bound = arena_.number(solved->first);
                kind = solved->second ? kind : mirrored(kind);
            }
            const auto part = half_line(kind, bound);
            if (!part) {
                return std::nullopt;
            }
            all = meet(all, *part);
        }
        return region_reading{
            all, name, !(n->relations.size() == 1 && n->relations[0] == relation_kind::equal)};
    }

    static relation_kind mirrored(relation_kind kind) {
        switch (kind) {
            case relation_kind::less: return relation_kind::greater;
            case relation_kind::less_equal: return relation_kind::greater_equal;
            case relation_kind::greater: return relation_kind::less;
            case relation_kind::greater_equal: return relation_kind::less_equal;
            default: return kind;
        }
    }

    std::optional<region> half_line(relation_kind kind, node_ptr bound) {
        segment s;
        if (identity_test::infinite(bound)) {
            const bool minus = is(bound, node_kind::negate);
            const bool whole = minus ? kind == relation_kind::greater : kind == relation_kind::less;
            return whole ? std::optional<region>(region{segment{}}) : std::nullopt;
        }
        const auto end = finite_end(bound);
        if (!end) {
            return std::nullopt;
        }
        switch (kind) {
            case relation_kind::less:
            case relation_kind::less_equal:
                s.high = *end;
                s.high_closed = kind == relation_kind::less_equal;
                return region{s};
            case relation_kind::greater:
            case relation_kind::greater_equal:
                s.low = *end;
                s.low_closed = kind == relation_kind::greater_equal;
                return region{s};
            case relation_kind::equal: return region{segment{*end, *end, true, true}};
            case relation_kind::not_equal:
                return complement(region{segment{*end, *end, true, true}});
            default: return std::nullopt;
        }
    }

    /// The root of a linear function of one unknown with rational coefficients, and whether it
    /// increases. Linearity is read off the normal form.
    std::optional<std::pair<rational, bool>> linear_root(node_ptr f, const std::string& name) {
        canonicaliser canonical(fuel_);
        const auto q = canonical(f);
        if (!q || !canonical.independent() || q->below.size() != 1
            || !q->below.begin()->first.empty() || q->above.size() > 2) {
            return std::nullopt;
        }
        for (const auto& [key, coefficient] : q->above) {
            if (key.size() > 1
                || (key.size() == 1
                    && (canonical.kind_of(key[0].atom) != atom_kind::variable
                        || key[0].exponent != exponent_fraction{1, 1}))) {
                return std::nullopt;
            }
        }
        const auto at0 = fold(substitute(f, name, 0), {}, fuel_);
        const auto at1 = at0 ? fold(substitute(f, name, 1), {}, fuel_) : std::nullopt;
        if (!at1 || *at0 == *at1) {
            return std::nullopt;
        }
        const rational slope = *at1 - *at0;
        return std::pair{rational(-*at0 / slope), slope > 0};
    }

    /// Where a rational function of one unknown, or the absolute value of one beside a constant,
    /// has the sign that the relation asks for: the signs between its roots and poles.
    std::optional<region> polynomial_region(relation_kind kind, node_ptr left, node_ptr right,
                                            const std::string& name) {
        const auto is_abs = [](node_ptr n) {
            return is(n, node_kind::function) && n->name == "abs";
        };
        if (is_abs(right)) {
            std::swap(left, right);
            kind = mirrored(kind);
        }
        if (is_abs(left)) {
            const auto bound = finite_end(right);
            if (!symbols_of(right).empty() || !bound || bound->position <= 0) {
                return std::nullopt;
            }
            node_ptr two = arena_.number(2);
            left = arena_.make(node_kind::power, {left->args[0], two});
            right = arena_.make(node_kind::power, {right, two});
        }
        const auto f = real_quotient::read(difference(left, right), name, fuel_);
        const auto roots = f ? f->above.real_roots() : std::nullopt;
        const auto poles = roots ? f->below.real_roots() : std::nullopt;
        if (!poles || !fuel_.spend(2000)) {
            return std::nullopt;
        }
        std::vector<float_50> marks = *roots;
        marks.insert(marks.end(), poles->begin(), poles->end());
        std::sort(marks.begin(), marks.end());
        const auto close = [](const float_50& a, const float_50& b) {
            return abs(float_50(a - b)) <= (abs(a) + abs(b) + 1) * float_50("1e-38");
        };
        marks.erase(std::unique(marks.begin(), marks.end(), close), marks.end());
        const auto holds = [&](int sign) {
            switch (kind) {
                case relation_kind::less: return sign < 0;
                case relation_kind::less_equal: return sign <= 0;
                case relation_kind::greater: return sign > 0;
                case relation_kind::greater_equal: return sign >= 0;
                case relation_kind::not_equal: return sign != 0;
                case relation_kind::equal: return sign == 0;
                default: return false;
            }
        };
        const auto end_at = [&](const float_50& x) {
            return endpoint{arena_.number(static_cast<rational>(x)), x, true};
        };
        region out;
        for (std::size_t i = 0; i <= marks.size(); ++i) {
            const float_50 inside = marks.empty()       ? float_50(0)
                                    : i == 0            ? float_50(marks[0] - 1)
                                    : i == marks.size() ? float_50(marks.back() + 1)
                                                        : float_50((marks[i - 1] + marks[i]) / 2);
            if (holds(f->above.sign_at(inside) * f->below.sign_at(inside))) {
                segment gap;
                if (i > 0) {
                    gap.low = end_at(marks[i - 1]);
                }
                if (i < marks.size()) {
                    gap.high = end_at(marks[i]);
                }
                out.push_back(gap);
            }
            if (i == marks.size()) {
                break;
            }
            const bool pole = std::any_of(poles->begin(), poles->end(),
                                          [&](const float_50& x) { return close(x, marks[i]); });
            if (!pole && holds(0)) {
                out.push_back(segment{end_at(marks[i]), end_at(marks[i]), true, true});
            }
        }
        return tidy(out);
    }

    /// "[1, 2], [3, 4]" beside a union is one.
    static node_ptr union_of_list(node_ptr n, node_ptr beside, node_arena& arena) {
        const bool intervals =
            is(n, node_kind::list) && std::all_of(n->args.begin(), n->args.end(), [](node_ptr a) {
                return is(a, node_kind::tuple) && a->args.size() == 2;
            });
        return intervals && is(beside, node_kind::set_union)
                   ? arena.make(node_kind::set_union, n->args)
                   : n;
    }

    std::optional<finding> regions(node_ptr p, node_ptr g) {
        node_ptr first = p;
        p = union_of_list(p, g, arena_);
        g = union_of_list(g, first, arena_);
        const auto may_be = [](node_ptr n) {
            return is(n, node_kind::tuple) || is(n, node_kind::set_union)
                   || is(n, node_kind::set_meet) || is(n, node_kind::set_minus)
                   || is(n, node_kind::named_set) || is(n, node_kind::set_builder)
                   || is(n, node_kind::alternatives) || is(n, node_kind::conjunction)
                   || is(n, node_kind::set) || is(n, node_kind::list)
                   || (is(n, node_kind::relation) && !assignment(n));
        };
        if (!may_be(p) || !may_be(g)) {
            return std::nullopt;
        }
        const auto a = region_of(p);
        const auto b = a ? region_of(g) : std::nullopt;
        if (!a || !b) {
            // An interval list "(-oo, 1), (2, oo)" stands for its union.
            return std::nullopt;
        }
        // [2, 2] beside {2} is an interval.
        const bool beside_set =
            (square_pair(p) && is(g, node_kind::set)) || (square_pair(g) && is(p, node_kind::set));
        if (!a->definite && !b->definite && !beside_set) {
            return std::nullopt;
        }
        if (!a->variable.empty() && !b->variable.empty() && a->variable != b->variable) {
            return mismatch();
        }
        const region left = tidy(a->parts);
        const region right = tidy(b->parts);
        if (left.size() != right.size()) {
            return mismatch();
        }
        return all_parts(left.size() * 2, [&](std::size_t i) {
            const segment& x = left[i / 2];
            const segment& y = right[i / 2];
            const endpoint& ex = i % 2 == 0 ? x.low : x.high;
            const endpoint& ey = i % 2 == 0 ? y.low : y.high;
            const bool cx = i % 2 == 0 ? x.low_closed : x.high_closed;
            const bool cy = i % 2 == 0 ? y.low_closed : y.high_closed;
            if ((ex.value == nullptr) != (ey.value == nullptr) || cx != cy) {
                return mismatch();
            }
            if (ex.value == nullptr) {
                return proved(true);
            }
            if (ex.computed || ey.computed) {
                return finding{same_place(ex, ey) ? verdict::correct : verdict::incorrect,
                               math_reason::identity_test, false, identity_test::error_bound};
            }
            return scalars(ex.value, ey.value);
        });
    }

    // ---- matrices, tuples, sets ---------------------------------------------------------------

    /// Rows of a matrix, or of a tuple or list of tuples.
    struct grid {
        std::vector<node_ptr> cells;
        std::size_t columns = 0;
        bool vector = false;  ///< a tuple of scalars, column or row
    };
    static std::optional<grid> grid_of(node_ptr n) {
        if (is(n, node_kind::matrix)) {
            return grid{n->args, n->columns, n->columns == 1 || n->args.size() == n->columns};
        }
        if (!is(n, node_kind::tuple) && !is(n, node_kind::list)) {
            return std::nullopt;
        }
        const bool nested = std::all_of(n->args.begin(), n->args.end(),
                                        [](node_ptr a) { return is(a, node_kind::tuple); });
        if (nested && is(n, node_kind::list)) {
            return std::nullopt;  // points in a row are no matrix
        }
        if (!nested) {
            return grid{n->args, 1, true};
        }
        grid out;
        out.columns = n->args[0]->args.size();
        for (node_ptr row : n->args) {
            if (row->args.size() != out.columns) {
                return std::nullopt;
            }
            out.cells.insert(out.cells.end(), row->args.begin(), row->args.end());
        }
        return out;
    }

    /// The matrix that 2A, A + B, -A, A/2 or A^T is, if n is one of these; else n.
    node_ptr matrix_value(node_ptr n, int depth = 0) {
        const auto holds = [](node_ptr m) {
            return any_node(m, [](node_ptr x) { return is(x, node_kind::matrix); });
        };
        if (is(n, node_kind::matrix) || depth > 8 || n->args.empty() || !holds(n)) {
            return n;
        }
        const auto mapped = [&](node_ptr m, auto&& cell) {
            node* out = arena_.copy(*m);
            for (node_ptr& a : out->args) {
                a = cell(a);
            }
            return out;
        };
        std::vector<node_ptr> args;
        for (node_ptr a : n->args) {
            args.push_back(matrix_value(a, depth + 1));
        }
        if (is(n, node_kind::negate) && is(args[0], node_kind::matrix)) {
            return mapped(args[0], [&](node_ptr a) { return arena_.make(node_kind::negate, {a}); });
        }
        if (is(n, node_kind::divide) && is(args[0], node_kind::matrix) && !holds(args[1])) {
            return mapped(args[0], [&](node_ptr a) {
                return arena_.make(node_kind::divide, {a, args[1]});
            });
        }
        if (is(n, node_kind::multiply)) {
            node_ptr matrix = nullptr;
            std::vector<node_ptr> scale;
            for (node_ptr a : args) {
                if (!is(a, node_kind::matrix)) {
                    scale.push_back(a);
                } else if (matrix != nullptr) {
                    return n;
                } else {
                    matrix = a;
                }
            }
            if (matrix == nullptr || scale.empty()
                || !std::all_of(scale.begin(), scale.end(), is_scalar)) {
                return n;
            }
            return mapped(matrix, [&](node_ptr a) {
                std::vector<node_ptr> product = scale;
                product.push_back(a);
                return arena_.make(node_kind::multiply, std::move(product));
            });
        }
        if (is(n, node_kind::add)) {
            const bool same = std::all_of(args.begin(), args.end(), [&](node_ptr a) {
                return is(a, node_kind::matrix) && a->columns == args[0]->columns
                       && a->args.size() == args[0]->args.size();
            });
            if (!same) {
                return n;
            }
            node* out = arena_.copy(*args[0]);
            for (std::size_t i = 0; i < out->args.size(); ++i) {
                std::vector<node_ptr> sum;
                for (node_ptr a : args) {
                    sum.push_back(a->args[i]);
                }
                out->args[i] = arena_.make(node_kind::add, std::move(sum));
            }
            return out;
        }
        if (is(n, node_kind::power) && is(args[0], node_kind::matrix)
            && (is_symbol(args[1], "T") || is_symbol(args[1], "t") || is_symbol(args[1], "top"))) {
            node* out = arena_.copy(*args[0]);
            const std::size_t columns = out->columns;
            const std::size_t rows = out->args.size() / columns;
            for (std::size_t i = 0; i < rows; ++i) {
                for (std::size_t j = 0; j < columns; ++j) {
                    out->args[j * rows + i] = args[0]->args[i * columns + j];
                }
            }
            out->columns = rows;
            return out;
        }
        return n;
    }

    finding matrices(node_ptr p, node_ptr g) {
        const auto a = grid_of(p);
        const auto b = grid_of(g);
        if (!a || !b) {
            return is_value(p) || is_value(g) ? mismatch() : unsettled();
        }
        if (a->cells.size() != b->cells.size()) {
            return mismatch();
        }
        const bool both_matrices = is(p, node_kind::matrix) && is(g, node_kind::matrix);
        if (a->columns != b->columns && (both_matrices || !a->vector || !b->vector)) {
            return mismatch();
        }
        return all_parts(a->cells.size(),
                         [&](std::size_t i) { return compare(a->cells[i], b->cells[i]); });
    }

    finding piecewise(node_ptr p, node_ptr g) {
        if (p->args.size() != g->args.size() || p->columns != g->columns) {
            return unsettled();
        }
        // Branches may stand in another order; a condition names its branch.
        std::vector<bool> used(g->args.size() / 2, false);
        std::vector<std::size_t> left_over;
        std::optional<std::size_t> otherwise_p;
        finding out = proved(true);
        for (std::size_t i = 0; i + 1 < p->args.size(); i += 2) {
            bool matched = false;
            for (std::size_t j = 0; j + 1 < g->args.size() && !matched; j += 2) {
                if (used[j / 2] || compare(p->args[i + 1], g->args[j + 1]).v != verdict::correct) {
                    continue;
                }
                used[j / 2] = true;
                matched = true;
                const finding value = compare(p->args[i], g->args[j]);
                if (value.v != verdict::correct) {
                    return value;
                }
                out.exact = out.exact && value.exact;
                out.error_bound += value.error_bound;
            }
            if (!matched && !is_otherwise(p->args[i + 1])) {
                left_over.push_back(i);
            } else if (!matched) {
                otherwise_p = i;
            }
        }
        if (left_over.empty() && !otherwise_p) {
            return out;
        }
        // One branch that says "otherwise" on one side and its condition on the other.
        std::vector<std::size_t> rest;
        for (std::size_t j = 0; j < used.size(); ++j) {
            if (!used[j]) {
                rest.push_back(2 * j);
            }
        }
        if (rest.size() != 1 || left_over.size() + (otherwise_p ? 1U : 0U) != 1) {
            return unsettled();
        }
        const std::size_t i = otherwise_p ? *otherwise_p : left_over[0];
        const std::size_t j = rest[0];
        if (is_otherwise(p->args[i + 1]) == is_otherwise(g->args[j + 1])) {
            return unsettled();
        }
        node_ptr spelled = otherwise_p ? g : p;
        const auto named = region_of(spelled->args[(otherwise_p ? j : i) + 1]);
        region others;
        for (std::size_t k = 0; named && k + 1 < spelled->args.size(); k += 2) {
            if (k == (otherwise_p ? j : i)) {
                continue;
            }
            const auto other = region_of(spelled->args[k + 1]);
            if (!other || other->variable != named->variable) {
                return unsettled();
            }
            others.insert(others.end(), other->parts.begin(), other->parts.end());
        }
        if (!named || !same_region(tidy(complement(tidy(others))), tidy(named->parts))) {
            return unsettled();
        }
        const finding value = compare(p->args[i], g->args[j]);
        return value.v == verdict::correct ? out : value;
    }

    static bool is_otherwise(node_ptr n) {
        return is(n, node_kind::text) && n->name == "otherwise";
    }
    static bool same_region(const region& a, const region& b) {
        return a.size() == b.size()
               && std::equal(a.begin(), a.end(), b.begin(), [](const segment& x, const segment& y) {
                      return same_place(x.low, y.low) && same_place(x.high, y.high)
                             && x.low_closed == y.low_closed && x.high_closed == y.high_closed;
                  });
    }

    finding ratios(node_ptr p, node_ptr g) {
        if (is(p, node_kind::ratio) && is(g, node_kind::ratio)) {
            if (p->args.size() != g->args.size()) {
                return mismatch();
            }
            // Equal up to a common factor: all cross products agree with the first part's.
            return all_parts(p->args.size() - 1, [&](std::size_t i) {
                return identity(arena_.make(node_kind::multiply, {p->args[0], g->args[i + 1]}),
                                arena_.make(node_kind::multiply, {g->args[0], p->args[i + 1]}));
            });
        }
        node_ptr ratio = is(p, node_kind::ratio) ? p : g;
        node_ptr other = is(p, node_kind::ratio) ? g : p;
        if (ratio->args.size() != 2 || !is_scalar(other)) {
            return is_scalar(other) ? mismatch() : unsettled();
        }
        node_ptr value = arena_.make(node_kind::divide, {ratio->args[0], ratio->args[1]});
        return is(p, node_kind::ratio) ? scalars(value, other) : scalars(other, value);
    }

    static bool square_pair(node_ptr n) {
        return is(n, node_kind::tuple) && n->args.size() == 2 && n->open == '[' && n->close == ']';
    }

    finding collections(node_ptr p, node_ptr g) {
        const bool tuple_p = is(p, node_kind::tuple);
        const bool tuple_g = is(g, node_kind::tuple);
        const bool set_p = is(p, node_kind::set);
        const bool set_g = is(g, node_kind::set);
        if (tuple_p && tuple_g) {
            if (p->args.size() != g->args.size()) {
                return mismatch();
            }
            // (1, 2) against [1, 2] is an open against a closed interval.
            if ((square_pair(p) != square_pair(g)) && p->open != '<' && g->open != '<'
                && (region_of(p) || region_of(g))) {
                return mismatch();
            }
            if (p->open != g->open && region_of(p).has_value() && region_of(g).has_value()
                && p->open != '<' && g->open != '<') {
                return mismatch();
            }
            return policy_.order == order_rule::unordered ? unordered(p->args, g->args)
                                                          : ordered(p->args, g->args);
        }
        const auto single = [](node_ptr n) {
            return is(n, node_kind::set) && n->args.size() == 1 && is(n->args[0], node_kind::tuple);
        };
        if ((single(p) && tuple_g) || (single(g) && tuple_p)) {
            return single(p) ? compare(p->args[0], g) : compare(p, g->args[0]);
        }
        if ((tuple_p && set_g) || (set_p && tuple_g)) {
            return policy_.order == order_rule::unordered ? unordered(p->args, g->args)
                                                          : mismatch();
        }
        const auto of_sets = [](node_ptr n) {
            return std::any_of(n->args.begin(), n->args.end(), [](node_ptr m) {
                return is(m, node_kind::set) || is(m, node_kind::named_set);
            });
        };
        if ((set_p && of_sets(p)) != (set_g && of_sets(g))) {
            return is_value(p) && is_value(g) ? mismatch() : unsettled();
        }
        if (solution_list(p) && solution_list(g) && distinct_assignments(p->args)
            && distinct_assignments(g->args)) {
            // x_1 = 1, x_2 = 2 may name two roots of one equation or two unknowns.
            const finding by_name = assignments(p->args, g->args);
            if (by_name.v == verdict::correct) {
                return by_name;
            }
            const finding as_roots = unordered(members_of(p).values, members_of(g).values);
            return as_roots.v == verdict::correct ? unsettled() : by_name;
        }
        const members a = members_of(p);
        const members b = members_of(g);
        if (a.values.size() > max_members || b.values.size() > max_members) {
            return unsettled();
        }
        if (a.named && b.named && a.name != b.name) {
            return stem(a.name) == stem(b.name) ? unordered(a.values, b.values) : mismatch();
        }
        // "x = 1, y = 2" against (1, 2) or against "y = 2, x = 1".
        const auto named_values = [](const members& m) {
            return m.values.size() > 1
                   && std::all_of(m.values.begin(), m.values.end(), [](node_ptr v) {
                          return assignment(v) && is(v->args[0], node_kind::symbol);
                      });
        };
        if (named_values(a) && named_values(b)) {
            return assignments(a.values, b.values);
        }
        if (named_values(a) || named_values(b)) {
            return named_values(a) ? assigned_tuple(a.values, g, tuple_g, true)
                                   : assigned_tuple(b.values, p, tuple_p, false);
        }
        if ((tuple_p && count_signs(p) == 1) || (tuple_g && count_signs(g) == 1)) {
            return unordered(a.values, b.values);
        }
        if (tuple_p || tuple_g) {
            // A bare list names the coordinates; a single tuple in a list is itself. Values of
            // one unknown, joined by "or" or behind a +-, are no coordinates.
            node_ptr other = tuple_p ? g : p;
            const members& listed = tuple_p ? b : a;
            if (listed.values.size() > 1
                && (listed.named || !is(other, node_kind::list) || has_plus_minus(other))
                && !is(listed.values[0], node_kind::tuple)) {
                return is(other, node_kind::conjunction) ? unsettled() : mismatch();
            }
            if (tuple_p && b.values.size() == 1) {
                return is(b.values[0], node_kind::tuple) ? compare(p, b.values[0]) : mismatch();
            }
            if (tuple_g && a.values.size() == 1) {
                return is(a.values[0], node_kind::tuple) ? compare(a.values[0], g) : mismatch();
            }
            return tuple_p ? ordered(p->args, b.values) : ordered(a.values, g->args);
        }
        if (policy_.order == order_rule::ordered && !set_p && !set_g) {
            return ordered(a.values, b.values);
        }
        if (set_p && set_g) {
            return unordered(distinct(a.values), distinct(b.values));
        }
        return unordered(a.values, b.values);
    }

    finding ordered(const std::vector<node_ptr>& a, const std::vector<node_ptr>& b) {
        if (a.size() != b.size()) {
            return mismatch();
        }
        return all_parts(a.size(), [&](std::size_t i) { return compare(a[i], b[i]); });
    }

    std::vector<node_ptr> distinct(const std::vector<node_ptr>& in) {
        std::vector<node_ptr> out;
        for (node_ptr n : in) {
            const bool seen = std::any_of(out.begin(), out.end(), [&](node_ptr other) {
                return compare(n, other).v == verdict::correct;
            });
            if (!seen) {
                out.push_back(n);
            }
        }
        return out;
    }

    /// A one-to-one matching of equal members. Equality is transitive up to undecided pairs, so
    /// the first free partner serves.
    finding unordered(const std::vector<node_ptr>& a, const std::vector<node_ptr>& b) {
        if (a.size() != b.size()) {
            return mismatch();
        }
        std::vector<bool> used(b.size(), false);
        finding out = proved(true);
        for (node_ptr one : a) {
            bool matched = false;
            for (std::size_t j = 0; j < b.size() && !matched; ++j) {
                if (used[j]) {
                    continue;
                }
                const finding pair = compare(one, b[j]);
                if (pair.v == verdict::correct) {
                    used[j] = true;
                    matched = true;
                    out.reason = pair.reason == math_reason::same_form ? out.reason : pair.reason;
                    out.exact = out.exact && pair.exact;
                    out.error_bound += pair.error_bound;
                }
            }
            if (!matched) {
                return unmatched(a, b);
            }
        }
        return out;
    }

    /// Without a matching: different if a member on either side differs from all of the other
    /// side, or if no pair is in doubt.
    finding unmatched(const std::vector<node_ptr>& a, const std::vector<node_ptr>& b) {
        std::vector<bool> row(a.size(), true);
        std::vector<bool> column(b.size(), true);
        bool doubt = false;
        for (std::size_t i = 0; i < a.size(); ++i) {
            for (std::size_t j = 0; j < b.size(); ++j) {
                const verdict v = compare(a[i], b[j]).v;
                const bool different = v == verdict::incorrect;
                row[i] = row[i] && different;
                column[j] = column[j] && different;
                doubt = doubt || v == verdict::undecided;
            }
        }
        const auto lone = [](const std::vector<bool>& all) {
            return std::find(all.begin(), all.end(), true) != all.end();
        };
        return lone(row) || lone(column) || !doubt ? mismatch() : unsettled();
    }

    finding assignments(const std::vector<node_ptr>& a, const std::vector<node_ptr>& b) {
        if (a.size() != b.size()) {
            return mismatch();
        }
        return all_parts(a.size(), [&](std::size_t i) {
            for (node_ptr other : b) {
                if (other->args[0]->name == a[i]->args[0]->name) {
                    return compare(a[i]->args[1], other->args[1]);
                }
            }
            return mismatch();
        });
    }

    /// Names in alphabetical order give the coordinates of a tuple.
    finding assigned_tuple(std::vector<node_ptr> named, node_ptr other, bool is_tuple,
                           bool named_is_prediction) {
        if (!is_tuple && !is(other, node_kind::list)) {
            return is_value(other) ? mismatch() : unsettled();
        }
        if (any_relation(other)) {
            return unsettled();
        }
        if (named.size() != other->args.size()) {
            return mismatch();
        }
        std::sort(named.begin(), named.end(),
                  [](node_ptr x, node_ptr y) { return x->args[0]->name < y->args[0]->name; });
        return all_parts(named.size(), [&](std::size_t i) {
            return named_is_prediction ? compare(named[i]->args[1], other->args[i])
                                       : compare(other->args[i], named[i]->args[1]);
        });
    }

    // ---- equations and inequalities -----------------------------------------------------------

    finding relations(node_ptr p, node_ptr g) {
        if (assignment(p) && assignment(g)) {
            if (function_call(p->args[0]) && function_call(g->args[0])) {
                return definitions(p, g);
            }
            const bool same_name = write(p->args[0]) == write(g->args[0])
                                   || function_call(p->args[0]) || function_call(g->args[0]);
            if (same_name) {
                return compare(p->args[1], g->args[1]);
            }
            if (symbols_of(p->args[1]).empty() && symbols_of(g->args[1]).empty()) {
                return mismatch();
            }
        }
        if (p->relations.size() != 1 || g->relations.size() != 1) {
            return chains(p, g);
        }
        relation_kind kp = p->relations[0];
        relation_kind kg = g->relations[0];
        if (kp == relation_kind::maps_to || kg == relation_kind::maps_to
            || kp == relation_kind::element || kg == relation_kind::element
            || !is_scalar(p->args[0]) || !is_scalar(p->args[1]) || !is_scalar(g->args[0])
            || !is_scalar(g->args[1])) {
            if (kp != kg) {
                return unsettled();
            }
            const finding parts =
                all_parts(2, [&](std::size_t i) { return compare(p->args[i], g->args[i]); });
            return parts.v == verdict::correct ? parts : unsettled();
        }
        // f < 0 and f <= 0 only; f > 0 is -f < 0.
        node_ptr f = difference(p->args[0], p->args[1]);
        node_ptr h = difference(g->args[0], g->args[1]);
        if (kp == relation_kind::greater || kp == relation_kind::greater_equal) {
            f = arena_.make(node_kind::negate, {f});
            kp = mirrored(kp);
        }
        if (kg == relation_kind::greater || kg == relation_kind::greater_equal) {
            h = arena_.make(node_kind::negate, {h});
            kg = mirrored(kg);
        }
        if (kp != kg) {
            return is_equality(kp) != is_equality(kg) ? mismatch() : unsettled();
        }
        if (symbols_of(f) != symbols_of(h)) {
            return symbols_of(f).empty() || symbols_of(h).empty() ? unsettled()
                                                                  : mismatch_if_used(f, h);
        }
        return zero_sets(f, h, is_equality(kp));
    }

    /// f(x) = ... against f(t) = ...: the same function under another name of its argument.
    finding definitions(node_ptr p, node_ptr g) {
        node_ptr f = p->args[0];
        node_ptr h = g->args[0];
        if (f->name != h->name || f->args.size() != h->args.size()) {
            return mismatch();
        }
        node_ptr body = g->args[1];
        for (std::size_t i = 0; i < f->args.size(); ++i) {
            node_ptr x = f->args[i];
            node_ptr t = h->args[i];
            if (write(x) == write(t)) {
                continue;
            }
            const bool names = is(x, node_kind::symbol) && is(t, node_kind::symbol);
            if (!names || symbols_of(body).count(t->name) == 0
                || symbols_of(body).count(x->name) > 0) {
                return names ? unsettled() : mismatch();
            }
            body = replace_symbol(body, t->name, x);
        }
        return compare(p->args[1], body);
    }
    node_ptr replace_symbol(node_ptr n, const std::string& name, node_ptr by) {
        if (is_symbol(n, name)) {
            return by;
        }
        if (n->args.empty()) {
            return n;
        }
        node* out = arena_.copy(*n);
        for (node_ptr& a : out->args) {
            a = replace_symbol(a, name, by);
        }
        return out;
    }

    static bool is_equality(relation_kind kind) {
        return kind == relation_kind::equal || kind == relation_kind::not_equal;
    }

    /// Different unknowns make different equations, unless one of them cancels.
    finding mismatch_if_used(node_ptr f, node_ptr h) {
        canonicaliser canonical(fuel_);
        return canonical(f) && canonical(h) && canonical.independent() ? mismatch() : unsettled();
    }

    finding chains(node_ptr p, node_ptr g) {
        if (p->relations.size() != g->relations.size()) {
            return unsettled();
        }
        const bool same = p->relations == g->relations;
        std::vector<node_ptr> turned(g->args.rbegin(), g->args.rend());
        std::vector<relation_kind> kinds(g->relations.rbegin(), g->relations.rend());
        std::transform(kinds.begin(), kinds.end(), kinds.begin(), mirrored);
        const bool mirror = p->relations == kinds;
        if (!same && !mirror) {
            return unsettled();
        }
        const auto parts = [&](const std::vector<node_ptr>& other) {
            return all_parts(other.size(),
                             [&](std::size_t i) { return compare(p->args[i], other[i]); });
        };
        finding out = same ? parts(g->args) : unsettled();
        if (out.v != verdict::correct && mirror) {
            const finding back = parts(turned);
            out = back.v == verdict::correct ? back : unsettled();
        }
        return out.v == verdict::correct ? out : unsettled();
    }

    /// f = 0 against h = 0, or f < 0 against h < 0.
    finding zero_sets(node_ptr f, node_ptr h, bool equality) {
        canonicaliser canonical(fuel_);
        const auto qf = canonical(f);
        const auto qh = qf ? canonical(h) : std::nullopt;
        if (qh && !qf->above.empty() && !qh->above.empty()) {
            // f / h constant, by comparing the cross products after scaling their first terms.
            const auto left = canonical.multiply(qf->above, qh->below);
            const auto right = left ? canonical.multiply(qh->above, qf->below) : std::nullopt;
            if (right && left->begin()->first == right->begin()->first) {
                const rational scale = left->begin()->second / right->begin()->second;
                if (canonical_proportional(*left, *right, scale) && (equality || scale > 0)) {
                    return proved(true);
                }
                if (canonical_proportional(*left, *right, scale) && !equality) {
                    return mismatch();
                }
            }
        }
        if (!equality) {
            return separate_by_sign(f, h);
        }
        if (qh && canonical.independent() && !qf->above.empty() && !qh->above.empty()) {
            // Numerators that differ by a constant: the denominators are cleared.
            const auto left = canonical.without_denominators(qf->above);
            const auto right = left ? canonical.without_denominators(qh->above) : std::nullopt;
            if (right && left->begin()->first == right->begin()->first
                && canonical_proportional(*left, *right,
                                          left->begin()->second / right->begin()->second)) {
                return proved(true);
            }
            // Two polynomials may vanish together at every point tried and differ by a factor
            // that vanishes elsewhere, so only a point on one curve alone settles them.
            for (const finding one : {on_curve(f, h), on_curve(h, f)}) {
                if (one.v == verdict::incorrect) {
                    return one;
                }
            }
            return unsettled();
        }
        const finding forth = on_curve(f, h);
        if (forth.v == verdict::incorrect) {
            return forth;
        }
        const finding back = on_curve(h, f);
        if (back.v == verdict::incorrect) {
            return back;
        }
        return forth.v == verdict::correct && back.v == verdict::correct ? forth : unsettled();
    }

    static bool canonical_proportional(const canonical_sum& a, const canonical_sum& b,
                                       const rational& scale) {
        return a.size() == b.size()
               && std::equal(a.begin(), a.end(), b.begin(), [&](const auto& x, const auto& y) {
                      return x.first == y.first && x.second == scale * y.second;
                  });
    }

    /// Solves f = 0 for an unknown in which it is linear, at random values of the others, and
    /// looks whether h vanishes there: exact arithmetic throughout.
    finding on_curve(node_ptr f, node_ptr h) {
        const std::set<std::string> symbols = symbols_of(f);
        random_bits bits(0x9E3779B97F4A7C15ULL);
        for (const std::string& name : symbols) {
            int on = 0;
            for (int i = 0; i < 8 && on < 3; ++i) {
                bindings point;
                for (const std::string& other : symbols) {
                    point[other] =
                        rational(integer(uniform_below(bits, 4000000) + 1), integer(65521)) - 20;
                }
                const auto value = [&](const rational& x, node_ptr n) {
                    point[name] = x;
                    return fold(n, point, fuel_);
                };
                const auto f0 = value(0, f);
                const auto f1 = value(1, f);
                const auto f2 = value(2, f);
                const auto f3 = value(5, f);
                if (!f0 || !f1 || !f2 || !f3 || *f1 == *f0 || *f2 - *f1 != *f1 - *f0
                    || *f3 - *f0 != (*f1 - *f0) * 5) {
                    continue;
                }
                const rational root = -*f0 / (*f1 - *f0);
                const auto at_root = value(root, h);
                const auto check_root = value(root, f);
                if (!at_root || !check_root || *check_root != 0) {
                    continue;
                }
                if (*at_root != 0) {
                    return proved(false);
                }
                ++on;
            }
            if (on == 3) {
                return {verdict::correct, math_reason::identity_test, false,
                        identity_test::error_bound};
            }
        }
        return quadratic_curve(f, h);
    }

    /// The same for an unknown in which f is quadratic; only a point off the other curve is used,
    /// as a refutation.
    finding quadratic_curve(node_ptr f, node_ptr h) {
        const std::set<std::string> symbols = symbols_of(f);
        random_bits bits(0xD1B54A32D192ED03ULL);
        for (const std::string& name : symbols) {
            for (int i = 0; i < 12; ++i) {
                bindings point;
                for (const std::string& other : symbols) {
                    point[other] =
                        rational(integer(uniform_below(bits, 600000) + 1), integer(65521)) - 4;
                }
                const auto value = [&](const rational& x) {
                    point[name] = x;
                    return fold(f, point, fuel_);
                };
                const auto f0 = value(0);
                const auto f1 = value(1);
                const auto f2 = value(-1);
                const auto f3 = value(3);
                if (!f0 || !f1 || !f2 || !f3) {
                    continue;
                }
                const rational a = (*f1 + *f2) / 2 - *f0;
                const rational b = (*f1 - *f2) / 2;
                const rational discriminant = b * b - 4 * a * *f0;
                if (a == 0 || *f3 != 9 * a + 3 * b + *f0 || discriminant <= 0) {
                    continue;
                }
                // An approximate root y; f there is tiny, so h must be too if its zeros include it.
                const auto root = static_cast<rational>(
                    (sqrt(float_50(numerator(discriminant)) / float_50(denominator(discriminant)))
                     - float_50(numerator(b)) / float_50(denominator(b)))
                    / (2 * float_50(numerator(a)) / float_50(denominator(a))));
                point[name] = root;
                const auto h_value = fold(h, point, fuel_);
                point[name] = root + rational(1, 1000000);
                const auto nearby = fold(h, point, fuel_);
                if (h_value && nearby && abs(*h_value) > rational(1, 1000000)
                    && abs(*nearby - *h_value) < abs(*h_value)) {
                    return {verdict::incorrect, math_reason::numeric_separation, false, 0.0};
                }
            }
        }
        return unsettled();
    }

    /// A point where one inequality holds strictly and the other fails refutes; nothing proves.
    finding separate_by_sign(node_ptr f, node_ptr h) {
        const std::set<std::string> symbols = symbols_of(f);
        random_bits bits(0xA0761D6478BD642FULL);
        for (int i = 0; i < 40; ++i) {
            bindings point;
            for (const std::string& name : symbols) {
                point[name] =
                    rational(integer(uniform_below(bits, 4000000) + 1), integer(65521)) - 30;
            }
            const auto a = evaluator<double>(point, fuel_)(f);
            const auto b = evaluator<double>(point, fuel_)(h);
            if (!a.bad && !b.bad && a.real() && b.real() && size_of(a) > 2 * a.error
                && size_of(b) > 2 * b.error && (a.re > 0) != (b.re > 0)) {
                return {verdict::incorrect, math_reason::numeric_separation, false, 0.0};
            }
        }
        return unsettled();
    }

    // ---- scalars: units, rounding, identity ---------------------------------------------------

    struct measured {
        node_ptr value = nullptr;
        std::optional<unit> scale{};
        std::string noun{};
        bool percent = false;
    };

    /// Takes the unit off a scalar; a sum of quantities of one dimension becomes one quantity.
    std::optional<measured> measure(node_ptr n) {
        measured out;
        if (is(n, node_kind::quantity)) {
            if (!n->name.empty() && n->name[0] == '#') {
                out.noun = n->name.substr(1);
            } else {
                out.scale = read_unit(n->name);
                if (!out.scale) {
                    return std::nullopt;
                }
            }
            auto inner = measure(n->args[0]);
            if (!inner || inner->scale || !inner->noun.empty()) {
                return std::nullopt;
            }
            out.value = inner->value;
            out.percent = inner->percent;
            return out;
        }
        if (is(n, node_kind::negate)) {
            auto inner = measure(n->args[0]);
            if (!inner) {
                return std::nullopt;
            }
            inner->value = arena_.make(node_kind::negate, {inner->value});
            return inner;
        }
        if (is(n, node_kind::percent)) {
            out.value = n;
            out.percent = true;
            return out;
        }
        const bool sum_of_quantities =
            is(n, node_kind::add) && std::any_of(n->args.begin(), n->args.end(), [](node_ptr a) {
                return any_node(
                    a, [](node_ptr m) { return is(m, node_kind::quantity) && m->name != "deg"; });
            });
        if (sum_of_quantities) {
            std::vector<node_ptr> parts;
            for (node_ptr a : n->args) {
                auto part = measure(a);
                if (!part || !part->scale
                    || (out.scale && part->scale->dimension != out.scale->dimension)) {
                    return std::nullopt;
                }
                out.scale = unit{1, part->scale->dimension};
                parts.push_back(arena_.make(node_kind::multiply,
                                            {part->value, arena_.number(part->scale->factor)}));
            }
            out.value = arena_.make(node_kind::add, std::move(parts));
            return out;
        }
        out.value = n;
        return out;
    }

    static std::string singular(std::string word) {
        if (word == "people") {
            return "person";
        }
        if (word.size() > 3 && word.ends_with("ies")) {
            word.resize(word.size() - 3);
            return word + "y";
        }
        if (word.size() > 2 && word.back() == 's') {
            word.pop_back();
        }
        return word;
    }

    finding scalars(node_ptr p, node_ptr g) {
        const auto a = measure(p);
        const auto b = measure(g);
        if (!a || !b) {
            return unsettled();
        }
        const bool unit_a = a->scale.has_value() || !a->noun.empty();
        const bool unit_b = b->scale.has_value() || !b->noun.empty();
        if (unit_a && unit_b) {
            return two_units(*a, *b);
        }
        if (unit_a != unit_b) {
            const measured& with = unit_a ? *a : *b;
            const bool angle = with.scale && with.scale->dimension.size() == 1
                               && with.scale->dimension.begin()->first == "degree";
            const finding bare = policy_.units == unit_rule::required && !angle
                                     ? proved(false, math_reason::units)
                                     : numbers(*a, *b);
            if (angle && bare.v != verdict::correct) {
                // A degree sign is a number too: 180 degrees are pi.
                const finding turned = unit_a ? identity(radians(a->value), b->value)
                                              : identity(a->value, radians(b->value));
                if (turned.v == verdict::correct) {
                    return turned;
                }
            }
            return bare;
        }
        return numbers(*a, *b);
    }

    node_ptr radians(node_ptr degrees) {
        return arena_.make(
            node_kind::divide,
            {arena_.make(node_kind::multiply, {degrees, arena_.named(node_kind::constant, "pi")}),
             arena_.number(180)});
    }

    finding two_units(const measured& a, const measured& b) {
        if (!a.noun.empty() || !b.noun.empty()) {
            const finding values = numbers(a, b);
            if (a.noun == b.noun
                || (!a.noun.empty() && !b.noun.empty() && singular(a.noun) == singular(b.noun))) {
                return values;
            }
            return values.v == verdict::incorrect ? values : unsettled();
        }
        const auto pounds = [](const measured& m) {
            return m.scale->factor == rational(45359237, 100000) && m.scale->dimension.size() == 1
                   && m.scale->dimension.begin()->first == "gram";
        };
        const auto sterling = [](const measured& m) {
            return m.scale->factor == 1 && m.scale->dimension.size() == 1
                   && m.scale->dimension.begin()->first == "sterling";
        };
        if ((pounds(a) && sterling(b)) || (sterling(a) && pounds(b))) {
            return numbers(a, b);  // "20 pounds" of money
        }
        if (a.scale->dimension == b.scale->dimension) {
            if (a.scale->factor == b.scale->factor) {
                return numbers(a, b);
            }
            measured x = a;
            measured y = b;
            x.value = arena_.make(node_kind::multiply, {a.value, arena_.number(a.scale->factor)});
            y.value = arena_.make(node_kind::multiply, {b.value, arena_.number(b.scale->factor)});
            return numbers(x, y);
        }
        const auto only = [](const measured& m, std::string_view base) {
            return m.scale->dimension.size() == 1 && m.scale->dimension.begin()->first == base;
        };
        if (only(a, "degree") && only(b, "radian")) {
            return identity(radians(a.value), b.value);
        }
        if (only(a, "radian") && only(b, "degree")) {
            return identity(a.value, radians(b.value));
        }
        return proved(false, math_reason::units);
    }

    // ---- decimals ---------------------------------------------------------------------------

    struct decimal {
        rational value = 0;
        int digits = 0;
        int places = 0;
        bool elided = false;
    };

    /// A number written as a decimal, perhaps with a sign, a percent sign or a factor 10^n.
    std::optional<decimal> decimal_of(node_ptr n) {
        if (is(n, node_kind::number)) {
            if (n->digits == 0) {
                return std::nullopt;
            }
            return decimal{n->value, n->digits, n->places, n->elided};
        }
        if (is(n, node_kind::negate) || is(n, node_kind::percent)) {
            auto inner = decimal_of(n->args[0]);
            if (inner && is(n, node_kind::negate)) {
                inner->value = -inner->value;
            } else if (inner) {
                inner->value *= n->value;
                inner->places += n->value == rational(1, 100) ? 2 : 3;
            }
            return inner;
        }
        if (is(n, node_kind::multiply) && n->args.size() == 2 && is(n->args[1], node_kind::power)
            && is(n->args[1]->args[0], node_kind::number) && n->args[1]->args[0]->value == 10) {
            auto inner = decimal_of(n->args[0]);
            const auto exponent = fold(n->args[1]->args[1], {}, fuel_);
            const auto shift = exponent ? small_integer(*exponent) : std::nullopt;
            if (inner && shift && *shift < 400 && *shift > -400) {
                const auto scale = rational_power(10, *shift, fuel_);
                inner->value *= *scale;
                inner->places -= static_cast<int>(*shift);
                return inner;
            }
        }
        return std::nullopt;
    }

    static bool finite_decimal(const rational& value) {
        integer below = denominator(value);
        while (below % 10 == 0) {
            below /= 10;
        }
        while (below % 2 == 0) {
            below /= 2;
        }
        while (below % 5 == 0) {
            below /= 5;
        }
        return below == 1;
    }

    /// Whether `exact` rounds to the decimal, or is cut off to it if `cut` allows that.
    finding rounds_to(const decimal& written, node_ptr exact, unsigned needed, bool cut) {
        const auto folded = fold(exact, {}, fuel_);
        rational gap;
        if (folded) {
            gap = *folded - written.value;
        } else {
            const auto value = evaluator<float_50>(bindings{}, fuel_)(exact);
            if (value.bad) {
                return unsettled();
            }
            if (!value.real()) {
                return proved(false, math_reason::rounding);
            }
            if (value.error > 1e-30L * size_of(value)) {
                return unsettled();
            }
            gap = static_cast<rational>(value.re) - written.value;
        }
        if (written.places > 400 || written.places < -400) {
            return unsettled();
        }
        const rational half = *rational_power(10, -written.places, fuel_) / 2;
        const bool away = (gap > 0) == (written.value > 0);
        const bool enough = written.digits >= static_cast<int>(needed);
        const bool cut_off = cut && away && abs(gap) > half && abs(gap) < 2 * half;
        // A few digits that are cut off may as well be a slip in the last one.
        if (cut_off && enough && !written.elided && written.digits < 10) {
            return unsettled();
        }
        const bool rounds = abs(gap) <= half || cut_off;
        if (rounds && !enough && !cut && written.digits > 2) {
            return {verdict::undecided, math_reason::rounding, false, 0.0};  // 3.14 as the gold
        }
        return {rounds && enough ? verdict::correct : verdict::incorrect, math_reason::rounding,
                folded.has_value(), 0.0};
    }

    finding numbers(const measured& a, const measured& b) {
        finding out = one_number(a.value, b.value);
        if (out.v == verdict::correct || a.percent == b.percent
            || policy_.percent == percent_rule::value) {
            return out;
        }
        // The percent sign left out on one side.
        const measured& with = a.percent ? a : b;
        node_ptr figure = strip_percent(with.value);
        node_ptr bare = a.percent ? b.value : a.value;
        const auto size = fold(bare, {}, fuel_);
        if (figure == nullptr || !size || abs(*size) <= 1) {
            return out;
        }
        const finding read = a.percent ? one_number(figure, bare) : one_number(bare, figure);
        return read.v == verdict::correct
                   ? finding{verdict::correct, math_reason::units, read.exact, read.error_bound}
                   : out;
    }
    node_ptr strip_percent(node_ptr n) {
        if (is(n, node_kind::percent)) {
            return n->args[0];
        }
        if (is(n, node_kind::negate)) {
            node_ptr inner = strip_percent(n->args[0]);
            return inner == nullptr ? nullptr : arena_.make(node_kind::negate, {inner});
        }
        return nullptr;
    }

    finding one_number(node_ptr p, node_ptr g) {
        if (!is_scalar(p) || !is_scalar(g)) {
            return is_scalar(p) != is_scalar(g) && (is_value(p) && is_value(g)) ? mismatch()
                                                                                : unsettled();
        }
        const auto dp = decimal_of(p);
        const auto dg = decimal_of(g);
        if (!dp && !dg) {
            return constant_of_integration(p, g);
        }
        const auto fp = fold(p, {}, fuel_);
        const auto fg = fold(g, {}, fuel_);
        if (fp && fg && *fp == *fg) {
            return proved(true);
        }
        if (policy_.rounding == rounding_rule::relative) {
            return relative(p, g);
        }
        const bool symbols = !symbols_of(p).empty() || !symbols_of(g).empty();
        if (symbols || policy_.rounding == rounding_rule::exact
            || (dp && dg && !dp->elided && !dg->elided) || (dp && dg)) {
            return dp && dg && (dp->elided || dg->elided) ? unsettled() : identity(p, g);
        }
        const bool gold_written = dg.has_value();
        const decimal& written = gold_written ? *dg : *dp;
        const auto& folded = gold_written ? fp : fg;
        if (folded && finite_decimal(*folded) && !written.elided) {
            return proved(false);
        }
        return rounds_to(written, gold_written ? p : g,
                         gold_written ? policy_.gold_digits : policy_.prediction_digits,
                         !gold_written || written.elided);
    }

    finding relative(node_ptr p, node_ptr g) {
        const auto a = evaluator<float_50>(bindings{}, fuel_)(p);
        const auto b = evaluator<float_50>(bindings{}, fuel_)(g);
        if (a.bad || b.bad || !a.real() || !b.real()) {
            return identity(p, g);
        }
        const long double gap = size_of(float_50(a.re - b.re));
        const auto limit = static_cast<long double>(policy_.relative_tolerance) * size_of(b);
        return {gap <= limit ? verdict::correct : verdict::incorrect, math_reason::rounding, false,
                0.0};
    }

    /// "+ C" and "+ c" are one arbitrary constant if each side has one of them.
    finding constant_of_integration(node_ptr p, node_ptr g) {
        const auto constant_name = [](node_ptr n) -> std::string {
            if (!is(n, node_kind::add)) {
                return {};
            }
            for (std::string_view name : {"C", "c", "C_1", "c_1", "K"}) {
                for (node_ptr a : n->args) {
                    if (is_symbol(a, name)) {
                        return std::string(name);
                    }
                }
            }
            return {};
        };
        const std::string in_p = constant_name(p);
        const std::string in_g = constant_name(g);
        if (!in_p.empty() && !in_g.empty() && in_p != in_g && symbols_of(p).count(in_g) == 0
            && symbols_of(g).count(in_p) == 0 && (in_p == "C" || in_g == "C")) {
            return identity(substitute(p, in_p, 0), substitute(g, in_g, 0));
        }
        if (is(p, node_kind::integral) != is(g, node_kind::integral)) {
            if (const auto found = antiderivative(p, g)) {
                return *found;
            }
        }
        const finding plain = bare_logarithm(p, g);
        if (plain.v == verdict::correct) {
            return plain;
        }
        // Letters that name constants: phi beside a number, I, j and \imath beside an i.
        const std::set<std::string> in_both = [&] {
            std::set<std::string> out = symbols_of(p);
            collect_symbols(g, out);
            return out;
        }();
        if (in_both.size() != 1 || symbols_of(p).empty() == symbols_of(g).empty()) {
            return plain;
        }
        const std::string& letter = *in_both.begin();
        node_ptr meaning = nullptr;
        if (letter == "phi" || letter == "varphi") {
            node_ptr five =
                arena_.named(node_kind::function, "root", {arena_.number(5), arena_.number(2)});
            meaning = arena_.make(
                node_kind::divide,
                {arena_.make(node_kind::add, {arena_.number(1), five}), arena_.number(2)});
        } else if (letter == "I" || letter == "j" || letter == "imath" || letter == "jmath") {
            node_ptr other = symbols_of(p).empty() ? p : g;
            const bool imaginary = any_node(
                other, [](node_ptr m) { return is(m, node_kind::constant) && m->name == "i"; });
            meaning = imaginary ? arena_.named(node_kind::constant, "i") : nullptr;
        }
        if (meaning == nullptr) {
            return plain;
        }
        const finding read =
            identity(replace_symbol(p, letter, meaning), replace_symbol(g, letter, meaning));
        return read.v == verdict::correct ? read : plain;
    }

    /// An indefinite integral against F + C: the derivative of F must be the integrand.
    std::optional<finding> antiderivative(node_ptr p, node_ptr g) {
        node_ptr integral = is(p, node_kind::integral) ? p : g;
        node_ptr other = is(p, node_kind::integral) ? g : p;
        if (integral->args.size() != 2 || symbols_of(other).count("C") == 0) {
            return std::nullopt;
        }
        node_ptr slope =
            arena_.make(node_kind::derivative, {substitute(other, "C", 0), integral->args[1]});
        return identity(slope, integral->args[0]);
    }

    /// log without a base is taken to base 10; where only the natural logarithm would make the
    /// sides equal, nothing is settled.
    finding bare_logarithm(node_ptr p, node_ptr g) {
        const finding common = identity(p, g);
        const auto bare = [](node_ptr n) {
            return any_node(n, [](node_ptr m) {
                return is(m, node_kind::function) && m->name == "log" && m->args.size() == 1;
            });
        };
        if (common.v != verdict::incorrect || (!bare(p) && !bare(g))) {
            return common;
        }
        return identity(natural(p), natural(g)).v == verdict::incorrect ? common : unsettled();
    }
    node_ptr natural(node_ptr n) {
        if (n->args.empty()) {
            return n;
        }
        node* out = arena_.copy(*n);
        if (is(n, node_kind::function) && n->name == "log" && n->args.size() == 1) {
            out->name = "ln";
        }
        for (node_ptr& a : out->args) {
            a = natural(a);
        }
        return out;
    }

    const math_policy& policy_;
    node_arena& arena_;
    fuel_tank& fuel_;
    bool independent_signs_ = false;
};

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_HPP
