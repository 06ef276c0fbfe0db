// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON and libarchive.
#ifndef PASSK_ADAPTER_JSON_READ_INSPECT_HPP
#define PASSK_ADAPTER_JSON_READ_INSPECT_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/json_records.hpp>
#include <passk/adapter/json/outcome_collector.hpp>
#include <passk/adapter/json/read_harness_results.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::adapter::json::detail {

// inspect_ai logs: {"status", "eval": {"task", "task_id", "model", "config": {"epochs"}},
// "samples":
// [{"id", "epoch", "uuid", "input", "scores": {"<scorer>": {"value"}}, "error", "invalidation"},
// ...]} in a .json file; the same in parts in a .eval archive.
//
// C is correct, I is not, P is half credit; N and NaN are undecided, as are samples without a score
// and invalidated ones. A sample that ended with an error is missing, as are epochs that are not
// there. Logs of one task_id are one run and its retries: each epoch of a sample counts once. The
// scorer is read_options::metric, "scorer.key" where its score has several values. Problems are
// known as <task>/<id>, and told apart by their input.
class inspect_reader {
public:
    static constexpr file_format format = file_format::inspect_ai;

    [[nodiscard]] static record_layout layout(const read_options&, bool several_files = false) {
        record_layout all{.records = {"samples.*", "eval"},
                          .fields = {"id", "epoch", "scores.*.value", "error", "invalidation",
                                     "model", "task", "task_id", "config.epochs"},
                          .headers = {"status"}};
        if (several_files) {
            for (const std::string_view field :
                 {"input", "output.completion", "output.choices.*.message.content"}) {
                all.fields.push_back(field);
            }
        }
        return all;
    }
    // The layout of a sample's own file in an archive.
    [[nodiscard]] static record_layout sample_layout(const read_options& options,
                                                     bool several_files) {
        record_layout all = layout(options, several_files);
        all.records = {""};
        all.headers = {};
        return all;
    }
    // The layout of header.json and _journal/start.json in an archive.
    [[nodiscard]] static record_layout header_layout(const read_options& options) {
        record_layout all = layout(options);
        all.records = {"eval"};
        return all;
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return row.kind == 0 && find(row.kept, "id") != nullptr
               && find(row.kept, "epoch") != nullptr;
    }

    explicit inspect_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        if (row.kind == 1) {
            header(row.kept);
            return;
        }
        sample one{.problem = name_of(need(row.kept, "id"), "id"),
                   .epoch = sample_number(need(row.kept, "epoch"))};
        one.counts = counts(row.kept);
        if (file_.hashing) {
            const boost::json::value* const input = find_any(row.kept, "input");
            const std::string asked = input == nullptr ? "" : boost::json::serialize(*input);
            one.question = input == nullptr ? 0 : hash_of(asked);
            content_hash content;
            content.add(asked);
            content.add(std::to_string(one.epoch));
            for (const std::string_view part : {"output", "scores"}) {
                if (const boost::json::value* const value = find_any(row.kept, part)) {
                    content.add(boost::json::serialize(*value));
                }
            }
            one.content = content.value();
        }
        samples_.push_back(std::move(one));
    }

    void header(const boost::json::value& eval) {
        const auto text = [&](std::string_view key) {
            const boost::json::value* const value = find_any(eval, key);
            return value == nullptr ? std::string() : std::string(text_of(*value));
        };
        model_ = text("model");
        task_ = text("task");
        run_ = text("task_id");
        const boost::json::value* const config = find_any(eval, "config");
        const boost::json::value* const epochs =
            config == nullptr ? nullptr : find_any(*config, "epochs");
        epochs_ = epochs == nullptr ? 0 : count_of(*epochs, "eval.config.epochs");
    }

    void finish(const record_filter& file) { finish(text_of(file.header(0))); }
    void finish(std::string_view status) {
        if (!status.empty() && status != "success") {
            file_.out.note(0, "the log's status is '" + excerpt(status) + '\'');
        }
        if (!run_.empty()) {
            file_.out.start_run("inspect " + run_);
        }
        const std::string model = file_.model(model_);
        for (const sample& one : samples_) {
            const std::string problem =
                task_.empty() ? one.problem : as_name(task_) + '/' + one.problem;
            file_.out.add({.problem = problem,
                           .model = model,
                           .counts = one.counts,
                           .question = one.question,
                           .content = one.content,
                           .number = one.epoch,
                           .shown_number = std::to_string(one.epoch)});
        }
        if (epochs_ > 0) {
            file_.out.expect_trials(epochs_);
        }
    }

private:
    struct sample {
        std::string problem{};
        std::uint64_t epoch = 0;
        verdict_counts counts{};
        std::uint64_t question = 0;
        std::uint64_t content = 0;
    };

    [[nodiscard]] verdict_counts counts(const boost::json::value& record) {
        const boost::json::value* const scores = find(record, "scores");
        const boost::json::object* const by_scorer =
            scores == nullptr ? nullptr : scores->if_object();
        const bool scored = by_scorer != nullptr && !by_scorer->empty();
        if (find_any(record, "error") != nullptr && !scored) {
            return {.missing = 1};
        }
        if (find_any(record, "invalidation") != nullptr) {
            file_.out.count_invalid();
            return {.undecided = 1};
        }
        if (!scored) {
            file_.count_unscored();
            return {.undecided = 1};
        }
        if (scorer_.empty()) {
            choose(*by_scorer);
        }
        const boost::json::value* const score = find(*scores, scorer_);
        const boost::json::value* value = score == nullptr ? nullptr : find(*score, "value");
        if (value != nullptr && value->is_object()) {
            value = of_key(value->get_object());
        }
        if (value == nullptr) {
            file_.count_unscored();
            return {.undecided = 1};
        }
        return counts_of(of_value(*value));
    }

    // Which scorer decides, and which key of its score.
    void choose(const boost::json::object& by_scorer) {
        std::vector<std::string> names;
        for (const auto& member : by_scorer) {
            names.emplace_back(member.key().data(), member.key().size());
        }
        std::string asked = file_.options.metric;
        if (!asked.empty() && std::find(names.begin(), names.end(), asked) == names.end()) {
            const std::size_t dot = asked.find('.');
            const std::string before = asked.substr(0, dot);
            if (dot != std::string::npos
                && std::find(names.begin(), names.end(), before) != names.end()) {
                key_ = asked.substr(dot + 1);
                asked = before;
            } else if (names.size() == 1) {
                // A key alone, where there is one scorer.
                const boost::json::value* const value = find(by_scorer.begin()->value(), "value");
                if (value != nullptr && value->is_object() && value->get_object().contains(asked)) {
                    key_ = asked;
                    asked = names[0];
                }
            }
        }
        scorer_ = choose_measure(names, asked, {}, "scorer");
    }

    // The value of the key that was asked for, or of the only one.
    [[nodiscard]] const boost::json::value* of_key(const boost::json::object& values) const {
        std::vector<std::string> keys;
        for (const auto& member : values) {
            keys.emplace_back(member.key().data(), member.key().size());
        }
        if (key_.empty() && keys.size() == 1) {
            return &values.begin()->value();
        }
        const boost::json::value* const found = values.if_contains(key_);
        if (found == nullptr) {
            std::string list;
            for (const std::string& key : keys) {
                list += (list.empty() ? "" : ", ") + scorer_ + '.' + key;
            }
            refuse(key_.empty() ? "the score of '" + scorer_
                                      + "' has several values; choose one with --metric"
                                : "the score of '" + scorer_ + "' has no value '" + key_ + '\''
                                      + did_you_mean(key_, keys),
                   excerpt(list, 200));
        }
        return found;
    }

    [[nodiscard]] verdict of_value(const boost::json::value& value) {
        const std::string_view text = text_of(value);
        if (text == "C" || text == "I") {
            file_.count_decided();
            return text == "C" ? verdict::correct : verdict::incorrect;
        }
        if (text == "P") {
            return file_.judge_score(0.5, "the score", "P");
        }
        if (text == "N") {
            file_.count_unscored();
            return verdict::undecided;
        }
        return file_.judge(value, "the score");
    }

    file_context& file_;
    std::vector<sample> samples_{};
    std::string scorer_{};
    std::string key_{};
    std::string model_{};
    std::string task_{};
    std::string run_{};
    std::uint64_t epochs_ = 0;
};

// A .eval archive: header.json or, while the log was not finished, _journal/start.json, and a file
// samples/<id>_epoch_<n>.json for each sample. Reads one file of it at a time.
[[nodiscard]] inline std::optional<error> read_eval_archive(byte_source& source,
                                                            file_context& file) {
    packed_file& archive = *source.archive();
    inspect_reader reader(file);
    std::string status;
    bool finished = false;
    while (true) {
        const std::string name = archive.entry();
        const std::string shown_name = source.name() + '/' + excerpt(name, 200);
        byte_source entry = byte_source::from_archive(shown_name, archive, source.size());
        entry.report_to(file.options.on_progress);
        std::optional<error> failure;
        if (name.starts_with("samples/")) {
            record_filter filter(inspect_reader::sample_layout(file.options, file.hashing),
                                 [&](const json_record& row) { reader.record(row); });
            failure = read_json(entry, filter);
        } else if (name == "header.json" || (name == "_journal/start.json" && !finished)) {
            finished = name == "header.json";
            record_filter filter(inspect_reader::header_layout(file.options),
                                 [&](const json_record& row) { reader.header(row.kept); });
            failure = read_json(entry, filter);
            status = finished ? std::string(text_of(filter.header(0))) : "started";
        }
        if (failure) {
            return failure;
        }
        const result<bool> next = archive.next_entry();
        if (!next) {
            return next.error();
        }
        if (!next.value()) {
            break;
        }
    }
    try {
        reader.finish(status);
    } catch (const refusal& complaint) {
        return error{errc::malformed, located(source.name(), 0, complaint.what())};
    }
    return std::nullopt;
}

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_INSPECT_HPP
