// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/verifier.hpp>

#include <passk/infer/inference_backend.hpp>
#include <passk/testing/archetypes.hpp>
#include <passk/verify/count_correct.hpp>

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

static_assert(passk::inference_backend<passk::testing::inference_backend_archetype>);
static_assert(!passk::scoring_backend<passk::testing::inference_backend_archetype>);
static_assert(passk::scoring_backend<passk::testing::scoring_backend_archetype>);

}  // namespace

// The algorithm asks no more than the concept grants.
template passk::tally passk::count_correct(const passk::testing::verifier_archetype&,
                                           const passk::problem&,
                                           std::span<const passk::completion>);
