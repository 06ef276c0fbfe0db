// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_PYTHON_ZYGOTE_HPP
#define PASSK_ADAPTER_PROGRAM_PYTHON_ZYGOTE_HPP

#include <passk/adapter/program/detail/control_group.hpp>
#include <passk/adapter/program/detail/jail.hpp>
#include <passk/adapter/program/detail/python_harness.hpp>
#include <passk/adapter/program/detail/supervise.hpp>
#include <passk/adapter/program/isolation.hpp>
#include <passk/adapter/program/limits.hpp>
#include <passk/adapter/program/python_interpreter.hpp>
#include <passk/core/result.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::adapter::program {

/// What a warm interpreter is started with.
struct zygote_settings {
    python_interpreter interpreter{};
    isolation level = isolation::namespaces;
    python_packages packages = python_packages::standard_library;
    /// Imported once, before the first program (for example "numpy"); the usual modules of the
    /// standard library always are.
    std::vector<std::string> modules{};
    /// Runs jobs of mode tests only, never a candidate: confined as a whole, once.
    bool tests_only = false;
};

/// A Python interpreter that is started once in a sandbox of its own and forks a confined child for
/// each job: the interpreter's start is paid once, and each job sees a fresh process. One job at a
/// time; after each, every process that it left is killed and its files are dropped.
///
/// Not for several threads at once: give each thread its own.
class python_zygote {
public:
    /// What the child of a job does.
    enum class mode : std::uint8_t {
        program,  ///< runs the source as the main program: descriptors in, out, error, source
        calls,    ///< imports the source and answers calls: the same and the call channel
        tests,    ///< runs test codes of the judge, never a candidate: and a socket for them
    };

    /// Starts the interpreter; fails with what the machine lacks.
    [[nodiscard]] static result<python_zygote> start(const zygote_settings& settings) {
        python_zygote zygote;
        const python_interpreter& python = settings.interpreter;
        if (settings.level == isolation::full) {
            auto group = detail::control_group::make();
            if (!group) {
                return group.error();
            }
            zygote.group_.emplace(std::move(group).value());
        }
        auto control = detail::make_socket_pair(SOCK_SEQPACKET);
        auto errors = detail::make_pipe();
        const std::vector<sock_filter> filter = detail::seccomp_filter();
        auto filter_file = detail::sealed_file(std::string_view(
            reinterpret_cast<const char*>(filter.data()), filter.size() * sizeof(sock_filter)));
        const detail::unique_fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
        const detail::unique_fd next_pid(
            ::open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC));
        if (!control || !errors || !filter_file || !null) {
            return detail::system_failure("starting the Python sandbox", errno);
        }
        detail::pipe_ends sockets = std::move(control).value();
        detail::pipe_ends error_ends = std::move(errors).value();

        detail::jail_plan plan;
        plan.root = detail::minimal_root();
        plan.root.push_back({.what = detail::root_step::action::folder, .target = "src"});
        // What lies where the sandbox has something of its own is seen elsewhere.
        const auto inside = [](const std::string& path) {
            return below(path, "/tmp") || below(path, "/src") || below(path, "/dev")
                           || below(path, "/proc") || below(path, "/etc")
                       ? "/python" + path
                       : path;
        };
        std::string libraries;
        const auto bind = [&plan, &inside](const std::string& path) {
            const std::string target = inside(path).substr(1);
            if (std::filesystem::is_directory(path)) {
                detail::add_folders(plan.root, target);
            } else {
                const std::size_t slash = target.rfind('/');
                if (slash != std::string::npos) {
                    detail::add_folders(plan.root, target.substr(0, slash));
                }
                plan.root.push_back(
                    {.what = detail::root_step::action::file, .target = target, .source = {}});
            }
            plan.root.push_back(
                {.what = detail::root_step::action::bind, .target = target, .source = path});
        };
        const auto bound = [&python](const std::string& path) {
            return below(path, "/usr")
                   || std::any_of(python.parts.begin(), python.parts.end(),
                                  [&path](const std::string& part) { return below(path, part); });
        };
        for (const std::string& part : python.parts) {
            bind(part);
            if (inside(part) != part) {
                libraries +=
                    (libraries.empty() ? "" : ":") + inside(part.substr(0, part.rfind('/')));
            }
        }
        boost::json::array packages;
        std::vector<std::string> hidden = detail::system_package_folders();
        hidden.insert(hidden.end(), python.packages.begin(), python.packages.end());
        std::sort(hidden.begin(), hidden.end());
        hidden.erase(std::unique(hidden.begin(), hidden.end()), hidden.end());
        if (settings.packages == python_packages::installed) {
            for (const std::string& folder : python.packages) {
                packages.emplace_back(inside(folder));
                std::erase(hidden, folder);
                if (!bound(folder)) {
                    bind(folder);
                }
            }
        }
        for (const std::string& folder : hidden) {
            if (bound(folder)) {
                detail::hide_folder(plan.root, inside(folder));
            }
        }
        const boost::json::object config{
            {"path", packages},
            {"modules", boost::json::array(settings.modules.begin(), settings.modules.end())},
            {"tests", settings.tests_only}};
        // -S: the interpreter's own start-up of packages costs more than a job. Not -I: it would
        // ignore PYTHONHASHSEED, and the order of sets would differ from run to run.
        plan.arguments = {inside(python.executable),
                          "-S",
                          "-s",
                          "-B",
                          "-c",
                          std::string(detail::python_harness),
                          boost::json::serialize(config)};
        plan.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/tmp", "TMPDIR=/tmp",
                            "LANG=C.UTF-8", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1",
                            // Names are bound once, not by each child in pages of its own.
                            "LD_BIND_NOW=1", "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1",
                            "MKL_NUM_THREADS=1"};
        if (!libraries.empty()) {
            plan.environment.push_back("LD_LIBRARY_PATH=" + libraries);
            plan.environment.push_back("PYTHONHOME=" + inside(python.prefix));
        }
        plan.keep = {null.get(),
                     null.get(),
                     error_ends.write.get(),
                     sockets.write.get(),
                     filter_file.value().get(),
                     next_pid ? next_pid.get() : null.get()};
        plan.warm = true;
        auto started = detail::start_jail(plan, [&zygote](pid_t pid) -> std::string {
            if (zygote.group_ && !zygote.group_->add(pid)) {
                return "adding the sandbox to its control group: " + detail::errno_text(errno);
            }
            return {};
        });
        if (!started) {
            return started.error();
        }
        zygote.jail_ = std::move(started).value();
        zygote.control_ = std::move(sockets.read);
        sockets.write.reset();
        error_ends.write.reset();
        const auto ready = detail::receive_with_fd(zygote.control_.get(), start_patience);
        if (!ready || ready.value().text != "ready") {
            return zygote.start_failure(plan, error_ends.read.get());
        }
        zygote.errors_ = std::move(error_ends.read);
        return zygote;
    }

    python_zygote(python_zygote&&) = default;
    python_zygote& operator=(python_zygote&&) = delete;
    ~python_zygote() = default;

    /// Forks the child of a job, with a file of its source if it `reads_itself`. The descriptors
    /// are those of the mode, in its order; the process that is returned has no output attached.
    /// Afterwards finish() must be called.
    [[nodiscard]] result<detail::watched> begin(mode what, const limits& bounds,
                                                std::span<const int> fds,
                                                bool reads_itself = true) {
        if (group_) {
            if (!group_->limit(bounds.memory + own_memory, bounds.processes + 2)) {
                return detail::system_failure("setting the limits of the control group", errno);
            }
            kills_before_ = group_->out_of_memory_kills();
        }
        boost::json::array rlimits;
        for (const detail::resource_bound& bound : detail::resource_bounds(bounds)) {
            rlimits.push_back(boost::json::array{bound.kind, bound.soft, bound.hard});
        }
        constexpr std::string_view names[] = {"program", "calls", "tests"};
        const boost::json::object job{{"mode", names[static_cast<std::size_t>(what)]},
                                      {"tmp", detail::tmp_options(bounds)},
                                      {"oom", group_.has_value()},
                                      {"file", reads_itself},
                                      {"limits", std::move(rlimits)}};
        if (!detail::send_with_fds(control_.get(), boost::json::serialize(job), fds)) {
            return broken("the Python sandbox has ended");
        }
        confinement_failure_.clear();
        auto answer = detail::receive_with_fd(control_.get(), answer_patience);
        if (answer && answer.value().text.starts_with('x')) {
            confinement_failure_ = answer.value().text.substr(1);
            answer = detail::receive_with_fd(control_.get(), answer_patience);
        }
        if (!answer || answer.value().text.empty()) {
            return broken("the Python sandbox has ended");
        }
        detail::received_message message = std::move(answer).value();
        if (message.text[0] == 'e') {
            return error{errc::io, "the Python sandbox: " + message.text.substr(1)};
        }
        if (message.text != "p" || !message.fd) {
            return broken("the Python sandbox sent an unknown answer");
        }
        detail::watched process;
        process.pid = detail::pid_of(message.fd.get());
        process.clock = detail::cpu_clock_of(process.pid);
        process.pidfd = std::move(message.fd);
        process.bounds = bounds;
        if (what != mode::tests) {
            const auto before = group_ ? group_->cpu_time() : std::nullopt;
            if (before) {
                process.group = &*group_;
                process.group_before = *before;
            } else {
                process.tree.emplace(jail_.pid);
            }
        }
        return process;
    }

    /// After the process has ended: how, with every process that it started gone.
    [[nodiscard]] result<detail::run_report> finish(detail::watched& process) {
        for (;;) {
            const auto answer = detail::receive_with_fd(control_.get(), answer_patience);
            if (!answer || answer.value().text.empty()) {
                return broken("the Python sandbox has ended");
            }
            const std::string& text = answer.value().text;
            if (text[0] == 'x') {
                confinement_failure_ = text.substr(1);
                continue;
            }
            if (text[0] != 'r' || text.size() != 33) {
                return broken("the Python sandbox sent an unknown answer");
            }
            std::int32_t state[2];
            std::int64_t usage[3];
            std::memcpy(state, text.data() + 1, sizeof state);
            std::memcpy(usage, text.data() + 9, sizeof usage);
            if (!confinement_failure_.empty()) {
                return error{errc::unsupported, "confining a program: " + confinement_failure_};
            }
            detail::run_report report;
            report.wait_status = state[0];
            report.leftover_processes = static_cast<std::uint64_t>(state[1]);
            report.cpu_time = std::chrono::microseconds(usage[0] + usage[1]);
            if (process.group != nullptr || process.tree) {
                report.cpu_time = (std::max)(
                    report.cpu_time,
                    std::chrono::duration_cast<std::chrono::microseconds>(
                        process.group != nullptr ? group_->cpu_time().value_or(process.group_before)
                                                       - process.group_before
                                                 : process.tree->cpu_time()));
            }
            report.peak_memory = static_cast<std::uint64_t>(usage[2]) * 1024;
            report.wall_time = std::chrono::duration_cast<std::chrono::microseconds>(
                std::chrono::steady_clock::now() - process.started);
            report.out_of_memory = group_ && group_->out_of_memory_kills() > kills_before_;
            return report;
        }
    }

    /// False once the interpreter has failed: it must be replaced by a new one.
    [[nodiscard]] bool usable() const noexcept { return usable_; }

private:
    python_zygote() = default;

    // An interpreter starts in some 100 ms and answers in one; on a loaded machine it may take many
    // times that. One that has ended is noticed at once.
    static constexpr std::chrono::milliseconds start_patience{120'000};
    static constexpr std::chrono::milliseconds answer_patience{30'000};
    // Resident memory of the interpreter itself, beside that of the program.
    static constexpr std::uint64_t own_memory = 48ULL << 20U;

    static bool below(const std::string& path, const std::string& folder) {
        return path == folder || path.starts_with(folder + "/");
    }

    error broken(const char* what) {
        usable_ = false;
        return {errc::io, what};
    }

    [[nodiscard]] error start_failure(const detail::jail_plan& plan, int error_pipe) {
        jail_.end();
        if (const auto status = detail::read_status(jail_)) {
            return detail::status_failure(plan, *status);
        }
        ::fcntl(error_pipe, F_SETFL, O_NONBLOCK);
        char buffer[4096];
        const ssize_t got = ::read(error_pipe, buffer, sizeof buffer);
        return {errc::unsupported, plan.arguments.front() + " did not start in the sandbox: "
                                       + std::string(detail::last_line(std::string_view(
                                           buffer, got > 0 ? static_cast<std::size_t>(got) : 0)))};
    }

    // The group is removed after the jail that is in it: members die in reverse order.
    std::optional<detail::control_group> group_;
    detail::jail jail_;
    detail::unique_fd control_;
    detail::unique_fd errors_;
    std::uint64_t kills_before_ = 0;
    std::string confinement_failure_;
    bool usable_ = true;
};

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_PYTHON_ZYGOTE_HPP
