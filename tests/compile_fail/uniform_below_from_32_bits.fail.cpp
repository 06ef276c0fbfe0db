// SPDX-License-Identifier: Apache-2.0
// expect: static assertion failed|static_assert failed
#include <passk/core/random_bits.hpp>

#include <random>
std::uint64_t draw(std::mt19937& bits) {
    return passk::uniform_below(bits, 6);
}
