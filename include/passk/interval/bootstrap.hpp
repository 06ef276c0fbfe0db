// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_BOOTSTRAP_HPP
#define PASSK_INTERVAL_BOOTSTRAP_HPP

#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>
#include <passk/estimate/pass_at_k_table.hpp>
#include <passk/interval/resampling/mean_resampler.hpp>
#include <passk/interval/detail/parallel_for.hpp>
#include <passk/interval/detail/quantile.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

/// How a bootstrap is run. The same seed gives the same bits for any number of threads, any
/// compiler and any SIMD width.
struct bootstrap_options {
    std::uint64_t resamples = 10'000;  ///< at least 2 / (1 - level)
    std::uint64_t seed = 1;
    confidence_level level{0.95};
    unsigned threads = 1;  ///< 0: one for each core
};

namespace detail {

// Preconditions that every bootstrap over problems shares.
inline void expects_resampling(std::string_view function, std::size_t problems, estimand target,
                               const bootstrap_options& options) {
    if (target != estimand::sampled_problems) {
        fail_precondition(std::string(function)
                          + ": resampling problems answers for problems like these, not for "
                            "exactly these; ask for estimand::sampled_problems, or take an "
                            "interval for the fixed benchmark");
    }
    if (problems < 2) {
        fail_precondition(std::string(function) + ": " + std::to_string(problems)
                          + " problems do not show how problems differ; there must be at least 2");
    }
    if (problems > (std::uint64_t{1} << 31U)) {
        fail_precondition(std::string(function) + ": " + std::to_string(problems)
                          + " problems are more than 2^31");
    }
    if (static_cast<double>(options.resamples) * options.level.tail() < 1.0 - 1e-9) {
        fail_precondition(std::string(function) + ": " + std::to_string(options.resamples)
                          + " resamples do not reach the quantiles of level "
                          + std::to_string(options.level.value()));
    }
}

// The distinct values of `keys`, sorted, with how often each occurs.
template <class Key>
[[nodiscard]] std::vector<std::pair<Key, std::uint32_t>> count_distinct(std::vector<Key> keys) {
    std::sort(keys.begin(), keys.end());
    std::vector<std::pair<Key, std::uint32_t>> counts;
    for (const Key& key : keys) {
        if (counts.empty() || counts.back().first != key) {
            counts.emplace_back(key, 0);
        }
        ++counts.back().second;
    }
    return counts;
}

using tally_key = std::pair<std::uint64_t, std::uint64_t>;  // trials, successes

[[nodiscard]] inline tally_key key_of(const tally& counts) {
    return {counts.trials(), counts.successes()};
}
[[nodiscard]] inline tally tally_of(const tally_key& key) {
    return {key.first, key.second};
}

// One model's curve, up to the constant 1: minus the chance to miss, which is 0 at large k.
[[nodiscard]] inline problem_kinds curve_kinds(problem_tallies problems,
                                               std::span<const std::uint64_t> ks) {
    std::vector<tally_key> keys;
    keys.reserve(problems.size());
    std::transform(problems.begin(), problems.end(), std::back_inserter(keys), key_of);
    problem_kinds kinds{.columns = ks.size()};
    std::vector<tally> distinct;
    for (const auto& [key, count] : count_distinct(std::move(keys))) {
        distinct.push_back(tally_of(key));
        kinds.problems.push_back(count);
    }
    kinds.values = pass_at_k_table(distinct, ks);
    for (double& value : kinds.values) {
        value -= 1.0;
    }
    return kinds;
}

// Any rows of values, sorted, equal ones counted, with the plain means of the columns.
[[nodiscard]] inline problem_kinds value_kinds(std::string_view function,
                                               std::span<const double> values, std::size_t columns,
                                               std::vector<double>& means) {
    if (columns == 0 || values.size() % columns != 0) {
        fail_precondition(std::string(function) + ": the values do not fill whole rows of columns");
    }
    std::vector<std::span<const double>> rows;
    means.assign(columns, 0.0);
    for (std::size_t i = 0; i < values.size(); i += columns) {
        rows.push_back(values.subspan(i, columns));
        for (std::size_t c = 0; c < columns; ++c) {
            if (!std::isfinite(rows.back()[c])) {
                fail_precondition(std::string(function) + ": a value is not finite");
            }
            means[c] += rows.back()[c];
        }
    }
    for (double& mean : means) {
        mean /= static_cast<double>(rows.size());
    }
    const auto before = [](std::span<const double> a, std::span<const double> b) {
        return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
    };
    std::sort(rows.begin(), rows.end(), before);
    problem_kinds kinds{.columns = columns};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i == 0 || before(rows[i - 1], rows[i])) {
            kinds.values.insert(kinds.values.end(), rows[i].begin(), rows[i].end());
            kinds.problems.push_back(0);
        }
        ++kinds.problems.back();
    }
    return kinds;
}

// Blocks of 64 resamples, the unit of work: what a block holds depends on its number alone.
struct block_range {
    std::uint64_t first;
    std::uint64_t last;
};

[[nodiscard]] inline block_range all_blocks(std::uint64_t resamples) {
    constexpr std::uint64_t block = mean_resampler::block;
    return {0, resamples / block + (resamples % block != 0)};
}

// The blocks of one of several ranks: consecutive, and as even as can be.
[[nodiscard]] inline block_range share_of(std::uint64_t blocks, std::uint64_t rank,
                                          std::uint64_t ranks) {
    const auto cut = [blocks, ranks](std::uint64_t at) {
        return blocks / ranks * at + (std::min)(blocks % ranks, at);
    };
    return {cut(rank), cut(rank + 1)};
}

// Calls sink(first_resample, count, sums) for each block of the range, on several threads, where
// sums[64 c + i] is column c in resample first_resample + i and i < count. The sink must not
// throw.
template <class Sink>
void for_each_resample_block(const mean_resampler& resampler, const bootstrap_options& options,
                             block_range blocks, const Sink& sink) {
    constexpr std::uint64_t block = mean_resampler::block;
    const std::size_t workers = worker_count(options.threads, blocks.last - blocks.first);
    std::vector<mean_resampler::workspace> spaces;
    std::vector<std::vector<double>> sums;
    for (std::size_t worker = 0; worker < workers; ++worker) {
        spaces.push_back(resampler.make_workspace());
        sums.emplace_back(block * resampler.columns());
    }
    parallel_for(workers, blocks.first, blocks.last, [&](std::size_t worker, std::uint64_t number) {
        resampler.sums(options.seed, number, spaces[worker], sums[worker].data());
        const std::uint64_t first = block * number;
        sink(first, static_cast<std::size_t>((std::min)(block, options.resamples - first)),
             sums[worker].data());
    });
}

template <class Sink>
void for_each_resample_block(const mean_resampler& resampler, const bootstrap_options& options,
                             const Sink& sink) {
    for_each_resample_block(resampler, options, all_blocks(options.resamples), sink);
}

// The sums of a range of blocks: of its R resamples, column c of the r-th stands at c * R + r.
[[nodiscard]] inline std::vector<double> resampled_sums(const mean_resampler& resampler,
                                                        const bootstrap_options& options,
                                                        block_range blocks) {
    constexpr std::uint64_t block = mean_resampler::block;
    const std::uint64_t begin = block * blocks.first;
    const std::uint64_t end = (std::min)(options.resamples, block * blocks.last);
    const std::size_t resamples = end > begin ? static_cast<std::size_t>(end - begin) : 0;
    std::vector<double> all(resampler.columns() * resamples);
    for_each_resample_block(
        resampler, options, blocks,
        [&](std::uint64_t first, std::size_t count, const double* sums) noexcept {
            for (std::size_t c = 0; c < resampler.columns(); ++c) {
                const double* const from = sums + block * c;
                std::copy(from, from + count, all.data() + c * resamples + (first - begin));
            }
        });
    return all;
}

// All sums: column c of resample r stands at c * resamples + r.
[[nodiscard]] inline std::vector<double> resampled_sums(const mean_resampler& resampler,
                                                        const bootstrap_options& options) {
    return resampled_sums(resampler, options, all_blocks(options.resamples));
}

// Where resamples are computed: here, in this process. Another place gives the same sums.
struct in_this_process {
    [[nodiscard]] std::vector<double> operator()(const mean_resampler& resampler,
                                                 const bootstrap_options& options) const {
        return resampled_sums(resampler, options);
    }
};

// Percentile intervals of means, one for each column of the kinds.
template <class Place = in_this_process>
[[nodiscard]] std::vector<interval> percentile_intervals(const problem_kinds& kinds,
                                                         std::span<const double> estimates,
                                                         const bootstrap_options& options,
                                                         const Place& sums_of = {}) {
    const mean_resampler resampler(kinds);
    const std::vector<double> sums = sums_of(resampler, options);
    std::vector<interval> intervals(estimates.size());
    const std::size_t workers = worker_count(options.threads, estimates.size());
    std::vector<std::vector<double>> rooms(workers, std::vector<double>(options.resamples));
    const double tail = options.level.tail();
    parallel_for(workers, 0, estimates.size(), [&](std::size_t worker, std::uint64_t c) noexcept {
        const std::span<const double> column(sums.data() + c * options.resamples,
                                             options.resamples);
        const double lower = quantile(column, tail, rooms[worker]);
        const double upper = quantile(column, 1.0 - tail, rooms[worker]);
        intervals[c] = {.estimate = estimates[c],
                        .lower = resampler.mean(lower, c, estimates[c]),
                        .upper = resampler.mean(upper, c, estimates[c]),
                        .level = options.level,
                        .method = interval_method::percentile_bootstrap,
                        .target = estimand::sampled_problems,
                        .resamples = options.resamples,
                        .seed = options.seed};
    });
    return intervals;
}

template <class Place>
[[nodiscard]] std::vector<interval> bootstrap_curve(
    std::string_view function, problem_tallies problems, std::span<const std::uint64_t> ks,
    estimand target, const bootstrap_options& options, const Place& place) {
    expects_resampling(function, problems.size(), target, options);
    for (const std::uint64_t k : ks) {
        problems.expects_attempts(function, k);
    }
    return percentile_intervals(curve_kinds(problems, ks), mean_pass_at_k_curve(problems, ks),
                                options, place);
}

}  // namespace detail

/// Mean pass-at-k of a benchmark for each k, with percentile bootstrap intervals over problems.
///
/// A resample draws as many problems as there are, with replacement, the same for every k. An
/// interval runs from the tail() to the 1 - tail() quantile of the resampled means. The quantile
/// of probability p among B values sorted lies at position (B - 1) p, counted from 0, and is
/// linear between neighbours (rule 7 of Hyndman and Fan). Where all problems give the same value
/// the interval has length 0: the data show no spread, which does not mean that there is none.
///
/// @param problems  one tally a problem; n may differ between them.
/// @param ks        numbers of attempts, in any order.
/// @param target    must be estimand::sampled_problems; spelled out because the other answer is
///                  3 to 100 times shorter.
/// @param options   resamples, seed, level, threads.
/// @pre      at least two problems; 1 <= k <= n for every k and problem
/// @returns  an interval for each k, in the order of ks; the estimate is mean_pass_at_k.
/// @throws   domain_error that names what is violated.
///
/// @par Determinism
/// Sums are exact on a grid of 2^-(52 - ceil(log2 P)) for P problems, so the result depends on
/// the multiset of tallies, ks and options alone: no order, thread count, compiler or machine.
/// Ends are within twice that grid of those of unrounded values.
/// @par Cost
/// for each resample, about two random words for each distinct tally, and a product of distinct
/// tallies x ks.
/// @par Source
/// Efron 1979, "Bootstrap methods: another look at the jackknife", Ann. Statist. 7(1).
[[nodiscard]] inline std::vector<interval> bootstrap_pass_at_k_curve(
    problem_tallies problems, std::span<const std::uint64_t> ks, estimand target,
    const bootstrap_options& options = {}) {
    return detail::bootstrap_curve("passk::bootstrap_pass_at_k_curve", problems, ks, target,
                                   options, detail::in_this_process{});
}

/// Means of any numbers that belong to problems, with percentile bootstrap intervals: pass-hat-k,
/// majority-at-k, differences of two models, or whatever else is averaged over problems.
///
/// @param values   problems x columns, problem by problem: values[columns * i + c]
/// @param columns  how many numbers a problem has
/// @param target   must be estimand::sampled_problems
/// @pre      columns >= 1 divides the number of values; at least two problems; all values finite
/// @returns  an interval for each column; the estimate is the plain mean.
/// @throws   domain_error that names what is violated.
/// @see      bootstrap_pass_at_k_curve for quantile rule and determinism.
[[nodiscard]] inline std::vector<interval> bootstrap_means(std::span<const double> values,
                                                           std::size_t columns, estimand target,
                                                           const bootstrap_options& options = {}) {
    constexpr std::string_view function = "passk::bootstrap_means";
    std::vector<double> estimates;
    const detail::problem_kinds kinds = detail::value_kinds(function, values, columns, estimates);
    detail::expects_resampling(function, values.size() / columns, target, options);
    return detail::percentile_intervals(kinds, estimates, options);
}

/// One of several processes that share the resamples of a bootstrap.
struct resample_rank {
    std::uint64_t rank = 0;   ///< 0 to ranks - 1
    std::uint64_t ranks = 1;  ///< how many there are
};

/// The resampled means that bootstrap_means takes quantiles of, for plots and for statistics of
/// one's own: the mean of column c in resample r stands at c * resamples + r.
///
/// @param part  whose share to compute: a rank has consecutive resamples, in whole blocks of 64,
///              and `resamples` above is how many it has. The shares of all ranks, one after the
///              other, have the bits of one process. passk::mpi exchanges them.
/// @pre  as bootstrap_means; part.rank < part.ranks
[[nodiscard]] inline std::vector<double> resampled_means(std::span<const double> values,
                                                         std::size_t columns, estimand target,
                                                         const bootstrap_options& options = {},
                                                         resample_rank part = {}) {
    constexpr std::string_view function = "passk::resampled_means";
    detail::expects(part.rank < part.ranks,
                    "passk::resampled_means: a rank must be below the number of ranks");
    std::vector<double> estimates;
    const detail::mean_resampler resampler(
        detail::value_kinds(function, values, columns, estimates));
    detail::expects_resampling(function, values.size() / columns, target, options);
    std::vector<double> means = detail::resampled_sums(
        resampler, options,
        detail::share_of(detail::all_blocks(options.resamples).last, part.rank, part.ranks));
    const std::size_t resamples = means.size() / columns;
    for (std::size_t c = 0; c < columns; ++c) {
        for (std::size_t r = 0; r < resamples; ++r) {
            double& mean = means[c * resamples + r];
            mean = resampler.mean(mean, c, estimates[c]);
        }
    }
    return means;
}

}  // namespace passk

#endif  // PASSK_INTERVAL_BOOTSTRAP_HPP
