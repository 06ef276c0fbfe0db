// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_STATISTICS_COMPENSATED_SUM_HPP
#define PASSK_STATISTICS_COMPENSATED_SUM_HPP

namespace passk {

/// A running sum of doubles that also carries what rounding took away.
///
/// Terms are added one by one in the caller's order, so that reading them in other pieces cannot
/// change the result. Infinite terms are allowed; +inf and -inf together are not.
///
/// @par Accuracy
/// |value() - exact| <= 2^-53 |exact| + n^2 2^-106 sum |x_i|: for terms of one sign and up to a
/// million of them, the exact sum rounded once, or its neighbour.
/// @par Cost
/// seven additions and a comparison a term.
/// @par Source
/// Neumaier 1974, ZAMM 54, 39-51; bound: Ogita, Rump, Oishi 2005, SIAM J. Sci. Comput. 26(6).
class compensated_sum {
public:
    constexpr void add(double x) noexcept {
        const double sum = sum_ + x;
        const bool larger = (sum_ < 0.0 ? -sum_ : sum_) >= (x < 0.0 ? -x : x);
        lost_ += larger ? (sum_ - sum) + x : (x - sum) + sum_;
        sum_ = sum;
    }

    [[nodiscard]] constexpr double value() const noexcept {
        // Once a term was infinite, what was lost is inf - inf and says nothing.
        return sum_ - sum_ == 0.0 ? sum_ + lost_ : sum_;
    }

private:
    double sum_ = 0.0;
    double lost_ = 0.0;
};

}  // namespace passk

#endif  // PASSK_STATISTICS_COMPENSATED_SUM_HPP
