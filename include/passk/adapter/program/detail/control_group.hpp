// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_DETAIL_CONTROL_GROUP_HPP
#define PASSK_ADAPTER_PROGRAM_DETAIL_CONTROL_GROUP_HPP

#include <passk/adapter/program/detail/system_calls.hpp>
#include <passk/core/result.hpp>

#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace passk::adapter::program::detail {

/// A control group with the memory and pids controllers, of either version of the interface. It is
/// made below the group of this process and removed with the object. Making one removes those that
/// a process left behind which was killed.
class control_group {
public:
    /// Fails with what is missing and what to do.
    [[nodiscard]] static result<control_group> make() {
        static std::atomic<unsigned> counter{0};
        const std::string name = "passk-" + std::to_string(::getpid()) + "-" + start_of(::getpid())
                                 + "-" + std::to_string(counter.fetch_add(1));
        const auto membership = read_file("/proc/self/cgroup");
        const auto mounts = read_file("/proc/self/mounts");
        if (!membership || !mounts) {
            return error{errc::unsupported,
                         "control groups: /proc/self/cgroup cannot be read; is /proc mounted?"};
        }
        std::string problem;
        // Version 1 holds the controllers where both are mounted, so it is asked first.
        for (const std::string_view version : {"v1", "v2"}) {
            control_group group;
            group.unified_ = version == "v2";
            std::string here;
            const auto add = [&](std::string_view controller, std::string& folder) {
                const std::string base = folder_of(*mounts, *membership, controller);
                if (base.empty()) {
                    here += " no mounted " + std::string(controller) + " hierarchy;";
                    return false;
                }
                remove_abandoned(base);
                folder = base + "/" + name;
                if (::mkdir(folder.c_str(), 0755) != 0) {
                    here += " " + folder + ": " + errno_text(errno) + ";";
                    folder.clear();
                    return false;
                }
                return true;
            };
            bool made = false;
            if (group.unified_) {
                made = add("", group.memory_);
                group.processes_ = group.memory_;
                group.cpu_ = group.memory_;
                if (made && ::access((group.memory_ + "/memory.max").c_str(), W_OK) != 0) {
                    here += " " + group.memory_
                            + ": the memory and pids controllers are not delegated;";
                    made = false;
                }
            } else {
                made = add("memory", group.memory_) && add("pids", group.processes_);
                const std::string so_far = here;
                add("cpuacct", group.cpu_);  // counts only; where it is missing, others count
                here = so_far;
            }
            if (made) {
                return group;
            }
            problem += " cgroup " + std::string(version) + ":" + here;
        }
        return error{errc::unsupported,
                     "control groups:" + problem
                         + " run as root, or under systemd-run --user --scope -p Delegate=yes, or "
                           "ask for isolation::namespaces"};
    }

    control_group(control_group&& other) noexcept
        : memory_(std::exchange(other.memory_, {})),
          processes_(std::exchange(other.processes_, {})),
          cpu_(std::exchange(other.cpu_, {})),
          unified_(other.unified_),
          memory_limit_(other.memory_limit_),
          process_limit_(other.process_limit_) {}
    control_group& operator=(control_group&&) = delete;
    ~control_group() {
        // A group is busy until the kernel has finished with its last process.
        for (const std::string* folder : {&memory_, &processes_, &cpu_}) {
            for (int i = 0;
                 !folder->empty() && i < 200 && ::rmdir(folder->c_str()) != 0 && errno == EBUSY;
                 ++i) {
                const timespec pause{0, 5'000'000};
                ::nanosleep(&pause, nullptr);
            }
        }
    }

    /// Bounds all processes of the group together; cheap when nothing changed.
    [[nodiscard]] bool limit(std::uint64_t memory, std::uint64_t processes) {
        if (memory != memory_limit_) {
            if (unified_) {
                if (!write_file((memory_ + "/memory.max").c_str(), std::to_string(memory))) {
                    return false;
                }
                write_file((memory_ + "/memory.swap.max").c_str(), "0");
            } else if (!write_file((memory_ + "/memory.limit_in_bytes").c_str(),
                                   std::to_string(memory))) {
                return false;
            }
            memory_limit_ = memory;
        }
        if (processes != process_limit_) {
            if (!write_file((processes_ + "/pids.max").c_str(), std::to_string(processes))) {
                return false;
            }
            process_limit_ = processes;
        }
        return true;
    }

    [[nodiscard]] bool add(pid_t pid) const {
        const std::string text = std::to_string(pid);
        return write_file((memory_ + "/cgroup.procs").c_str(), text)
               && (unified_
                   || (write_file((processes_ + "/cgroup.procs").c_str(), text)
                       && (cpu_.empty() || write_file((cpu_ + "/cgroup.procs").c_str(), text))));
    }

    /// The CPU time of all processes that were ever in the group; nothing if nobody counts it.
    [[nodiscard]] std::optional<std::chrono::nanoseconds> cpu_time() const {
        if (cpu_.empty()) {
            return std::nullopt;
        }
        const auto text = read_file(cpu_ + (unified_ ? "/cpu.stat" : "/cpuacct.usage"));
        if (!text || text->empty()) {
            return std::nullopt;
        }
        if (!unified_) {
            return std::chrono::nanoseconds(std::strtoll(text->c_str(), nullptr, 10));
        }
        const std::size_t at = text->find("usage_usec ");
        return at == std::string::npos
                   ? std::nullopt
                   : std::optional<std::chrono::nanoseconds>(std::chrono::microseconds(
                       std::strtoll(text->c_str() + at + 11, nullptr, 10)));
    }

    /// How many processes were killed because the memory was used up, so far.
    [[nodiscard]] std::uint64_t out_of_memory_kills() const {
        const auto text =
            read_file(memory_ + (unified_ ? "/memory.events" : "/memory.oom_control"));
        const std::size_t at = text ? text->find("oom_kill ") : std::string::npos;
        return at == std::string::npos ? 0 : std::strtoull(text->c_str() + at + 9, nullptr, 10);
    }

private:
    control_group() = default;

    // When a process began, in the kernel's units: tells it from a later one of the same number.
    [[nodiscard]] static std::string start_of(pid_t pid) {
        const auto text = read_file("/proc/" + std::to_string(pid) + "/stat");
        std::size_t at = text ? text->rfind(')') : std::string::npos;
        for (int field = 2; field < 22 && at != std::string::npos; ++field) {
            at = text->find(' ', at + 1);
        }
        return at == std::string::npos ? std::string()
                                       : text->substr(at + 1, text->find(' ', at + 1) - at - 1);
    }

    // Groups of processes that are gone. One that still has members cannot be removed.
    static void remove_abandoned(const std::string& base) {
        std::error_code failure;
        for (const auto& entry : std::filesystem::directory_iterator(base, failure)) {
            const std::string name = entry.path().filename().string();
            if (!name.starts_with("passk-")) {
                continue;
            }
            char* end = nullptr;
            const long pid = std::strtol(name.c_str() + 6, &end, 10);
            if (pid <= 0 || *end != '-') {
                continue;
            }
            const std::string rest(end + 1);
            const std::string start = start_of(static_cast<pid_t>(pid));
            if (start.empty() || !rest.starts_with(start + "-")) {
                ::rmdir(entry.path().c_str());
            }
        }
    }

    // Where this process's group of a controller lies; the empty name is the unified hierarchy.
    [[nodiscard]] static std::string folder_of(const std::string& mounts,
                                               const std::string& membership,
                                               std::string_view controller) {
        const auto lines = [](const std::string& text, const auto& visit) {
            for (std::size_t at = 0; at < text.size();) {
                const std::size_t end = text.find('\n', at);
                visit(std::string_view(text).substr(at, end - at));
                at = end == std::string::npos ? text.size() : end + 1;
            }
        };
        const auto listed = [controller](std::string_view names) {
            return ("," + std::string(names) + ",").find("," + std::string(controller) + ",")
                   != std::string::npos;
        };
        std::string path;
        lines(membership, [&](std::string_view line) {  // id:controllers:path
            const std::size_t first = line.find(':');
            const std::size_t second = line.find(':', first + 1);
            if (second == std::string_view::npos) {
                return;
            }
            const std::string_view names = line.substr(first + 1, second - first - 1);
            if (controller.empty() ? names.empty() : listed(names)) {
                path = std::string(line.substr(second + 1));
            }
        });
        std::string mounted;
        lines(mounts, [&](std::string_view line) {  // device folder type options ...
            std::string_view fields[4];
            for (std::string_view& field : fields) {
                const std::size_t space = line.find(' ');
                field = line.substr(0, space);
                line.remove_prefix(space == std::string_view::npos ? line.size() : space + 1);
            }
            if (controller.empty() ? fields[2] == "cgroup2"
                                   : fields[2] == "cgroup" && listed(fields[3])) {
                mounted = std::string(fields[1]);
            }
        });
        if (mounted.empty() || path.empty()) {
            return {};
        }
        return path == "/" ? mounted : mounted + path;
    }

    std::string memory_;
    std::string processes_;
    std::string cpu_;
    bool unified_ = false;
    std::uint64_t memory_limit_ = 0;
    std::uint64_t process_limit_ = 0;
};

}  // namespace passk::adapter::program::detail

#endif  // PASSK_ADAPTER_PROGRAM_DETAIL_CONTROL_GROUP_HPP
