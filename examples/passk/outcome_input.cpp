// SPDX-License-Identifier: Apache-2.0
// Reading the files of outcomes that curve, compare and forecast share.
#include "choice_option.hpp"
#include "progress.hpp"
#include "tool.hpp"

#include <passk/adapter/json.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/outcome_text.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>
#include <utility>

namespace json = passk::adapter::json;

namespace passk_tool {
namespace {

// NAME=FILE names the model of a file; a file whose own name holds "=" wins over that reading.
struct named_file {
    std::string model;
    std::string path;
};

named_file split_argument(const std::string& argument) {
    const std::size_t equals = argument.find('=');
    if (equals == std::string::npos || equals == 0 || std::filesystem::exists(argument)) {
        return {"", argument};
    }
    return {argument.substr(0, equals), argument.substr(equals + 1)};
}

// Tells what of directories and archives was not read.
void tell_left(const json::read_report& report) {
    if (report.left.empty()) {
        return;
    }
    constexpr std::size_t most = 5;
    std::cerr << "passk: note: " << report.files.size() << " files were read, "
              << report.left.size() << " were left:\n";
    for (std::size_t i = 0; i < report.left.size() && i < most; ++i) {
        std::string reason = report.left[i].reason;
        reason = reason.substr(0, reason.find(": "));
        std::cerr << "passk: note:   " << report.left[i].file << ": " << reason << '\n';
    }
    if (report.left.size() > most) {
        std::cerr << "passk: note:   and " << report.left.size() - most << " more\n";
    }
}

// The table without problems of which a model has no trial, such as those whose every sample
// failed: pass@k is not defined for them. A note tells of each model's.
passk::outcome_table without_empty(passk::outcome_table table, const outcome_input& input) {
    passk::outcome_table kept;
    bool any = false;
    for (const std::string& model : table.models()) {
        std::size_t left_out = 0;
        std::string example;
        for (const std::string& problem : table.problems()) {
            const std::optional<passk::verdict_counts> counts = table.find(problem, model);
            if (!counts) {
                continue;
            }
            if (counts->to_tally(input.undecided).trials() == 0) {
                ++left_out;
                example = problem;
            } else {
                kept.insert(problem, model, *counts);
            }
        }
        if (left_out > 0) {
            any = true;
            const std::string text = "model '" + model + "': " + std::to_string(left_out)
                                     + (left_out == 1 ? " problem has" : " problems have")
                                     + " no sample that counts, such as '" + example
                                     + "': left out";
            if (input.strict) {
                throw failure(data_say_no, text);
            }
            std::cerr << "passk: note: " << text << '\n';
        }
    }
    if (any && kept.empty()) {
        throw failure(data_say_no, "no problem has a sample that counts");
    }
    return any ? kept : table;
}

}  // namespace

void add_format_option(CLI::App& command, output_format& format) {
    add_choice(
        command, "--format", format,
        {{"text", output_format::text}, {"json", output_format::json}, {"csv", output_format::csv}},
        "How to print", "text|json|csv [text]");
}

void add_format_option(CLI::App& command, page_format& format) {
    add_choice(command, "--format", format,
               {{"text", page_format::text},
                {"json", page_format::json},
                {"csv", page_format::csv},
                {"markdown", page_format::markdown},
                {"latex", page_format::latex}},
               "How to print", "text|json|csv|markdown|latex [text]");
}

void add_outcome_input(CLI::App& command, outcome_input& input) {
    command
        .add_option("FILE", input.files,
                    "Result files, directories, patterns or archives, recognised by content; "
                    "NAME=FILE names the model")
        ->required()
        ->option_text("...");
    command
        .add_option("--input-format", input.file_format,
                    "Do not recognise the files, read them as: " + json::known_file_formats())
        ->option_text("NAME");
    command
        .add_option("--metric", input.metric,
                    "Which metric (lm-eval, evalscope, lighteval), scorer (inspect; SCORER.KEY), "
                    "reward (harbor, verifiers) or field (verl, nemo, csv) decides")
        ->option_text("NAME");
    command
        .add_option("--threshold", input.threshold,
                    "A score is correct from here on (without it, 1 is correct, 0 is not, and what "
                    "lies between is undecided)")
        ->option_text("SCORE");
    command
        .add_option("--problem-field", input.problem_field,
                    "Read files of any JSON or CSV: where the problem's name stands, as "
                    "data.question.id or results.*.name")
        ->option_text("PATH");
    command
        .add_option("--verdict-field", input.verdict_field,
                    "Where the verdict stands: true, false, a score, a word, or a list")
        ->option_text("PATH");
    command.add_option("--model-field", input.model_field, "Where the model's name stands")
        ->option_text("PATH");
    command
        .add_option("--sample-field", input.sample_field,
                    "Where a number or text stands that tells the samples of a problem apart")
        ->option_text("PATH");
    command.add_option("--filter", input.filter, "Which filter of lm-eval counts")
        ->option_text("NAME");
    add_choice(command, "--evalplus", input.evalplus_base, {{"base", true}, {"plus", false}},
               "Which tests of EvalPlus decide", "base|plus [plus]");
    add_choice(
        command, "--undecided", input.undecided,
        {{"not-correct", passk::undecided_rule::not_correct},
         {"excluded", passk::undecided_rule::excluded}},
        "What a completion without a verdict counts as: a trial that is not correct, so that "
        "pass@k is a lower bound, or no trial at all",
        "not-correct|excluded [not-correct]");
    command.add_flag("--strict", input.strict,
                     "Refuse (exit code 1) what would otherwise be a note: unequal n, undecided or "
                     "missing completions, problems of one model only");
}

passk::outcome_table read_table(const outcome_input& input) {
    json::read_options options;
    if (!input.file_format.empty()) {
        options.format = json::file_format_of(input.file_format);
        if (!options.format) {
            throw failure(wrong_usage,
                          "--input-format: '" + input.file_format
                              + "' is not known; there are: " + json::known_file_formats());
        }
    }
    options.metric = input.metric;
    options.filter = input.filter;
    options.tests = input.evalplus_base ? json::evalplus_tests::base : json::evalplus_tests::plus;
    progress_line progress("reading");
    options.on_progress = [&progress](const json::read_progress& state) {
        progress.update(state.bytes_read, state.bytes_total, "bytes", state.file);
        return true;
    };

    options.threshold = input.threshold;
    options.fields = {.problem = input.problem_field,
                      .verdict = input.verdict_field,
                      .model = input.model_field,
                      .sample = input.sample_field};
    std::vector<json::outcome_file> files;
    for (const std::string& argument : input.files) {
        const named_file file = split_argument(argument);
        files.push_back({.path = file.path, .model = file.model});
    }
    passk::outcome_table table;
    const passk::result<json::read_report> report = json::read_into(table, files, options);
    progress.clear();
    if (!report) {
        throw failure(data_say_no, report.error().context);
    }
    for (const json::read_note& note : report.value().notes) {
        std::string where = note.file;
        if (note.line > 0) {
            where += ':' + std::to_string(note.line);
        }
        where += where.empty() ? "" : ": ";
        if (input.strict && note.doubtful) {
            throw failure(data_say_no, where + note.text);
        }
        std::cerr << "passk: note: " << where << note.text << '\n';
    }
    tell_left(report.value());
    return input.keep_empty ? table : without_empty(std::move(table), input);
}

void require_model(const passk::outcome_table& table, const std::string& model,
                   const std::string& option) {
    const auto models = table.models();
    if (std::find(models.begin(), models.end(), model) != models.end()) {
        return;
    }
    std::string list;
    for (const std::string& name : models) {
        list += (list.empty() ? "'" : ", '") + name + '\'';
    }
    std::string message = option + ": no model is called '" + model + '\''
                          + json::did_you_mean(model, models) + "; there "
                          + (models.size() == 1 ? "is " : "are ") + list;
    if (models.size() == 1 && option != "--model") {
        message += ". To compare two runs of one model, name them: a=FILE b=FILE";
    }
    throw failure(wrong_usage, message);
}

void report_unequal(const passk::outcome_summary& summary, bool strict) {
    std::string note;
    if (summary.fewest_trials != summary.most_trials) {
        note = "n differs between problems, " + passk::trials_text(summary)
               + "; k can go up to the smallest";
    }
    if (strict && summary.undecided + summary.missing > 0) {
        note += (note.empty() ? "" : "; ") + passk::grouped_text(summary.undecided)
                + " completions are undecided, " + passk::grouped_text(summary.missing)
                + " missing";
    }
    if (note.empty()) {
        return;
    }
    if (strict) {
        throw failure(data_say_no, "model '" + summary.model + "': " + note);
    }
    std::cerr << "passk: note: model '" << summary.model << "': " << note << '\n';
}

}  // namespace passk_tool
