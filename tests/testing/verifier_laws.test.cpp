// SPDX-License-Identifier: Apache-2.0
#include <passk/testing/verifier_laws.hpp>

#include <passk/verify/exact_match.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <stdexcept>
#include <string_view>

namespace {

using passk::problem;
using passk::verdict;
using passk::testing::verifier_laws_broken;

const problem four{.id = "1", .prompt = "2+2", .reference = "4"};
constexpr std::array<std::string_view, 3> texts{"4", "5", "\xff\xfe"};

struct inconsistent {
    verdict operator()(const problem&, std::string_view) const { return verdict::incorrect; }
    passk::judgement explain(const problem&, std::string_view) const { return {}; }
};

}  // namespace

TEST_CASE("verifier_laws: names the law that is broken") {
    CHECK(verifier_laws_broken(passk::exact_match{}, four, texts) == "");
    std::atomic<int> calls{0};
    const auto fickle = [&calls](const problem&, std::string_view) {
        return ++calls % 2 == 0 ? verdict::incorrect : verdict::undecided;
    };
    CHECK(verifier_laws_broken(fickle, four, texts) == "pure");
    const auto throwing = [](const problem&, std::string_view text) -> verdict {
        if (text == "5") {
            throw std::runtime_error("five");
        }
        return verdict::incorrect;
    };
    CHECK(verifier_laws_broken(throwing, four, texts) == "total");
    const auto beyond = [](const problem&, std::string_view) { return static_cast<verdict>(7); };
    CHECK(verifier_laws_broken(beyond, four, texts) == "total");
    const auto generous = [](const problem&, std::string_view) { return verdict::correct; };
    CHECK(verifier_laws_broken(generous, four, texts) == "honest");
    CHECK(verifier_laws_broken(inconsistent{}, four, texts) == "consistent");
    // Keeps the laws until it is called from a second thread: 3 + 3 + 2 calls come before.
    calls = 0;
    const auto brittle = [&calls](const problem&, std::string_view) {
        return ++calls > 8 ? verdict::undecided : verdict::incorrect;
    };
    CHECK(verifier_laws_broken(brittle, four, texts) == "re-entrant");
}
