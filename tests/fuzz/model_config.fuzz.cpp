// SPDX-License-Identifier: Apache-2.0
// A configuration that is accepted keeps what it promises.
#include <passk/adapter/checkpoint/model_config.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto read = passk::adapter::checkpoint::parse_model_config("fuzz", text);
    if (read) {
        const auto& config = read.value();
        const bool kept = config.kv_heads > 0 && config.heads % config.kv_heads == 0
                          && config.head_dim % 2 == 0 && config.head_dim > 0 && config.layers > 0;
        if (!kept
            || passk::adapter::checkpoint::rope_frequencies(config).size() * 2 != config.head_dim) {
            std::abort();
        }
    }
    return 0;
}
