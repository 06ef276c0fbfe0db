// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_DETAIL_BATCH_SHAPES_HPP
#define PASSK_ADAPTER_CUDA_DETAIL_BATCH_SHAPES_HPP

#include <bit>
#include <cstdint>

namespace passk::adapter::cuda::detail {

// The number of rows that a batch is padded to, so that few shapes occur: a power of two up to
// 32, beyond that a multiple of a quarter of the power of two below. Padding adds at most a
// quarter; up to 2048 rows there are 30 shapes, up to 65536 there are 50.
[[nodiscard]] constexpr std::uint32_t padded_rows(std::uint32_t rows) noexcept {
    if (rows <= 32) {
        return std::bit_ceil(rows);
    }
    const std::uint32_t step = std::bit_floor(rows) / 4;
    return (rows + step - 1) / step * step;
}

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_BATCH_SHAPES_HPP
