// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_SOME_NAMES_HPP
#define PASSK_REPORT_DETAIL_SOME_NAMES_HPP

#include <passk/report/number_text.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace passk::detail {

// Names on one line, at most `most` of them, with how many more there are and where.
[[nodiscard]] inline std::string some_names(const std::vector<std::string>& names, std::size_t most,
                                            std::string_view where = {}) {
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most; ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    if (names.size() > most) {
        text += " and " + grouped_text(names.size() - most) + " more" + std::string(where);
    }
    return text;
}

}  // namespace passk::detail

#endif  // PASSK_REPORT_DETAIL_SOME_NAMES_HPP
