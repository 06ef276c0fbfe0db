// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_ADAPTER_JSON_TEMPORARY_FILES_HPP
#define PASSK_TESTS_ADAPTER_JSON_TEMPORARY_FILES_HPP

#include <archive.h>
#include <archive_entry.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

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

    /// Writes a compressed file; returns its path.
    /// @param filter  gzip, zstd, xz, bzip2 or lz4
    [[nodiscard]] std::string write_packed(std::string_view name, std::string_view bytes,
                                           const char* filter) const {
        const std::filesystem::path file = folder_ / name;
        std::filesystem::create_directories(file.parent_path());
        archive* const packed = archive_write_new();
        archive_write_set_format_raw(packed);
        archive_write_add_filter_by_name(packed, filter);
        archive_write_open_filename(packed, file.c_str());
        add(packed, "data", bytes);
        archive_write_free(packed);
        return file;
    }
    [[nodiscard]] std::string write_gzip(std::string_view name, std::string_view bytes) const {
        return write_packed(name, bytes, "gzip");
    }

    /// Writes an archive of files; returns its path.
    /// @param format  zip, or ustar, which is compressed with gzip
    [[nodiscard]] std::string write_archive(
        std::string_view name, const char* format,
        const std::vector<std::pair<std::string, std::string>>& files) const {
        const std::string file = path(name);
        archive* const packed = archive_write_new();
        archive_write_set_format_by_name(packed, format);
        if (std::string_view(format) != "zip") {
            archive_write_add_filter_gzip(packed);
        }
        archive_write_open_filename(packed, file.c_str());
        for (const auto& [inside, bytes] : files) {
            add(packed, inside, bytes);
        }
        archive_write_free(packed);
        return file;
    }

private:
    static void add(archive* packed, const std::string& name, std::string_view bytes) {
        archive_entry* const entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(packed, entry);
        archive_write_data(packed, bytes.data(), bytes.size());
        archive_entry_free(entry);
    }

    std::filesystem::path folder_;
};

}  // namespace passk_tests

#endif  // PASSK_TESTS_ADAPTER_JSON_TEMPORARY_FILES_HPP
