// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_CURVE_PAGE_IPP
#define PASSK_REPORT_IMPL_CURVE_PAGE_IPP

#include <passk/core/error.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/report/curve_page.hpp>
#include <passk/report/curve_report.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/detail/figure_parts.hpp>
#include <passk/report/detail/page_terms.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/outcome_text.hpp>
#include <passk/report/pass_at_k_figure.hpp>
#include <passk/report/report_page.hpp>
#include <passk/report/summary_table.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace passk {
namespace detail {

// "pass@1 = 0.6139 [0.5895, 0.6382]".
[[nodiscard]] inline std::string point_text(const model_curve& curve, std::size_t i) {
    const estimate_with_interval& at = curve.curve[i];
    return "pass@" + std::to_string(curve.ks[i]) + " = " + fixed_text(at.estimate, 4)
           + (at.bounds ? " " + interval_text(at, 4) : ", no interval");
}

// Both ends of a curve.
[[nodiscard]] inline std::string ends_text(const model_curve& curve) {
    return point_text(curve, 0)
           + (curve.ks.size() > 1 ? ", " + point_text(curve, curve.ks.size() - 1) : "");
}

}  // namespace detail

PASSK_INLINE report_page curve_page(std::span<const model_curve> curves) {
    detail::expects(!curves.empty(), "passk::curve_page: there is no curve");
    const bool single = curves.size() == 1;
    report_page page{.title = single ? "pass@k of " + curves.front().summary.model
                                     : "pass@k of " + grouped_text(curves.size()) + " models",
                     .terms = detail::page_terms({"pass@k", "estimand", "interval and band",
                                                  "solved", "undecided and missing"})};
    constexpr std::size_t most_findings = 8;
    std::vector<outcome_summary> models;
    data_table exact{.heading = {"model", "k", "mean of pass@k"}};
    for (const model_curve& curve : curves) {
        detail::expects(!curve.ks.empty(), "passk::curve_page: a curve has no k");
        models.push_back(curve.summary);
        const std::string solved = grouped_text(curve.summary.solved) + " of "
                                   + grouped_text(curve.summary.problems)
                                   + " problems solved at least once.";
        if (single) {
            page.headline = detail::ends_text(curve) + "; " + solved;
        } else if (models.size() <= most_findings) {
            page.findings.push_back(curve.summary.model + ": " + detail::ends_text(curve) + "; "
                                    + solved);
        }
        for (const estimate_with_interval& at : curve.curve) {
            if (at.bounds) {
                detail::add_note(page.cautions,
                                 at.bounds.value().target == estimand::sampled_problems
                                     ? "Every interval is about problems like these (estimand: "
                                       "sampled problems)."
                                     : "Every interval is about exactly these problems (estimand: "
                                       "fixed benchmark).");
            }
        }
        for (std::size_t i = 0; i < curve.exact.size(); ++i) {
            exact.add_row({curve.summary.model, attempts_cell(curve.ks[i]), curve.exact[i]});
        }
    }
    if (!single) {
        page.headline = "Curves of " + grouped_text(curves.size())
                        + " models side by side. Whether two of them differ is not told by their "
                          "intervals but by a comparison on the same problems: passk compare.";
        if (curves.size() > most_findings) {
            page.findings.push_back("And " + grouped_text(curves.size() - most_findings)
                                    + " more models in the table behind the figure.");
        }
    }
    detail::add_sample_cautions(page.cautions, models);
    page.sections.push_back(
        {.id = "curves", .title = "What was measured", .figures = {pass_at_k_figure(curves)}});
    if (!exact.rows.empty()) {
        page.sections.back().tables.push_back({.id = "exact-table",
                                               .title = "The same means as fractions",
                                               .table = std::move(exact),
                                               .folded = true});
    }
    page.sections.push_back(
        {.id = "samples",
         .title = "What it rests on",
         .tables = {{.id = "samples-table", .title = "Samples", .table = summary_table(models)}}});
    return page;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_CURVE_PAGE_IPP
