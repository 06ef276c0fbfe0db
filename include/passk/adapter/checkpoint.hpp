// SPDX-License-Identifier: Apache-2.0
// Readers of model folders as Hugging Face lays them out. Needs Boost.JSON (link Boost::json) and
// POSIX.
#ifndef PASSK_ADAPTER_CHECKPOINT_HPP
#define PASSK_ADAPTER_CHECKPOINT_HPP

// IWYU pragma: begin_exports
#include <passk/adapter/checkpoint/element_type.hpp>
#include <passk/adapter/checkpoint/gguf.hpp>
#include <passk/adapter/checkpoint/gguf_type.hpp>
#include <passk/adapter/checkpoint/mapped_file.hpp>
#include <passk/adapter/checkpoint/model_config.hpp>
#include <passk/adapter/checkpoint/safetensors.hpp>
#include <passk/adapter/checkpoint/tensor_view.hpp>
// IWYU pragma: end_exports

#endif  // PASSK_ADAPTER_CHECKPOINT_HPP
