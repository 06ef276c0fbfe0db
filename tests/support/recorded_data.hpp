// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_SUPPORT_RECORDED_DATA_HPP
#define PASSK_TESTS_SUPPORT_RECORDED_DATA_HPP

#include "source_directory.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string_view>

namespace passk_tests {

/// Path of a recorded data set of tests/data or examples/data; the test fails if it is absent.
inline std::filesystem::path recorded_data(std::string_view file) {
    const std::filesystem::path sources = source_directory();
    std::filesystem::path path = sources / "tests" / "data" / file;
    if (!std::filesystem::exists(path)) {
        path = sources / "examples" / "data" / file;
    }
    INFO(path.string());
    REQUIRE(std::filesystem::exists(path));
    return path;
}

}  // namespace passk_tests

#endif  // PASSK_TESTS_SUPPORT_RECORDED_DATA_HPP
