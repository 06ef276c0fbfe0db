// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_DETAIL_JAIL_HPP
#define PASSK_ADAPTER_PROGRAM_DETAIL_JAIL_HPP

#include <passk/adapter/program/detail/seccomp_filter.hpp>
#include <passk/adapter/program/detail/system_calls.hpp>
#include <passk/adapter/program/limits.hpp>
#include <passk/core/result.hpp>

#include <linux/capability.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace passk::adapter::program::detail {

// The uid and gid that a program sees, and that a judge who runs as root maps it to: were the host
// uid 0, RLIMIT_NPROC would be void and /proc/sys writable even without any capability.
inline constexpr unsigned unprivileged_id = 65534;

/// One step in building the file system that a program sees; paths are relative to its root.
struct root_step {
    enum class action : std::uint8_t { folder, file, link, bind, tmpfs, proc };
    action what{};
    std::string target{};
    std::string source{};  // bind: host path; link: its text; file: content; tmpfs: options
    mode_t mode = 0755;
    bool read_only = true;
    bool optional = false;  // bind: skipped where the host path does not exist

    int opened = -1;  // set by the child
};

/// Everything that a new sandbox needs, laid out before it is cloned: the child may not allocate.
struct jail_plan {
    std::vector<root_step> root;
    std::vector<std::string> arguments;    // of the command; the first is its path inside
    std::vector<std::string> environment;  // NAME=value
    std::vector<int> keep;                 // descriptors that become 0, 1, 2, ... in this order
    limits bounds;
    std::string root_options;  // of the file system of the root; set by start_jail
    bool warm = false;  // true: the command is process 1 and keeps its capabilities (a zygote)
};

// What a sandbox tells on its status pipe.
struct jail_status {
    enum class kind : std::int32_t { setup_failed, exec_failed, ended };
    kind what{};
    std::int32_t step = 0;      // setup_failed: index of the root step, or a negative stage
    std::int32_t code = 0;      // errno, or the wait status of the command
    std::int32_t leftover = 0;  // processes that the command left behind
    std::int64_t cpu_us = 0;
    std::int64_t peak_kib = 0;
};

enum jail_stage : std::int32_t {
    stage_map = -1,
    stage_identity = -2,
    stage_root = -3,
    stage_pivot = -4,
    stage_limits = -5,
    stage_capabilities = -6,
    stage_filter = -7,
    stage_fork = -8,
    stage_descriptors = -9,
    stage_landlock = -10,
};

[[nodiscard]] inline std::string stage_name(const jail_plan& plan, std::int32_t step) {
    switch (step) {
        case stage_map: return "waiting for the identity map";
        case stage_identity: return "taking the unprivileged identity";
        case stage_root: return "mounting the new root";
        case stage_pivot: return "entering the new root";
        case stage_limits: return "setting resource limits";
        case stage_capabilities: return "dropping capabilities";
        case stage_filter: return "installing the system-call filter";
        case stage_fork: return "starting the command's process";
        case stage_descriptors: return "passing descriptors";
        case stage_landlock: return "restricting writes by Landlock";
        default: break;
    }
    const root_step& failed = plan.root[static_cast<std::size_t>(step)];
    return "building /" + failed.target
           + (failed.what == root_step::action::bind ? " from " + failed.source : std::string());
}

// Where the Python interpreters below /usr keep installed packages.
[[nodiscard]] inline std::vector<std::string> system_package_folders() {
    std::vector<std::string> folders;
    for (const char* library : {"/usr/lib", "/usr/local/lib"}) {
        std::error_code failure;
        for (const auto& entry : std::filesystem::directory_iterator(library, failure)) {
            if (!entry.path().filename().string().starts_with("python")) {
                continue;
            }
            for (const char* name : {"dist-packages", "site-packages"}) {
                const std::filesystem::path folder = entry.path() / name;
                if (std::filesystem::is_directory(folder, failure)) {
                    folders.push_back(folder.string());
                }
            }
        }
    }
    return folders;
}

// Puts an empty folder in place of one that lies inside. A benchmark that is installed as a
// package brings its solutions with it, and a program could read them.
inline void hide_folder(std::vector<root_step>& steps, const std::string& folder) {
    steps.push_back({.what = root_step::action::tmpfs,
                     .target = folder.substr(1),
                     .source = "size=4k,nr_inodes=1,mode=0755"});
}

/// The root file system shared by all programs: /usr and the dynamic linker's cache read-only, five
/// devices and a /proc of its own.
[[nodiscard]] inline std::vector<root_step> minimal_root() {
    using enum root_step::action;
    std::vector<root_step> steps;
    const auto add = [&steps](root_step step) { steps.push_back(std::move(step)); };
    for (const char* name : {"usr", "dev", "proc", "tmp", "etc", "old"}) {
        add({.what = folder, .target = name});
    }
    add({.what = bind, .target = "usr", .source = "/usr"});
    // Merged-/usr systems have links here, others real folders.
    for (const char* name : {"bin", "sbin", "lib", "lib32", "lib64", "libx32"}) {
        struct stat info {};
        const std::string host = std::string("/") + name;
        if (::lstat(host.c_str(), &info) != 0) {
            continue;
        }
        if (S_ISLNK(info.st_mode)) {
            char text[256];
            const ssize_t length = ::readlink(host.c_str(), text, sizeof text);
            if (length > 0) {
                add({.what = link,
                     .target = name,
                     .source = std::string(text, static_cast<std::size_t>(length))});
            }
        } else {
            add({.what = folder, .target = name});
            add({.what = bind, .target = name, .source = host});
        }
    }
    add({.what = folder, .target = "etc/alternatives"});
    add({.what = bind,
         .target = "etc/alternatives",
         .source = "/etc/alternatives",
         .optional = true});
    // Debian's OpenJDK does not start without its settings.
    std::error_code unreadable;
    for (const auto& entry : std::filesystem::directory_iterator("/etc", unreadable)) {
        const std::string name = entry.path().filename();
        if (name.starts_with("java-") && entry.is_directory(unreadable)) {
            add({.what = folder, .target = "etc/" + name});
            add({.what = bind,
                 .target = "etc/" + name,
                 .source = entry.path().string(),
                 .optional = true});
        }
    }
    add({.what = file, .target = "etc/ld.so.cache"});
    add({.what = bind,
         .target = "etc/ld.so.cache",
         .source = "/etc/ld.so.cache",
         .optional = true});
    add({.what = file,
         .target = "etc/passwd",
         .source = "nobody:x:65534:65534:nobody:/tmp:/usr/sbin/nologin\n"});
    add({.what = file, .target = "etc/group", .source = "nogroup:x:65534:\n"});
    for (const char* name : {"null", "zero", "full", "random", "urandom"}) {
        add({.what = file, .target = std::string("dev/") + name});
        add({.what = bind,
             .target = std::string("dev/") + name,
             .source = std::string("/dev/") + name,
             .read_only = false});
    }
    add({.what = link, .target = "dev/fd", .source = "/proc/self/fd"});
    add({.what = link, .target = "dev/stdin", .source = "/proc/self/fd/0"});
    add({.what = link, .target = "dev/stdout", .source = "/proc/self/fd/1"});
    add({.what = link, .target = "dev/stderr", .source = "/proc/self/fd/2"});
    add({.what = link, .target = "dev/shm", .source = "/tmp"});
    add({.what = proc, .target = "proc"});
    return steps;
}

// Makes every folder on the way to `path` (inside, no leading slash).
inline void add_folders(std::vector<root_step>& steps, const std::string& path) {
    for (std::size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1)) {
        steps.push_back({.what = root_step::action::folder, .target = path.substr(0, at)});
    }
    steps.push_back({.what = root_step::action::folder, .target = path});
}

// A pipe for what a program prints. Its end is given to the identity that programs have, so that
// they may open it again by /dev/stdout.
[[nodiscard]] inline result<pipe_ends> make_output_pipe() {
    auto made = make_pipe();
    if (made && ::geteuid() == 0
        && ::fchown(made.value().write.get(), unprivileged_id, unprivileged_id) != 0) {
        error failure = system_failure("giving a pipe to user 65534, as whom programs run", errno);
        failure.code = errc::unsupported;
        if (errno == EINVAL) {
            failure.context +=
                " (root of a user namespace in which that user does not exist: map a range of "
                "users into it, as newuidmap and rootless containers with /etc/subuid do, or run "
                "as an ordinary user)";
        }
        return failure;
    }
    return made;
}

[[nodiscard]] inline std::string tmp_options(const limits& bounds) {
    return "size=" + std::to_string(bounds.disk) + ",nr_inodes=" + std::to_string(bounds.files + 1)
           + ",mode=1777";
}

// ---- The child: system calls only from here -----------------------------------------------------

struct jail_child {
    jail_plan* plan;
    char* const* arguments;
    char* const* environment;
    const sock_filter* filter;
    std::size_t filter_length;
    const rlimit* resource_limits;  // (kind, limit) in step with resource_kinds
    const int* resource_kinds;
    std::size_t resource_count;
    int status;  // write end of the status pipe
    int go;      // read end; one byte when the identity map stands, end of file when the judge dies
    bool root_judge;

    [[noreturn]] void fail(jail_status::kind what, std::int32_t step) const noexcept {
        const jail_status report{what, step, errno, 0, 0, 0};
        const ssize_t written = ::write(status, &report, sizeof report);
        ::_exit(written == static_cast<ssize_t>(sizeof report) ? 125 : 124);
    }

    void must(bool done, std::int32_t step) const noexcept {
        if (!done) {
            fail(jail_status::kind::setup_failed, step);
        }
    }

    void bind(const root_step& step, std::int32_t index) const noexcept {
        char source[32] = "/proc/self/fd/";
        int digits = step.opened;
        char* end = source + 14;
        char reversed[12];
        int count = 0;
        do {
            reversed[count++] = static_cast<char>('0' + digits % 10);
            digits /= 10;
        } while (digits > 0);
        while (count > 0) {
            *end++ = reversed[--count];
        }
        *end = '\0';
        const char* const target = step.target.c_str();
        must(::mount(source, target, nullptr, MS_BIND | MS_REC, nullptr) == 0, index);
        struct {
            std::uint64_t set, clear, propagation, userns;
        } attributes{};
        attributes.set = MOUNT_ATTR_NOSUID;
        if (step.read_only) {
            attributes.set |= MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV;
        }
        if (::syscall(442 /* mount_setattr */, AT_FDCWD, target, AT_RECURSIVE, &attributes,
                      sizeof attributes)
                != 0
            && errno == ENOSYS) {
            const unsigned long flags =
                step.read_only ? MS_BIND | MS_REMOUNT | MS_NOSUID | MS_RDONLY | MS_NODEV
                               : MS_BIND | MS_REMOUNT | MS_NOSUID;
            must(::mount(nullptr, target, nullptr, flags, nullptr) == 0, index);
        }
    }

    void build_root() const noexcept {
        must(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, stage_root);
        must(
            ::mount("root", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, plan->root_options.c_str()) == 0,
            stage_root);
        must(::chdir("/tmp") == 0, stage_root);
        std::int32_t index = 0;
        for (const root_step& step : plan->root) {
            const char* const target = step.target.c_str();
            switch (step.what) {
                case root_step::action::folder:
                    must(::mkdir(target, step.mode) == 0 || errno == EEXIST, index);
                    break;
                case root_step::action::file: {
                    const int fd =
                        ::open(target, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, step.mode);
                    must(fd >= 0 && write_all(fd, step.source) && ::fchmod(fd, step.mode) == 0,
                         index);
                    ::close(fd);
                    break;
                }
                case root_step::action::link:
                    must(::symlink(step.source.c_str(), target) == 0, index);
                    break;
                case root_step::action::bind:
                    if (step.opened >= 0) {
                        bind(step, index);
                    }
                    break;
                case root_step::action::tmpfs:
                    must(::mount("tmp", target, "tmpfs",
                                 step.read_only ? MS_NOSUID | MS_NODEV | MS_RDONLY
                                                : MS_NOSUID | MS_NODEV,
                                 step.source.c_str())
                             == 0,
                         index);
                    break;
                case root_step::action::proc:
                    must(::mount("proc", target, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
                                 "subset=pid,hidepid=ptraceable")
                             == 0,
                         index);
                    break;
            }
            ++index;
        }
        must(::syscall(SYS_pivot_root, ".", "old") == 0 && ::chdir("/") == 0
                 && ::umount2("/old", MNT_DETACH) == 0 && ::rmdir("/old") == 0
                 && ::mount(nullptr, "/", nullptr,
                            MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, nullptr)
                        == 0,
             stage_pivot);
    }

    // Process 1.
    [[noreturn]] void run() const noexcept {
        char byte = 0;
        must(::read(go, &byte, 1) == 1, stage_map);
        // Host paths are opened with the judge's own identity, which may reach what the
        // unprivileged one may not: an interpreter below a home folder.
        std::int32_t index = 0;
        for (root_step& step : plan->root) {
            if (step.what == root_step::action::bind) {
                step.opened = ::open(step.source.c_str(), O_PATH | O_CLOEXEC);
                must(step.opened >= 0 || (step.optional && errno == ENOENT), index);
            }
            ++index;
        }
        if (root_judge) {
            // By number: the library's function would wait for threads that this copy has not.
            must(::syscall(SYS_setgroups, 0, nullptr) == 0, stage_identity);
        }
        must(::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0
                 && ::syscall(SYS_setresgid, unprivileged_id, unprivileged_id, unprivileged_id) == 0
                 && ::syscall(SYS_setresuid, unprivileged_id, unprivileged_id, unprivileged_id) == 0
                 && ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0,
             stage_identity);
        __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
        __user_cap_data_struct sets[2]{};
        must(::syscall(SYS_capget, &header, sets) == 0, stage_identity);
        for (__user_cap_data_struct& set : sets) {
            set.effective = set.permitted;
            set.inheritable = set.permitted;
        }
        must(::syscall(SYS_capset, &header, sets) == 0, stage_identity);
        ::umask(0);
        build_root();
        ::umask(022);
        ::setsid();

        // Descriptors 0, 1, 2, ... are the kept ones; status and go move above them.
        const int count = static_cast<int>(plan->keep.size());
        const int status_fd = ::fcntl(status, F_DUPFD_CLOEXEC, 300);
        const int go_fd = ::fcntl(go, F_DUPFD_CLOEXEC, 300);
        must(status_fd >= 0 && go_fd >= 0, stage_descriptors);
        for (int i = 0; i < count; ++i) {
            plan->keep[static_cast<std::size_t>(i)] =
                ::fcntl(plan->keep[static_cast<std::size_t>(i)], F_DUPFD_CLOEXEC, 302);
            must(plan->keep[static_cast<std::size_t>(i)] >= 0, stage_descriptors);
        }
        for (int i = 0; i < count; ++i) {
            must(::dup2(plan->keep[static_cast<std::size_t>(i)], i) == i, stage_descriptors);
        }
        const unsigned low = static_cast<unsigned>(status_fd < go_fd ? status_fd : go_fd);
        const unsigned high = static_cast<unsigned>(status_fd < go_fd ? go_fd : status_fd);
        must(::syscall(SYS_close_range, static_cast<unsigned>(count), low - 1, 0) == 0
                 && (high - low < 2 || ::syscall(SYS_close_range, low + 1, high - 1, 0) == 0)
                 && ::syscall(SYS_close_range, high + 1, ~0U, 0) == 0,
             stage_descriptors);

        jail_child inside = *this;
        inside.status = status_fd;
        inside.go = go_fd;
        sigset_t none;
        ::sigemptyset(&none);
        for (int number = 1; number < 65; ++number) {
            struct sigaction standard {};
            standard.sa_handler = SIG_DFL;
            ::sigaction(number, &standard, nullptr);
        }
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        if (plan->warm) {
            for (int capability = 0; capability < 64; ++capability) {
                ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0);
            }
            const rlimit stack{plan->bounds.stack, plan->bounds.stack};
            const rlimit no_core{1, 1};  // 0 would not keep a core dump from a pipe handler
            inside.must(
                ::setrlimit(RLIMIT_STACK, &stack) == 0 && ::setrlimit(RLIMIT_CORE, &no_core) == 0,
                stage_limits);
            ::execve(arguments[0], arguments, environment);
            inside.fail(jail_status::kind::exec_failed, 0);
        }
        inside.run_command();
    }

    // Process 1 waits while process 2 runs the command, so that signals act on it as usual.
    [[noreturn]] void run_command() const noexcept {
        int pidfd = -1;
        const pid_t pid = clone_process(0, &pidfd, SIGCHLD);
        must(pid >= 0, stage_fork);
        if (pid == 0) {
            confine();
            ::execve(arguments[0], arguments, environment);
            fail(jail_status::kind::exec_failed, 0);
        }
        ::syscall(SYS_close_range, 0U, static_cast<unsigned>(plan->keep.size()) - 1, 0);
        ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
        jail_status report{jail_status::kind::ended, 0, 0, 0, 0, 0};
        for (;;) {
            pollfd waiting[2] = {{pidfd, POLLIN, 0}, {go, 0, 0}};
            ::poll(waiting, 2, 20);
            if ((waiting[1].revents & (POLLHUP | POLLERR)) != 0) {
                ::_exit(1);  // the judge is gone: the kernel ends every process of this namespace
            }
            // Orphans of the command end up here too; each is collected.
            for (;;) {
                int state = 0;
                rusage usage{};
                const pid_t ended = ::wait4(-1, &state, WNOHANG, &usage);
                if (ended <= 0) {
                    break;
                }
                if (ended == pid) {
                    report.code = state;
                    report.peak_kib = usage.ru_maxrss;
                    // What it left behind ends now, and its time counts as well.
                    ::kill(-1, SIGKILL);
                    while (::wait4(-1, nullptr, __WALL, nullptr) > 0 || errno == EINTR) {
                        ++report.leftover;
                    }
                    ::getrusage(RUSAGE_CHILDREN, &usage);
                    report.cpu_us = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000L
                                    + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
                    const ssize_t written = ::write(status, &report, sizeof report);
                    ::_exit(written == static_cast<ssize_t>(sizeof report) ? 0 : 1);
                }
            }
        }
    }

    // Writes only below /tmp and to the devices; no signal and no abstract socket to the outside.
    // A kernel without Landlock relies on the read-only mounts alone, which forbid the same.
    void landlock() const noexcept {
        const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1 /* version */);
        if (abi < 1) {
            return;
        }
        const std::uint64_t rights = abi >= 3 ? 0x7ff2 : abi == 2 ? 0x3ff2 : 0x1ff2;
        const std::uint64_t handled[3] = {rights, abi >= 4 ? 3U : 0U, abi >= 6 ? 3U : 0U};
        const std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
        const int ruleset =
            static_cast<int>(::syscall(SYS_landlock_create_ruleset, handled, size, 0));
        must(ruleset >= 0, stage_landlock);
        for (const char* path : {"/tmp", "/dev"}) {
            struct [[gnu::packed]] {
                std::uint64_t allowed;
                std::int32_t folder;
            } rule{path[1] == 't' ? rights : rights & 0x4002, ::open(path, O_PATH | O_CLOEXEC)};
            must(rule.folder >= 0
                     && ::syscall(SYS_landlock_add_rule, ruleset, 1 /* path beneath */, &rule, 0)
                            == 0,
                 stage_landlock);
            ::close(rule.folder);
        }
        must(::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0, stage_landlock);
        ::close(ruleset);
    }

    void confine() const noexcept {
        must(::chdir("/tmp") == 0, stage_limits);
        for (std::size_t i = 0; i < resource_count; ++i) {
            must(::setrlimit(static_cast<__rlimit_resource>(resource_kinds[i]), &resource_limits[i])
                     == 0,
                 stage_limits);
        }
        for (int capability = 0; capability < 64; ++capability) {
            ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
        }
        __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
        __user_cap_data_struct nothing[2]{};
        must(::syscall(SYS_capset, &header, nothing) == 0, stage_capabilities);
        must(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, stage_capabilities);
        landlock();
        const sock_fprog program{static_cast<unsigned short>(filter_length),
                                 const_cast<sock_filter*>(filter)};
        must(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0, stage_filter);
    }
};

/// The rlimits of a program as (kind, soft, hard).
struct resource_bound {
    int kind;
    std::uint64_t soft;
    std::uint64_t hard;
};

[[nodiscard]] inline std::vector<resource_bound> resource_bounds(const limits& bounds) {
    // RLIMIT_CPU is sampled by the clock tick and may fire early: a backstop two seconds above the
    // limit that the supervisor enforces.
    const auto seconds = static_cast<std::uint64_t>((bounds.cpu_time.count() + 999) / 1000) + 2;
    const std::uint64_t space = bounds.effective_address_space();
    return {{RLIMIT_AS, space, space},
            {RLIMIT_CPU, seconds, seconds + 1},
            {RLIMIT_FSIZE, bounds.file_size, bounds.file_size},
            {RLIMIT_NOFILE, bounds.open_files, bounds.open_files},
            {RLIMIT_CORE, 1, 1},  // 0 would not keep a core dump from a pipe handler
            {RLIMIT_STACK, bounds.stack, bounds.stack},
            {RLIMIT_NPROC, bounds.processes, bounds.processes},
            {RLIMIT_MEMLOCK, 0, 0},
            {RLIMIT_MSGQUEUE, 0, 0},
            {RLIMIT_NICE, 0, 0},
            {RLIMIT_RTPRIO, 0, 0}};
}

/// A running sandbox, seen from outside.
struct jail {
    unique_fd pidfd;
    unique_fd status;  // read end: one jail_status, at the latest when process 1 ends
    unique_fd go;      // closing it ends the sandbox
    pid_t pid = -1;

    jail() = default;
    jail(jail&&) = default;
    jail& operator=(jail&& other) noexcept {
        end();
        pidfd = std::move(other.pidfd);
        status = std::move(other.status);
        go = std::move(other.go);
        pid = other.pid;
        return *this;
    }
    ~jail() { end(); }

    // Kills process 1, and with it the namespace, and waits until it is gone.
    void end() noexcept {
        if (pidfd) {
            kill_process(pidfd.get());
            reap(pidfd.get());
            pidfd.reset();
        }
    }
};

[[nodiscard]] inline std::string user_namespace_remedy(int code) {
    if (code == EPERM || code == EACCES) {
        return " (this machine forbids user namespaces to this user: run as root, or set "
               "kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0 "
               "or, in a container, allow unshare and mount, e.g. --security-opt "
               "seccomp=unconfined "
               "--security-opt systempaths=unconfined)";
    }
    if (code == ENOENT) {
        return " (/proc is not mounted; mount it: mount -t proc proc /proc)";
    }
    if (code == ENOSPC || code == EUSERS) {
        return " (no more user namespaces: raise user.max_user_namespaces)";
    }
    if (code == ENOSYS || code == EINVAL) {
        return " (the kernel lacks clone3 or a namespace, Linux 5.4 or later with all of them is "
               "needed; or a container hides clone3: allow it, e.g. --security-opt "
               "seccomp=unconfined)";
    }
    return "";
}

/// Clones process 1 of a new sandbox and gives it its identity. `prepare` is called with its pid
/// before it starts to work (to put it into a control group); it returns an error text or "".
template <class Prepare>
[[nodiscard]] result<jail> start_jail(jail_plan& plan, const Prepare& prepare) {
    auto status_pipe = make_pipe();
    auto go_pipe = make_pipe();
    if (!status_pipe || !go_pipe) {
        return !status_pipe ? status_pipe.error() : go_pipe.error();
    }
    pipe_ends status = std::move(status_pipe).value();
    pipe_ends go = std::move(go_pipe).value();
    std::uint64_t size = 64ULL << 20U;
    for (const root_step& step : plan.root) {
        size += step.what == root_step::action::file ? step.source.size() + 4096 : 0;
    }
    plan.root_options = "size=" + std::to_string(size) + ",nr_inodes=4096,mode=0755";
    std::vector<char*> arguments;
    std::vector<char*> environment;
    for (std::string& text : plan.arguments) {
        arguments.push_back(text.data());
    }
    for (std::string& text : plan.environment) {
        environment.push_back(text.data());
    }
    arguments.push_back(nullptr);
    environment.push_back(nullptr);
    const std::vector<sock_filter> filter = seccomp_filter();
    std::vector<rlimit> resource_limits;
    std::vector<int> resource_kinds;
    for (const resource_bound& bound : resource_bounds(plan.bounds)) {
        resource_limits.push_back({bound.soft, bound.hard});
        resource_kinds.push_back(bound.kind);
    }
    const bool root_judge = ::geteuid() == 0;
    const jail_child child{&plan,
                           arguments.data(),
                           environment.data(),
                           filter.data(),
                           filter.size(),
                           resource_limits.data(),
                           resource_kinds.data(),
                           resource_kinds.size(),
                           status.write.get(),
                           go.read.get(),
                           root_judge};

    constexpr std::uint64_t namespaces = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC
                                         | CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWCGROUP;
    int pidfd = -1;
    // No signal may run a handler of the host program in the child.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const int lifeline = go.write.get();
    const pid_t pid = clone_process(namespaces, &pidfd, 0);
    if (pid == 0) {
        ::close(lifeline);  // or this process would keep its own lifeline open
        child.run();
    }
    const int code = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (pid < 0) {
        error failure = system_failure("starting a sandbox: clone3 with new namespaces", code);
        failure.code = errc::unsupported;
        failure.context += user_namespace_remedy(code);
        return failure;
    }
    jail started;
    started.pid = pid;
    started.pidfd = unique_fd(pidfd);
    started.status = std::move(status.read);
    started.go = std::move(go.write);

    const std::string folder = "/proc/" + std::to_string(pid);
    const std::string inside = std::to_string(unprivileged_id) + " ";
    const std::string uid =
        inside + std::to_string(root_judge ? unprivileged_id : ::geteuid()) + " 1\n";
    const std::string gid =
        inside + std::to_string(root_judge ? unprivileged_id : ::getegid()) + " 1\n";
    if ((!root_judge && !write_file((folder + "/setgroups").c_str(), "deny"))
        || !write_file((folder + "/uid_map").c_str(), uid)
        || !write_file((folder + "/gid_map").c_str(), gid)) {
        error failure =
            system_failure("starting a sandbox: writing the user namespace's id map", errno);
        failure.code = errc::unsupported;
        failure.context += user_namespace_remedy(errno);
        return failure;
    }
    if (const std::string problem = prepare(pid); !problem.empty()) {
        return error{errc::io, problem};
    }
    if (!write_all(started.go.get(), "x")) {
        return system_failure("starting a sandbox", errno);
    }
    return started;
}

// What the sandbox said, or nothing if it ended without a word.
[[nodiscard]] inline std::optional<jail_status> read_status(const jail& sandbox) {
    jail_status report{};
    const ssize_t got = ::read(sandbox.status.get(), &report, sizeof report);
    if (got == static_cast<ssize_t>(sizeof report)) {
        return report;
    }
    return std::nullopt;
}

[[nodiscard]] inline error status_failure(const jail_plan& plan, const jail_status& status) {
    if (status.what == jail_status::kind::exec_failed) {
        return {errc::io, "running " + plan.arguments.front()
                              + " in the sandbox: " + errno_text(status.code)};
    }
    error failure{errc::unsupported, "setting up the sandbox: " + stage_name(plan, status.step)
                                         + ": " + errno_text(status.code)};
    failure.context += user_namespace_remedy(status.code);
    return failure;
}

}  // namespace passk::adapter::program::detail

#endif  // PASSK_ADAPTER_PROGRAM_DETAIL_JAIL_HPP
