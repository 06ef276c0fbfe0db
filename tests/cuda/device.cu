// SPDX-License-Identifier: Apache-2.0
// How cuda_device calls the CUDA runtime and cuBLASLt, on a machine without a GPU: the arguments
// are the folder tests/adapter/cuda/golden and "cublas" or "plain".
#include "fake_runtime.hpp"

#include <passk/adapter/cuda/cpu_device.hpp>
#include <passk/adapter/cuda/cuda_device.cuh>
#include <passk/adapter/cuda/detail/product_kernel.hpp>
#include <passk/adapter/cuda/device_executor.hpp>
#include <passk/adapter/cuda/local_backend.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/testing/backend_laws.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

namespace cuda = passk::adapter::cuda;
namespace kernels = passk::adapter::cuda::detail;
using kernels::bf16;
using passk::token_ids;

int failures = 0;

void check(const std::string& what, bool holds) {
    std::printf("%-74s %s\n", what.c_str(), holds ? "yes" : "NO  FAILED");
    failures += holds ? 0 : 1;
}

// That nothing would have gone wrong on a real machine.
void check_no_problems(const std::string& where) {
    for (const std::string& problem : fake::here().problems) {
        std::printf("  %s\n", problem.c_str());
    }
    check(where + ": no call of the runtime is wrong", fake::here().problems.empty());
    fake::here().problems.clear();
}

template <class Real>
void know_kernels() {
    fake::knows<kernels::embed_kernel<Real>>();
    fake::knows<kernels::rms_norm_kernel<Real>>();
    fake::knows<kernels::rotate_append_kernel<Real>>();
    fake::knows<kernels::attention_kernel<Real>>();
    fake::knows<kernels::attention_combine_kernel<Real>>();
    fake::knows<kernels::swiglu_kernel<Real>>();
    fake::knows<kernels::product_kernel<Real>>();
}

template <class Device>
cuda::local_backend<Device> open(const std::string& folder, Device device, bool deterministic) {
    auto opened = cuda::local_backend<Device>::open(folder,
                                                    {.memory = std::uint64_t{64} << 20U,
                                                     .batch = 8,
                                                     .rows = 64,
                                                     .deterministic = deterministic},
                                                    std::move(device));
    if (!opened) {
        std::puts(opened.error().context.c_str());
        std::exit(1);
    }
    return std::move(opened).value();
}

struct drawn {
    std::vector<token_ids> tokens{};
    std::vector<double> logprobs{};
};

// Completions of prompts of many lengths: batches of many shapes.
template <class Device>
drawn draw(cuda::local_backend<Device>& model) {
    std::vector<passk::generation_request> requests;
    for (std::uint32_t i = 0; i < 12; ++i) {
        token_ids prompt;
        for (std::uint32_t t = 0; t < 1 + 23 * i; ++t) {
            prompt.push_back(static_cast<passk::token_id>((t * (i + 3) + i) % 60));
        }
        requests.push_back(
            {.prompt = prompt,
             .how = {.temperature = 0.8, .top_p = 0.95, .max_tokens = 5 + i, .seed = 1000 * i},
             .count = 3,
             .logprobs = true,
             .token_ids = true});
    }
    drawn all;
    all.tokens.resize(3 * requests.size());
    std::vector<std::vector<double>> logprobs(all.tokens.size());
    const auto take = [&](passk::draw one) {
        if (!one.outcome) {
            std::printf("  %s\n", one.outcome.error().context.c_str());
            return;
        }
        const std::size_t at = 3 * one.request + one.number;
        all.tokens[at] = one.outcome.value().tokens;
        const auto values = one.outcome.value().logprobs->values();
        logprobs[at].assign(values.begin(), values.end());
    };
    model.generate(requests, take, std::stop_token{});
    for (const auto& part : logprobs) {
        all.logprobs.insert(all.logprobs.end(), part.begin(), part.end());
    }
    return all;
}

double difference(const std::vector<double>& a, const std::vector<double>& b) {
    double largest = a.size() == b.size() && !a.empty() ? 0.0 : HUGE_VAL;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        const double d = std::fabs(a[i] - b[i]);
        largest = d <= largest ? largest : (std::isnan(d) ? HUGE_VAL : d);
    }
    return largest;
}

template <class Real>
void compare_models(const std::string& folder, const std::string& type, double bound) {
    for (const std::string family : {"llama", "qwen2", "qwen3"}) {
        const std::string name = family + ", " + type;
        auto twin = open(folder + '/' + family, cuda::cpu_device<Real>{}, false);
        const drawn expected = draw(twin);
        for (const bool deterministic : {false, true}) {
            auto model = open(folder + '/' + family, cuda::cuda_device<Real>::open(1).value(),
                              deterministic);
            const drawn recorded = draw(model);
            const std::string kind = name + (deterministic ? ", deterministic" : "");
            check(kind + ": the tokens of the CPU", recorded.tokens == expected.tokens);
            const double off = difference(recorded.logprobs, expected.logprobs);
            check(kind + ": its log-probabilities but for " + std::to_string(off), off < bound);
            check(kind + ": graphs are replayed",
                  fake::here().replays > 2 * fake::here().captures && fake::here().captures > 0);
            auto eager_device = cuda::cuda_device<Real>::open(1).value();
            eager_device.use_graphs(false);
            auto eager = open(folder + '/' + family, std::move(eager_device), deterministic);
            const std::size_t replays = fake::here().replays;
            const drawn run = draw(eager);
            check(kind + ": the same bits without graphs",
                  run.tokens == recorded.tokens && run.logprobs == recorded.logprobs);
            check(kind + ": and none was replayed", fake::here().replays == replays);
            check(kind + ": no failure", !model.device().failure() && !eager.device().failure());
        }
        auto model = open(folder + '/' + family, cuda::cuda_device<Real>::open(1).value(), true);
        const auto laws = passk::testing::check_backend_laws(
            model, {.prompts = {token_ids{1, 2, 3}, token_ids(40, 7)}, .varied = false});
        check(name + ": the laws of backends hold" + laws.broken, laws.broken.empty());
        check_no_problems(name);
    }
    check(type + ": all graphs were freed", fake::here().graphs == 0);
    check(type + ": all memory was freed", fake::here().allocations.empty());
}

// A thread that never chose a GPU uses one that another opened.
void use_from_another_thread(const std::string& folder) {
    auto model = open(folder + "/llama", cuda::cuda_device<float>::open(1).value(), false);
    auto twin = open(folder + "/llama", cuda::cpu_device<float>{}, false);
    const drawn expected = draw(twin);
    std::thread([&] {
        const drawn found = draw(model);
        check("GPU 1 from another thread: the tokens of the CPU", found.tokens == expected.tokens);
        check("the thread finds its own GPU again", fake::current_gpu() == 0);
    }).join();
    check("opening GPU 1 left GPU 0 current", fake::current_gpu() == 0);
    check_no_problems("another thread");
}

// What was uploaded is what stood there then.
void change_sources() {
    auto gpu = cuda::cuda_device<float>::open().value();
    constexpr std::size_t count = (std::size_t{40} << 20U) / sizeof(float) + 3;  // 5 halves
    auto memory = gpu.allocate(2 * count * sizeof(float));
    auto* const at = reinterpret_cast<float*>(memory.value());
    std::vector<float> expected(2 * count);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        expected[i] = static_cast<float>(i % 1'000'003);
    }
    {
        std::vector<float> source(expected.begin(), expected.begin() + count);
        gpu.upload(at, source.data(), count);
        std::fill(source.begin(), source.end(), -1.0F);
    }
    std::vector<float> reused(777);
    for (std::size_t i = count; i < 2 * count; i += reused.size()) {
        const std::size_t part = std::min(reused.size(), 2 * count - i);
        std::copy_n(expected.data() + i, part, reused.data());
        gpu.upload(at + i, reused.data(), part);
    }
    std::vector<float> found(2 * count);
    gpu.download(found.data(), at, 2 * count);
    check("sources may change as soon as upload returns", found == expected);
    check_no_problems("uploads");
}

// One with the least that a model of this width needs.
passk::adapter::checkpoint::model_config model_of_width(std::uint32_t head_dim) {
    passk::adapter::checkpoint::model_config config;
    config.vocab_size = 50;
    config.hidden_size = 16;
    config.layers = 1;
    config.heads = 8;
    config.kv_heads = 1;
    config.head_dim = head_dim;
    config.intermediate_size = 16;
    config.max_positions = 64;
    return config;
}

std::string draw_of_width(std::uint32_t head_dim) {
    auto made = cuda::local_backend<cuda::cuda_device<bf16>>::make(
        "wide", model_of_width(head_dim), std::nullopt,
        {.memory = std::uint64_t{64} << 20U, .batch = 2, .rows = 8},
        cuda::cuda_device<bf16>::open().value());
    if (!made) {
        return made.error().context;
    }
    auto model = std::move(made).value();
    const passk::generation_request request{.prompt = token_ids{1, 2, 3}, .how = {.max_tokens = 2}};
    std::string said = "nothing was drawn";
    model.generate(
        {&request, 1},
        [&](const passk::draw& one) { said = one.outcome ? "" : one.outcome.error().context; },
        std::stop_token{});
    return said;
}

void widen_heads() {
    for (const std::uint32_t head_dim : {2U, 64U, 128U, 200U, 256U, 512U, 1024U}) {
        for (const std::size_t memory : {99U, 163U, 227U}) {
            fake::here().dynamic_memory.clear();
            fake::here().block_memory = memory << 10U;
            check("head_dim " + std::to_string(head_dim) + " works where a block has "
                      + std::to_string(memory) + " KiB",
                  draw_of_width(head_dim).empty());
        }
    }
    check_no_problems("wide heads");
    fake::here().block_memory = std::size_t{64} << 10U;
    const std::string said = draw_of_width(1024);
    check("where a block has 64 KiB, head_dim 1024 is refused: " + said,
          said.find("shared memory") != std::string::npos);
    check_no_problems("heads that are too wide");
    fake::here().block_memory = std::size_t{227} << 10U;
}

void fail_to_allocate() {
    auto gpu = cuda::cuda_device<float>::open().value();
    fake::here().next_malloc = cudaErrorECCUncorrectable;
    const auto broken = gpu.allocate(std::uint64_t{5} << 20U);
    check("a failure of cudaMalloc is told by its own name",
          !broken && broken.error().code == passk::errc::io
              && broken.error().context
                     == "cudaMalloc of 5 MiB on " + gpu.name()
                            + ": uncorrectable ECC error encountered");
    const auto large = gpu.allocate(std::uint64_t{1} << 40U);
    check("memory that is not there is told with what is",
          !large && large.error().code == passk::errc::rejected
              && large.error().context.find("out of memory: 1048576 MiB") == 0
              && large.error().context.find(" MiB are free") != std::string::npos);
    check("and neither spoils the device", !gpu.failure() && gpu.allocate(100));
    check_no_problems("allocation");
    fake::here().gpus = 0;
    const auto none = cuda::cuda_device<float>::open();
    check("without a GPU the reason is given",
          !none && none.error().context == "selecting the GPU: no CUDA-capable device is detected");
    fake::here().gpus = 2;
    const auto other = cuda::cuda_device<float>::open(7);
    check("a GPU that is not there is refused", !other);
}

// More shapes of a batch than graphs are kept.
void record_many_graphs() {
    auto gpu = cuda::cuda_device<float>::open().value();
    auto memory = gpu.allocate(4096);
    auto* const numbers = reinterpret_cast<float*>(memory.value());
    const std::vector<float> in(16, 1.0F);
    gpu.upload(numbers, in.data(), in.size());
    const auto work = [&] {
        gpu.launch(1, kernels::swiglu_kernel<float>{numbers, numbers + 64, 8});
    };
    for (std::uint64_t key = 0; key < 1000; ++key) {
        gpu.replay(key, work);
    }
    check("at most 256 graphs are kept", fake::here().graphs == 256);
    const std::size_t before = fake::here().replays;
    gpu.replay(999, work);
    gpu.replay(3, work);
    gpu.replay(3, work);
    check("late shapes and ones that come again are replayed", fake::here().replays == before + 2);
    check_no_problems("many graphs");
}

void resample() {
    passk::random_bits bits(3);
    passk::resampling::problem_kinds kinds{.columns = 3};
    for (int d = 0; d < 70; ++d) {
        kinds.problems.push_back(static_cast<std::uint32_t>(1 + passk::uniform_below(bits, 9)));
        for (int c = 0; c < 3; ++c) {
            kinds.values.push_back(passk::uniform_unit(bits));
        }
    }
    const passk::resampling::mean_resampler resampler(kinds);
    const passk::resample_draw draw{.resamples = 200, .seed = 5};
    auto gpu = cuda::cuda_device<float>::open(1).value();
    const auto sums =
        kernels::device_resampler<cuda::cuda_device<float>>(gpu, resampler).sums(draw);
    check("resamples are those of the CPU",
          sums
              && sums.value()
                     == passk::resampling::resampled_sums(resampler, draw, passk::threads(1)));
    check_no_problems("resamples");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::puts("usage: passk.tests.cuda.device tests/adapter/cuda/golden cublas|plain");
        return 2;
    }
    fake::here().has_cublas = std::string(argv[2]) == "cublas";
    know_kernels<float>();
    know_kernels<bf16>();
    fake::knows<kernels::sample_kernel>();
    fake::knows<kernels::score_kernel>();
    fake::knows<kernels::resample_kernel>();
    {
        const auto name = cuda::cuda_device<float>::open().value().name();
        check("the name tells of the products: " + name,
              (name.find("without cuBLASLt") == std::string::npos) == fake::here().has_cublas);
    }
    compare_models<float>(argv[1], "float", 1e-4);
    // In bf16 a product that rounds the other way moves what follows by 2^-8 of it.
    compare_models<bf16>(argv[1], "bf16", 0.2);
    use_from_another_thread(argv[1]);
    change_sources();
    widen_heads();
    fail_to_allocate();
    record_many_graphs();
    resample();
    std::printf("%d failures\n", failures);
    return failures == 0 ? 0 : 1;
}
