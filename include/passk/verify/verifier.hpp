// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_VERIFIER_HPP
#define PASSK_VERIFY_VERIFIER_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>

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
///                same verdict.
///   - Total:     it returns for every text, hostile ones included; it does not throw. What it
///                cannot read is verdict::undecided.
///   - Re-entrant: concurrent calls on the same const V need no lock.
///
/// A lambda is a verifier. testing/verifier_laws.hpp checks the laws on given inputs;
/// testing/archetypes.hpp has the smallest model. A verifier that may fail for outside
/// reasons (a sandbox, a judge model) models fallible_verifier instead.
template <class V>
concept verifier = std::move_constructible<V> && requires(const V& v, const problem& p,
                                                          std::string_view text) {
    { v(p, text) } -> std::same_as<verdict>;
};

}  // namespace passk

#endif  // PASSK_VERIFY_VERIFIER_HPP
