// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_HPP
#define PASSK_ESTIMATE_HPP

#include <passk/estimate/attempts.hpp>         // IWYU pragma: export
#include <passk/estimate/pass_at_k.hpp>        // IWYU pragma: export
#include <passk/estimate/pass_at_k_curve.hpp>  // IWYU pragma: export
#include <passk/estimate/variance.hpp>         // IWYU pragma: export

#endif  // PASSK_ESTIMATE_HPP
