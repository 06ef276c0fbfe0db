// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_RESAMPLING_MEAN_RESAMPLER_HPP
#define PASSK_INTERVAL_RESAMPLING_MEAN_RESAMPLER_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/core/simd_level.hpp>
#include <passk/interval/resampling/count_tree.hpp>
#include <passk/interval/resampling/lane_random.hpp>
#include <passk/interval/resampling/resampling_plan.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <vector>

namespace passk::resampling {

// Problems that no column tells apart, counted: row d of `values` belongs to problems[d] of them.
struct problem_kinds {
    std::size_t columns = 0;
    std::vector<double> values{};           // kinds x columns
    std::vector<std::uint32_t> problems{};  // of each kind
};

// Sums of the columns over resampled problems, exact, 64 resamples at a time.
//
// Values are rounded to multiples of a power of two so that every weighted sum is a whole number
// of these below 2^52: for values within [-1, 1] and P problems the grid is
// 2^-(52 - ceil(log2 P)), 2^-43 for P = 500. No sum rounds, so neither its order, nor the width
// of the registers, nor fused multiplication can change a bit.
class mean_resampler {
public:
    static constexpr std::size_t block = resampling_plan::lanes;

    struct workspace {
        struct alignas(64) byte_slot {
            std::uint8_t counts[block];
        };
        std::vector<byte_slot> bytes{};     // for SIMD kernels
        std::vector<std::uint32_t> wide{};  // for the portable one, and for many problems
        std::vector<double> row{};          // sums of one resample, for many problems
    };

    // More problems than these are drawn by a count_tree, one resample after the other: a
    // resampling_plan counts in bytes, and feeding it takes P^2 / 2^15 steps a block.
    static constexpr std::uint64_t many_problems = std::uint64_t{1} << 16U;

    explicit mean_resampler(const problem_kinds& kinds) : columns_(kinds.columns) {
        const std::uint64_t problems =
            std::accumulate(kinds.problems.begin(), kinds.problems.end(), std::uint64_t{0});
        double largest = 0.0;
        for (const double value : kinds.values) {
            largest = (std::max)(largest, std::fabs(value));
        }
        int magnitude = 0;  // largest <= 2^magnitude
        if (std::frexp(largest, &magnitude) == 0.5) {
            --magnitude;
        }
        const int digits = 52 - static_cast<int>(std::bit_width(problems - 1)) - magnitude;
        divisor_ = std::ldexp(static_cast<double>(problems), digits);

        // Rows with more columns before the last that is not 0 come first: the product is then
        // a staircase. Large kinds are cut, as the plan asks.
        std::vector<double> grid(kinds.values.size());
        std::transform(
            kinds.values.begin(), kinds.values.end(), grid.begin(),
            [digits](double value) { return std::nearbyint(std::ldexp(value, digits)); });
        std::vector<std::size_t> needed(kinds.problems.size());
        for (std::size_t d = 0; d < needed.size(); ++d) {
            needed[d] = columns_;
            while (needed[d] > 0 && grid[columns_ * d + needed[d] - 1] == 0.0) {
                --needed[d];
            }
        }
        std::vector<std::size_t> order(needed.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return needed[a] > needed[b]; });
        const std::uint32_t most = problems > many_problems
                                       ? (std::numeric_limits<std::uint32_t>::max)()
                                       : resampling_plan::most_expected;
        std::vector<std::uint32_t> sizes;
        totals_.assign(columns_, 0.0);
        for (const std::size_t d : order) {
            const double* const row = grid.data() + columns_ * d;
            for (std::size_t c = 0; c < needed[d]; ++c) {
                totals_[c] += static_cast<double>(kinds.problems[d]) * row[c];
            }
            for (std::uint32_t left = kinds.problems[d]; left > 0;) {
                const std::uint32_t part = (std::min)(left, most);
                sizes.push_back(part);
                values_.insert(values_.end(), row, row + columns_);
                left -= part;
            }
            if (!steps_.empty() && steps_.back().columns == needed[d]) {
                steps_.back().last = sizes.size();
            } else {
                steps_.push_back({needed[d], sizes.size()});
            }
        }
        if (problems > many_problems) {
            tree_.emplace(sizes);
        } else {
            plan_.emplace(sizes);
        }
    }

    [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
    [[nodiscard]] std::uint32_t problems() const noexcept {
        return tree_ ? tree_->problems() : plan_->problems();
    }

    // A column's sum over the problems as they are, in units of the grid.
    [[nodiscard]] double total(std::size_t column) const noexcept { return totals_[column]; }

    // The mean that a sum stands for, given the mean that total(column) stands for: the estimate
    // keeps all its digits, and a resample equal to the data gives the estimate itself.
    [[nodiscard]] double mean(double sum, std::size_t column, double estimate) const noexcept {
        return estimate + (sum - totals_[column]) / divisor_;
    }

    // A difference of sums over this is a difference of means.
    [[nodiscard]] double divisor() const noexcept { return divisor_; }

    // A sum of values that truly add to 0 is at most this far from it.
    [[nodiscard]] double rounding() const noexcept { return static_cast<double>(problems()) / 2.0; }

    // For those who draw the same resamples elsewhere: how they are drawn, null for many problems;
    // the values, plan()->kinds() x columns, in units of the grid; and how many of the kinds, from
    // the first on, may have a value other than 0 in a column.
    [[nodiscard]] const resampling_plan* plan() const noexcept { return plan_ ? &*plan_ : nullptr; }
    [[nodiscard]] const std::vector<double>& values() const noexcept { return values_; }
    [[nodiscard]] std::size_t kinds_with(std::size_t column) const noexcept {
        std::size_t kinds = 0;
        for (const step& s : steps_) {
            kinds = s.columns > column ? s.last : kinds;
        }
        return kinds;
    }

    [[nodiscard]] workspace make_workspace() const {
        workspace space;
        if (tree_) {
            space.wide.resize(tree_->kinds() + 1);
            space.row.resize(columns_);
        } else if (level_ == simd_level::portable) {
            space.wide.resize(block * plan_->slots());
        } else {
            space.bytes.resize(plan_->slots());
        }
        return space;
    }

    // sums[block * column + i] = the column's sum in resample 64 number + i. Resamples depend on
    // (seed, number) alone.
    PASSK_INLINE void sums(std::uint64_t seed, std::uint64_t number, workspace& space,
                           double* sums) const;

private:
    struct step {
        std::size_t columns;
        std::size_t last;
    };

    template <class Kernel, class Count>
    void add_steps(Kernel add_products, const Count* weights, double* sums) const {
        std::size_t first = 0;
        for (const step& s : steps_) {
            add_products(weights, values_.data(), columns_, first, s.last, s.columns, sums);
            first = s.last;
        }
    }

    // row[c] = the sum of count * value over kinds. Exact, as all sums here.
    void add_rows(const std::uint32_t* counts, std::vector<double>& row) const {
        std::fill(row.begin(), row.end(), 0.0);
        std::size_t d = 0;
        for (const step& s : steps_) {
            for (; d < s.last; ++d) {
                const double count = counts[d];
                const double* const values = values_.data() + columns_ * d;
                for (std::size_t c = 0; c < s.columns; ++c) {
                    row[c] += count * values[c];
                }
            }
        }
    }

    std::size_t columns_;
    double divisor_ = 0.0;
    std::vector<double> values_{};
    std::vector<double> totals_{};
    std::vector<step> steps_{};
    std::optional<resampling_plan> plan_{};  // one of the two
    std::optional<count_tree> tree_{};
    simd_level level_ = simd_level_in_use();
};

}  // namespace passk::resampling

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/interval/resampling/impl/mean_resampler.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_INTERVAL_RESAMPLING_MEAN_RESAMPLER_HPP
