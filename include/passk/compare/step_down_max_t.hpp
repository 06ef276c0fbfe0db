// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_STEP_DOWN_MAX_T_HPP
#define PASSK_COMPARE_STEP_DOWN_MAX_T_HPP

#include <passk/core/error.hpp>
#include <passk/core/executor.hpp>
#include <passk/core/random_bits.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace passk {

/// The hypothesis that two columns of a table have the same mean.
struct column_pair {
    std::size_t first{};
    std::size_t second{};
};

/// P values of one hypothesis.
struct max_t_p_values {
    double p{};         ///< of this hypothesis alone
    double adjusted{};  ///< for all hypotheses of the call: at most alpha in error with
                        ///< probability alpha, whichever of them hold
};

/// How step_down_max_t draws.
struct max_t_options {
    std::uint64_t resamples = 10'000;  ///< of the signs; no p value is below 1 / (1 + resamples)
    std::uint64_t seed = 1;
};

/// Tests many paired differences at once: Westfall and Young's step-down max-T with random signs.
///
/// Under the hypothesis a row's difference is as likely with either sign. The statistic of a pair
/// is |sum of differences| / sqrt(sum of their squares), which no change of signs rescales. Every
/// resample draws one sign for each row, the same for all pairs, so that their dependence is kept.
/// A pair's adjusted p value is the share of resamples in which the largest statistic among this
/// pair and all with smaller statistics reaches its own, and no less than that of a pair with a
/// larger one. No p value is multiplied by the number of pairs: 10,000 resamples tell hundreds of
/// pairs apart where Holm's method needs millions.
///
/// @param values      rows x columns, row by row: one row a problem; a column may be a model, or a
///                    model at one k, or a model on one benchmark (0 on problems of others)
/// @param columns     how many values a row has
/// @param hypotheses  pairs of columns
/// @param options     resamples and seed
/// @param clusters    empty, or for each row the number of its cluster: its rows change sign
/// together
/// @param on          where resamples are computed
/// @pre      columns >= 1 divides the number of values; at least one row; all values finite;
/// columns
///           of hypotheses exist; resamples >= 1; one cluster number for each row, if any
/// @returns  for each hypothesis its p values, in their order
/// @throws   domain_error that names what is violated.
/// @par Determinism
/// sums are exact on a grid of 2^-(51 - ceil(log2 rows)) of the largest value: the same seed gives
/// the same bits on every machine and executor.
/// @par Cost
/// for each resample rows x columns + 3 x hypotheses additions, in lanes.
/// @par Source
/// Westfall, Young 1993, "Resampling-Based Multiple Testing", algorithm 4.1; Romano, Wolf 2005,
/// "Exact and approximate stepdown methods for multiple hypothesis testing", JASA 100(469).
/// @par Example
///     // Three models on four problems: is the first different from the others?
///     const std::vector<double> values{1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0};
///     const auto p = step_down_max_t(values, 3, std::vector<column_pair>{{0, 1}, {0, 2}});
[[nodiscard]] inline std::vector<max_t_p_values> step_down_max_t(
    std::span<const double> values, std::size_t columns, std::span<const column_pair> hypotheses,
    const max_t_options& options = {}, std::span<const std::size_t> clusters = {},
    const any_executor& on = this_thread()) {
    detail::expects(columns >= 1 && !values.empty() && values.size() % columns == 0,
                    "passk::step_down_max_t: the values do not fill whole rows of columns");
    detail::expects(std::all_of(values.begin(), values.end(),
                                [](double value) { return std::isfinite(value); }),
                    "passk::step_down_max_t: a value is not finite");
    detail::expects(std::all_of(hypotheses.begin(), hypotheses.end(),
                                [&](const column_pair& pair) {
                                    return pair.first < columns && pair.second < columns;
                                }),
                    "passk::step_down_max_t: a hypothesis names a column that does not exist");
    detail::expects(options.resamples >= 1,
                    "passk::step_down_max_t: there must be at least one resample");
    const std::size_t rows = values.size() / columns;
    detail::expects(clusters.empty() || clusters.size() == rows,
                    "passk::step_down_max_t: there must be one cluster number for each row");

    // Rows of units that change sign together, on a grid on which sums over all of them are exact.
    std::map<std::size_t, std::size_t> unit_of_cluster;
    std::vector<double> units;
    double largest = 0.0;
    for (const double value : values) {
        largest = (std::max)(largest, std::fabs(value));
    }
    const int bits = 51 - static_cast<int>(std::bit_width(rows));
    const double grid = std::ldexp(1.0, bits - (largest > 0.0 ? std::ilogb(largest) + 1 : 0));
    for (std::size_t i = 0; i < rows; ++i) {
        const std::size_t unit =
            clusters.empty()
                ? i
                : unit_of_cluster.emplace(clusters[i], unit_of_cluster.size()).first->second;
        units.resize((std::max)(units.size(), (unit + 1) * columns), 0.0);
        for (std::size_t c = 0; c < columns; ++c) {
            units[unit * columns + c] += std::nearbyint(values[i * columns + c] * grid);
        }
    }
    const std::size_t unit_count = units.size() / columns;

    struct tested {
        std::size_t number;
        column_pair pair;
        double scale;  // 1 / sqrt(sum of squares); 0 where the columns are alike
        double statistic;
    };
    std::vector<tested> order;
    for (std::size_t h = 0; h < hypotheses.size(); ++h) {
        const column_pair pair = hypotheses[h];
        double sum = 0.0;
        double squares = 0.0;
        for (std::size_t u = 0; u < unit_count; ++u) {
            const double d = units[u * columns + pair.first] - units[u * columns + pair.second];
            sum += d;
            squares += d * d;
        }
        const double scale = squares > 0.0 ? 1.0 / std::sqrt(squares) : 0.0;
        order.push_back({h, pair, scale, std::fabs(sum) * scale});
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const tested& a, const tested& b) { return a.statistic > b.statistic; });

    // 64 resamples at a time: bit r of a random word is the sign of a unit in resample r.
    constexpr std::size_t block = 64;
    struct counts {
        std::vector<std::uint64_t> alone;
        std::vector<std::uint64_t> stepped;
    };
    const std::uint64_t blocks = (options.resamples + block - 1) / block;
    std::vector<counts> found(on.workers(blocks), {std::vector<std::uint64_t>(order.size(), 0),
                                                   std::vector<std::uint64_t>(order.size(), 0)});
    std::vector<std::vector<double>> rooms(found.size(), std::vector<double>(columns * block));
    on.for_each({0, blocks}, [&](std::size_t worker, std::uint64_t number) noexcept {
        random_bits random(options.seed, number);
        std::vector<double>& sums = rooms[worker];
        std::fill(sums.begin(), sums.end(), 0.0);
        std::array<double, block> signs{};
        for (std::size_t u = 0; u < unit_count; ++u) {
            const std::uint64_t word = random();
            for (std::size_t r = 0; r < block; ++r) {
                signs[r] = ((word >> r) & 1U) != 0 ? 1.0 : -1.0;
            }
            for (std::size_t c = 0; c < columns; ++c) {
                const double value = units[u * columns + c];
                double* const sum = sums.data() + c * block;
                for (std::size_t r = 0; r < block; ++r) {
                    sum[r] += signs[r] * value;
                }
            }
        }
        const std::uint64_t first = number * block;
        const auto asked = static_cast<std::size_t>(
            (std::min)(static_cast<std::uint64_t>(block), options.resamples - first));
        std::array<double, block> most{};  // the largest statistic from the smallest one up
        for (std::size_t j = order.size(); j-- > 0;) {
            const double* const a = sums.data() + order[j].pair.first * block;
            const double* const b = sums.data() + order[j].pair.second * block;
            std::uint64_t alone = 0;
            std::uint64_t stepped = 0;
            for (std::size_t r = 0; r < asked; ++r) {
                const double statistic = std::fabs(a[r] - b[r]) * order[j].scale;
                most[r] = (std::max)(most[r], statistic);
                alone += statistic >= order[j].statistic ? 1U : 0U;
                stepped += most[r] >= order[j].statistic ? 1U : 0U;
            }
            found[worker].alone[j] += alone;
            found[worker].stepped[j] += stepped;
        }
    });

    std::vector<max_t_p_values> out(hypotheses.size());
    double before = 0.0;
    const auto share = [&](std::uint64_t count) {
        return (static_cast<double>(count) + 1.0) / (static_cast<double>(options.resamples) + 1.0);
    };
    for (std::size_t j = 0; j < order.size(); ++j) {
        std::uint64_t alone = 0;
        std::uint64_t stepped = 0;
        for (const counts& part : found) {
            alone += part.alone[j];
            stepped += part.stepped[j];
        }
        before = (std::max)(before, share(stepped));
        out[order[j].number] = {.p = share(alone), .adjusted = before};
    }
    return out;
}

}  // namespace passk

#endif  // PASSK_COMPARE_STEP_DOWN_MAX_T_HPP
