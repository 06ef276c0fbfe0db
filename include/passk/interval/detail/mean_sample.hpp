// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_DETAIL_MEAN_SAMPLE_HPP
#define PASSK_INTERVAL_DETAIL_MEAN_SAMPLE_HPP

#include <passk/core/error.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>
#include <passk/estimate/pass_at_k_table.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/interval/detail/mean_resampler.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail {

// Means over problems, ready for any interval of a sample of problems or of clusters of problems.
// Without clusters a unit is a problem; with them it is a cluster and its row holds sums.
struct mean_sample {
    problem_kinds kinds{};            // of units; a column may lack a constant per problem
    std::vector<double> sizes{};      // problems in a unit of each kind; empty: 1
    std::vector<double> estimates{};  // of the columns

    [[nodiscard]] bool clustered() const noexcept { return !sizes.empty(); }
    [[nodiscard]] double size(std::size_t d) const { return clustered() ? sizes[d] : 1.0; }
};

// The rows of a sample, summed by cluster.
[[nodiscard]] inline mean_sample cluster_rows(std::span<const double> values, std::size_t columns,
                                              std::span<const std::size_t> clusters,
                                              mean_sample sample) {
    std::map<std::size_t, std::size_t> row_of;
    sample.kinds = {.columns = columns};
    for (std::size_t i = 0; i < clusters.size(); ++i) {
        const auto [at, added] = row_of.emplace(clusters[i], row_of.size());
        if (added) {
            sample.kinds.values.resize(sample.kinds.values.size() + columns, 0.0);
            sample.kinds.problems.push_back(1);
            sample.sizes.push_back(0.0);
        }
        sample.sizes[at->second] += 1.0;
        for (std::size_t c = 0; c < columns; ++c) {
            sample.kinds.values[columns * at->second + c] += values[columns * i + c];
        }
    }
    return sample;
}

inline void expects_clusters(std::string_view function, std::size_t problems,
                             std::span<const std::size_t> clusters) {
    if (clusters.empty()) {
        return;
    }
    if (clusters.size() != problems) {
        fail_precondition(std::string(function) + ": " + std::to_string(clusters.size())
                          + " cluster numbers for " + std::to_string(problems) + " problems");
    }
    if (std::all_of(clusters.begin(), clusters.end(),
                    [&](std::size_t cluster) { return cluster == clusters.front(); })) {
        fail_precondition(std::string(function)
                          + ": one cluster does not show how clusters differ");
    }
}

// The problems of each cluster, by first appearance; without clusters each problem is its own.
[[nodiscard]] inline std::vector<std::vector<std::size_t>> cluster_members(
    std::size_t problems, std::span<const std::size_t> clusters) {
    std::map<std::size_t, std::size_t> place_of;
    std::vector<std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < problems; ++i) {
        const std::size_t cluster = clusters.empty() ? i : clusters[i];
        const auto [at, added] = place_of.emplace(cluster, members.size());
        if (added) {
            members.emplace_back();
        }
        members[at->second].push_back(i);
    }
    return members;
}

// One model's mean curve, over problems or over clusters of them.
[[nodiscard]] inline mean_sample curve_sample(problem_tallies problems,
                                              std::span<const std::uint64_t> ks,
                                              std::span<const std::size_t> clusters) {
    mean_sample sample{.kinds = {}, .sizes = {}, .estimates = mean_pass_at_k_curve(problems, ks)};
    if (clusters.empty()) {
        sample.kinds = curve_kinds(problems, ks);
        return sample;
    }
    return cluster_rows(pass_at_k_table(problems, ks), ks.size(), clusters, std::move(sample));
}

// What the closed forms need to know of one column.
struct column_spread {
    double units = 0.0;             // G, independent draws
    double problems = 0.0;          // N
    std::vector<double> centred{};  // by kind: sum of the unit less the mean times its size
    double squares = 0.0;           // of them, over all units
    double jackknife = 0.0;         // variance of the mean, times N^2: see standard_error()
    double even_units = 0.0;        // units of one size that say as much of the spread

    // Of Student's t: one less than the units, or than the effective number of clusters of Carter,
    // Schnepel and Steigerwald 2017 where all of a cluster share their chance; 1 at the least.
    [[nodiscard]] double degrees() const { return (std::max)(even_units - 1.0, 1.0); }

    // Of the mean: the jackknife over units, which for units of one size is the sample variance
    // and for others, unlike it, is not too small (the estimator CR3 of Bell and McCaffrey 2002).
    [[nodiscard]] double standard_error() const { return std::sqrt(jackknife) / problems; }
};

[[nodiscard]] inline column_spread spread_of(const mean_sample& sample, std::size_t column) {
    column_spread spread;
    double sum = 0.0;
    double weights = 0.0;
    double squared_weights = 0.0;
    const std::size_t kinds = sample.kinds.problems.size();
    for (std::size_t d = 0; d < kinds; ++d) {
        const double count = sample.kinds.problems[d];
        spread.units += count;
        spread.problems += count * sample.size(d);
        const double weight = sample.size(d) * sample.size(d);
        weights += count * weight;
        squared_weights += count * weight * weight;
        sum += count * sample.kinds.values[sample.kinds.columns * d + column];
    }
    spread.even_units = sample.clustered() ? weights * weights / squared_weights : spread.units;
    const double mean = sum / spread.problems;
    double largest = 0.0;
    spread.centred.reserve(kinds);
    for (std::size_t d = 0; d < kinds; ++d) {
        const double value = sample.kinds.values[sample.kinds.columns * d + column];
        spread.centred.push_back(value - mean * sample.size(d));
        largest = (std::max)(largest, std::fabs(value));
        spread.squares += sample.kinds.problems[d] * spread.centred[d] * spread.centred[d];
        const double without = spread.centred[d] / (1.0 - sample.size(d) / spread.problems);
        spread.jackknife += sample.kinds.problems[d] * without * without;
    }
    spread.jackknife = sample.clustered() ? spread.jackknife * (spread.units - 1.0) / spread.units
                                          : spread.squares * spread.units / (spread.units - 1.0);
    // What rounding alone leaves of units that are all alike is no spread.
    if (spread.squares <= spread.units * std::pow(largest * spread.units * 0x1p-52, 2.0)) {
        spread.squares = 0.0;
        spread.jackknife = 0.0;
    }
    return spread;
}

// How resampled means deviate from the estimate, in units of 1 / divisor: resample r of column c
// stands at c * resamples + r. Deviations within `tie` of 0 may be 0.
struct deviations {
    std::vector<double> values{};
    double divisor = 1.0;
    double tie = 0.0;
};

[[nodiscard]] inline deviations resample_means(const mean_sample& sample,
                                               const bootstrap_options& options) {
    const std::size_t columns = sample.kinds.columns;
    deviations out;
    if (!sample.clustered()) {
        const mean_resampler resampler(sample.kinds);
        out.values = resampled_sums(resampler, options);
        for (std::size_t c = 0; c < columns; ++c) {
            for (std::size_t r = 0; r < options.resamples; ++r) {
                out.values[c * options.resamples + r] -= resampler.total(c);
            }
        }
        out.divisor = resampler.divisor();
        out.tie = resampler.rounding();
        return out;
    }
    // A mean over clusters is a ratio: centred sums over sizes.
    problem_kinds ratio{.columns = columns + 1, .problems = sample.kinds.problems};
    std::vector<column_spread> spreads;
    for (std::size_t c = 0; c < columns; ++c) {
        spreads.push_back(spread_of(sample, c));
    }
    for (std::size_t d = 0; d < sample.sizes.size(); ++d) {
        for (const column_spread& spread : spreads) {
            ratio.values.push_back(spread.centred[d]);
        }
        ratio.values.push_back(sample.sizes[d]);
    }
    const mean_resampler resampler(ratio);
    out.values = resampled_sums(resampler, options);
    const double* const sizes = out.values.data() + columns * options.resamples;
    for (std::size_t c = 0; c < columns; ++c) {
        for (std::size_t r = 0; r < options.resamples; ++r) {
            out.values[c * options.resamples + r] /= sizes[r];
        }
    }
    return out;
}

// The same divided by the resample's own standard error: resampled t statistics, to be read
// against the estimate's error without the factor G / (G - 1).
[[nodiscard]] inline std::vector<double> resample_t(const mean_sample& sample,
                                                    const bootstrap_options& options) {
    const std::size_t columns = sample.kinds.columns;
    const std::size_t kinds = sample.kinds.problems.size();
    // For each column centred sums D, D^2 and D s; then s and s^2, s being the unit's size.
    problem_kinds moments{.columns = 3 * columns + 2, .problems = sample.kinds.problems};
    std::vector<column_spread> spreads;
    for (std::size_t c = 0; c < columns; ++c) {
        spreads.push_back(spread_of(sample, c));
    }
    for (std::size_t d = 0; d < kinds; ++d) {
        const double size = sample.size(d);
        for (const column_spread& spread : spreads) {
            const double centred = spread.squares == 0.0 ? 0.0 : spread.centred[d];
            moments.values.insert(moments.values.end(),
                                  {centred, centred * centred, centred * size});
        }
        moments.values.insert(moments.values.end(), {size, size * size});
    }
    const mean_resampler resampler(moments);
    const double unit = static_cast<double>(resampler.problems()) / resampler.divisor();
    const double noise = 4.0 * resampler.rounding() * unit;
    std::vector<double> t(columns * options.resamples);
    for_each_resample_block(
        resampler, options,
        [&](std::uint64_t first, std::size_t count, const double* sums) noexcept {
            constexpr std::size_t block = mean_resampler::block;
            for (std::size_t i = 0; i < count; ++i) {
                const double sizes = sums[block * (3 * columns) + i] * unit;
                const double squares = sums[block * (3 * columns + 1) + i] * unit;
                for (std::size_t c = 0; c < columns; ++c) {
                    const double* const at = sums + block * 3 * c + i;
                    const double centred = at[0] * unit;
                    const double shift = centred / sizes;
                    const double variance = at[block] * unit - 2.0 * shift * at[2 * block] * unit
                                            + shift * shift * squares;
                    // Numerators and variances that rounding explains are 0.
                    t[c * options.resamples + first + i] = std::fabs(centred) <= noise ? 0.0
                                                           : variance <= noise
                                                               ? std::copysign(HUGE_VAL, centred)
                                                               : centred / std::sqrt(variance);
                }
            }
        });
    return t;
}

}  // namespace passk::detail

#endif  // PASSK_INTERVAL_DETAIL_MEAN_SAMPLE_HPP
