// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON (link Boost::json) and zlib.
#ifndef PASSK_ADAPTER_JSON_READ_OUTCOMES_HPP
#define PASSK_ADAPTER_JSON_READ_OUTCOMES_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/json_records.hpp>
#include <passk/adapter/json/model_names.hpp>
#include <passk/adapter/json/outcome_collector.hpp>
#include <passk/adapter/json/read_csv.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/adapter/json/read_report.hpp>
#include <passk/adapter/json/recognise.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/outcome/outcome_table.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace passk::adapter::json {
namespace detail {

// A file whose format is known, ready to be read from its start.
struct recognised_file {
    located_file at{};
    std::optional<byte_source> source{};  // none: opened when its turn comes
};

template <class Reader>
[[nodiscard]] std::optional<error> read_with(byte_source& source, file_context& file) {
    Reader reader(file);
    record_filter filter(Reader::layout(file.options),
                         [&](const json_record& row) { reader.record(row); });
    if (std::optional<error> failure = read_json(source, filter)) {
        return failure;
    }
    try {
        reader.finish(filter);
    } catch (const refusal& complaint) {
        return error{errc::malformed, located(source.name(), 1, complaint.what())};
    }
    if (file.out.current_file().problems == 0) {
        return error{errc::malformed,
                     located(source.name(), 1,
                             "no record of the format " + std::string(name_of(Reader::format)))};
    }
    return std::nullopt;
}

[[nodiscard]] inline std::optional<error> read_file(recognised_file& input, file_context& file) {
    if (!input.source) {
        result<byte_source> opened = byte_source::open(input.at.path);
        if (!opened) {
            return opened.error();
        }
        input.source.emplace(std::move(opened).value());
    }
    input.source->report_to(file.options.on_progress);
    file.out.start_file(input.at.path, input.at.format);
    if (input.at.format == file_format::counts_csv) {
        return csv_table(file).read(*input.source);
    }
    std::optional<error> outcome;
    json_readers::for_each([&]<class Reader>() {
        if (Reader::format == input.at.format) {
            outcome = read_with<Reader>(*input.source, file);
        }
    });
    return outcome;
}

// Reads files of known format and enters what they hold into the table.
[[nodiscard]] inline result<read_report> read_recognised(outcome_table& table,
                                                         std::vector<recognised_file> files,
                                                         const read_options& options) {
    std::vector<located_file> places;
    places.reserve(files.size());
    for (const recognised_file& file : files) {
        places.push_back(file.at);
    }
    const std::vector<std::string> names = default_model_names(places);
    outcome_collector collected;
    for (std::size_t i = 0; i < files.size(); ++i) {
        file_context file{.options = options,
                          .out = collected,
                          .fallback_model = options.model.empty() ? names[i] : options.model,
                          .dataset = dataset_of(places[i])};
        if (std::optional<error> failure = read_file(files[i], file)) {
            return *failure;
        }
        files[i].source.reset();
    }
    if (std::optional<error> failure = collected.enter_into(table)) {
        return *failure;
    }
    return std::move(collected.report());
}

}  // namespace detail

/// Reads result files into a table, beside what it holds already. All of it, or nothing if there
/// is an error.
///
/// The files of a call belong together: those of one model are joined by problem, and where a
/// file is one sample a problem (NeMo-Skills), or one seed (Qwen2.5-Math), each adds its samples.
/// Files of different formats and models may stand in one call. How the model is named, if the
/// content does not: read_options::model, else the file's name without seed and endings, or the
/// folder's where the tool that wrote it names folders after models.
///
/// @param table    where the outcomes go
/// @param paths    files, gzip or not; "-" is the standard input
/// @param options  see read_options
/// @returns what was read; or, with `FILE:LINE: what is wrong (value)` as context (line 0: the
///          file as a whole), errc::io if a file cannot be opened or read, errc::malformed if its
///          content is damaged or contradicts itself or the table, errc::unsupported if its format
///          is unknown, errc::cancelled if on_progress asked for it
/// @pre !paths.empty()
/// @throws domain_error if there is no path
///
/// @par Cost
/// one pass over each file, after a look at its first records; memory for the counts only, about
/// 200 bytes and the problem's name for each problem and model.
[[nodiscard]] inline result<read_report> read_into(outcome_table& table,
                                                   const std::vector<std::string>& paths,
                                                   const read_options& options = {}) {
    passk::detail::expects(!paths.empty(), "passk::adapter::json::read_into: there is no file");
    std::vector<detail::recognised_file> files;
    std::vector<std::filesystem::path> seen;
    for (const std::string& path : paths) {
        std::error_code unresolved;  // a file that is not there is reported when it is opened
        const std::filesystem::path real = std::filesystem::canonical(path, unresolved);
        for (const std::filesystem::path& earlier : seen) {
            if (!unresolved && earlier == real) {
                return error{errc::malformed,
                             located(path, 0, "this file is named twice; it would count twice")};
            }
        }
        seen.push_back(real);
        result<byte_source> opened = byte_source::open(path);
        if (!opened) {
            return opened.error();
        }
        detail::recognised_file file{.at = {.path = path, .format = file_format::counts}};
        byte_source source = std::move(opened).value();
        if (options.format) {
            file.at.format = *options.format;
        } else {
            source.remember();
            const result<file_format> format = detail::recognise(source);
            if (!format) {
                return format.error();
            }
            file.at.format = format.value();
            source.rewind();
            source.stop_remembering();
        }
        if (!source.rewindable()) {
            file.source.emplace(std::move(source));
        }
        files.push_back(std::move(file));
    }
    return detail::read_recognised(table, std::move(files), options);
}

/// Outcomes and how they were read.
struct read_outcomes_result {
    outcome_table table{};
    read_report report{};
};

/// Reads result files into a new table; see read_into.
[[nodiscard]] inline result<read_outcomes_result> read_outcomes(
    const std::vector<std::string>& paths, const read_options& options = {}) {
    read_outcomes_result out;
    result<read_report> report = read_into(out.table, paths, options);
    if (!report) {
        return report.error();
    }
    out.report = std::move(report).value();
    return out;
}

/// Reads one file's content from memory; see read_into.
/// @param name   stands for the file's name in messages, and in the model's name
/// @param bytes  the content, not compressed
[[nodiscard]] inline result<read_outcomes_result> read_outcomes_from_memory(
    const std::string& name, std::string_view bytes, const read_options& options = {}) {
    byte_source source = byte_source::from_memory(name, bytes);
    detail::recognised_file file{.at = {.path = name, .format = file_format::counts}};
    if (options.format) {
        file.at.format = *options.format;
    } else {
        const result<file_format> format = detail::recognise(source);
        if (!format) {
            return format.error();
        }
        file.at.format = format.value();
        source.rewind();
    }
    file.source.emplace(std::move(source));
    std::vector<detail::recognised_file> files;
    files.push_back(std::move(file));
    read_outcomes_result out;
    result<read_report> report = detail::read_recognised(out.table, std::move(files), options);
    if (!report) {
        return report.error();
    }
    out.report = std::move(report).value();
    return out;
}

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_READ_OUTCOMES_HPP
