// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXACT_DETAIL_COMBINATIONS_HPP
#define PASSK_EXACT_DETAIL_COMBINATIONS_HPP

#include <passk/exact/pass_at_k.hpp>

#include <concepts>
#include <cstdint>

namespace passk::detail {

// top (top - 1) ... (top - factors + 1), by halves so that the factors of a product are alike.
inline exact::integer falling_factorial(std::uint64_t top, std::uint64_t factors) {
    if (factors <= 16) {
        exact::integer product = 1;
        for (std::uint64_t i = 0; i < factors; ++i) {
            product *= top - i;
        }
        return product;
    }
    const std::uint64_t half = factors / 2;
    return falling_factorial(top, half) * falling_factorial(top - half, factors - half);
}

// C(n, k).
inline exact::integer combinations(std::uint64_t n, std::uint64_t k) {
    if (k > n) {
        return 0;
    }
    const std::uint64_t factors = k < n - k ? k : n - k;
    return falling_factorial(n, factors) / falling_factorial(factors, factors);
}

// The fraction over a whole number. Boost 1.81 gives 1 for 1 / integer, hence the conversion.
inline exact::rational divided(const exact::rational& fraction, std::uint64_t by) {
    return fraction / exact::rational(by);
}

// A fraction in the caller's number type: itself, or rounded.
template <class Real>
Real to_number(const exact::rational& fraction) {
    if constexpr (std::same_as<Real, exact::rational>) {
        return fraction;
    } else if constexpr (std::floating_point<Real>) {
        return fraction.convert_to<Real>();
    } else {
        return Real(numerator(fraction)) / Real(denominator(fraction));
    }
}

}  // namespace passk::detail

#endif  // PASSK_EXACT_DETAIL_COMBINATIONS_HPP
