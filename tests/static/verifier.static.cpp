// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/verifier.hpp>

#include <passk/testing/archetypes.hpp>
#include <passk/testing/verifier_laws.hpp>
#include <passk/verify/all_of.hpp>
#include <passk/verify/any_of.hpp>
#include <passk/verify/any_verifier.hpp>
#include <passk/verify/count_correct.hpp>
#include <passk/verify/exact_match.hpp>
#include <passk/verify/judge_samples.hpp>

#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace {

using passk::problem;
using passk::verdict;
using passk::verifier;

// Models.
static_assert(verifier<passk::testing::verifier_archetype>);
static_assert(
    verifier<decltype([](const problem&, std::string_view) { return verdict::correct; })>);
static_assert(verifier<verdict (*)(const problem&, std::string_view)>);

// One near miss per requirement.
struct not_const {
    verdict operator()(const problem&, std::string_view);
};
struct wrong_type {
    bool operator()(const problem&, std::string_view) const;
};
struct wants_owner {
    verdict operator()(const problem&, std::string&&) const;
};
struct not_movable {
    not_movable(not_movable&&) = delete;
    verdict operator()(const problem&, std::string_view) const;
};
static_assert(!verifier<not_const>);
static_assert(!verifier<wrong_type>);
static_assert(!verifier<wants_owner>);
static_assert(!verifier<not_movable>);
static_assert(!verifier<int>);

// explaining_verifier refines verifier.
static_assert(passk::explaining_verifier<passk::testing::explaining_verifier_archetype>);
static_assert(verifier<passk::testing::explaining_verifier_archetype>);
static_assert(passk::explaining_verifier<passk::any_verifier>);
static_assert(passk::explaining_verifier<passk::exact_match>);
static_assert(!passk::explaining_verifier<passk::testing::verifier_archetype>);
struct explains_without_judging {
    passk::judgement explain(const problem&, std::string_view) const;
};
struct explains_in_words {
    verdict operator()(const problem&, std::string_view) const;
    std::string_view explain(const problem&, std::string_view) const;
};
static_assert(!passk::explaining_verifier<explains_without_judging>);
static_assert(verifier<explains_in_words> && !passk::explaining_verifier<explains_in_words>);

// What samples may be.
static_assert(passk::sample_range<std::vector<passk::completion>>);
static_assert(passk::sample_range<std::span<const passk::completion>>);
static_assert(passk::sample_range<std::vector<std::string>&>);
static_assert(passk::sample_range<const std::string_view (&)[3]>);
static_assert(!passk::sample_range<std::vector<int>>);
static_assert(!passk::sample_range<passk::completion>);

}  // namespace

// The algorithms ask no more than the concept grants.
template passk::tally passk::count_correct(const passk::testing::verifier_archetype&,
                                           const passk::problem&,
                                           std::span<const passk::completion>&&);
template passk::result<std::vector<verdict>> passk::judge_samples(
    const passk::testing::verifier_archetype&, const passk::problem&,
    const std::vector<passk::completion>&, const passk::judging_options&);
template class passk::all_of<passk::testing::verifier_archetype,
                             passk::testing::explaining_verifier_archetype>;
template class passk::any_of<passk::testing::verifier_archetype,
                             passk::testing::explaining_verifier_archetype>;
static_assert(verifier<passk::all_of<passk::testing::verifier_archetype>>);
static_assert(std::is_constructible_v<passk::any_verifier, passk::testing::verifier_archetype>);
template std::string_view passk::testing::verifier_laws_broken(
    const passk::testing::explaining_verifier_archetype&, const passk::problem&,
    std::span<const std::string_view>);
