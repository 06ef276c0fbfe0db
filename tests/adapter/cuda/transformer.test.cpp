// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/checkpoint/model_config.hpp>
#include <passk/adapter/checkpoint/safetensors.hpp>
#include <passk/adapter/cuda/cpu_device.hpp>
#include <passk/adapter/cuda/detail/arena.hpp>
#include <passk/adapter/cuda/detail/transformer.hpp>
#include <passk/adapter/cuda/detail/weights.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "golden_models.hpp"

namespace {

namespace cuda = passk::adapter::cuda;
namespace checkpoint = passk::adapter::checkpoint;

// The log-probabilities of a text whose pages lie in the cache as `pages` says.
std::vector<float> scores_in_pages(const std::vector<std::int32_t>& pages) {
    using device_type = cuda::cpu_device<>;
    const std::string folder = passk_tests::golden_folder() + "/qwen3";
    const checkpoint::model_config config = checkpoint::read_model_config(folder).value();
    const auto tensors = checkpoint::safetensors::open(folder);
    REQUIRE(tensors);
    const cuda::detail::transformer_sizes sizes{
        .rows = 64, .logits_rows = 64, .slots = 2, .context = 64, .pages = 20};
    device_type device;
    cuda::detail::arena count;
    static_cast<void>(cuda::detail::transformer<device_type>(device, config, sizes, count));
    const auto block = device.allocate(count.used());
    REQUIRE(block);
    cuda::detail::arena memory(block.value(), count.used());
    cuda::detail::transformer<device_type> model(device, config, sizes, memory);
    REQUIRE(!cuda::detail::weight_loader<device_type>(device, tensors.value())
                 .load(config, model.weights()));
    model.prepare();
    model.set_pages(1, 0, pages);
    cuda::detail::forward_batch batch;
    for (std::int32_t i = 0; i < 60; ++i) {
        batch.tokens.push_back(i * 7 % 60);
        batch.slots.push_back(1);
        batch.positions.push_back(i);
        batch.wanted.push_back(i);
        batch.targets.push_back((i + 1) * 7 % 60);
    }
    cuda::detail::forward_results results;
    model.forward(batch, 60, results);
    return results.raw;
}

TEST_CASE("where the pages of a text lie does not change a bit") {
    const std::vector<float> contiguous = scores_in_pages({1, 2, 3, 4});
    CHECK(contiguous.size() == 60);
    CHECK(scores_in_pages({17, 3, 19, 8}) == contiguous);
}

}  // namespace
