// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_PAIRED_TESTS_HPP
#define PASSK_COMPARE_PAIRED_TESTS_HPP

#include <passk/compare/multiplicity.hpp>
#include <passk/compare/permutation_test.hpp>
#include <passk/core/attempts.hpp>
#include <passk/core/executor.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/outcome/outcome_table.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace passk {

/// A test that two models are equally good at one k, within a family of such tests.
struct paired_test {
    std::uint64_t k{};
    permutation_test test{};
    double adjusted_p{};   ///< Holm's, over the family
    double bh_p{};         ///< Benjamini and Hochberg's, over the family
    std::size_t family{};  ///< tests in it
};

/// Adjusts the p values of tests as one family, by Holm's method and by Benjamini and Hochberg's.
inline void adjust_as_one_family(std::span<paired_test* const> tests) {
    std::vector<double> ps;
    for (const paired_test* const one : tests) {
        ps.push_back(one->test.p);
    }
    const std::vector<double> adjusted = holm(ps);
    const std::vector<double> bh = benjamini_hochberg(ps);
    for (std::size_t i = 0; i < tests.size(); ++i) {
        tests[i]->adjusted_p = adjusted[i];
        tests[i]->bh_p = bh[i];
        tests[i]->family = tests.size();
    }
}

/// paired_permutation_test at each k, adjusted for their number.
/// @pre      those of paired_permutation_test, for each k
/// @throws   domain_error otherwise
[[nodiscard]] inline std::vector<paired_test> paired_tests(const paired_outcomes& outcomes,
                                                           const attempts& ks,
                                                           const sampled_problems& target,
                                                           const permutation_options& options = {},
                                                           const any_executor& on = this_thread()) {
    std::vector<paired_test> tests;
    std::vector<paired_test*> family;
    tests.reserve(ks.size());
    for (const std::uint64_t k : ks) {
        tests.push_back(
            {.k = k, .test = paired_permutation_test(outcomes, k, options, target.clusters, on)});
        family.push_back(&tests.back());
    }
    adjust_as_one_family(family);
    return tests;
}

}  // namespace passk

#endif  // PASSK_COMPARE_PAIRED_TESTS_HPP
