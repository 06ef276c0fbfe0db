// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_DEVICE_EXECUTOR_HPP
#define PASSK_ADAPTER_CUDA_DEVICE_EXECUTOR_HPP

#include <passk/adapter/cuda/detail/arena.hpp>
#include <passk/adapter/cuda/detail/resample_kernel.hpp>
#include <passk/core/error.hpp>
#include <passk/core/executor.hpp>
#include <passk/core/result.hpp>
#include <passk/interval/resampling/mean_resampler.hpp>
#include <passk/interval/resampling/resampled_sums.hpp>
#include <passk/interval/resampling/resampling_plan.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
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
    device_resampler(Device& device, const resampling::mean_resampler& resampler)
        : device_(device), resampler_(resampler), plan_(*resampler.plan()) {
        for (std::uint32_t problem = 0; problem < plan_.problems(); ++problem) {
            kind_of_.push_back(plan_.kind_of(problem));
        }
        for (std::size_t c = 0; c < resampler.columns(); ++c) {
            kinds_with_.push_back(static_cast<std::uint32_t>(resampler.kinds_with(c)));
        }
    }

    // Of all resamples, column c of the r-th at c * resamples + r; or what the device lacks.
    [[nodiscard]] result<std::vector<double>> sums(resample_draw draw) {
        const std::uint64_t blocks = resampling::block_count(draw.resamples);
        std::uint64_t width = (std::min)(blocks, most_blocks());
        arena count;
        static_cast<void>(place(count, width));
        const auto memory = device_.allocate(count.used());
        if (!memory) {
            return memory.error();
        }
        arena room(memory.value(), count.used());
        resample_kernel kernel = place(room, width);
        kernel.seed = draw.seed;

        const std::size_t columns = resampler_.columns();
        std::vector<double> all(columns * draw.resamples);
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
                const std::uint64_t used = (std::min)(block, draw.resamples - at);
                for (std::size_t c = 0; c < columns; ++c) {
                    std::copy_n(part.data() + (b * columns + c) * block, used,
                                all.data() + c * draw.resamples + at);
                }
            }
        }
        return all;
    }

private:
    static constexpr std::uint64_t block = resampling::mean_resampler::block;

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
    const resampling::mean_resampler& resampler_;
    const resampling::resampling_plan& plan_;
    std::vector<std::uint32_t> kind_of_{};
    std::vector<std::uint32_t> kinds_with_{};
};

}  // namespace detail

/// An executor whose resampled means are drawn by a device: the same bits. Everything else, and
/// resamples of more than 2^16 problems, is done by threads of this process.
///
///     passk::adapter::cuda::device_executor on(device);
///     passk::confidence_intervals(passk::curve_of(problems, ks), target,
///                                 passk::percentile_bootstrap{}, level, on);
///
/// @tparam Device  cuda_device, or cpu_device for tests
/// @par Cost
/// one warp for 64 resamples, about four of its own barriers for each distinct tally; 4 bytes for
/// each of these and resample in flight, up to 2 GiB.
template <class Device>
class device_executor {
public:
    /// @param device  must outlive the executor, and must not be that of a local_backend: its
    /// memory
    ///                is taken anew
    /// @param host    threads of this process
    explicit device_executor(Device& device, threads host = threads(1))
        : device_(&device), host_(host), failure_(std::make_shared<std::optional<error>>()) {}

    [[nodiscard]] std::size_t workers(std::uint64_t units) const noexcept {
        return host_.workers(units);
    }
    [[nodiscard]] unit_range share(std::uint64_t units) const noexcept {
        return host_.share(units);
    }
    template <std::invocable<std::size_t, std::uint64_t> Work>
    void for_each(unit_range range, Work&& work) const {
        host_.for_each(range, std::forward<Work>(work));
    }
    void all_gather(std::span<double>, std::uint64_t) const noexcept {}

    /// Draws resampled sums on the device.
    /// @returns false if the job is another one, has too many problems, or the device fails: the
    ///          host then does it, with the same bits, and failure() tells why
    [[nodiscard]] bool try_run(known_job& job) const {
        auto* const sums = dynamic_cast<resampling::resampled_sums_job*>(&job);
        if (sums == nullptr || sums->resampler->plan() == nullptr) {
            return false;
        }
        auto drawn = detail::device_resampler<Device>(*device_, *sums->resampler).sums(sums->draw);
        if (!drawn) {
            *failure_ = drawn.error();
            return false;
        }
        sums->sums = std::move(drawn).value();
        return true;
    }

    /// Why the device did not do its last failed job; none if it never failed.
    [[nodiscard]] const std::optional<error>& failure() const noexcept { return *failure_; }

private:
    Device* device_;
    threads host_;
    std::shared_ptr<std::optional<error>> failure_;
};

}  // namespace passk::adapter::cuda

#endif  // PASSK_ADAPTER_CUDA_DEVICE_EXECUTOR_HPP
