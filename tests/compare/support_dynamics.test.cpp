// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/support_dynamics.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using passk::compute_support_dynamics;

TEST_CASE("published rows") {
    struct row {
        passk::support_counts counts;
        double srr, ndr, sds, nscr;
    };
    const std::array rows = {
        row{{15, 4, 4, 7}, 0.789, 0.211, 0.332, 0.000},
        row{{17, 3, 2, 8}, 0.895, 0.150, 0.257, 0.045},
        row{{14, 5, 1, 10}, 0.933, 0.263, 0.411, 0.200},
        row{{480, 15, 2, 3}, 0.996, 0.030, 0.059, 0.026},
        row{{470, 6, 12, 12}, 0.975, 0.013, 0.025, -0.012},
        row{{154, 28, 18, 72}, 0.895, 0.154, 0.263, 0.050},
        row{{138, 12, 34, 88}, 0.802, 0.080, 0.145, -0.120},
        row{{503, 49, 25, 98}, 0.953, 0.089, 0.162, 0.042},
        row{{467, 25, 61, 122}, 0.884, 0.051, 0.096, -0.065},
        row{{4, 2, 3, 21}, 0.571, 0.333, 0.421, -0.111},
        row{{19, 0, 4, 7}, 0.826, 0.000, 0.000, -0.174},
        row{{19, 1, 4, 27}, 0.826, 0.050, 0.094, -0.125},
        row{{462, 5, 18, 15}, 0.9625, 0.0107, 0.0212, -0.0268},
    };
    for (const row& at : rows) {
        const auto got = compute_support_dynamics(at.counts);
        INFO("P=", at.counts.preserved, " E=", at.counts.expanded, " S=", at.counts.shrunk);
        // Some published figures are computed from rounded ones: one unit of the third digit.
        CHECK(std::fabs(got.retention.value() - at.srr) <= 1.01e-3);
        CHECK(std::fabs(got.discovery.value() - at.ndr) <= 1.01e-3);
        CHECK(std::fabs(got.score.value() - at.sds) <= 1.51e-3);
        CHECK(std::fabs(got.net_change.value() - at.nscr) <= 1.01e-3);
    }
}

TEST_CASE("empty supports have no ratios") {
    const auto nothing = compute_support_dynamics({0, 0, 0, 30});
    CHECK_FALSE(nothing.retention.has_value());
    CHECK_FALSE(nothing.discovery.has_value());
    CHECK_FALSE(nothing.score.has_value());
    CHECK_FALSE(nothing.net_change.has_value());
    const auto lost = compute_support_dynamics({0, 0, 3, 27});
    CHECK(lost.retention.value() == 0.0);
    CHECK_FALSE(lost.discovery.has_value());
    CHECK(lost.net_change.value() == -1.0);
    CHECK_THROWS_AS((void)compute_support_dynamics({-1, 0, 0, 0}), passk::domain_error);
}

TEST_CASE("posterior memberships are SciPy's beta.sf and their sets add up") {
    passk::outcome_table table;
    table.insert("a", "base", {.correct = 0, .incorrect = 128});
    table.insert("a", "tuned", {.correct = 1, .incorrect = 127});
    table.insert("b", "base", {.correct = 5, .incorrect = 123});
    table.insert("b", "tuned", {.correct = 128, .incorrect = 0});
    const auto members =
        passk::support_memberships(table.pair("base", "tuned"), 0.01, passk::beta_prior::uniform());
    // scipy.stats.beta.sf(0.01, 1 + c, 1 + 128 - c)
    CHECK(members[0].problem == "a");
    CHECK(members[0].base == doctest::Approx(0.2734891510222165).epsilon(1e-12));
    CHECK(members[0].tuned == doctest::Approx(0.6298538023541956).epsilon(1e-12));
    CHECK(members[1].base == doctest::Approx(0.9980022307024607).epsilon(1e-12));
    CHECK(members[1].tuned == 1.0);
    const auto expected = passk::expected_support(members);
    CHECK(expected.preserved + expected.expanded + expected.shrunk + expected.neither
          == doctest::Approx(2.0).epsilon(1e-14));
    CHECK(expected.preserved + expected.shrunk
          == doctest::Approx(members[0].base + members[1].base).epsilon(1e-14));
    CHECK_THROWS_AS((void)passk::support_memberships(table.pair("base", "tuned"), 0.0),
                    passk::domain_error);
}
