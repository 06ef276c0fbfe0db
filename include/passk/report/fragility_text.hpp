// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_FRAGILITY_TEXT_HPP
#define PASSK_REPORT_FRAGILITY_TEXT_HPP

#include <passk/compare/fragility.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace passk {

/// Sentences that say in words how a difference hangs on single problems; none if it does not.
///
/// @param of    what find_fragility found
/// @param name  the name of the decisive problem; not read if there is none
[[nodiscard]] inline std::vector<std::string> fragility_text(const fragility& of,
                                                             std::string_view name) {
    constexpr std::size_t few = 10;
    const auto signed_number = [](double x) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%+.4f", x);
        return std::string(text.data());
    };
    std::vector<std::string> sentences;
    if (of.all_alike) {
        sentences.push_back(
            of.moved == 0
                ? "All problems give the same result for both models; the interval allows for "
                  "problems that do not."
                : "All problems have the same difference; the interval allows for problems that do "
                  "not.");
    } else if (of.moved < few) {
        sentences.push_back("Only " + std::to_string(of.moved) + " of "
                            + std::to_string(of.problems) + " problems "
                            + (of.moved == 1 ? "differs" : "differ")
                            + "; the interval is long because few problems move.");
    }
    if (of.decisive && !of.all_alike) {
        sentences.push_back("Without " + std::string(name) + " the difference is "
                            + signed_number(of.without_decisive) + " instead of "
                            + signed_number(of.difference) + ".");
    }
    if (of.one_more_changes_sign) {
        sentences.emplace_back(
            "One more problem like the one that is furthest against the difference would change "
            "its "
            "sign or make it 0.");
    }
    return sentences;
}

}  // namespace passk

#endif  // PASSK_REPORT_FRAGILITY_TEXT_HPP
