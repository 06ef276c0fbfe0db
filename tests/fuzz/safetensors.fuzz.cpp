// SPDX-License-Identifier: Apache-2.0
// Whatever the bytes of a safetensors file are, a tensor lies within them.
#include <passk/adapter/checkpoint/safetensors.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
    const auto read = passk::adapter::checkpoint::parse_safetensors("fuzz", bytes);
    if (!read) {
        return 0;
    }
    std::size_t total = 0;
    for (const auto& tensor : read.value()) {
        total += tensor.bytes.size();
        if (tensor.bytes.data() < bytes.data()
            || tensor.bytes.data() + tensor.bytes.size() > bytes.data() + bytes.size()) {
            std::abort();
        }
    }
    return total <= size ? 0 : (std::abort(), 0);
}
