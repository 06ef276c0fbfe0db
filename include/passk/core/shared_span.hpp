// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_SHARED_SPAN_HPP
#define PASSK_CORE_SHARED_SPAN_HPP

#include <passk/core/project.hpp>

#include <atomic>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

namespace passk {

namespace detail {

// What a range-based for calls. The concepts of std refuse views of range-v3 whose differences are
// wider than the integers of std.
namespace range_access {

using std::begin;
using std::end;

template <class Range>
constexpr auto begin_of(Range& range) -> decltype(begin(range)) {
    return begin(range);
}
template <class Range>
constexpr auto end_of(Range& range) -> decltype(end(range)) {
    return end(range);
}

}  // namespace range_access
}  // namespace detail

/// A type whose elements a range-based for reads: a container, an array, or a view of the standard
/// library or of range-v3, of one pass or more.
template <class Range>
concept readable_range = requires(Range& range) {
    *detail::range_access::begin_of(range);
    requires requires(decltype(detail::range_access::begin_of(range))& position) {
        ++position;
        { position != detail::range_access::end_of(range) } -> std::convertible_to<bool>;
    };
};

/// The type that dereferencing an iterator of a readable_range gives.
template <readable_range Range>
using element_of = decltype(*detail::range_access::begin_of(std::declval<Range&>()));

/// The projection that gives the element itself.
struct no_projection {
    template <class Element>
    constexpr Element&& operator()(Element&& element) const noexcept {
        return std::forward<Element>(element);
    }
};

/// A readable_range of which each element, through a projection (a pointer to a data member or to
/// a member function, or any callable), converts to Value.
template <class Range, class Value, class Projection = no_projection>
concept range_convertible_to =
    readable_range<Range> && std::invocable<Projection&, element_of<Range>> && std::convertible_to<
        std::invoke_result_t<Projection&, element_of<Range>>, Value>;

/// A read-only sequence in one piece of memory: what a function takes that reads any range of T. It
/// converts from a range of T, from a range of the caller's structs with a projection to T, and
/// from a list in braces:
///
///     best_of_n(completions, 8);
///     best_of_n({rows, &row::completion}, 8);
///
/// It views an lvalue or a borrowed range of T in one piece of memory, which must outlive it, and
/// keeps the elements of any other range itself. Copies take constant time and share the elements.
template <class T>
class shared_span {
public:
    using value_type = T;
    using iterator = const T*;

    constexpr shared_span() noexcept = default;

    /// The elements of a range.
    template <class Range>
        requires(!std::same_as<std::remove_cvref_t<Range>,
                               shared_span> && range_convertible_to<Range, T>)
    constexpr shared_span(Range&& range) {
        if constexpr (is_contiguous<Range>) {
            // In a constant expression a dangling view is a compile error, so none is missed.
            if (std::is_lvalue_reference_v<
                    Range> || is_borrowed<Range> || std::is_constant_evaluated()) {
                data_ = std::ranges::data(range);
                size_ = static_cast<std::size_t>(std::ranges::size(range));
                return;
            }
        }
        if constexpr (std::same_as<Range, std::vector<T>>) {
            keep(std::move(range));
        } else {
            keep(gathered(range, no_projection()));
        }
    }

    /// The projections of a range's elements.
    template <class Range, class Projection>
        requires range_convertible_to<Range, T, Projection>
    constexpr shared_span(Range&& range, Projection projection) {
        keep(gathered(range, std::move(projection)));
    }

    /// The elements in braces.
    constexpr shared_span(std::initializer_list<T> elements) {
        if (std::is_constant_evaluated()) {
            data_ = elements.begin();
            size_ = elements.size();
        } else {
            keep(std::vector<T>(elements));
        }
    }

    constexpr shared_span(const shared_span& other) noexcept
        : data_(other.data_), size_(other.size_), owned_(other.owned_) {
        if (owned_ != nullptr) {
            owned_->owners.fetch_add(1, std::memory_order_relaxed);
        }
    }
    constexpr shared_span(shared_span&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)),
          size_(std::exchange(other.size_, 0)),
          owned_(std::exchange(other.owned_, nullptr)) {}
    constexpr shared_span& operator=(shared_span other) noexcept {
        data_ = std::exchange(other.data_, data_);
        size_ = std::exchange(other.size_, size_);
        owned_ = std::exchange(other.owned_, owned_);
        return *this;
    }
    constexpr ~shared_span() {
        if (owned_ != nullptr && owned_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            delete owned_;
        }
    }

    [[nodiscard]] constexpr const T* data() const noexcept { return data_; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] constexpr const T* begin() const noexcept { return data_; }
    [[nodiscard]] constexpr const T* end() const noexcept { return data_ + size_; }
    /// @pre i < size()
    [[nodiscard]] constexpr const T& operator[](std::size_t i) const { return data_[i]; }

private:
    template <class Range, class Projection>
    static constexpr std::vector<T> gathered(Range&& range, Projection projection) {
        std::vector<T> elements;
        if constexpr (requires { std::ranges::size(range); }) {
            elements.reserve(static_cast<std::size_t>(std::ranges::size(range)));
        }
        const auto last = detail::range_access::end_of(range);
        for (auto it = detail::range_access::begin_of(range); it != last; ++it) {
            elements.push_back(static_cast<T>(passk::project(projection, *it)));
        }
        return elements;
    }

    constexpr void keep(std::vector<T>&& elements) {
        owned_ = new block(std::move(elements));
        data_ = owned_->elements.data();
        size_ = owned_->elements.size();
    }

    struct block {
        explicit block(std::vector<T>&& kept) : elements(std::move(kept)) {}
        std::vector<T> elements;
        std::atomic<std::size_t> owners{1};
    };

    template <class Range>
    static constexpr bool is_contiguous = requires(Range& range) {
        { std::ranges::begin(range) } -> std::contiguous_iterator;
        { std::ranges::data(range) } -> std::convertible_to<const T*>;
        std::ranges::size(range);
        requires std::same_as<std::remove_cvref_t<element_of<Range>>, T>;
    };
    // The iterators of a borrowed range outlive it: ranges::begin takes an rvalue of it.
    template <class Range>
    static constexpr bool is_borrowed = requires(Range&& range) {
        std::ranges::begin(std::forward<Range>(range));
    };

    const T* data_ = nullptr;
    std::size_t size_ = 0;
    block* owned_ = nullptr;
};

}  // namespace passk

#endif  // PASSK_CORE_SHARED_SPAN_HPP
