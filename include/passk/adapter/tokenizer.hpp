// SPDX-License-Identifier: Apache-2.0
// Text to token ids and back. Needs Boost.JSON, ICU (link Boost::json and ICU::uc) and POSIX.
#ifndef PASSK_ADAPTER_TOKENIZER_HPP
#define PASSK_ADAPTER_TOKENIZER_HPP

// IWYU pragma: begin_exports
#include <passk/adapter/tokenizer/byte_level_bpe.hpp>
#include <passk/adapter/tokenizer/chat_format.hpp>
// IWYU pragma: end_exports

#endif  // PASSK_ADAPTER_TOKENIZER_HPP
