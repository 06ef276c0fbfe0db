// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_JSON_READ_COUNTS_HPP
#define PASSK_ADAPTER_JSON_READ_COUNTS_HPP

#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/json_records.hpp>
#include <passk/adapter/json/outcome_collector.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace passk::adapter::json::detail {

// n and c, and how many of the n were left undecided, checked against each other.
[[nodiscard]] inline verdict_counts checked_counts(std::uint64_t n, std::uint64_t c,
                                                   std::uint64_t undecided, std::uint64_t missing) {
    if (c > n) {
        refuse("c exceeds n", "c = " + std::to_string(c) + ", n = " + std::to_string(n));
    }
    if (undecided > n - c) {
        refuse("c and undecided together exceed n",
               "c = " + std::to_string(c) + ", undecided = " + std::to_string(undecided)
                   + ", n = " + std::to_string(n));
    }
    return {
        .correct = c, .incorrect = n - c - undecided, .undecided = undecided, .missing = missing};
}

// The name of a problem, with its benchmark's where the record names one.
[[nodiscard]] inline std::string problem_of(const boost::json::value& record) {
    const boost::json::value* problem = find_first(record, problem_names);
    const bool sure = problem != nullptr;
    if (!sure) {
        problem = find_first(record, faint_problem_names);
    }
    if (problem == nullptr) {
        refuse("the record names no problem", shown(record));
    }
    const boost::json::value* benchmark = find_first(record, benchmark_names);
    if (benchmark == nullptr && sure) {
        benchmark = find_any(record, "task");
    }
    std::string name = name_of(*problem, "the problem's name");
    return benchmark == nullptr || !benchmark->is_string()
               ? name
               : name_of(*benchmark, "the benchmark's name") + '/' + name;
}

// The name of the model, with the agent's before it where the record names both; or nothing.
[[nodiscard]] inline std::string joined_model(std::string_view model, std::string_view agent) {
    return model.empty() || agent.empty() ? std::string(model.empty() ? agent : model)
                                          : std::string(agent) + '/' + std::string(model);
}
[[nodiscard]] inline std::string model_of(const boost::json::value& record,
                                          const read_options& options) {
    if (!options.fields.model.empty()) {
        const boost::json::value& found = need(record, options.fields.model);
        return found.is_string() ? std::string(text_of(found)) : shown(found);
    }
    const auto text = [&](std::span<const std::string_view> names) {
        const boost::json::value* const found = find_first(record, names);
        return found == nullptr ? std::string_view() : text_of(*found);
    };
    return joined_model(text(model_names), text(agent_names));
}

// The field that read_options::fields names, for the layout of a reader that knows the others.
[[nodiscard]] inline std::vector<std::string_view> model_field(const read_options& options) {
    return options.fields.model.empty() ? std::vector<std::string_view>()
                                        : std::vector<std::string_view>{options.fields.model};
}

template <class... Lists>
[[nodiscard]] std::vector<std::string_view> all_names(const Lists&... lists) {
    std::vector<std::string_view> names;
    const auto append = [&](const auto& list) {
        for (const std::string_view name : list) {
            names.push_back(name);
        }
    };
    (append(lists), ...);
    return names;
}

// Counts, a problem a line: {"problem", "n", "c"} or eval-arena's {"benchmark_id", "example_id",
// "count", "correct"}, and the names of fields.hpp; "model", "undecided" and "missing" may stand
// beside them. A problem is given once.
class counts_reader {
public:
    static constexpr file_format format = file_format::counts;

    [[nodiscard]] static record_layout layout(const read_options& options, bool = false) {
        return {.records = {""},
                .fields = all_names(problem_names, faint_problem_names, benchmark_names,
                                    model_names, agent_names, trials_names, successes_names,
                                    std::initializer_list<std::string_view>{"undecided", "missing"},
                                    model_field(options))};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        const boost::json::value* const n = find_first(row.kept, trials_names);
        const boost::json::value* const c = find_first(row.kept, successes_names);
        return n != nullptr && n->is_number() && c != nullptr && c->is_number()
               && (find_first(row.kept, problem_names) != nullptr
                   || find_first(row.kept, faint_problem_names) != nullptr);
    }

    explicit counts_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const boost::json::value* const n = find_first(row.kept, trials_names);
        const boost::json::value* const c = find_first(row.kept, successes_names);
        if (n == nullptr || c == nullptr) {
            refuse("the record has no counts n and c", shown(row.kept));
        }
        const auto optional_count = [&](std::string_view key) {
            const boost::json::value* const value = find_any(row.kept, key);
            return value == nullptr ? std::uint64_t{0} : count_of(*value, key);
        };
        file_.out.add(problem_of(row.kept), file_.model(model_of(row.kept, file_.options)),
                      checked_counts(count_of(*n, "n"), count_of(*c, "c"),
                                     optional_count("undecided"), optional_count("missing")),
                      repetition::never, row.hash);
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
};

// Verdicts: {"problem", "verdict"} a sample a line, or a list of them a problem a line, by the
// names of fields.hpp. A verdict is true, false, 0, 1, a word, or null for undecided. "task" or
// "benchmark_id" goes before the problem's name; "sample" numbers the samples.
class verdicts_reader {
public:
    static constexpr file_format format = file_format::verdicts;

    [[nodiscard]] static record_layout layout(const read_options& options, bool = false) {
        return {.records = {""},
                .fields = all_names(problem_names, faint_problem_names, benchmark_names,
                                    model_names, agent_names, sample_names, verdict_names,
                                    std::initializer_list<std::string_view>{"seed", "run"},
                                    model_field(options))};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return verdict_field(row.kept) != nullptr
               && (find_first(row.kept, problem_names) != nullptr
                   || find_first(row.kept, faint_problem_names) != nullptr);
    }

    explicit verdicts_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        std::string_view name;
        const boost::json::value* const judged = verdict_field(row.kept, &name);
        if (judged == nullptr) {
            refuse("the record has no verdict", shown(row.kept));
        }
        const std::string problem = problem_of(row.kept);
        const std::string model = file_.model(model_of(row.kept, file_.options));
        observation seen{.problem = problem,
                         .model = model,
                         .counts = file_.judge_all(*judged, name),
                         .content = row.hash};
        std::string number;
        for (const std::string_view field : {std::string_view("seed"), std::string_view("run")}) {
            if (const boost::json::value* const part = find_any(row.kept, field)) {
                number += shown(*part) + '/';
            }
        }
        const boost::json::value* const sample = find_first(row.kept, sample_names);
        if (sample != nullptr) {
            number += shown(*sample);
            seen.number = number == shown(*sample) ? sample_number(*sample) : hash_of(number);
            seen.shown_number = number;
        }
        seen.rule = judged->is_array() ? repetition::in_other_files : repetition::allowed;
        file_.out.add(seen);
    }
    void finish(const record_filter&) {}

private:
    // A field whose value can be a verdict.
    [[nodiscard]] static const boost::json::value* verdict_field(const boost::json::value& record,
                                                                 std::string_view* name = nullptr) {
        for (const std::string_view key : verdict_names) {
            const boost::json::value* const value = find(record, key);
            if (value != nullptr && !value->is_object()) {
                if (name != nullptr) {
                    *name = key;
                }
                return value;
            }
        }
        return nullptr;
    }

    file_context& file_;
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_COUNTS_HPP
