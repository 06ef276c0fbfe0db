// SPDX-License-Identifier: Apache-2.0
#include <passk/infer/inference_backend.hpp>

#include <passk/infer/any_backend.hpp>
#include <passk/infer/is_transient.hpp>
#include <passk/infer/scoring_backend.hpp>
#include <passk/testing/archetypes.hpp>
#include <passk/testing/backend_laws.hpp>
#include <passk/testing/markov_backend.hpp>

#include <span>
#include <stop_token>
#include <type_traits>
#include <vector>

namespace {

using passk::backend_capabilities;
using passk::draw_sink;
using passk::generation_request;
using passk::inference_backend;
using passk::scoring_backend;
using passk::testing::inference_backend_archetype;
using passk::testing::markov_backend;
using passk::testing::scoring_backend_archetype;

static_assert(inference_backend<inference_backend_archetype>);
static_assert(!scoring_backend<inference_backend_archetype>);
static_assert(scoring_backend<scoring_backend_archetype>);
static_assert(!inference_backend<scoring_backend_archetype>);
static_assert(inference_backend<markov_backend> && scoring_backend<markov_backend>);
static_assert(inference_backend<passk::any_backend> && scoring_backend<passk::any_backend>);
static_assert(std::is_constructible_v<passk::any_backend, inference_backend_archetype>);
static_assert(!std::is_constructible_v<passk::any_backend, int>);

struct without_capabilities {
    void generate(std::span<const generation_request>, draw_sink, std::stop_token);
};
struct without_stop {
    void generate(std::span<const generation_request>, draw_sink);
    backend_capabilities capabilities() const;
};
struct returns_something {
    bool generate(std::span<const generation_request>, draw_sink, std::stop_token);
    backend_capabilities capabilities() const;
};
struct capable_only_when_mutable {
    void generate(std::span<const generation_request>, draw_sink, std::stop_token);
    backend_capabilities capabilities();
};
struct immovable : inference_backend_archetype {
    immovable(immovable&&) = delete;
};
struct scores_in_numbers {
    std::vector<double> score(std::span<const passk::scoring_request>, std::stop_token);
    backend_capabilities capabilities() const;
};
static_assert(!inference_backend<without_capabilities>);
static_assert(!inference_backend<without_stop>);
static_assert(!inference_backend<returns_something>);
static_assert(!inference_backend<capable_only_when_mutable>);
static_assert(!inference_backend<immovable>);
static_assert(!scoring_backend<scores_in_numbers>);

static_assert(passk::is_transient(passk::errc::io) && passk::is_transient(passk::errc::timeout));
static_assert(!passk::is_transient(passk::errc::rejected)
              && !passk::is_transient(passk::errc::unsupported)
              && !passk::is_transient(passk::errc::cancelled));

}  // namespace

template passk::testing::backend_law_report passk::testing::check_backend_laws(
    inference_backend_archetype&, const passk::testing::backend_law_inputs&);
template passk::testing::backend_law_report passk::testing::check_backend_laws(
    scoring_backend_archetype&, const passk::testing::backend_law_inputs&);
