// SPDX-License-Identifier: Apache-2.0
// Why not simply put the success rate c/n into 1 - (1 - p)^k?
#include <passk/exact/pass_at_k.hpp>
#include <passk/outcome/tally.hpp>

#include <cstdint>
#include <iomanip>
#include <iostream>

using passk::exact::integer;
using passk::exact::rational;

namespace {

rational power(const rational& base, std::uint64_t exponent) {
    rational product = 1;
    for (std::uint64_t i = 0; i < exponent; ++i) {
        product *= base;
    }
    return product;
}

rational plug_in(passk::tally counts, std::uint64_t k) {
    return rational(1 - power(rational(counts.failures(), counts.trials()), k));
}

// The mean of an estimator over everything that n samples can show, exactly.
template <class Estimator>
rational expectation(Estimator estimate, std::uint64_t n, std::uint64_t k, const rational& p) {
    rational mean = 0;
    integer ways = 1;  // C(n, c)
    for (std::uint64_t c = 0; c <= n; ++c) {
        mean += rational(ways) * power(p, c) * power(rational(1 - p), n - c)
                * estimate(passk::tally(n, c), k);
        ways = ways * (n - c) / (c + 1);
    }
    return mean;
}

}  // namespace

int main() {
    const rational p(1, 20);  // the model is right once in twenty attempts
    const std::uint64_t n = 10;
    const auto unbiased = [](passk::tally counts, std::uint64_t attempts) {
        return passk::exact::pass_at_k(counts, attempts);
    };
    std::cout << "k   truth   unbiased  plug-in 1-(1-c/n)^k\n"
              << std::fixed << std::setprecision(4);
    for (const std::uint64_t k : {1U, 2U, 5U, 10U}) {
        std::cout << std::left << std::setw(4) << k
                  << rational(1 - power(rational(1 - p), k)).convert_to<double>() << "  "
                  << expectation(unbiased, n, k, p).convert_to<double>() << "    "
                  << expectation(plug_in, n, k, p).convert_to<double>() << '\n';
    }
    std::cout << "the unbiased mean is the truth, as fractions: " << std::boolalpha
              << (expectation(unbiased, n, 5, p) == 1 - power(rational(1 - p), 5)) << '\n';
}
