// SPDX-License-Identifier: Apache-2.0
// Needs libarchive.
#ifndef PASSK_ADAPTER_JSON_BYTE_SOURCE_HPP
#define PASSK_ADAPTER_JSON_BYTE_SOURCE_HPP

#include <passk/adapter/json/packed_file.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace passk::adapter::json {

/// The bytes of a file, a pipe, a file in an archive, or a string, block by block; gzip, zstd, xz,
/// bzip2 and lz4 are unpacked on the way.
class byte_source {
public:
    /// Opens a file or pipe; "-" is the standard input. Whether it is compressed is seen from its
    /// first bytes, not from its name. Of an archive, the first file is read.
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
        source.path_ = file.string();
        source.rewindable_ = std::filesystem::is_regular_file(status);
        if (source.rewindable_) {
            source.size_ = std::filesystem::file_size(file, failure);
        }
        if (std::optional<error> refused = source.open_file()) {
            return *std::move(refused);
        }
        return source;
    }

    /// Reads a string that must outlive the source.
    /// @param name   what stands for the file name in messages
    /// @param bytes  what a file of that name would hold, not compressed
    [[nodiscard]] static byte_source from_memory(std::string name, std::string_view bytes) {
        byte_source source(std::move(name));
        source.memory_ = bytes;
        source.size_ = bytes.size();
        source.in_memory_ = true;
        return source;
    }

    /// Reads the current file of an archive. The archive must outlive the source and stay at that
    /// file.
    [[nodiscard]] static byte_source from_archive(std::string name, detail::packed_file& archive,
                                                  std::uint64_t archive_size = 0) {
        byte_source source(std::move(name));
        source.entry_of_ = &archive;
        source.size_ = archive_size;
        source.rewindable_ = false;
        return source;
    }

    /// The next bytes; empty at the end. Valid until the next call.
    [[nodiscard]] result<std::string_view> next() {
        if (on_progress_ && !on_progress_({name_, position(), size_})) {
            return error{errc::cancelled, located(name_, 0, "reading was stopped")};
        }
        if (in_memory_) {
            const std::string_view bytes = memory_.substr(0, memory_block);
            memory_.remove_prefix(bytes.size());
            read_ += bytes.size();
            return bytes;
        }
        if (replayed_ < kept_.size()) {
            const std::string_view bytes = std::string_view(kept_).substr(replayed_, memory_block);
            replayed_ += bytes.size();
            return bytes;
        }
        if (!keeping_) {
            kept_ = {};
            replayed_ = 0;
        }
        result<std::string_view> bytes = next_block();
        if (keeping_ && bytes) {
            kept_ += bytes.value();
            replayed_ = kept_.size();
        }
        return bytes;
    }

    /// Makes rewind() possible: from here on the bytes of a pipe are kept.
    void remember() { keeping_ = !in_memory_ && !rewindable_; }

    /// Ends remember(); what was kept is given up once it was read again.
    void stop_remembering() noexcept { keeping_ = false; }

    /// Back to the first byte. Call remember() before the first next().
    [[nodiscard]] std::optional<error> rewind() {
        if (in_memory_) {
            memory_ = {memory_.data() - read_, memory_.size() + read_};
            read_ = 0;
        } else if (rewindable_) {
            return open_file();
        } else {
            replayed_ = 0;
        }
        return std::nullopt;
    }

    /// Calls this before each block; returning false makes next() fail with errc::cancelled.
    void report_to(std::function<bool(const read_progress&)> on_progress) {
        on_progress_ = std::move(on_progress);
    }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    /// Whether the file can be opened again from its start.
    [[nodiscard]] bool rewindable() const noexcept { return rewindable_; }

    /// The archive that the file is, standing at its first file, or null: a file alone, perhaps
    /// compressed, is no archive.
    [[nodiscard]] detail::packed_file* archive() const noexcept {
        return packed_ != nullptr && !packed_->plain() ? packed_.get() : nullptr;
    }
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

private:
    static constexpr std::size_t memory_block = std::size_t{1} << 18U;

    explicit byte_source(std::string name) : name_(std::move(name)) {}

    [[nodiscard]] std::optional<error> open_file() {
        errno = 0;
        packed_.reset();
        at_end_ = false;
        auto file = std::make_unique<detail::raw_file>(path_, rewindable_);
        if (!file->is_open()) {
            return error{
                errc::io,
                located(name_, 0, "cannot be opened: " + std::generic_category().message(errno))};
        }
        const std::string_view head = file->next();
        file->put_back();
        if (!detail::is_packed(head)) {
            file_ = std::move(file);
            return std::nullopt;
        }
        file_.reset();
        packed_ = std::make_unique<detail::packed_file>(name_, std::move(file));
        const result<bool> first = packed_->next_entry();
        if (!first) {
            return first.error();
        }
        at_end_ = !first.value();
        return std::nullopt;
    }

    [[nodiscard]] result<std::string_view> next_block() {
        if (entry_of_ != nullptr || packed_ != nullptr) {
            return at_end_ ? std::string_view()
                           : (entry_of_ != nullptr ? *entry_of_ : *packed_).next();
        }
        errno = 0;
        const std::string_view bytes = file_->next();
        if (bytes.empty() && file_->failed()) {
            return error{
                errc::io,
                located(name_, 0, "cannot be read: " + std::generic_category().message(errno))};
        }
        return bytes;
    }

    [[nodiscard]] std::uint64_t position() const {
        return in_memory_             ? read_
               : entry_of_ != nullptr ? entry_of_->packed_bytes()
               : packed_ != nullptr   ? packed_->packed_bytes()
                                      : file_->read_bytes();
    }

    std::string name_;
    std::string path_{};
    std::unique_ptr<detail::raw_file> file_{};
    std::unique_ptr<detail::packed_file> packed_{};
    detail::packed_file* entry_of_ = nullptr;
    std::string_view memory_{};
    std::string kept_{};
    std::function<bool(const read_progress&)> on_progress_{};
    std::size_t replayed_ = 0;
    std::uint64_t read_ = 0;
    std::uint64_t size_ = 0;
    bool in_memory_ = false;
    bool rewindable_ = true;
    bool keeping_ = false;
    bool at_end_ = false;
};

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_BYTE_SOURCE_HPP
