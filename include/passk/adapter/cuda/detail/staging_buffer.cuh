// SPDX-License-Identifier: Apache-2.0
// Needs the CUDA runtime.
#ifndef PASSK_ADAPTER_CUDA_DETAIL_STAGING_BUFFER_CUH
#define PASSK_ADAPTER_CUDA_DETAIL_STAGING_BUFFER_CUH

#include <cuda_runtime.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace passk::adapter::cuda::detail {

// Pinned memory that copies to a GPU pass through: a source may be changed or freed as soon as
// copy() returns, and copy() waits for the GPU only when both halves are on their way.
class staging_buffer {
public:
    staging_buffer() = default;
    staging_buffer(const staging_buffer&) = delete;
    staging_buffer& operator=(const staging_buffer&) = delete;
    ~staging_buffer() {
        for (const cudaEvent_t event : sent_) {
            if (event != nullptr) {
                cudaEventDestroy(event);
            }
        }
        cudaFreeHost(memory_);
    }

    [[nodiscard]] cudaError_t open() {
        for (cudaEvent_t& event : sent_) {
            const cudaError_t made = cudaEventCreateWithFlags(&event, cudaEventDisableTiming);
            if (made != cudaSuccess) {
                return made;
            }
        }
        void* memory = nullptr;
        const cudaError_t made = cudaMallocHost(&memory, 2 * half);
        memory_ = static_cast<std::byte*>(memory);
        return made;
    }

    // Copies in the order of a stream, always the same one.
    [[nodiscard]] cudaError_t copy(void* to, const void* from, std::uint64_t size,
                                   cudaStream_t stream) {
        auto* target = static_cast<std::byte*>(to);
        const auto* source = static_cast<const std::byte*>(from);
        while (size > 0) {
            if (used_ == half) {
                if (const cudaError_t turned = turn(stream); turned != cudaSuccess) {
                    return turned;
                }
            }
            const std::uint64_t part = (std::min)(size, half - used_);
            std::byte* const at = memory_ + now_ * half + used_;
            std::memcpy(at, source, part);
            const cudaError_t sent =
                cudaMemcpyAsync(target, at, part, cudaMemcpyHostToDevice, stream);
            if (sent != cudaSuccess) {
                return sent;
            }
            used_ = (std::min)(half, (used_ + part + alignment - 1) / alignment * alignment);
            target += part;
            source += part;
            size -= part;
        }
        return cudaSuccess;
    }

private:
    static constexpr std::uint64_t half = std::uint64_t{8} << 20U;
    static constexpr std::uint64_t alignment = 256;

    // Goes to the other half once its copies have arrived.
    [[nodiscard]] cudaError_t turn(cudaStream_t stream) {
        const cudaError_t recorded = cudaEventRecord(sent_[now_], stream);
        if (recorded != cudaSuccess) {
            return recorded;
        }
        now_ = 1 - now_;
        used_ = 0;
        return cudaEventSynchronize(sent_[now_]);  // at once for an event never recorded
    }

    std::byte* memory_ = nullptr;
    std::array<cudaEvent_t, 2> sent_{};
    std::size_t now_ = 0;
    std::uint64_t used_ = 0;
};

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_STAGING_BUFFER_CUH
