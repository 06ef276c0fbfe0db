// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_INTERVAL_TEXT_HPP
#define PASSK_REPORT_INTERVAL_TEXT_HPP

#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
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

/// "[0.5895, 0.6382]".
[[nodiscard]] inline std::string interval_text(double lower, double upper, int digits) {
    return "[" + fixed_text(lower, digits) + ", " + fixed_text(upper, digits) + "]";
}

/// "[+0.1463, +0.1848]", as the ends of a difference are written.
[[nodiscard]] inline std::string signed_interval_text(double lower, double upper, int digits) {
    return "[" + signed_text(lower, digits) + ", " + signed_text(upper, digits) + "]";
}

/// "95%", or "99.9%".
[[nodiscard]] inline std::string level_text(confidence_level level) {
    std::string text = fixed_text(level.value() * 100.0, 6);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
        text.pop_back();
    }
    return text + '%';
}

/// How an interval was made and what it is about, as one sentence.
[[nodiscard]] inline std::string method_text(const interval& of) {
    std::string text = level_text(of.level) + " intervals: " + std::string(to_string(of.method));
    if (of.resamples > 0) {
        text += ", " + grouped_text(of.resamples) + " resamples, seed " + std::to_string(of.seed);
    }
    return text
           + (of.target == estimand::sampled_problems
                  ? "; they are about problems like these (estimand: sampled problems)."
                  : "; they are about exactly these problems (estimand: fixed benchmark).");
}

/// An estimate that may have no interval: a typed refusal says why.
struct estimate_with_interval {
    double estimate{};
    result<interval> bounds = error{};
    std::string reason{};  ///< why this method; empty where nobody chose
};

/// "[0.5895, 0.6382]", or "none" where there is no interval.
[[nodiscard]] inline std::string interval_text(const estimate_with_interval& of, int digits) {
    return of.bounds ? interval_text(of.bounds.value().lower, of.bounds.value().upper, digits)
                     : "none";
}

/// "[+0.1463, +0.1848]", or "none" where there is no interval.
[[nodiscard]] inline std::string signed_interval_text(const estimate_with_interval& of,
                                                      int digits) {
    return of.bounds
               ? signed_interval_text(of.bounds.value().lower, of.bounds.value().upper, digits)
               : "none";
}

/// How the intervals of a curve were made, and for which k there is none and why: a sentence a
/// line for each method and reason that occurs.
/// @pre as many estimates as ks
[[nodiscard]] inline std::string method_text(std::span<const std::uint64_t> ks,
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

/// That problems are drawn by family, as one line; empty if they are not.
/// @param families  how many there are; 0: none
[[nodiscard]] inline std::string families_text(std::uint64_t families) {
    return families == 0 ? std::string()
                         : "in " + grouped_text(families)
                               + " families, which are drawn in place of problems\n";
}

/// The interval as a JSON object that carries everything needed to say how it came about.
inline void write_json(json_writer& out, const interval& of, std::string_view reason = {}) {
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

/// lower, upper, level, method, estimand, resamples and seed as fields of CSV, empty where there
/// is no interval.
[[nodiscard]] inline std::vector<std::string> csv_fields(const result<interval>& bounds) {
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

/// The estimate with its interval, or with the reason why there is none.
inline void write_json(json_writer& out, const estimate_with_interval& of) {
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

#endif  // PASSK_REPORT_INTERVAL_TEXT_HPP
