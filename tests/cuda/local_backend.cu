// SPDX-License-Identifier: Apache-2.0
// Each kernel on a GPU against the same kernel on the CPU, then whole models: against PyTorch's
// log-probabilities in float, against the CPU in bf16, and the laws of backends. The argument is
// the folder tests/adapter/cuda/golden.
#include <passk/adapter/cuda/cpu_device.hpp>
#include <passk/adapter/cuda/cpu_executors.hpp>
#include <passk/adapter/cuda/cuda_device.cuh>
#include <passk/adapter/cuda/detail/attention_kernels.hpp>
#include <passk/adapter/cuda/detail/layer_kernels.hpp>
#include <passk/adapter/cuda/detail/sampling_kernels.hpp>
#include <passk/adapter/cuda/local_backend.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/testing/backend_laws.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace cuda = passk::adapter::cuda;
namespace kernels = passk::adapter::cuda::detail;
using passk::token_ids;

int failures = 0;

void check(const std::string& what, double found, double bound) {
    const bool good = found <= bound;  // false for NaN
    std::printf("%-44s %.3g (at most %.3g)%s\n", what.c_str(), found, bound,
                good ? "" : "  FAILED");
    failures += good ? 0 : 1;
}

// An array that host and device see at the same address.
template <class T>
class shared_array {
public:
    explicit shared_array(std::size_t count) : count_(count) {
        if (cudaMallocManaged(&data_, count * sizeof(T)) != cudaSuccess) {
            std::puts("cudaMallocManaged failed");
            std::exit(1);
        }
        std::fill_n(data_, count, T{});
    }
    shared_array(const shared_array&) = delete;
    shared_array& operator=(const shared_array&) = delete;
    ~shared_array() { cudaFree(data_); }
    T* data() { return data_; }
    std::span<T> all() { return {data_, count_}; }

private:
    T* data_ = nullptr;
    std::size_t count_;
};

void fill(std::span<float> numbers, std::uint64_t seed) {
    passk::random_bits bits(seed);
    for (float& number : numbers) {
        number = static_cast<float>(2.0 * passk::uniform_unit(bits) - 1.0);
    }
}

// Runs a kernel on both and compares what it left in an array, relative to 1 or the value.
template <class T, class Kernel>
void compare(const std::string& name, cuda::cuda_device<float>& gpu, std::uint32_t blocks,
             const Kernel& kernel, std::span<T> out, double bound) {
    const std::vector<T> before(out.begin(), out.end());
    cuda::cpu_serial{}.launch(blocks, kernel);
    const std::vector<T> expected(out.begin(), out.end());
    std::copy(before.begin(), before.end(), out.begin());
    gpu.launch(blocks, kernel);
    gpu.wait();
    double largest = 0.0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double a = static_cast<double>(expected[i]);
        const double b = static_cast<double>(out[i]);
        const double error = std::fabs(a - b) / std::max(1.0, std::fabs(a));
        largest = error <= largest ? largest : error;
    }
    check(name, largest, bound);
}

void compare_kernels(cuda::cuda_device<float>& gpu) {
    constexpr std::uint32_t rows = 5;
    constexpr std::uint32_t width = 96;
    constexpr std::uint32_t heads = 6;
    constexpr std::uint32_t kv_heads = 2;
    constexpr std::uint32_t head_dim = 16;
    constexpr std::uint32_t context = 600;
    constexpr std::uint32_t stride = (context + 15) / 16;
    constexpr std::uint32_t stretches = 3;
    constexpr std::uint32_t vocabulary = 5000;
    constexpr double bound = 1e-5;

    shared_array<float> x(rows * vocabulary);
    shared_array<float> weight(width);
    shared_array<float> out(rows * width);
    shared_array<float> qkv(rows * (heads + 2 * kv_heads) * head_dim);
    shared_array<float> angles(2 * context * head_dim / 2);
    shared_array<float> keys(rows * stride * 16 * kv_heads * head_dim);
    shared_array<float> values(rows * stride * 16 * kv_heads * head_dim);
    shared_array<float> partial(rows * heads * stretches * (head_dim + 2));
    shared_array<float> attended(rows * heads * head_dim);
    shared_array<std::int32_t> table(rows * stride);
    shared_array<std::int32_t> slots(rows);
    shared_array<std::int32_t> positions(rows);
    shared_array<std::int32_t> tokens(rows);
    shared_array<kernels::sampling_row> rules(rows);
    shared_array<std::uint32_t> seen(rows * (vocabulary + 31) / 32);
    shared_array<float> raw(rows);
    shared_array<float> processed(rows);
    fill(x.all(), 1);
    fill(weight.all(), 2);
    fill(qkv.all(), 3);
    fill(angles.all(), 4);
    fill(keys.all(), 5);
    fill(values.all(), 6);
    for (std::uint32_t row = 0; row < rows; ++row) {
        slots.data()[row] = static_cast<std::int32_t>(row);
        positions.data()[row] = static_cast<std::int32_t>(row * (context - 1) / (rows - 1));
        tokens.data()[row] = static_cast<std::int32_t>(row * 7);
        rules.data()[row] = {.temperature = 0.8F,
                             .top_p = row == 1 ? 0.9F : 1.0F,
                             .min_p = row == 2 ? 0.01F : 0.0F,
                             .repetition_penalty = row == 3 ? 1.2F : 1.0F,
                             .top_k = row == 4 ? 50U : 0U,
                             .slot = static_cast<std::int32_t>(row),
                             .number = row,
                             .seed_low = 9};
        for (std::uint32_t page = 0; page < stride; ++page) {
            table.data()[row * stride + page] =
                static_cast<std::int32_t>(row * stride + (page * 5) % stride);
        }
    }
    const kernels::cache_layout cache{table.data(), stride, kv_heads, head_dim};
    compare("embed", gpu, rows,
            kernels::embed_kernel<float>{x.data(), tokens.data(), out.data(), width}, out.all(),
            0.0);
    compare(
        "RMSNorm", gpu, rows,
        kernels::rms_norm_kernel<float>{x.data(), nullptr, weight.data(), out.data(), width, 1e-6F},
        out.all(), bound);
    compare("SwiGLU", gpu, rows, kernels::swiglu_kernel<float>{x.data(), out.data(), width},
            out.all(), bound);
    const kernels::rotate_append_kernel<float> rotate{
        qkv.data(),    weight.data(),
        weight.data(), weight.data(),
        angles.data(), angles.data() + context * head_dim / 2,
        slots.data(),  positions.data(),
        keys.data(),   values.data(),
        cache,         heads,
        1e-6F};
    // Queries are turned in place: what compare() does not put back stays as the CPU left it.
    const std::uint32_t all_heads = rows * (heads + 2 * kv_heads);
    compare("bias, QK-norm, RoPE: queries", gpu, all_heads, rotate, qkv.all(), bound);
    compare("bias, QK-norm, RoPE: keys", gpu, all_heads, rotate, keys.all(), bound);
    compare("bias: values", gpu, all_heads, rotate, values.all(), bound);
    const kernels::attention_kernel<float> attention{
        qkv.data(), slots.data(), positions.data(), keys.data(), values.data(), partial.data(),
        cache,      heads,        stretches,        0.25F};
    compare("attention, stretch by stretch", gpu, rows * kv_heads * stretches, attention,
            partial.all(), bound);
    compare("attention, together", gpu, rows * heads,
            kernels::attention_combine_kernel<float>{partial.data(), positions.data(),
                                                     attended.data(), heads, head_dim, stretches},
            attended.all(), bound);
    compare("log-softmax and gather", gpu, rows,
            kernels::score_kernel{x.data(), tokens.data(), raw.data(), vocabulary}, raw.all(),
            bound);
    const kernels::sample_kernel sample{
        x.data(),      rules.data(), seen.data(),      (vocabulary + 31) / 32,
        tokens.data(), raw.data(),   processed.data(), vocabulary};
    compare("sampler: tokens", gpu, rows, sample, tokens.all(), 0.0);
    compare("sampler: raw log-probabilities", gpu, rows, sample, raw.all(), bound);
    compare("sampler: processed log-probabilities", gpu, rows, sample, processed.all(), bound);
}

cuda::local_options small_options() {
    return {.memory = std::uint64_t{64} << 20U, .batch = 8, .rows = 64, .deterministic = true};
}

template <class Device>
std::vector<double> scores(cuda::local_backend<Device>& model, const token_ids& ids) {
    const passk::scoring_request request{.prompt = token_ids{ids[0]},
                                         .continuation = token_ids(ids.begin() + 1, ids.end())};
    const auto scored = model.score({&request, 1}, std::stop_token{});
    if (!scored[0]) {
        std::printf("scoring failed: %s\n", scored[0].error().context.c_str());
        ++failures;
        return std::vector<double>(ids.size() - 1, std::nan(""));
    }
    const auto values = scored[0].value().values();
    return {values.begin(), values.end()};
}

// The largest difference, in nats.
double difference(const std::vector<double>& a, const std::vector<double>& b) {
    double largest = a.size() == b.size() ? 0.0 : HUGE_VAL;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        const double d = std::fabs(a[i] - b[i]);
        largest = std::isnan(largest) || d <= largest ? largest : d;  // a NaN stays
    }
    return largest;
}

template <class Device>
cuda::local_backend<Device> open(const std::string& folder, Device device) {
    auto opened = cuda::local_backend<Device>::open(folder, small_options(), std::move(device));
    if (!opened) {
        std::puts(opened.error().context.c_str());
        std::exit(1);
    }
    return std::move(opened).value();
}

void compare_models(const std::string& folder) {
    using kernels::bf16;
    std::ifstream file(folder + "/golden.json");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const boost::json::value golden = boost::json::parse(text);
    for (const std::string family : {"llama", "qwen2", "qwen3"}) {
        const std::string where = folder + '/' + family;
        auto exact = open(where, cuda::cuda_device<float>::open().value());
        auto half = open(where, cuda::cuda_device<bf16>::open().value());
        auto twin = open(where, cuda::cpu_device<bf16>{});
        for (const boost::json::value& row : golden.at(family).as_array()) {
            const auto ids = boost::json::value_to<token_ids>(row.at("ids"));
            const auto expected = boost::json::value_to<std::vector<double>>(row.at("logprobs"));
            const std::string name = family + ", " + std::to_string(ids.size()) + " tokens: ";
            check(name + "float against PyTorch", difference(scores(exact, ids), expected), 1e-4);
            check(name + "bf16 against the CPU", difference(scores(half, ids), scores(twin, ids)),
                  2e-2);
        }
        const auto report = passk::testing::check_backend_laws(
            exact, {.prompts = {token_ids{1, 2, 3}, token_ids(40, 7)}, .varied = false});
        std::printf("laws of backends: %s\n",
                    report.broken.empty() ? "hold" : report.broken.c_str());
        failures += report.broken.empty() ? 0 : 1;
    }
}

}  // namespace

int main(int argc, char** argv) {
    int devices = 0;
    if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0) {
        std::puts("no GPU here: nothing was compared");
        return 0;
    }
    if (argc != 2) {
        std::puts("usage: passk.tests.cuda.local_backend tests/adapter/cuda/golden");
        return 2;
    }
    auto gpu = cuda::cuda_device<float>::open();
    if (!gpu) {
        std::puts(gpu.error().context.c_str());
        return 1;
    }
    auto device = std::move(gpu).value();
    std::printf("on %s\n", device.name().c_str());
    compare_kernels(device);
    compare_models(argv[1]);
    std::printf("%d failures\n", failures);
    return failures == 0 ? 0 : 1;
}
