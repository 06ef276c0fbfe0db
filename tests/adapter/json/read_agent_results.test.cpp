// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/json/read_agent_results.hpp>

#include <doctest/doctest.h>

#include "reading.hpp"

#include <string>

namespace {

using passk_tests::complaint;
using passk_tests::counts;
using passk_tests::read;
namespace json = passk::adapter::json;

TEST_CASE("tau-bench: rewards of trials, exceptions undecided, absent trials missing") {
    const auto got = read("gpt-4o-airline.json", R"([
 {"task_id": 0, "reward": 1.0, "info": {"task": {"a": [1]}}, "traj": [{"role": "user"}], "trial": 0},
 {"task_id": 0, "reward": 0.9999999, "info": {}, "traj": [], "trial": 1},
 {"task_id": 0, "reward": 0.5, "info": {}, "traj": [], "trial": 2},
 {"task_id": 1, "reward": 0.0, "info": {"error": "rate limit", "traceback": "..."}, "traj": [], "trial": 0},
 {"task_id": 1, "reward": 0.0, "info": {"error": null}, "traj": [], "trial": 2}
])");
    CHECK(got.report.files.at(0).format == json::file_format::tau_bench);
    CHECK(counts(got, "0", "gpt-4o-airline")
          == passk::verdict_counts{.correct = 2, .incorrect = 1});
    CHECK(counts(got, "1", "gpt-4o-airline")
          == passk::verdict_counts{.incorrect = 1, .undecided = 1, .missing = 1});
    CHECK(complaint("t.json", R"([{"task_id": 0, "reward": 1, "trial": 0},
{"task_id": 0, "reward": 0, "trial": 0}])")
          == "t.json:2: problem '0' of model 't' has this sample twice (0)");
    CHECK(complaint("t.json", R"([{"task_id": 0, "reward": "1", "trial": 0}])")
          == "t.json:1: reward is not a number (\"1\")");
}

TEST_CASE("tau2-bench: infrastructure errors and absent trials are missing") {
    const auto got = read("results.json", R"({
 "timestamp": "2025", "info": {"git_commit": "0", "num_trials": 4,
   "agent_info": {"implementation": "llm_agent", "llm": "gpt-4.1"}},
 "tasks": [{"id": "a", "description": {"purpose": "p"}}, {"id": "b"}],
 "simulations": [
  {"id": "s1", "task_id": "a", "trial": 0, "termination_reason": "user_stop",
   "reward_info": {"reward": 1.0, "db_check": {"db_match": true}}, "messages": [{"role": "user"}]},
  {"id": "s2", "task_id": "a", "trial": 1, "termination_reason": "infrastructure_error",
   "reward_info": {"reward": 0.0}},
  {"id": "s3", "task_id": "a", "trial": 2, "termination_reason": "agent_error",
   "reward_info": null}]
})");
    CHECK(got.report.files.at(0).format == json::file_format::tau2_bench);
    CHECK(counts(got, "a", "gpt-4.1")
          == passk::verdict_counts{.correct = 1, .undecided = 1, .missing = 2});
    CHECK(counts(got, "b", "gpt-4.1") == passk::verdict_counts{.missing = 4});
    CHECK(complaint("r.json", R"({"simulations": [
{"task_id": "a", "trial": 0, "reward_info": {"reward": 1}},
{"task_id": "a", "trial": 0, "reward_info": {"reward": 1}}]})")
          == "r.json: problem 'a' of model 'r' has this sample twice (0)");
    CHECK(counts(read("r.json", R"({"simulations": [
{"id": "x", "task_id": "a", "trial": null, "reward_info": {"reward": 1}},
{"id": "y", "task_id": "a", "trial": null, "reward_info": {"reward": 0}}]})"),
                 "a", "r")
          == passk::verdict_counts{.correct = 1, .incorrect = 1});
    CHECK(complaint("r.json", R"({"simulations": [
{"task_id": "a", "reward_info": {"reward": 1}}]})")
          == "r.json:2: the simulation has neither trial nor id "
             "({\"task_id\":\"a\",\"reward_info\":{\"reward\":1}})");
    CHECK(complaint("r.json", R"({"simulations": [
{"task_id": "a", "trial": 0, "reward_info": {"reward": []}}]})")
          == "r.json:2: reward is not a number ([])");
}

}  // namespace
