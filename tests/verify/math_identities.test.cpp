// SPDX-License-Identifier: Apache-2.0
#include <passk/core/random_bits.hpp>
#include <passk/verify/math_equivalent.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

// Random expressions, rewritten by true identities (never incorrect) and by small mutations (never
// correct, unless the mutation changes no value). The oracle is an evaluator of the test's own
// trees in double; the judged code sees text only. PASSK_IDENTITY_PAIRS sets the number of pairs.

namespace {

using passk::random_bits;
using passk::uniform_below;
using passk::verdict;

struct tree;
using tree_ptr = std::shared_ptr<const tree>;

struct tree {
    char op;  // n number, x y variables, + - * / as they are, ^ power, s sine, c cosine, e exp, r
              // root, l ln
    int value = 0;
    tree_ptr a{};
    tree_ptr b{};
};

tree_ptr leaf(char op, int value = 0) {
    return std::make_shared<tree>(tree{op, value, {}, {}});
}
tree_ptr join(char op, tree_ptr a, tree_ptr b = {}, int value = 0) {
    return std::make_shared<tree>(tree{op, value, std::move(a), std::move(b)});
}
tree_ptr number(int value) {
    return leaf('n', value);
}

tree_ptr random_tree(random_bits& bits, int depth) {
    if (depth == 0 || uniform_below(bits, 5) == 0) {
        switch (uniform_below(bits, 4)) {
            case 0: return leaf('x');
            case 1: return leaf('y');
            default: return number(static_cast<int>(uniform_below(bits, 9)) + 1);
        }
    }
    const auto next = [&] { return random_tree(bits, depth - 1); };
    switch (uniform_below(bits, 12)) {
        case 0:
        case 1:
        case 2: return join('+', next(), next());
        case 3:
        case 4: return join('-', next(), next());
        case 5:
        case 6: return join('*', next(), next());
        case 7: return join('/', next(), next());
        case 8: return join('^', next(), {}, static_cast<int>(uniform_below(bits, 3)) + 2);
        case 9: return join(uniform_below(bits, 2) == 0 ? 's' : 'c', next());
        case 10: return join('r', next());
        default: return join(uniform_below(bits, 2) == 0 ? 'e' : 'l', next());
    }
}

std::string text(const tree_ptr& t) {
    const auto grouped = [](const tree_ptr& u) { return "\\left(" + text(u) + "\\right)"; };
    switch (t->op) {
        case 'n': return std::to_string(t->value);
        case 'x': return "x";
        case 'y': return "y";
        case '+': return text(t->a) + "+" + grouped(t->b);
        case '-': return text(t->a) + "-" + grouped(t->b);
        case '*': return grouped(t->a) + "\\cdot " + grouped(t->b);
        case '/': return "\\frac{" + text(t->a) + "}{" + text(t->b) + "}";
        case '^': return grouped(t->a) + "^{" + std::to_string(t->value) + "}";
        case 's': return "\\sin" + grouped(t->a);
        case 'c': return "\\cos" + grouped(t->a);
        case 'e': return "e^{" + text(t->a) + "}";
        case 'r': return "\\sqrt{" + text(t->a) + "}";
        default: return "\\ln" + grouped(t->a);
    }
}

double value(const tree_ptr& t, double x, double y) {
    switch (t->op) {
        case 'n': return t->value;
        case 'x': return x;
        case 'y': return y;
        case '+': return value(t->a, x, y) + value(t->b, x, y);
        case '-': return value(t->a, x, y) - value(t->b, x, y);
        case '*': return value(t->a, x, y) * value(t->b, x, y);
        case '/': return value(t->a, x, y) / value(t->b, x, y);
        case '^': return std::pow(value(t->a, x, y), t->value);
        case 's': return std::sin(value(t->a, x, y));
        case 'c': return std::cos(value(t->a, x, y));
        case 'e': return std::exp(value(t->a, x, y));
        case 'r': return std::sqrt(value(t->a, x, y));
        default: return std::log(value(t->a, x, y));
    }
}

tree_ptr rewritten(const tree_ptr& t, random_bits& bits) {
    if (t->a == nullptr) {
        if (t->op != 'n') {
            return t;
        }
        switch (uniform_below(bits, 8)) {
            case 0: return join('+', number(t->value - 1), number(1));
            case 1: return join('/', number(t->value * 3), number(3));
            case 2: return join('-', number(t->value + 4), number(4));
            default: return t;
        }
    }
    const tree_ptr a = rewritten(t->a, bits);
    const tree_ptr b = t->b ? rewritten(t->b, bits) : nullptr;
    const bool change = uniform_below(bits, 2) == 0;
    if (!change) {
        return join(t->op, a, b, t->value);
    }
    switch (t->op) {
        case '+': return join('+', b, a);
        case '-': return join('+', join('*', number(-1), b), a);
        case '*':
            if (a->op == '+') {
                return join('+', join('*', b, a->a), join('*', a->b, b));
            }
            return join('*', b, a);
        case '/': return join('*', a, join('/', number(1), b));
        case '^': {
            tree_ptr out = a;
            for (int i = 1; i < t->value; ++i) {
                out = join('*', out, a);
            }
            return out;
        }
        case 's':
            return join(
                '*', number(2),
                join('*', join('s', join('/', a, number(2))), join('c', join('/', a, number(2)))));
        case 'c':
            return join('-', number(1),
                        join('*', number(2), join('^', join('s', join('/', a, number(2))), {}, 2)));
        case 'e':
            if (a->op == '+') {
                return join('*', join('e', a->a), join('e', a->b));
            }
            return join('/', number(1), join('e', join('*', number(-1), a)));
        case 'r': return join('/', a, join('r', a));
        default: return join('-', join('l', join('*', number(3), a)), join('l', number(3)));
    }
}

/// Changes one place; the place is the `at`-th node in order.
tree_ptr mutated(const tree_ptr& t, int& at, random_bits& bits) {
    if (at-- == 0) {
        switch (t->op) {
            case 'n': return number(t->value + 1);
            case 'x': return leaf('y');
            case 'y': return leaf('x');
            case '+': return join('-', t->a, t->b);
            case '-': return join('+', t->a, t->b);
            case '*': return join('+', t->a, t->b);
            case '/': return join('/', t->b, t->a);
            case '^': return join('^', t->a, {}, t->value + 1);
            case 's': return join('c', t->a);
            case 'c': return join('s', t->a);
            case 'e': return join('*', number(2), t);
            case 'r': return join('*', number(-1), t);
            default: return join('+', t, number(1));
        }
    }
    if (t->a == nullptr) {
        return t;
    }
    tree_ptr a = mutated(t->a, at, bits);
    tree_ptr b = t->b ? mutated(t->b, at, bits) : nullptr;
    return join(t->op, std::move(a), std::move(b), t->value);
}

int size(const tree_ptr& t) {
    return 1 + (t->a ? size(t->a) : 0) + (t->b ? size(t->b) : 0);
}

enum class relation { same, different, unclear };

/// What double arithmetic says at a grid of points where both are defined.
relation compare(const tree_ptr& a, const tree_ptr& b) {
    int defined = 0;
    for (const double x : {0.7, 1.9, 3.1, -0.6, -2.3}) {
        for (const double y : {0.4, 1.3, 2.7, -1.1}) {
            const double u = value(a, x, y);
            const double v = value(b, x, y);
            if (!std::isfinite(u) || !std::isfinite(v) || std::fabs(u) > 1e8
                || std::fabs(v) > 1e8) {
                continue;
            }
            ++defined;
            const double gap = std::fabs(u - v) / (1 + std::fabs(u) + std::fabs(v));
            if (gap > 1e-3) {
                return relation::different;
            }
            if (gap > 1e-9) {
                return relation::unclear;
            }
        }
    }
    return defined >= 6 ? relation::same : relation::unclear;
}

}  // namespace

TEST_CASE("true rewrites are never incorrect and mutations never correct") {
    const char* wanted = std::getenv("PASSK_IDENTITY_PAIRS");
    const std::uint64_t pairs = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 1200;
    std::uint64_t judged_same = 0;
    std::uint64_t proved_same = 0;
    std::uint64_t judged_different = 0;
    std::uint64_t proved_different = 0;
    for (std::uint64_t i = 0; i < pairs; ++i) {
        random_bits bits(20250413, i);
        const tree_ptr original = random_tree(bits, 1 + static_cast<int>(uniform_below(bits, 3)));
        const tree_ptr equal = rewritten(original, bits);
        int at = static_cast<int>(uniform_below(bits, static_cast<std::uint64_t>(size(original))));
        const tree_ptr other = mutated(original, at, bits);
        const std::string gold = text(original);
        CAPTURE(gold);
        if (compare(original, equal) == relation::same) {
            const std::string prediction = text(equal);
            const verdict v = passk::math_equivalent(prediction, gold).v;
            CAPTURE(prediction);
            if (v == verdict::incorrect) {
                CHECK_MESSAGE(v != verdict::incorrect, "a true identity was refuted");
            }
            ++judged_same;
            proved_same += v == verdict::correct ? 1 : 0;
        }
        const relation seen = compare(original, other);
        if (seen == relation::different) {
            const std::string prediction = text(other);
            const verdict v = passk::math_equivalent(prediction, gold).v;
            CAPTURE(prediction);
            if (v == verdict::correct) {
                CHECK_MESSAGE(v != verdict::correct, "a mutation was accepted");
            }
            ++judged_different;
            proved_different += v == verdict::incorrect ? 1 : 0;
        }
    }
    MESSAGE("equal pairs proved: " << proved_same << " of " << judged_same
                                   << "; different pairs refuted: " << proved_different << " of "
                                   << judged_different);
    CHECK(judged_same > pairs / 3);
    CHECK(judged_different > pairs / 3);
    CHECK(static_cast<double>(proved_same) > 0.95 * static_cast<double>(judged_same));
    CHECK(static_cast<double>(proved_different) > 0.95 * static_cast<double>(judged_different));
}
