// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_RANKING_REPORT_HPP
#define PASSK_REPORT_RANKING_REPORT_HPP

#include <passk/compare/model_ranking.hpp>
#include <passk/compare/paired_tests.hpp>
#include <passk/compare/rank_models.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/json_writer.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/outcome_text.hpp>
#include <passk/report/test_text.hpp>
#include <passk/report/text_table.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace passk {

namespace detail {

// Models from the best estimate to the worst.
[[nodiscard]] inline std::vector<std::size_t> order_of(const model_ranking& ranking) {
    std::vector<std::size_t> order(ranking.standings.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return ranking.standings[a].rank < ranking.standings[b].rank;
    });
    return order;
}

// All tests of the report: what p values are adjusted for.
[[nodiscard]] inline std::size_t family_size(const model_rankings& report) {
    std::size_t tests = 0;
    for (const model_ranking& ranking : report.rankings) {
        tests += ranking.differences.size();
    }
    return tests;
}

}  // namespace detail

/// The rankings as text for a terminal.
[[nodiscard]] inline std::string to_text(const model_rankings& report) {
    std::string text;
    for (const outcome_summary& summary : report.models) {
        text +=
            summary.model + "\n    " + summary_text(summary) + ", " + trials_text(summary) + "\n";
    }
    if (report.left_out > 0) {
        text += "left out: " + grouped_text(report.left_out)
                + " problems that only some of the models attempted\n";
    }
    text += families_text(report.clusters);
    for (const model_ranking& ranking : report.rankings) {
        const std::vector<std::size_t> order = detail::order_of(ranking);
        text_table ranks({"rank", "between", "model", "pass@" + std::to_string(ranking.k)});
        for (const std::size_t m : order) {
            const model_standing& at = ranking.standings[m];
            ranks.add_row({std::to_string(at.rank),
                           std::to_string(at.highest) + " and " + std::to_string(at.lowest),
                           report.models[m].model, fixed_text(at.estimate, 4)});
        }
        text += "\nRanks at k = " + std::to_string(ranking.k) + "\n" + ranks.aligned(2) + "\n";
        text_table pairs({"model", "against", "difference", "interval", "all pairs at once", "p",
                          "adjusted p", "BH p"});
        for (std::size_t a = 0; a < order.size(); ++a) {
            for (std::size_t b = a + 1; b < order.size(); ++b) {
                const model_difference pair = ranking.minus(order[a], order[b]);
                pairs.add_row({report.models[order[a]].model, report.models[order[b]].model,
                               signed_text(pair.estimate, 4),
                               signed_interval_text({pair.estimate, pair.difference}, 4),
                               signed_interval_text({pair.estimate, pair.band}, 4),
                               p_value_text(pair.test.p), p_value_text(pair.adjusted_p),
                               p_value_text(pair.bh_p)});
            }
        }
        text += pairs.aligned(2);
    }
    if (!report.rankings.empty()) {
        const model_ranking& first = report.rankings.front();
        text += "\nRanks lie between the two named with " + level_text(first.level)
                + " confidence, all models of a k at once: " + grouped_text(first.resamples)
                + " resamples, seed " + std::to_string(first.seed) + ".\n"
                + max_t_method_text(first.differences.front().test, detail::family_size(report))
                + "\n";
        for (const model_difference& pair : first.differences) {
            if (pair.difference) {
                text += method_text(pair.difference.value()) + "\n";
                break;
            }
        }
    }
    return text;
}

/// The pairs of the rankings as CSV: one row for each k and pair of models.
[[nodiscard]] inline std::string to_csv(const model_rankings& report) {
    text_table table({"k",          "first",       "second",        "first_rank",     "second_rank",
                      "difference", "lower",       "upper",         "level",          "method",
                      "estimand",   "resamples",   "seed",          "band_lower",     "band_upper",
                      "band_level", "band_method", "band_estimand", "band_resamples", "band_seed",
                      "p",          "adjusted_p",  "bh_p"});
    for (const model_ranking& ranking : report.rankings) {
        for (const model_difference& pair : ranking.differences) {
            const model_standing& first = ranking.standings[pair.first];
            const model_standing& second = ranking.standings[pair.second];
            std::vector<std::string> row{
                std::to_string(ranking.k),        report.models[pair.first].model,
                report.models[pair.second].model, std::to_string(first.rank),
                std::to_string(second.rank),      shortest_text(pair.estimate)};
            for (const result<interval>* bounds : {&pair.difference, &pair.band}) {
                const std::vector<std::string> fields = csv_fields(*bounds);
                row.insert(row.end(), fields.begin(), fields.end());
            }
            row.push_back(shortest_text(pair.test.p));
            row.push_back(shortest_text(pair.adjusted_p));
            row.push_back(shortest_text(pair.bh_p));
            table.add_row(std::move(row));
        }
    }
    return table.csv();
}

/// The rankings as one JSON document of schema "passk.ranking/1".
[[nodiscard]] inline std::string to_json(const model_rankings& report) {
    json_writer out;
    out.begin_object().member("schema", "passk.ranking/1").key("models").begin_array();
    for (const outcome_summary& summary : report.models) {
        write_json(out, summary);
    }
    out.end().member("problems_left_out", report.left_out);
    if (report.clusters > 0) {
        out.member("families", report.clusters);
    }
    out.key("rankings").begin_array();
    for (const model_ranking& ranking : report.rankings) {
        out.begin_object().member("k", ranking.k).key("ranks").begin_object();
        out.member("level", ranking.level.value())
            .member("method", "simultaneous max-t band of all paired differences")
            .member("estimand", to_string(ranking.target))
            .member("resamples", ranking.resamples)
            .member("seed", ranking.seed)
            .key("models")
            .begin_array();
        for (std::size_t m = 0; m < ranking.standings.size(); ++m) {
            const model_standing& at = ranking.standings[m];
            out.begin_object()
                .member("model", report.models[m].model)
                .member("estimate", at.estimate)
                .member("rank", at.rank)
                .member("highest_rank", at.highest)
                .member("lowest_rank", at.lowest)
                .end();
        }
        out.end().end().key("differences").begin_array();
        for (const model_difference& pair : ranking.differences) {
            out.begin_object()
                .member("first", report.models[pair.first].model)
                .member("second", report.models[pair.second].model)
                .key("difference");
            write_json(out, estimate_with_interval{pair.estimate, pair.difference});
            out.key("band");
            write_json(out, estimate_with_interval{pair.estimate, pair.band});
            out.key("test").begin_object();
            write_members(out, pair.test);
            out.member("adjusted_p", pair.adjusted_p)
                .member("adjustment", "step-down max-T")
                .member("benjamini_hochberg_p", pair.bh_p)
                .member("tests_in_family", detail::family_size(report))
                .end()
                .end();
        }
        out.end().end();
    }
    out.end().end();
    return std::move(out).finish();
}

}  // namespace passk

#endif  // PASSK_REPORT_RANKING_REPORT_HPP
