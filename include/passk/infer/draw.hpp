// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_DRAW_HPP
#define PASSK_INFER_DRAW_HPP

#include <passk/core/result.hpp>
#include <passk/sample/completion.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace passk {

/// One draw of one request of a call: a completion, or why there is none.
struct draw {
    std::size_t request = 0;   ///< index in the span that was given to generate
    std::uint32_t number = 0;  ///< of the draw: first <= number < first + count
    result<completion> outcome;
};

/// Where a backend puts draws: a reference to something callable with a draw, such as a lambda
/// that appends to a file. It does not own it; use it as a parameter only. Two words, no
/// allocation.
class draw_sink {
public:
    // Not explicit: a lambda is passed where a sink is asked for.
    template <class F>
        requires(!std::same_as<std::remove_cvref_t<F>, draw_sink> && std::invocable<F&, draw>)
    // NOLINTNEXTLINE(bugprone-forwarding-reference-overload)
    draw_sink(F&& function)
    noexcept
        : target_(const_cast<void*>(static_cast<const void*>(std::addressof(function)))),
          call_([](void* target, draw&& one) {
              (*static_cast<std::remove_reference_t<F>*>(target))(std::move(one));
          }) {}

    void operator()(draw one) const { call_(target_, std::move(one)); }

private:
    void* target_;
    void (*call_)(void*, draw&&);
};

}  // namespace passk

#endif  // PASSK_INFER_DRAW_HPP
