// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_OUTCOME_VERDICT_COUNTS_HPP
#define PASSK_OUTCOME_VERDICT_COUNTS_HPP

#include <passk/core/defined_stream.hpp>
#include <passk/outcome/tally.hpp>
#include <passk/outcome/verdict.hpp>

#include <cstdint>
#include <iosfwd>

namespace passk {

/// How the completions of one problem by one model came out. What was not decided and what was
/// never drawn stand apart from what was wrong.
struct verdict_counts {
    std::uint64_t correct = 0;
    std::uint64_t incorrect = 0;
    std::uint64_t undecided = 0;  ///< drawn, but no verdict could be reached
    std::uint64_t missing = 0;    ///< asked for, but never drawn or lost

    /// Completions that were drawn, decided or not.
    [[nodiscard]] constexpr std::uint64_t drawn() const noexcept {
        return correct + incorrect + undecided;
    }

    constexpr void add(verdict v) noexcept {
        switch (v) {
            case verdict::correct: ++correct; break;
            case verdict::incorrect: ++incorrect; break;
            case verdict::undecided: ++undecided; break;
        }
    }

    /// n and c of the problem. Missing completions are never trials.
    [[nodiscard]] constexpr tally to_tally(undecided_rule rule) const {
        const std::uint64_t decided = correct + incorrect;
        return {rule == undecided_rule::not_correct ? decided + undecided : decided, correct};
    }

    constexpr verdict_counts& operator+=(const verdict_counts& other) noexcept {
        correct += other.correct;
        incorrect += other.incorrect;
        undecided += other.undecided;
        missing += other.missing;
        return *this;
    }

    friend constexpr bool operator==(const verdict_counts&, const verdict_counts&) = default;

    /// Writes for example "3 correct, 5 incorrect, 1 undecided, 0 missing".
    template <class Char, class Traits>
        requires defined_stream<std::basic_ostream<Char, Traits>>
    friend std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                                        const verdict_counts& counts) {
        return out << counts.correct << " correct, " << counts.incorrect << " incorrect, "
                   << counts.undecided << " undecided, " << counts.missing << " missing";
    }
};

}  // namespace passk

#endif  // PASSK_OUTCOME_VERDICT_COUNTS_HPP
