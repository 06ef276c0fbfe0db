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
#include <string>
#include <string_view>

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

// A list of verdicts, or one alone.
[[nodiscard]] inline verdict_counts counts_of_verdicts(const boost::json::value& value,
                                                       std::string_view what) {
    const boost::json::array* const list = value.if_array();
    if (list == nullptr) {
        return counts_of(verdict_of(value, what));
    }
    verdict_counts counts;
    for (const boost::json::value& one : *list) {
        counts.add(verdict_of(one, what));
    }
    return counts;
}

// The name of a problem, with its benchmark's where the record names one.
[[nodiscard]] inline std::string problem_of(const boost::json::value& record) {
    const boost::json::value* const problem =
        find_any(record, "problem", "example_id", "problem_id", "task_id");
    if (problem == nullptr) {
        refuse("the record names no problem", shown(record));
    }
    const boost::json::value* const benchmark = find_any(record, "benchmark_id", "task");
    std::string name = name_of(*problem, "the problem's name");
    return benchmark == nullptr ? name : name_of(*benchmark, "the benchmark's name") + '/' + name;
}

[[nodiscard]] inline std::string_view model_of(const boost::json::value& record) {
    const boost::json::value* const model = find_any(record, "model", "system");
    return model == nullptr ? std::string_view() : text_of(*model);
}

// Counts, a problem a line: {"problem", "n", "c"} or eval-arena's {"benchmark_id", "example_id",
// "count", "correct"}; "model", "undecided" and "missing" may stand beside them. A problem is
// given once.
class counts_reader {
public:
    static constexpr file_format format = file_format::counts;

    [[nodiscard]] static record_layout layout(const read_options&) {
        return {
            .records = {""},
            .fields = {"problem", "example_id", "problem_id", "task_id", "benchmark_id", "model",
                       "system", "n", "count", "c", "correct", "undecided", "missing"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        const boost::json::value& record = row.kept;
        return find_any(record, "n", "count") != nullptr
               && find_any(record, "c", "correct") != nullptr
               && find_any(record, "problem", "example_id", "problem_id", "task_id") != nullptr;
    }

    explicit counts_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const boost::json::value* const n = find_any(row.kept, "n", "count");
        const boost::json::value* const c = find_any(row.kept, "c", "correct");
        if (n == nullptr || c == nullptr) {
            refuse("the record has no counts n and c", shown(row.kept));
        }
        const auto optional_count = [&](std::string_view key) {
            const boost::json::value* const value = find_any(row.kept, key);
            return value == nullptr ? std::uint64_t{0} : count_of(*value, key);
        };
        file_.out.add(problem_of(row.kept), file_.model(model_of(row.kept)),
                      checked_counts(count_of(*n, "n"), count_of(*c, "c"),
                                     optional_count("undecided"), optional_count("missing")),
                      repetition::never);
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
};

// Verdicts: {"problem", "verdict"} a sample a line, or a list of them a problem a line. The
// verdict's field may be called verdict, correct or is_correct; its value is true, false, 0, 1,
// "correct", "incorrect", "undecided", or null for undecided. "task" or "benchmark_id" goes
// before the problem's name; "model" or "system" names the model; "sample" numbers the samples.
class verdicts_reader {
public:
    static constexpr file_format format = file_format::verdicts;

    [[nodiscard]] static record_layout layout(const read_options&) {
        return {.records = {""},
                .fields = {"problem", "example_id", "problem_id", "task_id", "benchmark_id", "task",
                           "model", "system", "sample", "verdict", "correct", "is_correct"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        const boost::json::value& record = row.kept;
        return find_any(record, "problem", "example_id", "problem_id", "task_id") != nullptr
               && verdict_field(record) != nullptr;
    }

    explicit verdicts_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const boost::json::value* const judged = verdict_field(row.kept);
        if (judged == nullptr) {
            refuse("the record has no verdict", shown(row.kept));
        }
        const std::string problem = problem_of(row.kept);
        const std::string model = file_.model(model_of(row.kept));
        const verdict_counts counts = counts_of_verdicts(*judged, "the verdict");
        const boost::json::value* const sample = find_any(row.kept, "sample");
        if (sample != nullptr) {
            file_.out.add_sample(problem, model, sample_number(*sample), shown(*sample), counts);
        } else {
            file_.out.add(problem, model, counts,
                          judged->is_array() ? repetition::in_other_files : repetition::allowed);
        }
    }
    void finish(const record_filter&) {}

private:
    [[nodiscard]] static const boost::json::value* verdict_field(const boost::json::value& record) {
        for (const std::string_view key : {"verdict", "correct", "is_correct"}) {
            if (const boost::json::value* const value = find(record, key)) {
                return value;
            }
        }
        return nullptr;
    }

    file_context& file_;
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_COUNTS_HPP
