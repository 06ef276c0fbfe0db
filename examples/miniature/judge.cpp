// SPDX-License-Identifier: Apache-2.0
// miniature judge: draws from models, verifies, counts, and scores perplexities.
#include "../passk/progress.hpp"
#include "commands.hpp"

#include <passk/adapter/tiny_lm/tiny_lm_backend.hpp>
#include <passk/core/result.hpp>
#include <passk/infer/scoring_request.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace miniature {
namespace {

struct judge_options {
    std::vector<std::string> models{};
    std::string out{};
    std::uint32_t count = 256;
    std::size_t problems = 200;
    std::uint32_t scored = 16;
    double temperature = 1.0;
    std::uint64_t seed = 1000;
    unsigned threads = 0;
};

struct judged_model {
    std::string name{};
    lm::stored_model model;
    std::vector<std::vector<response>> responses{};
};

std::ofstream open_output(const std::filesystem::path& path) {
    std::ofstream file(path);
    if (!file) {
        throw std::runtime_error(path.string() + ": cannot be written");
    }
    return file;
}

void check_written(std::ofstream& file, const std::filesystem::path& path) {
    file.close();
    if (!file) {
        throw std::runtime_error(path.string() + ": write failed");
    }
}

// A record that passk perplexity reads. Names and prompts hold nothing that JSON would escape.
void write_scored(std::ofstream& file, const std::string& problem, const std::string& model,
                  const std::string& scorer, std::size_t sample, const response& given,
                  std::span<const double> logprobs) {
    std::string line = R"({"problem":")" + problem + R"(","model":")" + model + R"(","scorer":")"
                       + scorer + R"(","sample":)" + std::to_string(sample) + R"(,"correct":)"
                       + (given.correct ? "true" : "false") + R"(,"finish_reason":")"
                       + std::string(passk::to_string(given.drawn.finish))
                       + R"(","logprobs":{"distribution":"raw","ending":"included"})"
                       + R"(,"token_logprobs":[)";
    for (std::size_t t = 0; t < logprobs.size(); ++t) {
        char digits[32];
        const auto [end, failure] = std::to_chars(digits, digits + sizeof digits, logprobs[t]);
        static_cast<void>(failure);  // 32 characters hold any double
        line += t == 0 ? "" : ",";
        line.append(digits, end);
    }
    file << line << "]}\n";
}

void score(const judge_options& options, std::span<const passk::problem> problems,
           std::span<const judged_model> models, std::ofstream& file) {
    const judged_model& base = models.front();
    lm::tiny_lm_backend scorer(base.model, {.model = base.name, .threads = options.threads});
    for (const judged_model& one : models) {
        std::vector<passk::scoring_request> requests;
        for (const std::vector<response>& responses : one.responses) {
            for (std::size_t i = 0; i < options.scored; ++i) {
                const passk::completion& drawn = responses[i].drawn;
                requests.push_back(
                    {.prompt = drawn.prompt_token_ids, .continuation = drawn.tokens});
            }
        }
        const std::vector<passk::result<passk::token_logprobs>> scores =
            scorer.score(requests, std::stop_token{});
        for (std::size_t r = 0; r < scores.size(); ++r) {
            const std::size_t p = r / options.scored;
            const std::size_t i = r % options.scored;
            if (!scores[r]) {
                throw std::runtime_error(scores[r].error().context);
            }
            const response& given = one.responses[p][i];
            write_scored(file, problems[p].id, one.name, base.name, i, given,
                         scores[r].value().values());
            if (&one != &base) {
                write_scored(file, problems[p].id, one.name, one.name, i, given,
                             given.drawn.logprobs->values());
            }
        }
    }
}

void judge(const judge_options& options) {
    if (options.scored > options.count) {
        throw std::runtime_error("--scored is at most -n");
    }
    std::filesystem::create_directories(options.out);
    const std::vector<passk::problem> problems = test_problems(options.problems);
    std::vector<judged_model> models;
    for (const std::string& argument : options.models) {
        const auto [name, path] = split_model(argument);
        models.push_back({.name = name, .model = read_model(path)});
    }
    const std::filesystem::path counts_path = std::filesystem::path(options.out) / "counts.csv";
    std::ofstream counts = open_output(counts_path);
    counts << "model,problem,n,c\n";
    const auto start = std::chrono::steady_clock::now();
    passk_tool::progress_line progress("drawing and verifying");
    const std::uint64_t total = models.size() * problems.size() * options.count;
    std::uint64_t done = 0;
    constexpr std::size_t stride = 20;
    for (judged_model& one : models) {
        for (std::size_t first = 0; first < problems.size(); first += stride) {
            const std::span<const passk::problem> some(problems.data() + first,
                                                       (std::min)(stride, problems.size() - first));
            std::vector<std::vector<response>> responses = respond(
                one.model, some, options.count,
                {.temperature = options.temperature, .seed = options.seed}, options.threads, true);
            for (std::vector<response>& each : responses) {
                one.responses.push_back(std::move(each));
            }
            done += some.size() * options.count;
            progress.update(done, total, "responses", one.name);
        }
        const std::vector<passk::tally> tallies = count_correct(one.responses);
        for (std::size_t p = 0; p < problems.size(); ++p) {
            counts << one.name << ',' << problems[p].id << ',' << tallies[p].trials() << ','
                   << tallies[p].successes() << '\n';
        }
    }
    progress.clear();
    check_written(counts, counts_path);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    std::printf("%llu responses to %zu problems drawn and verified in %.1f s, %.0f a second\n",
                static_cast<unsigned long long>(total), problems.size(), spent.count(),
                static_cast<double>(total) / spent.count());
    if (options.scored > 0) {
        const std::filesystem::path scored_path =
            std::filesystem::path(options.out) / "scored.jsonl";
        std::ofstream scored = open_output(scored_path);
        score(options, problems, models, scored);
        check_written(scored, scored_path);
    }
}

}  // namespace

void add_judge(CLI::App& app, action& chosen) {
    CLI::App* const command = app.add_subcommand(
        "judge", "draw from models, verify, count, and score under the first of them");
    command->footer(
        "Writes OUT/counts.csv for passk curve and passk compare, and OUT/scored.jsonl for\n"
        "passk perplexity. The same seed gives the same files for any number of threads.");
    auto options = std::make_shared<judge_options>();
    command->add_option("models", options->models, "NAME=WEIGHTS..., the base first")->required();
    command->add_option("--out", options->out, "Folder to write to")->required();
    command->add_option("-n", options->count, "Responses to each problem")
        ->check(CLI::Range(1, 1 << 20))
        ->capture_default_str();
    command->add_option("--problems", options->problems, "Held-out problems, always the same")
        ->check(CLI::Range(1, 5000))
        ->capture_default_str();
    command
        ->add_option("--scored", options->scored,
                     "Responses to each problem of which log-probabilities are written")
        ->capture_default_str();
    command->add_option("--temperature", options->temperature)
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--seed", options->seed)->capture_default_str();
    command->add_option("--threads", options->threads, "0: one for each processor")
        ->capture_default_str();
    command->callback([options, &chosen] { chosen = [options] { judge(*options); }; });
}

}  // namespace miniature
