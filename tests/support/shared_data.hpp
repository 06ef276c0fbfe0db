// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_SUPPORT_SHARED_DATA_HPP
#define PASSK_TESTS_SUPPORT_SHARED_DATA_HPP

#include "source_directory.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string_view>

namespace passk_tests {

/// Path of a recorded data set that is kept beside the repository, not in it. Empty, with a
/// message in the test's output, where the folder is absent: the caller returns.
inline std::filesystem::path shared_data(std::string_view file) {
    const std::filesystem::path path =
        std::filesystem::path(source_directory()) / ".." / "shared" / "data" / file;
    if (std::filesystem::exists(path)) {
        return path;
    }
    MESSAGE("skipped: ", path.string(), " is not there");
    return {};
}

}  // namespace passk_tests

#endif  // PASSK_TESTS_SUPPORT_SHARED_DATA_HPP
