// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_DETAIL_PROCESS_TREE_HPP
#define PASSK_ADAPTER_PROGRAM_DETAIL_PROCESS_TREE_HPP

#include <passk/adapter/program/detail/system_calls.hpp>

#include <dirent.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace passk::adapter::program::detail {

/// The CPU time and the memory of all processes of a sandbox together, looked at from time to time
/// where no control group counts them. Every process of the sandbox descends from its process 1,
/// the root, whatever it does to get away.
///
/// The kernel adds the time of a process to that of its parent when the parent waits for it; one
/// that nobody waits for takes its time along. The time that was seen of each process is therefore
/// kept. If more was seen than the kernel accounts for, processes end unwaited, and from then on
/// each look charges the time since the last one for every process that it finds running.
class process_tree {
public:
    using nanoseconds = std::chrono::nanoseconds;

    explicit process_tree(pid_t root)
        : root_(root), reaped_before_(reaped_by(root)), last_look_(clock::now()) {}

    /// True if the last look is a while ago.
    [[nodiscard]] bool due() const {
        return clock::now() - last_look_ > std::chrono::milliseconds(12);
    }

    void look() {
        const auto now = clock::now();
        const nanoseconds since = now - last_look_;
        last_look_ = now;
        std::vector<pid_t> live;
        collect(root_, live, 0);
        nanoseconds own_sum{0};
        nanoseconds accounted = reaped_by(root_) - reaped_before_;
        int running = 0;
        memory_ = 0;
        std::map<pid_t, nanoseconds> now_seen;
        for (const pid_t pid : live) {
            const auto stat = read_stat(pid);
            const auto clock_id = cpu_clock_of(pid);
            const auto own = clock_id ? read_clock(*clock_id) : std::nullopt;
            if (!stat || !own) {
                continue;
            }
            now_seen.emplace(pid, *own);
            own_sum += *own;
            accounted += *own + stat->reaped;
            running += stat->state == 'R' ? 1 : 0;
            memory_ += stat->anonymous;
        }
        for (const auto& [pid, own] : seen_) {
            const auto still = now_seen.find(pid);
            if (still == now_seen.end() || still->second < own) {
                ended_ += own;
            }
        }
        seen_ = std::move(now_seen);
        live_ = std::move(live);
        const nanoseconds counted = (std::max)(accounted, ended_ + own_sum);
        const auto tick = std::chrono::milliseconds(10);  // in which the kernel reports reaped time
        unwaited_ = unwaited_
                    || ended_ + own_sum - accounted
                           > 4 * tick + tick * static_cast<std::int64_t>(live_.size());
        if (unwaited_) {
            const auto processors =
                static_cast<int>((std::max)(1U, std::thread::hardware_concurrency()));
            const nanoseconds ran = since * (std::min)(running, processors);
            charged_ +=
                (std::max)(nanoseconds(0), ran - (std::max)(nanoseconds(0), counted - counted_));
        }
        counted_ = (std::max)(counted_, counted);
    }

    [[nodiscard]] nanoseconds cpu_time() const noexcept { return counted_ + charged_; }

    /// Bytes of memory that are no file's, those that processes share counted in each of them.
    [[nodiscard]] std::uint64_t memory() const noexcept { return memory_; }

    /// The same with what processes share counted once. Reads much more than a look does.
    [[nodiscard]] std::uint64_t proportional_memory() const {
        std::uint64_t sum = 0;
        for (const pid_t pid : live_) {
            const auto text = read_file("/proc/" + std::to_string(pid) + "/smaps_rollup");
            const std::size_t at = text ? text->find("\nPss_Anon:") : std::string::npos;
            if (at != std::string::npos) {
                sum += std::strtoull(text->c_str() + at + 10, nullptr, 10) * 1024;
            } else if (const auto stat = read_stat(pid)) {
                sum += stat->anonymous;
            }
        }
        return sum;
    }

private:
    using clock = std::chrono::steady_clock;

    struct process_stat {
        char state = '?';
        nanoseconds reaped{0};
        std::uint64_t anonymous = 0;
    };

    static std::optional<process_stat> read_stat(pid_t pid) {
        const std::string folder = "/proc/" + std::to_string(pid);
        const auto text = read_file(folder + "/stat");
        const std::size_t name_end = text ? text->rfind(')') : std::string::npos;
        if (name_end == std::string::npos || text->size() < name_end + 3) {
            return std::nullopt;
        }
        process_stat stat;
        stat.state = (*text)[name_end + 2];
        std::string_view rest = std::string_view(*text).substr(name_end + 2);
        std::uint64_t ticks = 0;
        for (int field = 3; field <= 17 && !rest.empty(); ++field) {
            const std::size_t end = (std::min)(rest.find(' '), rest.size());
            if (field >= 16) {  // cutime, cstime
                std::uint64_t number = 0;
                std::from_chars(rest.data(), rest.data() + end, number);
                ticks += number;
            }
            rest.remove_prefix((std::min)(end + 1, rest.size()));
        }
        static const long per_second = ::sysconf(_SC_CLK_TCK);
        stat.reaped =
            nanoseconds(ticks * (1'000'000'000ULL / static_cast<std::uint64_t>(per_second)));
        if (const auto sizes = read_file(folder + "/statm")) {
            char* at = nullptr;
            std::strtoull(sizes->c_str(), &at, 10);
            const std::uint64_t resident = std::strtoull(at, &at, 10);
            const std::uint64_t of_files = std::strtoull(at, &at, 10);
            static const long page = ::sysconf(_SC_PAGESIZE);
            stat.anonymous =
                (resident - (std::min)(resident, of_files)) * static_cast<std::uint64_t>(page);
        }
        return stat;
    }

    static nanoseconds reaped_by(pid_t pid) {
        const auto stat = read_stat(pid);
        return stat ? stat->reaped : nanoseconds(0);
    }

    // Every thread has children of its own.
    static void collect(pid_t parent, std::vector<pid_t>& all, int depth) {
        const std::string folder = "/proc/" + std::to_string(parent) + "/task";
        DIR* const threads = ::opendir(folder.c_str());
        if (threads == nullptr) {
            return;
        }
        while (const dirent* const thread = ::readdir(threads)) {
            if (thread->d_name[0] == '.') {
                continue;
            }
            const auto text = read_file(folder + "/" + thread->d_name + "/children");
            const char* at = text ? text->c_str() : "";
            while (*at != '\0' && all.size() < 10000 && depth < 2000) {
                char* end = nullptr;
                const auto pid = static_cast<pid_t>(std::strtol(at, &end, 10));
                if (end == at) {
                    break;
                }
                at = end + (*end == ' ' ? 1 : 0);
                all.push_back(pid);
                collect(pid, all, depth + 1);
            }
        }
        ::closedir(threads);
    }

    pid_t root_;
    nanoseconds reaped_before_;
    clock::time_point last_look_;
    std::map<pid_t, nanoseconds> seen_;
    std::vector<pid_t> live_;
    nanoseconds ended_{0};    // the last seen time of processes that are gone
    nanoseconds counted_{0};  // what the kernel accounts for or what was seen, the larger
    nanoseconds charged_{0};
    std::uint64_t memory_ = 0;
    bool unwaited_ = false;
};

}  // namespace passk::adapter::program::detail

#endif  // PASSK_ADAPTER_PROGRAM_DETAIL_PROCESS_TREE_HPP
