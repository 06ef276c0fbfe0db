// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_DETAIL_PRODUCT_KERNEL_HPP
#define PASSK_ADAPTER_CUDA_DETAIL_PRODUCT_KERNEL_HPP

#include <passk/adapter/cuda/detail/element.hpp>

#include <cstddef>
#include <cstdint>

namespace passk::adapter::cuda::detail {

// out (rows x outputs) = in (rows x inputs) * weight (outputs x inputs) transposed, or that added
// to out, for machines without cuBLASLt. A block is an output and a tile of rows: it reads its
// row of the weight once. A row's sums do not depend on the others.
template <class Real>
struct product_kernel {
    float* out;
    const Real* in;
    const Real* weight;
    std::uint32_t rows;
    std::uint32_t outputs;
    std::uint32_t inputs;
    bool add;

    static constexpr std::uint32_t threads = 128;
    static constexpr std::uint32_t tile = 8;

    [[nodiscard]] constexpr std::uint32_t blocks() const {
        return (rows + tile - 1) / tile * outputs;
    }
    [[nodiscard]] constexpr std::uint32_t scratch() const { return 0; }
    template <class Team>
    constexpr void operator()(Team& team, std::uint32_t block) const {
        const std::uint32_t output = block % outputs;
        const std::uint32_t first = block / outputs * tile;
        const std::uint32_t count = rows - first < tile ? rows - first : tile;
        const Real* const w = weight + static_cast<std::size_t>(output) * inputs;
        const Real* const x = in + static_cast<std::size_t>(first) * inputs;
        float sums[tile] = {};
        for (std::uint32_t i = team.rank(); i < inputs; i += team.size()) {
            const float factor = load(w[i]);
            for (std::uint32_t r = 0; r < tile; ++r) {
                if (r < count) {
                    sums[r] += factor * load(x[static_cast<std::size_t>(r) * inputs + i]);
                }
            }
        }
        for (std::uint32_t r = 0; r < tile; ++r) {  // a constant bound keeps sums in registers
            if (r >= count) {
                continue;
            }
            const float sum = team.sum(sums[r]);
            if (team.rank() == 0) {
                float& to = out[static_cast<std::size_t>(first + r) * outputs + output];
                to = add ? to + sum : sum;
            }
        }
    }
};

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_PRODUCT_KERNEL_HPP
