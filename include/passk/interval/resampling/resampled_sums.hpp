// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_RESAMPLING_RESAMPLED_SUMS_HPP
#define PASSK_INTERVAL_RESAMPLING_RESAMPLED_SUMS_HPP

#include <passk/core/executor.hpp>
#include <passk/interval/resampling/mean_resampler.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace passk {

/// Which resamples are drawn. The same seed gives the same bits for every executor, compiler and
/// SIMD width.
struct resample_draw {
    std::uint64_t resamples = 10'000;
    std::uint64_t seed = 1;
};

namespace resampling {

/// The job of resampled_sums, for an executor that has means of its own.
struct resampled_sums_job final : known_job {
    resampled_sums_job(const mean_resampler& what, resample_draw which)
        : resampler(&what), draw(which) {}

    const mean_resampler* resampler;
    resample_draw draw;
    std::vector<double> sums{};  ///< the executor's answer
};

/// Blocks of 64 resamples, the unit of work: what a block holds depends on its number alone.
[[nodiscard]] constexpr std::uint64_t block_count(std::uint64_t resamples) noexcept {
    constexpr std::uint64_t block = mean_resampler::block;
    return resamples / block + (resamples % block != 0 ? 1U : 0U);
}

/// Calls sink(first_resample, count, sums) for each block of this process's share, where
/// sums[64 c + i] is column c in resample first_resample + i and i < count.
/// @pre the sink does not throw
template <class Sink>
void for_each_block(const mean_resampler& resampler, resample_draw draw, const any_executor& on,
                    const Sink& sink) {
    constexpr std::uint64_t block = mean_resampler::block;
    const unit_range share = on.share(block_count(draw.resamples));
    const std::size_t workers = on.workers(share.size());
    std::vector<mean_resampler::workspace> spaces;
    std::vector<std::vector<double>> sums;
    for (std::size_t worker = 0; worker < workers; ++worker) {
        spaces.push_back(resampler.make_workspace());
        sums.emplace_back(block * resampler.columns());
    }
    on.for_each(share, [&](std::size_t worker, std::uint64_t number) {
        resampler.sums(draw.seed, number, spaces[worker], sums[worker].data());
        const std::uint64_t first = block * number;
        sink(first, static_cast<std::size_t>((std::min)(block, draw.resamples - first)),
             sums[worker].data());
    });
}

/// Makes the columns that all processes wrote their blocks of known to each.
/// @param values  column c of resample r at c * resamples + r
inline void gather_columns(std::span<double> values, std::size_t resamples,
                           const any_executor& on) {
    for (std::size_t at = 0; at < values.size(); at += resamples) {
        on.all_gather(values.subspan(at, resamples), mean_resampler::block);
    }
}

/// The sums of every resample: column c of resample r stands at c * resamples + r.
[[nodiscard]] inline std::vector<double> resampled_sums(const mean_resampler& resampler,
                                                        resample_draw draw,
                                                        const any_executor& on) {
    resampled_sums_job job(resampler, draw);
    if (on.try_run(job)) {
        return std::move(job.sums);
    }
    constexpr std::uint64_t block = mean_resampler::block;
    const auto resamples = static_cast<std::size_t>(draw.resamples);
    std::vector<double> all(resampler.columns() * resamples);
    for_each_block(resampler, draw, on,
                   [&](std::uint64_t first, std::size_t count, const double* sums) noexcept {
                       for (std::size_t c = 0; c < resampler.columns(); ++c) {
                           const double* const from = sums + block * c;
                           std::copy(from, from + count, all.data() + c * resamples + first);
                       }
                   });
    gather_columns(all, resamples, on);
    return all;
}

}  // namespace resampling
}  // namespace passk

#endif  // PASSK_INTERVAL_RESAMPLING_RESAMPLED_SUMS_HPP
