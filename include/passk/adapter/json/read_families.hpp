// SPDX-License-Identifier: Apache-2.0
// Needs libarchive.
#ifndef PASSK_ADAPTER_JSON_READ_FAMILIES_HPP
#define PASSK_ADAPTER_JSON_READ_FAMILIES_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/csv_records.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace passk::adapter::json {

/// The family of each problem, by the problem's name.
using problem_families = std::unordered_map<std::string, std::string>;

/// Reads which family each problem belongs to from a CSV file with a header: a column problem (or
/// example_id, problem_id, task_id), with benchmark_id before it if there is one, as for outcomes,
/// and the family's column. Other columns may stand beside them and a problem may occur again, so
/// that a file of counts with one column more will do.
///
/// @param source  the file
/// @param column  the name of the family's column; empty: family or cluster
/// @returns  the families; errc::malformed, as FILE:LINE: what is wrong, for a column that is not
///           there, a row of another length, an empty family, or a problem in two families
[[nodiscard]] inline result<problem_families> read_families(byte_source& source,
                                                            std::string_view column = {}) {
    detail::csv_records rows(source);
    std::vector<std::string> header;
    std::vector<std::string> row;
    const auto failed = [&](const std::string& what) {
        return error{errc::malformed, located(source.name(), rows.line(), what)};
    };
    if (const result<bool> begun = rows.next(header); !begun) {
        return begun.error();
    }
    const auto position =
        [&](std::initializer_list<std::string_view> names) -> std::optional<std::size_t> {
        for (const std::string_view name : names) {
            const auto found = std::find(header.begin(), header.end(), name);
            if (found != header.end()) {
                return static_cast<std::size_t>(found - header.begin());
            }
        }
        return std::nullopt;
    };
    const auto problem = position({"problem", "example_id", "problem_id", "task_id"});
    const auto benchmark = position({"benchmark_id"});
    const auto family = column.empty() ? position({"family", "cluster"}) : position({column});
    if (!problem || !family) {
        return failed(
            "there is no column '"
            + (!problem ? std::string("problem") : std::string(column.empty() ? "family" : column))
            + '\'');
    }
    problem_families families;
    while (true) {
        const result<bool> got = rows.next(row);
        if (!got) {
            return got.error();
        }
        if (!got.value()) {
            return families;
        }
        if (row.size() != header.size()) {
            return failed("the row has " + std::to_string(row.size()) + " fields, the header "
                          + std::to_string(header.size()));
        }
        std::string name;
        if (benchmark) {
            name = detail::as_name(row[*benchmark]) + '/';
        }
        name += detail::as_name(row[*problem]);
        if (row[*family].empty()) {
            return failed("the family is empty (problem " + detail::excerpt(name) + ')');
        }
        const auto [at, added] = families.emplace(name, row[*family]);
        if (!added && at->second != row[*family]) {
            return failed("the problem is in two families, " + detail::excerpt(at->second) + " and "
                          + detail::excerpt(row[*family]) + " (" + detail::excerpt(name) + ')');
        }
    }
}

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_READ_FAMILIES_HPP
