// SPDX-License-Identifier: Apache-2.0
#include "source_directory.hpp"

#include <passk/adapter/tiny_lm/weight_file.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace lm = passk::adapter::tiny_lm;

namespace {

std::string small_bytes() {
    std::ifstream file(passk_tests::source_directory() + "/tests/adapter/tiny_lm/golden/small.tlm",
                       std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string complaint(const std::string& bytes) {
    const passk::result<lm::stored_model> read = lm::parse_weight_file("w.tlm", bytes);
    REQUIRE(!read.has_value());
    CHECK(read.error().code == passk::errc::malformed);
    CHECK(read.error().context.starts_with("w.tlm: "));
    return read.error().context;
}

// With a checksum that fits, so that what is behind it is looked at.
std::string resealed(std::string bytes) {
    bytes.resize(bytes.size() - 8);
    lm::detail::append_number(bytes, lm::detail::fnv1a(bytes), 8);
    return bytes;
}

std::string with_word(std::string bytes, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) {
        bytes[at + i] = static_cast<char>(value >> (8U * i) & 0xFFU);
    }
    return resealed(bytes);
}

bool says(const std::string& complaint, const std::string& words) {
    return complaint.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a weight file comes back as it was written") {
    const std::string bytes = small_bytes();
    const passk::result<lm::stored_model> read = lm::parse_weight_file("w.tlm", bytes);
    REQUIRE(read.has_value());
    CHECK(read.value().weights.shape.hidden == 24);
    CHECK(read.value().weights.shape.attention_bias);
    CHECK(read.value().weights.shape.tied_head);
    CHECK(read.value().note == "random numbers, by make_golden.py");
    CHECK(lm::weight_file_bytes(read.value()) == bytes);

    const std::string path =
        (std::filesystem::temp_directory_path() / "passk_weights.tlm").string();
    const passk::result<std::size_t> written = lm::write_weight_file(path, read.value());
    REQUIRE(written.has_value());
    CHECK(written.value() == bytes.size());
    const passk::result<lm::stored_model> again = lm::read_weight_file(path);
    REQUIRE(again.has_value());
    CHECK(again.value().weights.numbers == read.value().weights.numbers);
    std::filesystem::remove(path);
}

TEST_CASE("a file that breaks off, or has more than it should, is refused") {
    const std::string bytes = small_bytes();
    for (std::size_t size = 0; size < bytes.size(); size += size < 200 ? 1 : 97) {
        CAPTURE(size);
        static_cast<void>(complaint(bytes.substr(0, size)));
    }
    CHECK(says(complaint(bytes.substr(0, 40)), "breaks off after 40 bytes"));
    CHECK(says(complaint(bytes + '\0'), "its header asks for"));
}

TEST_CASE("damage is noticed wherever it is") {
    const std::string bytes = small_bytes();
    for (std::size_t at = 0; at < bytes.size(); at += at < 120 ? 1 : 151) {
        CAPTURE(at);
        std::string damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        static_cast<void>(complaint(damaged));
    }
}

TEST_CASE("a header that asks for what cannot be is refused before memory is taken") {
    const std::string bytes = small_bytes();
    CHECK(says(complaint("GGUF" + bytes), "does not begin with PASSKTLM"));
    CHECK(says(complaint(with_word(bytes, 8, 2)), "version 2"));
    CHECK(says(complaint(with_word(bytes, 12, 0)), "vocabulary"));
    CHECK(says(complaint(with_word(bytes, 16, 0xFFFFFFFF)), "hidden"));
    CHECK(says(complaint(with_word(bytes, 16, 1U << 15U)), "its header asks for"));
    CHECK(says(complaint(with_word(bytes, 28, 3)), "does not divide"));
    CHECK(says(complaint(with_word(bytes, 32, 7)), "head_size"));
    CHECK(says(complaint(with_word(bytes, 44, 8)), "flags"));
    CHECK(says(complaint(with_word(bytes, 48, 0x7FC00000)), "rotary_base"));
    CHECK(says(complaint(with_word(bytes, 52, 0xBF800000)), "norm_epsilon"));
    std::string twice = bytes;
    twice[57] = twice[56];
    CHECK(says(complaint(resealed(twice)), "stands twice"));
    std::string infinite = bytes;
    infinite[bytes.size() - 9] = 0x7C;
    infinite[bytes.size() - 10] = 0x00;
    CHECK(says(complaint(resealed(infinite)), "not finite"));
}

TEST_CASE("a file that is not there is an error of input") {
    const passk::result<lm::stored_model> read = lm::read_weight_file("/nowhere/at/all.tlm");
    REQUIRE(!read.has_value());
    CHECK(read.error().code == passk::errc::io);
    CHECK(says(read.error().context, "/nowhere/at/all.tlm"));
}
