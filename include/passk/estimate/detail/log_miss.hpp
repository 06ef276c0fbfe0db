// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_DETAIL_LOG_MISS_HPP
#define PASSK_ESTIMATE_DETAIL_LOG_MISS_HPP

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace passk::detail {

// log Gamma(x + 1) - [(x + 1/2) log x - x + log(2 pi)/2] for x >= 16, by Stirling's series.
inline double stirling_remainder(double x) noexcept {
    const double y = 1.0 / (x * x);
    return (1.0 / 12
            - (1.0 / 360
               - (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188 - (691.0 / 360360 - y / 156) * y) * y) * y)
                     * y)
                  * y)
           / x;
}

// The same for the whole numbers below 16; at 0 without the logarithm, which is what the limit of
// (d + 1/2) log d at d = 0 needs.
inline constexpr std::array<double, 16> small_stirling_remainders = {
    -0.918938533204672742,  0.0810614667953272582,  0.0413406959554092941,  0.0276779256849983391,
    0.0207906721037650931,  0.0166446911898211922,  0.0138761288230707480,  0.0118967099458917701,
    0.0104112652619720965,  0.00925546218271273292, 0.00833056343336287126, 0.00757367548795184080,
    0.00694284010720952987, 0.00640899418800420707, 0.00595137011275884774, 0.00555473355196280138};

inline double stirling_remainder(std::uint64_t x) noexcept {
    return x < small_stirling_remainders.size() ? small_stirling_remainders[x]
                                                : stirling_remainder(static_cast<double>(x));
}

// log(1 - part/whole), the complement given exactly.
inline double log_rest(double part, double rest, double whole) noexcept {
    return part + part <= whole ? std::log1p(-part / whole) : std::log(rest / whole);
}

// log of C(n - c, k)/C(n, k), to a few units in the last place: Loader's form, in which terms
// cancel threefold at most. Needs c >= 1, k >= 1 and c + k <= n.
inline double log_miss(std::uint64_t n, std::uint64_t c, std::uint64_t k) noexcept {
    const auto all = static_cast<double>(n);
    const auto hits = static_cast<double>(c);
    const auto draws = static_cast<double>(k);
    const double without_draws = log_rest(draws, static_cast<double>(n - k), all);
    if (c == 1) {
        return without_draws;
    }
    const double without_hits = log_rest(hits, static_cast<double>(n - c), all);
    if (k == 1) {
        return without_hits;
    }
    const std::uint64_t d = n - c - k;
    const double remainders = (stirling_remainder(n - c) - stirling_remainder(d))
                              + (stirling_remainder(n - k) - stirling_remainder(n));
    if (d == 0) {  // the limit of the form below
        return (draws * without_hits + hits * without_draws)
               + (0.5 * (without_hits + without_draws + std::log(all)) + remainders);
    }
    const auto left = static_cast<double>(d);
    return ((left + 0.5) * std::log1p(hits * draws / (left * all)) + draws * without_hits)
           + hits * without_draws + remainders;
}

// The same for real arguments, as a ratio of beta functions: log of B(a, b + k)/B(a, b), the
// chance that k draws all fail when the chance of success is Beta(a, b). Needs a, b > 0, k >= 0.
inline double log_beta_miss(double a, double b, double k) noexcept {
    if (k == 0.0) {
        return 0.0;
    }
    // B(a, b + k)/B(a, b) = b (a + b + k)/((a + b)(b + k)) B(a, b + 1 + k)/B(a, b + 1), used until
    // Stirling's series serves every term.
    double excess = 0.0;   // of the product of these factors over 1, for where it is near 1
    double product = 1.0;  // for where it is not
    double log_factors = 0.0;
    while (b < 17.0) {
        const double less = a * k / ((a + b) * (b + k));
        excess -= less + excess * less;
        product *= b / (a + b) * ((a + b + k) / (b + k));
        if (product < 1e-200) {
            log_factors += std::log(product);
            product = 1.0;
        }
        b += 1.0;
    }
    log_factors = excess > -0.5 ? std::log1p(excess) : log_factors + std::log(product);
    const double all = a + b + k - 1.0;
    const double left = b - 1.0;
    const double remainders = (stirling_remainder(b + k - 1.0) - stirling_remainder(left))
                              + (stirling_remainder(a + b - 1.0) - stirling_remainder(all));
    return log_factors
           + (((left + 0.5) * std::log1p(a * k / (left * all)) + k * log_rest(a, b + k - 1.0, all))
              + a * log_rest(k, a + b - 1.0, all) + remainders);
}

}  // namespace passk::detail

#endif  // PASSK_ESTIMATE_DETAIL_LOG_MISS_HPP
