// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_PYTHON_VALUE_HPP
#define PASSK_ADAPTER_PROGRAM_PYTHON_VALUE_HPP

#include <passk/adapter/program/output_comparison.hpp>
#include <passk/core/result.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::adapter::program {

/// How two Python values are compared.
struct value_rule {
    /// Applies where the expected number is a float; an expected int is exact. Both 0 is Python's
    /// ==.
    float_tolerance floats{0.0, 0.0};
    bool list_equals_tuple = false;  ///< a data format without tuples wrote the expected value
    bool unordered = false;          ///< the outermost list in any order
    bool nan_equals_nan = false;
    bool as_set = false;       ///< the outermost list or set as a set
    bool none_or_not = false;  ///< a value that is no bool counts as whether it is not None

    friend bool operator==(const value_rule&, const value_rule&) = default;
};

// Values cross the process boundary as JSON: null, bool, string, integers up to 2^53 and arrays
// (lists) as themselves, everything else as an object with one key, the tag:
// i int (hex), f float (hex), t tuple, d dict (pairs), e set, z frozenset, b bytes, y bytearray,
// c complex, s string with lone surrogates, r range, q deque, n Decimal or Fraction, a date or
// time, N namedtuple (names, values), R dataclass or Enum (class, fields), A array of numpy, B
// built-in type, k v m views of a dict, o anything else. Between a program and test code objects
// that stay where they are have tags of their own, see python_harness.hpp.

/// The value of plain JSON (as data sets hold it) in the form in which values cross: numbers with
/// a fraction become floats, objects become dicts with string keys.
[[nodiscard]] inline boost::json::value python_value_of_json(const boost::json::value& plain) {
    if (const boost::json::array* const items = plain.if_array()) {
        boost::json::array converted;
        for (const boost::json::value& item : *items) {
            converted.push_back(python_value_of_json(item));
        }
        return converted;
    }
    if (const boost::json::object* const members = plain.if_object()) {
        boost::json::array pairs;
        for (const auto& member : *members) {
            pairs.push_back(boost::json::array{member.key(), python_value_of_json(member.value())});
        }
        return boost::json::object{{"d", std::move(pairs)}};
    }
    if (const double* const number = plain.if_double()) {
        char text[64];
        std::snprintf(text, sizeof text, "%a", *number);
        return boost::json::object{{"f", text}};
    }
    constexpr std::int64_t safe = std::int64_t{1} << 53;
    if (plain.is_uint64()
        || (plain.is_int64() && (plain.get_int64() > safe || plain.get_int64() < -safe))) {
        const bool negative = plain.is_int64() && plain.get_int64() < 0;
        const std::uint64_t size =
            plain.is_uint64()
                ? plain.get_uint64()
                : (negative ? std::uint64_t{0} - static_cast<std::uint64_t>(plain.get_int64())
                            : static_cast<std::uint64_t>(plain.get_int64()));
        char text[32];
        std::snprintf(text, sizeof text, "%s0x%llx", negative ? "-" : "",
                      static_cast<unsigned long long>(size));
        return boost::json::object{{"i", text}};
    }
    return plain;
}

namespace detail {

struct tagged {
    char tag = '\0';
    const boost::json::value* body = nullptr;
};

// The tag of a value that crosses: one of the letters above, or 0 null, ? bool, # small int, "
// string, [ list; '!' for what is no such value.
[[nodiscard]] inline tagged tag_of(const boost::json::value& value) {
    switch (value.kind()) {
        case boost::json::kind::null: return {'0', &value};
        case boost::json::kind::bool_: return {'?', &value};
        case boost::json::kind::int64: return {'#', &value};
        case boost::json::kind::string: return {'"', &value};
        case boost::json::kind::array: return {'[', &value};
        case boost::json::kind::object: {
            const boost::json::object& object = value.get_object();
            if (object.size() == 1 && object.begin()->key() == "N"
                && object.begin()->value().is_array()
                && object.begin()->value().get_array().size() == 2) {
                return {'t', &object.begin()->value().get_array()[1]};  // a namedtuple
            }
            if (object.size() == 1 && object.begin()->key().size() == 1) {
                return {object.begin()->key()[0], &object.begin()->value()};
            }
            return {'!', &value};
        }
        default: return {'!', &value};
    }
}

struct number_view {
    bool is_number = false;
    bool is_float = false;
    double real = 0.0;
    std::string integer{};  // sign and hexadecimal digits without leading zeros, where not a float
};

[[nodiscard]] inline number_view number_of(const tagged& value) {
    number_view number;
    if (value.tag == '?') {
        number = {true, false, value.body->get_bool() ? 1.0 : 0.0,
                  value.body->get_bool() ? "1" : "0"};
    } else if (value.tag == '#') {
        const std::int64_t integer = value.body->get_int64();
        char text[32];
        std::snprintf(text, sizeof text, "%s%llx", integer < 0 ? "-" : "",
                      static_cast<unsigned long long>(integer < 0 ? -integer : integer));
        number = {true, false, static_cast<double>(integer), text};
    } else if (value.tag == 'i' && value.body->is_string()) {
        std::string_view text = value.body->get_string();
        const bool negative = text.starts_with('-');
        text.remove_prefix(negative ? 1 : 0);
        if (text.starts_with("0x") && text.size() > 2
            && text.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos) {
            text.remove_prefix((std::min)(text.find_first_not_of('0', 2), text.size()));
            number.is_number = true;
            number.integer = text.empty() ? "0" : (negative ? "-" : "") + std::string(text);
            number.real = std::strtod(
                ((negative ? "-0x" : "0x") + std::string(text.empty() ? "0" : text)).c_str(),
                nullptr);
        }
    } else if (value.tag == 'f' && value.body->is_string()) {
        const std::string text(value.body->get_string());
        char* end = nullptr;
        const double real = std::strtod(text.c_str(), &end);
        if (!text.empty() && *end == '\0') {
            number = {true, true, real, {}};
        }
    }
    return number;
}

// A whole finite number as number_view writes integers.
[[nodiscard]] inline std::string integer_text(double real) {
    // A double is mantissa * 16^zeros * 2^shift, and the mantissa a whole number.
    int exponent = 0;
    double mantissa = std::frexp(std::fabs(real), &exponent);
    mantissa = std::ldexp(mantissa, 53);
    exponent -= 53;
    while (exponent < 0 && mantissa != 0.0) {
        mantissa /= 2;  // exact: the number is whole
        ++exponent;
    }
    while (exponent % 4 != 0 && mantissa != 0.0) {
        mantissa *= 2;
        --exponent;
    }
    char digits[32];
    std::snprintf(digits, sizeof digits, "%s%llx", real < 0 ? "-" : "",
                  static_cast<unsigned long long>(mantissa));
    return mantissa == 0.0 ? "0"
                           : digits + std::string(static_cast<std::size_t>(exponent / 4), '0');
}

// An int equals a float only if the float has exactly its value, as in Python.
[[nodiscard]] inline bool integer_equals_float(const number_view& integer, double real) {
    return std::isfinite(real) && real == std::trunc(real) && integer.real == real
           && integer.integer == integer_text(real);
}

[[nodiscard]] bool python_values_equal(const boost::json::value& seen,
                                       const boost::json::value& expected, const value_rule& rule,
                                       int depth);

[[nodiscard]] inline bool sequences_equal(const boost::json::array& a, const boost::json::array& b,
                                          const value_rule& rule, int depth) {
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!python_values_equal(a[i], b[i], rule, depth)) {
            return false;
        }
    }
    return true;
}

// A text that two values share if and only if they are equal without any tolerance.
inline void append_canonical(std::string& text, const boost::json::value& value,
                             const value_rule& rule, int depth);

[[nodiscard]] inline std::string canonical(const boost::json::value& value, const value_rule& rule,
                                           int depth) {
    std::string text;
    append_canonical(text, value, rule, depth);
    return text;
}

inline void append_canonical(std::string& text, const boost::json::value& value,
                             const value_rule& rule, int depth) {
    const tagged one = tag_of(value);
    if (depth > 120) {
        text += '!';
        return;
    }
    if (const number_view number = number_of(one); number.is_number) {
        if (!number.is_float) {
            text += 'i' + number.integer;
        } else if (std::isnan(number.real)) {
            // Told from every other NaN by where it lies, unless the rule makes them equal.
            text += rule.nan_equals_nan
                        ? "nan"
                        : "nan" + std::to_string(reinterpret_cast<std::uintptr_t>(&value));
        } else if (std::isfinite(number.real) && number.real == std::trunc(number.real)) {
            text += 'i' + integer_text(number.real);
        } else {
            char buffer[64];
            std::snprintf(buffer, sizeof buffer, "f%a", number.real);
            text += buffer;
        }
        text += ';';
        return;
    }
    const auto items = [&](char name, bool sorted) {
        std::vector<std::string> parts;
        for (const boost::json::value& item : one.body->get_array()) {
            parts.push_back(canonical(item, rule, depth + 1));
        }
        if (sorted) {
            std::sort(parts.begin(), parts.end());
        }
        text += name;
        text += '(';
        for (const std::string& part : parts) {
            text += part;
        }
        text += ')';
    };
    const bool list = one.body->is_array();
    switch (one.tag) {
        case '[':
        case 'A':
            if (list) {
                items('[', false);
                return;
            }
            break;
        case 't':
            if (list) {
                items(rule.list_equals_tuple ? '[' : 't', false);
                return;
            }
            break;
        case 'q':
        case 'd':
            if (list) {
                items(one.tag, one.tag == 'd');
                return;
            }
            break;
        case 'e':
        case 'z':
            if (list) {
                items('e', true);
                return;
            }
            break;
        case '"': text += boost::json::serialize(value) + ';'; return;
        default: break;
    }
    text += boost::json::serialize(value) + ';';
}

// The same elements in any order, each as often. Elements that are not equal to the last digit are
// paired greedily, where there are few enough for it.
[[nodiscard]] inline bool same_elements(const boost::json::array& a, const boost::json::array& b,
                                        const value_rule& rule, int depth) {
    if (a.size() != b.size()) {
        return false;
    }
    using keyed = std::pair<std::string, const boost::json::value*>;
    const auto keyed_elements = [&](const boost::json::array& all) {
        std::vector<keyed> elements;
        for (const boost::json::value& item : all) {
            elements.emplace_back(canonical(item, rule, depth), &item);
        }
        std::sort(elements.begin(), elements.end(),
                  [](const keyed& x, const keyed& y) { return x.first < y.first; });
        return elements;
    };
    const std::vector<keyed> x = keyed_elements(a);
    const std::vector<keyed> y = keyed_elements(b);
    std::vector<const boost::json::value*> left;
    std::vector<const boost::json::value*> right;
    for (std::size_t i = 0, j = 0; i < x.size() || j < y.size();) {
        if (j == y.size() || (i < x.size() && x[i].first < y[j].first)) {
            left.push_back(x[i++].second);
        } else if (i == x.size() || y[j].first < x[i].first) {
            right.push_back(y[j++].second);
        } else {
            ++i;
            ++j;
        }
    }
    constexpr std::size_t few = 2000;
    if (left.empty() || left.size() > few
        || (rule.floats.absolute == 0.0 && rule.floats.relative == 0.0)) {
        return left.empty();
    }
    for (const boost::json::value* const one : left) {
        const auto partner = std::find_if(right.begin(), right.end(), [&](const auto* other) {
            return python_values_equal(*one, *other, rule, depth);
        });
        if (partner == right.end()) {
            return false;
        }
        right.erase(partner);
    }
    return true;
}

// Equal keys lead to equal values.
[[nodiscard]] inline bool same_pairs(const boost::json::array& a, const boost::json::array& b,
                                     const value_rule& rule, int depth) {
    const auto is_pair = [](const boost::json::value& p) {
        return p.is_array() && p.get_array().size() == 2;
    };
    if (a.size() != b.size() || !std::all_of(a.begin(), a.end(), is_pair)
        || !std::all_of(b.begin(), b.end(), is_pair)) {
        return false;
    }
    std::map<std::string, const boost::json::value*> values;
    for (const boost::json::value& pair : b) {
        values.emplace(canonical(pair.get_array()[0], {}, depth), &pair.get_array()[1]);
    }
    for (const boost::json::value& pair : a) {
        const auto found = values.find(canonical(pair.get_array()[0], {}, depth));
        if (found == values.end()
            || !python_values_equal(pair.get_array()[1], *found->second, rule, depth)) {
            return false;
        }
        values.erase(found);  // a key that comes twice has one partner
    }
    return true;
}

inline bool python_values_equal(const boost::json::value& seen, const boost::json::value& expected,
                                const value_rule& rule, int depth) {
    if (depth > 120) {
        return false;
    }
    const tagged a = tag_of(seen);
    const tagged b = tag_of(expected);
    const number_view x = number_of(a);
    const number_view y = number_of(b);
    if (x.is_number || y.is_number) {
        if (!x.is_number || !y.is_number) {
            return false;
        }
        if (!x.is_float && !y.is_float) {
            return x.integer == y.integer;
        }
        if (x.is_float && y.is_float
                ? x.real == y.real
                : integer_equals_float(x.is_float ? y : x, x.is_float ? x.real : y.real)) {
            return true;
        }
        if (!y.is_float) {
            return false;  // an expected integer is exact
        }
        if (std::isnan(x.real) || std::isnan(y.real)) {
            return rule.nan_equals_nan && std::isnan(x.real) && std::isnan(y.real);
        }
        return (rule.floats.absolute > 0.0 || rule.floats.relative > 0.0)
               && floats_equal(x.real, y.real, rule.floats);
    }
    const auto group = [&rule](char tag) {
        if (tag == 't') {
            return rule.list_equals_tuple ? '[' : 't';
        }
        if (tag == 'A') {
            return '[';
        }
        return tag == 'z' ? 'e' : tag == 'y' ? 'b' : tag;  // set == frozenset, bytes == bytearray
    };
    const char kind = group(a.tag);
    if (kind != group(b.tag)) {
        return false;
    }
    switch (kind) {
        case '0': return true;
        case '"': return a.body->get_string() == b.body->get_string();
        case '[':
        case 't':
        case 'q':
            return a.body->is_array() && b.body->is_array()
                   && sequences_equal(a.body->get_array(), b.body->get_array(), rule, depth + 1);
        case 'e':
            return a.body->is_array() && b.body->is_array()
                   && same_elements(a.body->get_array(), b.body->get_array(), rule, depth + 1);
        case 'd':
            return a.body->is_array() && b.body->is_array()
                   && same_pairs(a.body->get_array(), b.body->get_array(), rule, depth + 1);
        case 'R':
            return a.body->is_array() && b.body->is_array() && a.body->get_array().size() == 2
                   && b.body->get_array().size() == 2
                   && a.body->get_array()[0] == b.body->get_array()[0]
                   && python_values_equal(a.body->get_array()[1], b.body->get_array()[1], rule,
                                          depth + 1);
        case 'a':
        case 'b':
        case 's':
        case 'n':
        case 'r': return *a.body == *b.body;
        case 'c':
            if (!a.body->is_array() || !b.body->is_array()) {
                return false;
            }
            for (std::size_t i = 0; i < 2; ++i) {
                if (a.body->get_array().size() != 2 || b.body->get_array().size() != 2) {
                    return false;
                }
                const boost::json::value p = boost::json::object{{"f", a.body->get_array()[i]}};
                const boost::json::value q = boost::json::object{{"f", b.body->get_array()[i]}};
                if (!python_values_equal(p, q, rule, depth + 1)) {
                    return false;
                }
            }
            return true;
        default: return false;  // iterators, views and unknown objects equal nothing
    }
}

}  // namespace detail

/// Does Python's == hold between two values that crossed, or do they agree within the rule? A
/// value that crossed is data; nothing in it can decide what it is equal to.
///
/// 1 == 1.0 == True as in Python; an array of numpy is a list; a tuple is no list unless the rule
/// says so; NaN equals nothing unless the rule says so; what could not cross equals nothing.
[[nodiscard]] inline bool python_values_equal(const boost::json::value& seen,
                                              const boost::json::value& expected,
                                              const value_rule& rule = {}) {
    if (rule.none_or_not && seen.kind() != boost::json::kind::bool_) {
        return detail::python_values_equal(!seen.is_null(), expected, {}, 0);
    }
    if (rule.as_set) {
        value_rule once = rule;
        once.as_set = false;
        const auto elements = [&once](const boost::json::value& value) {
            std::vector<std::string> texts;
            const detail::tagged one = detail::tag_of(value);
            for (const boost::json::value& item : one.body->get_array()) {
                texts.push_back(detail::canonical(item, once, 1));
            }
            std::sort(texts.begin(), texts.end());
            texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
            return texts;
        };
        const auto holds_elements = [](const boost::json::value& value) {
            const detail::tagged one = detail::tag_of(value);
            return std::string_view("[tezAq").find(one.tag) != std::string_view::npos
                   && one.body->is_array();
        };
        return holds_elements(seen) && holds_elements(expected)
               && elements(seen) == elements(expected);
    }
    if (rule.unordered) {
        value_rule ordered = rule;
        ordered.unordered = false;
        const detail::tagged a = detail::tag_of(seen);
        const detail::tagged b = detail::tag_of(expected);
        const auto is_list = [](const detail::tagged& v) {
            return (v.tag == '[' || v.tag == 't') && v.body->is_array();
        };
        return is_list(a) && is_list(b) && (a.tag == b.tag || rule.list_equals_tuple)
               && detail::same_elements(a.body->get_array(), b.body->get_array(), ordered, 1);
    }
    return detail::python_values_equal(seen, expected, rule, 0);
}

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_PYTHON_VALUE_HPP
