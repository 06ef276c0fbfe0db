// SPDX-License-Identifier: Apache-2.0
// models FOLDER [few|positions]   Whole models on a GPU: log-probabilities against PyTorch's in
// float and the CPU's in bf16, completions against the CPU's in shapes that models have, the laws
// of backends, one row at every place of a batch; with graphs and without, deterministic and not.
// FOLDER is tests/adapter/cuda/golden. "few" runs one small model, for sanitizers; "positions" the
// places of a batch in the shapes of a 0.5B model.
#include "../adapter/cuda/random_models.hpp"
#include "../adapter/cuda/row_positions.hpp"
#include "gpu_test.hpp"

#include <passk/adapter/cuda/cpu_device.hpp>
#include <passk/adapter/cuda/cuda_device.cuh>
#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/adapter/cuda/local_backend.hpp>
#include <passk/testing/backend_laws.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

namespace cuda = passk::adapter::cuda;
using cuda::detail::bf16;
using gpu_test::check;
using gpu_test::fail;
using passk::token_ids;

// How a model is run.
struct mode {
    bool deterministic = false;
    bool graphs = true;

    [[nodiscard]] std::string text() const {
        return std::string(deterministic ? ", deterministic" : "") + (graphs ? "" : ", no graphs");
    }
};

template <class Real>
cuda::cuda_device<Real> gpu(const mode& how) {
    auto opened = cuda::cuda_device<Real>::open();
    if (!opened) {
        std::puts(opened.error().context.c_str());
        std::exit(1);
    }
    auto device = std::move(opened).value();
    device.use_graphs(how.graphs);
    return device;
}

cuda::local_options options_of(const mode& how, std::uint32_t batch = 8, std::uint32_t rows = 64) {
    return {.memory = std::uint64_t{512} << 20U,
            .batch = batch,
            .rows = rows,
            .deterministic = how.deterministic};
}

template <class Device>
cuda::local_backend<Device> open(const std::string& folder, Device device, const mode& how) {
    auto opened = cuda::local_backend<Device>::open(folder, options_of(how), std::move(device));
    if (!opened) {
        std::puts(opened.error().context.c_str());
        std::exit(1);
    }
    return std::move(opened).value();
}

template <class Real>
void check_device(const std::string& name, cuda::local_backend<cuda::cuda_device<Real>>& model) {
    if (const auto& failure = model.device().failure()) {
        fail(name + ": " + failure->context);
    }
}

template <class Device>
std::vector<double> scores(cuda::local_backend<Device>& model, const token_ids& ids) {
    const passk::scoring_request request{.prompt = token_ids{ids[0]},
                                         .continuation = token_ids(ids.begin() + 1, ids.end())};
    const auto scored = model.score({&request, 1}, std::stop_token{});
    if (!scored[0]) {
        fail("scoring: " + scored[0].error().context);
        return std::vector<double>(ids.size() - 1, std::nan(""));
    }
    const auto values = scored[0].value().values();
    return {values.begin(), values.end()};
}

// The largest difference, in nats; infinite for a NaN or another length.
double difference(const std::vector<double>& a, const std::vector<double>& b) {
    double largest = a.size() == b.size() && !a.empty() ? 0.0 : HUGE_VAL;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        const double d = std::fabs(a[i] - b[i]);
        largest = d <= largest ? largest : std::isnan(d) ? HUGE_VAL : d;
    }
    return largest;
}

void compare_golden(const std::string& folder, const boost::json::value& golden,
                    const std::string& family, const mode& how) {
    const std::string where = folder + '/' + family;
    auto exact = open(where, gpu<float>(how), how);
    auto half = open(where, gpu<bf16>(how), how);
    auto twin = open(where, cuda::cpu_device<bf16>{}, how);
    double of_float = 0.0;
    double of_half = 0.0;
    for (const boost::json::value& row : golden.at(family).as_array()) {
        const auto ids = boost::json::value_to<token_ids>(row.at("ids"));
        const auto expected = boost::json::value_to<std::vector<double>>(row.at("logprobs"));
        of_float = std::max(of_float, difference(scores(exact, ids), expected));
        of_half = std::max(of_half, difference(scores(half, ids), scores(twin, ids)));
    }
    check(family + how.text() + ": float against PyTorch", of_float, 1e-4);
    check(family + how.text() + ": bf16 against the CPU", of_half, 5e-2);
    const auto laws_hold = [&](auto& model, const std::string& type) {
        const auto report = passk::testing::check_backend_laws(
            model, {.prompts = {token_ids{1, 2, 3}, token_ids(40, 7)}, .varied = false});
        if (!report.broken.empty()) {
            fail(family + how.text() + ", " + type + ": laws of backends: " + report.broken);
        }
    };
    if (how.deterministic) {  // a law is that a seed repeats
        laws_hold(exact, "float");
        laws_hold(half, "bf16");
    }
    check_device(family + how.text() + ", float", exact);
    check_device(family + how.text() + ", bf16", half);
}

// Greedy completions and their log-probabilities.
template <class Device>
std::vector<double> draw(cuda::local_backend<Device>& model, std::uint32_t draws,
                         std::vector<token_ids>& tokens) {
    std::vector<passk::generation_request> requests;
    for (std::uint32_t i = 0; i < draws; ++i) {
        token_ids prompt;
        for (std::uint32_t t = 0; t < 1 + i * 37 % 300; ++t) {
            prompt.push_back(static_cast<passk::token_id>((t * (i + 3) + i) % 260));
        }
        requests.push_back({.prompt = prompt,
                            .how = {.temperature = 0.7, .max_tokens = 6, .seed = 50 + i},
                            .logprobs = true,
                            .token_ids = true});
    }
    tokens.assign(draws, {});
    std::vector<std::vector<double>> values(draws);
    model.generate(
        requests,
        [&](passk::draw one) {
            if (!one.outcome) {
                fail("drawing: " + one.outcome.error().context);
                return;
            }
            tokens[one.request] = one.outcome.value().tokens;
            const auto span = one.outcome.value().logprobs->values();
            values[one.request].assign(span.begin(), span.end());
        },
        std::stop_token{});
    std::vector<double> all;
    for (const auto& part : values) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

// Heads of every width and groups of every size, in float: the CPU's tokens, but where two
// perturbed logits agree to rounding.
void compare_shapes(const mode& how) {
    for (const std::uint32_t head_dim : {64U, 128U, 256U}) {
        for (std::uint32_t group = 1; group <= 8; ++group) {
            const auto shape = passk_tests::small_shape(head_dim, group);
            const auto options = options_of(how, 16, group == 8 ? 512 : 100);
            auto model = passk_tests::random_model(shape, options, gpu<float>(how));
            auto twin = passk_tests::random_model(shape, options, cuda::cpu_device<float>{});
            std::vector<token_ids> found;
            std::vector<token_ids> expected;
            const std::vector<double> a = draw(model, 20, found);
            const std::vector<double> b = draw(twin, 20, expected);
            std::size_t other = 0;
            for (std::size_t i = 0; i < found.size(); ++i) {
                other += found[i] == expected[i] ? 0 : 1;
            }
            const std::string name = std::to_string(group) + " heads a group of "
                                     + std::to_string(head_dim) + how.text();
            check(name + ": completions that differ", static_cast<double>(other), 1.0);
            if (other == 0) {
                check(name + ": log-probabilities", difference(a, b), 1e-3);
            }
            check_device(name, model);
        }
    }
}

// The matrices of a 0.5B model, four layers of them.
passk::adapter::checkpoint::model_config half_billion() {
    passk::adapter::checkpoint::model_config shape = passk_tests::small_shape(64, 7);
    shape.hidden_size = 896;
    shape.layers = 4;
    shape.kv_heads = 2;
    shape.heads = 14;
    shape.intermediate_size = 4864;
    shape.vocab_size = 32768;
    return shape;
}

template <class Real>
void compare_positions(const std::string& type) {
    for (const std::uint32_t batch : {4U, 32U, 256U}) {
        for (const bool deterministic : {true, false}) {
            const mode how{.deterministic = deterministic};
            cuda::local_options options = options_of(how, batch, 512);
            options.memory = std::uint64_t{4} << 30U;
            auto model = passk_tests::random_model(half_billion(), options, gpu<Real>(how));
            const std::string name =
                type + ", batch of " + std::to_string(batch) + how.text() + ": ";
            const auto rows = passk_tests::equal_rows_that_differ(model, batch);
            const auto places =
                passk_tests::positions_that_differ(model, batch < 32 ? batch - 1 : 31, 32768);
            // Without deterministic, batches of other shapes may round otherwise: told, not judged.
            const double allowed = deterministic ? 0.0 : HUGE_VAL;
            check(name + "equal rows that differ", static_cast<double>(rows), allowed);
            check(name + "places that change a completion", static_cast<double>(places), allowed);
            check_device(name, model);
        }
    }
}

// A thread that never chose a GPU uses the last one.
void compare_threads(const std::string& folder) {
    int gpus = 0;
    cudaGetDeviceCount(&gpus);
    auto opened = cuda::cuda_device<float>::open(gpus - 1);
    if (!opened) {
        fail(opened.error().context);
        return;
    }
    const mode how{.deterministic = true};
    auto model = open(folder + "/qwen3", std::move(opened).value(), how);
    const token_ids ids{1, 2, 3, 4, 5, 6, 7, 8};
    const std::vector<double> expected = scores(model, ids);
    std::thread([&] {
        check("GPU " + std::to_string(gpus - 1) + " from another thread",
              difference(scores(model, ids), expected), 0.0);
    }).join();
    check_device("another thread", model);
}

}  // namespace

int main(int argc, char** argv) {
    if (!gpu_test::there_is_a_gpu()) {
        return 0;
    }
    if (argc < 2) {
        std::puts("usage: passk.tests.cuda.models tests/adapter/cuda/golden [few|positions]");
        return 2;
    }
    const std::string folder = argv[1];
    const std::string part = argc > 2 ? argv[2] : "";
    std::printf("on %s\n", gpu<float>({}).name().c_str());
    if (part == "positions") {
        compare_positions<bf16>("bf16");
        compare_positions<float>("float");
        return gpu_test::finish();
    }
    std::ifstream file(folder + "/golden.json");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const boost::json::value golden = boost::json::parse(text);
    if (part == "few") {
        compare_golden(folder, golden, "qwen3", {.deterministic = true});
        return gpu_test::finish();
    }
    for (const bool deterministic : {false, true}) {
        for (const bool graphs : {false, true}) {
            const mode how{.deterministic = deterministic, .graphs = graphs};
            for (const std::string family : {"llama", "qwen2", "qwen3"}) {
                compare_golden(folder, golden, family, how);
            }
            compare_shapes(how);
        }
    }
    compare_threads(folder);
    return gpu_test::finish();
}
