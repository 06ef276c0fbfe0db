// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_READ_CHOICE_HPP
#define PASSK_VERIFY_READ_CHOICE_HPP

#include <passk/core/separate_compilation.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace passk {

/// A set of options of a multiple-choice problem, A to Z.
class choice_set {
public:
    constexpr choice_set() noexcept = default;

    /// @param index  0 is A; at most 25
    constexpr void insert(std::size_t index) noexcept { bits_ |= index < 26 ? 1U << index : 0U; }
    [[nodiscard]] constexpr bool contains(std::size_t index) const noexcept {
        return index < 26 && (bits_ >> index & 1U) != 0;
    }
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    [[nodiscard]] constexpr std::size_t size() const noexcept {
        std::size_t count = 0;
        for (std::uint32_t rest = bits_; rest != 0; rest &= rest - 1) {
            ++count;
        }
        return count;
    }
    /// The letters in order, such as "AC".
    [[nodiscard]] std::string letters() const {
        std::string out;
        for (std::size_t i = 0; i < 26; ++i) {
            if (contains(i)) {
                out += static_cast<char>('A' + i);
            }
        }
        return out;
    }
    friend constexpr bool operator==(choice_set, choice_set) = default;

private:
    std::uint32_t bits_ = 0;
};

/// An answer that names options, and what stands behind a single letter.
struct choice_reading {
    choice_set choices{};
    std::string option_text{};  ///< "Paris" of "B. Paris"
};

/// Reads an answer that consists of option letters in one of their usual guises:
/// B, (B), [B], B), B., **B**, the same in a LaTeX font, Option B, B) Paris, A and C, (A), (C),
/// ACD, B is correct, and the Chinese forms. Lower-case letters count alone or in brackets.
///
/// @param answer   an extracted answer, not a whole response
/// @param options  how many options there are; letters beyond are no options
/// @returns        nothing if the answer is anything else: "A triangle" names no option
[[nodiscard]] PASSK_INLINE std::optional<choice_reading> read_choice(std::string_view answer,
                                                                     std::size_t options = 10);

/// The option texts of a prompt: the last run of markers A, B, C ... in one style, (A) or A) or A.
/// or A: at the beginning of lines or behind white space. Empty if there is none.
[[nodiscard]] PASSK_INLINE std::vector<std::string> read_options(std::string_view question);

/// Letters of a permuted presentation from the letters of the original order, for a gold letter
/// of a problem whose options were shown in another order.
///
/// @param original  letters in the order of the data set
/// @param order     order[i] is the original index of the option shown at place i
/// @returns         the letters of the same options as shown
[[nodiscard]] constexpr choice_set as_shown(choice_set original,
                                            std::span<const std::size_t> order) noexcept {
    choice_set shown;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (original.contains(order[i])) {
            shown.insert(i);
        }
    }
    return shown;
}

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/verify/impl/read_choice.ipp>
#endif

#endif  // PASSK_VERIFY_READ_CHOICE_HPP
