// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_VERIFIER_FOR_HPP
#define PASSK_VERIFY_VERIFIER_FOR_HPP

#include <passk/core/error.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/any_verifier.hpp>
#include <passk/verify/extract_answer.hpp>
#include <passk/verify/math_policy.hpp>

#include <cstddef>

namespace passk {

/// What verifier_for passes on to the verifier that it makes.
struct verifier_options {
    judged_text judged = judged_text::response;
    extraction_policy extraction{};
    math_policy equivalence{};
    std::size_t letters = 10;  ///< of a choice that states no options, 2 to 26
};

/// The verifier that a problem asks for: choice_verifier for a choice; numeric_verifier for a
/// problem that states when a number is near enough to its reference (answer_tolerance), where
/// the reference is one number; math_verifier for everything else.
///
/// @param p        the problem; its kind, tolerance, options and reference are looked at
/// @param options  how answers are found and compared
/// @throws domain_error  if the problem asks for a program, which passk::adapter::program judges,
///                       or states a bound that is no decimal
/// @par Example
/// @code
/// const problem p{.prompt = "2 + 2?", .reference = "4", .kind = problem_kind::numeric,
///                 .tolerance = {.how = answer_tolerance::rule::absolute, .bounds = {"0.1"}}};
/// verifier_for(p)(p, "The answer is 4.05.") == verdict::correct
/// @endcode
[[nodiscard]] PASSK_INLINE any_verifier verifier_for(const problem& p,
                                                     const verifier_options& options = {});

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/verify/impl/verifier_for.ipp>
#endif

#endif  // PASSK_VERIFY_VERIFIER_FOR_HPP
