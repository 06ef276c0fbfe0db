// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_JSON_READ_HARNESS_RESULTS_HPP
#define PASSK_ADAPTER_JSON_READ_HARNESS_RESULTS_HPP

#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/json_records.hpp>
#include <passk/adapter/json/outcome_collector.hpp>
#include <passk/adapter/json/read_agent_results.hpp>
#include <passk/adapter/json/read_counts.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace passk::adapter::json::detail {

// Which of several measures decides: the one asked for, the only one, or the first of the
// preferred; otherwise the user must say.
[[nodiscard]] inline std::string choose_measure(const std::vector<std::string>& there,
                                                const std::string& asked,
                                                std::initializer_list<std::string_view> preferred,
                                                std::string_view kind) {
    std::string list;
    for (const std::string& name : there) {
        if (name == asked) {
            return name;
        }
        list += list.empty() ? "" : ", ";
        list += name;
    }
    if (!asked.empty()) {
        refuse("there is no " + std::string(kind) + " '" + asked + '\'', excerpt(list));
    }
    if (there.size() == 1) {
        return there[0];
    }
    for (const std::string_view name : preferred) {
        for (const std::string& measure : there) {
            if (measure == name) {
                return measure;
            }
        }
    }
    refuse(there.empty() ? "there is no " + std::string(kind)
                         : "there are several " + std::string(kind) + "s; choose one",
           excerpt(list));
}

// lm-evaluation-harness, --log_samples: {"doc_id", "filter", "metrics": [names], <metric>: value}
// a document and filter a line. One trial a document, whatever `repeats` was: the file has one
// value for all repeats. The metric is read_options::metric, else the only one, else exact_match,
// acc or pass@1; its value must be 0 or 1. Documents are known as <task>/<doc_id>, the task from
// the file's name.
class lm_eval_reader {
public:
    static constexpr file_format format = file_format::lm_eval;

    [[nodiscard]] static record_layout layout(const read_options&) {
        return {.records = {""}, .fields = {"*", "metrics"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return find(row.kept, "doc_id") != nullptr
               && (find(row.kept, "doc_hash") != nullptr || find(row.kept, "metrics") != nullptr
                   || find(row.kept, "filter") != nullptr);
    }

    explicit lm_eval_reader(file_context& file) : file_(file), filter_(file.options.filter) {}

    void record(const json_record& row) {
        const boost::json::value* const filter = find_any(row.kept, "filter");
        if (filter != nullptr) {
            const std::string name(text_of(*filter));
            if (filter_.empty()) {
                filter_ = name;
            }
            if (name != filter_) {
                note_filter(name);
                return;
            }
        }
        if (metric_.empty()) {
            metric_ = choose_measure(metrics_of(row.kept), file_.options.metric,
                                     {"exact_match", "acc", "pass@1", "pass_at_1"}, "metric");
        }
        const std::string problem = file_.problem(name_of(need(row.kept, "doc_id"), "doc_id"));
        if (const boost::json::value* const document = find_any(row.kept, "doc_hash")) {
            file_.out.identify(problem, hash_of(text_of(*document)));
        }
        file_.out.add(problem, file_.model(),
                      counts_of(verdict_of(need(row.kept, metric_), metric_)),
                      repetition::in_other_files);
    }
    void finish(const record_filter&) {
        if (file_.out.current_file().problems == 0 && !other_filters_.empty()) {
            refuse("no line has the filter '" + filter_ + '\'', other_filters_[0]);
        }
    }

private:
    // The names under "metrics"; in older files, which lack it, the numbers beside doc_id.
    [[nodiscard]] static std::vector<std::string> metrics_of(const boost::json::value& record) {
        std::vector<std::string> names;
        const boost::json::value* const listed = find(record, "metrics");
        if (listed != nullptr && listed->is_array()) {
            for (const boost::json::value& name : listed->get_array()) {
                names.emplace_back(text_of(name));
            }
            return names;
        }
        if (const boost::json::object* const members = record.if_object()) {
            for (const auto& member : *members) {
                const bool number = member.value().is_number() || member.value().is_bool();
                if (number && member.key() != "doc_id" && member.key() != "target") {
                    names.emplace_back(member.key().data(), member.key().size());
                }
            }
        }
        return names;
    }

    void note_filter(const std::string& name) {
        for (const std::string& known : other_filters_) {
            if (known == name) {
                return;
            }
        }
        other_filters_.push_back(name);
        file_.out.note(
            0, "counted with the filter '" + filter_ + "'; there is also '" + excerpt(name) + '\'');
    }

    file_context& file_;
    std::string filter_;
    std::string metric_{};
    std::vector<std::string> other_filters_{};
};

// inspect_ai, JSON log: {"eval": {"task", "model", "config": {"epochs"}}, "samples": [{"id",
// "epoch", "scores": {"<scorer>": {"value"}}, "error"}, ...]}. C is correct; I and P (partial)
// are incorrect; N (no answer) is undecided. Of a number, 1 is correct and what is below it, down
// to 0, is not. A sample that ended with an error is missing, as are epochs that are not there; one
// without a score is undecided. Problems are known as <task>/<id>.
class inspect_reader {
public:
    static constexpr file_format format = file_format::inspect_ai;

    [[nodiscard]] static record_layout layout(const read_options&) {
        return {.records = {"samples.*"},
                .fields = {"id", "epoch", "scores.*.value", "error"},
                .headers = {"eval.model", "eval.task", "eval.config.epochs", "status"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return find(row.kept, "id") != nullptr && find(row.kept, "epoch") != nullptr;
    }

    explicit inspect_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const boost::json::value* const scores = find(row.kept, "scores");
        const boost::json::object* const by_scorer =
            scores == nullptr ? nullptr : scores->if_object();
        verdict_counts counts;
        if (find_any(row.kept, "error") != nullptr) {
            counts.missing = 1;
        } else if (by_scorer == nullptr || by_scorer->empty()) {
            counts.undecided = 1;
        } else {
            if (scorer_.empty()) {
                std::vector<std::string> names;
                for (const auto& member : *by_scorer) {
                    names.emplace_back(member.key().data(), member.key().size());
                }
                scorer_ = choose_measure(names, file_.options.metric, {}, "scorer");
            }
            const boost::json::value* const score = find(*scores, scorer_);
            counts =
                counts_of(score == nullptr ? verdict::undecided : of_value(need(*score, "value")));
        }
        samples_.add(name_of(need(row.kept, "id"), "id"), need(row.kept, "epoch"), counts);
    }
    void finish(const record_filter& file) {
        const std::string_view status = text_of(file.header(3));
        if (!status.empty() && status != "success") {
            file_.out.note(1, "the log's status is '" + excerpt(status) + '\'');
        }
        samples_.enter(file_, file_.model(text_of(file.header(0))),
                       as_name(text_of(file.header(1))));
        if (!file.header(2).is_null()) {
            file_.out.expect_trials(count_of(file.header(2), "eval.config.epochs"));
        }
    }

private:
    [[nodiscard]] static verdict of_value(const boost::json::value& value) {
        const std::string_view text = text_of(value);
        if (text == "C") {
            return verdict::correct;
        }
        if (text == "I" || text == "P") {
            return verdict::incorrect;
        }
        if (text == "N") {
            return verdict::undecided;
        }
        const std::optional<double> number = number_of(value);
        if (number && *number >= 0 && *number < 1) {
            return verdict::incorrect;
        }
        return verdict_of(value, "the score");
    }

    file_context& file_;
    waiting_samples samples_{};
    std::string scorer_{};
};

// OpenCompass results: {"details": [...]} or {"details": {"0": ...}}, each with "correct",
// "is_correct" or "cascade_correct": one value, or a list of them for n samples. Problems are
// known as <dataset>/<example_abbr>, or by their key or place; the dataset from the file's name.
class opencompass_reader {
public:
    static constexpr file_format format = file_format::opencompass;

    [[nodiscard]] static record_layout layout(const read_options&) {
        return {.records = {"details.*"},
                .fields = {"example_abbr", "correct", "is_correct", "cascade_correct"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return find_any(row.kept, "correct", "is_correct", "cascade_correct") != nullptr;
    }

    explicit opencompass_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        if (!row.kept.is_object()) {  // {"details": {"type": "GEN", ...}}
            return;
        }
        const boost::json::value* const judged =
            find_any(row.kept, "correct", "is_correct", "cascade_correct");
        const boost::json::value* const given = find_any(row.kept, "example_abbr");
        const std::string name = given != nullptr   ? name_of(*given, "example_abbr")
                                 : row.keys.empty() ? std::to_string(place_)
                                                    : as_name(row.keys[0]);
        ++place_;
        file_.out.add(file_.problem(name), file_.model(),
                      judged == nullptr ? counts_of(verdict::undecided)
                                        : counts_of_verdicts(*judged, "correct"),
                      repetition::allowed);
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
    std::uint64_t place_ = 0;
};

// evalscope reviews: {"index", "sample_score": {"group_id", "score": {"value": {<metric>: value},
// "main_score_name"}}} a sample a line. The metric is read_options::metric, else the main one,
// else the only one, else acc; its value must be 0 or 1. Samples of one group_id are of one
// problem, known as <dataset>/<group_id or index>; the dataset from the file's name. A line
// without a score is undecided.
class evalscope_reader {
public:
    static constexpr file_format format = file_format::evalscope;

    [[nodiscard]] static record_layout layout(const read_options&) {
        return {.records = {""},
                .fields = {"index", "sample_score.group_id", "sample_score.score.value",
                           "sample_score.score.main_score_name"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return find(row.kept, "index") != nullptr && find(row.kept, "sample_score") != nullptr;
    }

    explicit evalscope_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const boost::json::value& sample = need(row.kept, "sample_score");
        const boost::json::value* const group = find_any(sample, "group_id");
        const std::string problem = file_.problem(
            name_of(group != nullptr ? *group : need(row.kept, "index"), "group_id or index"));
        const boost::json::value* const score = find_any(sample, "score");
        const boost::json::value* const value =
            score == nullptr ? nullptr : find_any(*score, "value");
        const boost::json::object* const metrics = value == nullptr ? nullptr : value->if_object();
        verdict judged = verdict::undecided;
        if (metrics != nullptr && !metrics->empty()) {
            if (metric_.empty()) {
                metric_ = choose_metric(*score, *metrics);
            }
            judged = verdict_of(need(*value, metric_), metric_);
        }
        file_.out.add(problem, file_.model(), counts_of(judged), repetition::allowed);
    }
    void finish(const record_filter&) {}

private:
    [[nodiscard]] std::string choose_metric(const boost::json::value& score,
                                            const boost::json::object& metrics) const {
        std::vector<std::string> names;
        for (const auto& member : metrics) {
            names.emplace_back(member.key().data(), member.key().size());
        }
        const boost::json::value* const main = find_any(score, "main_score_name");
        const std::string asked = file_.options.metric.empty() && main != nullptr
                                      ? std::string(text_of(*main))
                                      : file_.options.metric;
        return choose_measure(names, asked, {"acc"}, "metric");
    }

    file_context& file_;
    std::string metric_{};
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_HARNESS_RESULTS_HPP
