// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_EQUIVALENT_HPP
#define PASSK_VERIFY_MATH_EQUIVALENT_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/verify/math_judgement.hpp>
#include <passk/verify/math_policy.hpp>

#include <string_view>

namespace passk {

/// Whether a predicted answer is mathematically the same as the gold answer.
///
/// correct rests on exact arithmetic, on structure or on a passed identity test; incorrect on
/// exact arithmetic, on structure or on a numeric difference beyond the error bound; everything
/// else is undecided. Texts are LaTeX, plain, SymPy or Unicode notation; every token must be
/// understood, or the text counts as unreadable and only the very same text equals it.
///
/// Notation with two readings is read by the other side: (a, b) is an interval beside an interval
/// and a point beside a point; 1,234 is a list beside a list and a number elsewhere. "x = 5"
/// agrees with 5 and never with "y = 5". The rules that mathematics does not give are in
/// math_policy.
///
/// @param prediction  the answer to judge, any bytes; more than 20,000 are not read
/// @param gold        the right answer, any bytes
/// @param policy      what counts as equal where mathematics alone does not settle it
/// @returns           the verdict with its reason and both readings. Symmetric in the two texts
///                    but for the rounding rules, which tell gold from prediction.
/// @par Cost
/// linear in the lengths to read; after that bounded by twice policy.fuel, counted in steps, so
/// that verdicts do not depend on time or machine. Plain numbers take neither memory for
/// expressions nor fuel.
/// @par Accuracy
/// An identity test errs with probability below math_judgement::error_bound, under the assumption
/// stated at identity_test (math/identity.hpp). Integrals, limits and derivatives are compared to
/// 12 digits by estimates of their error, not by bounds.
[[nodiscard]] PASSK_INLINE math_judgement math_equivalent(std::string_view prediction,
                                                          std::string_view gold,
                                                          const math_policy& policy = {});

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/verify/impl/math_equivalent.ipp>
#endif

#endif  // PASSK_VERIFY_MATH_EQUIVALENT_HPP
