// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_PYTHON_INTERPRETER_HPP
#define PASSK_ADAPTER_PROGRAM_PYTHON_INTERPRETER_HPP

#include <passk/core/result.hpp>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/json/parse.hpp>

#include <passk/adapter/program/detail/system_calls.hpp>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace passk::adapter::program {

/// Which packages a program may import beside the standard library.
enum class python_packages : std::uint8_t {
    /// None. Installed packages are hidden: a benchmark that is installed as a package brings its
    /// solutions with it, and a program could read them.
    standard_library,
    /// Every package that is installed for the interpreter (numpy, ...), readable from inside.
    installed,
};

/// A Python interpreter of this machine.
struct python_interpreter {
    std::string executable{};             ///< path with all links resolved
    std::string version{};                ///< as sys.version says, one line
    std::string prefix{};                 ///< sys.base_prefix: where its standard library lies
    std::vector<std::string> packages{};  ///< folders of installed packages
    /// Files and folders outside /usr that it needs: its standard library and shared libraries.
    std::vector<std::string> parts{};

    friend bool operator==(const python_interpreter&, const python_interpreter&) = default;
};

namespace detail {

// What a command prints; run with the caller's own rights, so for trusted commands only.
[[nodiscard]] inline result<std::string> output_of(std::vector<std::string> arguments) {
    auto opened = make_pipe();
    if (!opened) {
        return opened.error();
    }
    pipe_ends ends = std::move(opened).value();
    std::vector<char*> pointers;
    pointers.reserve(arguments.size() + 1);
    for (std::string& text : arguments) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends.write.get(), 1);
    ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t pid = -1;
    const int code = ::posix_spawn(&pid, pointers[0], &actions, nullptr, pointers.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (code != 0) {
        return system_failure("running " + arguments[0], code);
    }
    ends.write.reset();
    std::string text;
    char buffer[4096];
    for (;;) {
        const ssize_t got = ::read(ends.read.get(), buffer, sizeof buffer);
        if (got > 0) {
            text.append(buffer, static_cast<std::size_t>(got));
        } else if (got == 0 || errno != EINTR) {
            break;
        }
    }
    int state = 0;
    while (::waitpid(pid, &state, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(state) || WEXITSTATUS(state) != 0) {
        return error{errc::io, arguments[0] + " failed"};
    }
    return text;
}

}  // namespace detail

/// Asks the interpreter at `path` where its parts lie; fails if it cannot be run or is older than
/// Python 3.9.
[[nodiscard]] inline result<python_interpreter> inspect_python(const std::string& path) {
    // The interpreter's own answer, not its name, counts: `path` may be a version manager's script.
    constexpr std::string_view question =
        "import sys, os, json, ctypes, glob, socket, resource, sysconfig\n"
        "assert sys.version_info >= (3, 9)\n"
        "real = os.path.realpath(sys.executable)\n"
        "std = os.path.dirname(os.__file__)\n"
        "parts = [p for p in sys.path if os.path.isdir(p) and os.path.basename(p) in "
        "('site-packages', 'dist-packages')]\n"
        "needed = {real} | {os.path.realpath(sysconfig.get_path(n)) for n in ('stdlib', "
        "'platstdlib')}\n"
        "if not real.startswith('/usr/'):\n"
        "    for module in glob.glob(sysconfig.get_path('platstdlib') + '/lib-dynload/*.so'):\n"
        "        try:\n"
        "            ctypes.CDLL(module)\n"
        "        except OSError:\n"
        "            pass\n"
        "for line in open('/proc/self/maps'):\n"
        "    path = line.rstrip('\\n').partition('/')[2]\n"
        "    if '.so' in os.path.basename(path) and os.path.isfile('/' + path):\n"
        "        needed.add('/' + path)\n"
        "needed = [p for p in sorted(needed) if not p.startswith(('/usr/', '/lib/', '/lib64/')) "
        "and not any(p.startswith(o + '/') for o in needed)]\n"
        "print(json.dumps([real, ' '.join(sys.version.split()), os.path.realpath(sys.base_prefix), "
        "[os.path.realpath(p) for p in parts], needed]))\n";
    auto text = detail::output_of({path, "-s", "-B", "-c", std::string(question)});
    if (!text) {
        return error{errc::unsupported,
                     path + ": not a usable Python: version 3.9 or later with the modules ctypes, "
                            "json, socket and resource is needed (" + text.error().context + ")"};
    }
    boost::json::error_code failure;
    const boost::json::value answer = boost::json::parse(text.value(), failure);
    const boost::json::array* const fields = failure ? nullptr : answer.if_array();
    if (fields == nullptr || fields->size() != 5) {
        return error{errc::malformed, path + ": did not describe itself"};
    }
    python_interpreter found;
    found.executable = std::string((*fields)[0].as_string());
    found.version = std::string((*fields)[1].as_string());
    found.prefix = std::string((*fields)[2].as_string());
    for (const boost::json::value& folder : (*fields)[3].as_array()) {
        found.packages.emplace_back(folder.as_string());
    }
    for (const boost::json::value& part : (*fields)[4].as_array()) {
        found.parts.emplace_back(part.as_string());
    }
    return found;
}

/// The first usable interpreter named python3 on PATH, else in /usr/local/bin or /usr/bin.
/// The error says which were tried and what to install.
[[nodiscard]] inline result<python_interpreter> find_python() {
    std::vector<std::string> folders;
    if (const char* const path = std::getenv("PATH")) {
        std::string_view rest(path);
        while (!rest.empty()) {
            const std::size_t colon = rest.find(':');
            if (colon != 0) {
                folders.emplace_back(rest.substr(0, colon));
            }
            rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
        }
    }
    folders.insert(folders.end(), {"/usr/local/bin", "/usr/bin"});
    std::string tried;
    for (const std::string& folder : folders) {
        const std::string candidate = folder + "/python3";
        if (::access(candidate.c_str(), X_OK) != 0) {
            continue;
        }
        auto found = inspect_python(candidate);
        if (found) {
            return found;
        }
        tried += "\n  " + found.error().context;
    }
    return error{errc::unsupported,
                 "no usable python3 on PATH, in /usr/local/bin or /usr/bin; install it (Debian: "
                 "apt-get install python3) or name one"
                     + tried};
}

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_PYTHON_INTERPRETER_HPP
