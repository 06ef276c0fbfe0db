// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_OUTCOME_PROBLEM_TALLIES_HPP
#define PASSK_OUTCOME_PROBLEM_TALLIES_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/core/shared_span.hpp>
#include <passk/outcome/tally.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace passk {

/// The tallies of a benchmark, one a problem, and the problems' names where they are known, for
/// messages. What every estimator of a whole benchmark takes. It converts from any range of
/// tallies, from a range of the caller's own structs with a projection to their tallies, and from
/// tallies in braces:
///
///     mean_pass_at_k(tallies, 8);
///     mean_pass_at_k({rows, &row::counts}, 8);
///     mean_pass_at_k({rows, [](const row& r) { return tally(r.n, r.c); }, &row::name}, 8);
///     mean_pass_at_k({{128, 3}, {128, 70}}, 8);
///
/// It views an lvalue or a span of tallies in one piece of memory, which must outlive it, and keeps
/// the tallies of any other range itself; copies take constant time and share them.
class problem_tallies {
public:
    /// The tallies of a range. Messages call the problems by their position, from 0.
    template <class Range>
        requires(!std::same_as<std::remove_cvref_t<Range>,
                               problem_tallies> && range_convertible_to<Range, tally>)
    constexpr problem_tallies(Range&& tallies) : tallies_(std::forward<Range>(tallies)) {}

    /// Tallies in braces: {{n, c}, {n, c}, ...}.
    constexpr problem_tallies(std::initializer_list<tally> tallies) : tallies_(tallies) {}

    /// The tallies and the names of two ranges.
    /// @pre     as many names as tallies
    /// @throws  domain_error otherwise.
    template <class Range, class Names>
        requires(range_convertible_to<Range, tally>&& range_convertible_to<Names, std::string_view>)
    constexpr problem_tallies(Range&& tallies, Names&& names)
        : tallies_(std::forward<Range>(tallies)),
          names_(names_of(std::forward<Names>(names), no_projection())) {
        detail::expects(names_.size() == tallies_.size(),
                        "passk::problem_tallies: there must be one name for each tally");
    }

    /// The tallies of a range of structs.
    /// @param counts  gives the tally of an element: a data member, a member function or a callable
    template <class Range, class Projection>
        requires range_convertible_to<Range, tally, Projection>
    constexpr problem_tallies(Range&& rows, Projection counts)
        : tallies_(std::forward<Range>(rows), std::move(counts)) {}

    /// The tallies and the names of a range of structs.
    /// @param counts  gives the tally of an element
    /// @param name    gives the name of an element
    template <class Range, class Projection, class NameProjection>
        requires(range_convertible_to<const Range, tally, Projection>&&
                     range_convertible_to<const Range, std::string_view, NameProjection>)
    constexpr problem_tallies(const Range& rows, Projection counts, NameProjection name)
        : tallies_(rows, std::move(counts)), names_(names_of(rows, std::move(name))) {}

    [[nodiscard]] constexpr std::size_t size() const noexcept { return tallies_.size(); }
    [[nodiscard]] constexpr bool empty() const noexcept { return tallies_.empty(); }
    /// @pre i < size()
    [[nodiscard]] constexpr const tally& operator[](std::size_t i) const { return tallies_[i]; }
    [[nodiscard]] constexpr const tally* data() const noexcept { return tallies_.data(); }
    [[nodiscard]] constexpr const tally* begin() const noexcept { return tallies_.begin(); }
    [[nodiscard]] constexpr const tally* end() const noexcept { return tallies_.end(); }

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
    constexpr void expects_attempts(std::string_view function, attempt_count k) const {
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
    template <class Range, class Projection>
    static constexpr shared_span<std::string> names_of(Range&& range, Projection name) {
        if constexpr (
            std::same_as<
                Projection,
                no_projection> && std::same_as<std::remove_cvref_t<element_of<Range>>, std::string>) {
            return shared_span<std::string>(std::forward<Range>(range));
        } else {
            return shared_span<std::string>(range, [&name](auto&& element) {
                return std::string(std::string_view(
                    passk::project(name, std::forward<decltype(element)>(element))));
            });
        }
    }

    shared_span<tally> tallies_;
    shared_span<std::string> names_{};
};

}  // namespace passk

#endif  // PASSK_OUTCOME_PROBLEM_TALLIES_HPP
