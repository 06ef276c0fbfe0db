// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXACT_DETAIL_WIDE_INTEGER_HPP
#define PASSK_EXACT_DETAIL_WIDE_INTEGER_HPP

#include <passk/core/uint128.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

namespace passk::detail {

// A natural number as 64-bit limbs, least first, with the few operations by one word that the
// recurrences need. cpp_int divides without knowing that the division is exact, at ten times the
// cost.
class wide_integer {
public:
    explicit wide_integer(std::uint64_t value = 0) : limbs_(1, value) {}

    // *this * factor / divisor. Needs a divisor other than 0 that leaves no rest. One pass from the
    // least limb up: the product, less its trailing zeros, meets Jebelean's exact division, a
    // multiplication by the divisor's inverse modulo 2^64 for each limb.
    void multiply_and_divide_exactly(std::uint64_t factor, std::uint64_t divisor) {
        const auto zeros = static_cast<unsigned>(std::countr_zero(divisor));
        divisor >>= zeros;
        std::uint64_t inverse = (3 * divisor) ^ 2U;  // right to 5 bits; each step doubles them
        for (int step = 0; step < 4; ++step) {
            inverse *= 2 - divisor * inverse;
        }
        limbs_.push_back(0);  // for the product's carry
        std::uint64_t carry = 0;
        std::uint64_t borrow = 0;
        std::uint64_t below = 0;
        for (std::size_t i = 0; i <= limbs_.size(); ++i) {
            std::uint64_t product_limb = 0;
            if (i < limbs_.size()) {
                const uint128 product = uint128{limbs_[i]} * factor + carry;
                product_limb = static_cast<std::uint64_t>(product);
                carry = static_cast<std::uint64_t>(product >> 64U);
            }
            if (i > 0) {
                const std::uint64_t shifted =
                    (below >> zeros) | ((product_limb << 1U) << (63U - zeros));
                const std::uint64_t quotient = (shifted - borrow) * inverse;
                const std::uint64_t wrapped = shifted < borrow ? 1 : 0;
                limbs_[i - 1] = quotient;
                borrow = static_cast<std::uint64_t>((uint128{quotient} * divisor) >> 64U) + wrapped;
            }
            below = product_limb;
        }
        while (limbs_.size() > 1 && limbs_.back() == 0) {
            limbs_.pop_back();
        }
    }

    void add_multiple(const wide_integer& other, std::uint64_t factor) {
        if (limbs_.size() < other.limbs_.size()) {
            limbs_.resize(other.limbs_.size(), 0);
        }
        std::uint64_t carry = 0;
        std::size_t i = 0;
        for (; i < other.limbs_.size(); ++i) {
            const uint128 sum = uint128{other.limbs_[i]} * factor + limbs_[i] + carry;
            limbs_[i] = static_cast<std::uint64_t>(sum);
            carry = static_cast<std::uint64_t>(sum >> 64U);
        }
        for (; carry != 0 && i < limbs_.size(); ++i) {
            limbs_[i] += carry;
            carry = limbs_[i] < carry ? 1 : 0;
        }
        if (carry != 0) {
            limbs_.push_back(carry);
        }
    }

    [[nodiscard]] boost::multiprecision::cpp_int to_integer() const {
        boost::multiprecision::cpp_int value;
        boost::multiprecision::import_bits(value, limbs_.begin(), limbs_.end(), 64U, false);
        return value;
    }

private:
    std::vector<std::uint64_t> limbs_;
};

}  // namespace passk::detail

#endif  // PASSK_EXACT_DETAIL_WIDE_INTEGER_HPP
