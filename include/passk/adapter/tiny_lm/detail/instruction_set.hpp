// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_DETAIL_INSTRUCTION_SET_HPP
#define PASSK_ADAPTER_TINY_LM_DETAIL_INSTRUCTION_SET_HPP

#include <passk/adapter/tiny_lm/detail/arithmetic.hpp>
#include <passk/core/error.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

// One function body, compiled for each set of instructions and chosen at run time.
namespace passk::adapter::tiny_lm::detail {

enum class instruction_set : std::uint8_t { portable, avx2, avx512 };

[[nodiscard]] inline bool is_supported(instruction_set which) noexcept {
#if defined(__x86_64__)
    switch (which) {
        case instruction_set::avx512:
            return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("fma") != 0;
        case instruction_set::avx2:
            return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
        case instruction_set::portable: return true;
    }
#endif
    return which == instruction_set::portable;
}

// The widest instructions that this machine has, or those that the environment variable
// PASSK_SIMD names: portable, avx2 or avx512. Results are the same; only the time differs.
// Throws domain_error for any other name, or for instructions that the machine lacks.
[[nodiscard]] inline instruction_set best_instruction_set() {
    const char* const forced = std::getenv("PASSK_SIMD");
    if (forced == nullptr || *forced == '\0') {
        return is_supported(instruction_set::avx512) ? instruction_set::avx512
               : is_supported(instruction_set::avx2) ? instruction_set::avx2
                                                     : instruction_set::portable;
    }
    const std::string_view name(forced);
    const instruction_set wanted = name == "avx512" ? instruction_set::avx512
                                   : name == "avx2" ? instruction_set::avx2
                                                    : instruction_set::portable;
    if ((wanted == instruction_set::portable && name != "portable") || !is_supported(wanted)) {
        passk::detail::fail_precondition("passk: PASSK_SIMD is '" + std::string(name)
                                         + "', which is none of portable, avx2, avx512, or not "
                                           "to be had on this machine");
    }
    return wanted;
}

#if defined(__x86_64__)
template <class Body>
[[gnu::target("avx512f,avx2,fma")]] void run_avx512(const Body& body) {
    body.template run<avx512_arithmetic>();
}
template <class Body>
[[gnu::target("avx2,fma")]] void run_avx2(const Body& body) {
    body.template run<avx2_arithmetic>();
}
#endif

/// Calls body.run<Arithmetic>() with the arithmetic of an instruction set that is supported. What
/// `run` is made of must be always_inline to be compiled for those instructions.
template <class Body>
void run_with(instruction_set which, const Body& body) {
    switch (which) {
#if defined(__x86_64__)
        case instruction_set::avx512: return run_avx512(body);
        case instruction_set::avx2: return run_avx2(body);
#endif
        default: body.template run<portable_arithmetic>();
    }
}

}  // namespace passk::adapter::tiny_lm::detail

#endif  // PASSK_ADAPTER_TINY_LM_DETAIL_INSTRUCTION_SET_HPP
