// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_ANY_VERIFIER_HPP
#define PASSK_VERIFY_ANY_VERIFIER_HPP

#include <passk/core/error.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/judgement.hpp>
#include <passk/verify/verifier.hpp>

#include <concepts>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

namespace passk {

/// Any verifier behind one type, for a choice made at run time. Copies share the verifier, which
/// is never changed, so copies may be used from several threads.
///
/// @par Cost
/// one allocation to make; one indirect call to judge.
class any_verifier {
public:
    // The test for any_verifier comes first: asking whether it is a verifier asks for this.
    template <class V>
        requires(!std::same_as<V, any_verifier>)
    &&verifier<V> any_verifier(V v)
        : target_(std::make_shared<const V>(std::move(v))),
    judge_(&judge_with<V>), explain_(&explain_with<V>) {}

    /// @pre not moved from
    [[nodiscard]] verdict operator()(const problem& p, std::string_view text) const {
        detail::expects(target_ != nullptr, "passk::any_verifier: was moved from");
        return judge_(target_.get(), p, text);
    }

    /// The evidence that the verifier inside can give.
    /// @pre not moved from
    [[nodiscard]] judgement explain(const problem& p, std::string_view text) const {
        detail::expects(target_ != nullptr, "passk::any_verifier::explain: was moved from");
        return explain_(target_.get(), p, text);
    }

private:
    template <class V>
    static verdict judge_with(const void* target, const problem& p, std::string_view text) {
        return (*static_cast<const V*>(target))(p, text);
    }
    template <class V>
    static judgement explain_with(const void* target, const problem& p, std::string_view text) {
        return passk::explain(*static_cast<const V*>(target), p, text);
    }

    std::shared_ptr<const void> target_;
    verdict (*judge_)(const void*, const problem&, std::string_view);
    judgement (*explain_)(const void*, const problem&, std::string_view);
};

}  // namespace passk

#endif  // PASSK_VERIFY_ANY_VERIFIER_HPP
