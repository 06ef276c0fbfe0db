// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/fragility.hpp>
#include <passk/report/fragility_text.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

TEST_CASE("fragility_text names the problem that carries the sign") {
    const std::vector<double> differences{0.0, 0.0, 1.0, -0.25};
    const std::vector<std::string> text =
        passk::fragility_text(passk::find_fragility(differences), "math500/242");
    REQUIRE(text.size() == 2);
    CHECK(text[0]
          == "Only 2 of 4 problems differ; the interval is long because few problems move.");
    CHECK(text[1] == "Without math500/242 the difference is -0.0833 instead of +0.1875.");
}

TEST_CASE("fragility_text says that all problems are alike, and nothing of a sturdy difference") {
    const std::vector<double> none(5, 0.0);
    CHECK(passk::fragility_text(passk::find_fragility(none), "").front().find("All problems") == 0);
    const std::vector<double> sturdy{0.5, 0.4, 0.3, 0.2, 0.1, 0.5, 0.4, 0.3, 0.2, 0.1, 0.3};
    CHECK(passk::fragility_text(passk::find_fragility(sturdy), "").empty());
}
