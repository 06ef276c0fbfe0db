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

#include <algorithm>
#include <array>
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

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
        return {.records = {""}, .fields = {"idx", "question", "score"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        const boost::json::value* const score = find(row.kept, "score");
        return find(row.kept, "idx") != nullptr && score != nullptr && score->is_array();
    }

    explicit qwen_math_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const std::string problem = name_of(need(row.kept, "idx"), "idx");
        const boost::json::value* const question = find_any(row.kept, "question");
        const boost::json::value& score = need(row.kept, "score");
        if (!score.is_array()) {
            refuse("score is not a list", shown(score));
        }
        file_.out.add(problem, file_.model(), file_.judge_all(score, "score"),
                      repetition::in_other_files, row.hash,
                      question == nullptr ? 0 : hash_of(text_of(*question)));
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
};

// NeMo-Skills, a problem a line, one file a sample: {"problem", "expected_answer",
// "predicted_answer", "symbolic_correct" or "judgement"} for mathematics, {"task_id", "generation",
// "is_correct", "is_correct-plus"} and the like for code. A problem is known by its text or id, its
// second occurrence in a file by that and "(2)". What decides is read_options::metric, else the
// first of the fields below that is there. Undecided are a null, a judgement without yes or no, and
// a response without a predicted answer.
class nemo_reader {
public:
    static constexpr file_format format = file_format::nemo_skills;

    [[nodiscard]] static record_layout layout(const read_options& options, bool = false) {
        record_layout layout{
            .records = {""},
            .fields = {"problem", "task_id", "question_id", "instance_id", "id", "expected_answer",
                       "predicted_answer", "generation", "num_generated_tokens", "symbolic_correct",
                       "is_correct", "is_correct-plus", "judgement", "graded_list", "passed",
                       "status", "swe-bench-metrics.resolved"}};
        if (!options.metric.empty()) {
            layout.fields.push_back(options.metric);
        }
        return layout;
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        const boost::json::value& record = row.kept;
        const bool mathematics = find(record, "problem") != nullptr
                                 && find(record, "expected_answer") != nullptr
                                 && find(record, "predicted_answer") != nullptr;
        const bool code = find(record, "is_correct-plus") != nullptr
                          || find(record, "num_generated_tokens") != nullptr
                          || find(record, "generation") != nullptr;
        if (find_first(record, ids) == nullptr || (!mathematics && !code)) {
            return false;
        }
        return std::any_of(deciders.begin(), deciders.end(), [&](std::string_view field) {
            return value_of(record, field) != nullptr;
        });
    }

    explicit nemo_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const boost::json::value* const id = find_first(row.kept, ids);
        if (id == nullptr) {
            refuse("the record names no problem", shown(row.kept));
        }
        std::string problem = name_of(*id, "problem");
        const std::uint64_t occurrence = ++occurrences_[problem];
        if (occurrence > 1) {
            problem += " (" + std::to_string(occurrence) + ')';
        }
        if (field_.empty()) {
            field_ = choose_field(row.kept);
        }
        const boost::json::value* const decider = value_of(row.kept, field_);
        if (decider == nullptr) {
            refuse("there is no field '" + field_ + '\'', shown(row.kept));
        }
        verdict judged = field_ == "judgement" ? of_judgement(*decider)
                         : decider->is_array() && !decider->get_array().empty()
                             ? file_.judge(decider->get_array()[0], field_)
                             : file_.judge(*decider, field_);
        const boost::json::value* const predicted = find(row.kept, "predicted_answer");
        if (judged == verdict::incorrect && predicted != nullptr && predicted->is_null()) {
            judged = verdict::undecided;
        }
        file_.out.add(problem, file_.model(), counts_of(judged), repetition::in_other_files,
                      row.hash);
    }
    void finish(const record_filter&) {}

private:
    static constexpr std::array<std::string_view, 5> ids{"problem", "task_id", "question_id",
                                                         "instance_id", "id"};
    static constexpr std::array<std::string_view, 8> deciders{
        "symbolic_correct", "is_correct-plus", "is_correct", "judgement",
        "graded_list",      "passed",          "status",     "swe-bench-metrics"};

    [[nodiscard]] static const boost::json::value* value_of(const boost::json::value& record,
                                                            std::string_view field) {
        const boost::json::value* const value = find(record, field);
        return value != nullptr && field == "swe-bench-metrics" ? find(*value, "resolved") : value;
    }

    // The field that decides in this file.
    [[nodiscard]] std::string choose_field(const boost::json::value& record) {
        if (!file_.options.metric.empty()) {
            return file_.options.metric;
        }
        std::string chosen;
        for (const std::string_view name : deciders) {
            const bool base_only =
                name == "is_correct-plus" && file_.options.tests == evalplus_tests::base;
            if (value_of(record, name) == nullptr || base_only) {
                continue;
            }
            if (chosen.empty()) {
                chosen = name;
            } else {
                file_.out.note(
                    0, "counted by '" + chosen + "'; there is also '" + std::string(name) + '\'',
                    false);
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

    [[nodiscard]] static record_layout layout(const read_options& options, bool = false) {
        record_layout layout{.records = {""},
                             .fields = all_names(model_field(options),
                                                 std::array<std::string_view, 5>{
                                                     "input", "score", "acc", "step", "model"})};
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
        const verdict judged = number && *number == -1.0 && !file_.options.threshold
                                   ? verdict::incorrect
                                   : file_.judge(score, field_);
        file_.out.add(name_of(need(row.kept, "input"), "input"),
                      file_.model(model_of(row.kept, file_.options)), counts_of(judged),
                      repetition::allowed, row.hash);
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
    std::string field_{};
};

// MathArena outputs, a file a problem: {"idx", "problem", "gold_answer", "answers": [...],
// "correct": [true, ...]}, in a folder that is called as the model.
class matharena_reader {
public:
    static constexpr file_format format = file_format::matharena;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
        return {.records = {""},
                .fields = {"idx", "problem_idx", "problem", "gold_answer", "answers.*", "correct",
                           "pass_at_1", "judgment.*"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        const boost::json::value* const correct = find(row.kept, "correct");
        return correct != nullptr && correct->is_array()
               && find_any(row.kept, "idx", "problem_idx") != nullptr
               && (find(row.kept, "gold_answer") != nullptr || find(row.kept, "answers") != nullptr
                   || find(row.kept, "pass_at_1") != nullptr);
    }

    explicit matharena_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const boost::json::value* const idx = find_any(row.kept, "idx", "problem_idx");
        if (idx == nullptr) {
            refuse("the record names no problem", shown(row.kept));
        }
        const boost::json::value* const problem = find_any(row.kept, "problem");
        file_.out.add(file_.problem(name_of(*idx, "idx")), file_.model(),
                      file_.judge_all(need(row.kept, "correct"), "correct"),
                      repetition::in_other_files, row.hash,
                      problem == nullptr ? 0 : hash_of(text_of(*problem)));
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_MATH_RESULTS_HPP
