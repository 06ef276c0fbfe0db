// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_RANKING_PAGE_HPP
#define PASSK_REPORT_RANKING_PAGE_HPP

#include <passk/compare/model_ranking.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/ranking_report.hpp>
#include <passk/report/report_page.hpp>

namespace passk {

/// Which ranks the data leave open for each model at one k, from the best on.
[[nodiscard]] PASSK_INLINE figure rank_figure(const model_rankings& report,
                                              const model_ranking& ranking);

/// Every model against every other at one k: row minus column, with its adjusted p.
[[nodiscard]] PASSK_INLINE figure pair_figure(const model_rankings& report,
                                              const model_ranking& ranking);

/// The page of many models against each other.
/// @pre     at least one k
/// @throws  domain_error otherwise
[[nodiscard]] PASSK_INLINE report_page ranking_page(const model_rankings& report);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/ranking_page.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_RANKING_PAGE_HPP
