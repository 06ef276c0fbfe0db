// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_MEAN_SAMPLE_HPP
#define PASSK_INTERVAL_MEAN_SAMPLE_HPP

#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/core/executor.hpp>
#include <passk/interval/resampling/mean_resampler.hpp>
#include <passk/interval/resampling/resampled_sums.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

using resampling::problem_kinds;

/// Means over problems, ready for any interval about sampled problems. Without clusters a unit,
/// what is drawn, is a problem; with them it is a cluster, and its row holds sums.
struct mean_sample {
    problem_kinds kinds{};            ///< of units; a column may lack a constant per problem
    std::vector<double> sizes{};      ///< problems in a unit of each kind; empty: 1
    std::vector<double> estimates{};  ///< of the columns

    [[nodiscard]] bool clustered() const noexcept { return !sizes.empty(); }
    [[nodiscard]] double size(std::size_t d) const { return clustered() ? sizes[d] : 1.0; }
};

/// The rows of a sample, summed by cluster.
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

namespace detail {

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

// What an interval over sampled problems needs, and what its resamples need if it draws any.
inline void expects_resampling(std::string_view function, std::size_t problems,
                               std::optional<resample_draw> draw, confidence_level level) {
    if (problems < 2) {
        fail_precondition(std::string(function) + ": " + std::to_string(problems)
                          + " problems do not show how problems differ; there must be at least 2");
    }
    if (problems > (std::uint64_t{1} << 31U)) {
        fail_precondition(std::string(function) + ": " + std::to_string(problems)
                          + " problems are more than 2^31");
    }
    if (draw && static_cast<double>(draw->resamples) * level.tail() < 1.0 - 1e-9) {
        fail_precondition(std::string(function) + ": " + std::to_string(draw->resamples)
                          + " resamples do not reach the quantiles of level "
                          + std::to_string(level.value()));
    }
}

}  // namespace detail

/// The problems of each cluster, by first appearance; without clusters each problem is its own.
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

/// What the closed forms need to know of one column.
struct column_spread {
    double units = 0.0;             ///< G, independent draws
    double problems = 0.0;          ///< N
    std::vector<double> centred{};  ///< by kind: sum of the unit less the mean times its size
    double squares = 0.0;           ///< of them, over all units
    double jackknife = 0.0;         ///< variance of the mean, times N^2: see standard_error()
    double even_units = 0.0;        ///< units of one size that say as much of the spread

    /// Degrees of freedom of Student's t: one less than the units, or than the effective number of
    /// clusters of Carter, Schnepel and Steigerwald 2017 where all of a cluster share their chance;
    /// 1 at the least.
    [[nodiscard]] double degrees() const { return (std::max)(even_units - 1.0, 1.0); }

    /// Standard error of the mean: the jackknife over units, which for units of one size is the
    /// sample variance and for others, unlike it, is not too small (the estimator CR3 of Bell and
    /// McCaffrey 2002).
    [[nodiscard]] double standard_error() const { return std::sqrt(jackknife) / problems; }
};

/// The spread of one column.
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

/// How resampled means deviate from the estimate, in units of 1 / divisor: resample r of column c
/// stands at c * resamples + r. Deviations within `tie` of 0 may be 0.
struct deviations {
    std::vector<double> values{};
    double divisor = 1.0;
    double tie = 0.0;
};

/// Resamples the means of all columns.
[[nodiscard]] inline deviations resample_means(const mean_sample& sample, resample_draw draw,
                                               const any_executor& on) {
    const std::size_t columns = sample.kinds.columns;
    const auto resamples = static_cast<std::size_t>(draw.resamples);
    deviations out;
    if (!sample.clustered()) {
        const resampling::mean_resampler resampler(sample.kinds);
        out.values = resampling::resampled_sums(resampler, draw, on);
        for (std::size_t c = 0; c < columns; ++c) {
            const double total = resampler.total(c);
            double* const values = out.values.data() + c * resamples;
            for (std::size_t r = 0; r < resamples; ++r) {
                values[r] -= total;
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
    const resampling::mean_resampler resampler(ratio);
    out.values = resampling::resampled_sums(resampler, draw, on);
    const double* const sizes = out.values.data() + columns * resamples;
    for (std::size_t c = 0; c < columns; ++c) {
        for (std::size_t r = 0; r < resamples; ++r) {
            out.values[c * resamples + r] /= sizes[r];
        }
    }
    return out;
}

/// The same divided by the resample's own standard error: resampled t statistics, to be read
/// against the estimate's error without the factor G / (G - 1).
[[nodiscard]] inline std::vector<double> resample_t(const mean_sample& sample, resample_draw draw,
                                                    const any_executor& on) {
    const std::size_t columns = sample.kinds.columns;
    const std::size_t kinds = sample.kinds.problems.size();
    const auto resamples = static_cast<std::size_t>(draw.resamples);
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
    const resampling::mean_resampler resampler(moments);
    const double unit = static_cast<double>(resampler.problems()) / resampler.divisor();
    const double noise = 4.0 * resampler.rounding() * unit;
    std::vector<double> t(columns * resamples);
    resampling::for_each_block(
        resampler, draw, on,
        [&](std::uint64_t first, std::size_t count, const double* sums) noexcept {
            constexpr std::size_t block = resampling::mean_resampler::block;
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
                    t[c * resamples + first + i] = std::fabs(centred) <= noise ? 0.0
                                                   : variance <= noise
                                                       ? std::copysign(HUGE_VAL, centred)
                                                       : centred / std::sqrt(variance);
                }
            }
        });
    resampling::gather_columns(t, resamples, on);
    return t;
}

}  // namespace passk

#endif  // PASSK_INTERVAL_MEAN_SAMPLE_HPP
