// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_JSON_READ_LM_EVAL_HPP
#define PASSK_ADAPTER_JSON_READ_LM_EVAL_HPP

#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/inverse_pass_at_k.hpp>
#include <passk/adapter/json/json_records.hpp>
#include <passk/adapter/json/outcome_collector.hpp>
#include <passk/adapter/json/read_counts.hpp>
#include <passk/adapter/json/read_harness_results.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::adapter::json::detail {

// lm-evaluation-harness, --log_samples: {"doc_id", "filter", "metrics": [names], <metric>: value,
// "resps": [[response, ...]]} a document and filter a line.
//
// The metric is read_options::metric, else the only one, else exact_match, acc or pass@1, else all
// pass@k together. From pass@k, n is the number of responses and c is found where one fits. Any
// other metric has one value for all repeats: where some are multiples of 1/n below 1, they are
// means over the n responses; else n = 1, and a note tells. Documents are known as
// <task>/<doc_id>, the task from the file's name.
class lm_eval_reader {
public:
    static constexpr file_format format = file_format::lm_eval;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
        return {.records = {""}, .fields = {"*", "metrics", "resps.*.*"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return find(row.kept, "doc_id") != nullptr
               && (find(row.kept, "doc_hash") != nullptr || find(row.kept, "metrics") != nullptr
                   || find(row.kept, "filter") != nullptr);
    }

    explicit lm_eval_reader(file_context& file) : file_(file), filter_(file.options.filter) {}

    void record(const json_record& row) {
        if (const boost::json::value* const filter = find_any(row.kept, "filter")) {
            const std::string name(text_of(*filter));
            if (filter_.empty()) {
                filter_ = name;
            }
            if (name != filter_) {
                note_filter(name);
                return;
            }
        }
        if (metrics_.empty()) {
            choose_metrics(row.kept);
        }
        document one{.problem = file_.problem(name_of(need(row.kept, "doc_id"), "doc_id")),
                     .content = row.hash};
        if (const boost::json::value* const hash = find_any(row.kept, "doc_hash")) {
            one.question = hash_of(text_of(*hash));
        }
        const std::uint64_t n = responses(row.kept);
        if (by_pass_at_k_ && (n > 1 || metrics_.size() > 1 || *attempts_in_name(metrics_[0]) > 1)) {
            add(one, checked_counts(n, successes(row.kept, n), 0, 0));
            file_.count_decided();
            return;
        }
        const boost::json::value& value = need(row.kept, metrics_[0]);
        const std::optional<double> number = number_of(value);
        if (n <= 1 || !number) {
            add(one, counts_of(file_.judge(value, metrics_[0])));
            return;
        }
        one.value = *number;
        one.responses = n;
        waiting_.push_back(std::move(one));
    }

    void finish(const record_filter&) {
        if (file_.out.current_file().problems == 0 && waiting_.empty() && !other_filters_.empty()) {
            refuse(
                "no line has the filter '" + filter_ + '\'' + did_you_mean(filter_, other_filters_),
                other_filters_[0]);
        }
        // One value for several responses: is it their mean?
        const auto is_multiple = [](const document& one) {
            const double c = one.value * static_cast<double>(one.responses);
            return std::fabs(c - std::round(c)) < 1e-9;
        };
        const bool any_between =
            std::any_of(waiting_.begin(), waiting_.end(),
                        [](const document& one) { return one.value > 0 && one.value < 1; });
        const bool means = any_between && !file_.options.threshold
                           && std::all_of(waiting_.begin(), waiting_.end(), is_multiple);
        for (const document& one : waiting_) {
            if (means && one.value >= 0 && one.value <= 1) {
                const double c = std::round(one.value * static_cast<double>(one.responses));
                add(one, checked_counts(one.responses, static_cast<std::uint64_t>(c), 0, 0));
                file_.count_decided();
            } else {
                add(one, counts_of(
                             file_.judge_score(one.value, metrics_[0], std::to_string(one.value))));
            }
        }
        if (!waiting_.empty()) {
            const std::string n = std::to_string(waiting_[0].responses);
            file_.out.note(0,
                           means ? "'" + metrics_[0] + "' is the mean over the " + n
                                       + " responses to each document"
                                 : "there are " + n + " responses to each document but one '"
                                       + metrics_[0] + "': n = 1 (passk verify judges them all)",
                           !means);
        }
    }

private:
    struct document {
        std::string problem{};
        std::uint64_t question = 0;
        std::uint64_t content = 0;
        double value = 0;
        std::uint64_t responses = 0;
    };

    void add(const document& one, const verdict_counts& counts) {
        file_.out.add(one.problem, file_.model(), counts, repetition::in_other_files, one.content,
                      one.question);
    }

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

    void choose_metrics(const boost::json::value& record) {
        const std::vector<std::string> names = metrics_of(record);
        const std::string& asked = file_.options.metric;
        std::vector<std::string> pass;
        for (const std::string& name : names) {
            if (attempts_in_name(name)) {
                pass.push_back(name);
            }
        }
        const bool only_pass = asked.empty() && !pass.empty() && pass.size() == names.size();
        const bool asked_pass = !asked.empty() && attempts_in_name(asked).has_value();
        if (only_pass) {
            metrics_ = pass;
            by_pass_at_k_ = true;
            return;
        }
        metrics_ = {
            choose_measure(names, asked, {"exact_match", "acc", "pass@1", "pass_at_1"}, "metric")};
        by_pass_at_k_ = asked_pass || attempts_in_name(metrics_[0]).has_value();
        note_others(file_, names, metrics_[0]);
    }

    // How many responses the document has; 0 if the line does not have them.
    [[nodiscard]] static std::uint64_t responses(const boost::json::value& record) {
        const boost::json::value* const all = find(record, "resps");
        const boost::json::array* const requests = all == nullptr ? nullptr : all->if_array();
        const boost::json::array* const first =
            requests == nullptr || requests->empty() ? nullptr : requests->front().if_array();
        return first == nullptr ? 0 : first->size();
    }

    [[nodiscard]] std::uint64_t successes(const boost::json::value& record, std::uint64_t n) const {
        std::vector<known_pass_at_k> known;
        for (const std::string& name : metrics_) {
            const boost::json::value& value = need(record, name);
            const std::optional<double> number = number_of(value);
            if (!number) {
                refuse(name + " is not a number", shown(value));
            }
            known.push_back({*attempts_in_name(name), *number});
        }
        if (n == 0) {
            refuse("the line has no responses, so that n of " + metrics_[0] + " is not known",
                   shown(need(record, metrics_[0])));
        }
        return successes_from(n, known);
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
    std::vector<std::string> metrics_{};  // one, or all pass@k
    bool by_pass_at_k_ = false;
    std::vector<document> waiting_{};
    std::vector<std::string> other_filters_{};
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_LM_EVAL_HPP
