// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_PIECEWISE_HPP
#define PASSK_VERIFY_MATH_COMPARE_PIECEWISE_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/compare/comparator.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/identity.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace passk::detail::math {

// Functions given by cases.

inline finding comparator::piecewise(node_ptr p, node_ptr g) {
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

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_PIECEWISE_HPP
