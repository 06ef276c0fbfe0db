// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/json.hpp>
#include <passk/adapter/json/read_outcomes.hpp>

#include <doctest/doctest.h>

#include "reading.hpp"
#include "temporary_files.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using passk_tests::counts;
using passk_tests::must;
using passk_tests::temporary_files;
namespace json = passk::adapter::json;

const std::string good = "{\"problem\":\"p\",\"n\":4,\"c\":3}\n";

passk::error failure(const std::vector<std::string>& paths,
                     const json::read_options& options = {}) {
    const auto got = json::read_outcomes(paths, options);
    REQUIRE(!got.has_value());
    return got.error();
}

TEST_CASE("gzip is read whatever the name, and plain text under a gzip name") {
    const temporary_files files;
    const std::string packed = files.write_gzip("base.jsonl", good);
    const std::string plain = files.write("tuned.jsonl.gz", good);
    const auto got = must(json::read_outcomes({packed, plain}));
    CHECK(counts(got, "p", "base").correct == 3);
    CHECK(counts(got, "p", "tuned").correct == 3);
}

TEST_CASE("damaged gzip") {
    const temporary_files files;
    std::string lines;
    for (int i = 0; i < 5000; ++i) {
        lines += "{\"problem\":" + std::to_string(i * 7919 % 5003) + ",\"n\":4,\"c\":3}\n";
    }
    std::ifstream whole(files.write_gzip("whole.gz", lines), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(whole), {}};
    const std::string cut = files.write("cut.gz", bytes.substr(0, bytes.size() / 2));
    CHECK(failure({cut})
          == passk::error{passk::errc::malformed,
                          cut + ": damaged or cut short: truncated gzip input"});
    bytes[bytes.size() / 2] = static_cast<char>(~bytes[bytes.size() / 2]);
    const std::string damaged = files.write("damaged.gz", bytes);
    CHECK(failure({damaged}).code == passk::errc::malformed);
}

TEST_CASE("files that cannot be read") {
    const temporary_files files;
    const std::string absent = files.path("absent.csv");
    CHECK(failure({absent})
          == passk::error{passk::errc::io, absent + ": cannot be read: No such file or directory"});
    const std::string folder = files.path("");
    CHECK(failure({folder})
          == passk::error{passk::errc::unsupported,
                          folder
                              + ": no file in this directory ends like a result file (.json, "
                                ".jsonl, .csv, .eval, perhaps compressed)"});
    CHECK(failure({folder + "*.jsonl"}).context == folder + "*.jsonl: no file is called like this");

    const std::string closed = files.write("closed.jsonl", good);
    REQUIRE(chmod(closed.c_str(), 0) == 0);
    const bool root = geteuid() == 0;
    if (root) {  // who may read everything must step down to be refused
        REQUIRE(chmod(folder.c_str(), 0755) == 0);
        REQUIRE(seteuid(65534) == 0);
    }
    const auto refused = json::read_outcomes({closed});
    if (root) {
        REQUIRE(seteuid(0) == 0);
    }
    REQUIRE(!refused);
    CHECK(refused.error()
          == passk::error{passk::errc::io, closed + ": cannot be opened: Permission denied"});
}

TEST_CASE("empty and unknown files") {
    const temporary_files files;
    const auto message = [&](std::string_view bytes) {
        const std::string file = files.write("file", bytes);
        const passk::error got = failure({file});
        CHECK(got.context.starts_with(file + ':'));
        return got.context.substr(got.context.find(": ") + 2);
    };
    const std::string known = "; known are " + json::known_file_formats();
    CHECK(message("") == "the file is empty");
    CHECK(message(" \n") == "the file is empty");
    CHECK(message("{\"a\":1}\n")
          == "no known kind of result file: --problem-field and --verdict-field say which of its "
             "fields are outcomes; its fields are a"
                 + known);
    CHECK(message("{\"name\":\"x\",\"data\":{\"ok\":1,\"passed\":true},\"text\":\"t\"}\n")
          == "no known kind of result file: if these are outcomes, read them with --problem-field "
             "name --verdict-field data.passed "
                 + files.path("file") + "; its fields are name, data.ok, data.passed, text" + known);
    CHECK(message("PK\x03\x04, x") == "damaged or cut short: Truncated ZIP file header");
    CHECK(message("PAR1").starts_with(
        "no known kind of result file: a Parquet file; as JSON lines it can be read: python3 -c"));
    CHECK(message("\xFF\xFEp,\0n")
          == "no known kind of result file: UTF-16 text; store it as UTF-8" + known);
    CHECK(message("prose") == "no known kind of result file: begins with 'prose'" + known);
    CHECK(message("{") == "the file ends in the middle of a JSON value");
    CHECK(message("{\"problem\":\"p\",\"n\":4,") == "the file ends in the middle of a JSON value");

    const std::string file = files.write("file", "{\"a\":1}\n");
    CHECK(failure({file}).code == passk::errc::unsupported);
    CHECK(json::recognise(file).error().code == passk::errc::unsupported);
    CHECK(json::recognise(files.write("c", good)).value() == json::file_format::counts);
    CHECK(failure({file}, {.format = json::file_format::human_eval}).context
          == file + ":1: there is no field 'passed' ({})");
    CHECK(failure({files.write("e", "{\"eval\":{}}")}, {.format = json::file_format::evalplus})
              .context
          == files.path("e") + ": no record of the format evalplus");
}

TEST_CASE("nothing is counted twice, and an error leaves the table as it was") {
    const temporary_files files;
    const std::string base = files.write("base.jsonl", good);
    const std::string again = files.write("again.jsonl", good + "{\"problem\":");
    CHECK(failure({base, files.path("./base.jsonl")}).context
          == files.path("./base.jsonl") + ": this file is named twice; it would count twice");

    passk::outcome_table table;
    REQUIRE(json::read_into(table, {base}).has_value());
    const auto twice = json::read_into(table, {base});
    REQUIRE(!twice);
    CHECK(twice.error().context
          == base
                 + ": problem 'p' of model 'base' stands in the table already; read all files "
                   "of a model together, or give this run another name");
    CHECK(!json::read_into(table, {again}).has_value());
    CHECK(table.models().size() == 1);
    REQUIRE(json::read_into(table, {base}, {.model = "copy"}).has_value());
    CHECK(table.pair("base", "copy").problems.size() == 1);

    const std::string other = files.write("x/base.jsonl", "{\"problem\":\"p\",\"n\":4,\"c\":2}\n");
    CHECK(failure({base, other}, {.model = "m"}).context
          == other + ": problem 'p' of model 'm' was given by another file, " + base);
}

TEST_CASE("a name for the run stands before the name in the content") {
    const temporary_files files;
    const std::string file = files.write("c.csv", "model,problem,n,c\nbase,p,4,3\n");
    CHECK(counts(must(json::read_outcomes({file}, {.model = "x"})), "p", "base").correct == 3);
    CHECK(counts(must(json::read_outcomes({file}, {.rename_model = "x"})), "p", "x").correct == 3);
    const std::string two = files.write("t.csv", "model,problem,n,c\nbase,p,4,3\ntuned,p,4,3\n");
    CHECK(failure({two}, {.rename_model = "x"}).context
          == two + ":3: problem 'p' of model 'x' stands in this file twice");
}

TEST_CASE("progress is told, and may end the reading") {
    const temporary_files files;
    std::string lines = "problem,n,c\n";
    for (int i = 0; i < 120000; ++i) {
        lines += std::to_string(i) + ",4,3\n";
    }
    const std::string file = files.write("c.csv", lines);
    std::vector<std::uint64_t> seen;
    must(json::read_outcomes({file}, {.on_progress = [&](const json::read_progress& now) {
                                 CHECK(now.bytes_total == lines.size());
                                 seen.push_back(now.bytes_read);
                                 return true;
                             }}));
    REQUIRE(seen.size() > 3);
    CHECK(std::is_sorted(seen.begin(), seen.end()));
    CHECK(seen.back() == lines.size());
    CHECK(failure({file}, {.on_progress =
                               [](const json::read_progress& now) { return now.bytes_read == 0; }})
              .code
          == passk::errc::cancelled);
}

// Peak memory of this process in bytes.
std::uint64_t peak_memory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

TEST_CASE("a pipe of 200 MB is read in little memory") {
    const temporary_files files;
    const std::string pipe = files.path("results.jsonl");
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    std::thread writer([&] {
        std::ofstream out(pipe, std::ios::binary);
        const std::string completion(200'000, 'x');
        for (int i = 0; i < 1000; ++i) {
            out << "{\"task_id\":\"t/" << i % 10 << "\",\"completion\":\"" << completion
                << "\",\"passed\":" << (i % 4 == 0 ? "true" : "false") << "}\n";
        }
    });
    const std::uint64_t before = peak_memory();
    const auto got = json::read_outcomes({pipe});
    const std::uint64_t after = peak_memory();
    writer.join();
    const auto read = must(got);
    CHECK(read.report.files.at(0).samples == 1000);
    CHECK(read.table.outcomes_of("results").tallies.size() == 10);
    CHECK(after - before < 16'000'000);
}

TEST_CASE("a line of 100 MB is read, wherever in it the field stands that counts") {
    const temporary_files files;
    const std::string file = files.path("long.jsonl");
    {
        std::ofstream out(file, std::ios::binary);
        const std::string part(1'000'000, 'x');
        out << "{\"task_id\":\"t\",\"completion\":\"";
        for (int i = 0; i < 100; ++i) {
            out << part;
        }
        out << "\",\"passed\":true}\n{\"task_id\":\"t\",\"passed\":fals}\n";
    }
    const std::uint64_t before = peak_memory();
    CHECK(failure({file}).context == file + ":2: not valid JSON: 'fals' is no value");
    CHECK(peak_memory() - before < 16'000'000);
}

}  // namespace
