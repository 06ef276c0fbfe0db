// SPDX-License-Identifier: Apache-2.0
// How often intervals hold what they are about, by simulation: benchmarks are drawn from
// populations whose pass-at-k is known, and every method is asked for its interval.
//
//     passk.study.coverage [simulations] [largest P]
//
// Prints Markdown tables. For each method: the least coverage over populations, k and P, where it
// is, and its mean length over that of Korn and Graubard's interval, or of the t interval, over the
// cells where that one held. Simulation s uses random_bits(seed, s): the same figures on every
// machine.

#include "populations.hpp"

#include <passk/compare/crossover.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/statistics/student_t.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using passk::confidence_level;
using passk::random_bits;
using passk::tally;
using study::population;

constexpr std::array levels{0.9, 0.95, 0.99};

struct cell {
    std::uint64_t asked = 0;
    std::uint64_t held = 0;
    double length = 0.0;

    void see(double lower, double upper, double truth) {
        ++asked;
        held += lower <= truth + 1e-12 && truth - 1e-12 <= upper ? 1U : 0U;
        length += upper - lower;
    }
    void refuse() { ++asked; }
    [[nodiscard]] double percent() const {
        return 100.0 * static_cast<double>(held) / static_cast<double>(asked);
    }
};

// The cells of one method: population, P, level, k.
struct row {
    std::string name;
    std::vector<cell> cells{};
    std::vector<std::string> where{};
};

struct drawn {
    std::vector<tally> base{};
    std::vector<tally> tuned{};
    std::vector<std::size_t> clusters{};
};

drawn draw(random_bits& bits, const population& of, std::size_t problems) {
    drawn out;
    for (std::size_t i = 0; i < problems; ++i) {
        const study::planted_problem& problem =
            of.problems[static_cast<std::size_t>(passk::uniform_below(bits, of.problems.size()))];
        for (std::size_t r = 0; r < problem.relatives; ++r) {
            out.base.emplace_back(problem.trials,
                                  study::binomial(bits, problem.trials, problem.base));
            out.tuned.emplace_back(problem.trials,
                                   study::binomial(bits, problem.trials, problem.tuned));
            out.clusters.push_back(i);
        }
    }
    if (out.base.size() == problems) {
        out.clusters.clear();
    }
    return out;
}

// The logit of the mean plus or minus Student's t times its error: what evalstats 0.3.3 picks for
// shares.
std::vector<passk::result<passk::interval>> logit_t(
    const std::vector<passk::estimate_with_interval>& by_t, double multiple) {
    std::vector<passk::result<passk::interval>> out;
    for (const auto& at : by_t) {
        const double m = at.estimate;
        if (!at.bounds || m <= 0.0 || m >= 1.0) {
            out.push_back(passk::interval{.estimate = m, .lower = m, .upper = m});
            continue;
        }
        const double error = at.bounds.value().length() / 2.0 / multiple;
        const double centre = std::log(m / (1.0 - m));
        const double reach = multiple * error / (m * (1.0 - m));
        out.push_back(passk::interval{.estimate = m,
                                      .lower = 1.0 / (1.0 + std::exp(reach - centre)),
                                      .upper = 1.0 / (1.0 + std::exp(-reach - centre))});
    }
    return out;
}

std::vector<passk::result<passk::interval>> bounds_of(
    const std::vector<passk::estimate_with_interval>& found) {
    std::vector<passk::result<passk::interval>> out;
    for (const auto& at : found) {
        out.push_back(at.bounds);
    }
    return out;
}

// A refusal for want of spread is an interval of length 0.
void see(row& of, std::size_t first, const std::vector<passk::result<passk::interval>>& got,
         const std::vector<double>& truth, double estimate_if_refused = 0.0) {
    for (std::size_t c = 0; c < got.size(); ++c) {
        if (got[c]) {
            of.cells[first + c].see(got[c].value().lower, got[c].value().upper, truth[c]);
        } else {
            of.cells[first + c].see(estimate_if_refused, estimate_if_refused, truth[c]);
        }
    }
}

std::string place(const population& of, std::size_t problems, double level, std::string_view k) {
    std::array<char, 200> text{};
    std::snprintf(text.data(), text.size(), "%s, P = %zu, level %g, k = %s",
                  std::string(of.name).c_str(), problems, level, std::string(k).c_str());
    return text.data();
}

void open_cells(std::vector<row>& rows, const population& of, std::size_t problems,
                const std::vector<std::uint64_t>& ks) {
    for (row& each : rows) {
        for (const double level : levels) {
            for (const std::uint64_t k : ks) {
                each.cells.emplace_back();
                each.where.push_back(place(of, problems, level, std::to_string(k)));
            }
        }
    }
}

double level_of(const std::string& where) {
    return 100.0 * std::strtod(where.c_str() + where.find("level ") + 6, nullptr);
}

std::size_t problems_of(const std::string& where) {
    return static_cast<std::size_t>(
        std::strtoul(where.c_str() + where.find("P = ") + 4, nullptr, 10));
}

// The least coverage less what is stated, by level; the length over that of the first row where
// that one held.
void print(const std::vector<row>& rows, std::string_view title) {
    std::printf(
        "\n### %s\n\n| method | least at 90 %% | least at 95 %% | least at 99 %% | where (95 %%) |"
        " mean length where %s held: P <= 30 | 60, 100 | 300 | 1000 |\n"
        "|---|---|---|---|---|---|---|---|---|\n",
        std::string(title).c_str(), rows.front().name.c_str());
    for (const row& each : rows) {
        std::printf("| %s |", each.name.c_str());
        std::string worst;
        for (const double level : levels) {
            double least = 100.0;
            for (std::size_t i = 0; i < each.cells.size(); ++i) {
                if (std::fabs(level_of(each.where[i]) - 100.0 * level) < 1e-6
                    && each.cells[i].percent() < least) {
                    least = each.cells[i].percent();
                    worst = level == 0.95 ? each.where[i] : worst;
                }
            }
            std::printf(" %.1f |", least);
        }
        std::printf(" %s |", worst.c_str());
        const std::array<std::pair<std::size_t, std::size_t>, 4> bands{
            {{0, 30}, {31, 100}, {101, 300}, {301, 100000}}};
        for (const auto& [low, high] : bands) {
            double sum = 0.0;
            double count = 0.0;
            double most = 0.0;
            for (std::size_t i = 0; i < each.cells.size(); ++i) {
                const std::size_t problems = problems_of(each.where[i]);
                const cell& reference = rows.front().cells[i];
                if (problems >= low && problems <= high
                    && reference.percent() >= level_of(each.where[i]) - 1.5
                    && reference.length > 0.0) {
                    const double ratio = each.cells[i].length / reference.length;
                    sum += ratio;
                    most = (std::max)(most, ratio);
                    count += 1.0;
                }
            }
            count > 0.0 ? std::printf(" %.2f (most %.2f) |", sum / count, most)
                        : std::printf(" - |");
        }
        std::printf("\n");
    }
    std::fflush(stdout);
}

struct joint {
    std::uint64_t asked = 0;
    std::uint64_t held = 0;
    [[nodiscard]] double percent() const {
        return 100.0 * static_cast<double>(held) / static_cast<double>(asked);
    }
};

bool all_hold(const std::vector<passk::estimate_with_interval>& band,
              const std::vector<double>& truth) {
    for (std::size_t c = 0; c < band.size(); ++c) {
        if (!band[c].bounds || band[c].bounds.value().lower > truth[c] + 1e-12
            || band[c].bounds.value().upper < truth[c] - 1e-12) {
            return false;
        }
    }
    return true;
}

struct least_joint {
    double percent = 100.0;
    std::string where;

    void see(const joint& of, std::string_view place) {
        if (of.asked > 0 && of.percent() < percent) {
            percent = of.percent();
            where = place;
        }
    }
};

constexpr std::uint64_t band_resamples = 999;

void study_one_model(const std::vector<std::size_t>& sizes, std::uint64_t simulations) {
    std::vector<row> rows{{"Korn-Graubard"},       {"t"},
                          {"Wilson, effective n"}, {"logit-t"},
                          {"Gaffke, weight 1/2"},  {"**Gaffke**"}};
    least_joint band;
    for (const population& of : study::single_populations()) {
        const std::vector<std::uint64_t> ks = study::attempts_of(of);
        std::vector<double> truth;
        for (const std::uint64_t k : ks) {
            truth.push_back(study::planted_pass_at_k(of, &study::planted_problem::base, k));
        }
        for (const std::size_t problems : sizes) {
            const std::size_t first = rows.front().cells.size();
            open_cells(rows, of, problems, ks);
            joint bands;
            const std::uint64_t runs = problems >= 300 ? (simulations + 3) / 4 : simulations;
            for (std::uint64_t s = 0; s < runs; ++s) {
                random_bits bits(2101, s);
                const drawn sample = draw(bits, of, problems);
                const passk::curve_of curve(sample.base, ks);
                const passk::sampled_problems target{.clusters = sample.clusters};
                for (std::size_t l = 0; l < levels.size(); ++l) {
                    const confidence_level level(levels[l]);
                    const std::size_t at = first + l * ks.size();
                    const auto by_t =
                        passk::confidence_intervals(curve, target, passk::student_t{}, level);
                    const double multiple =
                        passk::t_upper_quantile(static_cast<double>(problems) - 1.0, level.tail());
                    see(rows[0], at,
                        bounds_of(passk::confidence_intervals(curve, target, passk::korn_graubard{},
                                                              level)),
                        truth);
                    see(rows[1], at, bounds_of(by_t), truth);
                    see(rows[2], at,
                        bounds_of(passk::confidence_intervals(curve, target,
                                                              passk::wilson_effective_n{}, level)),
                        truth);
                    see(rows[3], at, logit_t(by_t, multiple), truth);
                    see(rows[4], at,
                        bounds_of(
                            passk::confidence_intervals(curve, target, passk::gaffke{0.5}, level)),
                        truth);
                    see(rows[5], at,
                        bounds_of(
                            passk::confidence_intervals(curve, target, passk::gaffke{}, level)),
                        truth);
                }
                ++bands.asked;
                bands.held +=
                    all_hold(passk::confidence_intervals(
                                 curve, target,
                                 passk::max_t_band{.resamples = band_resamples, .seed = bits()}),
                             truth)
                        ? 1U
                        : 0U;
            }
            band.see(bands, place(of, problems, 0.95, "all"));
        }
    }
    print(rows, "One model, sampled problems");
    std::printf("\nThe band of a curve holds at all k in at least %.1f %% (%s).\n", band.percent,
                band.where.c_str());
}

// The true first crossing of a population on a list of k, linear in log k; none if tuned leads on.
std::optional<double> true_crossing(const population& of, const std::vector<std::uint64_t>& ks) {
    std::vector<double> differences;
    for (const std::uint64_t k : ks) {
        differences.push_back(study::planted_pass_at_k(of, &study::planted_problem::tuned, k)
                              - study::planted_pass_at_k(of, &study::planted_problem::base, k));
    }
    const auto found = passk::find_crossings(ks, differences);
    if (found.empty() || differences.front() <= 0.0) {
        return std::nullopt;
    }
    return found.front().at;
}

void study_two_models(const std::vector<std::size_t>& sizes, std::uint64_t simulations) {
    std::vector<row> rows{{"t"}, {"Gaffke, weight 1"}, {"**Gaffke, weight 1/2**"}};
    least_joint band;
    least_joint crossover;
    for (const population& of : study::paired_populations()) {
        const std::vector<std::uint64_t> ks = study::attempts_of(of);
        std::vector<double> truth;
        for (const std::uint64_t k : ks) {
            truth.push_back(study::planted_pass_at_k(of, &study::planted_problem::tuned, k)
                            - study::planted_pass_at_k(of, &study::planted_problem::base, k));
        }
        std::vector<std::uint64_t> grid;
        for (std::uint64_t k = 1; k <= ks.back(); k = k < 8 ? k + 1 : k * 5 / 4) {
            grid.push_back(k);
        }
        const std::optional<double> crossing = true_crossing(of, grid);
        for (const std::size_t problems : sizes) {
            const std::size_t first = rows.front().cells.size();
            open_cells(rows, of, problems, ks);
            joint bands;
            joint crossed;
            const std::uint64_t runs = problems >= 300 ? (simulations + 3) / 4 : simulations;
            for (std::uint64_t s = 0; s < runs; ++s) {
                random_bits bits(2102, s);
                drawn sample = draw(bits, of, problems);
                passk::paired_outcomes outcomes;
                outcomes.problems.resize(problems);
                outcomes.base_tallies = std::move(sample.base);
                outcomes.tuned_tallies = std::move(sample.tuned);
                const passk::difference_of difference(outcomes, ks);
                const passk::sampled_problems target;
                for (std::size_t l = 0; l < levels.size(); ++l) {
                    const confidence_level level(levels[l]);
                    const std::size_t at = first + l * ks.size();
                    see(rows[0], at,
                        bounds_of(passk::confidence_intervals(difference, target,
                                                              passk::student_t{}, level)),
                        truth);
                    see(rows[1], at,
                        bounds_of(passk::confidence_intervals(difference, target, passk::gaffke{},
                                                              level)),
                        truth);
                    see(rows[2], at,
                        bounds_of(passk::confidence_intervals(difference, target,
                                                              passk::gaffke{0.5}, level)),
                        truth);
                }
                const std::uint64_t seed = bits();
                ++bands.asked;
                bands.held +=
                    all_hold(passk::confidence_intervals(
                                 difference, target,
                                 passk::max_t_band{.resamples = band_resamples, .seed = seed}),
                             truth)
                        ? 1U
                        : 0U;
                if (crossing) {
                    const passk::crossover found = passk::find_crossover(
                        outcomes, grid, target, {.resamples = band_resamples, .seed = seed});
                    ++crossed.asked;
                    crossed.held += found.lower.value_or(HUGE_VAL) <= *crossing + 1e-9
                                            && *crossing - 1e-9 <= found.upper.value_or(HUGE_VAL)
                                        ? 1U
                                        : 0U;
                }
            }
            band.see(bands, place(of, problems, 0.95, "all"));
            crossover.see(crossed, place(of, problems, 0.95, "-"));
            if (crossing) {
                std::fprintf(stderr, "crossing of %s at %.1f: P = %zu, %.1f %%\n",
                             std::string(of.name).c_str(), *crossing, problems, crossed.percent());
            }
        }
    }
    print(rows, "Paired differences, sampled problems");
    std::printf(
        "\nThe band of a difference curve holds at all k in at least %.1f %% (%s); the "
        "interval of the crossover in at least %.1f %% (%s).\n",
        band.percent, band.where.c_str(), crossover.percent, crossover.where.c_str());
}

}  // namespace

int main(int count, char** arguments) {
    const int simulations = count > 1 ? std::atoi(arguments[1]) : 1000;
    const int largest = count > 2 ? std::atoi(arguments[2]) : 1000;
    if (simulations < 4 || largest < 10) {
        std::fputs("usage: passk.study.coverage [simulations >= 4] [largest P >= 10]\n", stderr);
        return 2;
    }
    std::vector<std::size_t> sizes{10, 15, 30, 60, 100, 300, 1000};
    while (sizes.back() > static_cast<std::size_t>(largest)) {
        sizes.pop_back();
    }
    std::printf(
        "%d simulations of each population and P, a fourth from P = 300 on: the error of a "
        "coverage of 95 %% is %.1f, %.1f from P = 300 on.\n",
        simulations, 100.0 * std::sqrt(0.95 * 0.05 / simulations),
        100.0 * std::sqrt(0.95 * 0.05 * 4.0 / simulations));
    study_one_model(sizes, static_cast<std::uint64_t>(simulations));
    study_two_models(sizes, static_cast<std::uint64_t>(simulations));
}
