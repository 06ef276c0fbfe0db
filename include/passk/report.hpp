// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_HPP
#define PASSK_REPORT_HPP

#include <passk/report/comparison_report.hpp>  // IWYU pragma: export
#include <passk/report/curve_report.hpp>       // IWYU pragma: export
#include <passk/report/forecast_report.hpp>    // IWYU pragma: export
#include <passk/report/interval_text.hpp>      // IWYU pragma: export
#include <passk/report/json_writer.hpp>        // IWYU pragma: export
#include <passk/report/number_text.hpp>        // IWYU pragma: export
#include <passk/report/outcome_summary.hpp>    // IWYU pragma: export
#include <passk/report/perplexity_report.hpp>  // IWYU pragma: export
#include <passk/report/ranking_report.hpp>     // IWYU pragma: export
#include <passk/report/test_text.hpp>          // IWYU pragma: export
#include <passk/report/text_table.hpp>         // IWYU pragma: export

#endif  // PASSK_REPORT_HPP
