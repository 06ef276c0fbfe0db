// SPDX-License-Identifier: Apache-2.0
// miniature problems: the held-out problems as a file, for passk sample.
#include "commands.hpp"

#include <CLI/CLI.hpp>

#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

namespace miniature {
namespace {

struct problems_options {
    std::string out{};
    std::size_t count = 200;
};

void write_problems(const problems_options& options) {
    std::ofstream file(options.out);
    for (const passk::problem& one : test_problems(options.count)) {
        file << R"({"id":")" << one.id << R"(","prompt":")" << one.prompt << R"(","reference":")"
             << one.reference << "\"}\n";
    }
    file.close();
    if (!file) {
        throw std::runtime_error(options.out + ": cannot be written");
    }
}

}  // namespace

void add_problems(CLI::App& app, action& chosen) {
    CLI::App* const command =
        app.add_subcommand("problems", "write the held-out problems, for passk sample");
    auto options = std::make_shared<problems_options>();
    command->add_option("--out", options->out, "JSON lines: id, prompt, reference")->required();
    command->add_option("--count", options->count)
        ->check(CLI::Range(1, 5000))
        ->capture_default_str();
    command->callback([options, &chosen] { chosen = [options] { write_problems(*options); }; });
}

}  // namespace miniature
