// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_PROGRESS_HPP
#define PASSK_EXAMPLES_PROGRESS_HPP

#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace passk_tool {

/// One line on the terminal that says how far a long task is: share, rate and time left. It
/// appears after a second, is rewritten at most five times a second, and stays silent when
/// stderr is no terminal.
class progress_line {
public:
    explicit progress_line(std::string task) : task_(static_cast<std::string&&>(task)) {}
    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;
    ~progress_line() { clear(); }

    /// @param done    how much of the work is done, in units
    /// @param total   how much there is; 0 if that is not known
    /// @param unit    what is counted
    /// @param detail  what is being worked on
    void update(std::uint64_t done, std::uint64_t total, std::string_view unit,
                std::string_view detail = {}) {
        const clock::time_point now = clock::now();
        if (!on_terminal_ || now - start_ < std::chrono::seconds(1)
            || now - shown_ < std::chrono::milliseconds(200)) {
            return;
        }
        shown_ = now;
        const double seconds = std::chrono::duration<double>(now - start_).count();
        const double rate = static_cast<double>(done) / seconds;
        std::string line = task_;
        if (!detail.empty()) {
            line += ' ';
            line += detail;
        }
        if (total > 0) {
            line += ": " + std::to_string(done * 100 / total) + "%";
        }
        line += ", " + scaled(rate) + " " + std::string(unit) + "/s";
        if (total > done && rate > 0.0) {
            line += ", "
                    + std::to_string(
                        static_cast<std::uint64_t>(static_cast<double>(total - done) / rate + 0.5))
                    + " s left";
        }
        std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
        std::fflush(stderr);
        visible_ = true;
    }

    /// Removes the line from the terminal.
    void clear() {
        if (visible_) {
            std::fputs("\r\x1b[K", stderr);
            std::fflush(stderr);
            visible_ = false;
        }
    }

private:
    using clock = std::chrono::steady_clock;

    [[nodiscard]] static std::string scaled(double number) {
        constexpr std::string_view prefixes = " kMGT";
        std::size_t step = 0;
        while (number >= 1000.0 && step + 1 < prefixes.size()) {
            number /= 1000.0;
            ++step;
        }
        std::string text = std::to_string(static_cast<std::uint64_t>(number));
        if (step > 0) {
            text += ' ';
            text += prefixes[step];
        }
        return text;
    }

    std::string task_;
    clock::time_point start_ = clock::now();
    clock::time_point shown_{};
    bool on_terminal_ = ::isatty(STDERR_FILENO) == 1;
    bool visible_ = false;
};

/// A progress_line for work that reports from other threads and may be silent for long: it is
/// drawn again twice a second, so that the rate and the time left stay true.
template <class State>
class shared_progress {
public:
    shared_progress(std::string task, std::function<void(progress_line&, const State&)> show)
        : line_(std::move(task)), show_(std::move(show)) {
        if (::isatty(STDERR_FILENO) == 1) {
            clock_ = std::thread([this] {
                std::unique_lock lock(mutex_);
                do {
                    show_(line_, state_);
                } while (!over_now_.wait_for(lock, std::chrono::milliseconds(500),
                                             [this] { return over_; }));
            });
        }
    }
    shared_progress(const shared_progress&) = delete;
    shared_progress& operator=(const shared_progress&) = delete;
    ~shared_progress() {
        if (clock_.joinable()) {
            {
                const std::lock_guard lock(mutex_);
                over_ = true;
            }
            over_now_.notify_one();
            clock_.join();
        }
    }

    void set(const State& state) {
        const std::lock_guard lock(mutex_);
        state_ = state;
    }

private:
    std::mutex mutex_{};
    std::condition_variable over_now_{};
    progress_line line_;
    std::function<void(progress_line&, const State&)> show_;
    State state_{};
    bool over_ = false;
    std::thread clock_{};
};

/// Names the stage of a long computation on the terminal, with the seconds it has taken so far,
/// from its second second on. Silent when stderr is no terminal.
class stage_line {
public:
    stage_line() {
        if (::isatty(STDERR_FILENO) == 1) {
            clock_ = std::thread([this] { show(); });
        }
    }
    stage_line(const stage_line&) = delete;
    stage_line& operator=(const stage_line&) = delete;
    ~stage_line() {
        if (clock_.joinable()) {
            {
                const std::lock_guard lock(mutex_);
                over_ = true;
            }
            changed_.notify_one();
            clock_.join();
        }
    }

    /// The next stage begins.
    void enter(std::string stage) {
        const std::lock_guard lock(mutex_);
        stage_ = static_cast<std::string&&>(stage);
        begun_ = std::chrono::steady_clock::now();
    }

private:
    void show() {
        std::unique_lock lock(mutex_);
        bool visible = false;
        while (!changed_.wait_for(lock, std::chrono::milliseconds(250), [this] { return over_; })) {
            const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
                                     std::chrono::steady_clock::now() - begun_)
                                     .count();
            if (seconds >= 1) {
                std::fprintf(stderr, "\r\x1b[K%s, %lld s", stage_.c_str(),
                             static_cast<long long>(seconds));
                std::fflush(stderr);
                visible = true;
            }
        }
        if (visible) {
            std::fputs("\r\x1b[K", stderr);
        }
    }

    std::mutex mutex_{};
    std::condition_variable changed_{};
    std::string stage_{"starting"};
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    bool over_ = false;
    std::thread clock_{};
};

}  // namespace passk_tool

#endif  // PASSK_EXAMPLES_PROGRESS_HPP
