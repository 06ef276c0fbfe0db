// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_ADAPTER_CUDA_GOLDEN_MODELS_HPP
#define PASSK_TESTS_ADAPTER_CUDA_GOLDEN_MODELS_HPP

#include <passk/adapter/cuda/local_backend.hpp>
#include <passk/adapter/cuda/local_options.hpp>
#include <passk/sample/token_id.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <source_directory.hpp>

namespace passk_tests {

/// What golden.py wrote: the committed folder, or the one that PASSK_MODEL_GOLDEN names.
inline std::string golden_folder() {
    const char* const other = std::getenv("PASSK_MODEL_GOLDEN");
    return other != nullptr ? other : source_directory() + "/tests/adapter/cuda/golden";
}

struct golden_case {
    passk::token_ids ids{};
    std::vector<double> logprobs{};  // of ids from the second on
    double bf16_error = 0.0;         // mean distance of PyTorch in bf16
    std::size_t prompt = 0;          // so many ids are the prompt of `greedy`
    passk::token_ids greedy{};
};

inline std::vector<golden_case> golden_cases(const std::string& family) {
    std::ifstream file(golden_folder() + "/golden.json");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    std::vector<golden_case> cases;
    const boost::json::value all = boost::json::parse(text);
    for (const boost::json::value& row : all.at(family).as_array()) {
        cases.push_back({boost::json::value_to<passk::token_ids>(row.at("ids")),
                         boost::json::value_to<std::vector<double>>(row.at("logprobs")),
                         row.at("bf16_error").as_double(),
                         boost::json::value_to<std::size_t>(row.at("prompt")),
                         boost::json::value_to<passk::token_ids>(row.at("greedy"))});
    }
    return cases;
}

/// Small enough for a test, with room for what the tests ask.
inline passk::adapter::cuda::local_options small_options() {
    return {.memory = std::uint64_t{64} << 20U, .batch = 8, .rows = 64};
}

template <class Device>
passk::adapter::cuda::local_backend<Device> golden_model(
    const std::string& family, Device device = Device{},
    const passk::adapter::cuda::local_options& options = small_options()) {
    auto opened = passk::adapter::cuda::local_backend<Device>::open(golden_folder() + '/' + family,
                                                                    options, std::move(device));
    if (!opened) {
        throw std::runtime_error(opened.error().context);
    }
    return std::move(opened).value();
}

}  // namespace passk_tests

#endif  // PASSK_TESTS_ADAPTER_CUDA_GOLDEN_MODELS_HPP
