// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_UNITS_HPP
#define PASSK_VERIFY_MATH_UNITS_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace passk::detail::math {

/// A unit as a number of base units: factor times the product of base^exponent.
struct unit {
    rational factor = 1;
    std::map<std::string, int> dimension{};

    friend bool operator==(const unit&, const unit&) = default;
};

struct unit_entry {
    std::string_view names;  ///< spellings separated by blanks, each also with a plural s
    std::string_view base;
    int exponent;
    long long numerator;
    long long denominator;
    bool abbreviation;  ///< no plural, case counts
};

inline constexpr std::array unit_table{
    unit_entry{"m", "metre", 1, 1, 1, true},
    unit_entry{"meter metre", "metre", 1, 1, 1, false},
    unit_entry{"km kms", "metre", 1, 1000, 1, true},
    unit_entry{"kilometer kilometre", "metre", 1, 1000, 1, false},
    unit_entry{"cm cms", "metre", 1, 1, 100, true},
    unit_entry{"centimeter centimetre", "metre", 1, 1, 100, false},
    unit_entry{"dm", "metre", 1, 1, 10, true},
    unit_entry{"decimeter decimetre", "metre", 1, 1, 10, false},
    unit_entry{"mm", "metre", 1, 1, 1000, true},
    unit_entry{"millimeter millimetre", "metre", 1, 1, 1000, false},
    unit_entry{"um", "metre", 1, 1, 1000000, true},
    unit_entry{"micrometer micron", "metre", 1, 1, 1000000, false},
    unit_entry{"nm", "metre", 1, 1, 1000000000, true},
    unit_entry{"nanometer", "metre", 1, 1, 1000000000, false},
    unit_entry{"in", "metre", 1, 254, 10000, true},
    unit_entry{"inch inche", "metre", 1, 254, 10000, false},
    unit_entry{"ft", "metre", 1, 3048, 10000, true},
    unit_entry{"foot feet", "metre", 1, 3048, 10000, false},
    unit_entry{"yd yds", "metre", 1, 9144, 10000, true},
    unit_entry{"yard", "metre", 1, 9144, 10000, false},
    unit_entry{"mi", "metre", 1, 1609344, 1000, true},
    unit_entry{"mile", "metre", 1, 1609344, 1000, false},
    unit_entry{"acre", "metre", 2, 40468564224, 10000000, false},
    unit_entry{"ha", "metre", 2, 10000, 1, true},
    unit_entry{"hectare", "metre", 2, 10000, 1, false},
    unit_entry{"L l", "metre", 3, 1, 1000, true},
    unit_entry{"liter litre", "metre", 3, 1, 1000, false},
    unit_entry{"mL ml", "metre", 3, 1, 1000000, true},
    unit_entry{"milliliter millilitre cc", "metre", 3, 1, 1000000, false},
    unit_entry{"gal", "metre", 3, 3785411784, 1000000000000, true},
    unit_entry{"gallon", "metre", 3, 3785411784, 1000000000000, false},
    unit_entry{"quart", "metre", 3, 946352946, 1000000000000, false},
    unit_entry{"pint", "metre", 3, 473176473, 1000000000000, false},
    unit_entry{"s sec secs", "second", 1, 1, 1, true},
    unit_entry{"second", "second", 1, 1, 1, false},
    unit_entry{"ms", "second", 1, 1, 1000, true},
    unit_entry{"millisecond", "second", 1, 1, 1000, false},
    unit_entry{"min mins", "second", 1, 60, 1, true},
    unit_entry{"minute", "second", 1, 60, 1, false},
    unit_entry{"h hr hrs", "second", 1, 3600, 1, true},
    unit_entry{"hour", "second", 1, 3600, 1, false},
    unit_entry{"day", "second", 1, 86400, 1, false},
    unit_entry{"week", "second", 1, 604800, 1, false},
    unit_entry{"month", "month", 1, 1, 1, false},
    unit_entry{"yr yrs", "month", 1, 12, 1, true},
    unit_entry{"year", "month", 1, 12, 1, false},
    unit_entry{"decade", "month", 1, 120, 1, false},
    unit_entry{"century centurie", "month", 1, 1200, 1, false},
    unit_entry{"g", "gram", 1, 1, 1, true},
    unit_entry{"gram", "gram", 1, 1, 1, false},
    unit_entry{"kg kgs", "gram", 1, 1000, 1, true},
    unit_entry{"kilogram kilo", "gram", 1, 1000, 1, false},
    unit_entry{"mg", "gram", 1, 1, 1000, true},
    unit_entry{"milligram", "gram", 1, 1, 1000, false},
    unit_entry{"tonne", "gram", 1, 1000000, 1, false},
    unit_entry{"lb lbs", "gram", 1, 45359237, 100000, true},
    unit_entry{"pound", "gram", 1, 45359237, 100000, false},
    unit_entry{"oz", "gram", 1, 45359237, 1600000, true},
    unit_entry{"ounce", "gram", 1, 45359237, 1600000, false},
    unit_entry{"K", "kelvin", 1, 1, 1, true},
    unit_entry{"kelvin", "kelvin", 1, 1, 1, false},
    unit_entry{"A", "ampere", 1, 1, 1, true},
    unit_entry{"ampere amp", "ampere", 1, 1, 1, false},
    unit_entry{"mol", "mole", 1, 1, 1, true},
    unit_entry{"mole", "mole", 1, 1, 1, false},
    unit_entry{"deg", "degree", 1, 1, 1, true},
    unit_entry{"degree", "degree", 1, 1, 1, false},
    unit_entry{"degC", "celsius", 1, 1, 1, true},
    unit_entry{"celsius", "celsius", 1, 1, 1, false},
    unit_entry{"degF", "fahrenheit", 1, 1, 1, true},
    unit_entry{"fahrenheit", "fahrenheit", 1, 1, 1, false},
    unit_entry{"rad", "radian", 1, 1, 1, true},
    unit_entry{"radian", "radian", 1, 1, 1, false},
    unit_entry{"USD", "dollar", 1, 1, 1, true},
    unit_entry{"dollar buck", "dollar", 1, 1, 1, false},
    unit_entry{"cent", "dollar", 1, 1, 100, false},
    unit_entry{"EUR", "euro", 1, 1, 1, true},
    unit_entry{"euro", "euro", 1, 1, 1, false},
    unit_entry{"GBP", "sterling", 1, 1, 1, true},
    unit_entry{"sterling", "sterling", 1, 1, 1, false},
    unit_entry{"yen JPY", "yen", 1, 1, 1, true},
    unit_entry{"yuan RMB CNY", "yuan", 1, 1, 1, true},
    unit_entry{"rupee", "rupee", 1, 1, 1, false},
    unit_entry{"INR", "rupee", 1, 1, 1, true},
    unit_entry{"penny pence", "sterling", 1, 1, 100, true},
    unit_entry{"ohm", "ohm", 1, 1, 1, false},
    unit_entry{"bit", "bit", 1, 1, 1, false},
    unit_entry{"byte", "bit", 1, 8, 1, false},
};

/// Units that are products of others.
inline constexpr std::array<std::array<std::string_view, 2>, 24> compound_units{{
    {"mph", "mi/h"},           {"kph", "km/h"},       {"kmh", "km/h"},
    {"kmph", "km/h"},          {"N", "kg m/s^2"},     {"newton", "kg m/s^2"},
    {"newtons", "kg m/s^2"},   {"J", "kg m^2/s^2"},   {"joule", "kg m^2/s^2"},
    {"joules", "kg m^2/s^2"},  {"W", "kg m^2/s^3"},   {"watt", "kg m^2/s^3"},
    {"watts", "kg m^2/s^3"},   {"Pa", "kg/m/s^2"},    {"Hz", "s^-1"},
    {"hertz", "s^-1"},         {"V", "kg m^2/s^3/A"}, {"volt", "kg m^2/s^3/A"},
    {"volts", "kg m^2/s^3/A"}, {"C", "A s"},          {"coulombs", "A s"},
    {"sqft", "ft^2"},          {"sqm", "m^2"},        {"fps", "ft/s"},
}};

[[nodiscard]] inline std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

/// The table's unit of this name, alone.
[[nodiscard]] inline std::optional<unit> named_unit(std::string_view word) {
    if (word.empty()) {
        return std::nullopt;
    }
    const std::string folded = lower(word);
    for (const unit_entry& entry : unit_table) {
        std::string_view names = entry.names;
        while (!names.empty()) {
            const std::string_view name = names.substr(0, names.find(' '));
            names.remove_prefix((std::min)(names.size(), name.size() + 1));
            const bool match =
                entry.abbreviation
                    ? word == name
                    : folded == name
                          || (folded.size() == name.size() + 1 && folded.back() == 's'
                              && std::string_view(folded).starts_with(name));
            if (match) {
                unit out;
                out.factor = rational(integer(entry.numerator), integer(entry.denominator));
                out.dimension[std::string(entry.base)] = entry.exponent;
                return out;
            }
        }
    }
    return std::nullopt;
}

[[nodiscard]] inline std::optional<unit> read_unit(std::string_view text, int depth = 0);

/// One factor of a unit expression: a name of the table or of a compound.
[[nodiscard]] inline std::optional<unit> unit_factor(std::string_view word, int depth) {
    if (auto known = named_unit(word)) {
        return known;
    }
    for (const auto& [name, meaning] : compound_units) {
        if (word == name && depth == 0) {
            return read_unit(meaning, 1);
        }
    }
    return std::nullopt;
}

/// Reads a product of units such as "km/h", "cm^2", "square feet", "miles per hour",
/// "kg\cdot m"; nothing if any word of it is not in the table.
[[nodiscard]] inline std::optional<unit> read_unit(std::string_view text, int depth) {
    unit out;
    int direction = 1;
    int pending = 0;  // exponent from "square" or "cubic" before the name
    bool any = false;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == ' ' || c == '*' || c == '.' || c == '~' || c == '{' || c == '}' || c == '\t') {
            ++at;
            continue;
        }
        if (c == '/') {
            direction = -1;
            ++at;
            continue;
        }
        if (c == '\\') {
            std::size_t end = at + 1;
            while (end < text.size() && is_letter(text[end])) {
                ++end;
            }
            const std::string_view name = text.substr(at + 1, end - at - 1);
            if (name != "cdot" && name != "times" && !name.empty()) {
                return std::nullopt;
            }
            at = (std::max)(end, at + 2);
            continue;
        }
        if (!is_letter(c)) {
            return std::nullopt;
        }
        std::size_t end = at;
        while (end < text.size() && is_letter(text[end])) {
            ++end;
        }
        const std::string_view word = text.substr(at, end - at);
        at = end;
        if (word == "per") {
            direction = -1;
            continue;
        }
        const std::string folded = lower(word);
        if (folded == "square" || folded == "sq" || folded == "cubic" || folded == "cu") {
            pending = folded[0] == 's' ? 2 : 3;
            continue;
        }
        const auto factor = unit_factor(word, depth);
        if (!factor) {
            return std::nullopt;
        }
        int exponent = pending == 0 ? 1 : pending;
        pending = 0;
        std::size_t next = at;
        while (next < text.size() && text[next] == ' ') {
            ++next;
        }
        if (text.substr(next).starts_with("squared") || text.substr(next).starts_with("cubed")) {
            exponent = text[next] == 's' ? 2 : 3;
            at = next + (exponent == 2 ? 7U : 5U);
        } else if (next < text.size() && (text[next] == '^' || is_digit(text[next]))) {
            next += text[next] == '^' ? 1U : 0U;
            next += next < text.size() && text[next] == '{' ? 1U : 0U;
            const bool negative = next < text.size() && text[next] == '-';
            next += negative ? 1U : 0U;
            if (next >= text.size() || !is_digit(text[next])) {
                return std::nullopt;
            }
            exponent = (text[next] - '0') * (negative ? -1 : 1);
            at = next + 1;
        }
        exponent *= direction;
        for (int i = 0; i < (exponent < 0 ? -exponent : exponent); ++i) {
            out.factor = exponent < 0 ? rational(out.factor / factor->factor)
                                      : rational(out.factor * factor->factor);
        }
        for (const auto& [base, power] : factor->dimension) {
            int& total = out.dimension[base];
            total += power * exponent;
            if (total == 0) {
                out.dimension.erase(base);
            }
        }
        any = true;
    }
    if (!any || pending != 0) {
        return std::nullopt;
    }
    return out;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_UNITS_HPP
