// SPDX-License-Identifier: Apache-2.0
// Needs libarchive.
#ifndef PASSK_ADAPTER_JSON_PACKED_FILE_HPP
#define PASSK_ADAPTER_JSON_PACKED_FILE_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace passk::adapter::json {

/// `FILE:LINE: what`, the form of every error and note of the readers; `FILE: what` for line 0,
/// which stands for the file as a whole.
[[nodiscard]] inline std::string located(std::string_view file, std::uint64_t line,
                                         std::string_view what) {
    std::string message(file);
    if (line > 0) {
        message += ':';
        message += std::to_string(line);
    }
    message += ": ";
    message += what;
    return message;
}

namespace detail {

// A file or pipe read block by block from its start.
class raw_file {
public:
    static constexpr std::size_t block_size = std::size_t{1} << 18U;

    raw_file(const std::string& path, bool seekable) : seekable_(seekable), block_(block_size) {
        file_.reset(std::fopen(path.c_str(), "rb"));
        if (file_ != nullptr) {
            std::setvbuf(file_.get(), nullptr, _IONBF, 0);
        }
    }

    [[nodiscard]] bool is_open() const noexcept { return file_ != nullptr; }
    [[nodiscard]] bool seekable() const noexcept { return seekable_; }
    [[nodiscard]] bool failed() const { return std::ferror(file_.get()) != 0; }
    [[nodiscard]] std::uint64_t read_bytes() const noexcept { return read_; }

    // The next bytes; empty at the end or on failure.
    [[nodiscard]] std::string_view next() {
        if (put_back_) {
            put_back_ = false;
        } else {
            size_ = std::fread(block_.data(), 1, block_.size(), file_.get());
            read_ += size_;
        }
        return {block_.data(), size_};
    }
    // Makes next() return its latest bytes again.
    void put_back() noexcept { put_back_ = true; }

    [[nodiscard]] bool seek(std::int64_t offset, int whence) {
        put_back_ = false;
        return std::fseek(file_.get(), static_cast<long>(offset), whence) == 0;
    }
    [[nodiscard]] std::int64_t position() const { return std::ftell(file_.get()); }

private:
    struct closer {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, closer> file_{};
    bool seekable_;
    bool put_back_ = false;
    std::vector<char> block_;
    std::size_t size_ = 0;
    std::uint64_t read_ = 0;
};

// Whether bytes at the beginning of a file are those of a compressed file or an archive.
[[nodiscard]] inline bool is_packed(std::string_view head) {
    using namespace std::string_view_literals;
    for (const std::string_view magic :
         {"\x1F\x8B"sv, "\x28\xB5\x2F\xFD"sv, "\xFD\x37zXZ\0"sv, "BZh"sv, "PK\x03\x04"sv,
          "PK\x05\x06"sv, "\x04\x22\x4D\x18"sv}) {
        if (head.starts_with(magic)) {
            return true;
        }
    }
    return head.size() > 262 && head.substr(257, 5) == "ustar";
}

// The files in a compressed file or archive, one after another: gzip, zstd, xz, bzip2 and lz4;
// zip (stored, deflate, zstd and others) and tar. Reads in constant memory. What unpacks to more
// than a thousand times its size is refused, past the first 256 MB.
class packed_file {
public:
    // @param file  at its start
    packed_file(std::string name, std::unique_ptr<raw_file> file)
        : name_(std::move(name)), file_(std::move(file)), archive_(archive_read_new()) {
        archive_read_support_filter_all(archive_.get());
        archive_read_support_format_zip(archive_.get());
        archive_read_support_format_tar(archive_.get());
        archive_read_support_format_raw(archive_.get());
        if (file_->seekable()) {
            archive_read_set_seek_callback(archive_.get(), seek_file);
        }
        opened_ =
            archive_read_open2(archive_.get(), file_.get(), nullptr, read_file, nullptr, nullptr);
    }
    packed_file(std::string name, std::string_view bytes)
        : name_(std::move(name)), memory_size_(bytes.size()), archive_(archive_read_new()) {
        archive_read_support_filter_all(archive_.get());
        archive_read_support_format_zip(archive_.get());
        archive_read_support_format_tar(archive_.get());
        archive_read_support_format_raw(archive_.get());
        opened_ = archive_read_open_memory(archive_.get(), bytes.data(), bytes.size());
    }

    // Goes to the next file; false if there is none.
    [[nodiscard]] result<bool> next_entry() {
        if (opened_ != ARCHIVE_OK) {
            return failure();
        }
        archive_entry* entry = nullptr;
        while (true) {
            const int status = archive_read_next_header(archive_.get(), &entry);
            if (status == ARCHIVE_EOF) {
                return false;
            }
            if (status < ARCHIVE_WARN) {
                return failure();
            }
            if (++entries_ > max_entries) {
                return error{errc::malformed, located(name_, 0, "more than ten million entries")};
            }
            const bool plain = archive_format(archive_.get()) == ARCHIVE_FORMAT_RAW;
            if (plain || archive_entry_filetype(entry) == AE_IFREG) {
                const char* const path = archive_entry_pathname_utf8(entry);
                const char* const bytes = path != nullptr ? path : archive_entry_pathname(entry);
                entry_ = plain || bytes == nullptr ? std::string() : std::string(bytes);
                plain_ = plain;
                return true;
            }
        }
    }

    // The name of the current file in the archive; empty in a compressed file.
    [[nodiscard]] const std::string& entry() const noexcept { return entry_; }
    // Whether this is one compressed file, not an archive of files.
    [[nodiscard]] bool plain() const noexcept { return plain_; }
    // The number of the current file, from 1.
    [[nodiscard]] std::uint64_t entry_number() const noexcept { return entries_; }

    // The next bytes of the current file; empty at its end.
    [[nodiscard]] result<std::string_view> next() {
        while (true) {
            const void* block = nullptr;
            std::size_t size = 0;
            la_int64_t offset = 0;
            const int status = archive_read_data_block(archive_.get(), &block, &size, &offset);
            if (status == ARCHIVE_EOF) {
                return std::string_view();
            }
            if (status < ARCHIVE_WARN) {
                return failure();
            }
            unpacked_ += size;
            if (unpacked_ > free_bytes && unpacked_ / max_ratio > packed_bytes()) {
                return error{errc::malformed,
                             located(name_, 0,
                                     "unpacks to more than a thousand times its size: is it an "
                                     "attack? Unpack it with other means to read it")};
            }
            if (size > 0) {
                return std::string_view(static_cast<const char*>(block), size);
            }
        }
    }

    // Bytes of the packed file that were read.
    [[nodiscard]] std::uint64_t packed_bytes() const noexcept {
        return file_ != nullptr ? file_->read_bytes() : memory_size_;
    }

private:
    static constexpr std::uint64_t max_entries = 10'000'000;
    static constexpr std::uint64_t free_bytes = std::uint64_t{256} << 20U;
    static constexpr std::uint64_t max_ratio = 1000;

    struct closer {
        void operator()(archive* one) const noexcept { archive_read_free(one); }
    };

    static la_ssize_t read_file(archive* reader, void* data, const void** block) {
        auto& file = *static_cast<raw_file*>(data);
        const std::string_view bytes = file.next();
        if (bytes.empty() && file.failed()) {
            archive_set_error(reader, errno, "%s", std::generic_category().message(errno).c_str());
            return -1;
        }
        *block = bytes.data();
        return static_cast<la_ssize_t>(bytes.size());
    }
    static la_int64_t seek_file(archive*, void* data, la_int64_t offset, int whence) {
        auto& file = *static_cast<raw_file*>(data);
        return file.seek(offset, whence) ? file.position() : ARCHIVE_FATAL;
    }

    [[nodiscard]] error failure() const {
        const char* const text = archive_error_string(archive_.get());
        const std::string what = text == nullptr ? "unknown error" : text;
        if (file_ != nullptr && file_->failed()) {
            return {errc::io, located(name_, 0, "cannot be read: " + what)};
        }
        std::string line;
        for (const char c : what) {
            line += static_cast<unsigned char>(c) < 0x20U ? ' ' : c;
        }
        return {errc::malformed, located(name_, 0, "damaged or cut short: " + line)};
    }

    std::string name_;
    std::unique_ptr<raw_file> file_{};
    std::uint64_t memory_size_ = 0;
    std::unique_ptr<archive, closer> archive_;
    int opened_ = ARCHIVE_FATAL;
    std::string entry_{};
    bool plain_ = false;
    std::uint64_t entries_ = 0;
    std::uint64_t unpacked_ = 0;
};

}  // namespace detail
}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_PACKED_FILE_HPP
