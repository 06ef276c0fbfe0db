// SPDX-License-Identifier: Apache-2.0
#include <passk/sample/sampling.hpp>

#include <doctest/doctest.h>

TEST_CASE("sampling: draws from the model's own distribution unless told otherwise") {
    const passk::sampling how;
    CHECK(how.temperature == 1.0);
    CHECK(how.top_p == 1.0);
    CHECK(how.top_k == 0);
    CHECK(how.min_p == 0.0);
    CHECK(how.repetition_penalty == 1.0);
    CHECK(how.stop.empty());
}
