// SPDX-License-Identifier: Apache-2.0
// Needs nvcc with --expt-relaxed-constexpr, the CUDA runtime and cuBLASLt.
#ifndef PASSK_ADAPTER_CUDA_CUDA_DEVICE_CUH
#define PASSK_ADAPTER_CUDA_CUDA_DEVICE_CUH

#include <passk/adapter/cuda/cpu_executors.hpp>
#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <cublasLt.h>
#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace passk::adapter::cuda {

namespace detail {

// The threads of a block as a team. Reductions go by warps, then over the warps, in an order that
// depends on the size of the block alone.
class block_team {
public:
    struct shared_words {
        std::uint64_t wholes[32];
        float floats[32];
        std::uint32_t indices[32];
    };

    __device__ block_team(shared_words& shared, float* scratch)
        : shared_(shared), scratch_(scratch) {}
    __device__ std::uint32_t rank() const { return threadIdx.x; }
    __device__ std::uint32_t size() const { return blockDim.x; }
    __device__ void sync() const { __syncthreads(); }
    __device__ float* scratch() const { return scratch_; }

    __device__ float sum(float value) const {
        return combine(shared_.floats, value, 0.0F, [](float a, float b) { return a + b; });
    }
    __device__ std::uint64_t sum(std::uint64_t value) const {
        return combine(shared_.wholes, value, std::uint64_t{0},
                       [](std::uint64_t a, std::uint64_t b) { return a + b; });
    }
    __device__ float max_of(float value) const {
        return combine(shared_.floats, value, -INFINITY,
                       [](float a, float b) { return a < b ? b : a; });
    }
    __device__ indexed_value argmax(indexed_value mine) const {
        for (int offset = 16; offset > 0; offset /= 2) {
            mine = better(mine, {__shfl_xor_sync(~0U, mine.value, offset),
                                 __shfl_xor_sync(~0U, mine.index, offset)});
        }
        if (threadIdx.x % 32 == 0) {
            shared_.floats[threadIdx.x / 32] = mine.value;
            shared_.indices[threadIdx.x / 32] = mine.index;
        }
        __syncthreads();
        mine = {shared_.floats[0], shared_.indices[0]};
        for (std::uint32_t warp = 1; warp < blockDim.x / 32; ++warp) {
            mine = better(mine, {shared_.floats[warp], shared_.indices[warp]});
        }
        __syncthreads();
        return mine;
    }

private:
    template <class T, class Function>
    __device__ T combine(T* words, T mine, T nothing, Function function) const {
        for (int offset = 16; offset > 0; offset /= 2) {
            mine = function(mine, __shfl_xor_sync(~0U, mine, offset));
        }
        if (threadIdx.x % 32 == 0) {
            words[threadIdx.x / 32] = mine;
        }
        __syncthreads();
        mine = threadIdx.x % 32 < blockDim.x / 32 ? words[threadIdx.x % 32] : nothing;
        for (int offset = 16; offset > 0; offset /= 2) {
            mine = function(mine, __shfl_xor_sync(~0U, mine, offset));
        }
        __syncthreads();
        return mine;
    }

    shared_words& shared_;
    float* scratch_;
};

template <class Kernel>
__global__ void __launch_bounds__(Kernel::threads) run_block(const Kernel kernel) {
    extern __shared__ float scratch[];
    __shared__ block_team::shared_words shared;
    block_team team(shared, scratch);
    kernel(team, blockIdx.x);
}

}  // namespace detail

/// One GPU: the device of local_backend. Work goes to one stream; layers are recorded as CUDA
/// graphs, one for each shape of a batch, and replayed.
///
/// A failure stays: calls after it do nothing, and failure() tells it.
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
        device.note(cudaSetDevice(number), "cudaSetDevice");
        cudaDeviceProp about{};
        device.note(cudaGetDeviceProperties(&about, number), "cudaGetDeviceProperties");
        device.name_ = about.name;
        device.note(cudaStreamCreateWithFlags(&device.stream_, cudaStreamNonBlocking),
                    "cudaStreamCreate");
        device.note(cublasLtCreate(&device.blas_), "cublasLtCreate");
        device.note(cudaMalloc(&device.workspace_, workspace_size), "cudaMalloc");
        if (const auto failure = device.failure()) {
            return *failure;
        }
        return result<cuda_device>(std::move(device));
    }

    cuda_device(cuda_device&& other) noexcept { swap(other); }
    cuda_device& operator=(cuda_device&& other) noexcept {
        swap(other);
        return *this;
    }
    ~cuda_device() {
        for (const auto& [key, graph] : graphs_) {
            cudaGraphExecDestroy(graph);
        }
        for (auto& [key, plan] : plans_) {
            plan.destroy();
        }
        cudaFree(memory_);
        cudaFree(workspace_);
        if (blas_ != nullptr) {
            cublasLtDestroy(blas_);
        }
        if (stream_ != nullptr) {
            cudaStreamDestroy(stream_);
        }
    }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] cudaStream_t stream() const noexcept { return stream_; }

    /// Bytes that are free on the GPU.
    [[nodiscard]] std::uint64_t free_memory() {
        std::size_t free = 0;
        std::size_t all = 0;
        note(cudaMemGetInfo(&free, &all), "cudaMemGetInfo");
        return free;
    }

    /// One block of memory, filled with zeros, which lives as long as the device.
    [[nodiscard]] result<std::byte*> allocate(std::uint64_t size) {
        cudaFree(std::exchange(memory_, nullptr));
        if (cudaMalloc(&memory_, size) != cudaSuccess) {
            static_cast<void>(cudaGetLastError());
            memory_ = nullptr;
            return error{errc::rejected, "out of memory: " + std::to_string(size >> 20U)
                                             + " MiB were asked of " + name_ + ", "
                                             + std::to_string(free_memory() >> 20U)
                                             + " MiB are free"};
        }
        note(cudaMemsetAsync(memory_, 0, size, stream_), "cudaMemset");
        if (const auto failed = failure()) {
            return *failed;
        }
        return static_cast<std::byte*>(memory_);
    }

    /// How many rows a batch is padded to: few shapes mean few graphs.
    [[nodiscard]] static std::uint32_t padded_rows(std::uint32_t rows) {
        std::uint32_t padded = 1;
        while (padded < rows && padded < 32) {
            padded *= 2;
        }
        return rows <= padded ? padded : (rows + 31) / 32 * 32;
    }

    template <class T>
    void upload(T* to, const T* from, std::uint64_t count) {
        if (good() && count > 0) {
            note(cudaMemcpyAsync(to, from, count * sizeof(T), cudaMemcpyHostToDevice, stream_),
                 "copying to the GPU");
        }
    }
    /// Waits for all work before.
    template <class T>
    void download(T* to, const T* from, std::uint64_t count) {
        if (good() && count > 0) {
            note(cudaMemcpyAsync(to, from, count * sizeof(T), cudaMemcpyDeviceToHost, stream_),
                 "copying from the GPU");
            note(cudaStreamSynchronize(stream_), "work on the GPU");
        }
    }

    template <class Kernel>
    void launch(std::uint32_t blocks, const Kernel& kernel) {
        if (good() && blocks > 0) {
            const std::size_t scratch = kernel.scratch() * sizeof(float);
            if (scratch > 48U << 10U) {
                note(cudaFuncSetAttribute(detail::run_block<Kernel>,
                                          cudaFuncAttributeMaxDynamicSharedMemorySize,
                                          static_cast<int>(scratch)),
                     "cudaFuncSetAttribute");
            }
            detail::run_block<<<blocks, Kernel::threads, scratch, stream_>>>(kernel);
            note(cudaGetLastError(), "launching a kernel");
        }
    }

    /// out (rows x outputs) = in (rows x inputs) * weight (outputs x inputs) transposed, or that
    /// added to out. Sums are in float.
    void matmul(float* out, const Real* in, const Real* weight, std::uint32_t rows,
                std::uint32_t outputs, std::uint32_t inputs, bool add) {
        if (!good() || rows == 0) {
            return;
        }
        const product_plan* const plan = plan_for(rows, outputs, inputs, add);
        if (plan == nullptr) {
            return;
        }
        const float one = 1.0F;
        const float beta = add ? 1.0F : 0.0F;
        note(cublasLtMatmul(blas_, plan->operation, &one, weight, plan->weight, in, plan->in, &beta,
                            out, plan->out, out, plan->out, &plan->algorithm, workspace_,
                            workspace_size, stream_),
             "cublasLtMatmul");
    }

    /// Runs work, which launches the same kernels with the same arguments whenever key is the
    /// same: recorded the first time, replayed from then on.
    template <class Work>
    void replay(std::uint64_t key, const Work& work) {
        if (!good()) {
            return;
        }
        auto found = graphs_.find(key);
        if (found == graphs_.end()) {
            if (graphs_.size() >= most_graphs) {
                work();
                return;
            }
            // Once as it is: what is chosen or loaded at first use must not be recorded.
            work();
            if (!good()) {
                return;
            }
            note(cudaStreamSynchronize(stream_), "work on the GPU");
            cudaGraph_t graph = nullptr;
            cudaGraphExec_t ready = nullptr;
            note(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal),
                 "cudaStreamBeginCapture");
            // Captured without being run: the work of this call has been done.
            work();
            note(cudaStreamEndCapture(stream_, &graph), "cudaStreamEndCapture");
            if (good()) {
                note(cudaGraphInstantiate(&ready, graph, 0), "cudaGraphInstantiate");
            }
            if (graph != nullptr) {
                cudaGraphDestroy(graph);
            }
            if (good()) {
                graphs_.emplace(key, ready);
            }
            return;
        }
        note(cudaGraphLaunch(found->second, stream_), "cudaGraphLaunch");
    }

    /// What went wrong since the device was opened.
    [[nodiscard]] const std::optional<error>& failure() const noexcept { return failure_; }

    /// Waits for all work, for those who take the time.
    void wait() { note(cudaStreamSynchronize(stream_), "work on the GPU"); }

private:
    static constexpr std::size_t workspace_size = std::size_t{32} << 20U;
    static constexpr std::size_t most_graphs = 256;

    // How cuBLASLt computes products of one shape. It counts columns first: what is row-major
    // here is the transpose there.
    struct product_plan {
        cublasLtMatmulDesc_t operation = nullptr;
        cublasLtMatrixLayout_t weight = nullptr;
        cublasLtMatrixLayout_t in = nullptr;
        cublasLtMatrixLayout_t out = nullptr;
        cublasLtMatmulAlgo_t algorithm{};

        void destroy() {
            cublasLtMatmulDescDestroy(operation);
            cublasLtMatrixLayoutDestroy(weight);
            cublasLtMatrixLayoutDestroy(in);
            cublasLtMatrixLayoutDestroy(out);
        }
    };

    cuda_device() = default;

    void swap(cuda_device& other) noexcept {
        std::swap(name_, other.name_);
        std::swap(stream_, other.stream_);
        std::swap(blas_, other.blas_);
        std::swap(memory_, other.memory_);
        std::swap(workspace_, other.workspace_);
        std::swap(plans_, other.plans_);
        std::swap(graphs_, other.graphs_);
        std::swap(failure_, other.failure_);
    }

    [[nodiscard]] bool good() const noexcept { return !failure_; }

    void note(cudaError_t status, const char* what) {
        if (status != cudaSuccess && good()) {
            failure_ = error{errc::io, std::string(what) + ": " + cudaGetErrorString(status)};
        }
    }
    void note(cublasStatus_t status, const char* what) {
        if (status != CUBLAS_STATUS_SUCCESS && good()) {
            failure_ = error{errc::io, std::string(what) + ": cuBLAS status "
                                           + std::to_string(static_cast<int>(status))};
        }
    }

    [[nodiscard]] const product_plan* plan_for(std::uint32_t rows, std::uint32_t outputs,
                                               std::uint32_t inputs, bool add) {
        const auto key = std::tuple(rows, outputs, inputs, add);
        if (const auto found = plans_.find(key); found != plans_.end()) {
            return &found->second;
        }
        constexpr cudaDataType_t type = std::is_same_v<Real, float> ? CUDA_R_32F : CUDA_R_16BF;
        const cublasOperation_t transposed = CUBLAS_OP_T;
        product_plan plan;
        note(cublasLtMatmulDescCreate(&plan.operation, CUBLAS_COMPUTE_32F, CUDA_R_32F),
             "cublasLtMatmulDescCreate");
        note(cublasLtMatmulDescSetAttribute(plan.operation, CUBLASLT_MATMUL_DESC_TRANSA,
                                            &transposed, sizeof transposed),
             "cublasLtMatmulDescSetAttribute");
        note(cublasLtMatrixLayoutCreate(&plan.weight, type, inputs, outputs, inputs),
             "cublasLtMatrixLayoutCreate");
        note(cublasLtMatrixLayoutCreate(&plan.in, type, inputs, rows, inputs),
             "cublasLtMatrixLayoutCreate");
        note(cublasLtMatrixLayoutCreate(&plan.out, CUDA_R_32F, outputs, rows, outputs),
             "cublasLtMatrixLayoutCreate");
        cublasLtMatmulPreference_t preference = nullptr;
        note(cublasLtMatmulPreferenceCreate(&preference), "cublasLtMatmulPreferenceCreate");
        note(cublasLtMatmulPreferenceSetAttribute(preference,
                                                  CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
                                                  &workspace_size, sizeof workspace_size),
             "cublasLtMatmulPreferenceSetAttribute");
        cublasLtMatmulHeuristicResult_t choice{};
        int choices = 0;
        if (good()) {
            note(cublasLtMatmulAlgoGetHeuristic(blas_, plan.operation, plan.weight, plan.in,
                                                plan.out, plan.out, preference, 1, &choice,
                                                &choices),
                 "cublasLtMatmulAlgoGetHeuristic");
        }
        if (preference != nullptr) {
            cublasLtMatmulPreferenceDestroy(preference);
        }
        if (good() && choices == 0) {
            failure_ = error{errc::unsupported, "cuBLASLt has no product of " + std::to_string(rows)
                                                    + " x " + std::to_string(inputs) + " and "
                                                    + std::to_string(inputs) + " x "
                                                    + std::to_string(outputs)};
        }
        if (!good()) {
            plan.destroy();
            return nullptr;
        }
        plan.algorithm = choice.algo;
        return &plans_.emplace(key, plan).first->second;
    }

    std::string name_{};
    cudaStream_t stream_ = nullptr;
    cublasLtHandle_t blas_ = nullptr;
    void* memory_ = nullptr;
    void* workspace_ = nullptr;
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, bool>, product_plan> plans_{};
    std::map<std::uint64_t, cudaGraphExec_t> graphs_{};
    std::optional<error> failure_{};
};

}  // namespace passk::adapter::cuda

#endif  // PASSK_ADAPTER_CUDA_CUDA_DEVICE_CUH
