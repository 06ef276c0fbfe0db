// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_ATTEMPT_COUNT_HPP
#define PASSK_CORE_ATTEMPT_COUNT_HPP

#include <passk/core/error.hpp>

#include <concepts>
#include <cstdint>
#include <string>

namespace passk {

namespace detail {

template <class T, class... Others>
concept any_of_types = (std::same_as<T, Others> || ...);

}  // namespace detail

/// An integer that counts: up to 64 bits, signed or not, but neither bool nor a character.
template <class T>
concept counting_integer =
    std::integral<T> && sizeof(T) <= sizeof(std::uint64_t)
    && !detail::any_of_types<T, bool, char, wchar_t, char8_t, char16_t, char32_t>;

/// A number of attempts, k, as a function takes it. It converts from what `std::uint64_t{k}`
/// accepts without narrowing: an unsigned integer, or a constant of a signed type that is not
/// negative. A floating number, a bool, a negative constant and a signed variable do not compile;
/// a signed variable that is known to be not negative converts by checked_attempts(k).
class attempt_count {
public:
    template <counting_integer T>
        requires std::unsigned_integral<T>
    constexpr attempt_count(T k) noexcept : k_(k) {}

    template <counting_integer T>
        requires std::signed_integral<T>
    consteval attempt_count(T nonnegative_constant)
        : k_(static_cast<std::uint64_t>(nonnegative_constant)) {
        detail::expects(nonnegative_constant >= 0,
                        "passk::attempt_count: k must be at least 1, not negative");
    }

    [[nodiscard]] constexpr operator std::uint64_t() const noexcept { return k_; }

private:
    std::uint64_t k_;
};

/// The number of attempts that a signed integer holds.
/// @throws domain_error that gives k if it is negative
template <counting_integer T>
[[nodiscard]] constexpr std::uint64_t checked_attempts(T k) {
    if constexpr (std::signed_integral<T>) {
        if (k < 0) [[unlikely]] {
            detail::fail_precondition("passk::attempts: k = " + std::to_string(k)
                                      + " is negative; k must be at least 1");
        }
    }
    return static_cast<std::uint64_t>(k);
}

}  // namespace passk

#endif  // PASSK_CORE_ATTEMPT_COUNT_HPP
