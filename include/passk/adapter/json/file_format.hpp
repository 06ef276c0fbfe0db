// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_FILE_FORMAT_HPP
#define PASSK_ADAPTER_JSON_FILE_FORMAT_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace passk::adapter::json {

/// The result files that read_outcomes knows. Each is described where it is read.
enum class file_format : std::uint8_t {
    counts_csv,      ///< CSV: counts, one row a sample, or one column a model; read_csv.hpp
    counts,          ///< JSON: n and c of each problem; read_counts.hpp
    verdicts,        ///< JSON: a verdict, or a list of verdicts, for each problem; read_counts.hpp
    human_eval,      ///< human-eval *_results.jsonl; read_code_results.hpp
    evalplus,        ///< EvalPlus and BigCodeBench *_eval_results.json; read_code_results.hpp
    evalperf,        ///< EvalPerf *_evalperf_results.brief.json; read_code_results.hpp
    livecodebench,   ///< LiveCodeBench *_eval_all.json; read_code_results.hpp
    qwen_math,       ///< Qwen2.5-Math, limit-of-RLVR *_seed*.jsonl; read_math_results.hpp
    nemo_skills,     ///< NeMo-Skills output-rs*.jsonl; read_math_results.hpp
    verl,            ///< verl validation dumps; read_math_results.hpp
    tau_bench,       ///< tau-bench results; read_agent_results.hpp
    tau2_bench,      ///< tau2-bench results; read_agent_results.hpp
    lm_eval,         ///< lm-evaluation-harness samples_*.jsonl; read_lm_eval.hpp
    inspect_ai,      ///< inspect_ai logs, .json and .eval; read_inspect.hpp
    opencompass,     ///< OpenCompass results with details; read_harness_results.hpp
    evalscope,       ///< evalscope reviews, 1.0 and before; read_harness_results.hpp
    lighteval,       ///< lighteval details as JSON lines; read_harness_results.hpp
    matharena,       ///< MathArena outputs, a file a problem; read_math_results.hpp
    multipl_e,       ///< MultiPL-E *.results.json, a file a problem; read_code_results.hpp
    swe_bench,       ///< SWE-bench reports, of a run or of an instance; read_agent_results.hpp
    harbor,          ///< Harbor trials; read_agent_results.hpp
    terminal_bench,  ///< Terminal-Bench results.json; read_agent_results.hpp
    verifiers,       ///< verifiers results.jsonl and traces.jsonl; read_agent_results.hpp
    mapped,          ///< any JSON or CSV, as read_options::fields say; read_mapped.hpp
};

/// How each format is called on a command line, in the order of file_format.
inline constexpr std::array<std::string_view, 24> file_format_names{
    "csv",           "counts",    "verdicts",    "human-eval",     "evalplus",  "evalperf",
    "livecodebench", "qwen-math", "nemo",        "verl",           "tau-bench", "tau2-bench",
    "lm-eval",       "inspect",   "opencompass", "evalscope",      "lighteval", "matharena",
    "multipl-e",     "swe-bench", "harbor",      "terminal-bench", "verifiers", "fields"};

/// The name of a format, one of file_format_names.
[[nodiscard]] constexpr std::string_view name_of(file_format format) noexcept {
    return file_format_names[static_cast<std::size_t>(format)];
}

/// The format of that name, or nothing.
[[nodiscard]] constexpr std::optional<file_format> file_format_of(std::string_view name) noexcept {
    for (std::size_t i = 0; i < file_format_names.size(); ++i) {
        if (file_format_names[i] == name) {
            return static_cast<file_format>(i);
        }
    }
    return std::nullopt;
}

/// All names, for messages: "csv, counts, ...".
[[nodiscard]] inline std::string known_file_formats() {
    std::string list;
    for (const std::string_view name : file_format_names) {
        list += list.empty() ? "" : ", ";
        list += name;
    }
    return list;
}

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_FILE_FORMAT_HPP
