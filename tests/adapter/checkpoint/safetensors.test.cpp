// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/checkpoint/safetensors.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../json/temporary_files.hpp"

namespace {

namespace checkpoint = passk::adapter::checkpoint;
using checkpoint::element_type;
using checkpoint::tensor_view;

// A file of that header and so many bytes of data.
std::string file_of(std::string_view header, std::size_t data) {
    std::string out;
    for (unsigned i = 0; i < 8; ++i) {
        out += static_cast<char>(std::uint64_t{header.size()} >> (8U * i) & 0xFFU);
    }
    out += header;
    for (std::size_t i = 0; i < data; ++i) {
        out += static_cast<char>(i);
    }
    return out;
}

auto parse(const std::string& bytes) {
    return checkpoint::parse_safetensors("f", std::as_bytes(std::span(bytes)));
}

std::string complaint(std::string_view header, std::size_t data) {
    const auto read = parse(file_of(header, data));
    return read ? "accepted" : read.error().context;
}

TEST_CASE("a header and its data become tensors") {
    const std::string bytes = file_of(
        R"({"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2],"data_offsets":[2,10]},)"
        R"("a":{"dtype":"BF16","shape":[],"data_offsets":[0,2]},)"
        R"("none":{"dtype":"I64","shape":[0,3],"data_offsets":[10,10]}}   )",
        10);
    const auto read = parse(bytes);
    REQUIRE(read);
    const std::vector<tensor_view>& tensors = read.value();
    REQUIRE(tensors.size() == 3);
    CHECK(tensors[0].name == "b");
    CHECK(tensors[0].type == element_type::f32);
    CHECK(tensors[0].shape_text() == "[2]");
    CHECK(tensors[0].count() == 2);
    CHECK(tensors[0].bytes[0] == std::byte{2});
    CHECK(tensors[1].count() == 1);
    CHECK(tensors[2].shape_text() == "[0, 3]");
    CHECK(tensors[2].count() == 0);
}

TEST_CASE("every bound of a hostile header is checked") {
    const auto one = [](std::string_view fields) {
        return "{\"t\":{" + std::string(fields) + "}}";
    };
    CHECK(complaint("[]", 0) == "f: the header does not begin with '{' ([])");
    CHECK(complaint("{\"t\":3}", 0) == "f: tensor 't' is not an object (3)");
    CHECK(complaint(one(R"("dtype":"F32","shape":[2],"data_offsets":[0,4])"), 4)
          == "f: tensor 't': data_offsets do not span the 8 bytes of its shape and dtype ([0,4])");
    CHECK(complaint(one(R"("dtype":"F32","shape":[1],"data_offsets":[4,0])"), 4)
          == "f: tensor 't': data_offsets do not span the 4 bytes of its shape and dtype ([4,0])");
    CHECK(complaint(one(R"("dtype":"F32","shape":[1],"data_offsets":[0,8])"), 4)
          == "f: tensor 't': an offset is not from 0 to 4 (8)");
    CHECK(complaint(one(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])"), 4)
          == "f: tensor 't': an extent is not a whole number from 0 to 18446744073709551615 (-1)");
    CHECK(complaint(
              one(R"("dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0])"), 0)
          == "f: tensor 't': the shape has more elements than can be counted "
             "([4294967296,4294967296])");
    CHECK(complaint(one(R"("dtype":"Q4","shape":[1],"data_offsets":[0,4])"), 4)
          == "f: tensor 't': this dtype is not known (Q4)");
    CHECK(complaint(one(R"("dtype":"F32","shape":[1])"), 4)
          == "f: there is no field 'data_offsets'");
    CHECK(complaint(one(R"("dtype":"F32","shape":[1],"data_offsets":[0,4])"), 5)
          == "f: there are data that belong to no tensor (1 bytes)");
    CHECK(complaint(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                    R"("b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
                    3)
          == "f: the data of tensor 'b' overlap those of another");
    CHECK(complaint(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                    R"("b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
                    3)
          == "f: the data of tensor 'b' do not follow upon those of another");
    CHECK(complaint(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                    R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
                    1)
          == "f: line 1: a key stands twice in one object");
    CHECK(complaint("{\"__metadata__\":{\"n\":1}}", 0)
          == "f: a value of __metadata__ is not text (1)");
    CHECK(complaint("{} x", 0) == "f: line 1: text after the end of the JSON document (x)");
    CHECK(complaint("{\"a\":NaN}", 0).starts_with("f: line 1: not valid JSON: "));
}

TEST_CASE("the length of the header is checked before it is believed") {
    CHECK(parse("1234567").error().context == "f: is too short to be safetensors (7 bytes)");
    CHECK(parse(std::string("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF{}", 10)).error().context
          == "f: the header is longer than the file, or than 100 MB (18446744073709551615 bytes)");
    CHECK(parse(std::string("\x03\0\0\0\0\0\0\0{}", 10)).error().context
          == "f: the header is longer than the file, or than 100 MB (3 bytes)");
}

TEST_CASE("what is written is read again, and shards are one set of tensors") {
    const passk_tests::temporary_files files;
    const std::array<float, 3> numbers{1.0F, -2.5F, 3.0F};
    const tensor_view first{.name = "x",
                            .type = element_type::f32,
                            .shape = {3, 1},
                            .bytes = std::as_bytes(std::span(numbers))};
    tensor_view second = first;
    second.name = "y";
    second.shape = {3};
    REQUIRE(!checkpoint::write_safetensors(files.path("s1.safetensors"), {&first, 1}));
    REQUIRE(!checkpoint::write_safetensors(files.path("s2.safetensors"), {&second, 1}));
    const std::string folder = files.path("");
    const std::string index =
        files.write("model.safetensors.index.json",
                    R"({"metadata":{},"weight_map":{"x":"s1.safetensors","y":"s2.safetensors"}})");
    const auto opened = checkpoint::safetensors::open(folder);
    REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().context));
    CHECK(opened.value().tensors().size() == 2);
    const tensor_view* const y = opened.value().find("y");
    REQUIRE(y != nullptr);
    std::array<float, 3> read{};
    CHECK(checkpoint::copy_as_float(*y, read));
    CHECK(read == numbers);
    CHECK(opened.value().find("z") == nullptr);

    const auto refused = [&](std::string_view map) {
        static_cast<void>(files.write("model.safetensors.index.json", map));
        const auto again = checkpoint::safetensors::open(folder);
        return again ? "accepted" : again.error().context;
    };
    CHECK(refused(R"({"weight_map":{"z":"s1.safetensors"}})")
          == index + ": no shard holds a tensor that weight_map names (z)");
    CHECK(refused(R"({"weight_map":{"x":"../s1.safetensors"}})")
          == index + ": a file of weight_map is not a plain name (../s1.safetensors)");
    CHECK(refused(R"({"weight_map":{"x":"gone.safetensors"}})")
              .ends_with("gone.safetensors: cannot be read: No such file or directory"));
    std::filesystem::copy_file(files.path("s1.safetensors"), files.path("s3.safetensors"));
    CHECK(refused(R"({"weight_map":{"x":"s1.safetensors","y":"s3.safetensors"}})")
              .ends_with("s3.safetensors: tensor 'x' stands in another shard too"));
}

TEST_CASE("tensors that contradict themselves are not written") {
    const std::array<float, 3> numbers{};
    const tensor_view wrong{.name = "x",
                            .type = element_type::f32,
                            .shape = {4},
                            .bytes = std::as_bytes(std::span(numbers))};
    CHECK_THROWS_AS(static_cast<void>(checkpoint::write_safetensors("unused", {&wrong, 1})),
                    passk::domain_error);
}

}  // namespace
