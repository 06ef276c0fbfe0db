// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_PROGRESS_HPP
#define PASSK_EXAMPLES_PROGRESS_HPP

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

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

    /// @param done, total  how much of the work is done, in `unit`; total 0 if it is not known
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

}  // namespace passk_tool

#endif  // PASSK_EXAMPLES_PROGRESS_HPP
