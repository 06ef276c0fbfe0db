// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_SCORING_REQUEST_HPP
#define PASSK_INFER_SCORING_REQUEST_HPP

#include <passk/sample/prompt.hpp>
#include <passk/sample/token_id.hpp>

#include <string>
#include <variant>

namespace passk {

/// How likely is this continuation after this prompt? As token ids it is scored as it was drawn;
/// as text it is tokenized again, which need not give the tokens it was drawn as.
struct scoring_request {
    passk::prompt prompt{};
    std::variant<std::string, token_ids> continuation{};

    friend bool operator==(const scoring_request&, const scoring_request&) = default;
};

}  // namespace passk

#endif  // PASSK_INFER_SCORING_REQUEST_HPP
