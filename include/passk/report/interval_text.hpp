// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_INTERVAL_TEXT_HPP
#define PASSK_REPORT_INTERVAL_TEXT_HPP

#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/report/json_writer.hpp>
#include <passk/report/number_text.hpp>

#include <cstdint>
#include <string>

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

/// The interval as a JSON object that carries everything needed to say how it came about.
inline void write_json(json_writer& out, const interval& of) {
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
    out.end();
}

}  // namespace passk

#endif  // PASSK_REPORT_INTERVAL_TEXT_HPP
