// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_JSON_READ_HARNESS_RESULTS_HPP
#define PASSK_ADAPTER_JSON_READ_HARNESS_RESULTS_HPP

#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/inverse_pass_at_k.hpp>
#include <passk/adapter/json/json_records.hpp>
#include <passk/adapter/json/nearest_name.hpp>
#include <passk/adapter/json/outcome_collector.hpp>
#include <passk/adapter/json/read_counts.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
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
        refuse(
            "there is no " + std::string(kind) + " '" + asked + '\'' + did_you_mean(asked, there),
            excerpt(list));
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
                         : "there are several " + std::string(kind) + "s; choose one with --metric",
           excerpt(list));
}

// Tells of the measures that were there and did not decide.
inline void note_others(file_context& file, const std::vector<std::string>& names,
                        const std::string& chosen) {
    std::string others;
    for (const std::string& name : names) {
        if (name != chosen) {
            others += (others.empty() ? "'" : ", '") + name + '\'';
        }
    }
    if (!others.empty() && file.options.metric.empty()) {
        file.out.note(
            0, "counted by '" + chosen + "'; there is also " + excerpt(others) + " (--metric)",
            false);
    }
}

// OpenCompass results: {"details": [...]} or {"details": {"0": ...}}, each with "correct",
// "is_correct" or "cascade_correct": one value, or a list of them for n samples. Problems are
// known as <dataset>/<example_abbr>, or by their key or place; the dataset from the file's name.
class opencompass_reader {
public:
    static constexpr file_format format = file_format::opencompass;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
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
        file_.out.add(
            file_.problem(name), file_.model(),
            judged == nullptr ? counts_of(verdict::undecided) : file_.judge_all(*judged, "correct"),
            repetition::allowed, row.hash);
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
    std::uint64_t place_ = 0;
};

// evalscope reviews, a sample a line. From 1.0: {"index", "sample_score": {"group_id", "score":
// {"value": {<metric>: value}, "main_score_name"}}}; before: {"index", "choices": [{"review":
// {"result": value or {<metric>: value}}}]}. The metric is read_options::metric, else the main one,
// else the only one, else acc. Samples of one group_id are of one problem, known as
// <dataset>/<group_id or index>; the dataset from the file's name. A line without the metric is
// undecided.
class evalscope_reader {
public:
    static constexpr file_format format = file_format::evalscope;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
        return {.records = {""},
                .fields = {"index", "sample_score.group_id", "sample_score.score.value",
                           "sample_score.score.main_score_name", "choices.*.review.result",
                           "model_spec.model_id"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return find(row.kept, "index") != nullptr
               && (find(row.kept, "sample_score") != nullptr || old_result(row.kept) != nullptr);
    }

    explicit evalscope_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        if (const boost::json::value* const result = old_result(row.kept)) {
            const std::string problem = file_.problem(name_of(need(row.kept, "index"), "index"));
            for (const boost::json::value& choice : need(row.kept, "choices").as_array()) {
                const boost::json::value* const review = find_any(choice, "review");
                const boost::json::value* const one =
                    review == nullptr ? nullptr : find_any(*review, "result");
                file_.out.add(problem, file_.model(),
                              counts_of(one == nullptr     ? unscored()
                                        : one->is_object() ? of_metrics(*one, {})
                                                           : file_.judge(*one, "result")),
                              repetition::allowed, row.hash);
            }
            static_cast<void>(result);
            return;
        }
        const boost::json::value& sample = need(row.kept, "sample_score");
        const boost::json::value* const group = find_any(sample, "group_id");
        const std::string problem = file_.problem(
            name_of(group != nullptr ? *group : need(row.kept, "index"), "group_id or index"));
        const boost::json::value* const score = find_any(sample, "score");
        const boost::json::value* const value =
            score == nullptr ? nullptr : find_any(*score, "value");
        const boost::json::value* const main =
            score == nullptr ? nullptr : find_any(*score, "main_score_name");
        file_.out.add(
            problem, file_.model(),
            counts_of(value == nullptr
                          ? unscored()
                          : of_metrics(*value, main == nullptr ? std::string()
                                                               : std::string(text_of(*main)))),
            repetition::allowed, row.hash);
    }
    void finish(const record_filter&) {}

private:
    [[nodiscard]] static const boost::json::value* old_result(const boost::json::value& record) {
        const boost::json::value* const choices = find(record, "choices");
        const boost::json::array* const list = choices == nullptr ? nullptr : choices->if_array();
        const boost::json::value* const review =
            list == nullptr || list->empty() ? nullptr : find(list->front(), "review");
        return review == nullptr ? nullptr : find(*review, "result");
    }

    [[nodiscard]] verdict unscored() {
        file_.count_unscored();
        return verdict::undecided;
    }

    [[nodiscard]] verdict of_metrics(const boost::json::value& value, const std::string& main) {
        const boost::json::object* const metrics = value.if_object();
        if (metrics == nullptr || metrics->empty()) {
            return unscored();
        }
        if (metric_.empty()) {
            std::vector<std::string> names;
            for (const auto& member : *metrics) {
                names.emplace_back(member.key().data(), member.key().size());
            }
            // A row may lack the main metric: it has no verdict then.
            const bool absent =
                file_.options.metric.empty() && !main.empty() && find(value, main) == nullptr;
            metric_ = absent ? main
                             : choose_measure(
                                 names, file_.options.metric.empty() ? main : file_.options.metric,
                                 {"acc", "AverageAccuracy"}, "metric");
        }
        const boost::json::value* const judged = find(value, metric_);
        return judged == nullptr ? unscored() : file_.judge(*judged, metric_);
    }

    file_context& file_;
    std::string metric_{};
};

// lighteval details, exported from Parquet as JSON lines: {"doc": {"id", "task_name", "query"},
// "metric": {<metric>: value}}, also under the names __doc__ and __metric__. A metric such as
// pass@k:k=1&n=4 or avg@n:n=4 is of n samples, and c follows from it; any other is a verdict of
// one. Problems are known as <task_name>/<id>.
class lighteval_reader {
public:
    static constexpr file_format format = file_format::lighteval;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
        return {.records = {""},
                .fields = {"doc.id", "doc.task_name", "doc.query", "metric.*", "metrics.*",
                           "__doc__.id", "__doc__.task_name", "__doc__.query", "__metric__.*"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return document(row.kept) != nullptr && metrics(row.kept) != nullptr;
    }

    explicit lighteval_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const boost::json::value* const doc = document(row.kept);
        const boost::json::value* const values = metrics(row.kept);
        if (doc == nullptr || values == nullptr) {
            refuse("the record has no doc and metric", shown(row.kept));
        }
        std::string problem = name_of(need(*doc, "id"), "doc.id");
        if (const boost::json::value* const task = find_any(*doc, "task_name")) {
            problem = name_of(*task, "doc.task_name") + '/' + problem;
        }
        const boost::json::value* const query = find_any(*doc, "query");
        file_.out.add(problem, file_.model(), counts(*values), repetition::in_other_files, row.hash,
                      query == nullptr ? 0 : hash_of(text_of(*query)));
    }
    void finish(const record_filter&) {}

private:
    [[nodiscard]] static const boost::json::value* document(const boost::json::value& record) {
        const boost::json::value* const doc = find_any(record, "doc", "__doc__");
        return doc != nullptr && find(*doc, "id") != nullptr ? doc : nullptr;
    }
    [[nodiscard]] static const boost::json::value* metrics(const boost::json::value& record) {
        const boost::json::value* const found = find_any(record, "metric", "metrics", "__metric__");
        return found != nullptr && found->is_object() && !found->get_object().empty() ? found
                                                                                      : nullptr;
    }

    // The n in pass@k:k=1&n=4, avg@n:n=4 or maj@n:n=4.
    [[nodiscard]] static std::uint64_t trials_in_name(std::string_view name) {
        const std::size_t at = name.rfind("n=");
        std::uint64_t n = 0;
        if (at != std::string_view::npos) {
            std::from_chars(name.data() + at + 2, name.data() + name.size(), n);
        }
        return n;
    }

    [[nodiscard]] verdict_counts counts(const boost::json::value& values) {
        std::vector<std::string> names;
        for (const auto& member : values.get_object()) {
            names.emplace_back(member.key().data(), member.key().size());
        }
        const std::string& asked = file_.options.metric;
        std::vector<known_pass_at_k> known;
        std::uint64_t n = 0;
        for (const std::string& name : names) {
            const std::optional<std::uint64_t> k =
                name.starts_with("avg@") ? std::optional<std::uint64_t>(1) : attempts_in_name(name);
            const std::optional<double> value = number_of(need(values, name));
            const std::uint64_t of = trials_in_name(name);
            if (k && value && of > 0 && (asked.empty() || asked == name)) {
                if (n != 0 && n != of) {
                    refuse("metrics are of different n; choose one with --metric", name);
                }
                n = of;
                known.push_back({*k, *value});
            }
        }
        if (n > 0) {
            const std::uint64_t c = successes_from(n, known);
            file_.count_decided();
            return checked_counts(n, c, 0, 0);
        }
        if (metric_.empty()) {
            metric_ =
                choose_measure(names, asked, {"em", "acc", "extractive_match", "qem"}, "metric");
            note_others(file_, names, metric_);
        }
        return counts_of(file_.judge(need(values, metric_), metric_));
    }

    file_context& file_;
    std::string metric_{};
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_HARNESS_RESULTS_HPP
