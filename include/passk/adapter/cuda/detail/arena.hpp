// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_DETAIL_ARENA_HPP
#define PASSK_ADAPTER_CUDA_DETAIL_ARENA_HPP

#include <passk/core/error.hpp>

#include <cstddef>
#include <cstdint>

namespace passk::adapter::cuda::detail {

// Hands out one block of memory from its beginning on. With no block it only counts: the same
// code then tells how much it would take.
class arena {
public:
    arena() = default;
    arena(std::byte* base, std::uint64_t size) : base_(base), size_(size) {}

    template <class T>
    T* take(std::uint64_t count) {
        const std::uint64_t at = used_;
        used_ += (count * sizeof(T) + alignment - 1) / alignment * alignment;
        if (base_ == nullptr) {
            return nullptr;
        }
        passk::detail::expects(used_ <= size_, "arena: more was taken than was counted");
        return reinterpret_cast<T*>(base_ + at);
    }

    [[nodiscard]] std::uint64_t used() const noexcept { return used_; }

private:
    static constexpr std::uint64_t alignment = 256;

    std::byte* base_ = nullptr;
    std::uint64_t size_ = 0;
    std::uint64_t used_ = 0;
};

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_ARENA_HPP
