// SPDX-License-Identifier: Apache-2.0
#include <passk/sample/completion.hpp>

#include <doctest/doctest.h>

#include <vector>

TEST_CASE("completion: a cut text is not the same as one that ended there") {
    const passk::completion four{.text = "4"};
    CHECK((four == passk::completion{.text = "4"}));
    CHECK((four != passk::completion{.text = "4", .finish = passk::finish_reason::length}));
    CHECK((four != passk::completion{.text = "5"}));
}

TEST_CASE("completion: a missing log-probability equals a missing one and nothing else") {
    passk::completion a{.text = "4"};
    a.logprobs.emplace(std::vector<double>{-1.0, passk::missing_logprob}, passk::logprob_kind{});
    passk::completion b = a;
    CHECK((a == b));
    b.logprobs.emplace(std::vector<double>{-1.0, -1.0}, passk::logprob_kind{});
    CHECK((a != b));
}
