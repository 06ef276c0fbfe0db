// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_READ_CSV_HPP
#define PASSK_ADAPTER_JSON_READ_CSV_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/csv_records.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/inverse_pass_at_k.hpp>
#include <passk/adapter/json/outcome_collector.hpp>
#include <passk/adapter/json/read_counts.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace passk::adapter::json::detail {

// A CSV file with a header, its columns in any order, in one of three forms:
//
//   counts   problem, n, c           one row a problem (and model); undecided and missing may
//                                    stand beside them, and n includes the undecided; pass@k in
//                                    place of c
//   samples  problem, correct        one row a sample; columns sample, trial, seed number them
//   wide     problem, <model>, ...   one column a model, one row a problem: 0, 1, or nothing
//                                    where the model's sample is missing
//
// A column model names the model in the first two; benchmark_id goes before the problem's name.
// Columns go by the names of fields.hpp, in any case, with '_' or '-' or blanks; or by those that
// read_options::fields gives.
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
            tell_unused();
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
    // The columns that mean something: places in the header.
    struct columns {
        std::optional<std::size_t> problem{};
        std::optional<std::size_t> benchmark{};
        std::optional<std::size_t> model{};
        std::optional<std::size_t> agent{};
        std::optional<std::size_t> n{};
        std::optional<std::size_t> c{};
        std::optional<std::size_t> judged{};
        std::optional<std::size_t> undecided{};
        std::optional<std::size_t> missing{};
        std::vector<std::size_t> numbers{};  // together they number the sample
        std::vector<std::pair<std::size_t, std::uint64_t>> pass_at_k{};  // column and k
    };

    enum class form : std::uint8_t { counts, samples, wide };

    [[nodiscard]] static std::string plain_name(std::string_view name) {
        std::string out;
        for (const char c : name) {
            out += c >= 'A' && c <= 'Z'   ? static_cast<char>(c - 'A' + 'a')
                   : c == ' ' || c == '-' ? '_'
                                          : c;
        }
        while (!out.empty() && out.back() == '_') {
            out.pop_back();
        }
        return out;
    }

    void check_header(const std::vector<std::string>& header) {
        std::vector<std::string> names;
        names.reserve(header.size());
        for (std::size_t i = 0; i < header.size(); ++i) {
            names.push_back(plain_name(header[i]));
            for (std::size_t j = 0; j < i; ++j) {
                if (header[i] == header[j]) {
                    refuse("two columns have the same name", excerpt(header[i]));
                }
            }
        }
        const auto position =
            [&](std::span<const std::string_view> known) -> std::optional<std::size_t> {
            for (const std::string_view name : known) {
                const auto found = std::find(names.begin(), names.end(), name);
                if (found != names.end()) {
                    return static_cast<std::size_t>(found - names.begin());
                }
            }
            return std::nullopt;
        };
        const auto one = [&](std::string_view name) {
            return position(std::array<std::string_view, 1>{name});
        };
        const field_paths& given = file_.options.fields;
        const auto asked = [&](const std::string& name) -> std::optional<std::size_t> {
            if (name.empty()) {
                return std::nullopt;
            }
            const auto found = std::find(header.begin(), header.end(), name);
            if (found == header.end()) {
                refuse("there is no column '" + name + '\'', joined(header));
            }
            return static_cast<std::size_t>(found - header.begin());
        };
        const auto or_asked = [&](const std::string& name, std::optional<std::size_t> otherwise) {
            return name.empty() ? otherwise : asked(name);
        };
        at_.problem = position(problem_names);
        at_.benchmark = position(benchmark_names);
        if (at_.problem && !at_.benchmark && given.problem.empty()) {
            at_.benchmark = one("task");
        }
        if (!at_.problem) {
            at_.problem = position(faint_problem_names);
        }
        at_.problem = or_asked(given.problem, at_.problem);
        at_.model = or_asked(given.model, position(model_names));
        at_.agent = given.model.empty() ? position(agent_names) : std::nullopt;
        at_.n = position(trials_names);
        at_.c = one("c") ? one("c") : at_.n ? position(successes_names) : std::nullopt;
        at_.undecided = one("undecided");
        at_.missing = one("missing");
        at_.judged = position(verdict_names);
        if (!at_.judged) {
            at_.judged = position(std::array<std::string_view, 5>{"acc", "accuracy", "exact_match",
                                                                  "result", "status"});
        }
        at_.judged = or_asked(given.verdict, at_.judged);
        if (!given.verdict.empty()) {
            at_.n.reset();
            at_.c.reset();
        }
        if (!file_.options.metric.empty()) {
            at_.judged = asked(file_.options.metric);
        }
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (const std::optional<std::uint64_t> k = attempts_in_name(names[i])) {
                at_.pass_at_k.emplace_back(i, *k);
            }
        }
        if (!given.sample.empty()) {
            at_.numbers.push_back(*asked(given.sample));
        } else if (const std::optional<std::size_t> number = position(sample_names);
                   number && number != at_.problem) {
            at_.numbers.push_back(*number);
            for (const std::string_view more : {"seed", "run"}) {
                if (const std::optional<std::size_t> place = one(more)) {
                    at_.numbers.push_back(*place);
                }
            }
        }
        if (!at_.problem) {
            refuse("there is no column 'problem' (--problem-field NAME if it is called otherwise)",
                   joined(header));
        }
        const bool recovered = at_.n && !at_.c && !at_.pass_at_k.empty();
        if (at_.c || recovered || (at_.n && !at_.judged)) {
            form_ = form::counts;
            if (!at_.n || (!at_.c && !recovered)) {
                refuse(at_.n ? "there is no column 'c'" : "there is no column 'n'", joined(header));
            }
        } else if (at_.judged) {
            form_ = form::samples;
            watch_unused(header);
        } else {
            form_ = form::wide;
            if (header.size() < 2 || at_.model || at_.agent || !at_.numbers.empty()) {
                refuse(
                    "there are no columns 'n' and 'c', and none 'correct' (--verdict-field NAME "
                    "if it is called otherwise)",
                    joined(header));
            }
        }
    }

    // Columns that might name models under a name that is not known.
    void watch_unused(const std::vector<std::string>& header) {
        if (at_.model || at_.agent) {
            return;
        }
        for (std::size_t i = 0; i < header.size(); ++i) {
            if (i != at_.problem && i != at_.benchmark && i != at_.judged
                && std::find(at_.numbers.begin(), at_.numbers.end(), i) == at_.numbers.end()) {
                unused_.push_back({.place = i, .name = header[i]});
            }
        }
    }
    void tell_unused() {
        for (const unused_column& column : unused_) {
            if (column.values.size() >= 2 && column.values.size() <= 20
                && column.repeats_per_value() >= 2) {
                std::string list;
                for (const auto& [value, count] : column.values) {
                    list += (list.empty() ? "" : ", ") + value;
                }
                file_.out.note(1, "the column '" + excerpt(column.name) + "' is not used ("
                                      + excerpt(list) + "); if it names the model: --model-field "
                                      + excerpt(column.name));
            }
        }
    }

    void enter(const std::vector<std::string>& header, const std::vector<std::string>& row) {
        std::string problem = name_in(row[*at_.problem], "the problem's name");
        if (at_.benchmark) {
            problem = name_in(row[*at_.benchmark], "the benchmark's name") + '/' + problem;
        }
        const auto text = [&](std::optional<std::size_t> column) {
            return column ? std::string_view(row[*column]) : std::string_view();
        };
        const std::string model = form_ == form::wide
                                      ? std::string()
                                      : file_.model(joined_model(text(at_.model), text(at_.agent)));
        std::uint64_t content = 0;
        if (file_.hashing) {
            content_hash hash;
            for (const std::string& field : row) {
                hash.add(field);
                hash.add(std::string_view("\0", 1));
            }
            content = hash.value();
        }
        switch (form_) {
            case form::counts: {
                const auto optional_count = [&](std::optional<std::size_t> column,
                                                std::string_view name) {
                    return column && !row[*column].empty() ? count_in(row[*column], name) : 0;
                };
                const std::uint64_t n = count_in(row[*at_.n], "n");
                const std::uint64_t c = at_.c ? count_in(row[*at_.c], "c") : successes_in(row, n);
                file_.out.add(problem, model,
                              checked_counts(n, c, optional_count(at_.undecided, "undecided"),
                                             optional_count(at_.missing, "missing")),
                              repetition::never, content);
                break;
            }
            case form::samples: {
                observation seen{.problem = problem,
                                 .model = model,
                                 .counts = verdict_in(row[*at_.judged], header[*at_.judged]),
                                 .content = content};
                std::string number;
                for (const std::size_t place : at_.numbers) {
                    number += (number.empty() ? "" : "/") + row[place];
                }
                if (!at_.numbers.empty()) {
                    seen.number = sample_in(number);
                    seen.shown_number = number;
                }
                for (unused_column& column : unused_) {
                    column.see(row[column.place]);
                }
                file_.out.add(seen);
                break;
            }
            case form::wide:
                for (std::size_t i = 0; i < row.size(); ++i) {
                    if (i != *at_.problem && i != at_.benchmark) {
                        verdict_counts one{.missing = 1};
                        if (!row[i].empty()) {
                            one = verdict_in(row[i], "column '" + excerpt(header[i]) + '\'');
                        }
                        file_.out.add(problem, file_.model(header[i]), one, repetition::never,
                                      content);
                    }
                }
                break;
        }
    }

    // c from the columns pass@k.
    [[nodiscard]] std::uint64_t successes_in(const std::vector<std::string>& row,
                                             std::uint64_t n) const {
        std::vector<known_pass_at_k> known;
        for (const auto& [place, k] : at_.pass_at_k) {
            const std::optional<double> value = number_in(row[place]);
            if (!value) {
                refuse("pass@" + std::to_string(k) + " is not a number", excerpt(row[place]));
            }
            known.push_back({k, *value});
        }
        return successes_from(n, known);
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
    [[nodiscard]] verdict_counts verdict_in(const std::string& text, std::string_view what) {
        if (text.empty()) {
            file_.count_unscored();
            return counts_of(verdict::undecided);
        }
        if (const std::optional<double> number = number_in(text)) {
            return counts_of(file_.judge_score(*number, what, excerpt(text)));
        }
        const verdict judged = verdict_of(text, what);
        if (judged == verdict::undecided) {
            file_.count_unscored();
        } else {
            file_.count_decided();
        }
        return counts_of(judged);
    }

    [[nodiscard]] static std::uint64_t sample_in(const std::string& text) {
        std::uint64_t number = 0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
        return code == std::errc() && end == text.data() + text.size() ? number : hash_of(text);
    }

    // What a column holds that nobody asked for.
    struct unused_column {
        std::size_t place = 0;
        std::string name{};
        std::map<std::string, std::uint64_t> values{};

        void see(const std::string& value) {
            if (values.size() <= 20 && !value.empty() && value.size() <= 80 && !number_in(value)) {
                ++values[value];
            }
        }
        [[nodiscard]] std::uint64_t repeats_per_value() const {
            std::uint64_t least = max_count;
            for (const auto& [value, count] : values) {
                least = (std::min)(least, count);
            }
            return least;
        }
    };

    file_context& file_;
    columns at_{};
    form form_ = form::counts;
    std::vector<unused_column> unused_{};
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_CSV_HPP
