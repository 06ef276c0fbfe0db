// SPDX-License-Identifier: Apache-2.0
// The options for intervals and attempts that curve, compare and forecast share.
#include "choice_option.hpp"
#include "tool.hpp"

#include <passk/adapter/json.hpp>
#include <passk/compare/difference_intervals.hpp>
#include <passk/core/attempts.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>
#include <passk/interval/mean_interval.hpp>
#include <passk/interval/recommend.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace json = passk::adapter::json;

namespace passk_tool {
namespace {

const std::map<std::string, passk::interval_method>& sampled_methods() {
    using passk::interval_method;
    static const std::map<std::string, interval_method> methods{
        {"percentile", interval_method::percentile_bootstrap},
        {"basic", interval_method::basic_bootstrap},
        {"bca", interval_method::bca_bootstrap},
        {"studentized", interval_method::studentized_bootstrap},
        {"t", interval_method::clt_t},
        {"wilson", interval_method::wilson_effective_n},
        {"korn-graubard", interval_method::korn_graubard},
        {"saddlepoint", interval_method::saddlepoint}};
    return methods;
}

}  // namespace

void add_interval_options(CLI::App& command, interval_choice& choice) {
    add_choice(command, "--estimand", choice.target,
               {{"sample", passk::estimand::sampled_problems},
                {"fixed", passk::estimand::fixed_benchmark}},
               "What intervals are about: problems like these (sample), or exactly these problems "
               "with endless sampling (fixed); they differ 3- to 100-fold in length",
               "sample|fixed [sample]");
    command.add_option("--level", choice.level, "Confidence level of the intervals")
        ->check(CLI::Range(0.0, 1.0))
        ->option_text("NUMBER [0.95]");
    command
        .add_option("--resamples", choice.resamples,
                    "Bootstrap resamples, and sign vectors of a permutation test")
        ->option_text("COUNT [10000]");
    command
        .add_option("--seed", choice.seed, "Seed of the resamples; the same gives the same bits")
        ->option_text("NUMBER [1]");
    command
        .add_option("--threads", choice.threads,
                    "Threads; 0: one for each core. Results do not depend on it")
        ->option_text("COUNT [0]");
}

void add_method_option(CLI::App& command, interval_choice& choice) {
    const auto choose_method = [&choice](const std::string& name) {
        choice.method = sampled_methods().at(name);
    };
    command
        .add_option_function<std::string>(
            "--interval", choose_method,
            "The method, in place of the recommended one, for --estimand sample")
        ->check(CLI::IsMember(sampled_methods()))
        ->option_text("percentile|basic|bca|studentized|t|wilson|korn-graubard|saddlepoint");
    command
        .add_option("--clusters", choice.clusters,
                    "CSV file with columns problem and family (or COLUMN): problems of one family "
                    "are no independent evidence, so families are drawn, for problems like these")
        ->option_text("FILE[:COLUMN]");
}

family_table::family_table(const std::string& file_and_column) : file_(file_and_column) {
    if (file_.empty()) {
        return;
    }
    std::string column;
    const std::size_t colon = file_.rfind(':');
    if (colon != std::string::npos && !std::filesystem::exists(file_)) {
        column = file_.substr(colon + 1);
        file_.resize(colon);
    }
    json::byte_source source = or_fail(json::byte_source::open(file_));
    families_ = or_fail(json::read_families(source, column));
}

std::vector<std::size_t> family_table::numbers(std::span<const std::string> problems) const {
    std::vector<std::size_t> clusters;
    if (file_.empty()) {
        return clusters;
    }
    std::unordered_map<std::string, std::size_t> places;
    for (const std::string& problem : problems) {
        const auto found = families_.find(problem);
        if (found == families_.end()) {
            throw failure(data_say_no, file_ + ": there is no family of problem '" + problem + "'");
        }
        clusters.push_back(places.emplace(found->second, places.size()).first->second);
    }
    if (places.size() < 2) {
        throw failure(data_say_no,
                      file_ + ": all problems are in one family"
                          + (problems.empty() ? "" : " ('" + places.begin()->first + "')")
                          + ", which does not show how families differ");
    }
    return clusters;
}

passk::bootstrap_options interval_choice::bootstrap() const {
    return {.resamples = resamples,
            .seed = seed,
            .level = passk::confidence_level(level),
            .threads = threads};
}

passk::permutation_options interval_choice::permutations() const {
    return {.permutations = resamples, .seed = seed, .threads = threads};
}

std::size_t family_count(std::span<const std::size_t> clusters) {
    return clusters.empty() ? 0 : *std::max_element(clusters.begin(), clusters.end()) + 1;
}

namespace {

// intervals_by(method, ks) for every k: by the chosen method, or by the recommended one, with its
// reason, or with the reason why there is none.
template <class IntervalsBy>
std::vector<passk::estimate_with_interval> with_intervals(
    std::span<const double> estimates, std::span<const std::uint64_t> ks,
    const interval_choice& choice, std::uint64_t units, std::uint64_t fewest_trials,
    passk::estimand target, passk::mean_of what, const IntervalsBy& intervals_by) {
    std::vector<passk::estimate_with_interval> curve;
    for (const double estimate : estimates) {
        curve.push_back({.estimate = estimate});
    }
    const bool chosen = choice.method && target == choice.target;
    std::map<passk::interval_method, std::vector<std::size_t>> positions;
    for (std::size_t i = 0; i < ks.size(); ++i) {
        if (chosen) {
            positions[*choice.method].push_back(i);
            continue;
        }
        const passk::result<passk::interval_recommendation> pick =
            passk::recommend_interval(units, fewest_trials, ks[i], target, what);
        if (pick) {
            positions[pick.value().method].push_back(i);
            curve[i].reason = pick.value().reason;
        } else {
            curve[i].bounds = pick.error();
        }
    }
    for (const auto& [method, at] : positions) {
        std::vector<std::uint64_t> its_ks;
        for (const std::size_t i : at) {
            its_ks.push_back(ks[i]);
        }
        const std::vector<passk::result<passk::interval>> intervals = intervals_by(method, its_ks);
        for (std::size_t j = 0; j < at.size(); ++j) {
            curve[at[j]].bounds = intervals[j];
        }
    }
    return curve;
}

// Problems, or families of them: what is drawn.
std::size_t drawn_units(std::size_t problems, std::span<const std::size_t> clusters) {
    return clusters.empty() ? problems : family_count(clusters);
}

}  // namespace

std::vector<passk::estimate_with_interval> curve_with_intervals(
    passk::problem_tallies problems, std::span<const std::uint64_t> ks,
    const interval_choice& choice, std::span<const std::size_t> clusters) {
    if (choice.target == passk::estimand::fixed_benchmark) {
        clusters = {};  // the noise of sampling knows no families
    }
    return with_intervals(
        passk::mean_pass_at_k_curve(problems, ks), ks, choice,
        drawn_units(problems.size(), clusters), problems.min_trials(), choice.target,
        passk::mean_of::probabilities,
        [&](passk::interval_method method, std::span<const std::uint64_t> its_ks) {
            return passk::pass_at_k_curve_intervals(problems, its_ks, choice.target, method,
                                                    choice.bootstrap(), clusters);
        });
}

std::vector<passk::estimate_with_interval> difference_with_intervals(
    const passk::paired_outcomes& outcomes, std::span<const std::uint64_t> ks,
    const interval_choice& choice, passk::estimand target, std::span<const std::size_t> clusters) {
    if (target == passk::estimand::fixed_benchmark) {
        clusters = {};
    }
    const std::vector<double> base = passk::mean_pass_at_k_curve(outcomes.base(), ks);
    std::vector<double> differences = passk::mean_pass_at_k_curve(outcomes.tuned(), ks);
    for (std::size_t i = 0; i < ks.size(); ++i) {
        differences[i] -= base[i];
    }
    return with_intervals(
        differences, ks, choice, drawn_units(outcomes.problems.size(), clusters),
        (std::min)(outcomes.base().min_trials(), outcomes.tuned().min_trials()), target,
        passk::mean_of::differences,
        [&](passk::interval_method method, std::span<const std::uint64_t> its_ks) {
            return passk::difference_intervals(outcomes, its_ks, target, method, choice.bootstrap(),
                                               clusters);
        });
}

void add_attempts_option(CLI::App& command, std::string& attempts) {
    command
        .add_option("--k", attempts,
                    "Attempts: a list (1,2,4), all, paper (the grid of the paper's figures) or "
                    "doubling, up to the smallest n")
        ->option_text("LIST|all|paper|doubling [doubling]");
}

std::vector<std::uint64_t> parse_attempts(const std::string& text, std::uint64_t largest) {
    if (text == "all") {
        return passk::all_attempts(largest);
    }
    if (text == "paper") {
        return passk::paper_attempts(largest);
    }
    if (text == "doubling") {
        return passk::doubling_attempts(largest);
    }
    std::vector<std::uint64_t> ks;
    std::string_view rest = text;
    while (true) {
        const std::string_view item = rest.substr(0, rest.find(','));
        std::uint64_t k = 0;
        const auto [end, problem] = std::from_chars(item.data(), item.data() + item.size(), k);
        if (problem != std::errc{} || end != item.data() + item.size() || k == 0) {
            throw failure(wrong_usage, "--k: '" + std::string(item)
                                           + "' is no number of attempts; write whole numbers from 1 "
                                             "with commas (1,2,4), or all, paper or doubling");
        }
        ks.push_back(k);
        if (item.size() == rest.size()) {
            break;
        }
        rest.remove_prefix(item.size() + 1);
    }
    std::sort(ks.begin(), ks.end());
    ks.erase(std::unique(ks.begin(), ks.end()), ks.end());
    return ks;
}

}  // namespace passk_tool
