// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/json/sample_journal.hpp>

#include <passk/adapter/json/scored_samples.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/infer/run_sampling.hpp>
#include <passk/testing/markov_backend.hpp>

#include "temporary_files.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pj = passk::adapter::json;

namespace {

struct benchmark {
    std::vector<passk::problem> problems{};
    std::vector<passk::sampling_task> tasks{};

    explicit benchmark(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::string id = "p" + std::to_string(i);
            problems.push_back({.id = id, .prompt = "prompt " + id, .reference = "abc"});
            tasks.push_back({.problem = id, .prompt = std::string("prompt ") + id + "a"});
        }
    }
};

pj::run_description description(std::uint32_t n) {
    pj::run_description run{.model = "m", .n = n, .prompt_template = "plain"};
    run.how.max_tokens = 40;
    run.how.seed = 7;
    return run;
}

passk::sampling_run run_of(const pj::run_description& from) {
    return {.how = from.how, .n = from.n};
}

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// Opens the journal and draws what is missing; returns what was drawn.
std::uint64_t go_on(const std::string& path, const benchmark& from, std::uint32_t n) {
    const pj::run_description run = description(n);
    auto journal = pj::sample_journal::open(path, run, from.tasks, from.problems);
    INFO((journal ? std::string() : journal.error().context));
    REQUIRE(journal.has_value());
    pj::sample_journal store = std::move(journal).value();
    passk::testing::markov_backend backend(1);
    const passk::sampling_outcome outcome =
        passk::run_sampling(backend, from.tasks, run_of(run), store);
    REQUIRE_FALSE(outcome.store_failure.has_value());
    CHECK(outcome.progress.missing() == 0);
    return outcome.progress.drawn;
}

std::string error_of(const std::string& path, const benchmark& from,
                     const pj::run_description& run) {
    const auto journal = pj::sample_journal::open(path, run, from.tasks, from.problems);
    REQUIRE_FALSE(journal.has_value());
    return journal.error().context;
}

// (problem, sample) of every completion, with its text.
std::multiset<std::string> completions_in(const std::string& path) {
    std::multiset<std::string> all;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        const boost::json::value parsed = boost::json::parse(line);
        if (!parsed.as_object().contains("schema")) {
            all.insert(std::string(parsed.at("problem").as_string()) + ' '
                       + std::to_string(parsed.at("sample").as_int64()) + ' '
                       + std::string(parsed.at("text").as_string()));
        }
    }
    return all;
}

}  // namespace

TEST_CASE("a longer run draws only the rest, and ends as if it had been long from the start") {
    const passk_tests::temporary_files files;
    const benchmark from(5);
    CHECK(go_on(files.path("a"), from, 64) == 320);
    const std::string before = bytes_of(files.path("a"));
    CHECK(go_on(files.path("a"), from, 64) == 0);
    CHECK(bytes_of(files.path("a")) == before);
    CHECK(go_on(files.path("a"), from, 256) == 5 * 192);
    CHECK(bytes_of(files.path("a")).starts_with(before));
    CHECK(go_on(files.path("b"), from, 256) == 5 * 256);
    CHECK(completions_in(files.path("a")) == completions_in(files.path("b")));
    // A shorter one has all it wants.
    CHECK(go_on(files.path("a"), from, 8) == 0);
}

TEST_CASE("problems may be added and left out") {
    const passk_tests::temporary_files files;
    CHECK(go_on(files.path("a"), benchmark(3), 4) == 12);
    CHECK(go_on(files.path("a"), benchmark(5), 4) == 8);
    CHECK(go_on(files.path("a"), benchmark(2), 8) == 8);
    CHECK(completions_in(files.path("a")).size() == 28);
}

TEST_CASE("another model, template, parameter, seed or prompt is refused by line") {
    const passk_tests::temporary_files files;
    benchmark from(2);
    const std::string path = files.path("a");
    CHECK(go_on(path, from, 2) == 4);
    pj::run_description run = description(2);
    run.how.temperature = 0.6;
    const std::string temperature = error_of(path, from, run);
    CHECK(temperature.starts_with(path + ":1: the journal was drawn with another temperature"));
    run = description(2);
    run.model = "other";
    CHECK(error_of(path, from, run).find("another model") != std::string::npos);
    run = description(2);
    run.how.seed = 8;
    CHECK(error_of(path, from, run).find("another seed") != std::string::npos);
    run = description(2);
    run.how.stop = {"x"};
    CHECK(error_of(path, from, run).find("another stop") != std::string::npos);
    run = description(2);
    run.prompt_template = "simplerl";
    CHECK(error_of(path, from, run).find("another template") != std::string::npos);
    from.tasks[0].prompt = std::string("another prompt");
    CHECK(error_of(path, from, description(2))
          == path + ":2: the problem was drawn from another prompt than this run's (p0)");
}

TEST_CASE("a torn last line is removed, wherever it is torn, and drawn again") {
    const passk_tests::temporary_files files;
    const benchmark from(2);
    go_on(files.path("whole"), from, 2);
    const std::string whole = bytes_of(files.path("whole"));
    const auto expected = completions_in(files.path("whole"));
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const std::string path = files.write("torn", whole.substr(0, length));
        const std::size_t lines = whole.rfind('\n', length == 0 ? 0 : length - 1);
        const std::string kept =
            length == 0 || lines == std::string::npos ? "" : whole.substr(0, lines + 1);
        go_on(path, from, 2);
        REQUIRE(bytes_of(path).starts_with(kept));
        REQUIRE(completions_in(path) == expected);
    }
}

TEST_CASE("a line that is damaged, foreign or twice there is an error, not a loss") {
    const passk_tests::temporary_files files;
    const benchmark from(1);
    go_on(files.path("a"), from, 2);
    const std::string whole = bytes_of(files.path("a"));
    const std::size_t last = whole.rfind('\n', whole.size() - 2) + 1;
    const std::string twice = files.write("twice", whole + whole.substr(last));
    CHECK(error_of(twice, from, description(2)) == twice + ":5: completion 1 stands twice (p0)");
    const std::string noise = files.write("noise", whole + "{\"problem\": \n");
    CHECK(error_of(noise, from, description(2))
          == noise + ":5: not a line of a journal of samples: {\"problem\":");
    const std::string other = files.write("other", "{\"schema\": \"passk.samples/9\"}\n");
    CHECK(error_of(other, from, description(2)).find("of this version") != std::string::npos);
    CHECK(bytes_of(other) == "{\"schema\": \"passk.samples/9\"}\n");
}

TEST_CASE("two processes do not write one journal") {
    const passk_tests::temporary_files files;
    const benchmark from(1);
    const auto first =
        pj::sample_journal::open(files.path("a"), description(1), from.tasks, from.problems);
    REQUIRE(first.has_value());
    CHECK(error_of(files.path("a"), from, description(1))
          == files.path("a") + ": another process is writing it");
}

TEST_CASE("log-probabilities, token ids and odd bytes come back as they were") {
    const passk_tests::temporary_files files;
    const benchmark from(1);
    const auto kind = passk::logprob_kind{.distribution = passk::logprob_distribution::raw,
                                          .ending = passk::end_of_sequence::included};
    const double none = -std::numeric_limits<double>::infinity();
    {
        auto opened =
            pj::sample_journal::open(files.path("a"), description(1), from.tasks, from.problems);
        REQUIRE(opened.has_value());
        pj::sample_journal journal = std::move(opened).value();
        CHECK_FALSE(journal.contains(0, 3));
        passk::completion drawn{.text = "line\nbreak \"quoted\" \xff \u2713",
                                .finish = passk::finish_reason::length,
                                .seed = 11,
                                .completion_tokens = 3,
                                .tokens = {5, 0, 7}};
        drawn.logprobs.emplace(std::vector<double>{-0.1, none, passk::missing_logprob}, kind,
                               passk::completion_extent::cut);
        CHECK_FALSE(journal.add(0, 3, drawn).has_value());
        CHECK(journal.contains(0, 3));
    }
    std::vector<pj::scored_sample> read;
    const auto report = pj::read_scored_samples(
        files.path("a"), {}, [&](const pj::scored_sample& one) { read.push_back(one); });
    REQUIRE(report.has_value());
    REQUIRE(read.size() == 1);
    CHECK(read[0].problem == "p0");
    CHECK(read[0].model == "m");
    CHECK(read[0].sample == 3);
    CHECK(read[0].score.kind == kind);
    CHECK(read[0].score.extent == passk::completion_extent::cut);
    CHECK(read[0].score.tokens == 3);
    CHECK(read[0].score.missing == 1);
    CHECK(read[0].score.impossible == 1);
    const boost::json::value line = boost::json::parse(
        bytes_of(files.path("a"))
            .substr(bytes_of(files.path("a")).rfind('\n', bytes_of(files.path("a")).size() - 2)));
    CHECK(line.at("text").as_string() == "line\nbreak \"quoted\" \xEF\xBF\xBD \u2713");
    CHECK(line.at("tokens") == boost::json::array{5, 0, 7});
}

TEST_CASE("a full disk ends the run with an error and loses nothing") {
    const passk_tests::temporary_files files;
    const benchmark from(4);
    const std::string path = files.path("a");
    // In a process of its own, where no file may grow beyond 5000 bytes: write() then takes a
    // part of a line, as on a full disk.
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const struct rlimit limit { 5000, 5000 };
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const pj::run_description run = description(100);
        auto journal = pj::sample_journal::open(path, run, from.tasks, from.problems);
        if (!journal) {
            ::_exit(1);
        }
        pj::sample_journal store = std::move(journal).value();
        passk::testing::markov_backend backend(1);
        const auto outcome = passk::run_sampling(backend, from.tasks, run_of(run), store);
        const bool said = outcome.store_failure && outcome.store_failure->code == passk::errc::io
                          && outcome.progress.drawn + 8 > store.samples()
                          && outcome.progress.missing() == 400 - outcome.progress.drawn;
        ::_exit(said && outcome.progress.drawn == store.samples() ? 0 : 2);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    REQUIRE(WEXITSTATUS(status) == 0);
    const std::string kept = bytes_of(path);
    CHECK(kept.size() <= 5000);
    CHECK(kept.size() > 4000);
    CHECK(kept.back() == '\n');
    const std::size_t there = completions_in(path).size();
    CHECK(go_on(path, from, 100) == 400 - there);
    CHECK(bytes_of(path).starts_with(kept));
    go_on(files.path("b"), from, 100);
    CHECK(completions_in(path) == completions_in(files.path("b")));
}

TEST_CASE("killed at 50 random moments, a run of 5,000 has 5,000 completions and none twice") {
    const passk_tests::temporary_files files;
    const benchmark from(50);
    const std::string path = files.path("journal");
    passk::random_bits bits(20261125);
    const auto size_of = [&path] {
        struct stat about {};
        return ::stat(path.c_str(), &about) == 0 ? static_cast<std::uint64_t>(about.st_size) : 0;
    };
    std::string before;
    for (int kill = 0; kill < 50; ++kill) {
        // The run may draw this many before it waits: on a busy machine it would else be done
        // before its moment comes.
        const std::uint64_t allowed = 1 + passk::uniform_below(bits, 180);
        std::array<int, 2> allowance{};
        REQUIRE(::pipe(allowance.data()) == 0);
        const std::string ticks(static_cast<std::size_t>(allowed), '.');
        REQUIRE(::write(allowance[1], ticks.data(), ticks.size())
                == static_cast<ssize_t>(ticks.size()));
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            const pj::run_description run = description(100);
            auto journal = pj::sample_journal::open(path, run, from.tasks, from.problems);
            if (!journal) {
                ::_exit(1);
            }
            pj::sample_journal store = std::move(journal).value();
            passk::testing::markov_backend backend(1);
            passk::sampling_run settings = run_of(run);
            settings.on_progress = [&](const passk::sampling_progress&) {
                char tick = 0;
                (void)!::read(allowance[0], &tick, 1);
            };
            (void)passk::run_sampling(backend, from.tasks, settings, store);
            ::_exit(2);
        }
        // Anywhere in what it may draw, a completion being some 100 bytes.
        const std::uint64_t moment = before.size() + passk::uniform_below(bits, 100 * allowed);
        int unused = 1;
        while (size_of() < moment && unused > 0) {
            REQUIRE(::waitpid(child, nullptr, WNOHANG) == 0);
            ::sched_yield();
            REQUIRE(::ioctl(allowance[0], FIONREAD, &unused) == 0);
        }
        int status = 0;
        ::kill(child, SIGKILL);
        REQUIRE(::waitpid(child, &status, 0) == child);
        REQUIRE(WIFSIGNALED(status));
        ::close(allowance[0]);
        ::close(allowance[1]);
        const std::string now = bytes_of(path);
        // What was there as whole lines is there, byte for byte.
        REQUIRE(now.starts_with(before));
        before = now.substr(0, now.rfind('\n') + 1);
    }
    CHECK(completions_in(files.write("so far", before)).size() > 1000);
    go_on(path, from, 100);
    CHECK(bytes_of(path).starts_with(before));
    const std::multiset<std::string> all = completions_in(path);
    CHECK(all.size() == 5000);
    go_on(files.path("undisturbed"), from, 100);
    CHECK(all == completions_in(files.path("undisturbed")));
}
