// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_TOOL_HPP
#define PASSK_EXAMPLES_TOOL_HPP

// What the subcommands of the passk tool share. Each subcommand is one file: it declares its
// options, reads, calls the library and prints.

#include "subcommands.hpp"

#include <passk/compare/analysis_options.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/outcome/outcome_summary.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace passk {
struct report_page;
}

namespace passk_tool {

/// Ends a subcommand: main prints "passk: " and the message on stderr and exits with the code.
class failure : public std::runtime_error {
public:
    failure(exit_code code, const std::string& message)
        : std::runtime_error(message), code_(code) {}
    [[nodiscard]] exit_code code() const noexcept { return code_; }

private:
    exit_code code_;
};

/// What a result holds.
/// @throws failure with data_say_no and the result's error, if it holds one
template <class T>
T or_fail(passk::result<T> got) {
    if (!got) {
        throw failure(data_say_no, got.error().context);
    }
    return std::move(got).value();
}

enum class output_format : std::uint8_t { text, json, csv };

/// Adds --format text|json|csv.
void add_format_option(CLI::App& command, output_format& format);

/// The formats of what has a page.
enum class page_format : std::uint8_t { text, json, csv, markdown, latex };

/// Adds --format text|json|csv|markdown|latex.
void add_format_option(CLI::App& command, page_format& format);

/// Where a report is written, beside what is printed.
struct report_files {
    std::string html{};
    std::string svg_directory{};
    std::string vega_directory{};

    [[nodiscard]] bool wanted() const {
        return !html.empty() || !svg_directory.empty() || !vega_directory.empty();
    }
};

/// Adds --html, --svg and --vega.
void add_report_options(CLI::App& command, report_files& files);

/// Writes what was asked for.
/// @throws failure with data_say_no if a file cannot be written
void write_report(const report_files& files, const passk::report_page& page);

/// The page as Markdown or LaTeX.
[[nodiscard]] std::string page_text(const passk::report_page& page, page_format format);

/// "passk 0.1.0".
[[nodiscard]] std::string version_text();

/// The command line as it can be typed again.
[[nodiscard]] const std::string& command_text();

/// The files of outcomes that a subcommand reads, and how.
struct outcome_input {
    std::vector<std::string> files{};
    std::string file_format{};    ///< empty: recognised by content
    std::string metric{};         ///< empty: the format's usual one
    std::string filter{};         ///< empty: the first in the file
    std::string problem_field{};  ///< of a file of another kind: where the problem's name stands
    std::string verdict_field{};
    std::string model_field{};
    std::string sample_field{};
    std::optional<double> threshold{};  ///< from which on a score is correct
    bool evalplus_base = false;
    passk::undecided_rule undecided = passk::undecided_rule::not_correct;
    bool strict = false;
    bool keep_empty = false;  ///< keep problems without a trial, for which pass@k is not defined
};

/// Adds FILE..., --input-format, --metric, --filter, --threshold, --problem-field and the like,
/// --evalplus, --undecided and --strict.
void add_outcome_input(CLI::App& command, outcome_input& input);

/// Reads all files into one table; shows progress on a terminal.
/// @throws failure with data_say_no if a file cannot be read
[[nodiscard]] passk::outcome_table read_table(const outcome_input& input);

/// Makes sure that the table has a model of that name.
/// @param option  the option that named it, for the message
/// @throws failure with wrong_usage, which tells the models that there are, and the nearest name
void require_model(const passk::outcome_table& table, const std::string& model,
                   const std::string& option);

/// Says on stderr that n differs between problems, or that completions are undecided or missing.
/// @throws failure with data_say_no if strict
void report_unequal(const passk::outcome_summary& summary, bool strict);

class stage_line;

/// How outcomes are analysed: --k, --estimand, --interval, --clusters, --level, --resamples, --seed
/// and --threads.
struct analysis_choice {
    passk::estimand target = passk::estimand::sampled_problems;
    std::string attempts{};  ///< --k; empty: the subcommand's usual grid
    std::string method{};    ///< --interval; empty: the recommended one
    double level = 0.95;
    std::uint64_t resamples = 10'000;
    std::uint64_t seed = 1;
    unsigned threads = 0;    ///< 0: one for each core
    std::string clusters{};  ///< FILE or FILE:COLUMN that names each problem's cluster; or empty

    /// Fills in the library's options, with stages shown on a terminal.
    /// @param stage  must outlive the options
    /// @throws failure with data_say_no if the file of clusters cannot be read
    void apply(passk::analysis_options& options, stage_line& stage) const;

    /// The value of an analysis.
    /// @throws failure with data_say_no and the analysis's error, if there is one
    template <class T>
    T value(passk::result<T> analysed) const {
        if (!analysed && analysed.error().code == passk::errc::malformed && !clusters.empty()) {
            throw failure(data_say_no, clusters + ": " + analysed.error().context);
        }
        return or_fail(std::move(analysed));
    }
};

/// Adds --k.
void add_attempts_option(CLI::App& command, analysis_choice& choice);

/// Adds --estimand, --level, --resamples, --seed and --threads.
void add_interval_options(CLI::App& command, analysis_choice& choice);

/// Adds --interval and --clusters, for means of pass@k.
void add_method_option(CLI::App& command, analysis_choice& choice);

/// The k values that --k asks for: "1,2,4", "all", "paper" or "doubling", up to `largest`.
/// @throws failure with wrong_usage if the text is none of these
[[nodiscard]] std::vector<std::uint64_t> parse_attempts(const std::string& text,
                                                        std::uint64_t largest);

}  // namespace passk_tool

#endif  // PASSK_EXAMPLES_TOOL_HPP
