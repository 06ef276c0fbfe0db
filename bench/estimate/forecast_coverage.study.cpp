// SPDX-License-Identifier: Apache-2.0
// How often forecasts at 100 n hold the truth: benchmarks drawn from populations of several shapes,
// and recorded counts from which n samples of each problem are drawn again.
//
//     passk.study.forecast_coverage [simulations] [counts.csv...]
//
// A file has lines model,problem,n,c; its n is 100 times that of the forecast, and the truth is the
// mean pass-at-n of the file. Prints, for each shape and for their average, how often the 95 %
// interval holds, with its mean length.

#include "../interval/populations.hpp"

#include <passk/core/random_bits.hpp>
#include <passk/estimate/forecast.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

using passk::forecast_model;
using passk::random_bits;
using passk::tally;

constexpr std::array models{forecast_model::beta_binomial,
                            forecast_model::zero_inflated_beta_binomial,
                            forecast_model::logit_normal, forecast_model::averaged};

void run_study(const std::string& name, double truth, std::uint64_t k, int simulations,
               const std::function<std::vector<tally>(random_bits&)>& draw) {
    std::array<int, models.size()> held{};
    std::array<double, models.size()> length{};
    for (int s = 0; s < simulations; ++s) {
        random_bits bits(2200, static_cast<std::uint64_t>(s));
        const std::vector<tally> problems = draw(bits);
        const std::vector<std::uint64_t> ks{k};
        for (std::size_t m = 0; m < models.size(); ++m) {
            const auto found = passk::forecast_pass_at_k(
                problems, ks, {.model = models[m], .resamples = 100, .seed = bits()});
            if (found) {
                const passk::pass_at_k_forecast& at = found.value().front();
                held[m] += at.lower <= truth && truth <= at.upper ? 1 : 0;
                length[m] += at.upper - at.lower;
            }
        }
    }
    std::printf("| %s | %.4f |", name.c_str(), truth);
    for (std::size_t m = 0; m < models.size(); ++m) {
        std::printf(" %.0f %% (%.3f) |", 100.0 * held[m] / simulations, length[m] / simulations);
    }
    std::printf("\n");
    std::fflush(stdout);
}

std::uint64_t drawn_again(random_bits& bits, const tally& all, std::uint64_t n) {
    std::uint64_t successes = 0;
    std::uint64_t left = all.successes();
    for (std::uint64_t i = 0; i < n; ++i) {
        if (passk::uniform_below(bits, all.trials() - i) < left) {
            ++successes;
            --left;
        }
    }
    return successes;
}

void study_file(const std::string& path, int simulations) {
    std::ifstream in(path);
    std::map<std::string, std::vector<tally>> by_model;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::istringstream fields(line);
        std::string model;
        std::string problem;
        std::string n;
        std::string c;
        std::getline(fields, model, ',');
        std::getline(fields, problem, ',');
        std::getline(fields, n, ',');
        std::getline(fields, c, ',');
        by_model[model].emplace_back(std::strtoull(n.c_str(), nullptr, 10),
                                     std::strtoull(c.c_str(), nullptr, 10));
    }
    for (const auto& [model, all] : by_model) {
        const std::uint64_t k = all.front().trials();
        const std::vector<std::uint64_t> ks{k};
        run_study(model, passk::mean_pass_at_k_curve(all, ks).front(), k, simulations,
                  [&](random_bits& bits) {
                      std::vector<tally> part;
                      for (const tally& counts : all) {
                          part.emplace_back(k / 100, drawn_again(bits, counts, k / 100));
                      }
                      return part;
                  });
    }
}

}  // namespace

int main(int count, char** arguments) {
    const int simulations = count > 1 ? std::atoi(arguments[1]) : 100;
    if (simulations < 1) {
        std::fputs("usage: passk.study.forecast_coverage [simulations >= 1] [counts.csv...]\n",
                   stderr);
        return 2;
    }
    std::printf(
        "| population | truth | Beta | zero-inflated Beta | logit-normal | average |\n"
        "|---|---|---|---|---|---|\n");
    for (int i = 2; i < count; ++i) {
        study_file(arguments[i], simulations);
    }
    const std::vector<std::pair<std::string, std::function<double(random_bits&)>>> populations{
        {"Beta(0.3, 1.5)", [](random_bits& b) { return study::beta(b, 0.3, 1.5); }},
        {"a tenth impossible, Beta(0.5, 2)",
         [](random_bits& b) {
             return study::mixture(b, 0.1, 0.0, [](auto& r) { return study::beta(r, 0.5, 2.0); });
         }},
        {"logit-normal(-2, 2.5)",
         [](random_bits& b) { return 1.0 / (1.0 + std::exp(2.0 - 2.5 * study::normal(b))); }},
        {"logit-normal(-5, 2)",
         [](random_bits& b) { return 1.0 / (1.0 + std::exp(5.0 - 2.0 * study::normal(b))); }},
        {"half easy, half Beta(0.3, 20)",
         [](random_bits& b) {
             return passk::uniform_unit(b) < 0.5 ? study::beta(b, 5.0, 5.0)
                                                 : study::beta(b, 0.3, 20.0);
         }},
        {"log-uniform from 1e-6",
         [](random_bits& b) { return std::pow(10.0, -6.0 * passk::uniform_unit(b)); }},
        {"mostly easy, a fifth log-uniform",
         [](random_bits& b) {
             return passk::uniform_unit(b) < 0.8 ? study::beta(b, 8.0, 2.0)
                                                 : std::pow(10.0, -5.0 * passk::uniform_unit(b));
         }},
    };
    constexpr std::uint64_t n = 100;
    constexpr std::uint64_t k = 100 * n;
    for (const auto& [name, draw] : populations) {
        random_bits bits(2201, 0);
        double truth = 0.0;
        constexpr int points = 200'000;
        for (int i = 0; i < points; ++i) {
            truth -= std::expm1(static_cast<double>(k) * std::log1p(-draw(bits))) / points;
        }
        run_study(name, truth, k, simulations, [&](random_bits& random) {
            std::vector<tally> problems;
            for (int i = 0; i < 128; ++i) {
                problems.emplace_back(n, study::binomial(random, n, draw(random)));
            }
            return problems;
        });
    }
}
