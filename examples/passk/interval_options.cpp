// SPDX-License-Identifier: Apache-2.0
// The options of an analysis that curve, compare, forecast and perplexity share.
#include "choice_option.hpp"
#include "progress.hpp"
#include "tool.hpp"

#include <passk/adapter/json.hpp>
#include <passk/core/attempts.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/executor.hpp>
#include <passk/interval/method.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <string_view>
#include <system_error>

namespace json = passk::adapter::json;

namespace passk_tool {
namespace {

using make_method = passk::any_sampled_method (*)(std::uint64_t resamples, std::uint64_t seed);

template <class Method>
passk::any_sampled_method drawn(std::uint64_t resamples, std::uint64_t seed) {
    return Method{resamples, seed};
}
template <class Method>
passk::any_sampled_method closed_form(std::uint64_t, std::uint64_t) {
    return Method{};
}

const std::map<std::string, make_method>& methods() {
    static const std::map<std::string, make_method> all{
        {"percentile", drawn<passk::percentile_bootstrap>},
        {"basic", drawn<passk::basic_bootstrap>},
        {"bca", drawn<passk::bca_bootstrap>},
        {"studentized", drawn<passk::studentized_bootstrap>},
        {"t", closed_form<passk::student_t>},
        {"wilson", closed_form<passk::wilson_effective_n>},
        {"korn-graubard", closed_form<passk::korn_graubard>},
        {"saddlepoint", closed_form<passk::saddlepoint>}};
    return all;
}

// The clusters of FILE or FILE:COLUMN.
passk::problem_clusters read_clusters(const std::string& file_and_column) {
    std::string file = file_and_column;
    std::string column;
    const std::size_t colon = file.rfind(':');
    if (colon != std::string::npos && !std::filesystem::exists(file)) {
        column = file.substr(colon + 1);
        file.resize(colon);
    }
    json::byte_source source = or_fail(json::byte_source::open(file));
    return or_fail(json::read_families(source, column));
}

}  // namespace

void analysis_choice::apply(passk::analysis_options& options, stage_line& stage) const {
    if (!attempts.empty()) {
        options.ks = [text = attempts](std::uint64_t largest) {
            return passk::attempts(parse_attempts(text, largest));
        };
    }
    options.method = method.empty() ? passk::recommended{resamples, seed}
                                    : methods().at(method)(resamples, seed);
    if (!method.empty() && target == passk::estimand::fixed_benchmark) {
        throw failure(wrong_usage,
                      "--interval is for --estimand sample; the fixed benchmark has one method");
    }
    options.level = passk::confidence_level(level);
    options.resamples = resamples;
    options.seed = seed;
    if (!clusters.empty()) {
        options.clusters = read_clusters(clusters);
    }
    options.on = passk::threads(threads);
    options.on_stage = [&stage](std::string_view name) { stage.enter(std::string(name)); };
}

void add_attempts_option(CLI::App& command, analysis_choice& choice) {
    command
        .add_option("--k", choice.attempts,
                    "Attempts: a list (1,2,4), all, paper (the grid of the paper's figures) or "
                    "doubling, up to the smallest n")
        ->option_text("LIST|all|paper|doubling [doubling]");
}

void add_interval_options(CLI::App& command, analysis_choice& choice) {
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

void add_method_option(CLI::App& command, analysis_choice& choice) {
    command
        .add_option("--interval", choice.method,
                    "The method, in place of the recommended one, for --estimand sample")
        ->check(CLI::IsMember(methods()))
        ->option_text("percentile|basic|bca|studentized|t|wilson|korn-graubard|saddlepoint");
    command
        .add_option("--clusters", choice.clusters,
                    "CSV file with columns problem and family (or COLUMN): problems of one family "
                    "are no independent evidence, so families are drawn, for problems like these")
        ->option_text("FILE[:COLUMN]");
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
