// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_IMPL_COMPLETION_STATISTIC_IPP
#define PASSK_INTERVAL_IMPL_COMPLETION_STATISTIC_IPP

#include <passk/core/error.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/interval/completion_statistic.hpp>
#include <passk/interval/mean_sample.hpp>
#include <passk/statistics/quantile.hpp>

#include <algorithm>
#include <variant>

namespace passk {
namespace detail {

// Draws the weights of resamples.
class completion_resampler {
public:
    completion_resampler(std::span<const std::vector<std::size_t>> sizes,
                         std::vector<std::vector<std::size_t>> clusters, bool sampled)
        : sizes_(sizes), clusters_(std::move(clusters)), sampled_(sampled) {}

    void draw(std::uint64_t seed, std::uint64_t number, resample_weights& weights) const {
        random_bits bits(seed, number);
        if (sampled_) {
            std::fill(weights.problems.begin(), weights.problems.end(), 0U);
            for (std::size_t draws = 0; draws < clusters_.size(); ++draws) {
                const auto drawn = static_cast<std::size_t>(uniform_below(bits, clusters_.size()));
                for (const std::size_t problem : clusters_[drawn]) {
                    ++weights.problems[problem];
                }
            }
        }
        for (std::size_t g = 0; g < sizes_.size(); ++g) {
            std::vector<std::uint32_t>& drawn = weights.completions[g];
            std::size_t first = 0;
            std::fill(drawn.begin(), drawn.end(), 0U);
            for (std::size_t i = 0; i < sizes_[g].size(); ++i) {
                const std::size_t size = sizes_[g][i];
                for (std::size_t j = 0; j < size; ++j) {
                    if (sampled_) {
                        drawn[first + j] = weights.problems[i];
                    } else {
                        ++drawn[first + static_cast<std::size_t>(uniform_below(bits, size))];
                    }
                }
                first += size;
            }
        }
    }

private:
    std::span<const std::vector<std::size_t>> sizes_;
    std::vector<std::vector<std::size_t>> clusters_;
    bool sampled_;
};

}  // namespace detail

PASSK_INLINE std::vector<interval> confidence_intervals(const completion_statistic& of,
                                                        const any_estimand& target,
                                                        const percentile_bootstrap& method,
                                                        confidence_level level,
                                                        const any_executor& on) {
    constexpr std::string_view function = "passk::confidence_intervals";
    detail::expects(!of.sizes.empty(), "passk::confidence_intervals: there is no group");
    const std::size_t problems = of.sizes.front().size();
    const auto* const sampled = std::get_if<sampled_problems>(&target);
    const std::span<const std::size_t> clusters =
        sampled != nullptr ? std::span<const std::size_t>(sampled->clusters)
                           : std::span<const std::size_t>();
    detail::expects_resampling(function, sampled != nullptr ? problems : 2,
                               resample_draw{method.resamples, method.seed}, level);
    detail::expects_clusters(function, problems, clusters);
    resample_weights once{.problems = std::vector<std::uint32_t>(problems, 1)};
    for (const std::vector<std::size_t>& group : of.sizes) {
        detail::expects(group.size() == problems,
                        "passk::confidence_intervals: the groups differ in their problems");
        std::size_t all = 0;
        for (const std::size_t size : group) {
            detail::expects(size >= 1, "passk::confidence_intervals: a problem has no completion");
            all += size;
        }
        once.completions.emplace_back(all, 1);
    }

    std::vector<double> estimates(of.columns);
    of.compute(once, estimates);
    for (const double estimate : estimates) {
        detail::expects(estimate == estimate,
                        "passk::confidence_intervals: an estimate is not a number");
    }

    const detail::completion_resampler resampler(of.sizes, cluster_members(problems, clusters),
                                                 sampled != nullptr);
    const unit_range share = on.share(method.resamples);
    const std::size_t workers = on.workers(share.size());
    std::vector<resample_weights> scratch(workers, once);
    std::vector<std::vector<double>> outputs(workers, std::vector<double>(of.columns));
    const auto resamples = static_cast<std::size_t>(method.resamples);
    std::vector<double> values(of.columns * resamples);
    on.for_each(share, [&](std::size_t worker, std::uint64_t number) {
        resampler.draw(method.seed, number, scratch[worker]);
        of.compute(scratch[worker], outputs[worker]);
        for (std::size_t c = 0; c < of.columns; ++c) {
            values[c * resamples + static_cast<std::size_t>(number)] = outputs[worker][c];
        }
    });

    std::vector<interval> intervals;
    intervals.reserve(of.columns);
    for (std::size_t c = 0; c < of.columns; ++c) {
        const std::span<double> column(values.data() + c * resamples, resamples);
        on.all_gather(column, 1);
        const double tail = level.tail();
        const double lower = quantile(column, tail);
        intervals.push_back({.estimate = estimates[c],
                             .lower = lower,
                             .upper = quantile(column, 1.0 - tail),
                             .level = level,
                             .method = interval_method::percentile_bootstrap,
                             .target = estimand_of(target),
                             .resamples = method.resamples,
                             .seed = method.seed});
    }
    return intervals;
}

}  // namespace passk

#endif  // PASSK_INTERVAL_IMPL_COMPLETION_STATISTIC_IPP
