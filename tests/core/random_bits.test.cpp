// SPDX-License-Identifier: Apache-2.0
#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <random>
#include <set>
#include <vector>

using passk::random_bits;
using passk::uniform_below;
using passk::uniform_unit;

static_assert(std::uniform_random_bit_generator<random_bits>);

namespace {

using block = std::array<std::uint32_t, 4>;

// Gives the words it was made with, one after another.
class scripted_bits {
public:
    using result_type = std::uint64_t;
    scripted_bits(std::initializer_list<std::uint64_t> words) : words_(words) {}
    static constexpr result_type(min)() { return 0; }
    static constexpr result_type(max)() { return (std::numeric_limits<result_type>::max)(); }
    result_type operator()() { return words_.at(used_++); }
    [[nodiscard]] std::size_t used() const { return used_; }

private:
    std::vector<std::uint64_t> words_;
    std::size_t used_ = 0;
};

// (count - expected) / standard deviation of a binomial count.
double z_score(double count, double trials, double p) {
    return (count - trials * p) / std::sqrt(trials * p * (1.0 - p));
}

// Pearson's chi-square of equal cells, standardised: mean 0, variance 1 for many degrees.
double standardised_chi_square(const std::vector<std::uint64_t>& counts) {
    double total = 0.0;
    for (const std::uint64_t count : counts) {
        total += static_cast<double>(count);
    }
    const double expected = total / static_cast<double>(counts.size());
    double chi_square = 0.0;
    for (const std::uint64_t count : counts) {
        chi_square += std::pow(static_cast<double>(count) - expected, 2) / expected;
    }
    const double degrees = static_cast<double>(counts.size()) - 1.0;
    return (chi_square - degrees) / std::sqrt(2.0 * degrees);
}

// Seeds are fixed, so these tests give the same answer on every run; a correct generator would
// exceed five standard deviations for about one seed in two million.
constexpr double bound = 5.0;

}  // namespace

TEST_CASE("random_bits: philox4x32 gives the known answers of Random123") {
    // The lines "philox4x32 10" of tests/kat_vectors, Random123 1.14.
    CHECK(random_bits::philox4x32({0, 0, 0, 0}, {0, 0})
          == block{0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8});
    CHECK(random_bits::philox4x32({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF},
                                  {0xFFFFFFFF, 0xFFFFFFFF})
          == block{0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD});
    CHECK(random_bits::philox4x32({0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344},
                                  {0xA4093822, 0x299F31D0})
          == block{0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1});
}

TEST_CASE("random_bits: philox4x32 gives the value that the C++26 standard demands") {
    // [rand.predef]: the 10000th number of a default constructed std::philox4x32, which has the
    // key 20111115 and counts blocks of four from 0, is 1955073260.
    CHECK(random_bits::philox4x32({2499, 0, 0, 0}, {20111115, 0})[3] == 1955073260);
}

TEST_CASE("random_bits: a stream is the blocks of its counter in order") {
    for (const std::uint64_t seed : {0ULL, 42ULL, 0xFEDCBA9876543210ULL}) {
        for (const std::uint64_t stream : {0ULL, 7ULL, 0x123456789ABCDEF0ULL}) {
            random_bits bits(seed, stream);
            for (std::uint32_t counter = 0; counter < 100; ++counter) {
                const block words = random_bits::philox4x32(
                    {counter, 0, static_cast<std::uint32_t>(stream & 0xFFFFFFFFU),
                     static_cast<std::uint32_t>(stream >> 32U)},
                    {static_cast<std::uint32_t>(seed & 0xFFFFFFFFU),
                     static_cast<std::uint32_t>(seed >> 32U)});
                CHECK(bits() == (std::uint64_t{words[1]} << 32U | words[0]));
                CHECK(bits() == (std::uint64_t{words[3]} << 32U | words[2]));
            }
        }
    }
}

TEST_CASE("random_bits: the first words of a seed and stream never change") {
    // From a transcription of the paper's section 3.3 in Python.
    random_bits bits(42, 7);
    CHECK(bits() == 0xE55410CC67EE6F2CU);
    CHECK(bits() == 0x557398D36C7ECA35U);
    CHECK(bits() == 0x600F6196E5DDE940U);
    CHECK(bits() == 0x2C8ED8398FCDF8F1U);
}

TEST_CASE("random_bits: can be used in constant expressions") {
    constexpr std::uint64_t first = random_bits(42, 7)();
    static_assert(first == 0xE55410CC67EE6F2CU);
    static_assert([] {
        random_bits bits(1);
        return uniform_below(bits, 10) < 10 && uniform_unit(bits) < 1.0;
    }());
}

TEST_CASE("random_bits: a copy goes on where the original stands") {
    random_bits original(5, 6);
    static_cast<void>(original());  // between two words of one block
    random_bits copy = original;
    for (int i = 0; i < 9; ++i) {
        CHECK(copy() == original());
    }
}

TEST_CASE("random_bits: every bit is set half of the time") {
    constexpr int draws = 1 << 16;
    random_bits bits(2024, 1);
    std::array<int, 64> set{};
    for (int i = 0; i < draws; ++i) {
        const std::uint64_t word = bits();
        for (std::size_t b = 0; b < 64; ++b) {
            set[b] += (word >> b & 1U) != 0 ? 1 : 0;
        }
    }
    for (const int count : set) {
        CHECK(std::abs(z_score(count, draws, 0.5)) < bound);
    }
}

TEST_CASE("random_bits: pairs of successive bytes are even") {
    random_bits bits(99, 3);
    std::vector<std::uint64_t> counts(1 << 16);
    for (int i = 0; i < 1 << 19; ++i) {
        const std::uint64_t word = bits();
        ++counts[word & 0xFFFFU];
        ++counts[word >> 48U];
    }
    CHECK(std::abs(standardised_chi_square(counts)) < bound);
}

TEST_CASE("random_bits: neighbouring streams and seeds agree in half of their bits") {
    // What counter-based work sharing relies on: unit i draws from stream i.
    constexpr int words = 64;
    constexpr std::uint64_t neighbours = 500;
    for (const bool by_seed : {false, true}) {
        double agreeing = 0.0;
        for (std::uint64_t i = 0; i < neighbours; ++i) {
            random_bits left = by_seed ? random_bits(i, 9) : random_bits(9, i);
            random_bits right = by_seed ? random_bits(i + 1, 9) : random_bits(9, i + 1);
            for (int w = 0; w < words; ++w) {
                agreeing += std::popcount(~(left() ^ right()));
            }
        }
        CHECK(std::abs(z_score(agreeing, 64.0 * words * neighbours, 0.5)) < bound);
    }
}

TEST_CASE("random_bits: streams of one seed share no word") {
    // 100 words of 200 streams: a repeat by chance has odds of 1 in 10^11.
    std::set<std::uint64_t> seen;
    for (std::uint64_t stream = 0; stream < 200; ++stream) {
        random_bits bits(17, stream);
        for (int i = 0; i < 100; ++i) {
            CHECK(seen.insert(bits()).second);
        }
    }
}

TEST_CASE("random_bits: stream i is not stream i + 1 moved on by some words") {
    random_bits first(3, 0);
    random_bits second(3, 1);
    std::vector<std::uint64_t> early(1000);
    std::generate(early.begin(), early.end(), first);
    const std::uint64_t word = second();
    CHECK(std::find(early.begin(), early.end(), word) == early.end());
}

TEST_CASE("uniform_below: every value has exactly the same number of 64-bit words") {
    // The words that give value v begin at ceil(v 2^64 / n), and only the first of them can be
    // rejected, for the low half of its product is the smallest. So exactness shows at the seams.
    __extension__ using wide = unsigned __int128;
    constexpr wide all_words = wide{1} << 64U;
    std::vector<std::uint64_t> counts;
    for (std::uint64_t n = 1; n <= 200; ++n) {
        counts.push_back(n);
    }
    for (const std::uint64_t n : {1'000'003ULL, (1ULL << 32U) + 1, (1ULL << 63U) - 25,
                                  (1ULL << 63U) + 1, 0xFFFFFFFFFFFFFFFFULL}) {
        counts.push_back(n);
    }
    for (const std::uint64_t n : counts) {
        const std::uint64_t share = static_cast<std::uint64_t>(all_words / n);
        const std::uint64_t tried = (std::min)(n, std::uint64_t{1000});
        for (std::uint64_t i = 0; i < tried; ++i) {
            const std::uint64_t v = i % 2 == 0 ? i / 2 : n - 1 - i / 2;
            const wide begin = (wide{v} * all_words + n - 1) / n;
            const wide end = (wide{v + 1} * all_words + n - 1) / n;
            const auto first_word = static_cast<std::uint64_t>(begin);
            const auto last_word = static_cast<std::uint64_t>(end - 1);

            // The second word of the script is never rejected: its product's low half is large.
            scripted_bits at_first{first_word, (std::numeric_limits<std::uint64_t>::max)()};
            const std::uint64_t drawn = uniform_below(at_first, n);
            const std::uint64_t rejected = at_first.used() - 1;
            CHECK(rejected <= 1);
            CHECK((rejected == 1 || drawn == v));
            CHECK(static_cast<std::uint64_t>(end - begin) - rejected == share);

            if (first_word != last_word) {
                scripted_bits at_last{last_word};
                CHECK(uniform_below(at_last, n) == v);
            }
        }
    }
}

TEST_CASE("uniform_below: draws every value as often as any other") {
    for (const std::uint64_t n : {2ULL, 3ULL, 7ULL, 500ULL, 1000ULL}) {
        random_bits bits(2025, n);
        std::vector<std::uint64_t> counts(static_cast<std::size_t>(n));
        for (int i = 0; i < 200'000; ++i) {
            ++counts[static_cast<std::size_t>(uniform_below(bits, n))];
        }
        INFO("n = ", n);
        CHECK(standardised_chi_square(counts) < bound);
    }
}

TEST_CASE("uniform_below: the only value below 1 is 0 and there is none below 0") {
    random_bits bits(1);
    CHECK(uniform_below(bits, 1) == 0);
    CHECK_THROWS_AS(static_cast<void>(uniform_below(bits, 0)), passk::domain_error);
}

TEST_CASE("uniform_unit: is the multiple of 2^-53 below the word") {
    scripted_bits bits{0, (1U << 11U) - 1, 1U << 11U, 1ULL << 63U,
                       (std::numeric_limits<std::uint64_t>::max)()};
    CHECK(uniform_unit(bits) == 0.0);
    CHECK(uniform_unit(bits) == 0.0);
    CHECK(uniform_unit(bits) == 0x1p-53);
    CHECK(uniform_unit(bits) == 0.5);
    CHECK(uniform_unit(bits) == 1.0 - 0x1p-53);
}

TEST_CASE("uniform_unit: has the mean and variance of the uniform distribution") {
    constexpr int draws = 200'000;
    random_bits bits(8, 8);
    double sum = 0.0;
    double sum_of_squares = 0.0;
    for (int i = 0; i < draws; ++i) {
        const double u = uniform_unit(bits) - 0.5;
        sum += u;
        sum_of_squares += u * u;
    }
    // u has variance 1/12, u^2 has mean 1/12 and variance 1/180.
    CHECK(std::abs(sum / std::sqrt(draws / 12.0)) < bound);
    CHECK(std::abs((sum_of_squares - draws / 12.0) / std::sqrt(draws / 180.0)) < bound);
}
