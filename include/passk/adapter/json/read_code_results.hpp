// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_JSON_READ_CODE_RESULTS_HPP
#define PASSK_ADAPTER_JSON_READ_CODE_RESULTS_HPP

#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/json_records.hpp>
#include <passk/adapter/json/outcome_collector.hpp>
#include <passk/adapter/json/read_counts.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::adapter::json::detail {

// human-eval: {"task_id", "passed", "result": "passed" | "failed: ..." | "timed out"}, a sample
// a line, perhaps with "model". A program that timed out was not judged: it is undecided.
class human_eval_reader {
public:
    static constexpr file_format format = file_format::human_eval;

    [[nodiscard]] static record_layout layout(const read_options& options, bool = false) {
        return {.records = {""},
                .fields = all_names(std::array<std::string_view, 3>{"task_id", "passed", "result"},
                                    model_names, agent_names, model_field(options))};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        const boost::json::value* const passed = find(row.kept, "passed");
        return find(row.kept, "task_id") != nullptr && passed != nullptr && !passed->is_array();
    }

    explicit human_eval_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        verdict judged = file_.judge(need(row.kept, "passed"), "passed");
        const boost::json::value* const result = find(row.kept, "result");
        if (judged == verdict::incorrect && result != nullptr && text_of(*result) == "timed out") {
            judged = verdict::undecided;
        }
        file_.out.add(name_of(need(row.kept, "task_id"), "task_id"),
                      file_.model(model_of(row.kept, file_.options)), counts_of(judged),
                      repetition::allowed, row.hash);
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
};

// EvalPlus: {"eval": {"<task>": [{"base_status", "plus_status"}, ...]}}, BigCodeBench: {"eval":
// {"<task>": [{"status"}, ...]}}, and the form of EvalPlus's first versions, {"eval": {"<task>":
// {"base": [["<status>", ...], ...], "plus": ...}}}. With the plus tests a sample is correct if it
// passes both, as in the tool's own figures; one that fails neither but timed out in one is
// undecided.
class evalplus_reader {
public:
    static constexpr file_format format = file_format::evalplus;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
        return {.records = {"eval.*"},
                .fields = {"*.base_status", "*.plus_status", "*.status", "base.*.*", "plus.*.*"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        const boost::json::array* const samples = row.kept.if_array();
        const bool now =
            samples != nullptr && !samples->empty()
            && (find(samples->front(), "base_status") || find(samples->front(), "status"));
        const boost::json::value* const old = find(row.kept, "base");
        return now || (old != nullptr && old->is_array());
    }

    explicit evalplus_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        verdict_counts counts;
        if (const boost::json::array* const samples = row.kept.if_array()) {
            for (const boost::json::value& sample : *samples) {
                const boost::json::value* const status = find(sample, "status");
                counts.add(status != nullptr
                               ? of_status(*status)
                               : judged(&need(sample, "base_status"), find(sample, "plus_status")));
            }
        } else {
            const boost::json::array& base = statuses(need(row.kept, "base"), "base");
            const boost::json::value* const added = find(row.kept, "plus");
            const boost::json::array* const plus =
                added == nullptr ? nullptr : &statuses(*added, "plus");
            if (plus != nullptr && !plus->empty() && plus->size() != base.size()) {
                refuse("base and plus differ in length",
                       std::to_string(base.size()) + " and " + std::to_string(plus->size()));
            }
            for (std::size_t i = 0; i < base.size(); ++i) {
                const bool has_plus = plus != nullptr && i < plus->size();
                counts.add(judged(&first_of(base[i]), has_plus ? &first_of((*plus)[i]) : nullptr));
            }
        }
        file_.out.add(as_name(row.keys.at(0)), file_.model(), counts, repetition::in_other_files,
                      row.hash);
    }
    void finish(const record_filter&) {}

private:
    [[nodiscard]] static const boost::json::array& statuses(const boost::json::value& value,
                                                            std::string_view what) {
        const boost::json::array* const list = value.if_array();
        if (list == nullptr) {
            refuse(std::string(what) + " is not a list", shown(value));
        }
        return *list;
    }

    // [status, details] without the details.
    [[nodiscard]] static const boost::json::value& first_of(const boost::json::value& sample) {
        const boost::json::array* const parts = sample.if_array();
        if (parts == nullptr || parts->empty()) {
            refuse("a sample has no status", shown(sample));
        }
        return parts->front();
    }

    [[nodiscard]] static verdict of_status(const boost::json::value& status) {
        const std::string_view text = text_of(status);
        if (text == "pass" || text == "success") {
            return verdict::correct;
        }
        if (text == "fail" || text == "failed") {
            return verdict::incorrect;
        }
        if (text == "timeout" || text == "timed out" || status.is_null()) {
            return verdict::undecided;
        }
        refuse("unknown status", shown(status));
    }

    [[nodiscard]] verdict judged(const boost::json::value* base_status,
                                 const boost::json::value* plus_status) const {
        const verdict base = of_status(*base_status);
        if (file_.options.tests == evalplus_tests::base || base == verdict::incorrect) {
            return base;
        }
        if (plus_status == nullptr || plus_status->is_null()) {
            refuse(
                "there is no plus_status: the file was made with the base tests only; read it "
                "with the base tests",
                "");
        }
        const verdict plus = of_status(*plus_status);
        return plus == verdict::correct ? base : plus;
    }

    file_context& file_;
};

// EvalPerf: {"config": {"n_samples"}, "eval": {"<task>": {"pass@1": percent}}}; c is the percent
// of n, which must be whole within the rounding of the file (0.1 percent).
class evalperf_reader {
public:
    static constexpr file_format format = file_format::evalperf;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
        return {.records = {"eval.*"}, .fields = {"pass@1"}, .headers = {"config.n_samples"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return find(row.kept, "pass@1") != nullptr;
    }

    explicit evalperf_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const boost::json::value& percent = need(row.kept, "pass@1");
        const std::optional<double> number = number_of(percent);
        if (!number || !(*number >= 0 && *number <= 100)) {
            refuse("pass@1 is not a percentage", shown(percent));
        }
        percents_.push_back({as_name(row.keys.at(0)), *number, row.hash});
    }
    // n may stand behind the tasks, so c is known only at the end.
    void finish(const record_filter& file) {
        if (file.header(0).is_null()) {
            refuse("there is no config.n_samples", "");
        }
        const std::uint64_t n = count_of(file.header(0), "config.n_samples");
        for (const auto& [problem, percent, content] : percents_) {
            const double successes = percent / 100 * static_cast<double>(n);
            const double whole = std::round(successes);
            const double slack = (std::min)(0.0005 * static_cast<double>(n), 0.25) + 1e-9;
            if (std::fabs(successes - whole) > slack) {
                refuse("pass@1 of problem '" + problem + "' is no multiple of 1/n",
                       std::to_string(percent) + " %, n = " + std::to_string(n));
            }
            file_.out.add(problem, file_.model(),
                          checked_counts(n, static_cast<std::uint64_t>(whole), 0, 0),
                          repetition::never, content);
        }
    }

private:
    file_context& file_;
    struct percentage {
        std::string problem{};
        double percent = 0;
        std::uint64_t content = 0;
    };
    std::vector<percentage> percents_{};
};

// LiveCodeBench: [{"question_id", "graded_list": [true, ...]}, ...]. A problem of test output
// prediction is known by question_id and test_id, one of code execution by its id. A program over
// the time limit is incorrect there, as the limit is part of the problem.
class livecodebench_reader {
public:
    static constexpr file_format format = file_format::livecodebench;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
        return {.records = {""},
                .fields = {"question_id", "test_id", "id", "problem_id", "graded_list"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        const boost::json::value* const graded = find(row.kept, "graded_list");
        return graded != nullptr && graded->is_array()
               && find_any(row.kept, "question_id", "id", "problem_id") != nullptr;
    }

    explicit livecodebench_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const boost::json::value* const question = find_any(row.kept, "question_id");
        const boost::json::value* const test = find_any(row.kept, "test_id");
        const boost::json::value* const id = find_any(row.kept, "id", "problem_id");
        if (question == nullptr && id == nullptr) {
            refuse("the record has no question_id", shown(row.kept));
        }
        std::string problem =
            question == nullptr ? std::string() : name_of(*question, "question_id");
        if (test != nullptr) {
            problem += '/' + name_of(*test, "test_id");
        } else if (id != nullptr) {  // unique, where question_id is not
            problem = name_of(*id, "id");
        }
        file_.out.add(problem, file_.model(),
                      file_.judge_all(need(row.kept, "graded_list"), "graded_list"),
                      repetition::in_other_files, row.hash);
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
};

// MultiPL-E, a file a problem: {"name", "language", "results": [{"status", "exit_code"}, ...]}. A
// sample is correct if its status is OK and its exit code 0, as the tool counts; one over the time
// limit is undecided.
class multipl_e_reader {
public:
    static constexpr file_format format = file_format::multipl_e;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
        return {.records = {""},
                .fields = {"name", "language", "results.*.status", "results.*.exit_code"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        const boost::json::value* const results = find(row.kept, "results");
        const boost::json::array* const list = results == nullptr ? nullptr : results->if_array();
        return find(row.kept, "name") != nullptr && find(row.kept, "language") != nullptr
               && list != nullptr && !list->empty() && find(list->front(), "status") != nullptr;
    }

    explicit multipl_e_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const boost::json::value& results = need(row.kept, "results");
        if (!results.is_array()) {
            refuse("results is not a list", shown(results));
        }
        verdict_counts counts;
        for (const boost::json::value& one : results.get_array()) {
            const std::string_view status = text_of(need(one, "status"));
            const boost::json::value* const code = find_any(one, "exit_code");
            const bool clean = code == nullptr || number_of(*code) == 0.0;
            counts.add(status == "OK" && clean ? verdict::correct
                       : status == "Timeout"   ? verdict::undecided
                                               : verdict::incorrect);
        }
        file_.out.add(name_of(need(row.kept, "name"), "name"), file_.model(), counts,
                      repetition::in_other_files, row.hash);
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_CODE_RESULTS_HPP
