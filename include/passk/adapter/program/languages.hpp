// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_LANGUAGES_HPP
#define PASSK_ADAPTER_PROGRAM_LANGUAGES_HPP

#include <passk/adapter/program/program_task.hpp>
#include <passk/adapter/program/python_interpreter.hpp>

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace passk::adapter::program {

namespace detail {

// A command's path on this machine: from PATH, else in the folders of the system; else below
// /usr/bin, where it would be installed.
[[nodiscard]] inline std::string command_path(const std::string& name) {
    std::string folders = "/usr/local/bin:/usr/bin:/bin";
    if (const char* const path = std::getenv("PATH")) {
        folders += ":" + std::string(path);
    }
    for (std::size_t at = 0; at < folders.size();) {
        const std::size_t end = (std::min)(folders.find(':', at), folders.size());
        const std::string candidate = folders.substr(at, end - at) + "/" + name;
        if (end > at && ::access(candidate.c_str(), X_OK) == 0) {
            return candidate;
        }
        at = end + 1;
    }
    return "/usr/bin/" + name;
}

[[nodiscard]] inline command_language compiled_language(std::string source_file,
                                                        const std::string& command,
                                                        std::string tool) {
    command_language language;
    language.source_file = std::move(source_file);
    language.compile = {"/bin/sh", "-c", command + " && cat /tmp/program"};
    language.run = {"/src/program"};
    language.compile_bounds = command_language::compiler_bounds();
    language.tools = {std::move(tool)};
    return language;
}

// A tool chain outside /usr: the folder that a command of it names, beside the machine's folders.
inline void add_tool_folder(command_language& language, const std::string& folder) {
    if (folder != "/usr" && !folder.starts_with("/usr/") && folder.starts_with("/")) {
        language.folders.push_back(folder);
    }
}

[[nodiscard]] inline std::string first_line_of(const std::vector<std::string>& command) {
    const auto text = ::access(command.front().c_str(), X_OK) == 0
                          ? output_of(command)
                          : result<std::string>(error{errc::unsupported, "not installed"});
    return text ? text.value().substr(0, text.value().find('\n')) : std::string();
}

}  // namespace detail

inline limits command_language::compiler_bounds() {
    limits bounds;
    bounds.cpu_time = std::chrono::seconds(20);
    bounds.wall_time = std::chrono::seconds(30);
    bounds.memory = 2ULL << 30U;
    bounds.address_space = 64ULL << 30U;
    bounds.output = 64ULL << 20U;
    bounds.file_size = 64ULL << 20U;
    bounds.disk = 512ULL << 20U;
    return bounds;
}

inline command_language command_language::cpp() {
    return detail::compiled_language(
        "main.cpp", "/usr/bin/g++ -std=c++17 -O2 -o /tmp/program /src/main.cpp", "/usr/bin/g++");
}

inline command_language command_language::c() {
    return detail::compiled_language(
        "main.c", "/usr/bin/gcc -std=c17 -O2 -o /tmp/program /src/main.c -lm", "/usr/bin/gcc");
}

inline std::optional<command_language> command_language::named(std::string_view name) {
    // Reserves far more address space than it uses.
    constexpr std::uint64_t reserved = 256ULL << 30U;
    if (name == "c") {
        return c();
    }
    if (name == "c++" || name == "cpp") {
        return cpp();
    }
    if (name == "rust") {
        const std::string root =
            detail::first_line_of({detail::command_path("rustc"), "--print", "sysroot"});
        const std::string compiler = (root.empty() ? "/usr" : root) + "/bin/rustc";
        command_language language = detail::compiled_language(
            "main.rs", compiler + " --edition 2021 -O -o /tmp/program /src/main.rs", compiler);
        detail::add_tool_folder(language, root);
        return language;
    }
    if (name == "go") {
        const std::string root =
            detail::first_line_of({detail::command_path("go"), "env", "GOROOT"});
        const std::string compiler = (root.empty() ? "/usr" : root) + "/bin/go";
        command_language language =
            detail::compiled_language("main.go",
                                      "GOCACHE=/tmp/cache GO111MODULE=off " + compiler
                                          + " build -o /tmp/program /src/main.go",
                                      compiler);
        detail::add_tool_folder(language, root);
        language.address_space = reserved;
        return language;
    }
    if (name == "java") {
        command_language language = detail::compiled_language(
            "Main.java",
            "/usr/bin/javac -J-XX:+UseSerialGC -d /tmp/classes /src/Main.java"
            " && /usr/bin/jar -J-XX:+UseSerialGC --create --file /tmp/program --main-class Main -C "
            "/tmp/classes .",
            "/usr/bin/javac");
        language.tools.emplace_back("/usr/bin/java");
        language.run = {"/usr/bin/java", "-XX:+UseSerialGC", "-Xss64m", "-Xshare:auto",
                        "-jar",          "/src/program"};
        language.address_space = reserved;
        return language;
    }
    command_language interpreted;
    interpreted.compile_bounds = compiler_bounds();
    if (name == "javascript") {
        interpreted.source_file = "main.js";
        interpreted.tools = {"/usr/bin/node"};
        interpreted.run = {"/usr/bin/node", "--stack-size=65500", "/src/main.js"};
        interpreted.address_space = reserved;
        return interpreted;
    }
    if (name == "pypy") {
        interpreted.source_file = "main.py";
        interpreted.tools = {"/usr/bin/pypy3"};
        interpreted.run = {"/usr/bin/pypy3", "/src/main.py"};
        interpreted.address_space = reserved;
        return interpreted;
    }
    return std::nullopt;
}

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_LANGUAGES_HPP
