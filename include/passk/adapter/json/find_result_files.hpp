// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON and libarchive.
#ifndef PASSK_ADAPTER_JSON_FIND_RESULT_FILES_HPP
#define PASSK_ADAPTER_JSON_FIND_RESULT_FILES_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/impl/recognise.ipp>
#include <passk/adapter/json/model_names.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/adapter/json/read_report.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace passk::adapter::json::detail {

// A file whose format is known, ready to be read from its start.
struct found_file {
    located_file at{};
    std::string model{};                  // that the caller gave
    std::string archive{};                // the file is in it
    std::uint64_t entry = 0;              // its number there, from 1; 0: no archive
    std::optional<byte_source> source{};  // none: opened when its turn comes
};

struct found_files {
    std::vector<found_file> files{};
    std::vector<left_file> left{};
    std::set<std::filesystem::path> seen{};
};

// Opens the archive of a file, or goes on in it, up to that file.
[[nodiscard]] inline std::optional<error> go_to_entry(std::optional<byte_source>& archive,
                                                      const found_file& file) {
    if (!archive || archive->name() != file.archive || archive->archive() == nullptr
        || archive->archive()->entry_number() > file.entry) {
        result<byte_source> opened = byte_source::open(file.archive);
        if (!opened) {
            return opened.error();
        }
        archive.emplace(std::move(opened).value());
    }
    packed_file* const entries = archive->archive();
    while (entries != nullptr && entries->entry_number() < file.entry) {
        const result<bool> next = entries->next_entry();
        if (!next) {
            return next.error();
        }
        if (!next.value()) {
            break;
        }
    }
    if (entries == nullptr || entries->entry_number() != file.entry) {
        return error{errc::io, located(file.archive, 0, "the archive changed while it was read")};
    }
    return std::nullopt;
}

// Whether a pattern with * and ? matches a text.
[[nodiscard]] inline bool matches_pattern(std::string_view pattern, std::string_view text) {
    std::size_t at = 0;
    std::size_t star = std::string_view::npos;
    std::size_t retry = 0;
    std::size_t i = 0;
    while (i < text.size()) {
        if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[i])
            && pattern[at] != '*') {
            ++at;
            ++i;
        } else if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            retry = i;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            i = ++retry;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern[at] == '*') {
        ++at;
    }
    return at == pattern.size();
}

// The paths that a pattern with * and ? stands for, sorted.
[[nodiscard]] inline std::vector<std::string> expand_pattern(const std::string& pattern) {
    std::vector<std::filesystem::path> found{{}};
    const std::filesystem::path whole(pattern);
    for (const std::filesystem::path& step : whole) {
        std::vector<std::filesystem::path> next;
        const std::string name = step.string();
        for (const std::filesystem::path& base : found) {
            if (name.find_first_of("*?") == std::string::npos) {
                std::error_code absent;
                if (base.empty() || std::filesystem::exists(base / step, absent)) {
                    next.push_back(base / step);
                }
                continue;
            }
            std::error_code unreadable;
            const std::filesystem::path folder = base.empty() ? "." : base;
            for (const auto& entry : std::filesystem::directory_iterator(folder, unreadable)) {
                const std::string entry_name = entry.path().filename().string();
                if (matches_pattern(name, entry_name)
                    && (entry_name.front() != '.' || name.front() == '.')) {
                    next.push_back(base / entry_name);
                }
            }
        }
        found = std::move(next);
    }
    std::vector<std::string> paths;
    paths.reserve(found.size());
    for (const std::filesystem::path& one : found) {
        paths.push_back(one.string());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

// Whether a file of a directory or archive may be a result file, by its ending.
[[nodiscard]] inline bool may_be_results(const std::string& path) {
    std::string name = std::filesystem::path(path).filename().string();
    for (const std::string_view packing : {".gz", ".zst", ".xz", ".bz2", ".lz4"}) {
        if (name.ends_with(packing)) {
            name.resize(name.size() - packing.size());
            break;
        }
    }
    for (const std::string_view ending :
         {".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".eval", ".parquet"}) {
        if (name.ends_with(ending)) {
            return name.front() != '.';
        }
    }
    return false;
}

[[nodiscard]] inline bool is_general(file_format format) {
    return format == file_format::counts_csv || format == file_format::counts
           || format == file_format::verdicts;
}

// Of the files that were found together from `first` on, leaves those that others make superfluous:
// tables beside the files of a tool, and trials beside the results of their run.
inline void leave_superfluous(found_files& found, std::size_t first) {
    const auto begin = found.files.begin() + static_cast<std::ptrdiff_t>(first);
    const auto tool = std::find_if(begin, found.files.end(), [](const found_file& file) {
        return !is_general(file.at.format) && file.at.format != file_format::mapped;
    });
    if (tool == found.files.end()) {
        return;
    }
    const std::string beside = "stands beside files of the format "
                               + std::string(name_of(tool->at.format)) + "; name it to read it";
    std::vector<found_file> kept;
    for (auto file = begin; file != found.files.end(); ++file) {
        if (is_general(file->at.format)) {
            found.left.push_back({file->at.path, beside});
        } else {
            kept.push_back(std::move(*file));
        }
    }
    found.files.erase(found.files.begin() + static_cast<std::ptrdiff_t>(first), found.files.end());
    for (found_file& file : kept) {
        found.files.push_back(std::move(file));
    }
}

// One file: recognises it, or leaves it if it is one of many.
[[nodiscard]] inline std::optional<error> find_in_file(found_files& found, const std::string& path,
                                                       const std::string& model,
                                                       const read_options& options, bool of_many) {
    std::error_code unresolved;  // a file that is not there is reported when it is opened
    const std::filesystem::path real = std::filesystem::canonical(path, unresolved);
    if (!unresolved && !found.seen.insert(real).second) {
        if (of_many) {
            return std::nullopt;
        }
        return error{errc::malformed,
                     located(path, 0, "this file is named twice; it would count twice")};
    }
    const auto leave = [&](const error& why) -> std::optional<error> {
        if (!of_many) {
            return why;
        }
        std::string reason = why.context;
        if (reason.starts_with(path + ": ")) {
            reason.erase(0, path.size() + 2);
        }
        found.left.push_back({path, reason.substr(0, reason.find("; known are "))});
        return std::nullopt;
    };
    result<byte_source> opened = byte_source::open(path);
    if (!opened) {
        return leave(opened.error());
    }
    byte_source source = std::move(opened).value();
    found_file file{.at = {.path = path, .format = file_format::counts}, .model = model};
    if (packed_file* const archive = source.archive()) {
        if (is_eval_archive(*archive)) {
            file.at.format = file_format::inspect_ai;
            if (!source.rewindable()) {
                file.source.emplace(std::move(source));
            }
            found.files.push_back(std::move(file));
            return std::nullopt;
        }
        if (!source.rewindable()) {
            return leave(error{errc::unsupported,
                               located(path, 0, "an archive cannot be read from a pipe")});
        }
        const std::size_t first = found.files.size();
        while (true) {
            const std::string inside = path + '/' + excerpt(archive->entry(), 400);
            if (may_be_results(archive->entry())) {
                byte_source entry = byte_source::from_archive(inside, *archive);
                entry.remember();
                const result<file_format> format = options.format
                                                       ? result<file_format>(*options.format)
                                                       : recognise(entry, options.fields);
                if (format) {
                    found.files.push_back({.at = {.path = inside, .format = format.value()},
                                           .model = model,
                                           .archive = path,
                                           .entry = archive->entry_number()});
                } else {
                    found.left.push_back(
                        {inside, format.error().context.substr(
                                     0, format.error().context.find("; known are "))});
                }
            }
            const result<bool> next = archive->next_entry();
            if (!next) {
                return leave(next.error());
            }
            if (!next.value()) {
                break;
            }
        }
        leave_superfluous(found, first);
        return found.files.size() > first
                   ? std::nullopt
                   : leave(error{errc::unsupported,
                                 located(path, 0, "no result file is in this archive")});
    }
    if (options.format) {
        file.at.format = *options.format;
    } else {
        source.remember();
        const result<file_format> format = recognise(source, options.fields);
        if (!format) {
            return leave(format.error());
        }
        file.at.format = format.value();
        if (!source.rewindable()) {
            static_cast<void>(source.rewind());
        }
        source.stop_remembering();
    }
    if (!source.rewindable()) {
        file.source.emplace(std::move(source));
    }
    found.files.push_back(std::move(file));
    return std::nullopt;
}

// What a path stands for: a file, the files of a directory, or those that a pattern matches.
[[nodiscard]] inline std::optional<error> find_result_files(found_files& found,
                                                            const std::string& path,
                                                            const std::string& model,
                                                            const read_options& options) {
    std::error_code absent;
    const bool is_pattern =
        path.find_first_of("*?") != std::string::npos && !std::filesystem::exists(path, absent);
    if (is_pattern) {
        const std::vector<std::string> paths = expand_pattern(path);
        if (paths.empty()) {
            return error{errc::io, located(path, 0, "no file is called like this")};
        }
        for (const std::string& one : paths) {
            if (std::optional<error> failure = find_result_files(found, one, model, options)) {
                return failure;
            }
        }
        return std::nullopt;
    }
    if (!std::filesystem::is_directory(path, absent)) {
        return find_in_file(found, path, model, options, false);
    }
    std::vector<std::string> paths;
    std::error_code unreadable;
    using walk = std::filesystem::recursive_directory_iterator;
    for (walk entry(path, std::filesystem::directory_options::skip_permission_denied, unreadable);
         entry != walk(); entry.increment(unreadable)) {
        const std::string name = entry->path().filename().string();
        if (entry->is_directory(absent) && name.front() == '.') {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file(absent)
                   && (may_be_results(name) || name.ends_with(".tgz") || name.ends_with(".tar.gz")
                       || name.ends_with(".zip"))) {
            paths.push_back(entry->path().string());
        }
    }
    if (unreadable) {
        return error{errc::io, located(path, 0, "cannot be read: " + unreadable.message())};
    }
    std::sort(paths.begin(), paths.end());
    const std::size_t first = found.files.size();
    const std::size_t first_left = found.left.size();
    for (const std::string& one : paths) {
        if (std::optional<error> failure = find_in_file(found, one, model, options, true)) {
            return failure;
        }
    }
    leave_superfluous(found, first);
    if (found.files.size() > first) {
        return std::nullopt;
    }
    std::string why = paths.empty() ? "no file in this directory ends like a result file (.json, "
                                      ".jsonl, .csv, .eval, perhaps compressed)"
                                    : "no result file is in this directory";
    if (found.left.size() > first_left) {
        why += "; " + found.left[first_left].file + ": " + found.left[first_left].reason;
    }
    return error{errc::unsupported, located(path, 0, why)};
}

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_FIND_RESULT_FILES_HPP
