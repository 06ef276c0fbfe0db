// SPDX-License-Identifier: Apache-2.0
// Completions a second of an embedded model, every instruction set that this machine has.
//   passk.study.completions_per_second WEIGHTS PROMPT [threads] [seconds]
#include <passk/adapter/tiny_lm/tiny_lm_backend.hpp>
#include <passk/adapter/tiny_lm/weight_file.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <stop_token>
#include <string>
#include <utility>

int main(int argc, char** argv) {
    namespace lm = passk::adapter::tiny_lm;
    if (argc < 3) {
        std::cerr << "usage: " << argv[0] << " WEIGHTS PROMPT [threads] [seconds]\n";
        return 2;
    }
    const unsigned threads = argc > 3 ? static_cast<unsigned>(std::atoi(argv[3])) : 1;
    const double seconds = argc > 4 ? std::atof(argv[4]) : 2.0;
    passk::result<lm::stored_model> model = lm::read_weight_file(argv[1]);
    if (!model) {
        std::cerr << model.error().context << '\n';
        return 1;
    }
    const bool forced = std::getenv("PASSK_SIMD") != nullptr;
    for (const char* const set : {"avx512", "avx2", "portable"}) {
        if (!forced && setenv("PASSK_SIMD", set, 1) != 0) {
            return 1;
        }
        try {
            lm::tiny_lm_backend backend(model.value(), {.model = "bench", .threads = threads});
            std::uint64_t completions = 0;
            std::uint64_t tokens = 0;
            const auto start = std::chrono::steady_clock::now();
            const std::clock_t processor_start = std::clock();
            double spent = 0.0;
            for (std::uint64_t round = 0; spent < seconds; ++round) {
                const passk::generation_request request{
                    .prompt = std::string(argv[2]),
                    .how = {.max_tokens = 26, .seed = 1'000'000 * round},
                    .count = 256};
                backend.generate(
                    {&request, 1},
                    [&](const passk::draw& one) {
                        completions += one.outcome.has_value() ? 1U : 0U;
                        tokens += one.outcome ? one.outcome.value().completion_tokens : 0U;
                    },
                    std::stop_token{});
                spent =
                    std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            }
            const double processor =
                static_cast<double>(std::clock() - processor_start) / CLOCKS_PER_SEC;
            std::printf(
                "%s %.0f completions/s %.0f tokens/s, %.0f completions a processor second\n",
                forced ? std::getenv("PASSK_SIMD") : set, static_cast<double>(completions) / spent,
                static_cast<double>(tokens) / spent, static_cast<double>(completions) / processor);
        } catch (const passk::domain_error& unsupported) {
            std::printf("%s is not to be had here\n", set);
        }
        if (forced) {
            break;
        }
    }
    return 0;
}
