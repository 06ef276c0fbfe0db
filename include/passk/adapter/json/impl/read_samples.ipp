// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_IMPL_READ_SAMPLES_IPP
#define PASSK_ADAPTER_JSON_IMPL_READ_SAMPLES_IPP

#include <passk/adapter/json/read_samples.hpp>

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/impl/recognise.ipp>
#include <passk/adapter/json/json_records.hpp>
#include <passk/adapter/json/model_names.hpp>
#include <passk/core/error.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace passk::adapter::json {
namespace detail {

// Where a format keeps the texts of its samples. A response or prediction may be one text, a list
// of them, or messages of a chat, of which the last of the assistant counts.
struct sample_texts {
    file_format format;
    std::vector<std::string_view> problem;  // the first that is there
    std::string_view response;
    std::string_view prediction;
    std::string_view reference;
    std::vector<std::string_view> judged;
};

[[nodiscard]] inline const std::vector<sample_texts>& formats_with_texts() {
    static const std::vector<sample_texts> all{
        {file_format::verl, {"input"}, "output", "pred", "gts", {"acc", "score"}},
        {file_format::lm_eval, {"doc_id"}, "resps", "filtered_resps", "target", {}},
        {file_format::evalscope,
         {"sample_score.group_id", "index"},
         "messages",
         "sample_score.score.extracted_prediction",
         "target",
         {}},
        {file_format::nemo_skills,
         {"problem", "task_id", "question_id", "id"},
         "generation",
         "predicted_answer",
         "expected_answer",
         {"symbolic_correct", "is_correct"}},
        {file_format::qwen_math, {"idx"}, "code", "pred", "gt", {"score"}},
        {file_format::matharena,
         {"idx", "problem_idx"},
         "messages",
         "answers",
         "gold_answer",
         {"correct"}},
        {file_format::lighteval, {"doc.id"}, "model_response.text", "", "", {}},
    };
    return all;
}

// The value at a path of keys, or null.
[[nodiscard]] inline const boost::json::value* value_at(const boost::json::value& record,
                                                        std::string_view path) {
    const boost::json::value* at = path.empty() ? nullptr : &record;
    while (at != nullptr && !path.empty()) {
        const std::string_view step = path.substr(0, path.find('.'));
        path.remove_prefix(step.size() < path.size() ? step.size() + 1 : path.size());
        at = find(*at, step);
    }
    return at == nullptr || at->is_null() ? nullptr : at;
}

// A text, a number or truth as its JSON, or the content of the last message of an assistant.
[[nodiscard]] inline std::optional<std::string> one_text(const boost::json::value& value) {
    if (value.is_string()) {
        return std::string(text_of(value));
    }
    if (value.is_number() || value.is_bool()) {
        return boost::json::serialize(value);
    }
    if (value.is_object()) {
        const boost::json::value* const content = find_any(value, "content", "text");
        return content == nullptr ? std::nullopt : one_text(*content);
    }
    const boost::json::array* const list = value.if_array();
    if (list != nullptr && !list->empty()) {
        return one_text(list->back());
    }
    return std::nullopt;
}

[[nodiscard]] inline bool is_chat(const boost::json::value& value) {
    const boost::json::array* const list = value.if_array();
    return list != nullptr && !list->empty() && find(list->front(), "role") != nullptr;
}

// One text for each sample; lm-eval has a list of them in a list.
[[nodiscard]] inline std::vector<std::optional<std::string>> all_texts(
    const boost::json::value* value) {
    std::vector<std::optional<std::string>> out;
    if (value == nullptr) {
        return out;
    }
    const boost::json::array* list = is_chat(*value) ? nullptr : value->if_array();
    if (list != nullptr && list->size() == 1 && list->front().is_array()
        && !is_chat(list->front())) {
        list = list->front().if_array();
    }
    if (list == nullptr) {
        out.push_back(one_text(*value));
    } else {
        for (const boost::json::value& one : *list) {
            out.push_back(one_text(one));
        }
    }
    return out;
}

}  // namespace detail

PASSK_INLINE result<samples_report> read_samples(
    const std::string& path, const std::function<bool(const result_sample&)>& deliver,
    const read_options& options) {
    result<byte_source> opened = byte_source::open(path);
    if (!opened) {
        return opened.error();
    }
    byte_source source = std::move(opened).value();
    samples_report report;
    if (options.format) {
        report.format = *options.format;
    } else {
        source.remember();
        const result<file_format> format = detail::recognise(source);
        if (!format) {
            return format.error();
        }
        report.format = format.value();
        if (std::optional<error> failure = source.rewind()) {
            return *std::move(failure);
        }
        source.stop_remembering();
    }
    const detail::sample_texts* texts = nullptr;
    for (const detail::sample_texts& one : detail::formats_with_texts()) {
        texts = one.format == report.format ? &one : texts;
    }
    if (texts == nullptr) {
        return error{errc::unsupported,
                     located(path, 0,
                             "samples with their texts are not read from files of the format "
                                 + std::string(name_of(report.format)))};
    }
    detail::record_layout layout{.records = {""}, .fields = texts->problem};
    for (const std::string_view field : {texts->response, texts->prediction, texts->reference}) {
        if (!field.empty()) {
            layout.fields.push_back(field);
        }
    }
    layout.fields.insert(layout.fields.end(), texts->judged.begin(), texts->judged.end());
    for (const std::string_view field :
         {"model", "filter", "doc.task_name", "doc.choices", "doc.gold_index"}) {
        layout.fields.push_back(field);
    }
    const detail::located_file place{.path = path, .format = report.format};
    const std::string fallback =
        options.model.empty() ? detail::default_model_names(std::vector{place})[0] : options.model;
    const std::string dataset = detail::dataset_of(place);
    std::unordered_map<std::string, std::uint64_t> numbers;
    std::string filter = options.filter;
    bool stopped = false;
    detail::record_filter records(layout, [&](const detail::json_record& row) {
        using detail::value_at;
        if (stopped) {
            return;
        }
        if (const boost::json::value* const name = value_at(row.kept, "filter")) {
            filter = filter.empty() ? std::string(detail::text_of(*name)) : filter;
            if (detail::text_of(*name) != filter) {
                return;
            }
        }
        result_sample sample;
        for (const std::string_view field : texts->problem) {
            const boost::json::value* const name = value_at(row.kept, field);
            if (name != nullptr && sample.problem.empty()) {
                sample.problem = detail::name_of(*name, field);
            }
        }
        if (sample.problem.empty()) {
            detail::refuse("the record names no problem", detail::shown(row.kept));
        }
        if (const boost::json::value* const task = value_at(row.kept, "doc.task_name")) {
            sample.problem = detail::name_of(*task, "doc.task_name") + '/' + sample.problem;
        } else if (!dataset.empty()) {
            sample.problem = dataset + '/' + sample.problem;
        }
        const boost::json::value* const model = value_at(row.kept, "model");
        sample.model = !options.rename_model.empty() ? options.rename_model
                       : model == nullptr || !model->is_string()
                           ? fallback
                           : detail::as_name(detail::text_of(*model));
        if (const boost::json::value* const reference = value_at(row.kept, texts->reference)) {
            sample.reference = detail::one_text(*reference);
        }
        const boost::json::value* const choices = value_at(row.kept, "doc.choices");
        const boost::json::value* const gold = value_at(row.kept, "doc.gold_index");
        if (choices != nullptr && choices->is_array() && gold != nullptr && gold->is_int64()) {
            const auto place_of_gold = static_cast<std::size_t>(gold->get_int64());
            if (place_of_gold < choices->get_array().size()) {
                sample.reference = detail::one_text(choices->get_array()[place_of_gold]);
            }
        }
        const auto responses = detail::all_texts(value_at(row.kept, texts->response));
        const auto predictions = detail::all_texts(value_at(row.kept, texts->prediction));
        const boost::json::value* judged = nullptr;
        for (const std::string_view field : texts->judged) {
            judged = judged == nullptr ? value_at(row.kept, field) : judged;
        }
        const std::size_t count = responses.empty() ? predictions.size() : responses.size();
        for (std::size_t i = 0; i < count && !stopped; ++i) {
            sample.number = numbers[sample.problem]++;
            sample.response = i < responses.size() && responses[i] ? *responses[i] : std::string();
            sample.prediction = predictions.size() == count ? predictions[i] : std::nullopt;
            const boost::json::array* const verdicts =
                judged == nullptr ? nullptr : judged->if_array();
            const boost::json::value* const one = verdicts == nullptr    ? judged
                                                  : i < verdicts->size() ? &(*verdicts)[i]
                                                                         : nullptr;
            sample.judged.reset();
            if (one != nullptr) {
                const std::optional<double> score = detail::number_of(*one);
                if (score && (*score == 1 || *score == 0)) {
                    sample.judged = *score == 1 ? verdict::correct : verdict::incorrect;
                } else if (one->is_bool()) {
                    sample.judged = one->get_bool() ? verdict::correct : verdict::incorrect;
                }
            }
            ++report.samples;
            stopped = !deliver(sample);
        }
    });
    source.report_to(options.on_progress);
    if (std::optional<error> failure = detail::read_json(source, records)) {
        return *std::move(failure);
    }
    if (stopped) {
        return error{errc::cancelled, located(path, 0, "reading was stopped")};
    }
    return report;
}

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_IMPL_READ_SAMPLES_IPP
