// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_SUPPORT_FIGURE_6_HPP
#define PASSK_TESTS_SUPPORT_FIGURE_6_HPP

#include <array>

namespace passk_tests::figure_6 {

// Perplexities under the base of 16 completions a problem, read from the vector graphics of
// figure 6 of arXiv:2504.13837v2 (to 0.001).
inline constexpr std::array<double, 16> base_of_base_1 = {1.033, 1.047, 1.056, 1.066, 1.068, 1.070,
                                                          1.078, 1.084, 1.088, 1.101, 1.101, 1.103,
                                                          1.109, 1.109, 1.128, 1.136};
inline constexpr std::array<double, 16> base_of_tuned_1 = {1.048, 1.049, 1.050, 1.051, 1.052, 1.055,
                                                           1.056, 1.058, 1.059, 1.060, 1.061, 1.063,
                                                           1.067, 1.068, 1.073, 1.075};
inline constexpr std::array<double, 16> base_of_base_2 = {1.197, 1.216, 1.276, 1.283, 1.302, 1.305,
                                                          1.311, 1.313, 1.331, 1.356, 1.357, 1.383,
                                                          1.394, 1.422, 1.423, 1.573};
inline constexpr std::array<double, 16> base_of_tuned_2 = {1.123, 1.166, 1.211, 1.215, 1.232, 1.254,
                                                           1.261, 1.278, 1.281, 1.287, 1.293, 1.296,
                                                           1.301, 1.313, 1.329, 1.366};

}  // namespace passk_tests::figure_6

#endif  // PASSK_TESTS_SUPPORT_FIGURE_6_HPP
