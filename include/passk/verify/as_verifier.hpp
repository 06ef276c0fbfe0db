// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_AS_VERIFIER_HPP
#define PASSK_VERIFY_AS_VERIFIER_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/verifier.hpp>

#include <concepts>
#include <string_view>
#include <utility>

namespace passk {

/// A predicate on completions: p(problem, text) or p(text) says whether the text is right.
template <class P>
concept completion_predicate =
    std::predicate<const P&, const problem&, std::string_view> || std::predicate<const P&,
                                                                                 std::string_view>;

/// The verifier of a predicate: true is verdict::correct, false is verdict::incorrect.
///
/// A bool cannot say undecided, so a predicate is not a verifier by itself; whoever writes
/// as_verifier(predicate) says that the predicate decides every text. A text that is empty or white
/// space alone is verdict::undecided, and the predicate is not asked.
///
/// @param predicate  takes the problem and the completion's text, or the text alone; must be pure
///                   and must not throw, as the concept verifier demands
///
/// @par Example
///     const auto has_42 = as_verifier([](std::string_view text) {
///         return text.find("42") != std::string_view::npos;
///     });
///     count_correct(has_42, task, completions);
template <std::move_constructible Predicate>
    requires completion_predicate<Predicate>
[[nodiscard]] verifier auto as_verifier(Predicate predicate) {
    return [predicate = std::move(predicate)](const problem& task, std::string_view text) {
        if (text.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos) {
            return verdict::undecided;
        }
        bool right = false;
        if constexpr (std::predicate<const Predicate&, const problem&, std::string_view>) {
            right = static_cast<bool>(predicate(task, text));
        } else {
            right = static_cast<bool>(predicate(text));
        }
        return right ? verdict::correct : verdict::incorrect;
    };
}

}  // namespace passk

#endif  // PASSK_VERIFY_AS_VERIFIER_HPP
