// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_MODEL_NAMES_HPP
#define PASSK_ADAPTER_JSON_MODEL_NAMES_HPP

#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/file_format.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace passk::adapter::json::detail {

// A file by its path and format, for the names that follow from where it lies.
struct located_file {
    std::string path{};
    file_format format{};
};

// A name without the number of a shard at its end, "-00003-of-00016".
[[nodiscard]] inline std::string without_shard(std::string stem) {
    const std::size_t of = stem.rfind("-of-");
    const auto digits = [&](std::size_t from, std::size_t to) {
        return from < to && stem.find_first_not_of("0123456789", from) >= to;
    };
    if (of == std::string::npos || !digits(of + 4, stem.size())) {
        return stem;
    }
    const std::size_t dash = stem.rfind('-', of - 1);
    if (of > 0 && dash != std::string::npos && dash > 0 && digits(dash + 1, of)) {
        stem.resize(dash);
    }
    return stem;
}

// The name of a file without the endings that say how it is stored.
[[nodiscard]] inline std::string bare_stem(const std::string& path) {
    std::string stem = std::filesystem::path(path).filename().string();
    for (const std::string_view ending :
         {".gz", ".zst", ".xz", ".bz2", ".lz4", ".zip", ".tgz", ".tar", ".jsonl", ".ndjson",
          ".json", ".csv", ".tsv", ".eval", ".results"}) {
        if (stem.size() > ending.size() && stem.ends_with(ending)) {
            stem.resize(stem.size() - ending.size());
        }
    }
    return without_shard(std::move(stem));
}

// Takes out the last `mark` with the digits after it, which number a seed.
[[nodiscard]] inline std::string without_seed(std::string stem, std::string_view mark) {
    const std::size_t at = stem.rfind(mark);
    if (at == std::string::npos) {
        return stem;
    }
    std::size_t end = at + mark.size();
    while (end < stem.size() && stem[end] >= '0' && stem[end] <= '9') {
        ++end;
    }
    if (end > at + mark.size()) {
        stem.erase(at, end - at);
    }
    return stem;
}

// The part of a file's name that is the same in all files of one model.
[[nodiscard]] inline std::string model_stem(const located_file& file) {
    std::string stem = bare_stem(file.path);
    switch (file.format) {
        case file_format::qwen_math: return without_seed(std::move(stem), "_seed");
        case file_format::nemo_skills: return without_seed(std::move(stem), "-rs");
        default: break;
    }
    for (const std::string_view ending :
         {".brief", "_evalperf_results", "_eval_results", ".eval_results", "_eval_all",
          ".jsonl_results", "_results"}) {
        if (stem.size() > ending.size() && stem.ends_with(ending)) {
            stem.resize(stem.size() - ending.size());
        }
    }
    return stem;
}

// Whether the tool that writes this format puts the model's name on the folder.
[[nodiscard]] inline bool folder_names_model(const located_file& file) {
    switch (file.format) {
        case file_format::nemo_skills:
        case file_format::lm_eval:
        case file_format::evalscope:
        case file_format::opencompass:
        case file_format::matharena:
        case file_format::multipl_e:
        case file_format::terminal_bench:
        case file_format::livecodebench: return true;
        default: return false;
    }
}

// The folders in which a file lies, from the root if it is there.
[[nodiscard]] inline std::vector<std::string> folder_of(const located_file& file) {
    std::filesystem::path path = std::filesystem::path(file.path).lexically_normal();
    std::error_code unknown;
    if (std::filesystem::exists(path, unknown)) {
        const std::filesystem::path whole = std::filesystem::absolute(path, unknown);
        path = unknown ? path : whole;
    }
    std::vector<std::string> parts;
    for (const std::filesystem::path& part : path.parent_path()) {
        parts.push_back(part.string());
    }
    return parts;
}

// Whether a folder's name is a date, such as 20261201_132200 or 2026-12-01T13-22-00.
[[nodiscard]] inline bool is_date(std::string_view name) {
    std::size_t digits = 0;
    for (const char c : name) {
        if (c >= '0' && c <= '9') {
            ++digits;
        } else if (std::string_view("-_T:.Z+").find(c) == std::string_view::npos) {
            return false;
        }
    }
    return digits >= 8;
}

// What tells the runs of one model apart by the names of their files: the number of a seed, or
// of a run where the content is nothing but verdicts. A copy's mark is none.
[[nodiscard]] inline std::string seed_of(const located_file& file) {
    std::string stem = bare_stem(file.path);
    std::string_view mark;
    switch (file.format) {
        case file_format::qwen_math: mark = "_seed"; break;
        case file_format::nemo_skills: mark = "-rs"; break;
        case file_format::counts_csv:
        case file_format::counts:
        case file_format::verdicts:
        case file_format::mapped: break;
        default: return {};
    }
    if (!mark.empty()) {
        const std::size_t at = stem.rfind(mark);
        return at == std::string::npos ? std::string() : stem.substr(at);
    }
    if (stem.ends_with(')')) {  // "results (1)"
        const std::size_t open = stem.rfind(" (");
        stem.resize(open == std::string::npos ? stem.size() : open);
    }
    std::string digits;
    for (const char c : stem) {
        if (c >= '0' && c <= '9') {
            digits += c;
        } else if (!digits.empty() && digits.back() != ' ') {
            digits += ' ';
        }
    }
    return digits;
}

// The model of each file of a call, for files whose content does not name it.
//
// Files of the same folder whose names differ only in the number of a seed (Qwen2.5-Math:
// _seed<n>; NeMo-Skills: -rs<n>) are one model; so are all files of a folder that is named after
// the model. The name is the folder's or the file's, without seed and endings. If two models would
// get the same name, both get what their paths differ in instead: runs/base/math/output-rs0.jsonl
// and runs/tuned/math/output-rs0.jsonl become "base" and "tuned".
[[nodiscard]] inline std::vector<std::string> default_model_names(
    std::span<const located_file> files) {
    using components = std::vector<std::string>;
    struct group {
        components path{};
        std::string name{};
    };
    std::map<components, std::size_t> known;
    std::vector<group> groups;
    std::vector<std::size_t> group_of;
    for (const located_file& file : files) {
        components path = folder_of(file);
        const bool by_folder = folder_names_model(file) && !path.empty();
        if (by_folder && file.format == file_format::nemo_skills && path.size() > 2
            && path[path.size() - 2] == "eval-results") {
            path.resize(path.size() - 2);  // <model>/eval-results/<benchmark>
        }
        if (by_folder && file.format == file_format::matharena) {
            path = {path.back()};  // one folder of that name for each competition
        }
        if (!by_folder) {
            path.push_back(file.path == "-" ? "stdin" : model_stem(file));
        }
        const auto [position, fresh] = known.try_emplace(path, groups.size());
        if (fresh) {
            groups.push_back({path, as_name(path.back())});
        }
        group_of.push_back(position->second);
    }

    std::map<std::string, std::vector<std::size_t>> by_name;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        by_name[groups[i].name].push_back(i);
    }
    for (const auto& entry : by_name) {
        const std::vector<std::size_t>& same = entry.second;
        if (same.size() == 1) {
            continue;
        }
        std::size_t shortest = groups[same[0]].path.size();
        for (const std::size_t i : same) {
            shortest = (std::min)(shortest, groups[i].path.size());
        }
        // Whether all paths have the same part at that distance from their beginning, or end.
        const auto shared = [&](std::size_t distance, bool from_end) {
            const auto part = [&](std::size_t i) -> const std::string& {
                const components& path = groups[i].path;
                return path[from_end ? path.size() - 1 - distance : distance];
            };
            return std::all_of(same.begin(), same.end(),
                               [&](std::size_t i) { return part(i) == part(same[0]); });
        };
        std::size_t front = 0;
        while (front < shortest && shared(front, false)) {
            ++front;
        }
        std::size_t back = 0;
        while (front + back < shortest && shared(back, true)) {
            ++back;
        }
        // The same run under several dates is one model.
        bool dates = true;
        for (const std::size_t i : same) {
            const components& path = groups[i].path;
            for (std::size_t j = front; j + back < path.size(); ++j) {
                dates = dates && is_date(path[j]);
            }
        }
        if (dates) {
            continue;
        }
        for (const std::size_t i : same) {
            const components& path = groups[i].path;
            std::string joined;
            for (std::size_t j = front; j + back < path.size(); ++j) {
                joined += joined.empty() ? "" : "/";
                joined += path[j];
            }
            groups[i].name = joined.empty() ? groups[i].name : as_name(joined);
        }
    }

    std::vector<std::string> names;
    names.reserve(group_of.size());
    for (const std::size_t i : group_of) {
        names.push_back(groups[i].name);
    }
    return names;
}

// The data set that a file's name gives, where the format numbers problems anew in each file.
[[nodiscard]] inline std::string dataset_of(const located_file& file) {
    std::string stem = bare_stem(file.path);
    switch (file.format) {
        case file_format::evalscope:
        case file_format::opencompass: return as_name(stem);
        case file_format::lm_eval: {  // samples_<task>_<date>
            constexpr std::string_view before = "samples_";
            const std::size_t date = stem.rfind("_20");
            if (!stem.starts_with(before)) {
                return {};
            }
            stem.resize(date == std::string::npos || date < before.size() ? stem.size() : date);
            return as_name(stem.substr(before.size()));
        }
        default: return {};
    }
}

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_MODEL_NAMES_HPP
