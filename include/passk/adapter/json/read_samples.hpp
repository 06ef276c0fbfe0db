// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON (link Boost::json) and libarchive.
#ifndef PASSK_ADAPTER_JSON_READ_SAMPLES_HPP
#define PASSK_ADAPTER_JSON_READ_SAMPLES_HPP

#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/outcome/verdict.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace passk::adapter::json {

/// One sample of a result file with its texts: to judge it anew, or to vote among answers.
struct result_sample {
    std::string problem{};
    std::string model{};
    std::uint64_t number = 0;  ///< among the samples of its problem in the file, from 0
    std::string response{};    ///< what the model wrote; empty if the file has only the answer
    std::optional<std::string> prediction{};  ///< the answer that the tool took from the response
    std::optional<std::string> reference{};   ///< the answer that is right
    std::optional<verdict> judged{};          ///< the tool's own verdict
};

/// What a file of samples held.
struct samples_report {
    file_format format{};
    std::uint64_t samples = 0;
};

/// Reads the samples of one result file, with their texts: of verl (`output`, `gts`), lm-eval
/// (`resps`, `filtered_resps`, `target`), evalscope (`messages`, `target`), NeMo-Skills
/// (`generation`, `predicted_answer`, `expected_answer`), Qwen2.5-Math (`code`, `pred`, `gt`),
/// MathArena (`messages`, `answers`, `gold_answer`) and lighteval (`model_response.text`, the
/// choice at `gold_index`). Problems and models are named as by read_outcomes.
///
/// @param path     a file, compressed or not; "-" is the standard input
/// @param deliver  gets each sample; returning false ends the reading with errc::cancelled
/// @param options  format, model, filter and on_progress of read_options
/// @returns how many there were; errc::unsupported if the format has no texts or is not known;
///          else as read_into
/// @par Cost
/// one pass; memory for one record, whose texts are kept up to a million bytes each
[[nodiscard]] PASSK_INLINE result<samples_report> read_samples(
    const std::string& path, const std::function<bool(const result_sample&)>& deliver,
    const read_options& options = {});

}  // namespace passk::adapter::json

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/adapter/json/impl/read_samples.ipp>
#endif

#endif  // PASSK_ADAPTER_JSON_READ_SAMPLES_HPP
