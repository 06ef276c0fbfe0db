// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_OUTCOME_TEXT_HPP
#define PASSK_REPORT_OUTCOME_TEXT_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/outcome/outcome_summary.hpp>
#include <passk/report/json_writer.hpp>

#include <string>

namespace passk {

/// "n = 128 each", or "n = 96 to 128" where it differs.
[[nodiscard]] PASSK_INLINE std::string trials_text(const outcome_summary& summary);

/// One line for a person: what was sampled, and what was not decided or not drawn.
[[nodiscard]] PASSK_INLINE std::string summary_text(const outcome_summary& summary);

/// The summary as a JSON object.
PASSK_INLINE void write_json(json_writer& out, const outcome_summary& summary);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/outcome_text.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_OUTCOME_TEXT_HPP
