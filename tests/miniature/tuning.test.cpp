// SPDX-License-Identifier: Apache-2.0
#include "tuning.hpp"
#include "advantages.hpp"
#include "countdown.hpp"
#include "supervised.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace adv = miniature::advantages;

TEST_CASE("advantages are those of the papers, worked by hand") {
    const std::vector<double> group{1.0, 0.0, 0.0, 0.0};
    // mean 1/4, standard deviation sqrt(3)/4
    const double root = std::sqrt(3.0);
    for (const std::vector<double>& got : {adv::grpo(group), adv::dapo(group)}) {
        CHECK(got[0] == doctest::Approx(root));
        CHECK(got[3] == doctest::Approx(-1.0 / root));
    }
    CHECK(adv::grpo(std::vector<double>{1.0, 1.0}) == std::vector<double>{0.0, 0.0});
    // r - mean of the other three
    CHECK(adv::rloo(group)[0] == doctest::Approx(1.0));
    CHECK(adv::rloo(group)[1] == doctest::Approx(-1.0 / 3.0));
    CHECK(adv::remax(group, 1.0) == std::vector<double>{0.0, -1.0, -1.0, -1.0});
    CHECK(adv::remax(group, 0.0) == group);
    // Over both groups: mean 1/8, standard deviation sqrt(7)/8
    const std::vector<double> all{1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
    CHECK(adv::reinforce_plus_plus(all)[0] == doctest::Approx(std::sqrt(7.0)));
    CHECK(adv::reinforce_plus_plus(all)[7] == doctest::Approx(-1.0 / std::sqrt(7.0)));
}

TEST_CASE("generalised advantage estimation: lambda 1 is reward minus value, lambda 0 one step") {
    const std::vector<double> values{0.25, 0.5, 0.125};
    CHECK(adv::ppo(1.0, values, 1.0) == std::vector<double>{0.75, 0.5, 0.875});
    CHECK(adv::ppo(1.0, values, 0.0) == std::vector<double>{0.25, -0.375, 0.875});
    // By its sum: A_0 = d_0 + l d_1 + l^2 d_2
    CHECK(adv::ppo(1.0, values, 0.5)[0] == doctest::Approx(0.25 - 0.1875 + 0.25 * 0.875));
}

TEST_CASE("the verifier takes every derivation that is right, and no other") {
    const passk::problem task{.id = "3918>15", .prompt = "3918>15:", .reference = "15"};
    const miniature::countdown_verifier verify;
    const auto is_correct = [&](const char* text) {
        return verify(task, text) == passk::verdict::correct;
    };
    CHECK(is_correct("8+9=17;17-3=14;14+1=15"));
    CHECK(is_correct("9/3=3;8*1=8;3+8=11") == false);  // another target
    CHECK(is_correct("9+8=17;17-3=14;14+1=15"));
    CHECK(is_correct("8+9=17;17-3=14;14+1=15$") == false);
    CHECK(is_correct("8+9=17;17-3=14;14+1=15;") == false);
    CHECK(is_correct("8+9=17;17-3=14;15*1=15") == false);  // 15 is not at hand
    CHECK(is_correct("8+9=18;18-3=15;15*1=15") == false);  // wrong sum
    CHECK(is_correct("8+8=16;16-1=15") == false);          // one 8 only, and numbers left over
    CHECK(is_correct("08+9=17;17-3=14;14+1=15") == false);
    CHECK(is_correct("8 + 9=17;17-3=14;14+1=15") == false);
    CHECK(is_correct("") == false);
    CHECK(is_correct("1-3=-2;8+9=17;17-2=15") == false);
    CHECK(verify({.id = "", .prompt = "what?", .reference = ""}, "1") == passk::verdict::undecided);
    // Random derivations are right; with one symbol changed hardly any is.
    passk::random_bits bits(4);
    std::uint64_t survived = 0;
    for (int i = 0; i < 2000; ++i) {
        const miniature::countdown drawn = miniature::draw_countdown(bits, i % 2 == 0);
        const passk::problem own{.id = "", .prompt = drawn.prompt(), .reference = ""};
        REQUIRE(verify(own, drawn.derivation) == passk::verdict::correct);
        CHECK(drawn.derivation.size() < miniature::longest_completion);
        std::string changed = drawn.derivation;
        char& symbol = changed[passk::uniform_below(bits, changed.size())];
        const char before = symbol;
        symbol = miniature::symbols[passk::uniform_below(bits, miniature::symbols.size())];
        survived += symbol != before && verify(own, changed) == passk::verdict::correct ? 1U : 0U;
    }
    // Only a change of operation that leaves the result (2 + 2, 2 * 2, x * 1, x / 1).
    CHECK(survived < 20);
}

TEST_CASE(
    "the solver finds right answers only, and every random derivation's, larger operand first") {
    const miniature::countdown_verifier verify;
    passk::random_bits bits(8);
    std::size_t answers = 0;
    for (int i = 0; i < 200; ++i) {
        const miniature::countdown drawn = miniature::draw_countdown(bits, i % 2 == 0);
        const std::vector<std::string> found =
            miniature::solve({drawn.digits.begin(), drawn.digits.end()}, drawn.target);
        const passk::problem own{.id = "", .prompt = drawn.prompt(), .reference = ""};
        for (const std::string& one : found) {
            CHECK(verify(own, one) == passk::verdict::correct);
        }
        CHECK(std::set<std::string>(found.begin(), found.end()).size() == found.size());
        answers += found.size();
        // Turn each step of the derivation so that its larger operand comes first.
        std::string turned;
        std::istringstream steps(drawn.derivation);
        for (std::string step; std::getline(steps, step, ';');) {
            const std::size_t sign = step.find_first_of("+-*/");
            const std::size_t equals = step.find('=');
            const std::string x = step.substr(0, sign);
            const std::string y = step.substr(sign + 1, equals - sign - 1);
            const bool swap = std::stoi(x) < std::stoi(y);
            turned += (turned.empty() ? "" : ";") + (swap ? y : x) + step[sign] + (swap ? x : y)
                      + step.substr(equals);
        }
        CHECK(std::find(found.begin(), found.end(), turned) != found.end());
    }
    CHECK(answers > 200 * 5);
    CHECK(miniature::solve({1, 1, 1, 1}, 99).empty());
    CHECK(miniature::solve({2, 2}, 4) == std::vector<std::string>{"2*2=4", "2+2=4"});
}

TEST_CASE("held-out digits are never trained on, and problems repeat for a seed") {
    passk::random_bits bits(1);
    for (int i = 0; i < 500; ++i) {
        CHECK(!miniature::is_held_out(miniature::draw_countdown(bits, false).digits));
    }
    const auto problems = miniature::draw_problems(200, 77, true);
    CHECK(problems == miniature::draw_problems(200, 77, true));
    std::set<std::string> prompts;
    for (const passk::problem& one : problems) {
        prompts.insert(one.prompt);
    }
    CHECK(prompts.size() == 200);
}

TEST_CASE("every algorithm takes a step, the same for one thread and two") {
    const miniature::lm::decoder_shape shape{.vocabulary = 19,
                                             .hidden = 16,
                                             .layers = 1,
                                             .heads = 1,
                                             .key_value_heads = 1,
                                             .head_size = 16,
                                             .feed_forward = 16,
                                             .context = 34};
    for (const char* const name : {"ppo", "grpo", "remax", "rloo", "reinforce_plus_plus", "dapo"}) {
        CAPTURE(name);
        std::vector<std::vector<float>> results;
        for (const unsigned threads : {1U, 2U}) {
            miniature::lm::stored_model model{
                miniature::lm::symbol_vocabulary(std::string(miniature::symbols)),
                miniature::random_weights(shape, 5)};
            miniature::tuning_settings how{.by = miniature::algorithm_named(name).value(),
                                           .steps = 1,
                                           .prompts = 2,
                                           .rollouts = 2,
                                           .divergence = 0.01,
                                           .threads = threads};
            miniature::tune(model, how, [&](const miniature::tuning_state& state) {
                CHECK(state.step == 1);
                CHECK(state.drawn >= 4);
            });
            results.push_back(model.weights.numbers);
        }
        CHECK(results.front() == results.back());
    }
    CHECK(!miniature::algorithm_named("sarsa").has_value());
}
