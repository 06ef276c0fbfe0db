// SPDX-License-Identifier: Apache-2.0
// passk convert: what was read from result files, in passk's own formats.
#include "line_output.hpp"
#include "tool.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace passk_tool {
namespace {

struct convert_options {
    outcome_input input{};
    std::string out{};
};

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",;\t\"\r\n") == std::string::npos) {
        return text;
    }
    std::string out = "\"";
    for (const char c : text) {
        out += c == '"' ? "\"\"" : std::string(1, c);
    }
    return out + '"';
}

std::string json_text(const std::string& text) {
    return boost::json::serialize(boost::json::string(text));
}

// Calls write(problem, model, counts) for each.
template <class Write>
void for_each_outcome(const passk::outcome_table& table, const Write& write) {
    for (const std::string& model : table.models()) {
        for (const std::string& problem : table.problems()) {
            if (const auto counts = table.find(problem, model)) {
                write(problem, model, *counts);
            }
        }
    }
}

void write_counts(std::ostream& out, const passk::outcome_table& table) {
    out << "model,problem,n,c,undecided,missing\n";
    for_each_outcome(table, [&](const std::string& problem, const std::string& model,
                                const passk::verdict_counts& counts) {
        out << csv_field(model) << ',' << csv_field(problem) << ',' << counts.drawn() << ','
            << counts.correct << ',' << counts.undecided << ',' << counts.missing << '\n';
    });
}

void write_verdicts(std::ostream& out, const passk::outcome_table& table) {
    for_each_outcome(table, [&](const std::string& problem, const std::string& model,
                                const passk::verdict_counts& counts) {
        const std::string begin = "{\"model\":" + json_text(model)
                                  + ",\"problem\":" + json_text(problem) + ",\"sample\":";
        std::uint64_t sample = 0;
        const auto some = [&](std::uint64_t count, std::string_view verdict) {
            for (std::uint64_t i = 0; i < count; ++i) {
                out << begin << sample++ << ",\"verdict\":\"" << verdict << "\"}\n";
            }
        };
        some(counts.correct, "correct");
        some(counts.incorrect, "incorrect");
        some(counts.undecided, "undecided");
    });
}

exit_code run_convert(const convert_options& options) {
    const bool verdicts = options.out.ends_with(".jsonl");
    if (!verdicts && !options.out.empty() && !options.out.ends_with(".csv")) {
        throw failure(wrong_usage, "--out: '" + options.out
                                       + "' must end in .csv for counts or in .jsonl for verdicts");
    }
    const passk::outcome_table table = read_table(options.input);
    line_output out(options.out, options.input.files);
    if (verdicts) {
        write_verdicts(out.stream(), table);
    } else {
        write_counts(out.stream(), table);
    }
    out.finish();
    return done;
}

}  // namespace

void add_convert(CLI::App& app, action& chosen) {
    CLI::App* command =
        app.add_subcommand("convert", "what result files hold, as counts or verdicts");
    command->footer(
        "A .csv file holds counts: model,problem,n,c,undecided,missing. A .jsonl file holds a\n"
        "verdict a line: {\"model\", \"problem\", \"sample\", \"verdict\"}; samples are numbered "
        "anew,\n"
        "the correct ones first. passk reads both.\n"
        "\n"
        "Examples:\n"
        "  passk convert logs/ --out counts.csv          all logs in a folder\n"
        "  passk convert run.eval --metric match --out verdicts.jsonl");
    auto options = std::make_shared<convert_options>();
    options->input.keep_empty = true;
    add_outcome_input(*command, options->input);
    command->add_option("--out", options->out, "Where to write [standard output, as CSV]")
        ->option_text("FILE");
    command->callback([options, &chosen] { chosen = [options] { return run_convert(*options); }; });
}

}  // namespace passk_tool
