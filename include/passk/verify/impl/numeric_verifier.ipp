// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_IMPL_NUMERIC_VERIFIER_IPP
#define PASSK_VERIFY_IMPL_NUMERIC_VERIFIER_IPP

#include <passk/core/error.hpp>
#include <passk/verify/numeric_verifier.hpp>
#include <passk/verify/read_number.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <string>
#include <string_view>

namespace passk {

namespace detail {

class number_judge {
public:
    using rational = boost::multiprecision::cpp_rational;
    using integer = boost::multiprecision::cpp_int;

    static std::string difference(const written_number& a, const written_number& b) {
        const rational gap = a.value - b.value;
        return gap.str();
    }

    // Halves away from zero.
    static integer rounded(const rational& value, unsigned places) {
        const rational scaled(value * rational(pow(integer(10), places)));
        const integer twice = 2 * abs(numerator(scaled)) + denominator(scaled);
        const integer whole = twice / (2 * denominator(scaled));
        return scaled < 0 ? integer(-whole) : whole;
    }

    static bool agrees(const written_number& number, const written_number& gold,
                       const numeric_tolerance& how) {
        const rational gap = abs(rational(number.value - gold.value));
        const rational bound = read_number(how.bound_)->value;
        switch (how.kind_) {
            case numeric_tolerance::kind::absolute: return gap <= bound;
            case numeric_tolerance::kind::relative: return gap <= rational(bound * abs(gold.value));
            case numeric_tolerance::kind::decimals:
                return rounded(number.value, how.places_) == rounded(gold.value, how.places_);
            case numeric_tolerance::kind::truncated: {
                const integer whole = numerator(number.value) / denominator(number.value);
                return rational(whole) == gold.value;
            }
            case numeric_tolerance::kind::gold_digits: break;
        }
        return rounded(number.value, gold.decimals) == rounded(gold.value, gold.decimals);
    }
};

}  // namespace detail

PASSK_INLINE judgement numeric_verifier::explain(const problem& p, std::string_view text) const {
    judgement out;
    out.reference = reference_answer(p.reference);
    const auto gold = read_number(out.reference);
    const extracted_answer found = extract_answer(text, extraction);
    out.steps.push_back(detail::described(found));
    if (!gold) {
        out.reason = verdict_reason::unreadable_reference;
        return out;
    }
    if (!found) {
        out.reason = detail::reason_of(found.status);
        return out;
    }
    out.prediction = found.text;
    const auto number = read_number(found.text);
    if (!number) {
        out.reason = verdict_reason::unreadable_answer;
        return out;
    }
    const auto special = of_problem.find(p.id);
    const numeric_tolerance& how = special == of_problem.end() ? tolerance : special->second;
    out.steps.push_back("difference: " + detail::number_judge::difference(*number, *gold));
    out.ruling =
        detail::number_judge::agrees(*number, *gold, how) ? verdict::correct : verdict::incorrect;
    out.reason = detail::reason_of(out.ruling);
    return out;
}

PASSK_INLINE numeric_tolerance numeric_tolerance::bounded(kind what, std::string_view text) {
    const auto bound = read_number(text);
    detail::expects(bound && bound->value >= 0,
                    "passk::numeric_tolerance: the bound must be a decimal number of at least 0");
    return {what, std::string(text), 0};
}

PASSK_INLINE numeric_tolerance numeric_tolerance::absolute(std::string_view error) {
    return bounded(kind::absolute, error);
}

PASSK_INLINE numeric_tolerance numeric_tolerance::relative(std::string_view share) {
    return bounded(kind::relative, share);
}

}  // namespace passk

#endif  // PASSK_VERIFY_IMPL_NUMERIC_VERIFIER_IPP
