// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_FIGURE_PARTS_HPP
#define PASSK_REPORT_DETAIL_FIGURE_PARTS_HPP

#include <passk/report/data_table.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/outcome_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace passk::detail {

// A note once, however many curves it is true of.
inline void add_note(std::vector<std::string>& notes, const std::string& note) {
    if (!note.empty() && std::find(notes.begin(), notes.end(), note) == notes.end()) {
        notes.push_back(note);
    }
}

// How an interval was made, or why there is none.
inline void add_interval_note(std::vector<std::string>& notes, const estimate_with_interval& at) {
    add_note(notes, at.bounds ? method_text(at.bounds.value())
                              : "No interval at some k: " + at.bounds.error().context + ".");
}

// The ends of an interval, for a chart; none where there is no interval.
inline std::optional<double> lower_end(const estimate_with_interval& at) {
    return at.bounds ? std::optional(at.bounds.value().lower) : std::nullopt;
}
inline std::optional<double> upper_end(const estimate_with_interval& at) {
    return at.bounds ? std::optional(at.bounds.value().upper) : std::nullopt;
}

/// One model's samples on one benchmark, which may be without a name.
struct benchmark_samples {
    std::string_view benchmark{};
    const outcome_summary* summary{};
};

// "Mbpp: 89 problems, n = 100 each.", with the model where models differ; one line for all where
// that would be many.
inline void add_sample_notes(std::vector<std::string>& notes,
                             std::span<const benchmark_samples> samples) {
    constexpr std::size_t most = 6;
    const auto problems_and_n = [](const outcome_summary& one) {
        return grouped_text(one.problems) + (one.problems == 1 ? " problem, " : " problems, ")
               + trials_text(one) + ".";
    };
    const auto named = [](std::string_view name, const std::string& text) {
        return name.empty() ? text : std::string(name) + ": " + text;
    };
    std::vector<std::string> of_benchmarks;
    std::vector<std::string> of_models;
    for (const benchmark_samples& one : samples) {
        const std::string text = problems_and_n(*one.summary);
        add_note(of_benchmarks, named(one.benchmark, text));
        add_note(of_models, named(one.summary->model, named(one.benchmark, text)));
    }
    std::vector<std::string_view> benchmarks;
    for (const benchmark_samples& one : samples) {
        if (std::find(benchmarks.begin(), benchmarks.end(), one.benchmark) == benchmarks.end()) {
            benchmarks.push_back(one.benchmark);
        }
    }
    const bool same = of_benchmarks.size() == benchmarks.size();
    if (!same && of_models.size() > most) {
        outcome_summary all = *samples.front().summary;
        std::uint64_t most_problems = all.problems;
        for (const benchmark_samples& one : samples) {
            all.problems = (std::min)(all.problems, one.summary->problems);
            most_problems = (std::max)(most_problems, one.summary->problems);
            all.fewest_trials = (std::min)(all.fewest_trials, one.summary->fewest_trials);
            all.most_trials = (std::max)(all.most_trials, one.summary->most_trials);
        }
        notes.push_back(
            grouped_text(all.problems)
            + (most_problems == all.problems ? "" : " to " + grouped_text(most_problems))
            + " problems, " + trials_text(all) + "; the table of samples has them apart.");
        return;
    }
    for (const std::string& note : same ? of_benchmarks : of_models) {
        notes.push_back(note);
    }
}

inline void add_sample_notes(std::vector<std::string>& notes,
                             std::span<const outcome_summary> summaries) {
    std::vector<benchmark_samples> samples;
    for (const outcome_summary& one : summaries) {
        samples.push_back({.summary = &one});
    }
    add_sample_notes(notes, samples);
}

// What models' samples lack, a sentence each.
inline void add_sample_cautions(std::vector<std::string>& cautions,
                                std::span<const outcome_summary> models) {
    bool complete = true;
    for (const outcome_summary& one : models) {
        if (one.undecided + one.missing > 0) {
            complete = false;
            add_note(cautions, one.model + ": " + grouped_text(one.undecided)
                                   + " completions undecided, " + grouped_text(one.missing)
                                   + " missing.");
        }
        if (one.fewest_trials != one.most_trials) {
            add_note(cautions,
                     one.model + ": " + trials_text(one) + "; k goes up to the smallest.");
        }
    }
    if (complete) {
        add_note(cautions, "No completion is undecided, none is missing.");
    }
}

[[nodiscard]] inline chart_point point_of(std::uint64_t k, const estimate_with_interval& at) {
    chart_point point{.x = static_cast<double>(k), .y = at.estimate};
    if (at.bounds) {
        point.lower = at.bounds.value().lower;
        point.upper = at.bounds.value().upper;
    }
    return point;
}

// A p value of a table, which is sorted by the number behind it.
[[nodiscard]] inline table_cell p_value_cell(double p) {
    return {p_value_text(p), p};
}

}  // namespace passk::detail

#endif  // PASSK_REPORT_DETAIL_FIGURE_PARTS_HPP
