// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_JSON_READ_MATH_RESULTS_HPP
#define PASSK_ADAPTER_JSON_READ_MATH_RESULTS_HPP

#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/json_records.hpp>
#include <passk/adapter/json/outcome_collector.hpp>
#include <passk/adapter/json/read_counts.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace passk::adapter::json::detail {

// Qwen2.5-Math and what descends from it (limit-of-RLVR, simpleRL-reason): {"idx", "question",
// "score": [true, ...]} a problem a line, one file a seed. Problems of one idx must have one
// question in all files of a call. The evaluation scores what timed out as false, so that cannot
// be told apart; a null is undecided.
class qwen_math_reader {
public:
    static constexpr file_format format = file_format::qwen_math;

    [[nodiscard]] static record_layout layout(const read_options&) {
        return {.records = {""}, .fields = {"idx", "question", "score"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        const boost::json::value* const score = find(row.kept, "score");
        return find(row.kept, "idx") != nullptr && score != nullptr && score->is_array();
    }

    explicit qwen_math_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const std::string problem = name_of(need(row.kept, "idx"), "idx");
        if (const boost::json::value* const question = find(row.kept, "question")) {
            file_.out.identify(problem, hash_of(text_of(*question)));
        }
        const boost::json::value& score = need(row.kept, "score");
        if (!score.is_array()) {
            refuse("score is not a list", shown(score));
        }
        file_.out.add(problem, file_.model(), counts_of_verdicts(score, "score"),
                      repetition::in_other_files);
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
};

// NeMo-Skills: {"problem", "expected_answer", "predicted_answer", "symbolic_correct" or
// "judgement"} a problem a line, one file a sample. A problem is known by its text, its second
// occurrence in a file by the text and "(2)". What decides is symbolic_correct, else is_correct,
// else the word after "Judgement:". Undecided are a null, a judgement without yes or no, and a
// response without a predicted answer.
class nemo_reader {
public:
    static constexpr file_format format = file_format::nemo_skills;

    [[nodiscard]] static record_layout layout(const read_options& options) {
        record_layout layout{.records = {""},
                             .fields = {"problem", "expected_answer", "predicted_answer",
                                        "symbolic_correct", "is_correct", "judgement"}};
        if (!options.metric.empty()) {
            layout.fields.push_back(options.metric);
        }
        return layout;
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return find(row.kept, "problem") != nullptr && find(row.kept, "expected_answer") != nullptr
               && find(row.kept, "predicted_answer") != nullptr
               && (find(row.kept, "symbolic_correct") != nullptr
                   || find(row.kept, "is_correct") != nullptr
                   || find(row.kept, "judgement") != nullptr);
    }

    explicit nemo_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        std::string problem = name_of(need(row.kept, "problem"), "problem");
        const std::uint64_t occurrence = ++occurrences_[problem];
        if (occurrence > 1) {
            problem += " (" + std::to_string(occurrence) + ')';
        }
        if (field_.empty()) {
            field_ = choose_field(row.kept);
        }
        verdict judged = field_ == "judgement" ? of_judgement(need(row.kept, field_))
                                               : verdict_of(need(row.kept, field_), field_);
        const boost::json::value* const predicted = find(row.kept, "predicted_answer");
        if (judged == verdict::incorrect && (predicted == nullptr || predicted->is_null())) {
            judged = verdict::undecided;
        }
        file_.out.add(problem, file_.model(), counts_of(judged), repetition::in_other_files);
    }
    void finish(const record_filter&) {}

private:
    // The field that decides in this file.
    [[nodiscard]] std::string choose_field(const boost::json::value& record) {
        if (!file_.options.metric.empty()) {
            return file_.options.metric;
        }
        std::string chosen;
        for (const std::string_view name : {"symbolic_correct", "is_correct", "judgement"}) {
            if (find(record, name) == nullptr) {
                continue;
            }
            if (chosen.empty()) {
                chosen = name;
            } else {
                file_.out.note(
                    1, "counted by '" + chosen + "'; there is also '" + std::string(name) + '\'');
            }
        }
        return chosen.empty() ? "symbolic_correct" : chosen;
    }

    [[nodiscard]] static verdict of_judgement(const boost::json::value& judgement) {
        constexpr std::string_view mark = "Judgement";
        std::string_view text = text_of(judgement);
        const std::size_t at = text.rfind(mark);
        if (at == std::string_view::npos) {
            return verdict::undecided;
        }
        text.remove_prefix(at + mark.size());
        const std::size_t word = text.find_first_not_of("*: \t\n");
        text.remove_prefix(word == std::string_view::npos ? text.size() : word);
        const auto begins = [&](std::string_view lower, std::string_view upper) {
            return text.starts_with(lower) || text.starts_with(upper);
        };
        return begins("yes", "Yes") ? verdict::correct
               : begins("no", "No") ? verdict::incorrect
                                    : verdict::undecided;
    }

    file_context& file_;
    std::string field_{};
    std::unordered_map<std::string, std::uint64_t> occurrences_{};
};

// verl's validation dumps: {"input", "output", "score", "step"} a sample a line, with the extras
// of the reward function beside them. Samples of one input belong together. What decides is the
// field "acc" if there is one, else "score"; it must be 1, 0 or, as some rewards say wrong, -1.
class verl_reader {
public:
    static constexpr file_format format = file_format::verl;

    [[nodiscard]] static record_layout layout(const read_options& options) {
        record_layout layout{.records = {""}, .fields = {"input", "score", "acc", "step"}};
        if (!options.metric.empty()) {
            layout.fields.push_back(options.metric);
        }
        return layout;
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return find(row.kept, "input") != nullptr && find(row.kept, "score") != nullptr
               && find(row.kept, "step") != nullptr;
    }

    explicit verl_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        if (field_.empty()) {
            field_ = !file_.options.metric.empty()      ? file_.options.metric
                     : find(row.kept, "acc") != nullptr ? "acc"
                                                        : "score";
        }
        const boost::json::value& score = need(row.kept, field_);
        const std::optional<double> number = number_of(score);
        const verdict judged =
            number && *number == -1.0 ? verdict::incorrect : verdict_of(score, field_);
        file_.out.add(name_of(need(row.kept, "input"), "input"), file_.model(), counts_of(judged),
                      repetition::allowed);
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
    std::string field_{};
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_MATH_RESULTS_HPP
