// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_RESAMPLING_SIMD_LEVEL_HPP
#define PASSK_INTERVAL_RESAMPLING_SIMD_LEVEL_HPP

#include <passk/core/error.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace passk::resampling {

enum class simd_level : std::uint8_t { portable, avx2, avx512 };

[[nodiscard]] inline simd_level best_simd_level() noexcept {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bitalg")) {
        return simd_level::avx512;
    }
    if (__builtin_cpu_supports("avx2")) {
        return simd_level::avx2;
    }
#endif
    return simd_level::portable;
}

// The widest instructions that this machine has, or those that the environment variable
// PASSK_SIMD names: portable, avx2 or avx512. Results are the same; only the time differs.
// Throws domain_error for any other name, or for instructions that the machine lacks.
[[nodiscard]] inline simd_level simd_level_in_use() {
    const simd_level best = best_simd_level();
    const char* const forced = std::getenv("PASSK_SIMD");
    if (forced == nullptr || *forced == '\0') {
        return best;
    }
    const std::string_view name(forced);
    const simd_level wanted = name == "avx512" ? simd_level::avx512
                              : name == "avx2" ? simd_level::avx2
                                               : simd_level::portable;
    if ((wanted == simd_level::portable && name != "portable") || wanted > best) {
        detail::fail_precondition("passk: PASSK_SIMD is '" + std::string(name)
                          + "'; this machine knows portable"
                          + (best >= simd_level::avx2 ? ", avx2" : "")
                          + (best >= simd_level::avx512 ? ", avx512" : ""));
    }
    return wanted;
}

}  // namespace passk::resampling

#endif  // PASSK_INTERVAL_RESAMPLING_SIMD_LEVEL_HPP
