// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/cuda/detail/element.hpp>

#include "fake_machine.hpp"

#include <cublasLt.h>
#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fake {

machine& here() {
    static machine one;
    return one;
}
int& current_gpu() {
    thread_local int number = 0;
    return number;
}

cudaError_t wrong(const std::string& what, cudaError_t status = cudaErrorInvalidValue) {
    here().problems.push_back(what);
    return status;
}

struct graph {
    std::vector<work> nodes{};
};

struct stream {
    int gpu = 0;
    std::vector<work> waiting{};
    std::size_t begun = 0;  // pieces of work since the stream was made
    graph* captured = nullptr;

    void add(work one) {
        if (captured != nullptr) {
            captured->nodes.push_back(std::move(one));
        } else {
            waiting.push_back(std::move(one));
            ++begun;
        }
    }
    void run_until(std::size_t count) {
        const std::size_t done = begun - waiting.size();
        const std::size_t more = count > done ? count - done : 0;
        for (std::size_t i = 0; i < more; ++i) {
            waiting[i]();
        }
        waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(more));
    }
};

struct event {
    stream* in = nullptr;
    std::size_t after = 0;
};

stream& of(cudaStream_t handle) {
    return *reinterpret_cast<stream*>(handle);
}

// The allocation that holds a range; null if none does.
const allocation* holder(const void* at, std::size_t size) {
    auto* const begin = static_cast<std::byte*>(const_cast<void*>(at));
    auto after = here().allocations.upper_bound(begin);
    if (after == here().allocations.begin()) {
        return nullptr;
    }
    const auto& [base, one] = *std::prev(after);
    return begin + size <= base + one.size ? &one : nullptr;
}

cudaError_t on_stream(cudaStream_t handle, const std::string& call) {
    if (of(handle).gpu != current_gpu()) {
        return wrong(call + ": the stream is of GPU " + std::to_string(of(handle).gpu)
                         + ", the thread's is " + std::to_string(current_gpu()),
                     cudaErrorInvalidResourceHandle);
    }
    return cudaSuccess;
}

thread_local struct {
    dim3 grid;
    dim3 block;
    std::size_t memory = 0;
    cudaStream_t stream = nullptr;
} call{};

thread_local cudaError_t last_error = cudaSuccess;

cudaError_t launch(const void* kernel, dim3 grid, dim3 block, void** arguments, std::size_t memory,
                   cudaStream_t handle) {
    if (const cudaError_t status = on_stream(handle, "launch"); status != cudaSuccess) {
        return status;
    }
    const auto found = here().kernels.find(kernel);
    if (found == here().kernels.end()) {
        return wrong("launch: a kernel that the test does not know",
                     cudaErrorInvalidDeviceFunction);
    }
    const std::size_t all = memory + here().team_memory;
    const auto allowed = here().dynamic_memory.find(kernel);
    const bool asked = allowed != here().dynamic_memory.end() && memory <= allowed->second;
    if (all > (std::size_t{48} << 10U) && !asked) {
        return wrong("launch: " + std::to_string(all) + " bytes of shared memory, not asked for");
    }
    if (block.x == 0 || block.x > 1024 || block.x % 32 != 0 || grid.x == 0
        || grid.x > 0x7FFFFFFFU) {
        return wrong("launch: grid " + std::to_string(grid.x) + ", block "
                     + std::to_string(block.x));
    }
    ++here().launches;
    of(handle).add(found->second(arguments[0], grid.x));
    return cudaSuccess;
}

}  // namespace fake

extern "C" {

void** __cudaRegisterFatBinary(void*) {
    static void* handle = nullptr;
    return &handle;
}
void __cudaRegisterFatBinaryEnd(void**) {}
void __cudaUnregisterFatBinary(void**) {}
void __cudaRegisterFunction(void**, const char*, char*, const char*, int, uint3*, uint3*, dim3*,
                            dim3*, int*) {}
char __cudaInitModule(void**) {
    return 1;
}
unsigned __cudaPushCallConfiguration(dim3 grid, dim3 block, std::size_t memory,
                                     struct CUstream_st* stream) {
    fake::call = {grid, block, memory, stream};
    return 0;
}
cudaError_t __cudaPopCallConfiguration(dim3* grid, dim3* block, std::size_t* memory, void* stream) {
    *grid = fake::call.grid;
    *block = fake::call.block;
    *memory = fake::call.memory;
    *static_cast<cudaStream_t*>(stream) = fake::call.stream;
    return cudaSuccess;
}
cudaError_t __cudaGetKernel(cudaKernel_t* kernel, const void* function) {
    *kernel = reinterpret_cast<cudaKernel_t>(const_cast<void*>(function));
    return cudaSuccess;
}
cudaError_t __cudaLaunchKernel(cudaKernel_t kernel, dim3 grid, dim3 block, void** arguments,
                               std::size_t memory, cudaStream_t stream) {
    return fake::last_error = fake::launch(kernel, grid, block, arguments, memory, stream);
}
cudaError_t cudaLaunchKernel(const void* kernel, dim3 grid, dim3 block, void** arguments,
                             std::size_t memory, cudaStream_t stream) {
    return fake::last_error = fake::launch(kernel, grid, block, arguments, memory, stream);
}

cudaError_t cudaGetLastError() {
    return std::exchange(fake::last_error, cudaSuccess);
}
const char* cudaGetErrorString(cudaError_t status) {
    switch (status) {
        case cudaErrorMemoryAllocation: return "out of memory";
        case cudaErrorNoDevice: return "no CUDA-capable device is detected";
        case cudaErrorECCUncorrectable: return "uncorrectable ECC error encountered";
        default: return "some error";
    }
}
cudaError_t cudaGetDeviceCount(int* count) {
    *count = fake::here().gpus;
    return cudaSuccess;
}
cudaError_t cudaGetDevice(int* number) {
    *number = fake::current_gpu();
    return fake::here().gpus > 0 ? cudaSuccess : cudaErrorNoDevice;
}
cudaError_t cudaSetDevice(int number) {
    if (number < 0 || number >= fake::here().gpus) {
        return cudaErrorInvalidDevice;
    }
    fake::current_gpu() = number;
    return cudaSuccess;
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* about, int number) {
    *about = {};
    std::snprintf(about->name, sizeof about->name, "GPU %d", number);
    about->sharedMemPerBlockOptin = fake::here().block_memory;
    return cudaSuccess;
}
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* all) {
    *all = fake::here().memory;
    *free = *all;
    for (const auto& [at, one] : fake::here().allocations) {
        *free -= one.gpu == fake::current_gpu() ? one.size : 0;
    }
    return cudaSuccess;
}

cudaError_t cudaMalloc(void** at, std::size_t size) {
    const cudaError_t status = std::exchange(fake::here().next_malloc, cudaSuccess);
    std::size_t free = 0;
    std::size_t all = 0;
    cudaMemGetInfo(&free, &all);
    if (status != cudaSuccess || size > free) {
        return fake::last_error = status != cudaSuccess ? status : cudaErrorMemoryAllocation;
    }
    auto* const memory = static_cast<std::byte*>(std::aligned_alloc(256, (size + 255) / 256 * 256));
    std::memset(memory, 0xFF, size);
    fake::here().allocations[memory] = {size, fake::current_gpu()};
    *at = memory;
    return cudaSuccess;
}
cudaError_t cudaMallocHost(void** at, std::size_t size) {
    auto* const memory = static_cast<std::byte*>(std::malloc(size));
    fake::here().allocations[memory] = {size, -1};
    *at = memory;
    return cudaSuccess;
}
cudaError_t cudaFree(void* at) {
    if (at != nullptr && fake::here().allocations.erase(static_cast<std::byte*>(at)) == 0) {
        return fake::wrong("cudaFree: not allocated");
    }
    std::free(at);
    return cudaSuccess;
}
cudaError_t cudaFreeHost(void* at) {
    return cudaFree(at);
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* handle, unsigned) {
    *handle = reinterpret_cast<cudaStream_t>(new fake::stream{.gpu = fake::current_gpu()});
    return cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t handle) {
    delete &fake::of(handle);
    return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t handle) {
    if (fake::of(handle).captured != nullptr) {
        return fake::wrong("cudaStreamSynchronize while capturing");
    }
    fake::of(handle).run_until(fake::of(handle).begun);
    return cudaSuccess;
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t size, cudaMemcpyKind kind,
                            cudaStream_t handle) {
    if (const cudaError_t status = fake::on_stream(handle, "copy"); status != cudaSuccess) {
        return status;
    }
    const void* const device = kind == cudaMemcpyHostToDevice ? to : from;
    const void* const host = kind == cudaMemcpyHostToDevice ? from : to;
    const fake::allocation* const there = fake::holder(device, size);
    if (there == nullptr || there->gpu != fake::of(handle).gpu) {
        return fake::wrong("copy: a range that is not on the GPU");
    }
    const fake::allocation* const here = fake::holder(host, size);
    if (kind == cudaMemcpyHostToDevice && (here == nullptr || here->gpu != -1)) {
        fake::wrong("copy: the source is not pinned");
    }
    fake::of(handle).add([=] { std::memcpy(to, from, size); });
    return cudaSuccess;
}
cudaError_t cudaMemsetAsync(void* at, int value, std::size_t size, cudaStream_t handle) {
    if (const cudaError_t status = fake::on_stream(handle, "memset"); status != cudaSuccess) {
        return status;
    }
    fake::of(handle).add([=] { std::memset(at, value, size); });
    return cudaSuccess;
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* handle, unsigned) {
    *handle = reinterpret_cast<cudaEvent_t>(new fake::event{});
    return cudaSuccess;
}
cudaError_t cudaEventDestroy(cudaEvent_t handle) {
    delete reinterpret_cast<fake::event*>(handle);
    return cudaSuccess;
}
cudaError_t cudaEventRecord(cudaEvent_t handle, cudaStream_t in) {
    *reinterpret_cast<fake::event*>(handle) = {&fake::of(in), fake::of(in).begun};
    return fake::on_stream(in, "cudaEventRecord");
}
cudaError_t cudaEventSynchronize(cudaEvent_t handle) {
    const fake::event& one = *reinterpret_cast<fake::event*>(handle);
    if (one.in != nullptr) {
        one.in->run_until(one.after);
    }
    return cudaSuccess;
}

cudaError_t cudaFuncSetAttribute(const void* kernel, cudaFuncAttribute what, int value) {
    if (what != cudaFuncAttributeMaxDynamicSharedMemorySize || value < 0
        || static_cast<std::size_t>(value) + fake::here().team_memory > fake::here().block_memory) {
        return fake::wrong("cudaFuncSetAttribute: " + std::to_string(value) + " bytes");
    }
    fake::here().dynamic_memory[kernel] = static_cast<std::size_t>(value);
    return cudaSuccess;
}

cudaError_t cudaStreamBeginCapture(cudaStream_t handle, cudaStreamCaptureMode) {
    fake::of(handle).captured = new fake::graph;
    return fake::on_stream(handle, "cudaStreamBeginCapture");
}
cudaError_t cudaStreamEndCapture(cudaStream_t handle, cudaGraph_t* to) {
    *to = reinterpret_cast<cudaGraph_t>(std::exchange(fake::of(handle).captured, nullptr));
    ++fake::here().captures;
    return cudaSuccess;
}
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* to, cudaGraph_t from, unsigned long long) {
    *to = reinterpret_cast<cudaGraphExec_t>(new fake::graph(*reinterpret_cast<fake::graph*>(from)));
    ++fake::here().graphs;
    return cudaSuccess;
}
cudaError_t cudaGraphDestroy(cudaGraph_t one) {
    delete reinterpret_cast<fake::graph*>(one);
    return cudaSuccess;
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t one) {
    delete reinterpret_cast<fake::graph*>(one);
    --fake::here().graphs;
    return cudaSuccess;
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t one, cudaStream_t handle) {
    for (const fake::work& node : reinterpret_cast<fake::graph*>(one)->nodes) {
        fake::of(handle).add(node);
    }
    ++fake::here().replays;
    return fake::on_stream(handle, "cudaGraphLaunch");
}

}  // extern "C"

// ---- cuBLASLt: D = alpha op(A) B + beta C in column-major order, as its manual defines it -----

namespace fake {

struct layout {
    cudaDataType_t type;
    std::uint64_t rows;
    std::uint64_t columns;
    std::int64_t stride;

    [[nodiscard]] double at(const void* matrix, std::uint64_t row, std::uint64_t column) const {
        const std::uint64_t i = column * static_cast<std::uint64_t>(stride) + row;
        using passk::adapter::cuda::detail::bf16;
        return static_cast<double>(type == CUDA_R_32F ? static_cast<const float*>(matrix)[i]
                                                      : load(static_cast<const bf16*>(matrix)[i]));
    }
};

cublasStatus_t create(cublasLtHandle_t* handle) {
    *handle = reinterpret_cast<cublasLtHandle_t>(&here());
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t destroy(cublasLtHandle_t) {
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t operation_create(cublasLtMatmulDesc_t* to, cublasComputeType_t, cudaDataType_t) {
    *to = new cublasLtMatmulDescOpaque_t{};
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t operation_set(cublasLtMatmulDesc_t one, cublasLtMatmulDescAttributes_t what,
                             const void* value, std::size_t) {
    const bool transposes = what == CUBLASLT_MATMUL_DESC_TRANSA
                            && *static_cast<const cublasOperation_t*>(value) == CUBLAS_OP_T;
    one->data[0] = transposes ? 1 : 0;
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t operation_destroy(cublasLtMatmulDesc_t one) {
    delete one;
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t layout_create(cublasLtMatrixLayout_t* to, cudaDataType type, std::uint64_t rows,
                             std::uint64_t columns, std::int64_t stride) {
    *to = reinterpret_cast<cublasLtMatrixLayout_t>(new layout{type, rows, columns, stride});
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t layout_destroy(cublasLtMatrixLayout_t one) {
    delete reinterpret_cast<layout*>(one);
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t preference_create(cublasLtMatmulPreference_t* to) {
    *to = new cublasLtMatmulPreferenceOpaque_t{};
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t preference_set(cublasLtMatmulPreference_t, cublasLtMatmulPreferenceAttributes_t,
                              const void*, std::size_t) {
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t preference_destroy(cublasLtMatmulPreference_t one) {
    delete one;
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t heuristic(cublasLtHandle_t, cublasLtMatmulDesc_t, cublasLtMatrixLayout_t a,
                         cublasLtMatrixLayout_t b, cublasLtMatrixLayout_t, cublasLtMatrixLayout_t,
                         cublasLtMatmulPreference_t, int, cublasLtMatmulHeuristicResult_t* to,
                         int* count) {
    // The shape that the algorithm was chosen for.
    *to = {};
    to->algo.data[0] = reinterpret_cast<layout*>(a)->columns;
    to->algo.data[1] = reinterpret_cast<layout*>(b)->columns;
    *count = 1;
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t matmul(cublasLtHandle_t, cublasLtMatmulDesc_t operation, const void* alpha,
                      const void* a, cublasLtMatrixLayout_t a_layout, const void* b,
                      cublasLtMatrixLayout_t b_layout, const void* beta, const void* c,
                      cublasLtMatrixLayout_t c_layout, void* d, cublasLtMatrixLayout_t d_layout,
                      const cublasLtMatmulAlgo_t* algorithm, void*, std::size_t,
                      cudaStream_t stream) {
    const layout& in_a = *reinterpret_cast<layout*>(a_layout);
    const layout& in_b = *reinterpret_cast<layout*>(b_layout);
    const layout& in_c = *reinterpret_cast<layout*>(c_layout);
    const layout& in_d = *reinterpret_cast<layout*>(d_layout);
    const bool transposed = operation->data[0] == 1;
    const std::uint64_t rows = transposed ? in_a.columns : in_a.rows;
    const std::uint64_t inner = transposed ? in_a.rows : in_a.columns;
    if (inner != in_b.rows || in_d.rows != rows || in_d.columns != in_b.columns
        || in_d.type != CUDA_R_32F || algorithm->data[0] != in_a.columns
        || algorithm->data[1] != in_b.columns) {
        wrong("cublasLtMatmul: shapes");
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    if (on_stream(stream, "cublasLtMatmul") != cudaSuccess) {
        return CUBLAS_STATUS_EXECUTION_FAILED;
    }
    ++here().product_shapes[{rows, in_b.columns}];
    const double by = static_cast<double>(*static_cast<const float*>(alpha));
    const double keep = static_cast<double>(*static_cast<const float*>(beta));
    of(stream).add([=] {
        for (std::uint64_t column = 0; column < in_b.columns; ++column) {
            for (std::uint64_t row = 0; row < rows; ++row) {
                double sum = keep == 0.0 ? 0.0 : keep * in_c.at(c, row, column);
                for (std::uint64_t i = 0; i < inner; ++i) {
                    sum += by * (transposed ? in_a.at(a, i, row) : in_a.at(a, row, i))
                           * in_b.at(b, i, column);
                }
                static_cast<float*>(d)[column * static_cast<std::uint64_t>(in_d.stride) + row] =
                    static_cast<float>(sum);
            }
        }
    });
    return CUBLAS_STATUS_SUCCESS;
}

template <class Function>
void* address(Function* function) {
    return reinterpret_cast<void*>(function);
}

}  // namespace fake

// The dynamic linker knows the library above, or none.
extern "C" void* dlopen(const char*, int) noexcept {
    return fake::here().has_cublas ? &fake::here() : nullptr;
}
extern "C" void* dlsym(void*, const char* name) noexcept {
    static const std::map<std::string_view, void*> all{
        {"cublasLtCreate", fake::address(&fake::create)},
        {"cublasLtDestroy", fake::address(&fake::destroy)},
        {"cublasLtMatmulDescCreate", fake::address(&fake::operation_create)},
        {"cublasLtMatmulDescSetAttribute", fake::address(&fake::operation_set)},
        {"cublasLtMatmulDescDestroy", fake::address(&fake::operation_destroy)},
        {"cublasLtMatrixLayoutCreate", fake::address(&fake::layout_create)},
        {"cublasLtMatrixLayoutDestroy", fake::address(&fake::layout_destroy)},
        {"cublasLtMatmulPreferenceCreate", fake::address(&fake::preference_create)},
        {"cublasLtMatmulPreferenceSetAttribute", fake::address(&fake::preference_set)},
        {"cublasLtMatmulPreferenceDestroy", fake::address(&fake::preference_destroy)},
        {"cublasLtMatmulAlgoGetHeuristic", fake::address(&fake::heuristic)},
        {"cublasLtMatmul", fake::address(&fake::matmul)}};
    const auto found = all.find(name);
    return found == all.end() ? nullptr : found->second;
}
