// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON (link Boost::json) and libarchive.
#ifndef PASSK_ADAPTER_JSON_READ_OUTCOMES_HPP
#define PASSK_ADAPTER_JSON_READ_OUTCOMES_HPP

#include <passk/adapter/json/read_options.hpp>
#include <passk/adapter/json/read_report.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/outcome/outcome_table.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace passk::adapter::json {

/// A result file, directory or pattern, and the name of the model in it.
struct outcome_file {
    std::string path{};
    std::string model{};  ///< empty: as the file says, or its path
};

/// Reads result files into a table, beside what it holds already. All of it, or nothing if there
/// is an error.
///
/// The files of a call belong together: those of one model are joined by problem, and where a
/// file is one sample a problem (NeMo-Skills), or one seed (Qwen2.5-Math), each adds its samples; a
/// note tells of it. Nothing counts twice: a copied file, the same file compressed, the same
/// run stored again, and the samples that a retried run has from before, count once, which a note
/// tells. Problems of one name that ask different questions are kept apart.
///
/// A path may be a file, an archive (.tgz, .zip), a directory, of which every result file is read,
/// or a pattern with * and ?. What was found and left is in the report. A model is named by
/// outcome_file::model, else by the file's content, else by read_options::model, else by the
/// folder where the tool that wrote it names folders after models, else by the file's name without
/// seed and endings.
///
/// @param table    where the outcomes go
/// @param files    files, compressed or not; "-" is the standard input
/// @param options  see read_options
/// @returns what was read; or, with `FILE:LINE: what is wrong (value)` as context, errc::io if a
///          file cannot be opened or read, errc::malformed if its content is damaged or contradicts
///          itself or the table, errc::unsupported if its format is unknown, errc::cancelled if
///          on_progress asked for it
/// @pre !files.empty()
/// @throws domain_error if there is no file
///
/// @par Cost
/// one pass over each file, after a look at its first records; memory for the counts only, about
/// 400 bytes and the problem's name for each problem and model, and 8 bytes for each sample
/// where there are several files.
[[nodiscard]] PASSK_INLINE result<read_report> read_into(outcome_table& table,
                                                         std::span<const outcome_file> files,
                                                         const read_options& options = {});
[[nodiscard]] PASSK_INLINE result<read_report> read_into(outcome_table& table,
                                                         const std::vector<std::string>& paths,
                                                         const read_options& options = {});

/// Outcomes and how they were read.
struct read_outcomes_result {
    outcome_table table{};
    read_report report{};
};

/// Reads result files into a new table; see read_into.
[[nodiscard]] PASSK_INLINE result<read_outcomes_result> read_outcomes(
    const std::vector<std::string>& paths, const read_options& options = {});

/// Reads one file's content from memory; see read_into.
/// @param name   stands for the file's name in messages, and in the model's name
/// @param bytes  the content, not compressed
[[nodiscard]] PASSK_INLINE result<read_outcomes_result> read_outcomes_from_memory(
    const std::string& name, std::string_view bytes, const read_options& options = {});

}  // namespace passk::adapter::json

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/adapter/json/impl/read_outcomes.ipp>
#endif

#endif  // PASSK_ADAPTER_JSON_READ_OUTCOMES_HPP
