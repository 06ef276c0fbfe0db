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
                    "Result files, recognised by content (.gz too); NAME=FILE names the model")
        ->required()
        ->option_text("...");
    command
        .add_option("--input-format", input.file_format,
                    "Do not recognise the files, read them as: " + json::known_file_formats())
        ->option_text("NAME");
    command
        .add_option("--metric", input.metric,
                    "Which metric (lm-eval, evalscope), scorer (inspect) or field (verl, nemo) "
                    "decides")
        ->option_text("NAME");
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

    // Files of one name are read together, so that the seeds of one run join.
    std::vector<std::pair<std::string, std::vector<std::string>>> groups;
    for (const std::string& argument : input.files) {
        const named_file file = split_argument(argument);
        const auto same_model = [&file](const auto& group) { return group.first == file.model; };
        auto group = std::find_if(groups.begin(), groups.end(), same_model);
        if (group == groups.end()) {
            group = groups.insert(group, {file.model, {}});
        }
        group->second.push_back(file.path);
    }

    passk::outcome_table table;
    for (const auto& [model, paths] : groups) {
        options.rename_model = model;
        const passk::result<json::read_report> report = json::read_into(table, paths, options);
        if (!report) {
            progress.clear();
            throw failure(data_say_no, report.error().context);
        }
        progress.clear();
        for (const json::read_note& note : report.value().notes) {
            std::string where = note.file;
            if (note.line > 0) {
                where += ':';
                where += std::to_string(note.line);
            }
            if (input.strict) {
                throw failure(data_say_no, where + ": " + note.text);
            }
            std::cerr << "passk: note: " << where << ": " << note.text << '\n';
        }
    }
    return table;
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
