// SPDX-License-Identifier: Apache-2.0
// Needs the headers of cuBLASLt and POSIX. The library itself is loaded by a program that runs.
#ifndef PASSK_ADAPTER_CUDA_DETAIL_CUBLAS_LT_CUH
#define PASSK_ADAPTER_CUDA_DETAIL_CUBLAS_LT_CUH

#include <passk/adapter/cuda/detail/recent_cache.hpp>
#include <passk/core/error.hpp>

#include <cublasLt.h>
#include <cuda_runtime.h>
#include <dlfcn.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace passk::adapter::cuda::detail {

// The functions of cuBLASLt, half a gigabyte of a library that comes with a toolkit and not with
// a driver: loaded at run time, a program starts without it.
struct cublas_lt_library {
    decltype(&::cublasLtCreate) create = nullptr;
    decltype(&::cublasLtDestroy) destroy = nullptr;
    decltype(&::cublasLtMatmulDescCreate) operation_create = nullptr;
    decltype(&::cublasLtMatmulDescSetAttribute) operation_set = nullptr;
    decltype(&::cublasLtMatmulDescDestroy) operation_destroy = nullptr;
    decltype(&::cublasLtMatrixLayoutCreate) layout_create = nullptr;
    decltype(&::cublasLtMatrixLayoutDestroy) layout_destroy = nullptr;
    decltype(&::cublasLtMatmulPreferenceCreate) preference_create = nullptr;
    decltype(&::cublasLtMatmulPreferenceSetAttribute) preference_set = nullptr;
    decltype(&::cublasLtMatmulPreferenceDestroy) preference_destroy = nullptr;
    decltype(&::cublasLtMatmulAlgoGetHeuristic) heuristic = nullptr;
    decltype(&::cublasLtMatmul) matmul = nullptr;

    // Where the dynamic linker finds it, or where a toolkit is installed. Null if it is nowhere.
    [[nodiscard]] static const cublas_lt_library* loaded() {
        static const std::optional<cublas_lt_library> library = load();
        return library ? &*library : nullptr;
    }

private:
    [[nodiscard]] static std::optional<cublas_lt_library> load() {
        const std::string file = "libcublasLt.so." + std::to_string(CUBLAS_VER_MAJOR);
        void* from = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (from == nullptr) {
            from = ::dlopen(("/usr/local/cuda/lib64/" + file).c_str(), RTLD_NOW | RTLD_LOCAL);
        }
        if (from == nullptr) {
            return std::nullopt;
        }
        cublas_lt_library all;
        const bool complete =
            find(from, "cublasLtCreate", all.create) && find(from, "cublasLtDestroy", all.destroy)
            && find(from, "cublasLtMatmulDescCreate", all.operation_create)
            && find(from, "cublasLtMatmulDescSetAttribute", all.operation_set)
            && find(from, "cublasLtMatmulDescDestroy", all.operation_destroy)
            && find(from, "cublasLtMatrixLayoutCreate", all.layout_create)
            && find(from, "cublasLtMatrixLayoutDestroy", all.layout_destroy)
            && find(from, "cublasLtMatmulPreferenceCreate", all.preference_create)
            && find(from, "cublasLtMatmulPreferenceSetAttribute", all.preference_set)
            && find(from, "cublasLtMatmulPreferenceDestroy", all.preference_destroy)
            && find(from, "cublasLtMatmulAlgoGetHeuristic", all.heuristic)
            && find(from, "cublasLtMatmul", all.matmul);
        return complete ? std::optional(all) : std::nullopt;
    }

    template <class Function>
    [[nodiscard]] static bool find(void* library, const char* name, Function& to) {
        to = reinterpret_cast<Function>(::dlsym(library, name));
        return to != nullptr;
    }
};

// Products of matrices by cuBLASLt on one stream of the current GPU.
template <class Real>
class cublas_lt_products {
public:
    explicit cublas_lt_products(const cublas_lt_library& library) : library_(library) {}
    cublas_lt_products(const cublas_lt_products&) = delete;
    cublas_lt_products& operator=(const cublas_lt_products&) = delete;
    ~cublas_lt_products() {
        cudaFree(workspace_);
        if (handle_ != nullptr) {
            library_.destroy(handle_);
        }
    }

    [[nodiscard]] std::optional<error> open() {
        if (const cudaError_t made = cudaMalloc(&workspace_, workspace_size); made != cudaSuccess) {
            return error{errc::io, std::string("memory for cuBLASLt: ") + cudaGetErrorString(made)};
        }
        return failed(library_.create(&handle_), "cublasLtCreate");
    }

    // out (rows x outputs) = in (rows x inputs) * weight (outputs x inputs) transposed, or that
    // added to out. Sums are in float.
    [[nodiscard]] std::optional<error> multiply(float* out, const Real* in, const Real* weight,
                                                std::uint32_t rows, std::uint32_t outputs,
                                                std::uint32_t inputs, bool add,
                                                cudaStream_t stream) {
        const auto key = std::tuple(rows, outputs, inputs, add);
        plan* ready = plans_.find(key);
        if (ready == nullptr) {
            plan made(library_);
            if (auto failure = prepare(made, rows, outputs, inputs)) {
                return failure;
            }
            ready = &plans_.keep(key, std::move(made));
        }
        const float one = 1.0F;
        const float beta = add ? 1.0F : 0.0F;
        return failed(
            library_.matmul(handle_, ready->operation.get(), &one, weight, ready->weight.get(), in,
                            ready->in.get(), &beta, out, ready->out.get(), out, ready->out.get(),
                            &ready->algorithm, workspace_, workspace_size, stream),
            "cublasLtMatmul");
    }

private:
    static constexpr std::size_t workspace_size = std::size_t{32} << 20U;
    static constexpr std::size_t most_plans = 4096;

    template <class Handle, class Destroy>
    using owned = std::unique_ptr<std::remove_pointer_t<Handle>, Destroy>;
    using operation_handle =
        owned<cublasLtMatmulDesc_t, decltype(cublas_lt_library::operation_destroy)>;
    using layout_handle =
        owned<cublasLtMatrixLayout_t, decltype(cublas_lt_library::layout_destroy)>;

    // How products of one shape are computed. cuBLASLt counts columns first: what is row-major
    // here is the transpose there.
    struct plan {
        explicit plan(const cublas_lt_library& library)
            : operation(nullptr, library.operation_destroy),
              weight(nullptr, library.layout_destroy),
              in(nullptr, library.layout_destroy),
              out(nullptr, library.layout_destroy) {}
        operation_handle operation;
        layout_handle weight;
        layout_handle in;
        layout_handle out;
        cublasLtMatmulAlgo_t algorithm{};
    };

    [[nodiscard]] static std::optional<error> failed(cublasStatus_t status, const char* what) {
        if (status == CUBLAS_STATUS_SUCCESS) {
            return std::nullopt;
        }
        return error{errc::io, std::string(what) + ": cuBLAS status "
                                   + std::to_string(static_cast<int>(status))};
    }

    [[nodiscard]] std::optional<error> layout(layout_handle& to, cudaDataType_t type,
                                              std::uint64_t rows, std::uint64_t columns) {
        cublasLtMatrixLayout_t made = nullptr;
        auto failure = failed(
            library_.layout_create(&made, type, rows, columns, static_cast<std::int64_t>(rows)),
            "cublasLtMatrixLayoutCreate");
        to.reset(made);
        return failure;
    }

    [[nodiscard]] std::optional<error> prepare(plan& to, std::uint32_t rows, std::uint32_t outputs,
                                               std::uint32_t inputs) {
        constexpr cudaDataType_t type = std::is_same_v<Real, float> ? CUDA_R_32F : CUDA_R_16BF;
        const cublasOperation_t transposed = CUBLAS_OP_T;
        cublasLtMatmulDesc_t operation = nullptr;
        auto failure = failed(library_.operation_create(&operation, CUBLAS_COMPUTE_32F, CUDA_R_32F),
                              "cublasLtMatmulDescCreate");
        to.operation.reset(operation);
        if (!failure) {
            failure = failed(library_.operation_set(operation, CUBLASLT_MATMUL_DESC_TRANSA,
                                                    &transposed, sizeof transposed),
                             "cublasLtMatmulDescSetAttribute");
        }
        if (!failure) {
            failure = layout(to.weight, type, inputs, outputs);
        }
        if (!failure) {
            failure = layout(to.in, type, inputs, rows);
        }
        if (!failure) {
            failure = layout(to.out, CUDA_R_32F, outputs, rows);
        }
        cublasLtMatmulPreference_t preference = nullptr;
        if (!failure) {
            failure =
                failed(library_.preference_create(&preference), "cublasLtMatmulPreferenceCreate");
        }
        const owned<cublasLtMatmulPreference_t, decltype(library_.preference_destroy)> owner(
            preference, library_.preference_destroy);
        if (!failure) {
            failure =
                failed(library_.preference_set(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
                                               &workspace_size, sizeof workspace_size),
                       "cublasLtMatmulPreferenceSetAttribute");
        }
        cublasLtMatmulHeuristicResult_t choice{};
        int choices = 0;
        if (!failure) {
            failure = failed(
                library_.heuristic(handle_, operation, to.weight.get(), to.in.get(), to.out.get(),
                                   to.out.get(), preference, 1, &choice, &choices),
                "cublasLtMatmulAlgoGetHeuristic");
        }
        if (!failure && choices == 0) {
            failure = error{errc::unsupported, "cuBLASLt has no product of " + std::to_string(rows)
                                                   + " x " + std::to_string(inputs) + " and "
                                                   + std::to_string(inputs) + " x "
                                                   + std::to_string(outputs)};
        }
        to.algorithm = choice.algo;
        return failure;
    }

    const cublas_lt_library& library_;
    cublasLtHandle_t handle_ = nullptr;
    void* workspace_ = nullptr;
    recent_cache<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, bool>, plan> plans_{
        most_plans};
};

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_CUBLAS_LT_CUH
