// SPDX-License-Identifier: Apache-2.0
// Needs threads.
#ifndef PASSK_ADAPTER_TINY_LM_HPP
#define PASSK_ADAPTER_TINY_LM_HPP

#include <passk/adapter/tiny_lm/decoder.hpp>            // IWYU pragma: export
#include <passk/adapter/tiny_lm/decoder_shape.hpp>      // IWYU pragma: export
#include <passk/adapter/tiny_lm/decoder_weights.hpp>    // IWYU pragma: export
#include <passk/adapter/tiny_lm/symbol_vocabulary.hpp>  // IWYU pragma: export
#include <passk/adapter/tiny_lm/tiny_lm_backend.hpp>    // IWYU pragma: export
#include <passk/adapter/tiny_lm/weight_file.hpp>        // IWYU pragma: export

#endif  // PASSK_ADAPTER_TINY_LM_HPP
