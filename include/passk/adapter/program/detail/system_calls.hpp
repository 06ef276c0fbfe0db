// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_DETAIL_SYSTEM_CALLS_HPP
#define PASSK_ADAPTER_PROGRAM_DETAIL_SYSTEM_CALLS_HPP

#include <passk/core/result.hpp>

#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace passk::adapter::program::detail {

/// A file descriptor that closes itself.
class unique_fd {
public:
    unique_fd() = default;
    explicit unique_fd(int fd) noexcept : fd_(fd) {}
    unique_fd(unique_fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    unique_fd& operator=(unique_fd&& other) noexcept {
        if (this != &other) {
            reset(std::exchange(other.fd_, -1));
        }
        return *this;
    }
    unique_fd(const unique_fd&) = delete;
    unique_fd& operator=(const unique_fd&) = delete;
    ~unique_fd() { reset(); }

    [[nodiscard]] int get() const noexcept { return fd_; }
    [[nodiscard]] explicit operator bool() const noexcept { return fd_ >= 0; }
    void reset(int fd = -1) noexcept {
        if (fd_ >= 0) {
            ::close(fd_);
        }
        fd_ = fd;
    }

private:
    int fd_ = -1;
};

[[nodiscard]] inline std::string errno_text(int code) {
    return std::generic_category().message(code);
}

[[nodiscard]] inline error system_failure(std::string_view what, int code) {
    return {errc::io, std::string(what) + ": " + errno_text(code)};
}

// The raw system call: no handlers of pthread_atfork run, so the child may make system calls only.
inline pid_t clone_process(std::uint64_t flags, int* pidfd, int exit_signal) noexcept {
    clone_args arguments{};
    arguments.flags = static_cast<__u64>(flags) | __u64{CLONE_PIDFD};
    arguments.pidfd = reinterpret_cast<__u64>(pidfd);
    arguments.exit_signal = static_cast<__u64>(exit_signal);
    return static_cast<pid_t>(::syscall(SYS_clone3, &arguments, sizeof arguments));
}

inline int kill_process(int pidfd) noexcept {
    return static_cast<int>(::syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0));
}

// Waits for a child by its pidfd. __WALL: the children here send no signal when they end, so that
// neither a SIGCHLD handler nor a waitpid(-1) of the host program ever sees them.
inline void reap(int pidfd) noexcept {
    siginfo_t info{};
    while (::syscall(SYS_waitid, P_PIDFD, pidfd, &info, WEXITED | __WALL, nullptr) < 0
           && errno == EINTR) {
    }
}

inline bool write_all(int fd, std::string_view data) noexcept {
    while (!data.empty()) {
        const ssize_t written = ::write(fd, data.data(), data.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return false;
        }
        data.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

inline bool write_file(const char* path, std::string_view data) noexcept {
    const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    const bool done = ::write(fd, data.data(), data.size()) == static_cast<ssize_t>(data.size());
    const int code = errno;
    ::close(fd);
    errno = code;
    return done;
}

[[nodiscard]] inline std::optional<std::string> read_file(const std::string& path) {
    const unique_fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) {
        return std::nullopt;
    }
    std::string text;
    char buffer[4096];
    for (;;) {
        const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
        if (got > 0) {
            text.append(buffer, static_cast<std::size_t>(got));
        } else if (got == 0) {
            return text;
        } else if (errno != EINTR) {
            return std::nullopt;
        }
    }
}

// A sealed file in memory that holds `data`, read from its start: a standard input that needs no
// writer, and source text that no other process can change.
[[nodiscard]] inline result<unique_fd> sealed_file(std::string_view data) {
    unique_fd fd(::memfd_create("passk", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!fd) {
        return system_failure("memfd_create", errno);
    }
    if (!write_all(fd.get(), data) || ::lseek(fd.get(), 0, SEEK_SET) != 0
        || ::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
               != 0) {
        return system_failure("filling a memfd", errno);
    }
    return fd;
}

struct pipe_ends {
    unique_fd read;
    unique_fd write;
};

[[nodiscard]] inline result<pipe_ends> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        return system_failure("pipe", errno);
    }
    return pipe_ends{unique_fd(ends[0]), unique_fd(ends[1])};
}

[[nodiscard]] inline result<pipe_ends> make_socket_pair(int type) {
    int ends[2];
    if (::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) != 0) {
        return system_failure("socketpair", errno);
    }
    return pipe_ends{unique_fd(ends[0]), unique_fd(ends[1])};
}

// One message with descriptors over a SOCK_SEQPACKET socket.
inline bool send_with_fds(int socket, std::string_view message, std::span<const int> fds) noexcept {
    alignas(cmsghdr) char control[CMSG_SPACE(8 * sizeof(int))] = {};
    iovec part{const_cast<char*>(message.data()), message.size()};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control;
    header.msg_controllen = CMSG_SPACE(fds.size_bytes());
    cmsghdr* const rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(fds.size_bytes());
    std::memcpy(CMSG_DATA(rights), fds.data(), fds.size_bytes());
    return ::sendmsg(socket, &header, MSG_NOSIGNAL) == static_cast<ssize_t>(message.size());
}

struct received_message {
    std::string text;
    unique_fd fd;
};

// Waits at most `patience` for a message; an empty text is the end of the other side.
[[nodiscard]] inline result<received_message> receive_with_fd(int socket,
                                                              std::chrono::milliseconds patience) {
    pollfd ready{socket, POLLIN, 0};
    int count = 0;
    do {
        count = ::poll(&ready, 1, static_cast<int>(patience.count()));
    } while (count < 0 && errno == EINTR);
    if (count <= 0) {
        return error{errc::timeout, "no answer from the sandbox"};
    }
    char buffer[2048];
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    iovec part{buffer, sizeof buffer};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    const ssize_t got = ::recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
    if (got < 0) {
        return system_failure("reading from the sandbox", errno);
    }
    received_message message{std::string(buffer, static_cast<std::size_t>(got)), unique_fd()};
    if (const cmsghdr* rights = CMSG_FIRSTHDR(&header);
        rights != nullptr && rights->cmsg_type == SCM_RIGHTS) {
        int fd = -1;
        std::memcpy(&fd, CMSG_DATA(rights), sizeof fd);
        message.fd.reset(fd);
    }
    return message;
}

// The process behind a pidfd, or -1 once it has been reaped.
[[nodiscard]] inline pid_t pid_of(int pidfd) {
    const auto text = read_file("/proc/self/fdinfo/" + std::to_string(pidfd));
    const std::size_t at = text ? text->find("\nPid:") : std::string::npos;
    return at == std::string::npos
               ? -1
               : static_cast<pid_t>(std::strtol(text->c_str() + at + 5, nullptr, 10));
}

[[nodiscard]] inline std::optional<clockid_t> cpu_clock_of(pid_t pid) noexcept {
    clockid_t clock{};
    if (pid <= 0 || ::clock_getcpuclockid(pid, &clock) != 0) {
        return std::nullopt;
    }
    return clock;
}

// How long the main thread of a process, or this thread for 0, was ready to run and waited for a
// processor: what the load of the machine added to its time on the clock. Zero where the kernel
// does not tell.
[[nodiscard]] inline std::chrono::nanoseconds time_in_queue(pid_t pid) {
    const auto text = read_file(pid == 0 ? "/proc/thread-self/schedstat"
                                         : "/proc/" + std::to_string(pid) + "/schedstat");
    const std::size_t at = text ? text->find(' ') : std::string::npos;
    return std::chrono::nanoseconds(
        at == std::string::npos ? 0 : std::strtoll(text->c_str() + at + 1, nullptr, 10));
}

inline std::optional<std::chrono::nanoseconds> read_clock(clockid_t clock) noexcept {
    timespec now{};
    if (::clock_gettime(clock, &now) != 0) {
        return std::nullopt;
    }
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace passk::adapter::program::detail

#endif  // PASSK_ADAPTER_PROGRAM_DETAIL_SYSTEM_CALLS_HPP
