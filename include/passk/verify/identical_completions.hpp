// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_IDENTICAL_COMPLETIONS_HPP
#define PASSK_VERIFY_IDENTICAL_COMPLETIONS_HPP

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace passk {

/// Problems whose completions are all one text. At a temperature above 0 that is the mark of a
/// server that ignores seeds or of a cache: n completions are then one draw, and pass@k says
/// nothing about k attempts.
///
/// @par Cost
/// one hash of each text; memory linear in the number of problems. Two texts of one hash (a chance
/// of 2^-64 for each pair) count as the same.
/// @par Example
/// @code
/// identical_completions texts;
/// texts.add("p1", "The answer is 4.");
/// texts.add("p1", "The answer is 4.");
/// texts.repeated() == 1
/// @endcode
class identical_completions {
public:
    /// @param problem  what tells problems apart, and models where there are several
    void add(std::string_view problem, std::string_view text) {
        const std::size_t hash = std::hash<std::string_view>{}(text);
        const auto [at, fresh] = problems_.try_emplace(std::string(problem), seen{hash, 1, true});
        if (!fresh) {
            ++at->second.count;
            at->second.same = at->second.same && at->second.first == hash;
        }
    }

    /// Number of problems with two completions or more.
    [[nodiscard]] std::size_t sampled() const {
        return count([](const seen& one) { return one.count > 1; });
    }

    /// Number of problems with two completions or more that are all the same.
    [[nodiscard]] std::size_t repeated() const {
        return count([](const seen& one) { return one.count > 1 && one.same; });
    }

private:
    struct seen {
        std::size_t first;
        std::size_t count;
        bool same;
    };

    template <class Predicate>
    [[nodiscard]] std::size_t count(Predicate holds) const {
        return static_cast<std::size_t>(
            std::count_if(problems_.begin(), problems_.end(),
                          [&](const auto& entry) { return holds(entry.second); }));
    }

    std::unordered_map<std::string, seen> problems_;
};

}  // namespace passk

#endif  // PASSK_VERIFY_IDENTICAL_COMPLETIONS_HPP
