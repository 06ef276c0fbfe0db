// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_ADAPTER_JSON_READING_HPP
#define PASSK_TESTS_ADAPTER_JSON_READING_HPP

#include <passk/adapter/json/read_outcomes.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk_tests {

namespace json = passk::adapter::json;

/// What reading gave, which must be no error.
inline json::read_outcomes_result must(passk::result<json::read_outcomes_result> got) {
    REQUIRE_MESSAGE(got.has_value(), (got ? std::string() : got.error().context));
    return std::move(got).value();
}

/// Reads a text as if it were a file of that name.
inline json::read_outcomes_result read(const std::string& name, std::string_view bytes,
                                       const json::read_options& options = {}) {
    return must(json::read_outcomes_from_memory(name, bytes, options));
}

/// The message with which a text is refused as malformed.
inline std::string complaint(const std::string& name, std::string_view bytes,
                             const json::read_options& options = {}) {
    const auto got = json::read_outcomes_from_memory(name, bytes, options);
    if (got) {
        return "no complaint";
    }
    CHECK(got.error().code == passk::errc::malformed);
    return got.error().context;
}

inline passk::verdict_counts counts(const json::read_outcomes_result& got, std::string_view problem,
                                    std::string_view model) {
    const auto found = got.table.find(problem, model);
    std::string there;
    for (const std::string& name : got.table.problems()) {
        there += " '" + name + '\'';
    }
    for (const std::string& name : got.table.models()) {
        there += " [" + name + ']';
    }
    REQUIRE_MESSAGE(found.has_value(), "there are:", there);
    return *found;
}

}  // namespace passk_tests

namespace doctest {
template <>
struct StringMaker<passk::verdict_counts> {
    static String convert(const passk::verdict_counts& counts) {
        const std::string text = "correct " + std::to_string(counts.correct) + ", incorrect "
                                 + std::to_string(counts.incorrect) + ", undecided "
                                 + std::to_string(counts.undecided) + ", missing "
                                 + std::to_string(counts.missing);
        return {text.c_str()};
    }
};
}  // namespace doctest

#endif  // PASSK_TESTS_ADAPTER_JSON_READING_HPP
