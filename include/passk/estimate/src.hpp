// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_SRC_HPP
#define PASSK_ESTIMATE_SRC_HPP

/// Defines what the headers of this folder declare where `PASSK_SEPARATE_COMPILATION` is defined.
#include <passk/estimate/impl/forecast.ipp>  // IWYU pragma: keep

#endif  // PASSK_ESTIMATE_SRC_HPP
