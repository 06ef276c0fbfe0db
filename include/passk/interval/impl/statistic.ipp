// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_IMPL_STATISTIC_IPP
#define PASSK_INTERVAL_IMPL_STATISTIC_IPP

#include <passk/estimate/pass_at_k.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>
#include <passk/estimate/pass_at_k_table.hpp>
#include <passk/estimate/variance.hpp>
#include <passk/interval/distinct_tallies.hpp>
#include <passk/interval/statistic.hpp>
#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

namespace passk {
namespace detail {

// mean_pass_at_k_variance_estimate, or the reason why there is none at this k.
inline result<double> unbiased_variance(const problem_tallies& problems, std::uint64_t k) {
    std::string complaint =
        no_unbiased_covariance("passk::mean_pass_at_k_covariance_estimate", problems, k, k);
    if (!complaint.empty()) {
        return error{errc::unsupported, std::move(complaint)};
    }
    return mean_pass_at_k_variance_estimate(problems, k);
}

// One model's curve, up to the constant 1: minus the probability to miss, which is 0 at large k.
[[nodiscard]] inline problem_kinds curve_kinds(const problem_tallies& problems,
                                               const attempts& ks) {
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
[[nodiscard]] inline mean_sample sample_of_rows(std::span<const double> values,
                                                std::size_t columns) {
    mean_sample sample;
    std::vector<std::span<const double>> rows;
    sample.estimates.assign(columns, 0.0);
    for (std::size_t i = 0; i < values.size(); i += columns) {
        rows.push_back(values.subspan(i, columns));
        for (std::size_t c = 0; c < columns; ++c) {
            sample.estimates[c] += rows.back()[c];
        }
    }
    for (double& mean : sample.estimates) {
        mean /= static_cast<double>(rows.size());
    }
    const auto before = [](std::span<const double> a, std::span<const double> b) {
        return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
    };
    std::sort(rows.begin(), rows.end(), before);
    sample.kinds.columns = columns;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i == 0 || before(rows[i - 1], rows[i])) {
            sample.kinds.values.insert(sample.kinds.values.end(), rows[i].begin(), rows[i].end());
            sample.kinds.problems.push_back(0);
        }
        ++sample.kinds.problems.back();
    }
    return sample;
}

// Rows of tuned - base at tuned_ks[c], base_ks[c], one for each pair of tallies.
[[nodiscard]] inline std::vector<double> difference_rows(const problem_tallies& base,
                                                         const problem_tallies& tuned,
                                                         const attempts& tuned_ks,
                                                         const attempts& base_ks) {
    std::vector<double> rows = pass_at_k_table(tuned, tuned_ks);
    const std::vector<double> subtracted = pass_at_k_table(base, base_ks);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i] -= subtracted[i];
    }
    return rows;
}

inline void expects_every_attempt(std::string_view function, const problem_tallies& problems,
                                  const attempts& ks) {
    for (const std::uint64_t k : ks) {
        problems.expects_attempts(function, k);
    }
}

}  // namespace detail

PASSK_INLINE curve_of::curve_of(problem_tallies problems, attempts ks)
    : problems_(std::move(problems)), ks_(std::move(ks)) {
    detail::expects(!problems_.empty(), "passk::curve_of: there is no problem");
    detail::expects_every_attempt("passk::curve_of", problems_, ks_);
}

PASSK_INLINE std::vector<double> curve_of::estimates() const {
    return mean_pass_at_k_curve(problems_, ks_);
}

PASSK_INLINE mean_sample curve_of::sample(std::span<const std::size_t> clusters) const {
    mean_sample sample{.kinds = {}, .sizes = {}, .estimates = estimates()};
    if (clusters.empty()) {
        sample.kinds = detail::curve_kinds(problems_, ks_);
        return sample;
    }
    return cluster_rows(pass_at_k_table(problems_, ks_), ks_.size(), clusters, std::move(sample));
}

PASSK_INLINE result<double> curve_of::sampling_variance(std::size_t column) const {
    return detail::unbiased_variance(problems_, ks_[column]);
}

PASSK_INLINE difference_of::difference_of(const paired_outcomes& outcomes, attempts tuned_ks,
                                          attempts base_ks)
    : outcomes_(&outcomes), tuned_ks_(std::move(tuned_ks)), base_ks_(std::move(base_ks)) {
    detail::expects(!outcomes.problems.empty(), "passk::difference_of: there is no problem");
    detail::expects(tuned_ks_.size() == base_ks_.size(),
                    "passk::difference_of: there must be as many k of one model as of the other");
    detail::expects_every_attempt("passk::difference_of", outcomes.base(), base_ks_);
    detail::expects_every_attempt("passk::difference_of", outcomes.tuned(), tuned_ks_);
}

PASSK_INLINE std::vector<double> difference_of::estimates() const {
    const std::vector<double> base = mean_pass_at_k_curve(outcomes_->base(), base_ks_);
    std::vector<double> differences = mean_pass_at_k_curve(outcomes_->tuned(), tuned_ks_);
    for (std::size_t c = 0; c < differences.size(); ++c) {
        differences[c] -= base[c];
    }
    return differences;
}

PASSK_INLINE mean_sample difference_of::sample(std::span<const std::size_t> clusters) const {
    mean_sample sample{.kinds = {}, .sizes = {}, .estimates = estimates()};
    if (!clusters.empty()) {
        const std::vector<double> rows =
            detail::difference_rows(outcomes_->base(), outcomes_->tuned(), tuned_ks_, base_ks_);
        return cluster_rows(rows, columns(), clusters, std::move(sample));
    }
    std::vector<std::pair<tally_key, tally_key>> keys;
    keys.reserve(problem_count());
    for (std::size_t i = 0; i < problem_count(); ++i) {
        keys.emplace_back(key_of(outcomes_->base_tallies[i]), key_of(outcomes_->tuned_tallies[i]));
    }
    sample.kinds.columns = columns();
    std::vector<tally> base;
    std::vector<tally> tuned;
    for (const auto& [key, count] : count_distinct(std::move(keys))) {
        base.push_back(tally_of(key.first));
        tuned.push_back(tally_of(key.second));
        sample.kinds.problems.push_back(count);
    }
    sample.kinds.values = detail::difference_rows(base, tuned, tuned_ks_, base_ks_);
    return sample;
}

PASSK_INLINE result<double> difference_of::sampling_variance(std::size_t column) const {
    result<double> base = detail::unbiased_variance(outcomes_->base(), base_ks_[column]);
    result<double> tuned = detail::unbiased_variance(outcomes_->tuned(), tuned_ks_[column]);
    if (!base || !tuned) {
        return base ? tuned : base;
    }
    // Each must be positive: a sum of which one part is not is too poor an estimate.
    return (std::min)(base.value(), tuned.value()) <= 0.0 ? (std::min)(base.value(), tuned.value())
                                                          : base.value() + tuned.value();
}

PASSK_INLINE mean_sample gap_of::sample(std::span<const std::size_t> clusters) const {
    mean_sample sample = difference_.sample(clusters);
    for (double& value : sample.kinds.values) {
        value = -value;
    }
    sample.estimates.front() = -sample.estimates.front();
    return sample;
}

PASSK_INLINE means_of::means_of(std::span<const double> values, std::size_t columns)
    : values_(values), columns_(columns) {
    detail::expects(columns != 0 && values.size() % columns == 0,
                    "passk::means_of: the values do not fill whole rows of columns");
    detail::expects(std::all_of(values.begin(), values.end(),
                                [](double value) { return std::isfinite(value); }),
                    "passk::means_of: a value is not finite");
}

PASSK_INLINE mean_sample means_of::sample(std::span<const std::size_t> clusters) const {
    mean_sample sample = detail::sample_of_rows(values_, columns_);
    return clusters.empty() ? sample : cluster_rows(values_, columns_, clusters, std::move(sample));
}

PASSK_INLINE shares_of::shares_of(std::span<const double> values, std::size_t columns)
    : means_of(values, columns) {
    detail::expects(std::all_of(values.begin(), values.end(),
                                [](double value) { return value >= 0.0 && value <= 1.0; }),
                    "passk::shares_of: a value lies outside of 0 to 1");
}

PASSK_INLINE share_differences_of::share_differences_of(std::span<const double> values,
                                                        std::size_t columns)
    : means_of(values, columns) {
    detail::expects(std::all_of(values.begin(), values.end(),
                                [](double value) { return value >= -1.0 && value <= 1.0; }),
                    "passk::share_differences_of: a value lies outside of -1 to 1");
}

}  // namespace passk

#endif  // PASSK_INTERVAL_IMPL_STATISTIC_IPP
