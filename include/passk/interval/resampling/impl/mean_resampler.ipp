// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_RESAMPLING_IMPL_MEAN_RESAMPLER_IPP
#define PASSK_INTERVAL_RESAMPLING_IMPL_MEAN_RESAMPLER_IPP

#include <passk/interval/resampling/avx2.hpp>
#include <passk/interval/resampling/avx512.hpp>
#include <passk/interval/resampling/mean_resampler.hpp>
#include <passk/interval/resampling/portable.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace passk::resampling {

PASSK_INLINE void mean_resampler::sums(std::uint64_t seed, std::uint64_t number, workspace& space,
                                       double* sums) const {
    if (tree_) {
        lane_random random(seed, number);
        coin_counter coins(random, level_);
        for (std::size_t i = 0; i < block; ++i) {
            tree_->draw(coins, space.wide.data());
            add_rows(space.wide.data(), space.row);
            for (std::size_t c = 0; c < columns_; ++c) {
                sums[block * c + i] = space.row[c];
            }
        }
        return;
    }
    std::fill(sums, sums + block * columns_, 0.0);
#if defined(__x86_64__)
    if (level_ != simd_level::portable) {
        lane_random random(seed, number);
        std::uint8_t* const slots = space.bytes.data()->counts;
        const bool narrow_enough = level_ == simd_level::avx512
                                       ? avx512::draw_weights(*plan_, random, slots)
                                       : avx2::draw_weights(*plan_, random, slots);
        if (narrow_enough) {
            add_steps(level_ == simd_level::avx512 ? avx512::add_products : avx2::add_products,
                      slots + block * plan_->weights_begin(), sums);
            return;
        }
        space.wide.resize(block * plan_->slots());
    }
#endif
    lane_random random(seed, number);
    portable::draw_weights(*plan_, random, space.wide.data());
    add_steps(portable::add_products<std::uint32_t>,
              space.wide.data() + block * plan_->weights_begin(), sums);
}

}  // namespace passk::resampling

#endif  // PASSK_INTERVAL_RESAMPLING_IMPL_MEAN_RESAMPLER_IPP
