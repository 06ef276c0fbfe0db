// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_RANKING_PAGE_IPP
#define PASSK_REPORT_IMPL_RANKING_PAGE_IPP

#include <passk/compare/model_ranking.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/detail/figure_parts.hpp>
#include <passk/report/detail/page_terms.hpp>
#include <passk/report/detail/some_names.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/outcome_text.hpp>
#include <passk/report/ranking_page.hpp>
#include <passk/report/ranking_report.hpp>
#include <passk/report/report_page.hpp>
#include <passk/report/summary_table.hpp>
#include <passk/report/test_text.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace passk {

PASSK_INLINE figure rank_figure(const model_rankings& report, const model_ranking& ranking) {
    const std::string k = std::to_string(ranking.k);
    figure drawn{.id = "ranks-" + k,
                 .title = "Ranks at k = " + k,
                 .reading = "Each mark is a model's rank by pass@" + k
                            + "; its line spans the ranks that the data leave open, for all "
                              "models at once. Models whose lines overlap are not told apart."};
    range_chart chart{.x = {.label = "rank"}};
    drawn.table.heading = {"model", "rank", "highest", "lowest", "pass@" + k};
    for (const std::size_t m : detail::order_of(ranking)) {
        const model_standing& at = ranking.standings[m];
        chart.rows.push_back({.name = report.models[m].model,
                              .look = m,
                              .value = static_cast<double>(at.rank),
                              .lower = static_cast<double>(at.highest),
                              .upper = static_cast<double>(at.lowest)});
        drawn.table.add_row({report.models[m].model, count_cell(at.rank), count_cell(at.highest),
                             count_cell(at.lowest), number_cell(at.estimate, 4)});
        drawn.description += report.models[m].model + ": rank " + std::to_string(at.rank)
                             + ", between " + std::to_string(at.highest) + " and "
                             + std::to_string(at.lowest) + ". ";
    }
    detail::add_sample_notes(drawn.notes, report.models);
    drawn.notes.push_back("Ranks lie within the lines with " + level_text(ranking.level)
                          + " confidence, all models of a k at once: "
                          + grouped_text(ranking.resamples) + " resamples, seed "
                          + std::to_string(ranking.seed)
                          + "; estimand: " + std::string(to_string(ranking.target)) + ".");
    drawn.chart = std::move(chart);
    return drawn;
}

PASSK_INLINE figure pair_figure(const model_rankings& report, const model_ranking& ranking) {
    const std::string k = std::to_string(ranking.k);
    figure drawn{.id = "pairs-" + k,
                 .title = "Every pair at k = " + k,
                 .reading = "Each number is pass@" + k
                            + " of the model of its row minus that of its column, on the problems "
                              "that all have in common. Numbers in bold differ from 0 at an "
                              "adjusted p of at most 0.05; the others may be chance."};
    matrix_chart chart{.positive = "row ahead", .negative = "column ahead"};
    drawn.table.heading = {"model", "against",   "difference", "interval", "all pairs at once",
                           "p",     "adjusted p"};
    const std::vector<std::size_t> order = detail::order_of(ranking);
    std::size_t clear = 0;
    for (const std::size_t m : order) {
        chart.rows.push_back(report.models[m].model);
        chart.columns.push_back(report.models[m].model);
    }
    for (std::size_t a = 0; a < order.size(); ++a) {
        chart.cells.emplace_back();
        for (std::size_t b = 0; b < order.size(); ++b) {
            if (a == b) {
                chart.cells.back().emplace_back();
                continue;
            }
            const model_difference pair = ranking.minus(order[a], order[b]);
            const bool told = detail::is_told_apart(pair.adjusted_p);
            chart.cells.back().push_back(
                matrix_chart::cell{.value = pair.estimate,
                                   .text = signed_text(pair.estimate, 3),
                                   .detail = "p " + p_value_text(pair.adjusted_p),
                                   .clear = told});
            if (a < b) {
                clear += told ? 1U : 0U;
                const estimate_with_interval alone{pair.estimate, pair.difference};
                const estimate_with_interval jointly{pair.estimate, pair.band};
                drawn.table.add_row({report.models[order[a]].model, report.models[order[b]].model,
                                     signed_cell(pair.estimate, 4), signed_interval_text(alone, 4),
                                     signed_interval_text(jointly, 4),
                                     detail::p_value_cell(pair.test.p),
                                     detail::p_value_cell(pair.adjusted_p)});
                detail::add_interval_note(drawn.notes, alone);
                detail::add_interval_note(drawn.notes, jointly);
            }
        }
    }
    drawn.notes.push_back(method_text(std::array{paired_test{
        .test = ranking.differences.front().test, .family = detail::family_size(report)}}));
    detail::add_sample_notes(drawn.notes, report.models);
    drawn.description = grouped_text(clear) + " of " + grouped_text(ranking.differences.size())
                        + " pairs are told apart at an adjusted p of at most 0.05.";
    drawn.chart = std::move(chart);
    return drawn;
}

namespace detail {

// The models that the data leave open as the best, from the best estimate on.
[[nodiscard]] inline std::vector<std::string> candidates_of(const model_rankings& report,
                                                            const model_ranking& ranking) {
    std::vector<std::string> names;
    for (const std::size_t m : order_of(ranking)) {
        if (ranking.standings[m].highest == 1) {
            names.push_back(report.models[m].model);
        }
    }
    return names;
}

[[nodiscard]] inline std::string best_text(const model_rankings& report,
                                           const model_ranking& ranking) {
    const std::vector<std::string> best = candidates_of(report, ranking);
    const std::string where = "At k = " + std::to_string(ranking.k) + ", ";
    if (best.size() == 1) {
        return where + best.front() + " is the best of all.";
    }
    return best.size() == report.models.size()
               ? where + "the data do not tell which model is the best."
               : where + grouped_text(best.size()) + " of " + grouped_text(report.models.size())
                     + " models may be the best: the data do not tell them apart.";
}

[[nodiscard]] inline std::string candidates_text(const model_rankings& report,
                                                 const model_ranking& ranking) {
    const std::size_t first = order_of(ranking).front();
    constexpr std::size_t names_shown = 6;
    const std::vector<std::string> best = candidates_of(report, ranking);
    std::string text = "At k = " + std::to_string(ranking.k) + " the highest estimate is "
                       + report.models[first].model + "'s, "
                       + fixed_text(ranking.standings[first].estimate, 4) + ".";
    if (best.size() > 1 && best.size() < report.models.size()) {
        text += " The best may be " + some_names(best, names_shown) + ".";
    }
    return text;
}

}  // namespace detail

PASSK_INLINE report_page ranking_page(const model_rankings& report) {
    detail::expects(!report.rankings.empty(), "passk::ranking_page: there is no ranking");
    report_page page{
        .title = grouped_text(report.models.size()) + " models by pass@k",
        .terms = detail::page_terms({"pass@k", "rank", "estimand", "interval and band",
                                     "adjusted p", "solved", "undecided and missing"})};
    for (const model_ranking& ranking : report.rankings) {
        page.findings.push_back(detail::candidates_text(report, ranking));
        page_section section{.id = "k-" + std::to_string(ranking.k),
                             .title = "k = " + std::to_string(ranking.k)};
        section.figures.push_back(rank_figure(report, ranking));
        section.figures.push_back(pair_figure(report, ranking));
        page.findings.push_back("At k = " + std::to_string(ranking.k) + ": "
                                + section.figures.back().description);
        page.sections.push_back(std::move(section));
        detail::add_note(page.cautions,
                         ranking.target == estimand::sampled_problems
                             ? "Ranks and intervals are about problems like these (estimand: "
                               "sampled problems), on the problems that all models attempted."
                             : "Ranks and intervals are about exactly these problems (estimand: "
                               "fixed benchmark), those that all models attempted.");
    }
    page.headline = detail::best_text(report, report.rankings.front());
    if (report.rankings.size() > 1) {
        page.headline += " " + detail::best_text(report, report.rankings.back());
    }
    detail::add_sample_cautions(page.cautions, report.models);
    if (report.left_out > 0) {
        page.cautions.push_back("Left out: " + grouped_text(report.left_out)
                                + " problems that only some of the models attempted.");
    }
    page.sections.push_back(
        {.id = "samples",
         .title = "What it rests on",
         .tables = {
             {.id = "samples-table", .title = "Samples", .table = summary_table(report.models)}}});
    return page;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_RANKING_PAGE_IPP
