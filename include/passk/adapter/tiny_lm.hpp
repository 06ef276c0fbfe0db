// SPDX-License-Identifier: Apache-2.0
// Needs threads, and for read_checkpoint Boost.JSON (link Boost::json) and POSIX.
#ifndef PASSK_ADAPTER_TINY_LM_HPP
#define PASSK_ADAPTER_TINY_LM_HPP

#include <passk/adapter/tiny_lm/decoder.hpp>            // IWYU pragma: export
#include <passk/adapter/tiny_lm/decoder_shape.hpp>      // IWYU pragma: export
#include <passk/adapter/tiny_lm/decoder_weights.hpp>    // IWYU pragma: export
#include <passk/adapter/tiny_lm/read_checkpoint.hpp>    // IWYU pragma: export
#include <passk/adapter/tiny_lm/symbol_vocabulary.hpp>  // IWYU pragma: export
#include <passk/adapter/tiny_lm/tiny_lm_backend.hpp>    // IWYU pragma: export
#include <passk/adapter/tiny_lm/weight_file.hpp>        // IWYU pragma: export

#endif  // PASSK_ADAPTER_TINY_LM_HPP
