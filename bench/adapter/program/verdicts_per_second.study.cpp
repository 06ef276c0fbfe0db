// SPDX-License-Identifier: Apache-2.0
// passk.study.verdicts_per_second PROBLEMS [seconds of each measurement]
//
// How many sandboxed verdicts a second two workers reach, beside what else they could do in the
// same time: start /bin/true, start a Python that does nothing, and judge without any sandbox as
// the executor of HumanEval does (a process made by multiprocessing for each program, the tests run
// in it by exec, the result sent back through a manager's list). All in one run, so that the ratios
// hold on a loaded machine too.
#include <passk/adapter/program.hpp>

#include <spawn.h>
#include <sys/wait.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace passk::adapter::program;
using clock_type = std::chrono::steady_clock;

constexpr unsigned workers = 2;

// Calls `work(worker, turn)` in both workers until the time is over; returns calls a second.
double rate(double seconds, const std::function<void(unsigned, std::size_t)>& work) {
    std::atomic<std::size_t> done{0};
    const auto start = clock_type::now();
    const auto end = start + std::chrono::duration<double>(seconds);
    std::vector<std::thread> threads;
    for (unsigned worker = 0; worker < workers; ++worker) {
        threads.emplace_back([&, worker] {
            for (std::size_t turn = 0; clock_type::now() < end; ++turn) {
                work(worker, turn);
                ++done;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    return static_cast<double>(done)
           / std::chrono::duration<double>(clock_type::now() - start).count();
}

bool spawn(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    pid_t pid = -1;
    int status = 1;
    return ::posix_spawn(&pid, arguments[0], nullptr, nullptr, arguments.data(), environ) == 0
           && ::waitpid(pid, &status, 0) == pid && status == 0;
}

// Two threads that each make a manager and a process for every program, and join it.
constexpr std::string_view unsandboxed = R"(
import gzip, json, multiprocessing, sys, time
from concurrent.futures import ThreadPoolExecutor
def run(program, result):
    try:
        exec(program, {})
        result.append('passed')
    except BaseException as e:
        result.append(str(e))
def judge(program):
    with multiprocessing.Manager() as manager:
        result = manager.list()
        p = multiprocessing.Process(target=run, args=(program, result))
        p.start()
        p.join(4)
        if p.is_alive():
            p.kill()
        return list(result) == ['passed']
with gzip.open(sys.argv[1], 'rt') as f:
    tasks = [json.loads(line) for line in f]
programs = [t['prompt'] + t['canonical_solution'] + '\n' + t['test'] + '\ncheck(' + t['entry_point'] + ')' for t in tasks]
start, done, wrong = time.time(), 0, 0
with ThreadPoolExecutor(2) as pool:
    while time.time() - start < float(sys.argv[2]):
        for passed in pool.map(judge, programs[done % 164:done % 164 + 8]):
            done += 1
            wrong += not passed
print(done / (time.time() - start))
)";

int run(const std::string& path, double seconds) {
    const auto tasks = read_tasks(path);
    const auto python = find_python();
    if (!tasks || !python) {
        std::fprintf(stderr, "%s\n", (!tasks ? tasks.error() : python.error()).context.c_str());
        return 1;
    }
    const auto show = [](const char* what, double per_second, double floor) {
        std::printf("%-58s %8.0f/s  %6.3f of the floor\n", what, per_second, per_second / floor);
        std::fflush(stdout);
    };
    std::printf("%s %s, %u workers\n", python.value().executable.c_str(),
                python.value().version.c_str(), workers);
    const double floor = rate(seconds, [](unsigned, std::size_t) { spawn({"/bin/true"}); });
    show("fork and exec /bin/true (the floor)", floor, floor);
    show("python3 -S -I -c pass, no sandbox",
         rate(seconds,
              [&](unsigned, std::size_t) {
                  spawn({python.value().executable, "-S", "-I", "-c", "pass"});
              }),
         floor);

    program_task sum;
    sum.tests = stdio_tests{.tests = {{"3 4\n", "7\n"}}};
    for (const isolation level : {isolation::namespaces, isolation::full}) {
        if (const auto possible = sandbox::make(level); !possible) {
            std::printf("level %s: not on this machine: %s\n",
                        std::string(to_string(level)).c_str(), possible.error().context.c_str());
            continue;
        }
        std::vector<program_judge> judges;
        for (unsigned worker = 0; worker < workers; ++worker) {
            judges.emplace_back(judge_settings{.level = level, .interpreter = python.value()});
            // The interpreters start before the clock does.
            for (const program_task* task :
                 std::initializer_list<const program_task*>{&sum, &tasks.value()[0].task}) {
                static_cast<void>(judges.back().judge(*task, "print(7)\n"));
            }
            static_cast<void>(
                judges.back().judge(tasks.value()[0].task, tasks.value()[0].reference));
        }
        std::atomic<std::size_t> refused{0};
        const std::string name(to_string(level));
        show(
            ("passk, " + name + ", standard input and output").c_str(),
            rate(
                seconds,
                [&](unsigned worker, std::size_t) {
                    refused +=
                        judges[worker].judge(sum, "print(sum(map(int, input().split())))\n").outcome
                                == program_outcome::accepted
                            ? 0U
                            : 1U;
                }),
            floor);
        show(("passk, " + name + ", HumanEval, split judge").c_str(),
             rate(seconds,
                  [&](unsigned worker, std::size_t turn) {
                      const loaded_task& loaded =
                          tasks.value()[(turn * workers + worker) % tasks.value().size()];
                      refused += judges[worker].judge(loaded.task, loaded.reference).outcome
                                         == program_outcome::accepted
                                     ? 0U
                                     : 1U;
                  }),
             floor);
        if (refused != 0) {
            std::printf("%zu right programs were refused\n", refused.load());
            return 1;
        }
    }
    const auto other = detail::output_of(
        {python.value().executable, "-c", std::string(unsandboxed), path, std::to_string(seconds)});
    if (!other) {
        std::fprintf(stderr, "%s\n", other.error().context.c_str());
        return 1;
    }
    show("a process for each program as HumanEval's, no sandbox",
         std::strtod(other.value().c_str(), nullptr), floor);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s PROBLEMS [seconds]\n", argv[0]);
        return 2;
    }
    return run(argv[1], argc > 2 ? std::strtod(argv[2], nullptr) : 5.0);
}
