// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_STATISTIC_HPP
#define PASSK_INTERVAL_STATISTIC_HPP

#include <passk/core/attempts.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/interval/mean_sample.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/problem_tallies.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace passk {

/// What confidence_intervals asks about: means over problems of one or more numbers a problem,
/// which are its columns. `low` and `high` bound the numbers; they may be infinite.
template <class S>
concept mean_statistic = requires(const S& s, std::span<const std::size_t> clusters) {
    { S::low } -> std::convertible_to<double>;
    { S::high } -> std::convertible_to<double>;
    { s.problem_count() } -> std::same_as<std::size_t>;
    { s.columns() } -> std::same_as<std::size_t>;
    { s.sample(clusters) } -> std::same_as<mean_sample>;
};

/// A mean_statistic of tallies, whose sampling noise can be estimated: it has an interval about the
/// fixed benchmark too.
template <class S>
concept sampling_statistic = mean_statistic<S> && requires(const S& s, std::size_t column) {
    { s.estimates() } -> std::same_as<std::vector<double>>;
    { s.fewest_trials() } -> std::same_as<std::uint64_t>;
    { s.attempts_of(column) } -> std::same_as<std::uint64_t>;
    { s.sampling_variance(column) } -> std::same_as<result<double>>;
};

/// A mean_statistic of values between two finite bounds.
template <class S>
concept bounded_statistic = mean_statistic<S> &&(S::low > -std::numeric_limits<double>::infinity())
                            && (S::high < std::numeric_limits<double>::infinity());

/// A mean_statistic of values between 0 and 1.
template <class S>
concept share_statistic = mean_statistic<S> &&(S::low == 0.0) && (S::high == 1.0);

/// Mean pass-at-k of one model, a column for each k.
class curve_of {
public:
    static constexpr double low = 0.0;
    static constexpr double high = 1.0;

    /// @param problems  one tally a problem; n may differ between them
    /// @param ks        numbers of attempts, in any order
    /// @pre     at least one problem; 1 <= k <= n for every k and problem
    /// @throws  domain_error that names k, n and the problem otherwise
    curve_of(problem_tallies problems, attempts ks);

    [[nodiscard]] std::size_t problem_count() const noexcept { return problems_.size(); }
    [[nodiscard]] std::size_t columns() const noexcept { return ks_.size(); }
    [[nodiscard]] mean_sample sample(std::span<const std::size_t> clusters) const;
    [[nodiscard]] std::vector<double> estimates() const;
    [[nodiscard]] std::uint64_t fewest_trials() const { return problems_.min_trials(); }
    [[nodiscard]] std::uint64_t attempts_of(std::size_t column) const { return ks_[column]; }
    [[nodiscard]] result<double> sampling_variance(std::size_t column) const;

private:
    problem_tallies problems_;
    attempts ks_;
};

/// The difference of two models' mean pass-at-k on the same problems, tuned minus base, a column
/// for each k. What makes a problem hard for both cancels.
class difference_of {
public:
    static constexpr double low = -1.0;
    static constexpr double high = 1.0;

    /// @param outcomes  two models on their common problems; must outlive the statistic
    /// @param ks        numbers of attempts, in any order
    /// @pre     at least one problem; 1 <= k <= n for every k, problem and model
    /// @throws  domain_error that names k, n and the problem otherwise
    difference_of(const paired_outcomes& outcomes, attempts ks) : difference_of(outcomes, ks, ks) {}
    difference_of(paired_outcomes&&, attempts) = delete;

    /// Tuned at tuned_ks[c] minus base at base_ks[c].
    /// @pre as many tuned_ks as base_ks
    difference_of(const paired_outcomes& outcomes, attempts tuned_ks, attempts base_ks);

    [[nodiscard]] std::size_t problem_count() const noexcept { return outcomes_->problems.size(); }
    [[nodiscard]] std::size_t columns() const noexcept { return tuned_ks_.size(); }
    [[nodiscard]] mean_sample sample(std::span<const std::size_t> clusters) const;
    [[nodiscard]] std::vector<double> estimates() const;
    [[nodiscard]] std::uint64_t fewest_trials() const {
        return (std::min)(outcomes_->base().min_trials(), outcomes_->tuned().min_trials());
    }
    [[nodiscard]] std::uint64_t attempts_of(std::size_t column) const {
        return (std::max)(tuned_ks_[column], base_ks_[column]);
    }
    [[nodiscard]] result<double> sampling_variance(std::size_t column) const;

private:
    const paired_outcomes* outcomes_;
    attempts tuned_ks_;
    attempts base_ks_;
};

/// The sampling-efficiency gap: mean pass-at-k of the base model minus mean pass-at-1 of the tuned
/// one. One column.
/// @par Source
/// Yue et al. 2025, arXiv:2504.13837, section 4.3. Its prose has the sign reversed; figure 8 and
/// tables 2 and 3 have this one.
class gap_of {
public:
    static constexpr double low = -1.0;
    static constexpr double high = 1.0;

    /// @param outcomes  two models on their common problems; must outlive the statistic
    /// @param k         the base model's attempts; the paper takes 256
    /// @pre     1 <= k <= n of the base model, 1 <= n of the tuned one
    /// @throws  domain_error that names k, n and the problem otherwise
    gap_of(const paired_outcomes& outcomes, attempt_count k)
        : difference_(outcomes, {1U}, attempts(std::vector<std::uint64_t>{k})) {}
    gap_of(paired_outcomes&&, attempt_count) = delete;

    [[nodiscard]] std::size_t problem_count() const noexcept { return difference_.problem_count(); }
    [[nodiscard]] std::size_t columns() const noexcept { return 1; }
    [[nodiscard]] mean_sample sample(std::span<const std::size_t> clusters) const;
    [[nodiscard]] std::vector<double> estimates() const {
        return {-difference_.estimates().front()};
    }
    [[nodiscard]] std::uint64_t fewest_trials() const { return difference_.fewest_trials(); }
    [[nodiscard]] std::uint64_t attempts_of(std::size_t column) const {
        return difference_.attempts_of(column);
    }
    [[nodiscard]] result<double> sampling_variance(std::size_t column) const {
        return difference_.sampling_variance(column);
    }

private:
    difference_of difference_;
};

/// Means of any finite numbers that belong to problems.
class means_of {
public:
    static constexpr double low = -std::numeric_limits<double>::infinity();
    static constexpr double high = std::numeric_limits<double>::infinity();

    /// @param values   problems x columns, problem by problem: values[columns * i + c]; must
    /// outlive
    ///                 the statistic
    /// @param columns  how many numbers a problem has
    /// @pre     columns >= 1 divides the number of values; all values finite
    /// @throws  domain_error otherwise
    explicit means_of(std::span<const double> values, std::size_t columns = 1);

    [[nodiscard]] std::size_t problem_count() const noexcept { return values_.size() / columns_; }
    [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
    [[nodiscard]] mean_sample sample(std::span<const std::size_t> clusters) const;

private:
    std::span<const double> values_;
    std::size_t columns_;
};

/// Means of numbers between 0 and 1 that belong to problems: shares, pass^k, majority-at-k.
class shares_of : public means_of {
public:
    static constexpr double low = 0.0;
    static constexpr double high = 1.0;

    /// @pre     those of means_of; all values between 0 and 1
    /// @throws  domain_error otherwise
    explicit shares_of(std::span<const double> values, std::size_t columns = 1);
};

/// Means of differences of numbers between 0 and 1 that belong to problems.
class share_differences_of : public means_of {
public:
    static constexpr double low = -1.0;
    static constexpr double high = 1.0;

    /// @pre     those of means_of; all values between -1 and 1
    /// @throws  domain_error otherwise
    explicit share_differences_of(std::span<const double> values, std::size_t columns = 1);
};

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/interval/impl/statistic.ipp>
#endif

#endif  // PASSK_INTERVAL_STATISTIC_HPP
