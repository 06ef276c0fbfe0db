// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_TOOL_HPP
#define PASSK_EXAMPLES_TOOL_HPP

// What the subcommands of the passk tool share. Each subcommand is one file: it declares its
// options, reads, calls the library and prints.

#include <passk/compare/permutation_test.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/result.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/verdict_counts.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/outcome_summary.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace CLI {
class App;
}
namespace passk {
struct report_page;
}

namespace passk_tool {

/// What the shell is told.
enum exit_code : int {
    done = 0,
    data_say_no = 1,  ///< a file cannot be read or used
    wrong_usage = 2,  ///< the command line asks for what cannot be
};

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

/// What the chosen subcommand does once the whole command line was understood.
using action = std::function<exit_code()>;

void add_curve(CLI::App& app, action& chosen);
void add_compare(CLI::App& app, action& chosen);
void add_forecast(CLI::App& app, action& chosen);
void add_convert(CLI::App& app, action& chosen);
void add_probe(CLI::App& app, action& chosen);
void add_sample(CLI::App& app, action& chosen);
void add_score(CLI::App& app, action& chosen);
void add_perplexity(CLI::App& app, action& chosen);
void add_verify(CLI::App& app, action& chosen);
void add_verify_program(CLI::App& verify, action& chosen);  ///< a subcommand of verify

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
    std::string file_format{};  ///< empty: recognised by content
    std::string metric{};       ///< empty: the format's usual one
    std::string filter{};       ///< empty: the first in the file
    std::string problem_field{};  ///< of a file of another kind: where the problem's name stands
    std::string verdict_field{};
    std::string model_field{};
    std::string sample_field{};
    std::optional<double> threshold{};  ///< from which on a score is correct
    bool evalplus_base = false;
    passk::undecided_rule undecided = passk::undecided_rule::not_correct;
    bool strict = false;
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

/// How intervals are made: --estimand, --interval, --clusters, --level, --resamples, --seed and
/// --threads.
struct interval_choice {
    passk::estimand target = passk::estimand::sampled_problems;
    std::optional<passk::interval_method> method{};  ///< none: recommend_interval's
    double level = 0.95;
    std::uint64_t resamples = 10'000;
    std::uint64_t seed = 1;
    unsigned threads = 0;    ///< 0: one for each core
    std::string clusters{};  ///< FILE or FILE:COLUMN that names each problem's family; or empty

    [[nodiscard]] passk::bootstrap_options bootstrap() const;
    [[nodiscard]] passk::permutation_options permutations() const;  ///< as many as resamples
};

/// Adds the options of interval_choice but --interval and --clusters.
void add_interval_options(CLI::App& command, interval_choice& choice);

/// Adds --interval and --clusters, for means of pass@k.
void add_method_option(CLI::App& command, interval_choice& choice);

/// The families of problems as --clusters has them.
class family_table {
public:
    /// @throws failure with data_say_no if the file cannot be read or has no such column
    explicit family_table(const std::string& file_and_column);

    /// For each problem the number of its family; empty if there are no families.
    /// @throws failure with data_say_no if a problem has none, or all have the same
    [[nodiscard]] std::vector<std::size_t> numbers(std::span<const std::string> problems) const;

private:
    std::string file_{};  // empty: no families
    std::unordered_map<std::string, std::string> families_{};
};

/// How many families there are: family_table numbers them from 0.
[[nodiscard]] std::size_t family_count(std::span<const std::size_t> clusters);

/// The mean curve of a benchmark with the intervals that were chosen, by the recommended method
/// if none was; where there is none, why.
[[nodiscard]] std::vector<passk::estimate_with_interval> curve_with_intervals(
    passk::problem_tallies problems, std::span<const std::uint64_t> ks,
    const interval_choice& choice, std::span<const std::size_t> clusters);

/// The same for tuned - base, about `target` whatever choice.target is.
[[nodiscard]] std::vector<passk::estimate_with_interval> difference_with_intervals(
    const passk::paired_outcomes& outcomes, std::span<const std::uint64_t> ks,
    const interval_choice& choice, passk::estimand target, std::span<const std::size_t> clusters);

/// Adds --k.
void add_attempts_option(CLI::App& command, std::string& attempts);

/// The k values that --k asks for: "1,2,4", "all", "paper" or "doubling", up to `largest`.
/// @throws failure with wrong_usage if the text is none of these
[[nodiscard]] std::vector<std::uint64_t> parse_attempts(const std::string& text,
                                                        std::uint64_t largest);

}  // namespace passk_tool

#endif  // PASSK_EXAMPLES_TOOL_HPP
