// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_READ_CSV_HPP
#define PASSK_ADAPTER_JSON_READ_CSV_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/csv_records.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/outcome_collector.hpp>
#include <passk/adapter/json/read_counts.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace passk::adapter::json::detail {

// A CSV file with a header, its columns in any order, in one of three forms:
//
//   counts   problem, n, c           one row a problem (and model); undecided and missing may
//                                    stand beside them, and n includes the undecided
//   samples  problem, correct        one row a sample; a column sample or trial numbers them
//   wide     problem, <model>, ...   one column a model, one row a problem: 0, 1, or nothing
//                                    where the model's sample is missing
//
// A column model names the model in the first two; benchmark_id goes before the problem's name.
class csv_table {
public:
    explicit csv_table(file_context& file) : file_(file) {}

    [[nodiscard]] std::optional<error> read(byte_source& source) {
        csv_records rows(source);
        std::vector<std::string> header;
        std::vector<std::string> row;
        const auto failed = [&](std::string_view what) {
            return error{errc::malformed, located(source.name(), rows.line(), what)};
        };
        const result<bool> begun = rows.next(header);
        if (!begun) {
            return begun.error();
        }
        if (!begun.value()) {
            return failed("the file is empty");
        }
        try {
            check_header(header);
            while (true) {
                const result<bool> got = rows.next(row);
                if (!got) {
                    return got.error();
                }
                if (!got.value()) {
                    break;
                }
                if (row.size() != header.size()) {
                    return failed("the row has " + std::to_string(row.size())
                                  + " fields, the header " + std::to_string(header.size()));
                }
                enter(header, row);
            }
        } catch (const refusal& complaint) {
            return failed(complaint.what());
        }
        if (file_.out.current_file().problems == 0) {
            return failed("there is a header but no row");
        }
        if (rows.ends_without_newline()) {
            file_.out.note(rows.line(), "the last line has no line end: was the file cut?");
        }
        return std::nullopt;
    }

private:
    // Where the columns that mean something stand.
    struct columns {
        explicit columns(const std::vector<std::string>& header)
            : problem(position(header, std::array<std::string_view, 4>{"problem", "example_id",
                                                                       "problem_id", "task_id"})),
              benchmark(position(header, std::array<std::string_view, 1>{"benchmark_id"})),
              model(position(header, std::array<std::string_view, 2>{"model", "system"})),
              n(position(header, std::array<std::string_view, 2>{"n", "count"})),
              sample(position(header, std::array<std::string_view, 2>{"sample", "trial"})),
              judged(position(header,
                              std::array<std::string_view, 5>{"verdict", "correct", "is_correct",
                                                              "passed", "reward"})),
              c(position(header, std::array<std::string_view, 1>{"c"})),
              undecided(position(header, std::array<std::string_view, 1>{"undecided"})),
              missing(position(header, std::array<std::string_view, 1>{"missing"})) {
            if (n && !c) {  // eval-arena calls them count and correct
                c = position(header, std::array<std::string_view, 1>{"correct"});
            }
        }

        [[nodiscard]] static std::optional<std::size_t> position(
            const std::vector<std::string>& header, std::span<const std::string_view> names) {
            for (const std::string_view name : names) {
                for (std::size_t i = 0; i < header.size(); ++i) {
                    if (header[i] == name) {
                        return i;
                    }
                }
            }
            return std::nullopt;
        }

        std::optional<std::size_t> problem;
        std::optional<std::size_t> benchmark;
        std::optional<std::size_t> model;
        std::optional<std::size_t> n;
        std::optional<std::size_t> sample;
        std::optional<std::size_t> judged;
        std::optional<std::size_t> c;
        std::optional<std::size_t> undecided;
        std::optional<std::size_t> missing;
    };

    enum class form : std::uint8_t { counts, samples, wide };

    void check_header(const std::vector<std::string>& header) {
        for (std::size_t i = 0; i < header.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (header[i] == header[j]) {
                    refuse("two columns have the same name", excerpt(header[i]));
                }
            }
        }
        at_ = columns(header);
        if (!at_.problem) {
            refuse("there is no column 'problem'", joined(header));
        }
        if (at_.n || at_.c) {
            form_ = form::counts;
            if (!at_.n || !at_.c) {
                refuse(at_.n ? "there is no column 'c'" : "there is no column 'n'", joined(header));
            }
        } else if (at_.judged) {
            form_ = form::samples;
        } else {
            form_ = form::wide;
            if (header.size() < 2 || at_.model || at_.sample) {
                refuse("there are no columns 'n' and 'c', and none 'correct'", joined(header));
            }
        }
    }

    void enter(const std::vector<std::string>& header, const std::vector<std::string>& row) {
        std::string problem = name_in(row[*at_.problem], "the problem's name");
        if (at_.benchmark) {
            problem = name_in(row[*at_.benchmark], "the benchmark's name") + '/' + problem;
        }
        const std::string model =
            file_.model(at_.model ? std::string_view(row[*at_.model]) : std::string_view());
        switch (form_) {
            case form::counts: {
                const auto optional_count = [&](std::optional<std::size_t> column,
                                                std::string_view name) {
                    return column && !row[*column].empty() ? count_in(row[*column], name) : 0;
                };
                file_.out.add(problem, model,
                              checked_counts(count_in(row[*at_.n], "n"), count_in(row[*at_.c], "c"),
                                             optional_count(at_.undecided, "undecided"),
                                             optional_count(at_.missing, "missing")),
                              repetition::never);
                break;
            }
            case form::samples: {
                const verdict_counts one = verdict_in(row[*at_.judged], header[*at_.judged]);
                if (at_.sample) {
                    const std::string& sample = row[*at_.sample];
                    file_.out.add_sample(problem, model, sample_in(sample), excerpt(sample), one);
                } else {
                    file_.out.add(problem, model, one, repetition::allowed);
                }
                break;
            }
            case form::wide:
                for (std::size_t i = 0; i < row.size(); ++i) {
                    if (i != *at_.problem && i != at_.benchmark) {
                        verdict_counts one{.missing = 1};
                        if (!row[i].empty()) {
                            one = verdict_in(row[i], "column '" + excerpt(header[i]) + '\'');
                        }
                        file_.out.add(problem, file_.model(header[i]), one, repetition::never);
                    }
                }
                break;
        }
    }

    [[nodiscard]] static std::string joined(const std::vector<std::string>& header) {
        std::string text;
        for (const std::string& name : header) {
            text += text.empty() ? "" : ",";
            text += name;
        }
        return excerpt(text);
    }

    [[nodiscard]] static std::string name_in(const std::string& text, std::string_view what) {
        if (text.empty()) {
            refuse(std::string(what) + " is empty", "");
        }
        return as_name(text);
    }

    [[nodiscard]] static std::optional<double> number_in(std::string_view text) {
        double number = 0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (code == std::errc::result_out_of_range) {
            return static_cast<double>(max_count) * 2;
        }
        if (code != std::errc() || end != text.data() + text.size()) {
            return std::nullopt;
        }
        return number;
    }

    [[nodiscard]] static std::uint64_t count_in(const std::string& text, std::string_view what) {
        const std::optional<double> number = number_in(text);
        if (!number) {
            refuse(std::string(what) + " is not a number", excerpt(text));
        }
        return count_of(*number, what, excerpt(text));
    }

    // A verdict; an empty field is undecided.
    [[nodiscard]] static verdict_counts verdict_in(const std::string& text, std::string_view what) {
        if (text.empty()) {
            return counts_of(verdict::undecided);
        }
        const std::optional<double> number = number_in(text);
        return counts_of(number ? verdict_of(*number, what, excerpt(text))
                                : verdict_of(text, what));
    }

    [[nodiscard]] static std::uint64_t sample_in(const std::string& text) {
        std::uint64_t number = 0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
        return code == std::errc() && end == text.data() + text.size() ? number : hash_of(text);
    }

    file_context& file_;
    columns at_{{}};
    form form_ = form::counts;
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_CSV_HPP
