// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_ADAPTER_JSON_TEMPORARY_FILES_HPP
#define PASSK_TESTS_ADAPTER_JSON_TEMPORARY_FILES_HPP

#include <zlib.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace passk_tests {

/// A folder of its own for the files of one test, removed at its end.
class temporary_files {
public:
    temporary_files() {
        std::string pattern = (std::filesystem::temp_directory_path() / "passk.XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) {
            throw std::runtime_error("no temporary folder: " + pattern);
        }
        folder_ = pattern;
    }
    ~temporary_files() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    temporary_files(const temporary_files&) = delete;
    temporary_files& operator=(const temporary_files&) = delete;

    /// Path of a file in the folder, which need not exist.
    [[nodiscard]] std::string path(std::string_view name) const { return folder_ / name; }

    /// Writes a file, and the folders it lies in; returns its path.
    [[nodiscard]] std::string write(std::string_view name, std::string_view bytes) const {
        const std::filesystem::path file = folder_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }

    /// Writes a gzip file; returns its path.
    [[nodiscard]] std::string write_gzip(std::string_view name, std::string_view bytes) const {
        const std::string file = path(name);
        const gzFile packed = gzopen(file.c_str(), "wb");
        gzwrite(packed, bytes.data(), static_cast<unsigned>(bytes.size()));
        gzclose(packed);
        return file;
    }

private:
    std::filesystem::path folder_;
};

}  // namespace passk_tests

#endif  // PASSK_TESTS_ADAPTER_JSON_TEMPORARY_FILES_HPP
