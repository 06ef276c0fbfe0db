// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_TEST_TEXT_HPP
#define PASSK_REPORT_TEST_TEXT_HPP

#include <passk/compare/paired_tests.hpp>
#include <passk/compare/permutation_test.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/report/json_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace passk {

namespace detail {

/// Do the data tell two models apart, by an adjusted p value?
[[nodiscard]] constexpr bool is_told_apart(double adjusted_p) noexcept {
    return adjusted_p <= 0.05;
}

}  // namespace detail

/// How the p values of a family came about, as one sentence.
/// @pre the tests share permutations and seed where they are not exact
[[nodiscard]] PASSK_INLINE std::string method_text(std::span<const paired_test> tests);

/// How the p values of rankings came about, as a sentence: they are adjusted by step-down max-T.
/// @param family  how many tests were adjusted together
[[nodiscard]] PASSK_INLINE std::string max_t_method_text(const permutation_test& test,
                                                         std::size_t family);

/// The test's members of a JSON object that is open.
PASSK_INLINE void write_members(json_writer& out, const permutation_test& test);

/// The test as a JSON object.
PASSK_INLINE void write_json(json_writer& out, const paired_test& one);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/test_text.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_TEST_TEXT_HPP
