// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_POLICY_HPP
#define PASSK_VERIFY_MATH_POLICY_HPP

#include <cstdint>

namespace passk {

/// When a written decimal counts as equal to a number that it is not exactly.
enum class rounding_rule : std::uint8_t {
    /// Never: 0.333 is 333/1000 and nothing else.
    exact,
    /// A decimal stands for a number without a finite decimal (1/3, pi, sqrt 2) if it is that
    /// number rounded to the digits written, and enough significant digits are written:
    /// math_policy::gold_digits when the gold is the decimal, math_policy::prediction_digits when
    /// the prediction is (whose last digit may also be cut off instead of rounded; with fewer
    /// than ten digits that is undecided). Two finite
    /// decimals are compared exactly: 2.5 is not 2.54.
    written_digits,
    /// |prediction - gold| <= math_policy::relative_tolerance * |gold| for real numbers of which
    /// at least one is written as a decimal. The tolerance is the gold's, so this rule alone is
    /// not symmetric in its scale.
    relative,
};

/// What a percent sign on one side only may mean.
enum class percent_rule : std::uint8_t {
    /// 20 % is 1/5 and nothing else.
    value,
    /// 20 % is 1/5, or the figure 20 with its sign left out. The figure must exceed 1, since
    /// a smaller bare number is more likely a proportion: 0.5 is not 0.5 %.
    value_or_figure,
};

/// What a unit or currency on one side only means. Two units must always have one dimension and
/// the values must agree after conversion: 5 cm is 50 mm, never 5 m or 5 cm^2.
enum class unit_rule : std::uint8_t {
    /// The side without a unit is read in the unit of the other: 5 agrees with 5 cm.
    may_be_missing,
    /// A unit on one side only makes the two differ.
    required,
};

/// Whether the order of the members of a list matters.
enum class order_rule : std::uint8_t {
    /// (1, 2), [1, 2, 3] and matrices are ordered; {1, 2} and a bare "1, 2" are not.
    by_brackets,
    /// Bare lists are ordered too.
    ordered,
    /// Only what is written as a matrix or vector is ordered.
    unordered,
};

/// The rules of math_equivalent where mathematics alone does not settle what counts as equal.
struct math_policy {
    rounding_rule rounding = rounding_rule::written_digits;
    /// Significant digits a decimal gold needs to stand for an exact prediction; with fewer, a
    /// prediction that rounds to it is undecided.
    unsigned gold_digits = 4;
    /// Significant digits a decimal prediction needs to stand for an exact gold.
    unsigned prediction_digits = 6;
    /// Used by rounding_rule::relative only.
    double relative_tolerance = 1e-6;
    percent_rule percent = percent_rule::value_or_figure;
    unit_rule units = unit_rule::may_be_missing;
    order_rule order = order_rule::by_brackets;
    /// Compare expressions in variables at positive values only: sqrt(x^2) is then x.
    bool assume_positive = false;
    /// Steps of work allowed for one pair, counted and not timed, so that no verdict depends on
    /// the machine. One step is about one arithmetic operation on numbers of a few hundred bits.
    std::uint64_t fuel = 400'000;
};

}  // namespace passk

#endif  // PASSK_VERIFY_MATH_POLICY_HPP
