// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_DETAIL_SIMD_PATH_HPP
#define PASSK_ESTIMATE_DETAIL_SIMD_PATH_HPP

#include <passk/core/error.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace passk::detail {

// The instruction sets that kernels are compiled for. All give the same bits.
enum class simd_path : std::uint8_t { portable, avx2, avx512 };

inline bool is_supported(simd_path path) noexcept {
#if defined(__x86_64__)
    switch (path) {
        case simd_path::avx512: return __builtin_cpu_supports("avx512f") != 0;
        case simd_path::avx2:
            return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
        case simd_path::portable: return true;
    }
#endif
    return path == simd_path::portable;
}

// The fastest one that this machine has, or the one that the environment variable PASSK_SIMD
// names: portable, avx2 or avx512.
inline simd_path select_simd_path() {
    const char* const forced = std::getenv("PASSK_SIMD");
    if (forced == nullptr || *forced == '\0') {
        if (is_supported(simd_path::avx512)) {
            return simd_path::avx512;
        }
        return is_supported(simd_path::avx2) ? simd_path::avx2 : simd_path::portable;
    }
    const std::string_view name(forced);
    if (name == "portable") {
        return simd_path::portable;
    }
    const simd_path path = name == "avx512" ? simd_path::avx512 : simd_path::avx2;
    if ((name != "avx512" && name != "avx2") || !is_supported(path)) {
        fail_precondition("passk: PASSK_SIMD = " + std::string(name)
                          + " is none of portable, avx2, avx512, or not supported here");
    }
    return path;
}

inline simd_path current_simd_path() {
    static const simd_path path = select_simd_path();
    return path;
}

}  // namespace passk::detail

#endif  // PASSK_ESTIMATE_DETAIL_SIMD_PATH_HPP
