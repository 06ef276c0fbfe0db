// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_IMPL_READ_OUTCOMES_IPP
#define PASSK_ADAPTER_JSON_IMPL_READ_OUTCOMES_IPP

#include <passk/adapter/json/read_outcomes.hpp>

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/find_result_files.hpp>
#include <passk/adapter/json/impl/recognise.ipp>
#include <passk/adapter/json/json_records.hpp>
#include <passk/adapter/json/model_names.hpp>
#include <passk/adapter/json/outcome_collector.hpp>
#include <passk/adapter/json/read_csv.hpp>
#include <passk/adapter/json/read_inspect.hpp>
#include <passk/adapter/json/read_mapped.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/adapter/json/read_report.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/outcome/outcome_table.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::adapter::json {
namespace detail {

template <class Reader>
[[nodiscard]] std::optional<error> read_records(byte_source& source, file_context& file,
                                                Reader& reader, const record_layout& layout) {
    record_filter filter(layout, [&](const json_record& row) { reader.record(row); });
    filter.want_hashes(file.hashing);
    if (std::optional<error> failure = read_json(source, filter)) {
        return failure;
    }
    try {
        reader.finish(filter);
    } catch (const refusal& complaint) {
        return error{errc::malformed, located(source.name(), 0, complaint.what())};
    }
    return std::nullopt;
}

[[nodiscard]] inline std::optional<error> read_file(byte_source& source, file_format format,
                                                    file_context& file) {
    std::optional<error> failure;
    if (format == file_format::counts_csv) {
        return csv_table(file).read(source);
    }
    if (format == file_format::mapped) {
        if (file.options.fields.problem.empty() || file.options.fields.verdict.empty()) {
            return error{errc::malformed,
                         located(source.name(), 0,
                                 "the fields of the problem and of the verdict must be given "
                                 "(--problem-field and --verdict-field)")};
        }
        const mapped_paths paths(file.options.fields);
        mapped_reader reader(file, paths);
        failure = read_records(source, file, reader, mapped_reader::layout_of(paths));
    } else if (format == file_format::inspect_ai && source.archive() != nullptr) {
        failure = read_eval_archive(source, file);
    } else {
        json_readers::for_each([&]<class Reader>() {
            if (Reader::format == format) {
                Reader reader(file);
                failure =
                    read_records(source, file, reader, Reader::layout(file.options, file.hashing));
            }
        });
    }
    if (!failure && file.out.current_file().problems == 0) {
        return error{
            errc::malformed,
            located(source.name(), 0, "no record of the format " + std::string(name_of(format)))};
    }
    return failure;
}

// Reads files of known format and enters what they hold into the table.
[[nodiscard]] inline result<read_report> read_found(outcome_table& table, found_files found,
                                                    const read_options& options) {
    std::vector<located_file> places;
    places.reserve(found.files.size());
    for (const found_file& file : found.files) {
        places.push_back(file.at);
    }
    const std::vector<std::string> names = default_model_names(places);
    outcome_collector collected;
    collected.report().left = std::move(found.left);
    std::optional<byte_source> archive;  // that the latest file was in
    for (std::size_t i = 0; i < found.files.size(); ++i) {
        found_file& one = found.files[i];
        file_context file(options, collected);
        file.rename_model = one.model.empty() ? options.rename_model : one.model;
        file.fallback_model = options.model.empty() ? names[i] : options.model;
        file.dataset = dataset_of(places[i]);
        file.path = one.at.path;
        file.hashing = found.files.size() > 1;
        std::optional<byte_source> opened;
        byte_source* source = one.source ? &*one.source : nullptr;
        if (one.entry > 0) {
            if (std::optional<error> failure = go_to_entry(archive, one)) {
                return *std::move(failure);
            }
            opened = byte_source::from_archive(one.at.path, *archive->archive(), archive->size());
            source = &*opened;
        } else if (source == nullptr) {
            result<byte_source> again = byte_source::open(one.at.path);
            if (!again) {
                return again.error();
            }
            opened.emplace(std::move(again).value());
            source = &*opened;
        }
        source->report_to(options.on_progress);
        collected.start_file(one.at.path, one.at.format, seed_of(one.at));
        if (std::optional<error> failure = read_file(*source, one.at.format, file)) {
            return *std::move(failure);
        }
        one.source.reset();
    }
    if (std::optional<error> failure = collected.enter_into(table)) {
        return *std::move(failure);
    }
    return std::move(collected.report());
}

}  // namespace detail

PASSK_INLINE result<read_report> read_into(outcome_table& table,
                                           std::span<const outcome_file> files,
                                           const read_options& options) {
    passk::detail::expects(!files.empty(), "passk::adapter::json::read_into: there is no file");
    detail::found_files found;
    for (const outcome_file& file : files) {
        if (std::optional<error> failure =
                detail::find_result_files(found, file.path, file.model, options)) {
            return *std::move(failure);
        }
    }
    return detail::read_found(table, std::move(found), options);
}

PASSK_INLINE result<read_report> read_into(outcome_table& table,
                                           const std::vector<std::string>& paths,
                                           const read_options& options) {
    std::vector<outcome_file> files;
    files.reserve(paths.size());
    for (const std::string& path : paths) {
        files.push_back({.path = path});
    }
    return read_into(table, files, options);
}

PASSK_INLINE result<read_outcomes_result> read_outcomes(const std::vector<std::string>& paths,
                                                        const read_options& options) {
    read_outcomes_result out;
    result<read_report> report = read_into(out.table, paths, options);
    if (!report) {
        return report.error();
    }
    out.report = std::move(report).value();
    return out;
}

PASSK_INLINE result<read_outcomes_result> read_outcomes_from_memory(const std::string& name,
                                                                    std::string_view bytes,
                                                                    const read_options& options) {
    byte_source source = byte_source::from_memory(name, bytes);
    detail::found_file file{.at = {.path = name, .format = file_format::counts}};
    if (options.format) {
        file.at.format = *options.format;
    } else {
        const result<file_format> format = detail::recognise(source, options.fields);
        if (!format) {
            return format.error();
        }
        file.at.format = format.value();
        static_cast<void>(source.rewind());
    }
    file.source.emplace(std::move(source));
    detail::found_files found;
    found.files.push_back(std::move(file));
    read_outcomes_result out;
    result<read_report> report = detail::read_found(out.table, std::move(found), options);
    if (!report) {
        return report.error();
    }
    out.report = std::move(report).value();
    return out;
}

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_IMPL_READ_OUTCOMES_IPP
