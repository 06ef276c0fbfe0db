// SPDX-License-Identifier: Apache-2.0
// How often intervals hold what they are about, by simulation: populations of problems with known
// pass-at-k are sampled, and every method is asked for its 95 % interval.
//
//     passk.study.coverage [simulations] [resamples]
//
// Prints Markdown tables: coverage in percent, the least and the largest over k = 1, 8, n/8, n/4,
// n/2 and n; of bands, how often they hold at all of these k; of ranks, how often those of all
// models hold. What is recommended is in closed form and is simulated ten times as often, by
// itself, in the last tables. Simulation s uses random_bits(seed, s): the same figures on every
// machine.

#include <passk/compare/crossover.hpp>
#include <passk/compare/difference_intervals.hpp>
#include <passk/compare/model_ranking.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/interval/mean_interval.hpp>
#include <passk/interval/recommend.hpp>
#include <passk/interval/simultaneous_band.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using passk::estimand;
using passk::interval_method;
using passk::random_bits;
using passk::tally;

// Chances of success over problems: 0 with probability zero, 1 with one, otherwise Beta(a, b).
struct population {
    std::string_view name;
    double zero, one, a, b;
};

constexpr population usual{"usual", 0.15, 0.05, 0.40, 0.9};
constexpr population hard{"hard", 0.55, 0.0, 0.35, 2.0};

double normal(random_bits& bits) {
    const double radius = std::sqrt(-2.0 * std::log1p(-passk::uniform_unit(bits)));
    return radius * std::cos(2.0 * std::numbers::pi * passk::uniform_unit(bits));
}

// Marsaglia and Tsang 2000, with the power trick for shapes below 1.
double gamma_variate(random_bits& bits, double shape) {
    if (shape < 1.0) {
        const double u = 1.0 - passk::uniform_unit(bits);
        return gamma_variate(bits, shape + 1.0) * std::pow(u, 1.0 / shape);
    }
    const double d = shape - 1.0 / 3.0;
    for (;;) {
        const double x = normal(bits);
        const double cube = 1.0 + x / std::sqrt(9.0 * d);
        if (cube <= 0.0) {
            continue;
        }
        const double v = cube * cube * cube;
        const double u = 1.0 - passk::uniform_unit(bits);
        if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) {
            return d * v;
        }
    }
}

double draw_chance(random_bits& bits, const population& of) {
    const double u = passk::uniform_unit(bits);
    if (u < of.zero) {
        return 0.0;
    }
    if (u < of.zero + of.one) {
        return 1.0;
    }
    const double x = gamma_variate(bits, of.a);
    return x / (x + gamma_variate(bits, of.b));
}

tally draw_tally(random_bits& bits, std::uint64_t n, double p) {
    std::uint64_t c = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
        c += passk::uniform_unit(bits) < p;
    }
    return {n, c};
}

// E[1 - (1 - p)^k] over the population.
double true_pass_at_k(const population& of, double k) {
    const double misses = std::exp(std::lgamma(of.b + k) - std::lgamma(of.b)
                                   + std::lgamma(of.a + of.b) - std::lgamma(of.a + of.b + k));
    return (1.0 - of.zero - of.one) * (1.0 - misses) + of.one;
}

// A tuned sibling: more accurate where the base is right at times, but blind to some problems.
// p -> p^(1/3) with probability 0.8, else 0.
double tune(random_bits& bits, double p) {
    return passk::uniform_unit(bits) < 0.8 ? std::cbrt(p) : 0.0;
}

// E[1 - (1 - p^(1/3))^k] for p ~ Beta(a, b), by the midpoint rule in the quantile-free variable
// x = p^a, which tames the singularity at 0.
double true_tuned_pass_at_k(const population& of, double k) {
    constexpr int points = 200'000;
    double weights = 0.0;
    double sum = 0.0;
    for (int i = 0; i < points; ++i) {
        const double x = (i + 0.5) / points;
        const double p = std::pow(x, 1.0 / of.a);
        const double weight = std::pow(1.0 - p, of.b - 1.0);
        weights += weight;
        sum += weight * (1.0 - std::pow(1.0 - std::cbrt(p), k));
    }
    return 0.8 * ((1.0 - of.zero - of.one) * sum / weights + of.one);
}

struct cover {
    std::uint64_t asked = 0;
    std::uint64_t answered = 0;
    std::uint64_t held = 0;
    double length = 0.0;

    void see(const passk::result<passk::interval>& got, double truth) {
        ++asked;
        if (got) {
            ++answered;
            held += got.value().lower <= truth + 1e-12 && truth - 1e-12 <= got.value().upper;
            length += got.value().length();
        }
    }
    [[nodiscard]] double percent() const {
        return 100.0 * static_cast<double>(held) / static_cast<double>(asked);
    }
};

std::vector<double> true_curve(const population& of, const std::vector<std::uint64_t>& ks) {
    std::vector<double> truth;
    for (const std::uint64_t k : ks) {
        truth.push_back(true_pass_at_k(of, static_cast<double>(k)));
    }
    return truth;
}

// How often intervals hold all at once. A band refused at some k holds none.
struct joint_cover {
    std::uint64_t asked = 0;
    std::uint64_t held = 0;

    void see(const std::vector<passk::result<passk::interval>>& got,
             const std::vector<double>& truth) {
        bool all = true;
        for (std::size_t c = 0; c < got.size(); ++c) {
            all = all && got[c] && got[c].value().lower <= truth[c] + 1e-12
                  && truth[c] - 1e-12 <= got[c].value().upper;
        }
        ++asked;
        held += all ? 1U : 0U;
    }
    void print(std::string_view what) const {
        std::printf("\n%s holds at all k in %.1f %%.\n", std::string(what).c_str(),
                    100.0 * static_cast<double>(held) / static_cast<double>(asked));
    }
};

struct method_row {
    std::string name;
    std::optional<interval_method> method;  // none: what recommend_interval picks
    std::vector<cover> by_k{};
};

void print(const std::vector<method_row>& rows, std::string_view title) {
    std::printf(
        "\n%s\n\n| method | least | largest | mean length | refused |\n|---|---|---|---|---|\n",
        std::string(title).c_str());
    for (const method_row& row : rows) {
        double least = 100.0;
        double largest = 0.0;
        double length = 0.0;
        double refused = 0.0;
        for (const cover& at : row.by_k) {
            least = (std::min)(least, at.percent());
            largest = (std::max)(largest, at.percent());
            length += at.answered > 0 ? at.length / static_cast<double>(at.answered) : 0.0;
            refused +=
                100.0 * static_cast<double>(at.asked - at.answered) / static_cast<double>(at.asked);
        }
        const auto columns = static_cast<double>(row.by_k.size());
        std::printf("| %s | %.1f | %.1f | %.3f | %.1f %% |\n", row.name.c_str(), least, largest,
                    length / columns, refused / columns);
    }
    std::fflush(stdout);
}

std::vector<method_row> rows_for(std::initializer_list<interval_method> methods, std::size_t ks) {
    std::vector<method_row> rows;
    for (const interval_method method : methods) {
        rows.push_back({std::string(to_string(method)), method, std::vector<cover>(ks)});
    }
    rows.push_back({"**recommended**", std::nullopt, std::vector<cover>(ks)});
    return rows;
}

struct design {
    std::size_t problems;
    std::uint64_t n;
    population of;
    int simulations;
    std::uint64_t resamples;
};

std::vector<std::uint64_t> ks_of(std::uint64_t n) {
    return {1, 8, n / 8, n / 4, n / 2, n};
}

std::string title_of(const design& with, std::string_view what) {
    return "### " + std::string(what) + ", " + std::string(with.of.name) + " population, P = "
           + std::to_string(with.problems) + ", n = " + std::to_string(with.n);
}

void study_one_model(const design& with) {
    const std::vector<std::uint64_t> ks = ks_of(with.n);
    std::vector<method_row> rows =
        rows_for({interval_method::clt_t, interval_method::percentile_bootstrap,
                  interval_method::basic_bootstrap, interval_method::bca_bootstrap,
                  interval_method::studentized_bootstrap, interval_method::wilson_effective_n,
                  interval_method::korn_graubard},
                 ks.size());
    joint_cover band;
    std::vector<method_row> fixed = rows_for({}, ks.size());
    for (int s = 0; s < with.simulations; ++s) {
        random_bits bits(2026, static_cast<std::uint64_t>(s));
        std::vector<tally> tallies;
        std::vector<double> fixed_truth(ks.size(), 0.0);
        for (std::size_t i = 0; i < with.problems; ++i) {
            const double p = draw_chance(bits, with.of);
            tallies.push_back(draw_tally(bits, with.n, p));
            for (std::size_t c = 0; c < ks.size(); ++c) {
                fixed_truth[c] += (1.0 - std::pow(1.0 - p, static_cast<double>(ks[c])))
                                  / static_cast<double>(with.problems);
            }
        }
        const passk::bootstrap_options options{.resamples = with.resamples, .seed = bits()};
        for (method_row& row : rows) {
            for (std::size_t c = 0; c < ks.size() && !row.method; ++c) {
                const auto pick = passk::recommend_interval(with.problems, with.n, ks[c],
                                                            estimand::sampled_problems);
                row.by_k[c].see(passk::pass_at_k_curve_intervals(tallies, std::span(&ks[c], 1),
                                                                 estimand::sampled_problems,
                                                                 pick.value().method, options)
                                    .front(),
                                true_pass_at_k(with.of, static_cast<double>(ks[c])));
            }
            if (row.method) {
                const auto got = passk::pass_at_k_curve_intervals(
                    tallies, ks, estimand::sampled_problems, *row.method, options);
                for (std::size_t c = 0; c < ks.size(); ++c) {
                    row.by_k[c].see(got[c], true_pass_at_k(with.of, static_cast<double>(ks[c])));
                }
            }
        }
        band.see(passk::simultaneous_band(tallies, ks, estimand::sampled_problems, options),
                 true_curve(with.of, ks));
        const auto got = passk::pass_at_k_curve_intervals(
            tallies, ks, estimand::fixed_benchmark, interval_method::unbiased_variance, options);
        for (std::size_t c = 0; c < ks.size(); ++c) {
            fixed.front().by_k[c].see(got[c], fixed_truth[c]);
        }
    }
    print(rows, title_of(with, "Sampled problems"));
    band.print("The band of the curve");
    std::printf("\n%s\n\n| k |", title_of(with, "Fixed benchmark, unbiased variance").c_str());
    for (const std::uint64_t k : ks) {
        std::printf(" %llu |", static_cast<unsigned long long>(k));
    }
    std::printf("\n|---|---|---|---|---|---|---|\n| coverage |");
    for (const cover& at : fixed.front().by_k) {
        at.answered > 0 ? std::printf(" %.1f |", at.percent()) : std::printf(" refused |");
    }
    std::printf("\n");
}

void study_two_models(const design& with) {
    const std::vector<std::uint64_t> ks = ks_of(with.n);
    std::vector<double> truth;
    for (const std::uint64_t k : ks) {
        truth.push_back(true_tuned_pass_at_k(with.of, static_cast<double>(k))
                        - true_pass_at_k(with.of, static_cast<double>(k)));
    }
    // The true crossover on the same list of k and by the same interpolation.
    std::vector<std::uint64_t> grid;
    for (std::uint64_t k = 1; k <= with.n; k = k < 16 ? k + 1 : k * 5 / 4) {
        grid.push_back(k);
    }
    std::vector<double> differences;
    for (const std::uint64_t k : grid) {
        differences.push_back(true_tuned_pass_at_k(with.of, static_cast<double>(k))
                              - true_pass_at_k(with.of, static_cast<double>(k)));
    }
    const auto crossings = passk::find_crossings(grid, differences);
    cover crossover;
    joint_cover band;

    std::vector<method_row> rows =
        rows_for({interval_method::clt_t, interval_method::percentile_bootstrap,
                  interval_method::basic_bootstrap, interval_method::bca_bootstrap,
                  interval_method::studentized_bootstrap},
                 ks.size());
    for (int s = 0; s < with.simulations; ++s) {
        random_bits bits(2027, static_cast<std::uint64_t>(s));
        passk::paired_outcomes outcomes;
        for (std::size_t i = 0; i < with.problems; ++i) {
            const double p = draw_chance(bits, with.of);
            outcomes.problems.push_back(std::to_string(i));
            outcomes.base_tallies.push_back(draw_tally(bits, with.n, p));
            outcomes.tuned_tallies.push_back(draw_tally(bits, with.n, tune(bits, p)));
        }
        const passk::bootstrap_options options{.resamples = with.resamples, .seed = bits()};
        for (method_row& row : rows) {
            const interval_method method =
                row.method ? *row.method
                           : passk::recommend_interval(with.problems, with.n, 1,
                                                       estimand::sampled_problems,
                                                       passk::mean_of::differences)
                                 .value()
                                 .method;
            const auto got = passk::difference_intervals(outcomes, ks, estimand::sampled_problems,
                                                         method, options);
            for (std::size_t c = 0; c < ks.size(); ++c) {
                row.by_k[c].see(got[c], truth[c]);
            }
        }
        band.see(passk::difference_band(outcomes, ks, estimand::sampled_problems, options), truth);
        if (!crossings.empty()) {
            const auto found =
                passk::find_crossover(outcomes, grid, estimand::sampled_problems, options);
            crossover.see(passk::interval{.estimate = found.at.value_or(HUGE_VAL),
                                          .lower = found.lower.value_or(HUGE_VAL),
                                          .upper = found.upper.value_or(HUGE_VAL)},
                          crossings.front().at);
        }
    }
    print(rows, title_of(with, "Paired differences"));
    band.print("The band of the difference curve");
    if (!crossings.empty()) {
        std::printf("\nCrossover, true value %.1f: the percentile interval covers %.1f %%.\n",
                    crossings.front().at, crossover.percent());
    }
}

// Six models whose chances are powers of one another's, two of them alike: how often the intervals
// of the ranks of all of them hold at once, k = 1 and k = n/4.
void study_ranks(const design& with) {
    constexpr std::array powers{1.0, 1.0, 0.9, 0.8, 0.6, 0.4};  // the higher, the worse
    const std::vector<std::uint64_t> ks{1, with.n / 4};
    std::vector<std::uint64_t> held(ks.size(), 0);
    for (int s = 0; s < with.simulations; ++s) {
        random_bits bits(2028, static_cast<std::uint64_t>(s));
        passk::common_outcomes outcomes{.models = {"a", "b", "c", "d", "e", "f"}};
        outcomes.tallies.resize(powers.size());
        for (std::size_t i = 0; i < with.problems; ++i) {
            const double p = draw_chance(bits, with.of);
            outcomes.problems.push_back(std::to_string(i));
            for (std::size_t m = 0; m < powers.size(); ++m) {
                outcomes.tallies[m].push_back(draw_tally(bits, with.n, std::pow(p, powers[m])));
            }
        }
        const passk::bootstrap_options options{.resamples = with.resamples, .seed = bits()};
        const std::vector<passk::model_ranking> rankings = passk::rank_models(
            outcomes, ks, estimand::sampled_problems, options, {.permutations = 1});
        for (std::size_t c = 0; c < ks.size(); ++c) {
            bool all = true;
            for (std::size_t m = 0; m < powers.size(); ++m) {
                const auto better = std::count_if(powers.begin(), powers.end(),
                                                  [&](double p) { return p < powers[m]; });
                const auto worse = std::count_if(powers.begin(), powers.end(),
                                                 [&](double p) { return p > powers[m]; });
                const passk::model_standing& at = rankings[c].standings[m];
                all = all && at.highest <= 1 + static_cast<std::size_t>(better)
                      && at.lowest >= powers.size() - static_cast<std::size_t>(worse);
            }
            held[c] += all ? 1U : 0U;
        }
    }
    std::printf(
        "\n%s\n\nThe ranks of six models hold all at once in %.1f %% (k = 1) and %.1f %% "
        "(k = n/4).\n",
        title_of(with, "Ranks").c_str(), 100.0 * static_cast<double>(held[0]) / with.simulations,
        100.0 * static_cast<double>(held[1]) / with.simulations);
    std::fflush(stdout);
}

void print_by_k(const std::string& title, const std::vector<std::uint64_t>& ks,
                const std::vector<cover>& by_k, int simulations) {
    std::printf("\n%s, %d simulations\n\n| k |", title.c_str(), simulations);
    for (const std::uint64_t k : ks) {
        std::printf(" %llu |", static_cast<unsigned long long>(k));
    }
    std::printf("\n|---|---|---|---|---|---|---|\n| coverage |");
    for (const cover& at : by_k) {
        std::printf(" %.2f |", at.percent());
    }
    std::printf("\n");
    std::fflush(stdout);
}

// What is recommended, for one model, for a difference, and for problems in families of one to
// seven that share their chance of success, of which there are `problems`.
void study_recommended(const design& with) {
    const std::vector<std::uint64_t> ks = ks_of(with.n);
    const std::vector<double> truth = true_curve(with.of, ks);
    std::vector<double> difference_truth;
    for (std::size_t c = 0; c < ks.size(); ++c) {
        difference_truth.push_back(true_tuned_pass_at_k(with.of, static_cast<double>(ks[c]))
                                   - truth[c]);
    }
    const auto method_for = [&](std::uint64_t k, passk::mean_of what) {
        return passk::recommend_interval(with.problems, with.n, k, estimand::sampled_problems, what)
            .value()
            .method;
    };
    std::vector<cover> one(ks.size());
    std::vector<cover> difference(ks.size());
    std::vector<cover> family(ks.size());
    const int simulations = 10 * with.simulations;
    for (int s = 0; s < simulations; ++s) {
        random_bits bits(2029, static_cast<std::uint64_t>(s));
        passk::paired_outcomes outcomes;
        std::vector<tally> relatives;
        std::vector<std::size_t> clusters;
        for (std::size_t i = 0; i < with.problems; ++i) {
            const double p = draw_chance(bits, with.of);
            outcomes.problems.emplace_back();
            outcomes.base_tallies.push_back(draw_tally(bits, with.n, p));
            outcomes.tuned_tallies.push_back(draw_tally(bits, with.n, tune(bits, p)));
            for (std::size_t size = i % 7 + 1; size > 0; --size) {
                relatives.push_back(draw_tally(bits, with.n, p));
                clusters.push_back(i);
            }
        }
        for (std::size_t c = 0; c < ks.size(); ++c) {
            const std::span<const std::uint64_t> k(&ks[c], 1);
            const interval_method method = method_for(ks[c], passk::mean_of::probabilities);
            one[c].see(passk::pass_at_k_curve_intervals(outcomes.base(), k,
                                                        estimand::sampled_problems, method)
                           .front(),
                       truth[c]);
            difference[c].see(
                passk::difference_intervals(outcomes, k, estimand::sampled_problems,
                                            method_for(ks[c], passk::mean_of::differences))
                    .front(),
                difference_truth[c]);
            family[c].see(passk::pass_at_k_curve_intervals(relatives, k, estimand::sampled_problems,
                                                           method, {}, clusters)
                              .front(),
                          truth[c]);
        }
    }
    print_by_k(title_of(with, "Recommended"), ks, one, simulations);
    print_by_k(title_of(with, "Recommended, difference"), ks, difference, simulations);
    print_by_k(title_of(with, "Recommended, P families of 1 to 7"), ks, family, simulations);
}

}  // namespace

int main(int count, char** arguments) {
    const int simulations = count > 1 ? std::atoi(arguments[1]) : 2000;
    const auto resamples = static_cast<std::uint64_t>(count > 2 ? std::atoi(arguments[2]) : 999);
    if (simulations < 1 || resamples < 40) {
        std::fputs("usage: passk.study.coverage [simulations >= 1] [resamples >= 40]\n", stderr);
        return 2;
    }
    std::printf("%d simulations, %llu resamples: the error of a coverage of 95 %% is %.1f.\n",
                simulations, static_cast<unsigned long long>(resamples),
                100.0 * std::sqrt(0.95 * 0.05 / simulations));
    for (const population& of : {usual, hard}) {
        for (const auto& [problems, n] :
             {std::pair<std::size_t, std::uint64_t>{30, 64}, {100, 128}, {500, 64}}) {
            const design with{problems, n, of, simulations, resamples};
            study_one_model(with);
            study_two_models(with);
            study_ranks(with);
        }
    }
    for (const population& of : {usual, hard}) {
        for (const auto& [problems, n] :
             {std::pair<std::size_t, std::uint64_t>{30, 64}, {100, 128}, {500, 64}}) {
            study_recommended({problems, n, of, simulations, resamples});
        }
    }
}
