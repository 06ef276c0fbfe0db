// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON and libarchive.
#ifndef PASSK_ADAPTER_JSON_READ_JOURNAL_HPP
#define PASSK_ADAPTER_JSON_READ_JOURNAL_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/for_each_document.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/adapter/json/sample_journal.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/prompt.hpp>
#include <passk/sample/sampling.hpp>
#include <passk/sample/token_id.hpp>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace passk::adapter::json {

/// A completion as a journal holds it, log-probabilities left out: scored_samples.hpp reads those.
struct journal_sample {
    std::string problem{};
    std::string model{};
    std::uint64_t number = 0;
    completion drawn{};
    sampling how{};  ///< it was drawn with; how.seed is that of completion 0
    /// What the model was given; null if pictures belong to it, which a journal does not hold.
    const prompt* given = nullptr;
};

/// What a journal held.
struct journal_report {
    std::uint64_t samples = 0;  ///< handed over
    bool torn = false;          ///< the last line breaks off: left out
};

namespace detail {

class journal_records {
public:
    explicit journal_records(const std::function<void(const journal_sample&)>& on_sample)
        : on_sample_(on_sample) {}

    void read(std::string_view text) {
        boost::json::error_code code;
        const boost::json::value line = boost::json::parse({text.data(), text.size()}, code);
        if (code || !line.is_object()) {
            refuse("not a line of a journal of samples", excerpt(text));
        }
        const boost::json::value* const schema = find(line, "schema");
        if (schema == nullptr) {
            read_sample(line);
        } else if (text_of(*schema) == problem_schema) {
            prompts_[name_of(need(line, "problem"), "the problem")] =
                prompt_of(need(line, "prompt"));
        } else if (text_of(*schema) == run_schema) {
            how_ = sampling_of(need(line, "sampling"));
        } else {
            refuse("not a journal of samples of this version", shown(*schema));
        }
    }

    [[nodiscard]] std::uint64_t samples() const noexcept { return samples_; }

private:
    [[nodiscard]] static token_ids ids_of(const boost::json::value* list) {
        token_ids ids;
        const boost::json::array* const items = list == nullptr ? nullptr : list->if_array();
        if (items == nullptr) {
            return ids;
        }
        for (const boost::json::value& item : *items) {
            const std::uint64_t id = count_of(item, "a token id");
            if (id > static_cast<std::uint64_t>((std::numeric_limits<token_id>::max)())) {
                refuse("a token id is too large", shown(item));
            }
            ids.push_back(static_cast<token_id>(id));
        }
        return ids;
    }

    [[nodiscard]] static std::optional<prompt> prompt_of(const boost::json::value& value) {
        if (value.is_string()) {
            return prompt(std::string(text_of(value)));
        }
        const boost::json::array* const items = value.if_array();
        if (items == nullptr) {
            refuse("'prompt' is neither text nor a list", shown(value));
        }
        if (!items->empty() && items->front().is_number()) {
            return prompt(ids_of(&value));
        }
        chat turns;
        for (const boost::json::value& item : *items) {
            if (find(item, "image_hashes") != nullptr) {
                return std::nullopt;
            }
            turns.push_back({.role = std::string(text_of(need(item, "role"))),
                             .text = std::string(text_of(need(item, "content")))});
        }
        return prompt(std::move(turns));
    }

    [[nodiscard]] static sampling sampling_of(const boost::json::value& said) {
        const auto number = [&](std::string_view key) {
            const std::optional<double> given = number_of(need(said, key));
            if (!given) {
                refuse("'" + std::string(key) + "' is not a number", shown(said));
            }
            return *given;
        };
        sampling how{.temperature = number("temperature"),
                     .top_p = number("top_p"),
                     .top_k = count_of(need(said, "top_k"), "'top_k'"),
                     .min_p = number("min_p"),
                     .repetition_penalty = number("repetition_penalty"),
                     .max_tokens = static_cast<std::uint32_t>(
                         count_of(need(said, "max_tokens"), "'max_tokens'"))};
        if (const boost::json::array* const stops = need(said, "stop").if_array()) {
            for (const boost::json::value& one : *stops) {
                how.stop.emplace_back(text_of(one));
            }
        }
        return how;
    }

    void read_sample(const boost::json::value& line) {
        journal_sample one;
        one.problem = name_of(need(line, "problem"), "the problem");
        one.model = name_of(need(line, "model"), "the model");
        one.number = count_of(need(line, "sample"), "'sample'");
        one.drawn.text = std::string(text_of(need(line, "text")));
        const std::string_view finish = text_of(need(line, "finish_reason"));
        one.drawn.finish = finish == "stop"     ? finish_reason::stop
                           : finish == "length" ? finish_reason::length
                                                : finish_reason::aborted;
        one.drawn.seed = count_of(need(line, "seed"), "'seed'");
        const auto tokens = [&](std::string_view key) {
            const boost::json::value* const counted = find(line, key);
            return counted == nullptr ? 0U
                                      : static_cast<std::uint32_t>(count_of(*counted, "tokens"));
        };
        one.drawn.prompt_tokens = tokens("prompt_tokens");
        one.drawn.completion_tokens = tokens("completion_tokens");
        one.how = how_;
        one.how.seed = one.drawn.seed - one.number;
        one.drawn.tokens = ids_of(find(line, "tokens"));
        one.drawn.prompt_token_ids = ids_of(find(line, "prompt_token_ids"));
        const auto given = prompts_.find(one.problem);
        if (given == prompts_.end()) {
            refuse("a completion of a problem that no line before it states", excerpt(one.problem));
        }
        one.given = given->second ? &*given->second : nullptr;
        ++samples_;
        on_sample_(one);
    }

    const std::function<void(const journal_sample&)>& on_sample_;
    std::unordered_map<std::string, std::optional<prompt>> prompts_{};
    sampling how_{};
    std::uint64_t samples_ = 0;
};

}  // namespace detail

/// Reads a journal of samples, one by one; gzip is unpacked. A last line that breaks off is no
/// error but reported.
///
/// @param path         file or pipe; "-" is the standard input
/// @param on_sample    called for each completion in the file's order
/// @param on_progress  called for each block; returning false ends the reading, errc::cancelled
/// @returns  what was read, or an error that names file, line and what is wrong there
/// @par Cost
/// memory for the prompts and the longest line.
[[nodiscard]] inline result<journal_report> read_journal(
    const std::string& path, const std::function<void(const journal_sample&)>& on_sample,
    const std::function<bool(const read_progress&)>& on_progress = {}) {
    result<byte_source> opened = byte_source::open(path);
    if (!opened) {
        return opened.error();
    }
    byte_source source = std::move(opened).value();
    source.report_to(on_progress);
    detail::journal_records records(on_sample);
    const result<detail::document_count> read = detail::for_each_document(
        source, [&](std::string_view text, std::uint64_t) { records.read(text); });
    if (!read) {
        return read.error();
    }
    return journal_report{records.samples(), read.value().torn.has_value()};
}

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_READ_JOURNAL_HPP
