// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_INTERRUPT_HPP
#define PASSK_EXAMPLES_INTERRUPT_HPP

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <stop_token>
#include <thread>

namespace passk_tool {

/// While it lives, Ctrl-C (SIGINT) and SIGTERM ask its token to stop; a second one ends the
/// process at once. Make it before any other thread.
class interrupt_stop {
public:
    interrupt_stop() {
        sigemptyset(&watched_);
        for (const int signal : {SIGINT, SIGTERM, wake}) {
            sigaddset(&watched_, signal);
        }
        pthread_sigmask(SIG_BLOCK, &watched_, &before_);
        watcher_ = std::thread([this] {
            int signal = 0;
            while (sigwait(&watched_, &signal) == 0 && signal != wake) {
                if (source_.stop_requested()) {
                    ::_exit(128 + signal);
                }
                source_.request_stop();
            }
        });
    }
    interrupt_stop(const interrupt_stop&) = delete;
    interrupt_stop& operator=(const interrupt_stop&) = delete;
    ~interrupt_stop() {
        pthread_kill(watcher_.native_handle(), wake);
        watcher_.join();
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

private:
    static constexpr int wake = SIGUSR1;

    std::stop_source source_{};
    sigset_t watched_{};
    sigset_t before_{};
    std::thread watcher_{};
};

}  // namespace passk_tool

#endif  // PASSK_EXAMPLES_INTERRUPT_HPP
