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
// a line. A program that timed out was not judged: it is undecided.
class human_eval_reader {
public:
    static constexpr file_format format = file_format::human_eval;

    [[nodiscard]] static record_layout layout(const read_options&) {
        return {.records = {""}, .fields = {"task_id", "passed", "result"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return find(row.kept, "task_id") != nullptr && find(row.kept, "passed") != nullptr;
    }

    explicit human_eval_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        verdict judged = verdict_of(need(row.kept, "passed"), "passed");
        const boost::json::value* const result = find(row.kept, "result");
        if (judged == verdict::incorrect && result != nullptr && text_of(*result) == "timed out") {
            judged = verdict::undecided;
        }
        file_.out.add(name_of(need(row.kept, "task_id"), "task_id"), file_.model(),
                      counts_of(judged), repetition::allowed);
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
};

// EvalPlus: {"eval": {"<task>": [{"base_status", "plus_status"}, ...]}}, and the form of its
// first versions, {"eval": {"<task>": {"base": [["<status>", ...], ...], "plus": ...}}}. With
// the plus tests a sample is correct if it passes both, as in the tool's own figures; one that
// fails neither but timed out in one is undecided.
class evalplus_reader {
public:
    static constexpr file_format format = file_format::evalplus;

    [[nodiscard]] static record_layout layout(const read_options&) {
        return {.records = {"eval.*"},
                .fields = {"*.base_status", "*.plus_status", "base.*.*", "plus.*.*"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        const boost::json::array* const samples = row.kept.if_array();
        const bool now =
            samples != nullptr && !samples->empty() && find(samples->front(), "base_status");
        const boost::json::value* const old = find(row.kept, "base");
        return now || (old != nullptr && old->is_array());
    }

    explicit evalplus_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        verdict_counts counts;
        if (const boost::json::array* const samples = row.kept.if_array()) {
            for (const boost::json::value& sample : *samples) {
                counts.add(judged(&need(sample, "base_status"), find(sample, "plus_status")));
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
        file_.out.add(as_name(row.keys.at(0)), file_.model(), counts, repetition::in_other_files);
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

    [[nodiscard]] static record_layout layout(const read_options&) {
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
        percents_.emplace_back(as_name(row.keys.at(0)), *number);
    }
    // n may stand behind the tasks, so c is known only at the end.
    void finish(const record_filter& file) {
        if (file.header(0).is_null()) {
            refuse("there is no config.n_samples", "");
        }
        const std::uint64_t n = count_of(file.header(0), "config.n_samples");
        for (const auto& [problem, percent] : percents_) {
            const double successes = percent / 100 * static_cast<double>(n);
            const double whole = std::round(successes);
            const double slack = (std::min)(0.0005 * static_cast<double>(n), 0.25) + 1e-9;
            if (std::fabs(successes - whole) > slack) {
                refuse("pass@1 of problem '" + problem + "' is no multiple of 1/n",
                       std::to_string(percent) + " %, n = " + std::to_string(n));
            }
            file_.out.add(problem, file_.model(),
                          checked_counts(n, static_cast<std::uint64_t>(whole), 0, 0),
                          repetition::never);
        }
    }

private:
    file_context& file_;
    std::vector<std::pair<std::string, double>> percents_{};
};

// LiveCodeBench: [{"question_id", "graded_list": [true, ...]}, ...]. A program over the time limit
// is incorrect there, as the limit is part of the problem.
class livecodebench_reader {
public:
    static constexpr file_format format = file_format::livecodebench;

    [[nodiscard]] static record_layout layout(const read_options&) {
        return {.records = {""}, .fields = {"question_id", "graded_list"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return find(row.kept, "graded_list") != nullptr && find(row.kept, "question_id") != nullptr;
    }

    explicit livecodebench_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        file_.out.add(name_of(need(row.kept, "question_id"), "question_id"), file_.model(),
                      counts_of_verdicts(need(row.kept, "graded_list"), "graded_list"),
                      repetition::in_other_files);
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_CODE_RESULTS_HPP
