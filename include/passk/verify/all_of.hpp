// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_ALL_OF_HPP
#define PASSK_VERIFY_ALL_OF_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/verifier.hpp>

#include <string_view>
#include <tuple>
#include <utility>

namespace passk {

/// Correct if every part says so; incorrect as soon as one part says so; else undecided
/// (Kleene's three-valued "and"). Parts after the first incorrect one are not asked.
///
///     passk::all_of judge{right_number, right_unit};
template <verifier... V>
    requires(sizeof...(V) > 0)
class all_of {
public:
    explicit all_of(V... parts) : parts_(std::move(parts)...) {}

    [[nodiscard]] verdict operator()(const problem& p, std::string_view text) const {
        verdict all = verdict::correct;
        const auto ask = [&](const auto& part) {
            const verdict one = part(p, text);
            if (one != verdict::correct) {
                all = one;
            }
            return one != verdict::incorrect;
        };
        std::apply([&](const auto&... part) { static_cast<void>((ask(part) && ...)); }, parts_);
        return all;
    }

private:
    std::tuple<V...> parts_;
};

}  // namespace passk

#endif  // PASSK_VERIFY_ALL_OF_HPP
