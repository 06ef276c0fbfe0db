// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_SAMPLE_SAMPLING_HPP
#define PASSK_SAMPLE_SAMPLING_HPP

#include <passk/core/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace passk {

/// How completions are drawn. The defaults draw from the model's own distribution. All of it is
/// always said to a server: what is left out there, servers fill from files of the model.
struct sampling {
    double temperature = 1.0;         ///< >= 0, finite; 0 is greedy
    double top_p = 1.0;               ///< in (0, 1]; 1: off
    std::uint64_t top_k = 0;          ///< 0: off
    double min_p = 0.0;               ///< in [0, 1]; 0: off
    double repetition_penalty = 1.0;  ///< > 0, finite; 1: off
    std::uint32_t max_tokens = 1024;  ///< >= 1: at most this many tokens per completion
    std::vector<std::string>
        stop{};              ///< texts that end a completion and are cut from it; none empty
    std::uint64_t seed = 0;  ///< of draw 0; draw i of a prompt has seed + i

    friend bool operator==(const sampling&, const sampling&) = default;
};

namespace detail {

// Not a number is in no range.
inline void expects_sampling(std::string_view function, const sampling& how) {
    const auto refuse = [&](std::string_view what, double value) {
        fail_precondition(std::string(function) + ": " + std::string(what) + ", not "
                          + std::to_string(value));
    };
    constexpr double limit = 1e6;
    if (!(how.temperature >= 0.0 && how.temperature <= limit)) [[unlikely]] {
        refuse("temperature is at least 0 and finite", how.temperature);
    }
    if (!(how.top_p > 0.0 && how.top_p <= 1.0)) [[unlikely]] {
        refuse("top-p lies above 0 and is at most 1", how.top_p);
    }
    if (!(how.min_p >= 0.0 && how.min_p <= 1.0)) [[unlikely]] {
        refuse("min-p is at least 0 and at most 1", how.min_p);
    }
    if (!(how.repetition_penalty > 0.0 && how.repetition_penalty <= limit)) [[unlikely]] {
        refuse("the repetition penalty lies above 0 and is finite", how.repetition_penalty);
    }
    if (how.max_tokens == 0) [[unlikely]] {
        fail_precondition(std::string(function) + ": max_tokens is at least 1");
    }
    for (const std::string& text : how.stop) {
        if (text.empty()) [[unlikely]] {
            fail_precondition(std::string(function) + ": a stop text is empty");
        }
    }
}

}  // namespace detail
}  // namespace passk

#endif  // PASSK_SAMPLE_SAMPLING_HPP
