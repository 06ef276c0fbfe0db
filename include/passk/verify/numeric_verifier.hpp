// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_NUMERIC_VERIFIER_HPP
#define PASSK_VERIFY_NUMERIC_VERIFIER_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/extract_answer.hpp>
#include <passk/verify/judgement.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace passk {

namespace detail {
class number_judge;
}

/// When a number is near enough to the gold. Made by one of the functions below.
class numeric_tolerance {
public:
    /// The two are the same number.
    [[nodiscard]] static numeric_tolerance exact() { return {kind::absolute, "0", 0}; }

    /// |prediction - gold| <= error: OlympiadBench's `error` field.
    /// @param error  >= 0, as a decimal such as "0.01" or "1e-3", read exactly
    [[nodiscard]] static PASSK_INLINE numeric_tolerance absolute(std::string_view error);

    /// |prediction - gold| <= share * |gold|.
    /// @param share  >= 0, as a decimal, read exactly
    [[nodiscard]] static PASSK_INLINE numeric_tolerance relative(std::string_view share);

    /// Both rounded to so many decimals are the same, halves away from zero: MathVista's float
    /// answers with `precision`; 0 for its integers, which it cuts off: see truncated.
    [[nodiscard]] static numeric_tolerance decimals(unsigned places) {
        return {kind::decimals, "0", places};
    }

    /// The prediction without its fraction is the gold: MathVista's integer answers.
    [[nodiscard]] static numeric_tolerance truncated() { return {kind::truncated, "0", 0}; }

    /// The prediction rounded to the decimals that the gold is written with is the gold.
    [[nodiscard]] static numeric_tolerance gold_digits() { return {kind::gold_digits, "0", 0}; }

private:
    friend class detail::number_judge;
    enum class kind : std::uint8_t { absolute, relative, decimals, truncated, gold_digits };

    numeric_tolerance(kind what, std::string bound, unsigned places)
        : kind_(what), bound_(std::move(bound)), places_(places) {}

    static PASSK_INLINE numeric_tolerance bounded(kind what, std::string_view text);

    kind kind_;
    std::string bound_;  // a decimal, read exactly
    unsigned places_;
};

/// Judges numbers by a stated tolerance, the gold's: exact arithmetic, no floating point.
struct numeric_verifier {
    numeric_tolerance tolerance = numeric_tolerance::exact();
    /// Tolerances of single problems by id: OlympiadBench gives some problems an `error`.
    std::map<std::string, numeric_tolerance, std::less<>> of_problem{};
    extraction_policy extraction{};

    [[nodiscard]] verdict operator()(const problem& p, std::string_view text) const {
        return explain(p, text).ruling;
    }

    [[nodiscard]] PASSK_INLINE judgement explain(const problem& p, std::string_view text) const;
};

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/verify/impl/numeric_verifier.ipp>
#endif

#endif  // PASSK_VERIFY_NUMERIC_VERIFIER_HPP
