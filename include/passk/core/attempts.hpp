// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_ATTEMPTS_HPP
#define PASSK_CORE_ATTEMPTS_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/core/shared_span.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace passk {

/// A range of integers of any width: a container, an array, or a view of the standard library or of
/// range-v3.
template <class Range>
concept range_of_integers =
    readable_range<Range> && counting_integer<std::remove_cvref_t<element_of<Range>>>;

/// A list of numbers of attempts, k, in any order: what every function of several k takes. It
/// converts from a list in braces, from any range of integers, and from the grids below:
///
///     mean_pass_at_k_curve(problems, {1, 2, 4});
///     mean_pass_at_k_curve(problems, std::views::iota(1, 9));
///     mean_pass_at_k_curve(problems, doubling_attempts(128));
///
/// It views an lvalue or a span of std::uint64_t, which must outlive it, and keeps the elements of
/// anything else itself; copies share them. Floating numbers, bools and, in braces, negative
/// constants and signed variables do not compile.
class attempts {
public:
    using value_type = std::uint64_t;

    /// The values in braces, which may be none.
    attempts(std::initializer_list<attempt_count> ks)
        : ks_(std::vector<std::uint64_t>(ks.begin(), ks.end())) {}

    /// The elements of a range of integers.
    /// @throws domain_error that gives the first negative element
    template <class Range>
        requires(!std::same_as<std::remove_cvref_t<Range>, attempts> && range_of_integers<Range>)
    constexpr attempts(Range&& ks) : ks_(checked(std::forward<Range>(ks))) {}

    [[nodiscard]] constexpr const std::uint64_t* data() const noexcept { return ks_.data(); }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return ks_.size(); }
    [[nodiscard]] constexpr bool empty() const noexcept { return ks_.empty(); }
    [[nodiscard]] constexpr const std::uint64_t* begin() const noexcept { return ks_.begin(); }
    [[nodiscard]] constexpr const std::uint64_t* end() const noexcept { return ks_.end(); }
    /// @pre i < size()
    [[nodiscard]] constexpr std::uint64_t operator[](std::size_t i) const { return ks_[i]; }

private:
    template <class Range>
    static constexpr shared_span<std::uint64_t> checked(Range&& ks) {
        using integer = std::remove_cvref_t<element_of<Range>>;
        if constexpr (std::same_as<integer, std::uint64_t>) {
            return std::forward<Range>(ks);
        } else {
            return {ks, [](integer k) { return checked_attempts(k); }};
        }
    }

    shared_span<std::uint64_t> ks_;
};

/// 1, 2, ..., largest: every number of attempts, the whole curve.
/// @pre     largest >= 1
/// @throws  domain_error otherwise.
[[nodiscard]] inline std::vector<std::uint64_t> all_attempts(attempt_count largest) {
    detail::expects(largest >= 1, "passk::all_attempts: the largest k must be at least 1");
    std::vector<std::uint64_t> ks(static_cast<std::size_t>(largest));
    for (std::size_t i = 0; i < ks.size(); ++i) {
        ks[i] = i + 1;
    }
    return ks;
}

/// 1, 2, 4, ... up to largest, and largest itself if it is no power of two.
/// @pre     largest >= 1
/// @throws  domain_error otherwise.
[[nodiscard]] inline std::vector<std::uint64_t> doubling_attempts(attempt_count largest) {
    detail::expects(largest >= 1, "passk::doubling_attempts: the largest k must be at least 1");
    std::vector<std::uint64_t> ks;
    for (std::uint64_t k = 1; k < largest; k *= 2) {
        ks.push_back(k);
        if (k > largest / 2) {
            break;
        }
    }
    ks.push_back(largest);
    return ks;
}

/// The grid of the paper's curves: the distinct floor(2^(j/4)), j = 0, 1, ..., up to largest:
/// 1, 2, 3, 4, 5, 6, 8, 9, 11, 13, 16, ...
///
/// @pre     largest >= 1
/// @throws  domain_error otherwise.
/// @par Source
/// Yue et al. 2025, arXiv:2504.13837, the marker positions of figures 2, 4, 7 and 9.
[[nodiscard]] inline std::vector<std::uint64_t> paper_attempts(attempt_count largest) {
    detail::expects(largest >= 1, "passk::paper_attempts: the largest k must be at least 1");
    // floor(2^63 * 2^(r/4)) for r = 0..3; a right shift gives floor(2^(q + r/4)) exactly.
    constexpr std::array<std::uint64_t, 4> quarter_powers = {
        0x8000000000000000U, 0x9837F0518DB8A96FU, 0xB504F333F9DE6484U, 0xD744FCCAD69D6AF4U};
    std::vector<std::uint64_t> ks;
    for (unsigned j = 0; j / 4 <= 63; ++j) {
        const std::uint64_t k = quarter_powers[j % 4] >> (63 - j / 4);
        if (k > largest) {
            break;
        }
        if (ks.empty() || ks.back() != k) {
            ks.push_back(k);
        }
    }
    return ks;
}

}  // namespace passk

#endif  // PASSK_CORE_ATTEMPTS_HPP
