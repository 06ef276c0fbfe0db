// SPDX-License-Identifier: Apache-2.0
// Needs nvcc with --expt-relaxed-constexpr, the CUDA runtime, the headers of cuBLASLt and POSIX.
// A program runs where there is a driver; where it finds cuBLASLt too, products are fast.
#ifndef PASSK_ADAPTER_CUDA_CUDA_DEVICE_CUH
#define PASSK_ADAPTER_CUDA_CUDA_DEVICE_CUH

#include <passk/adapter/cuda/detail/batch_shapes.hpp>
#include <passk/adapter/cuda/detail/block_team.cuh>
#include <passk/adapter/cuda/detail/cublas_lt.cuh>
#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/adapter/cuda/detail/product_kernel.hpp>
#include <passk/adapter/cuda/detail/recent_cache.hpp>
#include <passk/adapter/cuda/detail/staging_buffer.cuh>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace passk::adapter::cuda {

namespace detail {

// Makes a GPU the calling thread's as long as this lives. Each thread has one of its own: what
// was set when the device was opened says nothing about the thread that uses it.
class current_gpu {
public:
    explicit current_gpu(int number) {
        status_ = cudaGetDevice(&before_);
        if (status_ == cudaSuccess && before_ != number) {
            status_ = cudaSetDevice(number);
            changed_ = status_ == cudaSuccess;
        }
    }
    current_gpu(const current_gpu&) = delete;
    current_gpu& operator=(const current_gpu&) = delete;
    ~current_gpu() {
        if (changed_) {
            cudaSetDevice(before_);
        }
    }
    [[nodiscard]] cudaError_t status() const noexcept { return status_; }

private:
    cudaError_t status_ = cudaSuccess;
    int before_ = 0;
    bool changed_ = false;
};

// Why memory was not given: only one of the reasons is that there is none.
[[nodiscard]] inline error allocation_error(cudaError_t status, std::uint64_t size,
                                            const std::string& gpu, std::uint64_t free) {
    if (status == cudaErrorMemoryAllocation) {
        return {errc::rejected, "out of memory: " + std::to_string(size >> 20U)
                                    + " MiB were asked of " + gpu + ", "
                                    + std::to_string(free >> 20U) + " MiB are free"};
    }
    return {errc::io, "cudaMalloc of " + std::to_string(size >> 20U) + " MiB on " + gpu + ": "
                          + cudaGetErrorString(status)};
}

}  // namespace detail

/// One GPU: the device of local_backend. Work goes to one stream; layers are recorded as CUDA
/// graphs, one for each shape of a batch, and replayed; the 256 used last are kept.
///
/// Any thread may call, one at a time; each finds the GPU current that it had before. A failure
/// stays: calls after it do nothing, and failure() tells it.
///
/// Products are cuBLASLt's where that library is found, and otherwise those of a plain kernel,
/// which name() tells: right, and slow for batches.
///
/// @tparam Real  float, or detail::bf16
template <class Real = detail::bf16>
class cuda_device {
public:
    using real = Real;
    static constexpr bool products_see_rows_only = false;

    /// The GPU of that number.
    [[nodiscard]] static result<cuda_device> open(int number = 0) {
        cuda_device device;
        device.state_ = std::make_unique<resources>();
        resources& mine = *device.state_;
        mine.number = number;
        const detail::current_gpu current(number);
        device.note(current.status(), "selecting the GPU");
        cudaDeviceProp about{};
        if (device.good()) {
            device.note(cudaGetDeviceProperties(&about, number), "cudaGetDeviceProperties");
        }
        if (device.good()) {
            mine.name = about.name;
            mine.block_memory = about.sharedMemPerBlockOptin;
            device.note(cudaStreamCreateWithFlags(&mine.stream, cudaStreamNonBlocking),
                        "cudaStreamCreate");
        }
        if (device.good()) {
            device.note(mine.staging.open(), "pinned memory for copies");
        }
        if (const auto* const library = detail::cublas_lt_library::loaded()) {
            mine.products = std::make_unique<detail::cublas_lt_products<Real>>(*library);
            if (device.good()) {
                mine.failure = mine.products->open();
            }
        } else {
            mine.name += " without cuBLASLt";
        }
        if (const auto failure = device.failure()) {
            return *failure;
        }
        return result<cuda_device>(std::move(device));
    }

    [[nodiscard]] const std::string& name() const noexcept { return state_->name; }
    [[nodiscard]] cudaStream_t stream() const noexcept { return state_->stream; }

    /// Bytes that are free on the GPU; 0 if that is not known.
    [[nodiscard]] std::uint64_t free_memory() {
        const detail::current_gpu current(state_->number);
        std::size_t free = 0;
        std::size_t all = 0;
        return cudaMemGetInfo(&free, &all) == cudaSuccess ? free : 0;
    }

    /// One block of memory, filled with zeros, which lives as long as the device.
    [[nodiscard]] result<std::byte*> allocate(std::uint64_t size) {
        const detail::current_gpu current(state_->number);
        note(current.status(), "selecting the GPU");
        if (const auto& failed = failure()) {
            return *failed;
        }
        cudaFree(std::exchange(state_->memory, nullptr));
        const cudaError_t given = cudaMalloc(&state_->memory, size);
        if (given != cudaSuccess) {
            static_cast<void>(cudaGetLastError());
            state_->memory = nullptr;
            return detail::allocation_error(given, size, state_->name, free_memory());
        }
        note(cudaMemsetAsync(state_->memory, 0, size, state_->stream), "cudaMemset");
        if (const auto& failed = failure()) {
            return *failed;
        }
        return static_cast<std::byte*>(state_->memory);
    }

    /// How many rows a batch is padded to: few shapes mean few graphs.
    [[nodiscard]] static std::uint32_t padded_rows(std::uint32_t rows) {
        return detail::padded_rows(rows);
    }

    /// Copies to the GPU. What is copied may be changed or freed at once.
    template <class T>
    void upload(T* to, const T* from, std::uint64_t count) {
        if (good() && count > 0) {
            const detail::current_gpu current(state_->number);
            note(state_->staging.copy(to, from, count * sizeof(T), state_->stream),
                 "copying to the GPU");
        }
    }
    /// Waits for all work before.
    template <class T>
    void download(T* to, const T* from, std::uint64_t count) {
        if (good() && count > 0) {
            const detail::current_gpu current(state_->number);
            note(cudaMemcpyAsync(to, from, count * sizeof(T), cudaMemcpyDeviceToHost,
                                 state_->stream),
                 "copying from the GPU");
            note(cudaStreamSynchronize(state_->stream), "work on the GPU");
        }
    }

    template <class Kernel>
    void launch(std::uint32_t blocks, const Kernel& kernel) {
        if (!good() || blocks == 0) {
            return;
        }
        const detail::current_gpu current(state_->number);
        // What a block may take unasked counts the team's own words too.
        constexpr std::size_t unasked = std::size_t{48} << 10U;
        const std::size_t scratch = kernel.scratch() * sizeof(float);
        const std::size_t all = scratch + sizeof(detail::block_team::shared_words);
        if (all > state_->block_memory) {
            state_->failure = error{errc::unsupported,
                                    "this model needs " + std::to_string(all)
                                        + " bytes of shared memory in a block, and " + state_->name
                                        + " has " + std::to_string(state_->block_memory)};
            return;
        }
        if (all > unasked) {
            note(cudaFuncSetAttribute(detail::run_block<Kernel>,
                                      cudaFuncAttributeMaxDynamicSharedMemorySize,
                                      static_cast<int>(scratch)),
                 "cudaFuncSetAttribute");
        }
        detail::run_block<<<blocks, Kernel::threads, scratch, state_->stream>>>(kernel);
        note(cudaGetLastError(), "launching a kernel");
    }

    /// out (rows x outputs) = in (rows x inputs) * weight (outputs x inputs) transposed, or that
    /// added to out. Sums are in float.
    void matmul(float* out, const Real* in, const Real* weight, std::uint32_t rows,
                std::uint32_t outputs, std::uint32_t inputs, bool add) {
        if (!good() || rows == 0) {
            return;
        }
        if (state_->products == nullptr) {
            const detail::product_kernel<Real> product{out, in, weight, rows, outputs, inputs, add};
            launch(product.blocks(), product);
            return;
        }
        const detail::current_gpu current(state_->number);
        state_->failure =
            state_->products->multiply(out, in, weight, rows, outputs, inputs, add, state_->stream);
    }

    /// Runs work, which launches the same kernels with the same arguments whenever key is the
    /// same: recorded the first time, replayed from then on.
    template <class Work>
    void replay(std::uint64_t key, const Work& work) {
        if (!good()) {
            return;
        }
        const detail::current_gpu current(state_->number);
        if (const graph_handle* const known = state_->graphs.find(key)) {
            note(cudaGraphLaunch(known->get(), state_->stream), "cudaGraphLaunch");
            return;
        }
        // Once as it is: what is chosen or loaded at first use must not be recorded.
        work();
        if (!good() || !state_->records) {
            return;
        }
        // Captured without being run: the work of this call has been done. After the wait no
        // graph runs that the new one could push out.
        note(cudaStreamSynchronize(state_->stream), "work on the GPU");
        cudaGraph_t graph = nullptr;
        cudaGraphExec_t ready = nullptr;
        note(cudaStreamBeginCapture(state_->stream, cudaStreamCaptureModeThreadLocal),
             "cudaStreamBeginCapture");
        if (!good()) {
            return;
        }
        work();
        note(cudaStreamEndCapture(state_->stream, &graph), "cudaStreamEndCapture");
        if (good()) {
            note(cudaGraphInstantiate(&ready, graph, 0), "cudaGraphInstantiate");
        }
        if (graph != nullptr) {
            cudaGraphDestroy(graph);
        }
        if (good()) {
            state_->graphs.keep(key, graph_handle(ready));
        }
    }

    /// Whether work is recorded and replayed, or run as it comes: for tests and measurements.
    void use_graphs(bool records) { state_->records = records; }

    /// What went wrong since the device was opened.
    [[nodiscard]] const std::optional<error>& failure() const noexcept { return state_->failure; }

    /// Waits for all work, for those who take the time.
    void wait() {
        const detail::current_gpu current(state_->number);
        note(cudaStreamSynchronize(state_->stream), "work on the GPU");
    }

private:
    static constexpr std::size_t most_graphs = 256;

    struct graph_destroyer {
        void operator()(cudaGraphExec_t graph) const { cudaGraphExecDestroy(graph); }
    };
    using graph_handle = std::unique_ptr<std::remove_pointer_t<cudaGraphExec_t>, graph_destroyer>;

    // What is freed with the GPU current, whichever thread comes last.
    struct resources {
        resources() = default;
        resources(const resources&) = delete;
        resources& operator=(const resources&) = delete;
        ~resources() {
            const detail::current_gpu current(number);
            if (stream != nullptr) {
                cudaStreamSynchronize(stream);
            }
            graphs = graph_cache(most_graphs);
            products.reset();
            cudaFree(memory);
            if (stream != nullptr) {
                cudaStreamDestroy(stream);
            }
        }

        using graph_cache = detail::recent_cache<std::uint64_t, graph_handle>;

        int number = 0;
        std::string name{};
        std::size_t block_memory = 0;  // shared memory that a block may ask for
        bool records = true;
        cudaStream_t stream = nullptr;
        detail::staging_buffer staging{};
        std::unique_ptr<detail::cublas_lt_products<Real>> products{};
        void* memory = nullptr;
        graph_cache graphs{most_graphs};
        std::optional<error> failure{};
    };

    cuda_device() = default;

    [[nodiscard]] bool good() const noexcept { return !state_->failure; }

    void note(cudaError_t status, const char* what) {
        if (status != cudaSuccess && good()) {
            state_->failure =
                error{errc::io, std::string(what) + ": " + cudaGetErrorString(status)};
        }
    }

    std::unique_ptr<resources> state_{};
};

}  // namespace passk::adapter::cuda

#endif  // PASSK_ADAPTER_CUDA_CUDA_DEVICE_CUH
