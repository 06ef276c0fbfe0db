// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_SIMD_LEVEL_HPP
#define PASSK_CORE_SIMD_LEVEL_HPP

#include <passk/core/error.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace passk {

/// The sets of vector instructions that kernels are compiled for. All give the same bits.
enum class simd_level : std::uint8_t {
    portable,  ///< those that every machine has
    avx2,      ///< AVX2 and FMA
    avx512,    ///< AVX-512 F, BW, DQ, VL and BITALG: from Ice Lake and Zen 4 on
};

/// Whether this machine has the instructions.
[[nodiscard]] inline bool is_supported(simd_level level) noexcept {
#if defined(__x86_64__)
    const bool avx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
    switch (level) {
        case simd_level::portable: return true;
        case simd_level::avx2: return avx2;
        case simd_level::avx512:
            return avx2 && __builtin_cpu_supports("avx512f") != 0
                   && __builtin_cpu_supports("avx512bw") != 0
                   && __builtin_cpu_supports("avx512dq") != 0
                   && __builtin_cpu_supports("avx512vl") != 0
                   && __builtin_cpu_supports("avx512bitalg") != 0;
    }
#endif
    return level == simd_level::portable;
}

/// The widest instructions that this machine has.
[[nodiscard]] inline simd_level best_simd_level() noexcept {
    if (is_supported(simd_level::avx512)) {
        return simd_level::avx512;
    }
    return is_supported(simd_level::avx2) ? simd_level::avx2 : simd_level::portable;
}

/// The instructions that kernels use: the widest that this machine has, or those that the
/// environment variable PASSK_SIMD names: portable, avx2 or avx512.
/// @throws domain_error if PASSK_SIMD holds another name, or one that this machine lacks
[[nodiscard]] inline simd_level simd_level_in_use() {
    const char* const forced = std::getenv("PASSK_SIMD");
    if (forced == nullptr || *forced == '\0') {
        return best_simd_level();
    }
    const std::string_view name(forced);
    const simd_level wanted = name == "avx512" ? simd_level::avx512
                              : name == "avx2" ? simd_level::avx2
                                               : simd_level::portable;
    if ((wanted == simd_level::portable && name != "portable") || !is_supported(wanted)) {
        std::string message("passk: PASSK_SIMD is '");
        message += name;
        message += "'; this machine supports portable";
        message += is_supported(simd_level::avx2) ? ", avx2" : "";
        message += is_supported(simd_level::avx512) ? ", avx512" : "";
        detail::fail_precondition(message);
    }
    return wanted;
}

}  // namespace passk

#endif  // PASSK_CORE_SIMD_LEVEL_HPP
