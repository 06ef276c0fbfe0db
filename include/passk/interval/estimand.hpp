// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_ESTIMAND_HPP
#define PASSK_INTERVAL_ESTIMAND_HPP

#include <cstdint>
#include <string_view>

namespace passk {

/// What an interval is about. The two answers differ 3- to 100-fold in length, so every interval
/// function asks and every interval says.
enum class estimand : std::uint8_t {
    sampled_problems,  ///< the model on problems like these: the problems are a sample
    fixed_benchmark,   ///< the model on exactly these problems, had it been sampled for ever
};

/// A name for reports: "sampled problems" or "fixed benchmark".
[[nodiscard]] constexpr std::string_view to_string(estimand target) noexcept {
    switch (target) {
        case estimand::sampled_problems: return "sampled problems";
        case estimand::fixed_benchmark: return "fixed benchmark";
    }
    return {};
}

}  // namespace passk

#endif  // PASSK_INTERVAL_ESTIMAND_HPP
