// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_DETAIL_CALL_CHANNEL_HPP
#define PASSK_ADAPTER_PROGRAM_DETAIL_CALL_CHANNEL_HPP

#include <passk/adapter/program/detail/supervise.hpp>
#include <passk/adapter/program/detail/system_calls.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace passk::adapter::program::detail {

/// Frames (four bytes of length, little-endian, then so many bytes) to and from a program. What
/// comes back is hostile: the length is checked before anything is kept.
class call_channel {
public:
    static constexpr std::uint32_t frame_limit = 16U << 20U;

    explicit call_channel(unique_fd socket) : socket_(std::move(socket)) {
        ::fcntl(socket_.get(), F_SETFL, O_NONBLOCK);
    }

    bool ready = false;  // the program has been imported and waits for calls

    void send(std::string_view body) {
        const auto size = static_cast<std::uint32_t>(body.size());
        char head[4];
        std::memcpy(head, &size, sizeof head);
        out_.append(head, sizeof head);
        out_.append(body);
        pump(0);
    }

    [[nodiscard]] extra_fd wanted() const noexcept {
        const int events = POLLIN | (out_.size() > sent_ ? POLLOUT : 0);
        return {closed_ ? -1 : socket_.get(), static_cast<short>(events), 0};
    }

    // Writes what can be written; reads if the socket is said to be ready.
    void pump(short events) {
        while (out_.size() > sent_ && !closed_) {
            const ssize_t written = ::send(socket_.get(), out_.data() + sent_, out_.size() - sent_,
                                           MSG_NOSIGNAL | MSG_DONTWAIT);
            if (written < 0) {
                closed_ = errno != EAGAIN && errno != EINTR;
                break;
            }
            sent_ += static_cast<std::size_t>(written);
        }
        if (sent_ == out_.size()) {
            out_.clear();
            sent_ = 0;
        }
        if ((events & (POLLIN | POLLHUP | POLLERR)) == 0) {
            return;
        }
        char buffer[1 << 16];
        const ssize_t got = ::read(socket_.get(), buffer, sizeof buffer);
        if (got > 0) {
            in_.append(buffer, static_cast<std::size_t>(got));
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            closed_ = true;
        }
    }

    // Takes a whole frame, if one is there.
    [[nodiscard]] bool take(std::string& frame) {
        const std::uint32_t size = next_size();
        if (in_.size() < 4 || size > frame_limit || in_.size() - 4 < size) {
            return false;
        }
        frame = in_.substr(4, size);
        in_.erase(0, 4 + std::size_t{size});
        return true;
    }

    // No frame can come any more, or only one longer than `at_most`.
    [[nodiscard]] bool broken(std::size_t at_most = frame_limit) const noexcept {
        return next_size() > (std::min)(at_most, std::size_t{frame_limit})
               || (closed_ && (in_.size() < 4 || in_.size() - 4 < next_size()));
    }

    [[nodiscard]] bool has_more() const noexcept { return !in_.empty(); }

    // Hands the socket over, blocking, to who reads frames from it from now on.
    [[nodiscard]] unique_fd release() noexcept {
        ::fcntl(socket_.get(), F_SETFL, 0);
        return std::move(socket_);
    }

private:
    [[nodiscard]] std::uint32_t next_size() const noexcept {
        std::uint32_t size = 0;
        if (in_.size() >= 4) {
            std::memcpy(&size, in_.data(), 4);
        }
        return size;
    }

    unique_fd socket_;
    std::string out_;
    std::size_t sent_ = 0;
    std::string in_;
    bool closed_ = false;
};

}  // namespace passk::adapter::program::detail

#endif  // PASSK_ADAPTER_PROGRAM_DETAIL_CALL_CHANNEL_HPP
