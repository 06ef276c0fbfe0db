// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_NEAREST_NAME_HPP
#define PASSK_ADAPTER_JSON_NEAREST_NAME_HPP

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace passk::adapter::json {

/// Returns the name that a misspelt one is probably meant to be: the one of least edit distance
/// (Levenshtein), if that is at most a third of its length; else an empty text.
///
/// @param asked  the name that is not there
/// @param names  those that are
/// @par Cost
/// the product of the lengths, for each name
[[nodiscard]] inline std::string nearest_name(std::string_view asked,
                                              std::span<const std::string> names) {
    std::string best;
    std::size_t least = 2 + asked.size() / 3;
    for (const std::string& name : names) {
        std::vector<std::size_t> row(name.size() + 1);
        for (std::size_t j = 0; j < row.size(); ++j) {
            row[j] = j;
        }
        for (std::size_t i = 1; i <= asked.size(); ++i) {
            std::size_t corner = row[0]++;
            for (std::size_t j = 1; j < row.size(); ++j) {
                const std::size_t replaced = corner + (asked[i - 1] == name[j - 1] ? 0 : 1);
                corner = row[j];
                row[j] = (std::min)({row[j] + 1, row[j - 1] + 1, replaced});
            }
        }
        if (row.back() < least) {
            least = row.back();
            best = name;
        }
    }
    return best;
}

/// "; did you mean 'NAME'?" for a message, or an empty text where no name is near.
[[nodiscard]] inline std::string did_you_mean(std::string_view asked,
                                              std::span<const std::string> names) {
    const std::string name = nearest_name(asked, names);
    return name.empty() ? std::string() : "; did you mean '" + name + "'?";
}

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_NEAREST_NAME_HPP
