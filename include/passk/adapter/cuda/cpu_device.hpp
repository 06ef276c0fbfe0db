// SPDX-License-Identifier: Apache-2.0
// Needs POSIX.
#ifndef PASSK_ADAPTER_CUDA_CPU_DEVICE_HPP
#define PASSK_ADAPTER_CUDA_CPU_DEVICE_HPP

#include <passk/adapter/cuda/cpu_executors.hpp>
#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace passk::adapter::cuda {

/// The host as a device: what transformers run on where there is no GPU, and what the GPU is
/// compared with. A device is a type with the members of this one.
///
/// @tparam Real      float, or detail::bf16: what weights, cache and inputs of products are
///                   stored as. Sums are in float.
/// @tparam Executor  cpu_serial or cpu_emulated
template <class Real = float, class Executor = cpu_serial>
class cpu_device {
public:
    using real = Real;

    explicit cpu_device(Executor executor = {}) : executor_(executor) {}

    [[nodiscard]] static std::string name() { return "CPU"; }

    /// Bytes that allocate() could give; 0 if that is not known.
    [[nodiscard]] static std::uint64_t free_memory() {
        const long pages = ::sysconf(_SC_AVPHYS_PAGES);
        const long size = ::sysconf(_SC_PAGESIZE);
        return pages > 0 && size > 0
                   ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size)
                   : 0;
    }

    /// One block of memory, filled with zeros, which lives as long as the device.
    [[nodiscard]] result<std::byte*> allocate(std::uint64_t size) {
        void* const at = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (at == MAP_FAILED) {
            return error{errc::rejected, std::to_string(size) + " bytes of memory are not there"};
        }
        memory_ = {static_cast<std::byte*>(at), unmapper{size}};
        return memory_.get();
    }

    /// How many rows a batch is padded to, so that batches of few shapes occur.
    [[nodiscard]] static std::uint32_t padded_rows(std::uint32_t rows) { return rows; }

    /// Whether a row's products have the same bits whatever the number of rows.
    static constexpr bool products_see_rows_only = true;

    template <class T>
    void upload(T* to, const T* from, std::uint64_t count) {
        std::copy_n(from, count, to);
    }
    template <class T>
    void download(T* to, const T* from, std::uint64_t count) {
        std::copy_n(from, count, to);
    }

    template <class Kernel>
    void launch(std::uint32_t blocks, const Kernel& kernel) {
        executor_.launch(blocks, kernel);
    }

    /// out (rows x outputs) = in (rows x inputs) * weight (outputs x inputs) transposed, or that
    /// added to out.
    void matmul(float* out, const Real* in, const Real* weight, std::uint32_t rows,
                std::uint32_t outputs, std::uint32_t inputs, bool add) {
        for (std::uint32_t r = 0; r < rows; ++r) {
            const Real* const x = in + std::uint64_t{r} * inputs;
            for (std::uint32_t o = 0; o < outputs; ++o) {
                float& y = out[std::uint64_t{r} * outputs + o];
                const float product = dot(x, weight + std::uint64_t{o} * inputs, inputs);
                y = add ? y + product : product;
            }
        }
    }

    /// Runs work, which launches the same kernels with the same arguments whenever key is the
    /// same.
    template <class Work>
    void replay(std::uint64_t key, const Work& work) {
        static_cast<void>(key);
        work();
    }

    /// What went wrong since the device was made; a device that failed stays so.
    [[nodiscard]] static std::optional<error> failure() { return std::nullopt; }

private:
    struct unmapper {
        std::uint64_t size = 0;
        void operator()(std::byte* memory) const { ::munmap(memory, size); }
    };

    // In lanes that a compiler can keep in one register: their order is the same everywhere.
    static float dot(const Real* a, const Real* b, std::uint32_t count) {
        constexpr std::uint32_t lanes = 16;
        float sums[lanes] = {};
        std::uint32_t i = 0;
        for (; i + lanes <= count; i += lanes) {
            for (std::uint32_t j = 0; j < lanes; ++j) {
                sums[j] += detail::load(a[i + j]) * detail::load(b[i + j]);
            }
        }
        for (; i < count; ++i) {
            sums[0] += detail::load(a[i]) * detail::load(b[i]);
        }
        for (std::uint32_t width = lanes / 2; width > 0; width /= 2) {
            for (std::uint32_t j = 0; j < width; ++j) {
                sums[j] += sums[j + width];
            }
        }
        return sums[0];
    }

    Executor executor_;
    std::unique_ptr<std::byte, unmapper> memory_{};
};

}  // namespace passk::adapter::cuda

#endif  // PASSK_ADAPTER_CUDA_CPU_DEVICE_HPP
