// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CHECKPOINT_SRC_HPP
#define PASSK_ADAPTER_CHECKPOINT_SRC_HPP

/// Defines what the headers of this folder declare where `PASSK_SEPARATE_COMPILATION` is defined.
#include <passk/adapter/checkpoint/impl/gguf.ipp>          // IWYU pragma: keep
#include <passk/adapter/checkpoint/impl/model_config.ipp>  // IWYU pragma: keep
#include <passk/adapter/checkpoint/impl/safetensors.ipp>   // IWYU pragma: keep

#endif  // PASSK_ADAPTER_CHECKPOINT_SRC_HPP
