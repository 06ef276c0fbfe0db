// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_SUMMARY_TABLE_HPP
#define PASSK_REPORT_SUMMARY_TABLE_HPP

#include <passk/core/error.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/outcome_text.hpp>

#include <span>
#include <string>

namespace passk {

/// What every figure rests on: the samples of each model, and what is missing of them.
/// @param benchmarks  of each model, as a column of its own; empty: one benchmark
/// @pre   benchmarks is empty or as long as models
[[nodiscard]] PASSK_INLINE data_table summary_table(std::span<const outcome_summary> models,
                                                    std::span<const std::string> benchmarks = {});

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/summary_table.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_SUMMARY_TABLE_HPP
