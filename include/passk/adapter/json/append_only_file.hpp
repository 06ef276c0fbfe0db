// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_APPEND_ONLY_FILE_HPP
#define PASSK_ADAPTER_JSON_APPEND_ONLY_FILE_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace passk::adapter::json {

/// A file of lines that only grows, and survives the process that writes it: a line is there as a
/// whole or not at all, whenever the process is killed and whenever the disk is full. One process
/// writes it at a time; the file is locked.
class append_only_file {
public:
    /// Opens or creates a file and reads what it holds. A last line without newline was cut short
    /// by a crash and is removed; nothing else is ever changed.
    ///
    /// @param path     of a file that is not compressed
    /// @param on_line  called as on_line(text, line) for each line, from 1; may return an error,
    ///                 which ends the reading
    /// @returns  the file, or an error that names it: errc::io, errc::unavailable if another
    ///           process is writing it, or what on_line returned
    template <class OnLine>
    [[nodiscard]] static result<append_only_file> open(const std::string& path, OnLine on_line) {
        append_only_file file;
        file.path_ = path;
        file.descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        if (file.descriptor_ < 0) {
            return file.failed("cannot be opened");
        }
        if (::flock(file.descriptor_, LOCK_EX | LOCK_NB) != 0) {
            return error{errc::unavailable, located(path, 0, "another process is writing it")};
        }
        std::string pending;
        std::vector<char> block(1U << 16U);
        std::uint64_t line = 0;
        std::uint64_t offset = 0;
        while (true) {
            const ssize_t got =
                ::pread(file.descriptor_, block.data(), block.size(), static_cast<off_t>(offset));
            if (got < 0) {
                if (errno == EINTR) {
                    continue;
                }
                return file.failed("cannot be read");
            }
            if (got == 0) {
                break;
            }
            offset += static_cast<std::uint64_t>(got);
            const std::size_t searched = pending.size();
            pending.append(block.data(), static_cast<std::size_t>(got));
            std::size_t begin = 0;
            for (std::size_t end = pending.find('\n', searched); end != std::string::npos;
                 end = pending.find('\n', begin)) {
                if (std::optional<error> refused =
                        on_line(std::string_view(pending).substr(begin, end - begin), ++line)) {
                    return *std::move(refused);
                }
                begin = end + 1;
            }
            pending.erase(0, begin);
        }
        file.size_ = offset - pending.size();
        file.removed_ = pending.size();
        if (!pending.empty() && !file.cut_back()) {
            return file.failed("its torn last line cannot be removed");
        }
        return file;
    }

    append_only_file(append_only_file&& other) noexcept
        : path_(std::move(other.path_)),
          descriptor_(std::exchange(other.descriptor_, -1)),
          size_(other.size_),
          removed_(other.removed_),
          synced_(other.synced_) {}
    append_only_file& operator=(append_only_file&&) = delete;
    ~append_only_file() {
        if (descriptor_ >= 0) {
            ::fdatasync(descriptor_);
            ::close(descriptor_);
        }
    }

    /// Appends a line, or several with newlines between, as one write. It survives the process at
    /// once, and a failure of the machine after at most a second.
    ///
    /// @param text  without a newline at its end
    /// @returns  nothing, or errc::io with the reason, such as a full disk; the file is then what
    ///           it was before
    [[nodiscard]] std::optional<error> append(std::string text) {
        text += '\n';
        std::string_view rest = text;
        while (!rest.empty()) {
            const ssize_t put = ::write(descriptor_, rest.data(), rest.size());
            if (put > 0) {
                rest.remove_prefix(static_cast<std::size_t>(put));
            } else if (put == 0 || errno != EINTR) {
                error reason = failed("cannot be written");
                if (!cut_back()) {
                    reason =
                        failed("a torn last line is left, which reading removes; cannot be cut");
                }
                return reason;
            }
        }
        size_ += text.size();
        const auto now = std::chrono::steady_clock::now();
        if (now - synced_ >= std::chrono::seconds(1)) {
            synced_ = now;
            return sync();
        }
        return std::nullopt;
    }

    /// Waits until everything is on the disk.
    [[nodiscard]] std::optional<error> sync() {
        if (::fdatasync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) {
            return failed("cannot be brought to the disk");
        }
        return std::nullopt;
    }

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }  ///< bytes of whole lines
    /// Bytes of a torn last line that opening removed.
    [[nodiscard]] std::uint64_t removed() const noexcept { return removed_; }

private:
    append_only_file() = default;

    [[nodiscard]] error failed(std::string_view what) const {
        return {
            errc::io,
            located(path_, 0, std::string(what) + ": " + std::generic_category().message(errno))};
    }

    [[nodiscard]] bool cut_back() const {
        return ::ftruncate(descriptor_, static_cast<off_t>(size_)) == 0;
    }

    std::string path_{};
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
    std::uint64_t removed_ = 0;
    std::chrono::steady_clock::time_point synced_ = std::chrono::steady_clock::now();
};

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_APPEND_ONLY_FILE_HPP
