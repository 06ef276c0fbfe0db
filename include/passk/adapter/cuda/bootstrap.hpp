// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_BOOTSTRAP_HPP
#define PASSK_ADAPTER_CUDA_BOOTSTRAP_HPP

#include <passk/adapter/cuda/detail/arena.hpp>
#include <passk/adapter/cuda/detail/resample_kernel.hpp>
#include <passk/compare/difference_curve.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/interval/resampling/mean_resampler.hpp>
#include <passk/interval/resampling/resampling_plan.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/problem_tallies.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace passk::adapter::cuda {
namespace detail {

// The arrays of resample_kernel on a device, and how it is run.
template <class Device>
class device_resampler {
public:
    device_resampler(Device& device, const passk::detail::mean_resampler& resampler)
        : device_(device), resampler_(resampler), plan_(*resampler.plan()) {
        for (std::uint32_t problem = 0; problem < plan_.problems(); ++problem) {
            kind_of_.push_back(plan_.kind_of(problem));
        }
        for (std::size_t c = 0; c < resampler.columns(); ++c) {
            kinds_with_.push_back(static_cast<std::uint32_t>(resampler.kinds_with(c)));
        }
    }

    // Of all resamples, column c of the r-th at c * resamples + r; or what the device lacks.
    [[nodiscard]] result<std::vector<double>> sums(const bootstrap_options& options) {
        const std::uint64_t blocks = passk::detail::all_blocks(options.resamples).last;
        std::uint64_t width = (std::min)(blocks, most_blocks());
        arena count;
        static_cast<void>(place(count, width));
        const auto memory = device_.allocate(count.used());
        if (!memory) {
            return memory.error();
        }
        arena room(memory.value(), count.used());
        resample_kernel kernel = place(room, width);
        kernel.seed = options.seed;

        const std::size_t columns = resampler_.columns();
        std::vector<double> all(columns * options.resamples);
        std::vector<double> part(columns * block * width);
        for (std::uint64_t first = 0; first < blocks; first += width) {
            width = (std::min)(width, blocks - first);
            kernel.first = first;
            device_.launch(static_cast<std::uint32_t>(width), kernel);
            device_.download(part.data(), kernel.sums, columns * block * width);
            if (const auto failure = device_.failure()) {
                return *failure;
            }
            for (std::uint64_t b = 0; b < width; ++b) {
                const std::uint64_t at = block * (first + b);
                const std::uint64_t used = (std::min)(block, options.resamples - at);
                for (std::size_t c = 0; c < columns; ++c) {
                    std::copy_n(part.data() + (b * columns + c) * block, used,
                                all.data() + c * options.resamples + at);
                }
            }
        }
        return all;
    }

private:
    static constexpr std::uint64_t block = passk::detail::mean_resampler::block;

    // So many that a GPU is full, as long as they fit into half of what is free.
    [[nodiscard]] std::uint64_t most_blocks() const {
        constexpr std::uint64_t enough = std::uint64_t{1} << 31U;
        const std::uint64_t known = device_.free_memory();
        const std::uint64_t budget = known == 0 ? enough : (std::min)(enough, known / 2);
        const std::uint64_t each =
            sizeof(resampling_workspace)
            + block
                  * (sizeof(std::uint32_t) * plan_.slots() + sizeof(double) * resampler_.columns());
        return (std::clamp)(budget / each, std::uint64_t{1}, std::uint64_t{1} << 20U);
    }

    template <class T>
    [[nodiscard]] const T* placed(arena& memory, const std::vector<T>& list) {
        T* const at = memory.take<T>(list.size());
        if (at != nullptr) {
            device_.upload(at, list.data(), list.size());
        }
        return at;
    }

    // With an arena that only counts, nothing is copied.
    [[nodiscard]] resample_kernel place(arena& memory, std::uint64_t width) {
        resample_kernel kernel{};
        kernel.plan = {.splits = placed(memory, plan_.splits()),
                       .additions = placed(memory, plan_.additions()),
                       .cleared = placed(memory, plan_.cleared()),
                       .kind_of_problem = placed(memory, kind_of_),
                       .split_count = size_of(plan_.splits()),
                       .addition_count = size_of(plan_.additions()),
                       .cleared_count = size_of(plan_.cleared()),
                       .problem_count = plan_.problems(),
                       .group_count = plan_.groups(),
                       .roots = plan_.group_begin(),
                       .weights = plan_.weights_begin(),
                       .padding = plan_.padding_begin(),
                       .padding_after = plan_.padding_end(),
                       .slot_count = plan_.slots()};
        kernel.values = placed(memory, resampler_.values());
        kernel.kinds_with = placed(memory, kinds_with_);
        kernel.columns = static_cast<std::uint32_t>(resampler_.columns());
        kernel.workspaces = memory.take<resampling_workspace>(width);
        kernel.counts = memory.take<std::uint32_t>(block * width * plan_.slots());
        kernel.sums = memory.take<double>(block * width * resampler_.columns());
        return kernel;
    }

    template <class T>
    [[nodiscard]] static std::uint32_t size_of(const std::vector<T>& list) {
        return static_cast<std::uint32_t>(list.size());
    }

    Device& device_;
    const passk::detail::mean_resampler& resampler_;
    const passk::detail::resampling_plan& plan_;
    std::vector<std::uint32_t> kind_of_{};
    std::vector<std::uint32_t> kinds_with_{};
};

// The place of passk::detail::percentile_intervals where a device draws.
template <class Device>
struct on_device {
    Device* device;
    std::optional<error>* failure;

    [[nodiscard]] std::vector<double> operator()(const passk::detail::mean_resampler& resampler,
                                                 const bootstrap_options& options) const {
        if (resampler.plan() == nullptr) {
            return passk::detail::resampled_sums(resampler, options);
        }
        auto sums = device_resampler<Device>(*device, resampler).sums(options);
        if (sums) {
            return std::move(sums).value();
        }
        *failure = sums.error();
        return std::vector<double>(resampler.columns() * options.resamples);
    }
};

}  // namespace detail

/// passk::bootstrap_pass_at_k_curve with its resamples drawn by a device: the same bits.
///
/// More than 2^16 problems are drawn by options.threads of this process, as are the quantiles
/// always.
///
/// @param device  cuda_device, or cpu_device for tests. It must not be that of a local_backend:
///                its memory is taken anew.
/// @pre      those of passk::bootstrap_pass_at_k_curve
/// @returns  the device's error if it has not enough memory or fails
/// @throws   domain_error as passk::bootstrap_pass_at_k_curve
/// @par Cost
/// one warp for 64 resamples, about four of its own barriers for each distinct tally; 4 bytes for
/// each of these and resample in flight, up to 2 GiB.
template <class Device>
[[nodiscard]] result<std::vector<interval>> bootstrap_pass_at_k_curve(
    Device& device, problem_tallies problems, std::span<const std::uint64_t> ks, estimand target,
    const bootstrap_options& options = {}) {
    std::optional<error> failure;
    auto intervals = passk::detail::bootstrap_curve(
        "passk::adapter::cuda::bootstrap_pass_at_k_curve", problems, ks, target, options,
        detail::on_device<Device>{&device, &failure});
    if (failure) {
        return *failure;
    }
    return intervals;
}

/// passk::difference_curve with its resamples drawn by a device; see bootstrap_pass_at_k_curve.
template <class Device>
[[nodiscard]] result<std::vector<difference_at_k>> difference_curve(
    Device& device, const paired_outcomes& outcomes, std::span<const std::uint64_t> ks,
    estimand target, const bootstrap_options& options = {}) {
    std::optional<error> failure;
    auto curve = passk::detail::difference_curve_in("passk::adapter::cuda::difference_curve",
                                                    outcomes, ks, target, options,
                                                    detail::on_device<Device>{&device, &failure});
    if (failure) {
        return *failure;
    }
    return curve;
}

}  // namespace passk::adapter::cuda

#endif  // PASSK_ADAPTER_CUDA_BOOTSTRAP_HPP
