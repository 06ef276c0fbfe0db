// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_OUTCOME_TEXT_IPP
#define PASSK_REPORT_IMPL_OUTCOME_TEXT_IPP

#include <passk/outcome/outcome_summary.hpp>
#include <passk/report/json_writer.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/outcome_text.hpp>

#include <string>

namespace passk {

PASSK_INLINE std::string trials_text(const outcome_summary& summary) {
    return "n = " + grouped_text(summary.fewest_trials)
           + (summary.fewest_trials == summary.most_trials
                  ? std::string(" each")
                  : " to " + grouped_text(summary.most_trials));
}

PASSK_INLINE std::string summary_text(const outcome_summary& summary) {
    std::string text = grouped_text(summary.successes) + " of " + grouped_text(summary.trials)
                       + " completions correct, " + grouped_text(summary.solved) + " of "
                       + grouped_text(summary.problems) + " problems solved at least once";
    text += summary.undecided == 0 ? "; none undecided"
                                   : "; " + grouped_text(summary.undecided) + " undecided";
    text +=
        summary.missing == 0 ? ", none missing" : ", " + grouped_text(summary.missing) + " missing";
    return text;
}

PASSK_INLINE void write_json(json_writer& out, const outcome_summary& summary) {
    out.begin_object()
        .member("model", summary.model)
        .member("problems", summary.problems)
        .member("fewest_trials", summary.fewest_trials)
        .member("most_trials", summary.most_trials)
        .member("trials", summary.trials)
        .member("successes", summary.successes)
        .member("solved", summary.solved)
        .member("undecided", summary.undecided)
        .member("missing", summary.missing)
        .end();
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_OUTCOME_TEXT_IPP
