// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTING_VERIFIER_LAWS_HPP
#define PASSK_TESTING_VERIFIER_LAWS_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/verifier.hpp>

#include <atomic>
#include <cstddef>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

namespace passk::testing {

/// Name of the first law of verifier that `v` breaks on these inputs, or an empty view: "total",
/// "pure", "honest", "re-entrant", or "consistent" for one that explains. Needs no test
/// framework: CHECK(verifier_laws_broken(v, p, texts) == "") in any of them.
///
/// @param v      the verifier; called from four threads at once to see that it is re-entrant,
///               which the thread sanitizer checks better than any comparison
/// @param p      a problem whose reference is not empty
/// @param texts  responses, right, wrong and hostile ones
template <verifier V>
[[nodiscard]] std::string_view verifier_laws_broken(const V& v, const problem& p,
                                                    std::span<const std::string_view> texts) {
    std::vector<verdict> first;
    try {
        for (const std::string_view text : texts) {
            const verdict one = v(p, text);
            if (one != verdict::correct && one != verdict::incorrect && one != verdict::undecided) {
                return "total";
            }
            first.push_back(one);
        }
        // In the other order: what was judged before must not matter.
        for (std::size_t i = texts.size(); i-- > 0;) {
            if (v(p, texts[i]) != first[i]) {
                return "pure";
            }
        }
        for (const std::string_view nothing : {std::string_view{}, std::string_view(" \t\r\n")}) {
            if (v(p, nothing) == verdict::correct) {
                return "honest";
            }
        }
        if constexpr (explaining_verifier<V>) {
            for (std::size_t i = 0; i < texts.size(); ++i) {
                if (v.explain(p, texts[i]).ruling != first[i]) {
                    return "consistent";
                }
            }
        }
    } catch (...) {
        return "total";
    }
    std::atomic<bool> agreed{true};
    const auto judge_again = [&] {
        try {
            for (std::size_t i = 0; i < texts.size(); ++i) {
                if (v(p, texts[i]) != first[i]) {
                    agreed = false;
                }
            }
        } catch (...) {
            agreed = false;
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back(judge_again);
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    return agreed ? std::string_view{} : std::string_view("re-entrant");
}

}  // namespace passk::testing

#endif  // PASSK_TESTING_VERIFIER_LAWS_HPP
