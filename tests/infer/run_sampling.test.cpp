// SPDX-License-Identifier: Apache-2.0
#include <passk/infer/run_sampling.hpp>

#include <passk/core/error.hpp>
#include <passk/infer/draw_each.hpp>
#include <passk/testing/markov_backend.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

struct memory_store {
    std::map<std::pair<std::size_t, std::uint32_t>, passk::completion> kept{};
    std::size_t room = 1'000'000;

    [[nodiscard]] bool contains(std::size_t task, std::uint32_t number) const {
        return kept.count({task, number}) > 0;
    }
    std::optional<passk::error> add(std::size_t task, std::uint32_t number,
                                    passk::completion drawn) {
        if (kept.size() == room) {
            return passk::error{passk::errc::io, "full"};
        }
        const bool fresh = kept.emplace(std::pair(task, number), std::move(drawn)).second;
        CHECK(fresh);
        return std::nullopt;
    }
};

// Notes what it is asked for, and fails the draws it is told to fail.
struct watched_backend {
    passk::testing::markov_backend inner{1};
    std::vector<passk::generation_request> asked{};
    std::map<std::uint32_t, passk::errc> failing{};  // by number
    std::set<std::uint32_t> aborting{};

    [[nodiscard]] passk::backend_capabilities capabilities() const { return inner.capabilities(); }
    void generate(std::span<const passk::generation_request> requests, passk::draw_sink sink,
                  std::stop_token stop) {
        asked.insert(asked.end(), requests.begin(), requests.end());
        inner.generate(
            requests,
            [&](passk::draw one) {
                if (const auto why = failing.find(one.number); why != failing.end()) {
                    one.outcome = passk::error{why->second, "no"};
                } else if (aborting.count(one.number) > 0) {
                    one.outcome = passk::completion{.finish = passk::finish_reason::aborted};
                }
                sink(std::move(one));
            },
            stop);
    }
};

std::vector<passk::sampling_task> tasks_named(const std::vector<std::string>& names) {
    std::vector<passk::sampling_task> tasks;
    for (const std::string& name : names) {
        tasks.push_back({.problem = name, .prompt = name});
    }
    return tasks;
}

}  // namespace

TEST_CASE("draws what is missing, in turns, with seeds that only the problem decides") {
    const auto tasks = tasks_named({"a", "b"});
    memory_store store;
    store.kept[{0, 1}] = {};
    watched_backend backend;
    passk::sampling_run run{.n = 5, .turn = 3};
    run.how.seed = 9;
    const auto outcome = passk::run_sampling(backend, tasks, run, store);
    CHECK(outcome.progress.wanted == 10);
    CHECK(outcome.progress.kept == 1);
    CHECK(outcome.progress.drawn == 9);
    CHECK(outcome.progress.missing() == 0);
    CHECK(outcome.progress.tokens > 0);
    CHECK_FALSE(outcome.stopped);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> asked;
    for (const auto& request : backend.asked) {
        asked.emplace_back(request.first, request.count);
    }
    using pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
    CHECK(asked == pairs{{0, 1}, {2, 1}, {0, 3}, {3, 2}, {3, 2}});
    for (const auto& [place, drawn] : store.kept) {
        if (place != std::pair<std::size_t, std::uint32_t>(0, 1)) {
            CHECK(drawn.seed
                  == passk::seed_of_problem(9, tasks[place.first].problem) + place.second);
        }
    }
    // Few requests at once, same draws.
    memory_store narrow;
    passk::sampling_run few = run;
    few.at_once = 1;
    CHECK(passk::run_sampling(backend, tasks, few, narrow).progress.drawn == 10);
    store.kept[{0, 1}] = narrow.kept[{0, 1}];
    CHECK(store.kept == narrow.kept);
}

TEST_CASE("seeds leave room for 65536 draws below 2^31 and differ by problem and run") {
    std::set<std::uint64_t> seeds;
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t seed = passk::seed_of_problem(1, std::to_string(i));
        CHECK(seed < (1ULL << 31U) - 65536);
        seeds.insert(seed);
    }
    CHECK(seeds.size() == 1000);
    CHECK(passk::seed_of_problem(1, "a") != passk::seed_of_problem(2, "a"));
    // Frozen: a journal must go on under a later version.
    static_assert(passk::seed_of_problem(7, "p0") == 901268082);
    static_assert(passk::seed_of_problem(0, "") == 1913470034);
}

TEST_CASE("what fails stays missing, is counted by kind, and is asked for again") {
    const auto tasks = tasks_named({"a", "b"});
    memory_store store;
    watched_backend backend;
    backend.failing = {{1, passk::errc::timeout}, {2, passk::errc::rejected}};
    backend.aborting = {3};
    const passk::sampling_run run{.n = 4};
    const auto first = passk::run_sampling(backend, tasks, run, store);
    CHECK(first.progress.drawn == 2);
    CHECK(first.progress.missing() == 6);
    CHECK(first.progress.failed
          == std::map<passk::errc, std::uint64_t>{{passk::errc::timeout, 2},
                                                  {passk::errc::rejected, 4}});
    CHECK(first.progress.reasons.at(passk::errc::timeout) == "problem 'a': no");
    CHECK_FALSE(store.contains(0, 3));
    backend.failing.clear();
    backend.aborting.clear();
    const auto second = passk::run_sampling(backend, tasks, run, store);
    CHECK(second.progress.kept == 2);
    CHECK(second.progress.drawn == 6);
    CHECK(second.progress.missing() == 0);
}

TEST_CASE("a store that fails ends the run") {
    const auto tasks = tasks_named({"a", "b"});
    memory_store store{.room = 3};
    watched_backend backend;
    const auto outcome = passk::run_sampling(backend, tasks, {.n = 50}, store);
    REQUIRE(outcome.store_failure.has_value());
    CHECK(outcome.store_failure->context == "full");
    CHECK(outcome.progress.drawn == 3);
    CHECK(outcome.progress.missing() == 97);
    CHECK(outcome.progress.failed.empty());
    CHECK_FALSE(outcome.stopped);
}

TEST_CASE("a run that is asked to stop keeps what it has") {
    const auto tasks = tasks_named({"a", "b"});
    memory_store store;
    watched_backend backend;
    std::stop_source source;
    passk::sampling_run run{.n = 50, .stop = source.get_token()};
    run.on_progress = [&](const passk::sampling_progress& progress) {
        if (progress.drawn == 7) {
            source.request_stop();
        }
    };
    const auto outcome = passk::run_sampling(backend, tasks, run, store);
    CHECK(outcome.stopped);
    CHECK(outcome.progress.drawn == 7);
    CHECK(store.kept.size() == 7);
    CHECK(outcome.progress.failed.empty());
}

TEST_CASE("parameters out of range are refused before anything is drawn") {
    const auto tasks = tasks_named({"a"});
    memory_store store;
    watched_backend backend;
    CHECK_THROWS_AS((void)passk::run_sampling(backend, tasks, {.n = 0}, store),
                    passk::domain_error);
    CHECK_THROWS_AS((void)passk::run_sampling(backend, tasks, {.n = 65537}, store),
                    passk::domain_error);
    passk::sampling_run hot;
    hot.how.temperature = -1.0;
    CHECK_THROWS_AS((void)passk::run_sampling(backend, tasks, hot, store), passk::domain_error);
    CHECK(backend.asked.empty());
}
