// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_ANSWER_EQUIVALENT_HPP
#define PASSK_VERIFY_ANSWER_EQUIVALENT_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/verify/judgement.hpp>
#include <passk/verify/math_policy.hpp>

#include <string_view>

namespace passk {

/// Whether two bare answers are the same, for problems whose answers are of any kind: options by
/// letter where the gold is one (read_choice), everything else by math_equivalent.
///
/// @param prediction  the answer to judge, any bytes
/// @param gold        the right answer, any bytes
/// @param policy      for math_equivalent
/// @returns           the verdict with its reason, both answers as they were read, and the steps
[[nodiscard]] PASSK_INLINE judgement answer_equivalent(std::string_view prediction,
                                                       std::string_view gold,
                                                       const math_policy& policy = {});

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/verify/impl/answer_equivalent.ipp>
#endif

#endif  // PASSK_VERIFY_ANSWER_EQUIVALENT_HPP
