// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_SANDBOX_HPP
#define PASSK_ADAPTER_PROGRAM_SANDBOX_HPP

#include <passk/adapter/program/detail/control_group.hpp>
#include <passk/adapter/program/detail/jail.hpp>
#include <passk/adapter/program/detail/supervise.hpp>
#include <passk/adapter/program/isolation.hpp>
#include <passk/adapter/program/limits.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace passk::adapter::program {

/// A file that a command finds in /src, read-only and executable.
struct sandbox_file {
    std::string name{};  ///< without a slash
    std::string content{};
};

/// A command of any language.
struct sandbox_command {
    /// The first is the path of the command as it is inside: the machine's /usr is there, the
    /// files are in /src, /tmp is empty and may be written to.
    std::vector<std::string> arguments{};
    std::vector<sandbox_file> files{};
    std::string input{};                     ///< standard input
    std::vector<std::string> folders{};      ///< of the machine, beside /usr; read-only
    std::vector<std::string> environment{};  ///< NAME=value, beside PATH, HOME and LANG
    limits bounds{};
};

/// How a command ended.
struct sandbox_run {
    /// Nothing if it exited with 0 within its limits.
    std::optional<program_outcome> failure{};
    std::string output{};        ///< standard output
    program_verdict evidence{};  ///< outcome is accepted or the failure
};

/// Runs commands, each in a sandbox of its own that is built for it and gone afterwards.
///
/// @par Cost
/// about 2 ms and the command's own start. The process is cloned from the calling one: from a
/// program with gigabytes of memory in use that takes tens of milliseconds more.
///
/// Not for several threads at once: give each thread its own.
class sandbox {
public:
    /// A command that was started and not yet waited for.
    struct running {
        detail::jail_plan plan{};
        detail::jail jail{};
        detail::watched process{};
        std::uint64_t kills_before = 0;
        bool own_program = false;  // the command is one of the files: what ails it is its own fault
    };

    /// Fails with what the machine lacks for the level: it runs /bin/true once to find out.
    [[nodiscard]] static result<sandbox> make(isolation level = isolation::namespaces) {
        sandbox made;
        made.level_ = level;
        if (level == isolation::full) {
            auto group = detail::control_group::make();
            if (!group) {
                return group.error();
            }
            made.group_.emplace(std::move(group).value());
        }
        const auto tried = made.run({.arguments = {"/bin/true"}});
        if (!tried) {
            return tried.error();
        }
        return made;
    }

    /// Runs a command to its end. An error is a failure of the sandbox or a command of the machine
    /// that cannot be started, never something that the command did.
    ///
    /// @throws domain_error  if there is no command or a file name holds a slash.
    [[nodiscard]] result<sandbox_run> run(const sandbox_command& command,
                                          const std::stop_token& cancel = {}) {
        auto started = start(command);
        if (!started) {
            return started.error();
        }
        running one = std::move(started).value();
        std::vector<detail::watched*> all{&one.process};
        std::vector<detail::extra_fd> none;
        while (!one.process.ended) {
            detail::watch_once(all, none, cancel);
        }
        return finish(one);
    }

    /// Starts a command. `input` and `output` are used in place of its input and of the pipe that
    /// collects its output where they are not -1.
    [[nodiscard]] result<running> start(const sandbox_command& command, int input_fd = -1,
                                        int output_fd = -1) {
        passk::detail::expects(!command.arguments.empty(),
                               "passk::adapter::program::sandbox::run: no command");
        auto out_pipe = detail::make_output_pipe();
        auto err_pipe = detail::make_output_pipe();
        auto input = detail::sealed_file(command.input);
        if (!out_pipe || !err_pipe || !input) {
            return !out_pipe ? out_pipe.error() : !err_pipe ? err_pipe.error() : input.error();
        }
        detail::pipe_ends out = std::move(out_pipe).value();
        detail::pipe_ends err = std::move(err_pipe).value();

        running one;
        detail::jail_plan& plan = one.plan;
        plan.root = detail::minimal_root();
        for (const std::string& folder : detail::system_package_folders()) {
            detail::hide_folder(plan.root, folder);
        }
        for (const std::string& folder : command.folders) {
            detail::add_folders(plan.root, folder.substr(1));
            plan.root.push_back({.what = detail::root_step::action::bind,
                                 .target = folder.substr(1),
                                 .source = folder});
        }
        plan.root.push_back({.what = detail::root_step::action::folder, .target = "src"});
        for (const sandbox_file& file : command.files) {
            passk::detail::expects(
                file.name.find('/') == std::string::npos && !file.name.empty(),
                "passk::adapter::program::sandbox::run: a file name is not plain");
            plan.root.push_back({.what = detail::root_step::action::file,
                                 .target = "src/" + file.name,
                                 .source = file.content,
                                 .mode = 0555});
        }
        plan.root.push_back({.what = detail::root_step::action::tmpfs,
                             .target = "tmp",
                             .source = detail::tmp_options(command.bounds),
                             .read_only = false});
        plan.arguments = command.arguments;
        plan.environment = {"PATH=/usr/local/bin:/usr/bin:/bin",
                            "HOME=/tmp",
                            "TMPDIR=/tmp",
                            "LANG=C.UTF-8",
                            "PYTHONHASHSEED=0",
                            "PYTHONDONTWRITEBYTECODE=1",
                            "OMP_NUM_THREADS=1"};
        plan.environment.insert(plan.environment.end(), command.environment.begin(),
                                command.environment.end());
        plan.keep = {input_fd >= 0 ? input_fd : input.value().get(),
                     output_fd >= 0 ? output_fd : out.write.get(), err.write.get()};
        plan.bounds = command.bounds;
        one.own_program = command.arguments.front().starts_with("/src/");
        std::optional<std::chrono::nanoseconds> cpu_before;
        if (group_) {
            // What the judge puts there is no memory of the program.
            std::uint64_t files = 8ULL << 20U;
            for (const sandbox_file& file : command.files) {
                files += file.content.size();
            }
            if (!group_->limit(command.bounds.memory + files, command.bounds.processes + 2)) {
                return detail::system_failure("setting the limits of the control group", errno);
            }
            one.kills_before = group_->out_of_memory_kills();
            cpu_before = group_->cpu_time();
        }
        auto started = detail::start_jail(plan, [this](pid_t pid) -> std::string {
            if (group_ && !group_->add(pid)) {
                return "adding the sandbox to its control group: " + detail::errno_text(errno);
            }
            return {};
        });
        if (!started) {
            return started.error();
        }
        one.jail = std::move(started).value();
        out.write.reset();
        err.write.reset();
        detail::watched& process = one.process;
        process.started = std::chrono::steady_clock::now();
        process.pidfd.reset(::fcntl(one.jail.pidfd.get(), F_DUPFD_CLOEXEC, 0));
        process.out = std::move(out.read);
        process.err = std::move(err.read);
        process.bounds = command.bounds;
        if (cpu_before) {
            process.group = &*group_;
            process.group_before = *cpu_before;
        } else {
            process.tree.emplace(one.jail.pid);
        }
        ::fcntl(process.out.get(), F_SETFL, O_NONBLOCK);
        ::fcntl(process.err.get(), F_SETFL, O_NONBLOCK);
        return one;
    }

    /// Collects a command whose process has ended.
    [[nodiscard]] result<sandbox_run> finish(running& one) {
        detail::watched& process = one.process;
        detail::drain_rest(process);
        one.jail.end();
        detail::run_report report;
        sandbox_run result;
        const auto status = detail::read_status(one.jail);
        if (status && status->what != detail::jail_status::kind::ended) {
            if (status->what != detail::jail_status::kind::exec_failed || !one.own_program) {
                return detail::status_failure(one.plan, *status);
            }
            result.failure = program_outcome::runtime_error;
            result.evidence.outcome = program_outcome::runtime_error;
            result.evidence.level = level_;
            result.evidence.detail =
                "the program cannot be started: " + detail::errno_text(status->code);
            return result;
        }
        report.wall_time = std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::steady_clock::now() - process.started);
        report.out_of_memory = group_ && group_->out_of_memory_kills() > one.kills_before;
        if (process.group != nullptr) {
            report.cpu_time = std::chrono::duration_cast<std::chrono::microseconds>(
                group_->cpu_time().value_or(process.group_before) - process.group_before);
        } else if (process.tree) {
            report.cpu_time =
                std::chrono::duration_cast<std::chrono::microseconds>(process.tree->cpu_time());
        }
        if (status) {
            report.wait_status = status->code;
            report.cpu_time =
                (std::max)(report.cpu_time, std::chrono::microseconds(status->cpu_us));
            report.peak_memory = static_cast<std::uint64_t>(status->peak_kib) * 1024;
            report.leftover_processes = static_cast<std::uint64_t>(status->leftover);
        } else if (process.stopped == stopped_by::nobody && !report.out_of_memory) {
            return error{errc::io, "the sandbox ended without a report"};
        } else {
            report.wait_status = SIGKILL;
        }
        result.failure = detail::failure_of(process, report);
        result.output = std::move(process.output);
        result.evidence.outcome = result.failure.value_or(program_outcome::accepted);
        result.evidence.level = level_;
        detail::add_evidence(result.evidence, process, report);
        return result;
    }

private:
    sandbox() = default;

    isolation level_ = isolation::namespaces;
    std::optional<detail::control_group> group_;
};

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_SANDBOX_HPP
