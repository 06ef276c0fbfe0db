// SPDX-License-Identifier: Apache-2.0
#include "hostile_programs.hpp"

#include "skip.hpp"

#include <passk/adapter/program/program_judge.hpp>

#include <doctest/doctest.h>

#include <grp.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

namespace {

using namespace passk::adapter::program;
using passk_tests::hostile_program;

program_task sum_task() {
    program_task task;
    task.id = "sum";
    task.tests = stdio_tests{.tests = {{"3 4\n", "7\n"}}};
    task.bounds.cpu_time = std::chrono::milliseconds(1000);
    task.bounds.wall_time = std::chrono::milliseconds(5000);
    task.bounds.memory = 256ULL << 20U;
    task.bounds.output = 1ULL << 20U;
    return task;
}

program_task add_task() {
    program_task task = sum_task();
    task.id = "add";
    task.tests = code_tests{.prelude = "",
                            .code =
                                "secret_sum_of_tests = 7\n"
                                "def check(candidate):\n"
                                "    assert candidate(3, 4) == 7\n"
                                "    assert candidate(-1, 1) == 0\n"
                                "    assert candidate(100, 1) == 101\n",
                            .function = "add",
                            .check = "check"};
    return task;
}

// What the next program must find: no other process, an empty /tmp, nothing of its limits,
// priority or rights changed.
const std::string witness =
    "import os, resource\n"
    "assert os.listdir('/tmp') == [], os.listdir('/tmp')\n"
    "assert [p for p in os.listdir('/proc') if p.isdigit()] == [str(os.getpid())], "
    "os.listdir('/proc')\n"
    "assert os.getpriority(os.PRIO_PROCESS, 0) == "
    + std::to_string(::getpriority(PRIO_PROCESS, 0))
    + "\n"
    "assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 1024\n"
    "assert os.stat('/tmp').st_mode & 0o7777 == 0o1777\n"
    "print(sum(map(int, input().split())))\n";

// One hostile program: its verdict, and what the next program finds.
struct trial {
    const hostile_program* program = nullptr;
    const program_task* task = nullptr;
    std::string source{};
};

void run_trial(program_judge& judge, const trial& one, const program_task& honest) {
    const std::string name = one.program->name;
    CAPTURE(name);
    const program_verdict verdict = judge.judge(*one.task, one.source);
    INFO("outcome: ", to_string(verdict.outcome), "; ", verdict.detail,
         "; stderr: ", verdict.error_tail);
    CHECK(one.program->outcomes.find(letter(verdict.outcome)) != std::string_view::npos);
    const program_verdict after = judge.judge(honest, witness);
    INFO("witness: ", to_string(after.outcome), "; ", after.detail, "; stderr: ", after.error_tail);
    CHECK(after.outcome == program_outcome::accepted);
}

// Files of the identity that programs have, where anyone may write: a program that got out of its
// own /tmp would leave them.
std::size_t files_of_programs() {
    std::size_t count = 0;
    for (const char* folder : {"/tmp", "/var/tmp", "/dev/shm"}) {
        std::error_code failure;
        for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
            struct stat info {};
            count += ::lstat(entry.path().c_str(), &info) == 0 && info.st_uid == 65534 ? 1U : 0U;
        }
    }
    return count;
}

void run_suite(isolation level) {
    const program_task sum = sum_task();
    const program_task add = add_task();
    const char* const only = std::getenv("PASSK_HOSTILE_ONLY");  // part of a name, to look at one
    std::vector<trial> trials;
    const auto add_trials = [&](const program_task& task, std::span<const hostile_program> programs,
                                std::string_view prelude, std::string_view epilogue) {
        for (const hostile_program& program : programs) {
            if (only == nullptr
                || std::string_view(program.name).find(only) != std::string_view::npos) {
                trials.push_back({&program, &task,
                                  std::string(prelude) + program.source + std::string(epilogue)});
            }
        }
    };
    add_trials(sum, passk_tests::stdio_programs, "", "");
    add_trials(sum, passk_tests::escape_programs, passk_tests::escape_prelude,
               "print(7, flush=True)\nos._exit(0)\n");
    add_trials(add, passk_tests::function_programs, "", "");

    const std::size_t files_before = files_of_programs();
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        program_judge judge({.level = level});
        const program_verdict first = judge.judge(sum, witness);
        INFO(first.detail);
        CHECK(first.outcome == program_outcome::accepted);
        for (std::size_t i = next++; i < trials.size(); i = next++) {
            run_trial(judge, trials[i], sum);
        }
    };
    {
        // More than there are processors: many of the programs only wait to be stopped.
        std::vector<std::jthread> workers;
        for (int i = 0; i < 5; ++i) {
            workers.emplace_back(work);
        }
    }
    MESSAGE(trials.size(), " programs at level ", to_string(level), ", uid ", ::geteuid());
    CHECK(files_of_programs() == files_before);
    // Every process that was started for the suite was a child of this one.
    CHECK(::waitpid(-1, nullptr, WNOHANG | __WALL) == -1);
}

bool has(isolation level) {
    const auto made = sandbox::make(level);
    if (!made) {
        passk_tests::skip(made.error().context);
    }
    return made.has_value();
}

}  // namespace

TEST_CASE("hostile programs at level namespaces") {
    if (has(isolation::namespaces)) {
        run_suite(isolation::namespaces);
    }
}

TEST_CASE("hostile programs at level full") {
    if (has(isolation::full)) {
        run_suite(isolation::full);
    }
}

TEST_CASE("hostile programs judged by an ordinary user") {
    if (::geteuid() != 0) {
        passk_tests::skip("not root: the other cases run as an ordinary user already");
        return;
    }
    const int self = ::open("/proc/self/exe", O_RDONLY);
    REQUIRE(self >= 0);
    const std::string path = "/proc/self/fd/" + std::to_string(self);
    const pid_t pid = ::fork();
    if (pid == 0) {
        // A path that nobody else may walk does not matter: the program is already open.
        if (::setgroups(0, nullptr) != 0 || ::setresgid(65534, 65534, 65534) != 0
            || ::setresuid(65534, 65534, 65534) != 0 || ::chdir("/") != 0) {
            ::_exit(126);
        }
        ::execl(path.c_str(), "hostile", "-tc=hostile programs at level namespaces",
                static_cast<char*>(nullptr));
        ::_exit(127);
    }
    int status = 0;
    REQUIRE(::waitpid(pid, &status, 0) == pid);
    ::close(self);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}
