// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/checkpoint/gguf.hpp>
#include <passk/adapter/checkpoint/gguf_type.hpp>
#include <passk/core/error.hpp>
#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <source_directory.hpp>

namespace {

namespace checkpoint = passk::adapter::checkpoint;
using checkpoint::gguf_list;
using checkpoint::gguf_type;

std::string golden_path() {
    return passk_tests::source_directory() + "/tests/adapter/checkpoint/golden.gguf";
}

std::string bytes_of_golden() {
    std::ifstream file(golden_path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string complaint_about(const std::string& bytes) {
    const auto read =
        checkpoint::parse_gguf("f", std::as_bytes(std::span(bytes.data(), bytes.size())));
    return read ? "" : read.error().context;
}

std::vector<float> floats_of(const checkpoint::gguf_tensor& tensor) {
    std::vector<float> out(tensor.count);
    checkpoint::copy_as_float(tensor, 0, out);
    return out;
}

// A file by hand.
struct writer {
    std::string bytes{};

    template <class T>
    writer& number(T value) {
        char raw[sizeof(T)];
        std::memcpy(raw, &value, sizeof(T));
        bytes.append(raw, sizeof(T));
        return *this;
    }
    writer& text(std::string_view value) {
        number(std::uint64_t{value.size()});
        bytes += value;
        return *this;
    }
    writer& head(std::uint64_t tensors, std::uint64_t values, std::uint32_t version = 3) {
        bytes += "GGUF";
        return number(version).number(tensors).number(values);
    }
    writer& tensor(std::string_view name, std::vector<std::uint64_t> extents, std::uint32_t type,
                   std::uint64_t offset) {
        text(name).number(static_cast<std::uint32_t>(extents.size()));
        for (const std::uint64_t extent : extents) {
            number(extent);
        }
        return number(type).number(offset);
    }
    writer& data(std::size_t size) {
        bytes.resize((bytes.size() + 31) / 32 * 32 + size, '\0');
        return *this;
    }
};

TEST_CASE("tensors of every type have the bits that gguf of PyPI gives them") {
    const auto opened = checkpoint::gguf::open(golden_path());
    REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().context));
    const checkpoint::gguf& file = opened.value();
    CHECK(file.content().tensors.size() == 22);
    for (const std::string name :
         {"F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K"}) {
        CAPTURE(name);
        const checkpoint::gguf_tensor* const stored = file.tensor(name);
        const checkpoint::gguf_tensor* const expected = file.tensor(name + ".expected");
        REQUIRE(stored != nullptr);
        REQUIRE(expected != nullptr);
        CHECK(checkpoint::name_of(stored->type) == name);
        CHECK(stored->shape == expected->shape);
        const std::vector<float> a = floats_of(*stored);
        const std::vector<float> b = floats_of(*expected);
        REQUIRE(a.size() == b.size());
        for (std::size_t i = 0; i < a.size(); ++i) {
            CHECK(std::bit_cast<std::uint32_t>(a[i]) == std::bit_cast<std::uint32_t>(b[i]));
        }
        // In pieces as at once.
        std::vector<float> tail(a.size() / 2);
        checkpoint::copy_as_float(*stored, a.size() - tail.size(), tail);
        CHECK(std::equal(tail.begin(), tail.end(),
                         a.end() - static_cast<std::ptrdiff_t>(tail.size())));
    }
    CHECK(file.tensor("Q4_0")->shape == std::vector<std::uint64_t>{3, 64});
    CHECK(file.tensor("none") == nullptr);
}

TEST_CASE("metadata of every kind is read") {
    const auto opened = checkpoint::gguf::open(golden_path());
    REQUIRE(opened);
    const auto whole = [&](std::string_view key) {
        return std::get<std::int64_t>(*opened.value().value(key));
    };
    CHECK(whole("of.u8") == 200);
    CHECK(whole("of.i8") == -100);
    CHECK(whole("of.u16") == 60000);
    CHECK(whole("of.i16") == -30000);
    CHECK(whole("of.u32") == 4000000000);
    CHECK(whole("of.i32") == -2000000000);
    CHECK(whole("of.u64") == std::int64_t{1} << 62U);
    CHECK(whole("of.i64") == -(std::int64_t{1} << 62U));
    CHECK(std::get<double>(*opened.value().value("of.f32")) == static_cast<double>(0.1F));
    CHECK(std::get<double>(*opened.value().value("of.f64")) == 0.1);
    CHECK(std::get<bool>(*opened.value().value("of.bool")));
    CHECK(std::get<std::string_view>(*opened.value().value("of.text")) == "na\xC3\xAFve");
    const auto list = [&](std::string_view key) {
        return std::get<gguf_list>(*opened.value().value(key));
    };
    CHECK(list("of.wholes") == gguf_list(std::vector<std::int64_t>{1, -2, 3}));
    CHECK(list("of.numbers") == gguf_list(std::vector<double>{0.5, -1.5}));
    CHECK(list("of.texts")
          == gguf_list(std::vector<std::string_view>{"a", "",
                                                     "\xC4\xA0"
                                                     "b"}));
    CHECK(opened.value().value("none") == nullptr);
}

TEST_CASE("whatever a file is cut to, or a byte changed to, nothing is read past its end") {
    const std::string whole = bytes_of_golden();
    REQUIRE(!whole.empty());
    for (std::size_t size = 0; size < whole.size(); size += size < 3000 ? 1 : 97) {
        CHECK(complaint_about(whole.substr(0, size)).starts_with("f: "));
    }
    passk::random_bits bits(1);
    for (int i = 0; i < 3'000; ++i) {
        std::string changed = whole.substr(0, 6000);
        for (int n = 0; n < 2; ++n) {
            changed[passk::uniform_below(bits, 2500)] = static_cast<char>(bits() & 0xFFU);
        }
        static_cast<void>(complaint_about(changed));  // a sanitizer looks on
    }
}

TEST_CASE("a file that contradicts itself is refused with the place") {
    CHECK(complaint_about("") == "f: the file ends within the first bytes");
    CHECK(complaint_about("GGML\3\0\0\0") == "f: does not begin with 'GGUF'");
    CHECK(complaint_about(writer{}.head(0, 0, 1).bytes) == "f: the version is neither 2 nor 3 (1)");
    CHECK(complaint_about(writer{}.head(0, 0, 2).bytes) == "");
    CHECK(complaint_about(writer{}.head(0, 1).text("k").number(99U).bytes)
          == "f: the type of k is unknown (99)");
    CHECK(complaint_about(writer{}
                              .head(0, 1)
                              .text("k")
                              .number(9U)
                              .number(8U)
                              .number(std::uint64_t{1} << 60U)
                              .bytes)
          == "f: the list k is longer than the file (1152921504606846976 elements)");
    CHECK(complaint_about(
              writer{}.head(0, 1).text("k").number(9U).number(9U).number(std::uint64_t{0}).bytes)
          == "f: a list of lists (k)");
    CHECK(complaint_about(writer{}.head(0, 1).text("k").number(7U).number(std::uint8_t{2}).bytes)
          == "f: k is neither true nor false (2)");
    CHECK(complaint_about(writer{}.head(0, 1).text("k").number(10U).number(~std::uint64_t{0}).bytes)
          == "f: k is above 2^63 - 1 (18446744073709551615)");
    CHECK(complaint_about(writer{}
                              .head(0, 2)
                              .text("k")
                              .number(4U)
                              .number(1U)
                              .text("k")
                              .number(4U)
                              .number(2U)
                              .bytes)
          == "f: a key stands twice (k)");
    CHECK(
        complaint_about(writer{}.head(0, 1).text("general.alignment").number(4U).number(48U).bytes)
        == "f: general.alignment is not a power of two from 8 to 2^20");
    const std::uint64_t huge = std::uint64_t{1} << 40U;
    CHECK(complaint_about(writer{}.head(1, 0).tensor("t", {huge, huge}, 0, 0).bytes)
          == "f: tensor 't' has more elements than can be counted");
    CHECK(complaint_about(writer{}.head(1, 0).tensor("t", {1, 1, 1, 1, 1}, 0, 0).bytes)
          == "f: tensor 't' has more than 4 dimensions (5)");
    CHECK(complaint_about(writer{}.head(1, 0).tensor("t", {33}, 2, 0).data(64).bytes)
          == "f: tensor 't' has rows that are not whole blocks of 32 (33)");
    CHECK(complaint_about(writer{}.head(1, 0).tensor("t", {32}, 16, 0).data(64).bytes)
          == "f: tensor 't' is of a type other than F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, "
             "Q4_K, Q5_K and Q6_K (16)");
    CHECK(complaint_about(writer{}.head(1, 0).tensor("t", {4}, 0, 8).data(64).bytes)
          == "f: tensor 't' does not begin at a multiple of the alignment (8)");
    CHECK(complaint_about(writer{}.head(1, 0).tensor("t", {16}, 0, 32).data(64).bytes)
          == "f: tensor 't' reaches past the end of the file (64 bytes at 32)");
    CHECK(complaint_about(writer{}.head(1, 0).tensor("t", {16}, 0, 32).data(96).bytes) == "");
    CHECK(complaint_about(
              writer{}.head(2, 0).tensor("t", {4}, 0, 0).tensor("t", {4}, 0, 32).data(64).bytes)
          == "f: a tensor's name stands twice (t)");
}

TEST_CASE("parts of a block are refused") {
    const auto opened = checkpoint::gguf::open(golden_path());
    REQUIRE(opened);
    const checkpoint::gguf_tensor& tensor = *opened.value().tensor("Q8_0");
    std::vector<float> out(32);
    CHECK_THROWS_AS(checkpoint::copy_as_float(tensor, 1, out), passk::domain_error);
    CHECK_THROWS_AS(checkpoint::copy_as_float(tensor, 192, out), passk::domain_error);
    out.resize(31);
    CHECK_THROWS_AS(checkpoint::copy_as_float(tensor, 0, out), passk::domain_error);
}

}  // namespace
