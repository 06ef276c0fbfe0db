// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_SRC_HPP
#define PASSK_REPORT_SRC_HPP

/// Defines what the headers of this folder declare where `PASSK_SEPARATE_COMPILATION` is defined.
#include <passk/report/impl/accuracy_figure.ipp>        // IWYU pragma: keep
#include <passk/report/impl/comparison_page.ipp>        // IWYU pragma: keep
#include <passk/report/impl/coverage_figure.ipp>        // IWYU pragma: keep
#include <passk/report/impl/curve_page.ipp>             // IWYU pragma: keep
#include <passk/report/impl/data_table.ipp>             // IWYU pragma: keep
#include <passk/report/impl/difference_figure.ipp>      // IWYU pragma: keep
#include <passk/report/impl/efficiency_gap_figure.ipp>  // IWYU pragma: keep
#include <passk/report/impl/escape.ipp>                 // IWYU pragma: keep
#include <passk/report/impl/forecast_figure.ipp>        // IWYU pragma: keep
#include <passk/report/impl/forecast_text.ipp>          // IWYU pragma: keep
#include <passk/report/impl/html.ipp>                   // IWYU pragma: keep
#include <passk/report/impl/interval_text.ipp>          // IWYU pragma: keep
#include <passk/report/impl/latex.ipp>                  // IWYU pragma: keep
#include <passk/report/impl/markdown.ipp>               // IWYU pragma: keep
#include <passk/report/impl/number_text.ipp>            // IWYU pragma: keep
#include <passk/report/impl/outcome_text.ipp>           // IWYU pragma: keep
#include <passk/report/impl/overview_figure.ipp>        // IWYU pragma: keep
#include <passk/report/impl/pass_at_k_figure.ipp>       // IWYU pragma: keep
#include <passk/report/impl/perplexity_figure.ipp>      // IWYU pragma: keep
#include <passk/report/impl/perplexity_page.ipp>        // IWYU pragma: keep
#include <passk/report/impl/ranking_page.ipp>           // IWYU pragma: keep
#include <passk/report/impl/report_page.ipp>            // IWYU pragma: keep
#include <passk/report/impl/solvable_figure.ipp>        // IWYU pragma: keep
#include <passk/report/impl/summary_table.ipp>          // IWYU pragma: keep
#include <passk/report/impl/svg.ipp>                    // IWYU pragma: keep
#include <passk/report/impl/test_text.ipp>              // IWYU pragma: keep
#include <passk/report/impl/vega_lite.ipp>              // IWYU pragma: keep

#endif  // PASSK_REPORT_SRC_HPP
