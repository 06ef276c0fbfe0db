// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_SAMPLE_TOKEN_ID_HPP
#define PASSK_SAMPLE_TOKEN_ID_HPP

#include <cstdint>
#include <vector>

namespace passk {

/// Number of a token in the vocabulary of one tokenizer, from 0.
using token_id = std::int32_t;

using token_ids = std::vector<token_id>;

}  // namespace passk

#endif  // PASSK_SAMPLE_TOKEN_ID_HPP
