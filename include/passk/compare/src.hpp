// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_SRC_HPP
#define PASSK_COMPARE_SRC_HPP

/// Defines what the headers of this folder declare where `PASSK_SEPARATE_COMPILATION` is defined.
#include <passk/compare/impl/compare_models.ipp>    // IWYU pragma: keep
#include <passk/compare/impl/curve_of_model.ipp>    // IWYU pragma: keep
#include <passk/compare/impl/model_ranking.ipp>     // IWYU pragma: keep
#include <passk/compare/impl/power.ipp>             // IWYU pragma: keep
#include <passk/compare/impl/rank_models.ipp>       // IWYU pragma: keep
#include <passk/compare/impl/support_dynamics.ipp>  // IWYU pragma: keep

#endif  // PASSK_COMPARE_SRC_HPP
