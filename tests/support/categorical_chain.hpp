// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_SUPPORT_CATEGORICAL_CHAIN_HPP
#define PASSK_TESTS_SUPPORT_CATEGORICAL_CHAIN_HPP

#include <passk/core/random_bits.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

namespace passk_tests {

/// A language model small enough to know everything about: three tokens, the first of which ends
/// the completion, the next one's probabilities depending on the last. At most five tokens.
struct categorical_chain {
    static constexpr std::size_t longest = 5;
    using row = std::array<double, 3>;
    std::array<row, 3> next{};  // next[last][token]; the first token follows token 0

    using tokens = std::vector<std::size_t>;

    [[nodiscard]] tokens draw(passk::random_bits& bits) const {
        tokens drawn;
        std::size_t last = 0;
        do {
            const double u = passk::uniform_unit(bits);
            const row& p = next[last];
            last = u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2;
            drawn.push_back(last);
        } while (last != 0 && drawn.size() < longest);
        return drawn;
    }

    [[nodiscard]] std::vector<double> logprobs(const tokens& completion) const {
        std::vector<double> values;
        std::size_t last = 0;
        for (const std::size_t token : completion) {
            values.push_back(std::log(next[last][token]));
            last = token;
        }
        return values;
    }

    [[nodiscard]] double probability(const tokens& completion) const {
        double p = 1.0;
        std::size_t last = 0;
        for (const std::size_t token : completion) {
            p *= next[last][token];
            last = token;
        }
        return p;
    }

    /// Calls f for each completion that can be drawn from any chain.
    static void for_each_completion(const std::function<void(const tokens&)>& f) {
        tokens prefix;
        const std::function<void()> extend = [&] {
            for (std::size_t token = 0; token < 3; ++token) {
                prefix.push_back(token);
                if (token == 0 || prefix.size() == longest) {
                    f(prefix);
                } else {
                    extend();
                }
                prefix.pop_back();
            }
        };
        extend();
    }

    /// Expectation of f over completions drawn from this chain, by adding up all of them.
    [[nodiscard]] double expect(const std::function<double(const tokens&)>& f) const {
        double sum = 0.0;
        for_each_completion(
            [&](const tokens& completion) { sum += probability(completion) * f(completion); });
        return sum;
    }
};

inline constexpr categorical_chain base_chain = {
    {{{0.2, 0.5, 0.3}, {0.3, 0.4, 0.3}, {0.25, 0.25, 0.5}}}};
inline constexpr categorical_chain tuned_chain = {
    {{{0.1, 0.7, 0.2}, {0.5, 0.3, 0.2}, {0.4, 0.35, 0.25}}}};

}  // namespace passk_tests

#endif  // PASSK_TESTS_SUPPORT_CATEGORICAL_CHAIN_HPP
