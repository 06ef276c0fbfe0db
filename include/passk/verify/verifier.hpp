// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_VERIFIER_HPP
#define PASSK_VERIFY_VERIFIER_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/judgement.hpp>

#include <concepts>
#include <string_view>

namespace passk {

/// A function object that judges one completion of one problem.
///
/// Given  `v` of type `const V&`, `p` of type `const problem&`, `text` of type
/// `std::string_view`, V models verifier if
///
///   expression     type      meaning
///   v(p, text)     verdict   is `text` a right answer to `p`?
///
/// and if these hold, which the compiler cannot check:
///
///   - Pure:      v(p, text) depends on nothing but v, p and text; calling it again gives the
///                same verdict, whatever was judged in between and however loaded the machine.
///   - Total:     it returns for every text, hostile ones included; it does not throw. What it
///                cannot read is verdict::undecided.
///   - Honest:    a text without content is never verdict::correct.
///   - Re-entrant: concurrent calls on the same const V need no lock.
///
/// A lambda is a verifier. testing/verifier_laws.hpp checks the laws on given inputs;
/// testing/archetypes.hpp has the smallest model. A verifier may fail for outside reasons (a
/// sandbox, a judge model) only by saying verdict::undecided.
template <class V>
concept verifier = std::move_constructible<V> && requires(const V& v, const problem& p,
                                                          std::string_view text) {
    { v(p, text) } -> std::same_as<verdict>;
};

/// A verifier that can also say how it came to its verdict.
///
///   expression           type        meaning
///   v.explain(p, text)   judgement   the verdict with its reason and evidence
///
///   - Consistent: v.explain(p, text).ruling == v(p, text).
template <class V>
concept explaining_verifier = verifier<V> && requires(const V& v, const problem& p,
                                                      std::string_view text) {
    { v.explain(p, text) } -> std::same_as<judgement>;
};

/// The verdict of any verifier with the evidence that it can give: that of explain, or the bare
/// verdict with verdict_reason::unexplained.
template <verifier V>
[[nodiscard]] judgement explain(const V& v, const problem& p, std::string_view text) {
    if constexpr (explaining_verifier<V>) {
        return v.explain(p, text);
    } else {
        return {.ruling = v(p, text),
                .reason = verdict_reason::unexplained,
                .prediction = {},
                .reference = {},
                .steps = {}};
    }
}

}  // namespace passk

#endif  // PASSK_VERIFY_VERIFIER_HPP
