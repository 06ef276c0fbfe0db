// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_SAMPLE_SRC_HPP
#define PASSK_SAMPLE_SRC_HPP

/// Defines what the headers of this folder declare where `PASSK_SEPARATE_COMPILATION` is defined.
#include <passk/sample/impl/prompt_template.ipp>  // IWYU pragma: keep

#endif  // PASSK_SAMPLE_SRC_HPP
