// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_OUTCOME_PROBLEM_TALLIES_HPP
#define PASSK_OUTCOME_PROBLEM_TALLIES_HPP

#include <passk/core/error.hpp>
#include <passk/outcome/tally.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace passk {

/// What every estimator of a whole benchmark reads: one tally a problem, and the problems'
/// names where they are known, so that a refusal can say which problem it means. A view:
/// cheap to copy, and what it looks at must outlive it.
class problem_tallies {
public:
    /// Tallies without names; problems are called by their position, from 0.
    constexpr problem_tallies(std::span<const tally> tallies) noexcept : tallies_(tallies) {}
    template <class Range>
        requires(!std::same_as<
                     std::remove_cvref_t<Range>,
                     problem_tallies> && std::convertible_to<const Range&, std::span<const tally>>)
    constexpr problem_tallies(const Range& tallies) noexcept
        : tallies_(static_cast<std::span<const tally>>(tallies)) {}

    /// @pre names.size() == tallies.size()
    constexpr problem_tallies(std::span<const tally> tallies, std::span<const std::string> names)
        : tallies_(tallies), names_(names) {
        detail::expects(names.size() == tallies.size(),
                        "passk::problem_tallies: there must be one name for each tally");
    }

    [[nodiscard]] constexpr std::size_t size() const noexcept { return tallies_.size(); }
    [[nodiscard]] constexpr bool empty() const noexcept { return tallies_.empty(); }
    [[nodiscard]] constexpr const tally& operator[](std::size_t i) const { return tallies_[i]; }
    [[nodiscard]] constexpr auto begin() const noexcept { return tallies_.begin(); }
    [[nodiscard]] constexpr auto end() const noexcept { return tallies_.end(); }

    /// The problem's name in quotes, or its position, for messages.
    [[nodiscard]] std::string name(std::size_t i) const {
        if (names_.empty()) {
            return "problem " + std::to_string(i);
        }
        std::string quoted("problem '");
        quoted += names_[i];
        quoted += '\'';
        return quoted;
    }

    /// The fewest trials of any problem: the largest k that all of them can answer.
    /// @pre !empty()
    [[nodiscard]] constexpr std::uint64_t min_trials() const {
        detail::expects(!empty(), "passk::problem_tallies::min_trials: there is no problem");
        std::uint64_t fewest = tallies_[0].trials();
        for (const tally& counts : tallies_) {
            fewest = counts.trials() < fewest ? counts.trials() : fewest;
        }
        return fewest;
    }

    /// Checks, for `function`, that there is a problem and that 1 <= k <= n for all of them.
    /// @throws domain_error that names function, k, n and the first problem that fails
    constexpr void expects_attempts(std::string_view function, std::uint64_t k) const {
        if (empty()) [[unlikely]] {
            detail::fail_precondition(std::string(function) + ": there is no problem");
        }
        for (std::size_t i = 0; i < tallies_.size(); ++i) {
            if (k < 1 || k > tallies_[i].trials()) [[unlikely]] {
                detail::fail_attempts(function, k, tallies_[i].trials(), name(i));
            }
        }
    }

private:
    std::span<const tally> tallies_;
    std::span<const std::string> names_{};
};

}  // namespace passk

#endif  // PASSK_OUTCOME_PROBLEM_TALLIES_HPP
