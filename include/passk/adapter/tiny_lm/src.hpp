// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_SRC_HPP
#define PASSK_ADAPTER_TINY_LM_SRC_HPP

/// Defines what the headers of this folder declare where `PASSK_SEPARATE_COMPILATION` is defined.
#include <passk/adapter/tiny_lm/impl/read_checkpoint.ipp>  // IWYU pragma: keep
#include <passk/adapter/tiny_lm/impl/weight_file.ipp>      // IWYU pragma: keep

#endif  // PASSK_ADAPTER_TINY_LM_SRC_HPP
