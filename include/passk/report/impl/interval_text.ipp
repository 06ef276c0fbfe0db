// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_INTERVAL_TEXT_IPP
#define PASSK_REPORT_IMPL_INTERVAL_TEXT_IPP

#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/json_writer.hpp>
#include <passk/report/number_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

PASSK_INLINE std::string interval_text(double lower, double upper, int digits) {
    return "[" + fixed_text(lower, digits) + ", " + fixed_text(upper, digits) + "]";
}

PASSK_INLINE std::string signed_interval_text(double lower, double upper, int digits) {
    return "[" + signed_text(lower, digits) + ", " + signed_text(upper, digits) + "]";
}

PASSK_INLINE std::string level_text(confidence_level level) {
    std::string text = fixed_text(level.value() * 100.0, 6);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
        text.pop_back();
    }
    return text + '%';
}

PASSK_INLINE std::string method_text(const interval& of) {
    std::string text = level_text(of.level) + " intervals: " + std::string(to_string(of.method));
    if (of.resamples > 0) {
        text += ", " + grouped_text(of.resamples) + " resamples, seed " + std::to_string(of.seed);
    }
    return text
           + (of.target == estimand::sampled_problems
                  ? "; they are about problems like these (estimand: sampled problems)."
                  : "; they are about exactly these problems (estimand: fixed benchmark).");
}

PASSK_INLINE std::string interval_text(const estimate_with_interval& of, int digits) {
    return of.bounds ? interval_text(of.bounds.value().lower, of.bounds.value().upper, digits)
                     : "none";
}

PASSK_INLINE std::string signed_interval_text(const estimate_with_interval& of, int digits) {
    return of.bounds
               ? signed_interval_text(of.bounds.value().lower, of.bounds.value().upper, digits)
               : "none";
}

PASSK_INLINE std::string method_text(const estimate_with_interval& of) {
    return of.bounds ? method_text(of.bounds.value())
                     : "No interval: " + of.bounds.error().context + ".";
}

PASSK_INLINE std::string method_text(std::span<const std::uint64_t> ks,
                                     std::span<const estimate_with_interval> curve) {
    detail::expects(ks.size() == curve.size(),
                    "passk::method_text: there must be one estimate for each k");
    std::vector<std::string> sentences;
    std::vector<std::string> which;
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const result<interval>& bounds = curve[i].bounds;
        std::string sentence =
            bounds ? method_text(bounds.value()) : "No interval: " + bounds.error().context + ".";
        if (bounds && !curve[i].reason.empty()) {
            sentence += "\n    Why this method: " + curve[i].reason + ".";
        }
        const auto found = std::find(sentences.begin(), sentences.end(), sentence);
        const auto at = static_cast<std::size_t>(found - sentences.begin());
        if (found == sentences.end()) {
            sentences.push_back(std::move(sentence));
            which.emplace_back();
        }
        which[at] += (which[at].empty() ? "" : ", ") + std::to_string(ks[i]);
    }
    std::string text;
    for (std::size_t i = 0; i < sentences.size(); ++i) {
        text += (sentences.size() == 1 ? "" : "k = " + which[i] + ": ") + sentences[i] + "\n";
    }
    return text;
}

PASSK_INLINE std::string families_text(std::uint64_t families) {
    return families == 0 ? std::string()
                         : "in " + grouped_text(families)
                               + " families, which are drawn in place of problems\n";
}

PASSK_INLINE void write_json(json_writer& out, const interval& of, std::string_view reason) {
    out.begin_object()
        .member("estimate", of.estimate)
        .member("lower", of.lower)
        .member("upper", of.upper)
        .member("level", of.level.value())
        .member("method", to_string(of.method))
        .member("estimand", to_string(of.target));
    if (of.resamples > 0) {
        out.member("resamples", of.resamples).member("seed", of.seed);
    }
    if (!reason.empty()) {
        out.member("method_reason", reason);
    }
    out.end();
}

PASSK_INLINE std::vector<std::string> csv_fields(const result<interval>& bounds) {
    if (!bounds) {
        return std::vector<std::string>(7);
    }
    const interval& of = bounds.value();
    return {shortest_text(of.lower),
            shortest_text(of.upper),
            shortest_text(of.level.value()),
            std::string(to_string(of.method)),
            std::string(to_string(of.target)),
            std::to_string(of.resamples),
            std::to_string(of.seed)};
}

PASSK_INLINE void write_json(json_writer& out, const estimate_with_interval& of) {
    if (of.bounds) {
        write_json(out, of.bounds.value(), of.reason);
        return;
    }
    out.begin_object()
        .member("estimate", of.estimate)
        .member("no_interval", of.bounds.error().context)
        .end();
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_INTERVAL_TEXT_IPP
