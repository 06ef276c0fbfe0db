// SPDX-License-Identifier: Apache-2.0
// Weight files of any bytes: read or refused with a reason; what is read can be written again.
// A checksum stops most inputs, so each is tried with one that fits as well.
#include <passk/adapter/tiny_lm/weight_file.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

namespace lm = passk::adapter::tiny_lm;

void demand(bool promise) {
    if (!promise) {
        std::abort();
    }
}

void read(std::string_view bytes) {
    const passk::result<lm::stored_model> model = lm::parse_weight_file("w", bytes);
    if (model) {
        demand(lm::parse_weight_file("w", lm::weight_file_bytes(model.value())).has_value());
    } else {
        demand(model.error().context.size() > 3);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string bytes(reinterpret_cast<const char*>(data), size);
    read(bytes);
    if (size >= 8) {
        bytes.resize(size - 8);
        lm::detail::append_number(bytes, lm::detail::fnv1a(bytes), 8);
        read(bytes);
    }
    return 0;
}
