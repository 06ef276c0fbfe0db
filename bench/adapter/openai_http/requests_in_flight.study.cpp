// SPDX-License-Identifier: Apache-2.0
// passk.study.requests_in_flight [requests] [at once] [python]
// Draws from a server in another process that takes 2 s for each answer, thousands at once, with
// openai_backend on one thread and with the openai package of Python (asyncio); prints processor
// seconds, peak memory and their ratios. `python` is an interpreter that has the package; without
// it only the first half is printed.
#include <passk/adapter/openai_http/openai_backend.hpp>

#include "../../../tests/support/model_server.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <new>
#include <string>
#include <thread>
#include <vector>

namespace {

struct shared_words {
    std::atomic<std::uint32_t> port{0};
    std::atomic<std::uint32_t> most_at_once{0};
    std::atomic<bool> forget{false};
};

double processor_seconds(const rusage& used) {
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

void allow_many_files() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

[[noreturn]] void serve(shared_words& words) {
    passk_tests::model_server server({.think = std::chrono::seconds(2), .think_from_tokens = 64});
    words.port = server.port();
    for (;;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        if (words.forget.exchange(false)) {
            server.forget_most_at_once();
        }
        words.most_at_once = server.most_at_once();
    }
}

struct measured {
    double processor = 0.0;
    double wall = 0.0;
    double megabytes = 0.0;
};

void print(const char* name, const measured& one, std::uint32_t most, std::size_t requests) {
    std::printf("%-22s %6zu requests, %4u at once  %6.2f CPU s  %6.1f s  %6.1f MB peak\n", name,
                requests, most, one.processor, one.wall, one.megabytes);
}

template <class Run>
double seconds_of(Run&& run) {
    const auto begin = std::chrono::steady_clock::now();
    run();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t requests = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 12'000;
    const auto at_once = static_cast<std::uint32_t>(argc > 2 ? std::atoi(argv[2]) : 4'000);
    allow_many_files();
    void* const page = mmap(nullptr, sizeof(shared_words), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto& words = *new (page) shared_words;
    const pid_t server = fork();
    if (server == 0) {
        serve(words);
    }
    while (words.port == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const std::string address = "http://127.0.0.1:" + std::to_string(words.port.load());

    auto backend = passk::openai_backend::connect({.endpoints = {address},
                                                   .choices = 8,
                                                   .initial_concurrency = at_once,
                                                   .max_concurrency = at_once,
                                                   .proxy = ""});
    if (!backend) {
        std::fprintf(stderr, "%s\n", backend.error().context.c_str());
        kill(server, SIGKILL);
        return 1;
    }
    passk::openai_backend ours = std::move(backend).value();
    std::vector<passk::generation_request> all;
    for (std::size_t i = 0; i * 128 < requests; ++i) {
        all.push_back({.prompt = std::string("3918>15:"),
                       .how = {.max_tokens = 64, .seed = 100'000 * i},
                       .count = 8 * 128,
                       .logprobs = true});
    }
    const std::size_t asked = all.size() * 128;
    words.forget = true;
    double sum = 0.0;
    std::size_t good = 0;
    rusage before{};
    getrusage(RUSAGE_SELF, &before);
    measured first;
    first.wall = seconds_of([&] {
        ours.generate(all, [&](const passk::draw& one) {
            if (one.outcome) {
                ++good;
                for (const double value : one.outcome.value().logprobs->values()) {
                    sum += value;
                }
            }
        });
    });
    rusage after{};
    getrusage(RUSAGE_SELF, &after);
    first.processor = processor_seconds(after) - processor_seconds(before);
    first.megabytes = static_cast<double>(after.ru_maxrss) / 1024.0;
    print("passk::openai_backend", first, words.most_at_once, asked);
    std::printf("%-22s %zu of %zu completions, sum of log-probabilities %.3f\n", "", good,
                8 * asked, sum);

    if (argc > 3) {
        words.forget = true;
        const std::string script =
            PASSK_BENCH_FOLDER "/adapter/openai_http/requests_in_flight_peer.py";
        std::fflush(stdout);
        rusage used{};
        measured peer;
        int status = 0;
        peer.wall = seconds_of([&] {
            const pid_t child = fork();
            if (child == 0) {
                execlp(argv[3], argv[3], script.c_str(), address.c_str(),
                       std::to_string(asked).c_str(), std::to_string(at_once).c_str(), nullptr);
                _exit(127);
            }
            wait4(child, &status, 0, &used);
        });
        if (status != 0) {
            std::fprintf(stderr, "%s %s failed\n", argv[3], script.c_str());
            kill(server, SIGKILL);
            return 1;
        }
        peer.processor = processor_seconds(used);
        peer.megabytes = static_cast<double>(used.ru_maxrss) / 1024.0;
        print("openai (Python)", peer, words.most_at_once, asked);
        std::printf("openai / passk: %.1f times the CPU seconds, %.1f times the memory\n",
                    peer.processor / first.processor, peer.megabytes / first.megabytes);
    }
    kill(server, SIGKILL);
    waitpid(server, nullptr, 0);
    return good == 8 * asked ? 0 : 1;
}
