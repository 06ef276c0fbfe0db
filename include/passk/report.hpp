// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_HPP
#define PASSK_REPORT_HPP

#include <passk/report/accuracy_figure.hpp>        // IWYU pragma: export
#include <passk/report/comparison_page.hpp>        // IWYU pragma: export
#include <passk/report/comparison_report.hpp>      // IWYU pragma: export
#include <passk/report/coverage_figure.hpp>        // IWYU pragma: export
#include <passk/report/curve_page.hpp>             // IWYU pragma: export
#include <passk/report/curve_report.hpp>           // IWYU pragma: export
#include <passk/report/data_table.hpp>             // IWYU pragma: export
#include <passk/report/difference_figure.hpp>      // IWYU pragma: export
#include <passk/report/efficiency_gap_figure.hpp>  // IWYU pragma: export
#include <passk/report/escape.hpp>                 // IWYU pragma: export
#include <passk/report/figure.hpp>                 // IWYU pragma: export
#include <passk/report/forecast_figure.hpp>        // IWYU pragma: export
#include <passk/report/forecast_report.hpp>        // IWYU pragma: export
#include <passk/report/forecast_text.hpp>          // IWYU pragma: export
#include <passk/report/fragility_text.hpp>         // IWYU pragma: export
#include <passk/report/html.hpp>                   // IWYU pragma: export
#include <passk/report/interval_text.hpp>          // IWYU pragma: export
#include <passk/report/json_writer.hpp>            // IWYU pragma: export
#include <passk/report/latex.hpp>                  // IWYU pragma: export
#include <passk/report/markdown.hpp>               // IWYU pragma: export
#include <passk/report/number_text.hpp>            // IWYU pragma: export
#include <passk/report/outcome_text.hpp>           // IWYU pragma: export
#include <passk/report/overview_figure.hpp>        // IWYU pragma: export
#include <passk/report/pass_at_k_figure.hpp>       // IWYU pragma: export
#include <passk/report/perplexity_figure.hpp>      // IWYU pragma: export
#include <passk/report/perplexity_page.hpp>        // IWYU pragma: export
#include <passk/report/perplexity_report.hpp>      // IWYU pragma: export
#include <passk/report/ranking_page.hpp>           // IWYU pragma: export
#include <passk/report/ranking_report.hpp>         // IWYU pragma: export
#include <passk/report/report_page.hpp>            // IWYU pragma: export
#include <passk/report/solvable_figure.hpp>        // IWYU pragma: export
#include <passk/report/summary_table.hpp>          // IWYU pragma: export
#include <passk/report/svg.hpp>                    // IWYU pragma: export
#include <passk/report/test_text.hpp>              // IWYU pragma: export
#include <passk/report/text_table.hpp>             // IWYU pragma: export
#include <passk/report/vega_lite.hpp>              // IWYU pragma: export

#endif  // PASSK_REPORT_HPP
