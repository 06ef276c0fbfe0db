// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_PROJECT_HPP
#define PASSK_CORE_PROJECT_HPP

#include <type_traits>
#include <utility>

namespace passk {

/// What a projection (a pointer to a data member or to a member function, or any callable) gives of
/// an element, which may also be a pointer to what has the member: std::invoke of one argument,
/// without the cost of <functional>.
template <class Projection, class Element>
constexpr decltype(auto) project(Projection&& projection, Element&& element) {
    if constexpr (std::is_member_object_pointer_v<std::remove_cvref_t<Projection>>) {
        if constexpr (requires { std::forward<Element>(element).*projection; }) {
            return (std::forward<Element>(element).*projection);
        } else {
            return ((*std::forward<Element>(element)).*projection);
        }
    } else if constexpr (std::is_member_function_pointer_v<std::remove_cvref_t<Projection>>) {
        if constexpr (requires { (std::forward<Element>(element).*projection)(); }) {
            return (std::forward<Element>(element).*projection)();
        } else {
            return ((*std::forward<Element>(element)).*projection)();
        }
    } else {
        return std::forward<Projection>(projection)(std::forward<Element>(element));
    }
}

}  // namespace passk

#endif  // PASSK_CORE_PROJECT_HPP
