// SPDX-License-Identifier: Apache-2.0
// Needs zlib.
#ifndef PASSK_ADAPTER_JSON_BYTE_SOURCE_HPP
#define PASSK_ADAPTER_JSON_BYTE_SOURCE_HPP

#include <passk/adapter/json/read_options.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <zlib.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace passk::adapter::json {

/// `FILE:LINE: what`, the form of every error and note of the readers. Line 0 is the file as a
/// whole.
[[nodiscard]] inline std::string located(std::string_view file, std::uint64_t line,
                                         std::string_view what) {
    std::string message(file);
    message += ':';
    message += std::to_string(line);
    message += ": ";
    message += what;
    return message;
}

/// The bytes of a file, a pipe, or a string, block by block; gzip is unpacked on the way.
class byte_source {
public:
    /// Opens a file or pipe; "-" is the standard input. Whether it is gzip is seen from its first
    /// bytes, not from its name.
    [[nodiscard]] static result<byte_source> open(const std::string& path) {
        const std::filesystem::path file = path == "-" ? "/dev/stdin" : path;
        std::error_code failure;
        const std::filesystem::file_status status = std::filesystem::status(file, failure);
        if (failure) {
            return error{errc::io, located(path, 0, "cannot be read: " + failure.message())};
        }
        if (std::filesystem::is_directory(status)) {
            return error{errc::io, located(path, 0, "is a directory; name the files in it")};
        }
        byte_source source(path);
        source.rewindable_ = std::filesystem::is_regular_file(status);
        if (source.rewindable_) {
            source.size_ = std::filesystem::file_size(file, failure);
        }
        errno = 0;
        source.file_.reset(gzopen(file.c_str(), "rb"));
        if (source.file_ == nullptr) {
            return error{errc::io, located(path, 0, "cannot be opened: " + reason(errno))};
        }
        source.block_.resize(block_size);
        return source;
    }

    /// Reads a string that must outlive the source.
    /// @param name   what stands for the file name in messages
    /// @param bytes  what a file of that name would hold, not compressed
    [[nodiscard]] static byte_source from_memory(std::string name, std::string_view bytes) {
        byte_source source(std::move(name));
        source.memory_ = bytes;
        source.size_ = bytes.size();
        return source;
    }

    /// The next bytes; empty at the end. Valid until the next call.
    [[nodiscard]] result<std::string_view> next() {
        if (on_progress_ && !on_progress_({name_, position(), size_})) {
            return error{errc::cancelled, located(name_, 0, "reading was stopped")};
        }
        if (file_ == nullptr) {
            const std::string_view bytes = memory_.substr(0, block_size);
            memory_.remove_prefix(bytes.size());
            read_ += bytes.size();
            return bytes;
        }
        if (replayed_ < kept_.size()) {
            const std::string_view bytes = std::string_view(kept_).substr(replayed_, block_size);
            replayed_ += bytes.size();
            return bytes;
        }
        if (!keeping_) {
            kept_ = {};
            replayed_ = 0;
        }
        errno = 0;
        const int count = gzread(file_.get(), block_.data(), block_size);
        if (count < block_size) {
            int code = Z_OK;
            const char* const text = gzerror(file_.get(), &code);
            if (code == Z_ERRNO) {
                return error{errc::io, located(name_, 0, "cannot be read: " + reason(errno))};
            }
            // A file cut short yields its last bytes first and the error after them.
            if (code != Z_OK && count <= 0) {
                return error{
                    errc::malformed,
                    located(name_, 0,
                            code == Z_BUF_ERROR ? std::string("the gzip data end too early")
                                                : std::string("damaged gzip data: ") + text)};
            }
        }
        const std::string_view bytes(block_.data(), static_cast<std::size_t>(count));
        if (keeping_) {
            kept_ += bytes;
            replayed_ = kept_.size();
        }
        return bytes;
    }

    /// Makes rewind() possible: from here on the bytes of a pipe are kept.
    void remember() { keeping_ = file_ != nullptr && !rewindable_; }

    /// Ends remember(); what was kept is given up once it was read again.
    void stop_remembering() noexcept { keeping_ = false; }

    /// Back to the first byte. Call remember() before the first next().
    void rewind() {
        if (file_ == nullptr) {
            memory_ = {memory_.data() - read_, memory_.size() + read_};
            read_ = 0;
        } else if (rewindable_) {
            gzrewind(file_.get());
        } else {
            replayed_ = 0;
        }
    }

    /// Calls this before each block; returning false makes next() fail with errc::cancelled.
    void report_to(std::function<bool(const read_progress&)> on_progress) {
        on_progress_ = std::move(on_progress);
    }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    /// Whether the file can be opened again from its start.
    [[nodiscard]] bool rewindable() const noexcept { return rewindable_; }

private:
    static constexpr int block_size = 1 << 16;

    struct closer {
        void operator()(gzFile file) const noexcept { gzclose_r(file); }
    };

    explicit byte_source(std::string name) : name_(std::move(name)) {}

    [[nodiscard]] std::uint64_t position() const {
        return file_ == nullptr ? read_ : static_cast<std::uint64_t>(gzoffset(file_.get()));
    }

    [[nodiscard]] static std::string reason(int code) {
        return std::generic_category().message(code);
    }

    std::string name_;
    std::unique_ptr<gzFile_s, closer> file_{};
    std::vector<char> block_{};
    std::string_view memory_{};
    std::string kept_{};
    std::function<bool(const read_progress&)> on_progress_{};
    std::size_t replayed_ = 0;
    std::uint64_t read_ = 0;
    std::uint64_t size_ = 0;
    bool rewindable_ = true;
    bool keeping_ = false;
};

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_BYTE_SOURCE_HPP
