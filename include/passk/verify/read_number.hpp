// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_READ_NUMBER_HPP
#define PASSK_VERIFY_READ_NUMBER_HPP

#include <passk/core/separate_compilation.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <optional>
#include <string_view>

namespace passk {

/// A plain number with what was written: its value exactly, and how many decimals it shows.
struct written_number {
    boost::multiprecision::cpp_rational value{};
    unsigned decimals = 0;
};

/// Reads a plain number: a sign (+, - or U+2212), digits with thousands separated by commas,
/// spaces or LaTeX's small spaces, a decimal fraction, an exponent (e5, or times a power of 10), or
/// two such integers as a fraction a/b; a currency sign before or a per cent sign behind, which
/// divides by 100. Nothing for anything else, for more than 1000 digits and for exponents beyond
/// 1000.
[[nodiscard]] PASSK_INLINE std::optional<written_number> read_number(std::string_view text);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/verify/impl/read_number.ipp>
#endif

#endif  // PASSK_VERIFY_READ_NUMBER_HPP
