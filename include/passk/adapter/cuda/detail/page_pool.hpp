// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_DETAIL_PAGE_POOL_HPP
#define PASSK_ADAPTER_CUDA_DETAIL_PAGE_POOL_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

namespace passk::adapter::cuda::detail {

// Which pages of the cache are free. Page 0 is nobody's: padding works on it.
class page_pool {
public:
    explicit page_pool(std::uint32_t pages) {
        for (std::uint32_t page = pages; page > 1; --page) {
            free_.push_back(static_cast<std::int32_t>(page - 1));
        }
    }

    [[nodiscard]] std::size_t free() const noexcept { return free_.size(); }

    // Appends so many pages to a list; false, and nothing is done, if there are not so many.
    [[nodiscard]] bool take(std::size_t count, std::vector<std::int32_t>& to) {
        if (count > free_.size()) {
            return false;
        }
        for (; count > 0; --count) {
            to.push_back(free_.back());
            free_.pop_back();
        }
        return true;
    }

    void give_back(std::vector<std::int32_t>& pages) {
        free_.insert(free_.end(), pages.rbegin(), pages.rend());
        pages.clear();
    }

private:
    std::vector<std::int32_t> free_{};
};

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_PAGE_POOL_HPP
