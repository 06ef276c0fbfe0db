// SPDX-License-Identifier: Apache-2.0
// passk.study.humaneval_codegen16b PROBLEMS SAMPLES [workers] [namespaces|full] [journal]
//
// Judges recorded completions of HumanEval (16,400 programs of CodeGen-16B) and prints one line for
// each problem: its name, n, c and the letter of each program's verdict in the order of the file
// (program_verdict.hpp lists the letters), then pass@k with intervals. The table does not depend
// on the number of workers. With a journal a run that was stopped goes on where it was.
#include <passk/adapter/program.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/statistic.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <unistd.h>
#include <boost/json/parse.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace passk::adapter::program;

int complain(const std::string& what) {
    std::fprintf(stderr, "%s\n", what.c_str());
    return 1;
}

struct answered_problem {
    const program_task* task = nullptr;
    std::vector<std::string> completions{};
};

std::string judge_and_print(int argc, char** argv) {
    const auto tasks = read_tasks(argv[1]);
    const auto samples = detail::read_gzip_or_plain(argv[2]);
    if (!tasks || !samples) {
        return !tasks ? tasks.error().context : samples.error().context;
    }
    std::map<std::string, const program_task*> by_id;
    for (const loaded_task& loaded : tasks.value()) {
        by_id[loaded.task.id] = &loaded.task;
    }
    std::vector<answered_problem> problems;
    std::vector<program_submission> submissions;
    std::istringstream lines(samples.value());
    for (std::string line; std::getline(lines, line);) {
        const boost::json::value record = boost::json::parse(line);
        const auto known = by_id.find(std::string(record.at("task_id").as_string()));
        if (known == by_id.end()) {
            return "no problem for " + line.substr(0, 80);
        }
        answered_problem problem{known->second};
        for (const boost::json::value& text : record.at("completions").as_array()) {
            problem.completions.emplace_back(text.as_string());
        }
        problems.push_back(std::move(problem));
    }
    for (const answered_problem& problem : problems) {
        for (const std::string& completion : problem.completions) {
            submissions.push_back({problem.task, completion});
        }
    }

    judge_settings settings;
    settings.level =
        argc > 4 && std::string_view(argv[4]) == "full" ? isolation::full : isolation::namespaces;
    auto python = find_python();
    if (!python) {
        return python.error().context;
    }
    settings.interpreter = python.value();
    std::optional<verdict_journal> journal;
    if (argc > 5) {
        auto opened = verdict_journal::open(argv[5]);
        if (!opened) {
            return opened.error().context;
        }
        journal.emplace(std::move(opened).value());
    }
    judging_plan plan;
    plan.workers = argc > 3 ? static_cast<unsigned>(std::strtoul(argv[3], nullptr, 10)) : 0;
    plan.journal = journal ? &*journal : nullptr;
    const auto start = std::chrono::steady_clock::now();
    const auto seconds = [start] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    const bool on_terminal = ::isatty(2) != 0;
    plan.progress = [&](std::size_t done, std::size_t total) {
        if (on_terminal && (done % 100 == 0 || done == total)) {
            const double rate = static_cast<double>(done) / seconds();
            std::fprintf(stderr, "\r%zu of %zu, %.0f/s, %.0f s left  ", done, total, rate,
                         static_cast<double>(total - done) / rate);
        }
    };
    const auto judged = judge_programs(submissions, settings, plan);
    if (!judged) {
        return judged.error().context;
    }
    const double took = seconds();

    std::map<char, std::size_t> totals;
    std::vector<passk::tally> tallies;
    std::vector<std::string> names;
    std::size_t at = 0;
    for (const answered_problem& problem : problems) {
        passk::verdict_counts counts;
        std::string letters;
        for (std::size_t i = 0; i < problem.completions.size(); ++i, ++at) {
            const program_verdict& verdict = judged.value()[at];
            letters += letter(verdict.outcome);
            ++totals[letters.back()];
            counts.add(to_verdict(verdict.outcome));
            if (verdict.outcome == program_outcome::judge_error) {
                std::fprintf(stderr, "judge error: %s sample %zu: %s\n", problem.task->id.c_str(),
                             i, verdict.detail.c_str());
            }
        }
        tallies.push_back(counts.to_tally(passk::undecided_rule::not_correct));
        names.push_back(problem.task->id);
        std::printf("%s %llu %llu %s\n", names.back().c_str(),
                    static_cast<unsigned long long>(tallies.back().trials()),
                    static_cast<unsigned long long>(tallies.back().successes()), letters.c_str());
    }
    const std::vector<std::uint64_t> ks{1, 10, 100};
    const passk::problem_tallies table(tallies, names);
    const auto intervals =
        passk::confidence_intervals(passk::curve_of(table, ks), passk::sampled_problems{});
    for (std::size_t i = 0; i < ks.size(); ++i) {
        std::printf("# pass@%llu %.6f, 95%% for problems like these [%.4f, %.4f]\n",
                    static_cast<unsigned long long>(ks[i]), intervals[i].estimate,
                    intervals[i].bounds.value().lower, intervals[i].bounds.value().upper);
    }
    std::printf("#");
    for (const auto& [letter, count] : totals) {
        std::printf(" %c %zu", letter, count);
    }
    std::printf("\n");
    // Not part of the table, which is the same in every run.
    std::fprintf(stderr, "%s %s, %s: %zu programs in %.1f s, %.0f/s\n",
                 settings.interpreter->executable.c_str(), settings.interpreter->version.c_str(),
                 std::string(to_string(settings.level)).c_str(), submissions.size(), took,
                 static_cast<double>(submissions.size()) / took);
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: %s PROBLEMS SAMPLES [workers] [namespaces|full] [journal]\n",
                     argv[0]);
        return 2;
    }
    try {
        const std::string failure = judge_and_print(argc, argv);
        return failure.empty() ? 0 : complain(failure);
    } catch (const std::exception& failure) {
        return complain(failure.what());
    }
}
