// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_SRC_HPP
#define PASSK_VERIFY_SRC_HPP

// Defines what the headers of this folder declare: <passk/core/separate_compilation.hpp>.
#include <passk/verify/impl/answer_equivalent.ipp>  // IWYU pragma: keep
#include <passk/verify/impl/answer_scan.ipp>        // IWYU pragma: keep
#include <passk/verify/impl/choice_verifier.ipp>    // IWYU pragma: keep
#include <passk/verify/impl/extract_answer.ipp>     // IWYU pragma: keep
#include <passk/verify/impl/math_equivalent.ipp>    // IWYU pragma: keep
#include <passk/verify/impl/math_verifier.ipp>      // IWYU pragma: keep
#include <passk/verify/impl/numeric_verifier.ipp>   // IWYU pragma: keep
#include <passk/verify/impl/read_choice.ipp>        // IWYU pragma: keep
#include <passk/verify/impl/read_number.ipp>        // IWYU pragma: keep
#include <passk/verify/impl/verifier_for.ipp>       // IWYU pragma: keep

#endif  // PASSK_VERIFY_SRC_HPP
