// SPDX-License-Identifier: Apache-2.0
// kernel_times limits|kernels|products
//   limits    bandwidth of reading and of copying, and products of bf16 matrices, 8192 wide
//   kernels   each kernel of a step in the shapes of Qwen2.5 0.5B and 7B, for batches of 1, 64 and
//             256 at a context of 1024: microseconds, and bytes as a share of the bandwidth
//   products  each product of a layer in these shapes: the eight algorithms that cuBLASLt offers
// Each is the least of five times, of twenty launches each.
#include "model_shapes.hpp"

#include <passk/adapter/cuda/cuda_device.cuh>
#include <passk/adapter/cuda/detail/arena.hpp>
#include <passk/adapter/cuda/detail/attention_kernels.hpp>
#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/adapter/cuda/detail/layer_kernels.hpp>
#include <passk/adapter/cuda/detail/sampling_kernels.hpp>
#include <passk/core/random_bits.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace cuda = passk::adapter::cuda;
namespace kernels = passk::adapter::cuda::detail;
using device = cuda::cuda_device<>;
using kernels::bf16;

void require(cudaError_t status, const char* what) {
    if (status != cudaSuccess) {
        std::printf("%s: %s\n", what, cudaGetErrorString(status));
        std::exit(1);
    }
}

// Seconds that the work takes on the GPU.
template <class Work>
double seconds(device& gpu, const Work& work) {
    constexpr int launches = 20;
    cudaEvent_t begin = nullptr;
    cudaEvent_t end = nullptr;
    require(cudaEventCreate(&begin), "cudaEventCreate");
    require(cudaEventCreate(&end), "cudaEventCreate");
    work();
    double least = HUGE_VAL;
    for (int repeat = 0; repeat < 5; ++repeat) {
        require(cudaEventRecord(begin, gpu.stream()), "cudaEventRecord");
        for (int i = 0; i < launches; ++i) {
            work();
        }
        require(cudaEventRecord(end, gpu.stream()), "cudaEventRecord");
        require(cudaEventSynchronize(end), "work on the GPU");
        float milliseconds = 0.0F;
        require(cudaEventElapsedTime(&milliseconds, begin, end), "cudaEventElapsedTime");
        least = std::min(least, 1e-3 * static_cast<double>(milliseconds) / launches);
    }
    cudaEventDestroy(begin);
    cudaEventDestroy(end);
    if (const auto& failure = gpu.failure()) {
        std::puts(failure->context.c_str());
        std::exit(1);
    }
    return least;
}

// Reads everything and keeps almost nothing.
__global__ void read_all(const float4* from, std::size_t count, float* to) {
    float sum = 0.0F;
    for (std::size_t i = blockIdx.x * std::size_t{blockDim.x} + threadIdx.x; i < count;
         i += std::size_t{blockDim.x} * gridDim.x) {
        const float4 four = from[i];
        sum += four.x + four.y + four.z + four.w;
    }
    if (sum == 12345.0F) {
        *to = sum;
    }
}

double read_bandwidth(device& gpu, const std::byte* memory, std::size_t size) {
    const double taken = seconds(gpu, [&] {
        read_all<<<132 * 16, 512, 0, gpu.stream()>>>(
            reinterpret_cast<const float4*>(memory), size / sizeof(float4),
            reinterpret_cast<float*>(const_cast<std::byte*>(memory)));
    });
    return static_cast<double>(size) / taken;
}

// Random numbers: products of zeros are faster than any others.
void fill_with_numbers(device& gpu, std::byte* memory, std::size_t size) {
    passk::random_bits bits(1);
    std::vector<bf16> numbers(std::size_t{1} << 22U);
    for (bf16& number : numbers) {
        kernels::store(number, static_cast<float>(2.0 * passk::uniform_unit(bits) - 1.0));
    }
    for (std::size_t at = 0; at < size; at += numbers.size() * sizeof(bf16)) {
        gpu.upload(reinterpret_cast<bf16*>(memory + at), numbers.data(),
                   std::min(numbers.size(), (size - at) / sizeof(bf16)));
    }
}

void print_limits(device& gpu, std::byte* memory, std::size_t size) {
    const std::size_t half = size / 2;
    std::printf("reading   %.0f GB/s\n", 1e-9 * read_bandwidth(gpu, memory, size));
    const double copying = seconds(gpu, [&] {
        require(
            cudaMemcpyAsync(memory + half, memory, half, cudaMemcpyDeviceToDevice, gpu.stream()),
            "copying");
    });
    std::printf("copying   %.0f GB/s, read and written\n",
                2e-9 * static_cast<double>(half) / copying);
    constexpr std::uint32_t width = 8192;
    auto* const a = reinterpret_cast<bf16*>(memory);
    bf16* const b = a + std::size_t{width} * width;
    auto* const c = reinterpret_cast<float*>(b + std::size_t{width} * width);
    const double multiplying =
        seconds(gpu, [&] { gpu.matmul(c, a, b, width, width, width, false); });
    std::printf("products  %.0f TFLOP/s in bf16\n", 2e-12 * width * width * width / multiplying);
}

// A step of a model of a shape with a batch, kernel by kernel.
void print_kernels(device& gpu, std::byte* memory, const std::string& model, std::uint32_t batch,
                   double bandwidth) {
    const auto shape = passk_bench::shape_named(model);
    constexpr std::uint32_t context = 1024;
    constexpr std::uint32_t page = kernels::cache_layout::page_size;
    const std::uint32_t stretches = context / kernels::attention_kernel<bf16>::stretch_size;
    const std::uint32_t all = shape.heads + 2 * shape.kv_heads;
    kernels::arena room(memory, std::uint64_t{1} << 40U);
    auto* const qkv = room.take<float>(std::size_t{batch} * all * shape.head_dim);
    auto* const x = room.take<float>(std::size_t{batch} * shape.hidden_size);
    auto* const norm = room.take<float>(shape.hidden_size);
    auto* const normed = room.take<bf16>(std::size_t{batch} * shape.hidden_size);
    auto* const attended = room.take<bf16>(std::size_t{batch} * shape.heads * shape.head_dim);
    auto* const partial =
        room.take<float>(std::size_t{batch} * shape.heads * stretches * (shape.head_dim + 2));
    auto* const gates = room.take<float>(std::size_t{batch} * 2 * shape.intermediate_size);
    auto* const activated = room.take<bf16>(std::size_t{batch} * shape.intermediate_size);
    const std::size_t cached = std::size_t{batch} * context * shape.kv_heads * shape.head_dim;
    auto* const keys = room.take<bf16>(cached);
    auto* const values = room.take<bf16>(cached);
    auto* const angles = room.take<float>(std::size_t{context} * shape.head_dim);
    auto* const table = room.take<std::int32_t>(std::size_t{batch} * context / page);
    auto* const slots = room.take<std::int32_t>(batch);
    auto* const positions = room.take<std::int32_t>(batch);
    auto* const logits = room.take<float>(std::size_t{batch} * shape.vocab_size);
    auto* const rules = room.take<kernels::sampling_row>(batch);
    auto* const seen = room.take<std::uint32_t>(std::size_t{batch} * (shape.vocab_size + 31) / 32);
    auto* const tokens = room.take<std::int32_t>(batch);
    auto* const raw = room.take<float>(batch);
    auto* const processed = room.take<float>(batch);

    std::vector<std::int32_t> numbers(std::size_t{batch} * context / page);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = static_cast<std::int32_t>(i * 7919 % numbers.size());
    }
    gpu.upload(table, numbers.data(), numbers.size());
    for (std::uint32_t i = 0; i < batch; ++i) {
        numbers[i] = static_cast<std::int32_t>(i);
    }
    gpu.upload(slots, numbers.data(), batch);
    std::fill_n(numbers.begin(), batch, static_cast<std::int32_t>(context - 1));
    gpu.upload(positions, numbers.data(), batch);
    passk::random_bits bits(3);
    std::vector<float> spread(shape.vocab_size);
    for (float& logit : spread) {
        // Normal of standard deviation 3.5, by twelve uniform numbers.
        double sum = -6.0;
        for (int i = 0; i < 12; ++i) {
            sum += passk::uniform_unit(bits);
        }
        logit = static_cast<float>(3.5 * sum);
    }
    std::vector<kernels::sampling_row> rows(batch);
    for (std::uint32_t i = 0; i < batch; ++i) {
        gpu.upload(logits + std::size_t{i} * shape.vocab_size, spread.data(), spread.size());
        rows[i] = {.temperature = 0.6F,
                   .top_p = 0.95F,
                   .slot = static_cast<std::int32_t>(i),
                   .seed_low = i};
    }
    gpu.upload(rules, rows.data(), rows.size());
    const kernels::cache_layout cache{table, context / page, shape.kv_heads, shape.head_dim};

    // In a step a kernel runs so many times.
    const auto show = [&](const char* name, std::uint32_t times, double bytes, const auto& work) {
        const double taken = seconds(gpu, work);
        std::printf("%-5s %4u %-22s %9.1f us  %4.0f %% of the bandwidth  x %2u in a step\n",
                    model.c_str(), batch, name, 1e6 * taken, 100 * bytes / taken / bandwidth,
                    times);
    };
    const double width = shape.hidden_size;
    const double heads = double(shape.heads) * shape.head_dim;
    const double in = batch;
    show("RMSNorm", 2 * shape.layers + 1, in * 6 * width, [&] {
        gpu.launch(batch, kernels::rms_norm_kernel<bf16>{x, nullptr, norm, normed,
                                                         shape.hidden_size, 1e-6F});
    });
    show("bias, rotation, cache", shape.layers, in * 8 * all * shape.head_dim, [&] {
        gpu.launch(batch * all, kernels::rotate_append_kernel<bf16>{
                                    qkv, nullptr, nullptr, nullptr, angles,
                                    angles + std::size_t{context} * shape.head_dim / 2, slots,
                                    positions, keys, values, cache, shape.heads, 1e-6F});
    });
    show("attention", shape.layers, 2.0 * sizeof(bf16) * static_cast<double>(cached), [&] {
        gpu.launch(batch * shape.kv_heads * stretches,
                   kernels::attention_kernel<bf16>{qkv, slots, positions, keys, values, partial,
                                                   cache, shape.heads, stretches, 0.1F});
    });
    show("attention, combined", shape.layers, in * 4 * heads * (stretches + 0.5), [&] {
        gpu.launch(batch * shape.heads,
                   kernels::attention_combine_kernel<bf16>{partial, positions, attended,
                                                           shape.heads, shape.head_dim, stretches});
    });
    show("SwiGLU", shape.layers, in * 10 * shape.intermediate_size, [&] {
        gpu.launch(batch, kernels::swiglu_kernel<bf16>{gates, activated, shape.intermediate_size});
    });
    const kernels::sample_kernel sample{logits, rules, seen,      (shape.vocab_size + 31) / 32,
                                        tokens, raw,   processed, shape.vocab_size};
    show("sampler, top-p 0.95", 1, in * 4 * shape.vocab_size, [&] { gpu.launch(batch, sample); });
    for (kernels::sampling_row& row : rows) {
        row.top_p = 1.0F;
    }
    gpu.upload(rules, rows.data(), rows.size());
    show("sampler, plain", 1, in * 4 * shape.vocab_size, [&] { gpu.launch(batch, sample); });
}

struct product {
    const char* name;
    std::uint32_t outputs;
    std::uint32_t inputs;
};

std::array<product, 5> products_of(const std::string& model) {
    const auto shape = passk_bench::shape_named(model);
    const std::uint32_t q = shape.heads * shape.head_dim;
    return {{{"queries, keys, values", q + 2 * shape.kv_heads * shape.head_dim, shape.hidden_size},
             {"attention's output", shape.hidden_size, q},
             {"gate and up", 2 * shape.intermediate_size, shape.hidden_size},
             {"down", shape.hidden_size, shape.intermediate_size},
             {"logits", shape.vocab_size, shape.hidden_size}}};
}

// The algorithms that cuBLASLt offers, in its order, without scratch of more than 32 MiB.
void print_products(device& gpu, std::byte* memory, const std::string& model, std::uint32_t rows,
                    double bandwidth) {
    const auto* const library = kernels::cublas_lt_library::loaded();
    if (library == nullptr) {
        std::puts("no cuBLASLt here: no algorithms to time");
        std::exit(1);
    }
    cublasLtHandle_t handle = nullptr;
    library->create(&handle);
    const auto weights = reinterpret_cast<const bf16*>(memory);
    for (const product& one : products_of(model)) {
        const std::size_t weight = std::size_t{one.outputs} * one.inputs;
        const bf16* const in = weights + (weight + 127) / 128 * 128;
        auto* const out = reinterpret_cast<float*>(memory + (std::size_t{3} << 30U));
        std::byte* const scratch = memory + (std::size_t{3} << 30U) + (std::size_t{512} << 20U);
        const std::size_t scratch_size = std::size_t{32} << 20U;
        cublasLtMatmulDesc_t operation = nullptr;
        cublasLtMatrixLayout_t a = nullptr;
        cublasLtMatrixLayout_t b = nullptr;
        cublasLtMatrixLayout_t c = nullptr;
        cublasLtMatmulPreference_t preference = nullptr;
        const cublasOperation_t transposed = CUBLAS_OP_T;
        library->operation_create(&operation, CUBLAS_COMPUTE_32F, CUDA_R_32F);
        library->operation_set(operation, CUBLASLT_MATMUL_DESC_TRANSA, &transposed,
                               sizeof transposed);
        library->layout_create(&a, CUDA_R_16BF, one.inputs, one.outputs, one.inputs);
        library->layout_create(&b, CUDA_R_16BF, one.inputs, rows, one.inputs);
        library->layout_create(&c, CUDA_R_32F, one.outputs, rows, one.outputs);
        library->preference_create(&preference);
        library->preference_set(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &scratch_size,
                                sizeof scratch_size);
        std::array<cublasLtMatmulHeuristicResult_t, 8> choices{};
        int count = 0;
        library->heuristic(handle, operation, a, b, c, c, preference, 8, choices.data(), &count);
        std::printf("%-5s %4u %-22s", model.c_str(), rows, one.name);
        double least = HUGE_VAL;
        for (int i = 0; i < count; ++i) {
            const float alpha = 1.0F;
            const float beta = 0.0F;
            const double taken = seconds(gpu, [&] {
                library->matmul(handle, operation, &alpha, weights, a, in, b, &beta, out, c, out, c,
                                &choices[static_cast<std::size_t>(i)].algo, scratch, scratch_size,
                                gpu.stream());
            });
            least = std::min(least, taken);
            std::printf(" %7.1f", 1e6 * taken);
        }
        const double bytes = 2.0 * static_cast<double>(weight)
                             + double(rows) * (2.0 * one.inputs + 4.0 * one.outputs);
        std::printf(" us; the best has %.0f %% of the bandwidth, %.0f TFLOP/s\n",
                    100 * bytes / least / bandwidth,
                    2e-12 * static_cast<double>(weight) * rows / least);
        library->preference_destroy(preference);
        library->layout_destroy(c);
        library->layout_destroy(b);
        library->layout_destroy(a);
        library->operation_destroy(operation);
    }
    library->destroy(handle);
}

}  // namespace

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);  // a time-out leaves what was said
    const std::string part = argc == 2 ? argv[1] : "";
    if (part != "limits" && part != "kernels" && part != "products") {
        std::puts("usage: kernel_times limits|kernels|products");
        return 2;
    }
    auto opened = device::open();
    if (!opened) {
        std::printf("no GPU: %s\n", opened.error().context.c_str());
        return 1;
    }
    auto gpu = std::move(opened).value();
    std::printf("on %s\n", gpu.name().c_str());
    // What the largest shape takes: 7B's cache of 256 contexts of 1024, or its logits' matrix.
    const std::size_t size = std::size_t{4} << 30U;
    const auto memory = gpu.allocate(size);
    if (!memory) {
        std::puts(memory.error().context.c_str());
        return 1;
    }
    fill_with_numbers(gpu, memory.value(), size);
    if (part == "limits") {
        print_limits(gpu, memory.value(), size);
        return 0;
    }
    const double bandwidth = read_bandwidth(gpu, memory.value(), size);
    for (const std::string model : {"0.5B", "7B"}) {
        for (const std::uint32_t batch : {1U, 64U, 256U}) {
            if (part == "kernels") {
                print_kernels(gpu, memory.value(), model, batch, bandwidth);
            } else {
                print_products(gpu, memory.value(), model, batch, bandwidth);
            }
        }
    }
    return 0;
}
