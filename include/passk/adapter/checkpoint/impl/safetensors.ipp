// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CHECKPOINT_IMPL_SAFETENSORS_IPP
#define PASSK_ADAPTER_CHECKPOINT_IMPL_SAFETENSORS_IPP

#include <passk/adapter/checkpoint/complaint.hpp>
#include <passk/adapter/checkpoint/element_type.hpp>
#include <passk/adapter/checkpoint/json_document.hpp>
#include <passk/adapter/checkpoint/mapped_file.hpp>
#include <passk/adapter/checkpoint/safetensors.hpp>
#include <passk/adapter/checkpoint/tensor_view.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace passk::adapter::checkpoint {

namespace detail {

inline constexpr std::uint64_t max_safetensors_header = 100'000'000;  // the format's own limit

// A tensor of a header, its bytes taken from the data that follow the header.
[[nodiscard]] inline tensor_view read_tensor(std::string_view name, const boost::json::value& entry,
                                             std::span<const std::byte> data) {
    const std::string who = "tensor '" + excerpt(name) + "'";
    const boost::json::object& fields = object_of(entry, who);
    const auto offsets = [&](const boost::json::value& value) -> std::uint64_t {
        return whole_of(value, who + ": an offset", 0, data.size());
    };
    tensor_view tensor;
    tensor.name = name;
    const std::string_view type = text_of(need(fields, "dtype"), who + ": dtype");
    const std::optional<element_type> known = element_type_named(type);
    if (!known) {
        refuse_unsupported(who + ": this dtype is not known", type);
    }
    tensor.type = *known;
    const boost::json::array* const shape = need(fields, "shape").if_array();
    const boost::json::array* const range = need(fields, "data_offsets").if_array();
    if (shape == nullptr || range == nullptr || range->size() != 2) {
        refuse(who + ": shape or data_offsets is not a list of whole numbers", shown(entry));
    }
    std::uint64_t size = size_of(tensor.type);
    for (const boost::json::value& extent : *shape) {
        tensor.shape.push_back(
            whole_of(extent, who + ": an extent", 0, (std::numeric_limits<std::uint64_t>::max)()));
        if (__builtin_mul_overflow(size, tensor.shape.back(), &size)) {
            refuse(who + ": the shape has more elements than can be counted", shown(*shape));
        }
    }
    const std::uint64_t begin = offsets((*range)[0]);
    const std::uint64_t end = offsets((*range)[1]);
    if (begin > end || end - begin != size) {
        refuse(who + ": data_offsets do not span the " + std::to_string(size)
                   + " bytes of its shape and dtype",
               shown(*range));
    }
    tensor.bytes = data.subspan(begin, size);
    return tensor;
}

[[nodiscard]] inline std::vector<tensor_view> read_safetensors(std::span<const std::byte> file) {
    if (file.size() < 8) {
        refuse("is too short to be safetensors", std::to_string(file.size()) + " bytes");
    }
    std::uint64_t length = 0;
    for (std::size_t i = 8; i-- > 0;) {
        length = length << 8U | std::to_integer<std::uint64_t>(file[i]);
    }
    if (length > max_safetensors_header || length > file.size() - 8) {
        refuse("the header is longer than the file, or than 100 MB",
               std::to_string(length) + " bytes");
    }
    const std::string_view header(reinterpret_cast<const char*>(file.data()) + 8, length);
    if (header.empty() || header.front() != '{') {
        refuse("the header does not begin with '{'", header);
    }
    const std::span<const std::byte> data = file.subspan(8 + length);
    const boost::json::value document = parse_document(header);
    std::vector<tensor_view> tensors;
    for (const auto& member : object_of(document, "the header")) {
        if (member.key() == "__metadata__") {
            for (const auto& note : object_of(member.value(), "__metadata__")) {
                static_cast<void>(text_of(note.value(), "a value of __metadata__"));
            }
        } else {
            tensors.push_back(read_tensor(view_of(member.key()), member.value(), data));
        }
    }
    // The data are the tensors, end to end: nothing shared, nothing left over.
    std::vector<const tensor_view*> order;
    order.reserve(tensors.size());
    for (const tensor_view& tensor : tensors) {
        order.push_back(&tensor);
    }
    std::sort(order.begin(), order.end(), [](const tensor_view* a, const tensor_view* b) {
        return std::pair(a->bytes.data(), a->bytes.size())
               < std::pair(b->bytes.data(), b->bytes.size());
    });
    const std::byte* next = data.data();
    for (const tensor_view* const tensor : order) {
        if (tensor->bytes.data() != next) {
            refuse("the data of tensor '" + excerpt(tensor->name) + "' "
                   + (tensor->bytes.data() < next ? "overlap those of another"
                                                  : "do not follow upon those of another"));
        }
        next += tensor->bytes.size();
    }
    if (next != data.data() + data.size()) {
        refuse("there are data that belong to no tensor",
               std::to_string(data.data() + data.size() - next) + " bytes");
    }
    return tensors;
}

}  // namespace detail

PASSK_INLINE result<std::vector<tensor_view>> parse_safetensors(std::string_view name,
                                                                std::span<const std::byte> bytes) {
    try {
        return detail::read_safetensors(bytes);
    } catch (const detail::refusal& complaint) {
        return detail::about(name, complaint);
    }
}

PASSK_INLINE std::optional<error> write_safetensors(const std::filesystem::path& path,
                                                    std::span<const tensor_view> tensors) {
    boost::json::object header;
    std::uint64_t offset = 0;
    for (const tensor_view& tensor : tensors) {
        std::uint64_t size = size_of(tensor.type);
        for (const std::uint64_t extent : tensor.shape) {
            size *= extent;
        }
        if (size != tensor.bytes.size() || header.contains(tensor.name)) {
            passk::detail::fail_precondition("passk::adapter::checkpoint::write_safetensors: '"
                                             + tensor.name + "' stands twice or has "
                                             + std::to_string(tensor.bytes.size())
                                             + " bytes for shape " + tensor.shape_text());
        }
        const std::string_view type = name_of(tensor.type);
        boost::json::object& entry = header[tensor.name].emplace_object();
        entry["dtype"] = boost::json::string_view(type.data(), type.size());
        entry["shape"] = boost::json::array(tensor.shape.begin(), tensor.shape.end());
        entry["data_offsets"] = boost::json::array({offset, offset + size});
        offset += size;
    }
    std::string text = boost::json::serialize(header);
    text.append((8 - text.size() % 8) % 8, ' ');  // the data begin aligned
    std::ofstream file(path, std::ios::binary);
    for (unsigned i = 0; i < 8; ++i) {
        file.put(static_cast<char>(std::uint64_t{text.size()} >> (8U * i) & 0xFFU));
    }
    file << text;
    for (const tensor_view& tensor : tensors) {
        file.write(reinterpret_cast<const char*>(tensor.bytes.data()),
                   static_cast<std::streamsize>(tensor.bytes.size()));
    }
    file.close();
    if (!file) {
        return detail::about(path.string(), errc::io, "cannot be written");
    }
    return std::nullopt;
}

PASSK_INLINE result<safetensors> safetensors::open(const std::filesystem::path& where) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(where, ignored)) {
        safetensors opened;
        if (auto failure = opened.add(where)) {
            return *failure;
        }
        return result<safetensors>(std::move(opened));
    }
    const std::filesystem::path index = where / "model.safetensors.index.json";
    if (std::filesystem::exists(index, ignored)) {
        return open_shards(where, index);
    }
    return open(where / "model.safetensors");
}

PASSK_INLINE std::optional<error> safetensors::add(const std::filesystem::path& path) {
    auto file = mapped_file::open(path.string());
    if (!file) {
        return file.error();
    }
    auto read = parse_safetensors(path.string(), file.value().bytes());
    if (!read) {
        return read.error();
    }
    for (const tensor_view& tensor : read.value()) {
        if (!tensors_.emplace(tensor.name, tensor).second) {
            return detail::about(
                path.string(), errc::malformed,
                "tensor '" + detail::excerpt(tensor.name) + "' stands in another shard too");
        }
    }
    files_.push_back(std::move(file).value());
    return std::nullopt;
}

PASSK_INLINE result<safetensors> safetensors::open_shards(const std::filesystem::path& folder,
                                                          const std::filesystem::path& index) {
    auto file = mapped_file::open(index.string());
    if (!file) {
        return file.error();
    }
    safetensors opened;
    try {
        const boost::json::value document = detail::parse_document(file.value().text());
        const boost::json::object& map = detail::object_of(
            detail::need(detail::object_of(document, "the index"), "weight_map"), "weight_map");
        std::set<std::string> shards;
        for (const auto& member : map) {
            const std::string shard(detail::text_of(member.value(), "a file of weight_map"));
            // A shard lies in the model's own folder, whatever the index says.
            if (shard.empty() || shard.find('/') != std::string::npos || shard.front() == '.') {
                detail::refuse("a file of weight_map is not a plain name", shard);
            }
            shards.insert(shard);
        }
        for (const std::string& shard : shards) {
            if (auto failure = opened.add(folder / shard)) {
                return *failure;
            }
        }
        for (const auto& member : map) {
            if (opened.find(detail::view_of(member.key())) == nullptr) {
                detail::refuse("no shard holds a tensor that weight_map names",
                               detail::view_of(member.key()));
            }
        }
    } catch (const detail::refusal& complaint) {
        return detail::about(index.string(), complaint);
    }
    return result<safetensors>(std::move(opened));
}

}  // namespace passk::adapter::checkpoint

#endif  // PASSK_ADAPTER_CHECKPOINT_IMPL_SAFETENSORS_IPP
