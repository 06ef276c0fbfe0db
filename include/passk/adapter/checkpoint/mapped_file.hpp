// SPDX-License-Identifier: Apache-2.0
// Needs POSIX.
#ifndef PASSK_ADAPTER_CHECKPOINT_MAPPED_FILE_HPP
#define PASSK_ADAPTER_CHECKPOINT_MAPPED_FILE_HPP

#include <passk/adapter/checkpoint/complaint.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace passk::adapter::checkpoint {

/// The bytes of a file, mapped read-only into memory: pages are read when they are looked at,
/// and shared with every other process that maps the file.
///
/// A file that somebody shortens while it is mapped ends the process with SIGBUS, as with every
/// mapping.
class mapped_file {
public:
    /// Fails with errc::io if the path is no regular file or cannot be mapped.
    [[nodiscard]] static result<mapped_file> open(std::string path) {
        const auto failed = [&](int code) {
            return detail::about(path, errc::io,
                                 "cannot be read: " + std::generic_category().message(code));
        };
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) {
            return failed(errno);
        }
        struct stat status {};
        const bool known = ::fstat(file, &status) == 0;
        const int why = errno;
        if (!known || !S_ISREG(status.st_mode)) {
            ::close(file);
            return known ? detail::about(path, errc::io, "is not a regular file") : failed(why);
        }
        mapped_file mapped;
        mapped.size_ = static_cast<std::size_t>(status.st_size);
        if (mapped.size_ > 0) {
            void* const at = ::mmap(nullptr, mapped.size_, PROT_READ, MAP_PRIVATE, file, 0);
            const int why_not = errno;
            if (at == MAP_FAILED) {
                ::close(file);
                return failed(why_not);
            }
            mapped.data_ = static_cast<const std::byte*>(at);
        }
        ::close(file);
        mapped.name_ = std::move(path);
        return result<mapped_file>(std::move(mapped));
    }

    mapped_file(mapped_file&& other) noexcept
        : name_(std::move(other.name_)),
          data_(std::exchange(other.data_, nullptr)),
          size_(std::exchange(other.size_, 0)) {}
    mapped_file& operator=(mapped_file&& other) noexcept {
        std::swap(name_, other.name_);
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        return *this;
    }
    ~mapped_file() {
        if (data_ != nullptr) {
            ::munmap(const_cast<std::byte*>(data_), size_);
        }
    }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }
    [[nodiscard]] std::string_view text() const noexcept {
        return {reinterpret_cast<const char*>(data_), size_};
    }

private:
    mapped_file() = default;

    std::string name_{};
    const std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace passk::adapter::checkpoint

#endif  // PASSK_ADAPTER_CHECKPOINT_MAPPED_FILE_HPP
