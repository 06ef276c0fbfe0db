// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_IMPL_RECOGNISE_IPP
#define PASSK_ADAPTER_JSON_IMPL_RECOGNISE_IPP

#include <passk/adapter/json/recognise.hpp>

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/json_records.hpp>
#include <passk/adapter/json/read_agent_results.hpp>
#include <passk/adapter/json/read_code_results.hpp>
#include <passk/adapter/json/read_counts.hpp>
#include <passk/adapter/json/read_harness_results.hpp>
#include <passk/adapter/json/read_inspect.hpp>
#include <passk/adapter/json/read_lm_eval.hpp>
#include <passk/adapter/json/read_mapped.hpp>
#include <passk/adapter/json/read_math_results.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace passk::adapter::json {
namespace detail {

template <class... Readers>
struct reader_list {
    // Calls visit.operator()<Reader>() for each.
    template <class Visit>
    static void for_each(const Visit& visit) {
        (visit.template operator()<Readers>(), ...);
    }
};

// The readers of JSON files. A file is read by the first that accepts one of its records, so
// those that ask for more stand before those that ask for less.
using json_readers =
    reader_list<evalplus_reader, evalperf_reader, nemo_reader, livecodebench_reader,
                tau2_bench_reader, inspect_reader, opencompass_reader, lm_eval_reader,
                evalscope_reader, lighteval_reader, qwen_math_reader, matharena_reader,
                multipl_e_reader, verl_reader, tau_bench_reader, harbor_reader,
                terminal_bench_reader, verifiers_reader, swe_bench_reader, human_eval_reader,
                counts_reader, verdicts_reader>;

// Watches a document until it shows a record of some format.
class format_search {
public:
    format_search() {
        json_readers::for_each([this]<class Reader>() {
            filters_.emplace_back(Reader::layout({}, false), [this](const json_record& row) {
                if (!found_ && Reader::matches(row)) {
                    found_ = Reader::format;
                }
            });
        });
    }
    format_search(const format_search&) = delete;
    format_search& operator=(const format_search&) = delete;

    [[nodiscard]] std::optional<file_format> found() const noexcept { return found_; }

    void set_line(std::uint64_t) noexcept {}
    [[nodiscard]] std::uint64_t record_line() const noexcept { return 1; }
    [[nodiscard]] bool stopped() const noexcept { return found_.has_value(); }
    // A log's first lines may be about the run.
    [[nodiscard]] bool value_done() noexcept { return ++documents_ >= 8; }
    [[nodiscard]] bool wants_hashes() const noexcept { return false; }
    [[nodiscard]] bool at_record() const noexcept { return false; }
    void record_hash(std::uint64_t) noexcept {}
    [[nodiscard]] bool wants_container() const {
        return std::any_of(filters_.begin(), filters_.end(),
                           [](const record_filter& filter) { return filter.wants_container(); });
    }
    [[nodiscard]] bool wants_scalar() const {
        return std::any_of(filters_.begin(), filters_.end(),
                           [](const record_filter& filter) { return filter.wants_scalar(); });
    }

    void begin(bool array) {
        each([&](record_filter& filter) { filter.begin(array); });
    }
    void end() {
        each([&](record_filter& filter) { filter.end(); });
    }
    void key(std::string_view text) {
        each([&](record_filter& filter) { filter.key(text); });
    }
    void string_part(std::string_view text) {
        each([&](record_filter& filter) { filter.string_part(text); });
    }
    void string(std::string_view text) {
        each([&](record_filter& filter) { filter.string(text); });
    }
    void whole(std::int64_t number) {
        each([&](record_filter& filter) { filter.whole(number); });
    }
    void whole(std::uint64_t number) {
        each([&](record_filter& filter) { filter.whole(number); });
    }
    void real(double number) {
        each([&](record_filter& filter) { filter.real(number); });
    }
    void truth(bool value) {
        each([&](record_filter& filter) { filter.truth(value); });
    }
    void null() {
        each([&](record_filter& filter) { filter.null(); });
    }

private:
    template <class Visit>
    void each(const Visit& visit) {
        for (record_filter& filter : filters_) {
            visit(filter);
        }
    }

    std::deque<record_filter> filters_{};  // they do not move
    std::optional<file_format> found_{};
    std::size_t documents_ = 0;
};

// What else a file that is neither JSON nor CSV might be.
[[nodiscard]] inline std::string hint_about(const std::string& file, std::string_view head) {
    if (head.starts_with("PAR1")) {
        return "a Parquet file; as JSON lines it can be read: python3 -c \"import pandas; "
               "pandas.read_parquet('"
               + file + "').to_json('" + file + ".jsonl', orient='records', lines=True)\"";
    }
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
        return "UTF-16 text; store it as UTF-8";
    }
    if (head.starts_with("\x80\x04") || head.starts_with("\x80\x05")) {
        return "a Python pickle; store it as JSON lines";
    }
    return "begins with " + (head.empty() ? "nothing" : '\'' + excerpt(head, 30) + '\'');
}

// The beginning of what a source holds, past blanks and a byte order mark; empty for an empty file.
[[nodiscard]] inline result<std::string> head_of(byte_source& source) {
    bool first = true;
    while (true) {
        const result<std::string_view> block = source.next();
        if (!block) {
            return block.error();
        }
        std::string_view bytes = block.value();
        if (first && bytes.starts_with("\xEF\xBB\xBF")) {
            bytes.remove_prefix(3);
        }
        first = false;
        const std::size_t start = bytes.find_first_not_of(" \t\r\n");
        if (start != std::string_view::npos) {
            return std::string(bytes.substr(start));
        }
        if (block.value().empty()) {
            return std::string();
        }
    }
}

// The format of what the source holds from its first byte on; reads no more than it must. The
// source stands anywhere afterwards.
[[nodiscard]] inline result<file_format> recognise(byte_source& source,
                                                   const field_paths& fields = {}) {
    const auto unknown = [&](std::string_view what) {
        return error{errc::unsupported, located(source.name(), 0,
                                                "no known kind of result file: " + std::string(what)
                                                    + "; known are " + known_file_formats())};
    };
    const result<std::string> got = head_of(source);
    if (!got) {
        return got.error();
    }
    const std::string& head = got.value();
    if (head.empty()) {
        return error{errc::malformed, located(source.name(), 0, "the file is empty")};
    }
    if (head[0] == '{' || head[0] == '[') {
        if (!fields.problem.empty() || !fields.verdict.empty()) {
            return file_format::mapped;
        }
        if (std::optional<error> failure = source.rewind()) {
            return *std::move(failure);
        }
        format_search search;
        if (std::optional<error> failure = read_json(source, search)) {
            return *std::move(failure);
        }
        if (search.found()) {
            return *search.found();
        }
        if (std::optional<error> failure = source.rewind()) {
            return *std::move(failure);
        }
        field_survey survey;
        static_cast<void>(read_json(source, survey));
        const std::string advice = survey.advice(source.name());
        return unknown(advice.empty() ? "its first record has no fields" : advice);
    }
    const std::string_view line = std::string_view(head).substr(0, head.find('\n'));
    const bool text = is_utf8(line) && std::none_of(line.begin(), line.end(), [](char c) {
                          return static_cast<unsigned char>(c) < 0x20U && c != '\t' && c != '\r';
                      });
    if (text && line.find_first_of(",;\t") != std::string_view::npos) {
        return file_format::counts_csv;
    }
    return unknown(hint_about(source.name(), head));
}

// Whether the first file of an archive is one of an inspect_ai log.
[[nodiscard]] inline bool is_eval_archive(const packed_file& archive) {
    const std::string& name = archive.entry();
    return name == "header.json" || name.starts_with("_journal/") || name.starts_with("samples/")
           || name == "summaries.json" || name == "reductions.json";
}

}  // namespace detail

PASSK_INLINE result<file_format> recognise(const std::string& path) {
    result<byte_source> source = byte_source::open(path);
    if (!source) {
        return source.error();
    }
    byte_source opened = std::move(source).value();
    if (opened.archive() != nullptr && detail::is_eval_archive(*opened.archive())) {
        return file_format::inspect_ai;
    }
    opened.remember();
    return detail::recognise(opened);
}

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_IMPL_RECOGNISE_IPP
