// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_OUTCOME_SUCCESS_SHARE_HPP
#define PASSK_OUTCOME_SUCCESS_SHARE_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/core/uint128.hpp>
#include <passk/outcome/tally.hpp>

#include <cstdint>

namespace passk {

/// A share tau of attempts or samples, as the fraction that was meant: 0.7 of 10 attempts are
/// 7, and 0.1 of 10 is 1, although as a double 0.1 is a little more than 1/10.
class success_share {
public:
    /// @pre  denominator >= 1; numerator <= denominator
    /// @throws domain_error otherwise
    constexpr success_share(std::uint64_t numerator, std::uint64_t denominator)
        : numerator_(numerator), denominator_(denominator) {
        detail::expects(denominator >= 1 && numerator <= denominator,
                        "passk::success_share: the share must lie in [0, 1]");
    }

    /// The fraction of whole numbers that this double stands for: the first convergent of its
    /// continued fraction that rounds to it.
    /// @pre  share is 0, or 2^-60 <= share <= 1
    /// @throws domain_error otherwise, NaN included
    constexpr success_share(double share) {
        detail::expects(share >= 0.0 && share <= 1.0,
                        "passk::success_share: the share must lie in [0, 1]");
        detail::expects(share == 0.0 || share >= 0x1p-60,
                        "passk::success_share: the share is too close to 0 for a fraction");
        // share = rest / whole, exactly.
        uint128 whole = 1;
        for (; share != static_cast<double>(static_cast<std::uint64_t>(share)); share *= 2.0) {
            whole *= 2;
        }
        uint128 rest = static_cast<std::uint64_t>(share);
        const double meant = share / static_cast<double>(whole);
        // The convergents of rest / whole, by Euclid's algorithm.
        std::uint64_t older_numerator = 0;
        std::uint64_t older_denominator = 1;
        numerator_ = 1;
        denominator_ = 0;
        do {
            const auto step = static_cast<std::uint64_t>(rest / whole);
            const uint128 remainder = rest - step * whole;
            rest = whole;
            whole = remainder;
            const std::uint64_t next_numerator = step * numerator_ + older_numerator;
            const std::uint64_t next_denominator = step * denominator_ + older_denominator;
            older_numerator = numerator_;
            older_denominator = denominator_;
            numerator_ = next_numerator;
            denominator_ = next_denominator;
        } while (static_cast<double>(numerator_) / static_cast<double>(denominator_) != meant);
    }

    [[nodiscard]] constexpr std::uint64_t numerator() const noexcept { return numerator_; }
    [[nodiscard]] constexpr std::uint64_t denominator() const noexcept { return denominator_; }

    /// The fewest successes in `attempts` that reach the share: ceil(tau k), exactly.
    [[nodiscard]] constexpr std::uint64_t required(attempt_count attempts) const noexcept {
        const uint128 scaled = uint128{numerator_} * attempts;
        return static_cast<std::uint64_t>(scaled / denominator_
                                          + (scaled % denominator_ != 0 ? 1U : 0U));
    }

    /// Whether c/n >= tau, exactly. A problem without trials reaches only 0.
    [[nodiscard]] constexpr bool reached_by(tally counts) const noexcept {
        return counts.successes() >= required(counts.trials())
               && (counts.trials() > 0 || numerator_ == 0);
    }

private:
    std::uint64_t numerator_ = 0;
    std::uint64_t denominator_ = 1;
};

}  // namespace passk

#endif  // PASSK_OUTCOME_SUCCESS_SHARE_HPP
