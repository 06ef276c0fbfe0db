// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_ANY_OF_HPP
#define PASSK_VERIFY_ANY_OF_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/verifier.hpp>

#include <string_view>
#include <tuple>
#include <utility>

namespace passk {

/// Correct as soon as one part says so; incorrect if every part says so; else undecided
/// (Kleene's three-valued "or"). Parts after the first correct one are not asked.
///
///     passk::any_of judge{passk::exact_match{}, passk::math_verifier{}};
template <verifier... V>
    requires(sizeof...(V) > 0)
class any_of {
public:
    explicit any_of(V... parts) : parts_(std::move(parts)...) {}

    [[nodiscard]] verdict operator()(const problem& p, std::string_view text) const {
        verdict any = verdict::incorrect;
        const auto ask = [&](const auto& part) {
            const verdict one = part(p, text);
            if (one != verdict::incorrect) {
                any = one;
            }
            return one != verdict::correct;
        };
        std::apply([&](const auto&... part) { static_cast<void>((ask(part) && ...)); }, parts_);
        return any;
    }

private:
    std::tuple<V...> parts_;
};

}  // namespace passk

#endif  // PASSK_VERIFY_ANY_OF_HPP
