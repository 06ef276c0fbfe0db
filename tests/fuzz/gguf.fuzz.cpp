// SPDX-License-Identifier: Apache-2.0
// Whatever the bytes of a GGUF file are, a tensor lies within them and can be de-quantised.
#include <passk/adapter/checkpoint/gguf.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
    const auto read = passk::adapter::checkpoint::parse_gguf("fuzz", bytes);
    if (!read) {
        return 0;
    }
    for (const auto& [name, tensor] : read.value().tensors) {
        if (!tensor.bytes.empty()
            && (tensor.bytes.data() < bytes.data()
                || tensor.bytes.data() + tensor.bytes.size() > bytes.data() + bytes.size())) {
            std::abort();
        }
        // No type takes less than half a byte for an element.
        if (tensor.count > 2 * size) {
            std::abort();
        }
        std::vector<float> numbers(tensor.count);
        passk::adapter::checkpoint::copy_as_float(tensor, 0, numbers);
    }
    return 0;
}
