// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math_equivalent.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

// The input is two answers with a zero byte or a line break between them; without one, the text is
// compared with itself. Any crash, and any verdict that changes with the order or refutes a text
// against itself, is a finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using passk::verdict;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t cut = input.find_first_of(std::string_view("\0\n", 2));
    const std::string_view a = input.substr(0, cut);
    const std::string_view b = cut == std::string_view::npos ? a : input.substr(cut + 1);
    // The pieces that the lexer takes are the text.
    std::vector<passk::detail::math::text_piece> account;
    static_cast<void>(passk::detail::math::lexer(a, {}).tokens(&account));
    std::size_t at = 0;
    for (const auto& piece : account) {
        if (piece.begin != at || piece.end <= at) {
            std::abort();
        }
        at = piece.end;
    }
    if (at != a.size()) {
        std::abort();
    }
    passk::math_policy policy;
    policy.rounding = passk::rounding_rule::exact;  // the symmetric rule
    policy.fuel = 20'000;
    const verdict forth = passk::math_equivalent(a, b, policy).v;
    const verdict back = passk::math_equivalent(b, a, policy).v;
    if (forth != back) {
        std::abort();
    }
    if (passk::math_equivalent(a, a, policy).v == verdict::incorrect) {
        std::abort();
    }
    return 0;
}
