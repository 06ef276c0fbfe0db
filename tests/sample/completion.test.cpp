// SPDX-License-Identifier: Apache-2.0
#include <passk/sample/completion.hpp>

#include <doctest/doctest.h>

TEST_CASE("completion: a cut text is not the same as one that ended there") {
    CHECK((passk::completion{.text = "4"} == passk::completion{.text = "4"}));
    CHECK((passk::completion{.text = "4"} != passk::completion{.text = "4", .truncated = true}));
    CHECK((passk::completion{.text = "4"} != passk::completion{.text = "5"}));
}

TEST_CASE("sampling: draws from the model's own distribution unless told otherwise") {
    const passk::sampling how;
    CHECK(how.temperature == 1.0);
    CHECK(how.top_p == 1.0);
}
