// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_DETAIL_SUPERVISE_HPP
#define PASSK_ADAPTER_PROGRAM_DETAIL_SUPERVISE_HPP

#include <passk/adapter/program/detail/control_group.hpp>
#include <passk/adapter/program/detail/process_tree.hpp>
#include <passk/adapter/program/detail/system_calls.hpp>
#include <passk/adapter/program/limits.hpp>
#include <passk/adapter/program/program_verdict.hpp>

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace passk::adapter::program::detail {

/// One process under watch: its output is drained, its limits are kept.
struct watched {
    unique_fd pidfd{};
    unique_fd out{};  // read ends, non-blocking
    unique_fd err{};
    std::optional<clockid_t> clock{};
    // What counts the CPU time of all processes that belong to it, and their memory: the control
    // group if there is one, else the tree below process 1. Test code has neither, only its clock.
    const control_group* group = nullptr;
    std::chrono::nanoseconds group_before{0};
    std::optional<process_tree> tree{};
    std::chrono::steady_clock::time_point memory_checked{};
    pid_t pid = -1;
    limits bounds{};
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    // What had been used when it `started`, by work that does not count.
    std::chrono::nanoseconds cpu_before{0};
    std::chrono::nanoseconds queued_before{0};
    std::chrono::nanoseconds judge_queued_before = time_in_queue(0);

    std::string output{};
    std::string error_tail{};
    std::uint64_t output_size = 0;
    std::uint64_t error_size = 0;
    stopped_by stopped = stopped_by::nobody;
    bool ended = false;

    // Work begins now that counts from here on.
    void restart(const limits& new_bounds) {
        bounds = new_bounds;
        started = std::chrono::steady_clock::now();
        cpu_before = clock ? read_clock(*clock).value_or(cpu_before) : cpu_before;
        queued_before = time_in_queue(pid);
        judge_queued_before = time_in_queue(0);
    }

    // The CPU time of all processes together, as far as it is known now.
    [[nodiscard]] std::chrono::nanoseconds cpu_used() {
        std::chrono::nanoseconds used = clock ? read_clock(*clock).value_or(cpu_before) - cpu_before
                                              : std::chrono::nanoseconds(0);
        if (group != nullptr) {
            used = (std::max)(used, group->cpu_time().value_or(group_before) - group_before);
        } else if (tree) {
            if (tree->due()) {
                tree->look();
            }
            used = (std::max)(used, tree->cpu_time());
        }
        return used;
    }

    [[nodiscard]] bool over_memory(std::chrono::steady_clock::time_point now) {
        if (!tree || tree->memory() <= bounds.memory
            || now - memory_checked < std::chrono::milliseconds(60)) {
            return false;
        }
        memory_checked = now;
        return tree->proportional_memory() > bounds.memory;
    }

    void stop(stopped_by reason) {
        if (stopped == stopped_by::nobody) {
            stopped = reason;
        }
        kill_process(pidfd.get());
    }
};

// Descriptors that a caller of watch_once waits for beside the processes.
struct extra_fd {
    int fd = -1;
    short events = 0;
    short ready = 0;
};

inline constexpr std::size_t error_tail_size = 2000;

// Reads what is there. Keeps at most the limit, and the end of what went to standard error.
inline void drain(watched& process, unique_fd& from, bool is_output) {
    char buffer[1 << 16];
    for (int round = 0; round < 16; ++round) {
        const ssize_t got = ::read(from.get(), buffer, sizeof buffer);
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            if (errno != EAGAIN) {
                from.reset();
            }
            return;
        }
        if (got == 0) {
            from.reset();
            return;
        }
        const auto size = static_cast<std::size_t>(got);
        if (is_output) {
            process.output_size += size;
            const std::size_t room =
                static_cast<std::size_t>(process.bounds.output) - process.output.size();
            process.output.append(buffer, (std::min)(size, room));
            if (process.output_size > process.bounds.output) {
                process.stop(stopped_by::output);
            }
        } else {
            process.error_size += size;
            process.error_tail.append(buffer, size);
            if (process.error_tail.size() > 4 * error_tail_size) {
                process.error_tail.erase(0, process.error_tail.size() - error_tail_size);
            }
            if (process.error_size > process.bounds.error_output) {
                process.stop(stopped_by::error_output);
            }
        }
    }
}

// Whether the time on the clock is over. What a busy machine lets the processes and this thread
// wait for a processor does not count: they answer each other, so the waits of all add up. No
// program gets more than two and a half times its time by that.
[[nodiscard]] inline bool over_wall_time(const watched& process,
                                         const std::vector<watched*>& processes,
                                         std::chrono::steady_clock::time_point now) {
    const auto left = process.started + process.bounds.effective_wall_time() - now;
    if (left.count() >= 0) {
        return false;
    }
    std::chrono::nanoseconds queued = time_in_queue(0) - process.judge_queued_before;
    for (const watched* const each : processes) {
        queued += each->ended || each->pid <= 0 ? std::chrono::nanoseconds(0)
                                                : time_in_queue(each->pid) - each->queued_before;
    }
    const std::chrono::nanoseconds bound = process.bounds.effective_wall_time() * 3 / 2;
    return left + (std::min)(queued, bound) < std::chrono::nanoseconds(0);
}

// Most programs have ended before their processes are looked at for the first time.
inline constexpr std::chrono::milliseconds first_look{15};

/// Waits once, for at most 20 ms, until something happens; drains output, and stops what is over
/// its limits or cancelled. Returns how long nothing happened.
inline void watch_once(std::vector<watched*>& processes, std::vector<extra_fd>& extras,
                       const std::stop_token& cancel) {
    std::vector<pollfd> waiting;
    waiting.reserve(3 * processes.size() + extras.size());
    for (const watched* process : processes) {
        waiting.push_back({process->ended ? -1 : process->pidfd.get(), POLLIN, 0});
        waiting.push_back({process->out.get(), POLLIN, 0});
        waiting.push_back({process->err.get(), POLLIN, 0});
    }
    for (const extra_fd& extra : extras) {
        waiting.push_back({extra.fd, extra.events, 0});
    }
    const int count = ::poll(waiting.data(), waiting.size(), 20);
    const auto now = std::chrono::steady_clock::now();
    std::size_t at = 0;
    for (watched* process : processes) {
        const bool ended = count > 0 && waiting[at].revents != 0;
        if (count > 0 && waiting[at + 1].revents != 0) {
            drain(*process, process->out, true);
        }
        if (count > 0 && waiting[at + 2].revents != 0) {
            drain(*process, process->err, false);
        }
        at += 3;
        if (ended) {
            process->ended = true;
            continue;
        }
        if (process->ended || process->stopped != stopped_by::nobody) {
            continue;
        }
        if (cancel.stop_requested()) {
            process->stop(stopped_by::caller);
        } else if (over_wall_time(*process, processes, now)) {
            process->stop(stopped_by::wall_time);
        } else if (now - process->started > first_look) {
            if (process->cpu_used() > process->bounds.cpu_time) {
                process->stop(stopped_by::cpu_time);
            } else if (process->over_memory(now)) {
                process->stop(stopped_by::memory);
            }
        }
    }
    for (extra_fd& extra : extras) {
        extra.ready = count > 0 ? waiting[at].revents : short{0};
        ++at;
    }
}

// After the process has ended: what is still in its pipes. A process that it left behind may hold
// them open, so this reads what is there and does not wait for an end.
inline void drain_rest(watched& process) {
    while (process.out && process.output_size <= process.bounds.output) {
        const std::uint64_t before = process.output_size;
        drain(process, process.out, true);
        if (process.output_size == before) {
            break;
        }
    }
    if (process.err) {
        drain(process, process.err, false);
    }
    process.out.reset();
    process.err.reset();
    if (process.error_tail.size() > error_tail_size) {
        process.error_tail.erase(0, process.error_tail.size() - error_tail_size);
    }
}

// How a run ended, whichever way it was started.
struct run_report {
    int wait_status = 0;
    std::chrono::microseconds cpu_time{0};
    std::chrono::microseconds wall_time{0};
    std::uint64_t peak_memory = 0;
    std::uint64_t leftover_processes = 0;
    bool out_of_memory = false;  // the kernel killed it at the group's memory limit
};

[[nodiscard]] inline std::string_view last_line(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
        text.remove_suffix(1);
    }
    const std::size_t at = text.rfind('\n');
    return at == std::string_view::npos ? text : text.substr(at + 1);
}

// The one line in which common run-time systems report a failed allocation.
[[nodiscard]] inline bool reports_no_memory(std::string_view error_text) {
    const std::string_view line = last_line(error_text);
    return line.starts_with("MemoryError")
           || error_text.find("std::bad_alloc") != std::string_view::npos
           || error_text.find("java.lang.OutOfMemoryError") != std::string_view::npos
           || line.starts_with("memory allocation of");
}

// CPython prints the errors of its own compiler without "Traceback".
[[nodiscard]] inline bool reports_syntax_error(std::string_view error_text) {
    const std::string_view line = last_line(error_text);
    return error_text.starts_with("  File \"/src/solution.py\", line ")
           && (line.starts_with("SyntaxError") || line.starts_with("IndentationError")
               || line.starts_with("TabError"));
}

/// What became of a program that ran to its end, was stopped or crashed: nothing if it ended well
/// and its answers count. What the supervisor did decides, not the number of the signal: a
/// program can kill itself with any.
[[nodiscard]] inline std::optional<program_outcome> failure_of(const watched& process,
                                                               const run_report& report) {
    switch (process.stopped) {
        case stopped_by::caller: return program_outcome::cancelled;
        case stopped_by::output:
        case stopped_by::error_output: return program_outcome::output_limit;
        default: break;
    }
    if (report.out_of_memory || process.stopped == stopped_by::memory) {
        return program_outcome::memory_limit;
    }
    if (process.stopped == stopped_by::cpu_time || process.stopped == stopped_by::wall_time) {
        return program_outcome::time_limit;
    }
    const int status = report.wait_status;
    if (WIFSIGNALED(status)) {
        const int number = WTERMSIG(status);
        if ((number == SIGXCPU || number == SIGKILL)
            && report.cpu_time * 4 >= process.bounds.cpu_time * 3) {
            return program_outcome::time_limit;  // RLIMIT_CPU, which may fire early
        }
        return reports_no_memory(process.error_tail) ? program_outcome::memory_limit
                                                     : program_outcome::runtime_error;
    }
    if (report.cpu_time > process.bounds.cpu_time) {
        return program_outcome::time_limit;  // ended between two looks at its clock
    }
    if (WEXITSTATUS(status) != 0) {
        if (reports_no_memory(process.error_tail)) {
            return program_outcome::memory_limit;
        }
        return reports_syntax_error(process.error_tail) ? program_outcome::compile_error
                                                        : program_outcome::runtime_error;
    }
    return std::nullopt;
}

// Adds what a run showed to the evidence; times and memory are the largest of all runs.
inline void add_evidence(program_verdict& verdict, const watched& process,
                         const run_report& report) {
    verdict.cpu_time = (std::max)(verdict.cpu_time, report.cpu_time);
    verdict.wall_time = (std::max)(verdict.wall_time, report.wall_time);
    verdict.peak_memory = (std::max)(verdict.peak_memory, report.peak_memory);
    verdict.output_size += process.output_size;
    verdict.leftover_processes += report.leftover_processes;
    verdict.stopped = process.stopped;
    verdict.exit_code.reset();
    verdict.signal.reset();
    if (WIFSIGNALED(report.wait_status)) {
        verdict.signal = WTERMSIG(report.wait_status);
    } else {
        verdict.exit_code = WEXITSTATUS(report.wait_status);
    }
    verdict.error_tail = process.error_tail;
}

}  // namespace passk::adapter::program::detail

#endif  // PASSK_ADAPTER_PROGRAM_DETAIL_SUPERVISE_HPP
