// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_SAMPLE_RANGE_HPP
#define PASSK_VERIFY_SAMPLE_RANGE_HPP

#include <passk/sample/completion.hpp>

#include <range/v3/range/concepts.hpp>
#include <range/v3/range/traits.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>

namespace passk {

/// A range whose elements are completions or texts: containers, spans, views of range-v3.
template <class R>
concept sample_range = ranges::input_range<R> &&(
    std::same_as<
        std::remove_cvref_t<ranges::range_reference_t<R>>,
        completion> || std::convertible_to<ranges::range_reference_t<R>, std::string_view>);

namespace detail {

inline std::string_view sample_text(const completion& sample) noexcept {
    return sample.text;
}
inline std::string_view sample_text(std::string_view text) noexcept {
    return text;
}

}  // namespace detail
}  // namespace passk

#endif  // PASSK_VERIFY_SAMPLE_RANGE_HPP
