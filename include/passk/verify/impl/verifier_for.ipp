// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_IMPL_VERIFIER_FOR_IPP
#define PASSK_VERIFY_IMPL_VERIFIER_FOR_IPP

#include <passk/verify/choice_verifier.hpp>
#include <passk/verify/math_verifier.hpp>
#include <passk/verify/numeric_verifier.hpp>
#include <passk/verify/verifier_for.hpp>

#include <optional>

namespace passk {

namespace detail {

/// The tolerance that a problem states for its one number.
[[nodiscard]] PASSK_INLINE std::optional<numeric_tolerance> stated_tolerance(const problem& p) {
    const answer_tolerance& stated = p.tolerance;
    if (stated.how == answer_tolerance::rule::unstated
        || !read_number(reference_answer(p.reference))) {
        return std::nullopt;
    }
    switch (stated.how) {
        case answer_tolerance::rule::decimals: return numeric_tolerance::decimals(stated.decimals);
        case answer_tolerance::rule::truncated: return numeric_tolerance::truncated();
        case answer_tolerance::rule::absolute:
            return stated.bounds.size() == 1
                       ? std::optional(numeric_tolerance::absolute(stated.bounds.front()))
                       : std::nullopt;
        case answer_tolerance::rule::unstated: break;
    }
    return std::nullopt;
}

}  // namespace detail

PASSK_INLINE any_verifier verifier_for(const problem& p, const verifier_options& options) {
    detail::expects(p.kind != problem_kind::program,
                    "passk::verifier_for: a program is judged by passk::adapter::program");
    if (p.kind == problem_kind::choice) {
        return choice_verifier(options.letters, options.judged, options.extraction);
    }
    if (const auto tolerance = detail::stated_tolerance(p)) {
        return numeric_verifier{
            .tolerance = *tolerance, .of_problem = {}, .extraction = options.extraction};
    }
    return math_verifier{.extraction = options.extraction,
                         .equivalence = options.equivalence,
                         .judged = options.judged};
}

}  // namespace passk

#endif  // PASSK_VERIFY_IMPL_VERIFIER_FOR_IPP
