// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_DETAIL_RUN_WITH_HPP
#define PASSK_ADAPTER_TINY_LM_DETAIL_RUN_WITH_HPP

#include <passk/adapter/tiny_lm/detail/arithmetic.hpp>
#include <passk/core/simd_level.hpp>

// One function body, compiled for each set of instructions and chosen at run time.
namespace passk::adapter::tiny_lm::detail {

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

/// Calls body.run<Arithmetic>() with the arithmetic for instructions that are supported. What
/// `run` is made of must be always_inline to be compiled for those instructions.
template <class Body>
void run_with(simd_level which, const Body& body) {
    switch (which) {
#if defined(__x86_64__)
        case simd_level::avx512: return run_avx512(body);
        case simd_level::avx2: return run_avx2(body);
#endif
        default: body.template run<portable_arithmetic>();
    }
}

}  // namespace passk::adapter::tiny_lm::detail

#endif  // PASSK_ADAPTER_TINY_LM_DETAIL_RUN_WITH_HPP
