// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_SAMPLE_SRC_HPP
#define PASSK_SAMPLE_SRC_HPP

// Defines what the headers of this folder declare: <passk/core/separate_compilation.hpp>.
#include <passk/sample/impl/prompt_template.ipp>  // IWYU pragma: keep

#endif  // PASSK_SAMPLE_SRC_HPP
