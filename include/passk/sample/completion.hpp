// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_SAMPLE_COMPLETION_HPP
#define PASSK_SAMPLE_COMPLETION_HPP

#include <cstdint>
#include <string>

namespace passk {

/// How completions are drawn.
struct sampling {
    double temperature = 1.0;         ///< >= 0; 0 is greedy
    double top_p = 1.0;               ///< in (0, 1]
    std::uint32_t max_tokens = 1024;  ///< at most this many tokens per completion
    std::uint64_t seed = 0;           ///< same seed, same backend, same completions
};

/// One text a model produced.
struct completion {
    std::string text{};      ///< UTF-8
    bool truncated = false;  ///< stopped by max_tokens, not by the model

    friend bool operator==(const completion&, const completion&) = default;
};

}  // namespace passk

#endif  // PASSK_SAMPLE_COMPLETION_HPP
