// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTING_VERIFIER_LAWS_HPP
#define PASSK_TESTING_VERIFIER_LAWS_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/verifier.hpp>

#include <span>
#include <string_view>

namespace passk::testing {

/// Name of the first law of verifier that `v` breaks on these inputs, or an empty view.
/// Needs no test framework: CHECK(verifier_laws_broken(v, p, texts) == "") in any of them.
template <verifier V>
[[nodiscard]] std::string_view verifier_laws_broken(const V& v, const problem& p,
                                                    std::span<const std::string_view> texts) {
    for (const std::string_view text : texts) {
        const verdict first = v(p, text);
        if (v(p, text) != first) {
            return "pure";
        }
        if (first != verdict::correct && first != verdict::incorrect
            && first != verdict::undecided) {
            return "total";
        }
    }
    return {};
}

}  // namespace passk::testing

#endif  // PASSK_TESTING_VERIFIER_LAWS_HPP
