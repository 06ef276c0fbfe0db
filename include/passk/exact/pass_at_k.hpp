// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXACT_PASS_AT_K_HPP
#define PASSK_EXACT_PASS_AT_K_HPP

#include <passk/core/error.hpp>
#include <passk/outcome/tally.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <cstdint>

namespace passk::exact {

using integer = boost::multiprecision::cpp_int;
using rational = boost::multiprecision::cpp_rational;

/// passk::pass_at_k as a fraction in lowest terms. Same contract; no rounding anywhere.
///
/// @par Cost
/// min(c, k) big-number multiplications of O(min(c, k) log n) bits, one gcd.
[[nodiscard]] inline rational pass_at_k(tally counts, std::uint64_t k) {
    detail::expects_attempts("passk::exact::pass_at_k", k, counts.trials());

    const std::uint64_t n = counts.trials();
    const std::uint64_t factors = counts.successes() < k ? counts.successes() : k;
    const std::uint64_t other = counts.successes() < k ? k : counts.successes();
    if (n - other < factors) {
        return rational(1);
    }
    integer miss = 1;
    integer total = 1;
    for (std::uint64_t i = 0; i < factors; ++i) {
        miss *= n - other - i;
        total *= n - i;
    }
    return rational(integer(total - miss), total);
}

}  // namespace passk::exact

#endif  // PASSK_EXACT_PASS_AT_K_HPP
