// SPDX-License-Identifier: Apache-2.0
// tokens_per_second 0.5B|7B BATCH [PROMPT] [NEW]
// Draws with top-p 0.95 and scores with a model of Qwen2.5's shape and random weights, n = 64 a
// prompt, on the first GPU. Prints tokens/s, and drawing as a share of the bandwidth bound:
// step >= (weights + batch * context * bytes of keys and values a token) / bandwidth.
// The logits spread as a model's do: by 3.5 nats, so that the likeliest token has some 0.3 and
// top-p leaves a few hundred tokens of 150,000.
#include "model_shapes.hpp"

#include <passk/adapter/cuda/cuda_device.cuh>
#include <passk/adapter/cuda/local_backend.hpp>
#include <passk/core/random_bits.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace cuda = passk::adapter::cuda;
using passk::token_ids;

// Weights that every token needs: all but the rows of the embedding that are not looked up.
double parameters(const passk::adapter::checkpoint::model_config& shape) {
    const double width = shape.hidden_size;
    const double q = double(shape.heads) * shape.head_dim;
    const double kv = double(shape.kv_heads) * shape.head_dim;
    return shape.layers * (width * (2 * q + 2 * kv) + 3 * width * shape.intermediate_size)
           + width * shape.vocab_size;
}

double bandwidth() {
    int kilohertz = 0;
    int bits = 0;
    cudaDeviceGetAttribute(&kilohertz, cudaDevAttrMemoryClockRate, 0);
    cudaDeviceGetAttribute(&bits, cudaDevAttrGlobalMemoryBusWidth, 0);
    return 2.0 * 1e3 * kilohertz * bits / 8;
}

// Normal numbers of standard deviation 0.02 in the matrices, 1 in the norms, 0 in the biases, as
// transformers initialises; the last norm is what the spread of logits asks for. A piece of them is
// made once and copied again and again.
template <class Model, class Device>
void fill(Model& model, Device& device, const passk::adapter::checkpoint::model_config& shape) {
    using real = typename Device::real;
    constexpr std::uint64_t piece = std::uint64_t{1} << 22U;
    passk::random_bits bits(1);
    std::vector<real> numbers(piece);
    for (real& number : numbers) {
        // The sum of four uniform numbers, which has standard deviation 0.577.
        const std::uint64_t word = bits();
        double sum = 0.0;
        for (unsigned part = 0; part < 4; ++part) {
            sum += static_cast<double>(word >> (16 * part) & 0xFFFFU) / 65535.0 - 0.5;
        }
        cuda::detail::store(number, static_cast<float>(0.02 * sum / 0.57735));
    }
    const auto put = [&](real* to, std::uint64_t count) {
        for (std::uint64_t at = 0; at < count; at += piece) {
            device.upload(to + at, numbers.data(), std::min(piece, count - at));
        }
    };
    const std::vector<float> ones(shape.hidden_size, 1.0F);
    const std::uint64_t width = shape.hidden_size;
    const std::uint64_t q = std::uint64_t{shape.heads} * shape.head_dim;
    const std::uint64_t kv = std::uint64_t{shape.kv_heads} * shape.head_dim;
    const auto& weights = model.weights();
    put(weights.embedding, shape.vocab_size * width);
    if (weights.logits != weights.embedding) {
        put(weights.logits, shape.vocab_size * width);
    }
    const std::vector<float> last(
        width, static_cast<float>(3.5 / (0.02 * std::sqrt(static_cast<double>(width)))));
    device.upload(weights.final_norm, last.data(), width);
    for (const auto& layer : weights.layers) {
        device.upload(layer.attention_norm, ones.data(), width);
        device.upload(layer.block_norm, ones.data(), width);
        put(layer.qkv, (q + 2 * kv) * width);
        put(layer.attention_out, width * q);
        put(layer.gate_up, 2 * width * shape.intermediate_size);
        put(layer.down, width * shape.intermediate_size);
    }
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);  // a time-out leaves what was said
    if (argc < 3) {
        std::puts("usage: tokens_per_second 0.5B|7B BATCH [PROMPT] [NEW]");
        return 2;
    }
    const auto number = [&](int i, unsigned otherwise) {
        return argc > i ? static_cast<unsigned>(std::strtoul(argv[i], nullptr, 10)) : otherwise;
    };
    const unsigned batch = number(2, 1);
    const unsigned prompt = number(3, 512);
    const unsigned fresh = number(4, 512);
    auto opened = cuda::cuda_device<>::open();
    if (!opened) {
        std::puts(opened.error().context.c_str());
        return 1;
    }
    const auto shape = passk_bench::shape_named(argv[1]);
    auto made = cuda::local_backend<cuda::cuda_device<>>::make(
        argv[1], shape, std::nullopt,
        {.batch = batch, .rows = batch > 2048 ? batch : 2048, .context = prompt + fresh},
        std::move(opened).value());
    if (!made) {
        std::puts(made.error().context.c_str());
        return 1;
    }
    auto model = std::move(made).value();
    fill(model.model(), model.device(), shape);

    const unsigned each = batch < 64 ? batch : 64;
    std::vector<passk::generation_request> requests;
    for (unsigned i = 0; i < batch / each; ++i) {
        requests.push_back(
            {.prompt = token_ids(prompt, static_cast<passk::token_id>(i)),
             .how = {.temperature = 0.6, .top_p = 0.95, .max_tokens = fresh, .seed = 1000 * i},
             .count = each});
    }
    std::uint64_t drawn = 0;
    std::string failed;
    const auto take = [&](const passk::draw& one) {
        if (one.outcome) {
            drawn += one.outcome.value().completion_tokens;
        } else {
            failed = one.outcome.error().context;
        }
    };
    model.generate(requests, take, std::stop_token{});  // warms up: graphs are recorded
    drawn = 0;
    const auto start = std::chrono::steady_clock::now();
    model.generate(requests, take, std::stop_token{});
    const double taken = seconds_since(start);
    if (!failed.empty()) {
        std::puts(failed.c_str());
        return 1;
    }
    const double kv = 4.0 * shape.layers * shape.kv_heads * shape.head_dim;
    const double bytes =
        2 * parameters(shape) + double(each) * (batch / each) * (prompt + fresh / 2.0) * kv;
    const double bound = double(each) * (batch / each) * bandwidth() / bytes;
    std::printf("drawing   %.0f tokens/s, %.1f %% of the bound of %.0f\n", drawn / taken,
                100 * drawn / taken / bound, bound);

    const std::vector<passk::scoring_request> texts(
        64, {.prompt = token_ids{1}, .continuation = token_ids(prompt + fresh - 1, 2)});
    static_cast<void>(model.score(texts, std::stop_token{}));
    const auto again = std::chrono::steady_clock::now();
    static_cast<void>(model.score(texts, std::stop_token{}));
    if (const auto& failure = model.device().failure()) {
        std::puts(failure->context.c_str());
        return 1;
    }
    const double scored = 64.0 * (prompt + fresh) / seconds_since(again);
    std::printf("scoring   %.0f tokens/s, %.1f TFLOP/s\n", scored,
                2e-12 * parameters(shape) * scored);
    return 0;
}
