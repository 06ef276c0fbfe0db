// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_TEST_TEXT_IPP
#define PASSK_REPORT_IMPL_TEST_TEXT_IPP

#include <passk/compare/permutation_test.hpp>
#include <passk/report/json_writer.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/test_text.hpp>

#include <span>
#include <string>

namespace passk {

PASSK_INLINE std::string method_text(std::span<const paired_test> tests) {
    std::string text = "P values: paired sign-flip tests";
    for (const paired_test& one : tests) {
        if (!one.test.exact) {
            text += ", " + grouped_text(one.test.permutations) + " permutations, seed "
                    + std::to_string(one.test.seed);
            break;
        }
    }
    if (!tests.empty()) {
        text += "; adjusted by Holm's method over " + grouped_text(tests.front().family)
                + (tests.front().family == 1 ? " test" : " tests")
                + " (no false finding), BH by Benjamini and Hochberg's (few among the findings)";
    }
    text += '.';
    for (const paired_test& one : tests) {
        if (!one.test.exact
            && !detail::is_told_apart(static_cast<double>(one.family)
                                      / (static_cast<double>(one.test.permutations) + 1.0))) {
            text +=
                " With so few permutations Holm's p cannot fall to 0.05: more resamples could "
                "tell models apart.";
            break;
        }
    }
    return text;
}

PASSK_INLINE std::string max_t_method_text(const permutation_test& test, std::size_t family) {
    return "P values: paired sign-flip tests, "
           + (test.exact ? std::string("exact")
                         : grouped_text(test.permutations) + " permutations, seed "
                               + std::to_string(test.seed))
           + "; adjusted by step-down max-T over " + grouped_text(family)
           + (family == 1 ? " test" : " tests")
           + " (no false finding), BH by Benjamini and Hochberg's (few among the findings).";
}

PASSK_INLINE void write_members(json_writer& out, const permutation_test& test) {
    out.member("method", "paired sign-flip test")
        .member("p", test.p)
        .member("exact", test.exact)
        .member("permutations", test.permutations);
    if (!test.exact) {
        out.member("seed", test.seed);
    }
}

PASSK_INLINE void write_json(json_writer& out, const paired_test& one) {
    out.begin_object().member("k", one.k);
    write_members(out, one.test);
    out.member("adjusted_p", one.adjusted_p)
        .member("adjustment", "Holm")
        .member("benjamini_hochberg_p", one.bh_p)
        .member("tests_in_family", one.family)
        .end();
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_TEST_TEXT_IPP
