// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTING_ARCHETYPES_HPP
#define PASSK_TESTING_ARCHETYPES_HPP

// The smallest model of each concept: it can do what the concept asks and nothing else.
// Instantiating an algorithm with an archetype shows that the algorithm asks no more than its
// constraint says. Members are declared and not defined: these types are compiled, not run.

#include <passk/core/result.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/judgement.hpp>

#include <cstddef>
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
    result<std::vector<completion>> generate(std::string_view, const sampling&, std::size_t);
};

/// Smallest model of scoring_backend.
class scoring_backend_archetype {
public:
    scoring_backend_archetype() = delete;
    scoring_backend_archetype(scoring_backend_archetype&&) noexcept;
    scoring_backend_archetype& operator=(scoring_backend_archetype&&) noexcept;
    result<std::vector<completion>> generate(std::string_view, const sampling&, std::size_t);
    result<std::vector<double>> score(std::string_view, std::string_view);
};

}  // namespace passk::testing

#endif  // PASSK_TESTING_ARCHETYPES_HPP
