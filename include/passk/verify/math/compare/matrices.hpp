// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_MATRICES_HPP
#define PASSK_VERIFY_MATH_COMPARE_MATRICES_HPP

#include <passk/verify/math/compare/comparator.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/identity.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace passk::detail::math {

// Matrices and the expressions of them that are written out.

inline std::optional<comparator::grid> comparator::grid_of(node_ptr n) {
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

inline node_ptr comparator::matrix_value(node_ptr n, int depth) {
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
            sum.reserve(args.size());
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

inline finding comparator::matrices(node_ptr p, node_ptr g) {
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

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_MATRICES_HPP
