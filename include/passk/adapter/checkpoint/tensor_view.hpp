// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CHECKPOINT_TENSOR_VIEW_HPP
#define PASSK_ADAPTER_CHECKPOINT_TENSOR_VIEW_HPP

#include <passk/adapter/checkpoint/element_type.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace passk::adapter::checkpoint {

/// A tensor that lies in somebody else's memory: row-major, little-endian, not aligned.
struct tensor_view {
    std::string name{};
    element_type type{};
    std::vector<std::uint64_t> shape{};  ///< empty: a single number
    std::span<const std::byte> bytes{};

    /// Number of elements.
    [[nodiscard]] std::uint64_t count() const noexcept { return bytes.size() / size_of(type); }

    /// "[2, 3]".
    [[nodiscard]] std::string shape_text() const {
        std::string out = "[";
        for (const std::uint64_t extent : shape) {
            out += (out.size() > 1 ? ", " : "") + std::to_string(extent);
        }
        return out + ']';
    }
};

/// Widens or narrows a tensor of F32, F16, BF16 or F64 to float. A double is rounded, the others
/// are exact.
///
/// @returns  whether the tensor's type is one of the four; if not, out is as it was
/// @pre      out.size() == tensor.count()
[[nodiscard]] inline bool copy_as_float(const tensor_view& tensor, std::span<float> out) {
    const std::byte* from = tensor.bytes.data();
    const auto each = [&]<class Stored>(Stored, const auto& convert) {
        for (float& element : out) {
            Stored stored{};
            std::memcpy(&stored, from, sizeof stored);
            from += sizeof stored;
            element = convert(stored);
        }
        return true;
    };
    switch (tensor.type) {
        case element_type::f32: return each(float{}, [](float x) { return x; });
        case element_type::f64:
            return each(double{}, [](double x) { return static_cast<float>(x); });
        case element_type::bf16: return each(std::uint16_t{}, float_from_bf16);
        case element_type::f16: return each(std::uint16_t{}, float_from_f16);
        default: return false;
    }
}

}  // namespace passk::adapter::checkpoint

#endif  // PASSK_ADAPTER_CHECKPOINT_TENSOR_VIEW_HPP
