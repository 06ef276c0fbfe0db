// SPDX-License-Identifier: Apache-2.0
// Reading and summing a file of scored samples (1 GB; PASSK_BENCH_BYTES for another size) beside
// orjson + NumPy and DuckDB, each on one core, five rounds in turns: the median of theirs over ours
// in CPU seconds. A peer whose Python packages are not there has no counter.
#include <passk/adapter/json/scored_samples.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/statistics/compensated_sum.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace {

double cpu_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

// Single-precision log-probabilities written as doubles, as vLLM does, beside the text.
std::string write_samples(std::uint64_t bytes) {
    const std::string path =
        (std::filesystem::temp_directory_path() / "passk_scored_samples.bench.jsonl").string();
    std::ofstream file(path, std::ios::binary);
    std::uint64_t written = 0;
    for (std::uint64_t sample = 0; written < bytes; ++sample) {
        passk::random_bits bits(1, sample);
        const std::uint64_t tokens = 300 + passk::uniform_below(bits, 600);
        std::string line = "{\"problem\":\"" + std::to_string(sample % 500)
                           + "\",\"model\":\"tuned\",\"scorer\":\"base\",\"sample\":"
                           + std::to_string(sample / 500)
                           + ",\"finish_reason\":\"stop\",\"correct\":"
                           + (sample % 3 == 0 ? "true" : "false") + ",\"text\":\"";
        for (std::uint64_t t = 0; t < tokens; ++t) {
            line += t % 40 == 39 ? "\\n" : "sum ";
        }
        line += "\",\"token_logprobs\":[";
        for (std::uint64_t t = 0; t < tokens; ++t) {
            const double surprise = -std::log1p(-passk::uniform_unit(bits));
            const auto logprob = static_cast<float>(-0.2 * surprise * surprise * surprise);
            char digits[32];
            const auto end =
                std::to_chars(digits, digits + sizeof digits, static_cast<double>(logprob));
            line.append(digits, end.ptr);
            line += t + 1 < tokens ? "," : "]}\n";
        }
        file << line;
        written += line.size();
    }
    return path;
}

// CPU seconds of a peer, or 0 if it is not there.
double peer_seconds(const std::string& peer, const std::string& path, std::uint64_t tokens) {
    const std::string peers = PASSK_BENCH_FOLDER "/adapter/json/scored_samples_peers.py";
    const std::string command =
        "OMP_NUM_THREADS=1 python3 \"" + peers + "\" " + peer + " \"" + path + "\" 2>/dev/null";
    std::FILE* const pipe = popen(command.c_str(), "r");
    double seconds = 0.0;
    unsigned long long counted = 0;
    if (pipe == nullptr || std::fscanf(pipe, "%lf %llu", &seconds, &counted) != 2
        || counted != tokens) {
        seconds = 0.0;
    }
    if (pipe != nullptr) {
        pclose(pipe);
    }
    return seconds;
}

constexpr int rounds = 5;

void read_scored_samples(benchmark::State& state) {
    const char* const wanted = std::getenv("PASSK_BENCH_BYTES");
    const std::string path =
        write_samples(wanted == nullptr ? 1'000'000'000 : std::strtoull(wanted, nullptr, 10));
    const auto median = [](std::vector<double> values) {
        const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::nth_element(values.begin(), middle, values.end());
        return *middle;
    };
    // In turns, so that what else the machine does falls on all alike.
    std::vector<double> own;
    std::map<std::string, std::vector<double>> ratios;
    for (auto _ : state) {
        for (int round = 0; round < rounds; ++round) {
            passk::compensated_sum total;
            std::uint64_t tokens = 0;
            const double start = cpu_seconds();
            const auto report = passk::adapter::json::read_scored_samples(
                path, {}, [&](const passk::adapter::json::scored_sample& sample) {
                    total.add(sample.score.log_probability);
                    tokens += *sample.score.tokens;
                });
            own.push_back(cpu_seconds() - start);
            if (!report) {
                state.SkipWithError(report.error().context.c_str());
                return;
            }
            benchmark::DoNotOptimize(total.value());
            for (const char* peer : {"orjson", "duckdb"}) {
                if (const double theirs = peer_seconds(peer, path, tokens); theirs > 0.0) {
                    ratios[peer].push_back(theirs / own.back());
                }
            }
        }
    }
    state.counters["MB/s"] =
        static_cast<double>(std::filesystem::file_size(path)) / median(own) / 1e6;
    for (const auto& [peer, values] : ratios) {
        state.counters[peer + "/ours"] = median(values);
    }
    std::filesystem::remove(path);
}
BENCHMARK(read_scored_samples)
    ->Name("read_scored_samples/peers")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
