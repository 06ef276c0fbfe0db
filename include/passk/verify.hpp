// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_HPP
#define PASSK_VERIFY_HPP

#include <passk/verify/count_correct.hpp>    // IWYU pragma: export
#include <passk/verify/math_equivalent.hpp>  // IWYU pragma: export
#include <passk/verify/verifier.hpp>         // IWYU pragma: export

#endif  // PASSK_VERIFY_HPP
