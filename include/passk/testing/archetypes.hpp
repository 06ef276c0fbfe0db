// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTING_ARCHETYPES_HPP
#define PASSK_TESTING_ARCHETYPES_HPP

// The smallest model of each concept: it can do what the concept asks and nothing else.
// Instantiating an algorithm with an archetype shows that the algorithm asks no more than its
// constraint says. Members are declared and not defined: these types are compiled, not run.

#include <passk/core/result.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/scoring_request.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/sample/token_logprobs.hpp>
#include <passk/verify/judgement.hpp>

#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace passk::testing {

/// Smallest model of verifier: movable, not copyable, not assignable, not comparable.
class verifier_archetype {
public:
    verifier_archetype() = delete;
    verifier_archetype(verifier_archetype&&) noexcept;
    verifier_archetype& operator=(verifier_archetype&&) = delete;
    verdict operator()(const problem&, std::string_view) const;
    void operator&() const = delete;  // nobody takes its address
    template <class T>
    void operator,(T&&) const = delete;  // nobody comma-chains it
};

/// Smallest model of explaining_verifier.
class explaining_verifier_archetype {
public:
    explaining_verifier_archetype() = delete;
    explaining_verifier_archetype(explaining_verifier_archetype&&) noexcept;
    explaining_verifier_archetype& operator=(explaining_verifier_archetype&&) = delete;
    verdict operator()(const problem&, std::string_view) const;
    judgement explain(const problem&, std::string_view) const;
    void operator&() const = delete;
    template <class T>
    void operator,(T&&) const = delete;
};

/// Smallest model of inference_backend.
class inference_backend_archetype {
public:
    inference_backend_archetype() = delete;
    inference_backend_archetype(inference_backend_archetype&&) noexcept;
    inference_backend_archetype& operator=(inference_backend_archetype&&) noexcept;
    void generate(std::span<const generation_request>, draw_sink, std::stop_token);
    backend_capabilities capabilities() const;
    void operator&() const = delete;
    template <class T>
    void operator,(T&&) const = delete;
};

/// Smallest model of scoring_backend: it need not generate.
class scoring_backend_archetype {
public:
    scoring_backend_archetype() = delete;
    scoring_backend_archetype(scoring_backend_archetype&&) noexcept;
    scoring_backend_archetype& operator=(scoring_backend_archetype&&) noexcept;
    std::vector<result<token_logprobs>> score(std::span<const scoring_request>, std::stop_token);
    backend_capabilities capabilities() const;
    void operator&() const = delete;
    template <class T>
    void operator,(T&&) const = delete;
};

}  // namespace passk::testing

#endif  // PASSK_TESTING_ARCHETYPES_HPP
