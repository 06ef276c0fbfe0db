// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_SUBCOMMANDS_HPP
#define PASSK_EXAMPLES_SUBCOMMANDS_HPP

// What main needs of the subcommands: their names, and nothing of the library.

#include <functional>
#include <initializer_list>

namespace CLI {
class App;
}

namespace passk_tool {

/// What the shell is told.
enum exit_code : int {
    done = 0,
    data_say_no = 1,  ///< a file cannot be read or used
    wrong_usage = 2,  ///< the command line asks for what cannot be
};

/// What the chosen subcommand does once the whole command line was understood.
using action = std::function<exit_code()>;

/// Adds a subcommand: its options, and what `chosen` becomes if it is the one that was asked for.
using add_subcommand = void (*)(CLI::App& app, action& chosen);

/// The program with these subcommands.
/// @returns the exit code
int run(int argc, char** argv, std::initializer_list<add_subcommand> subcommands);

void add_curve(CLI::App& app, action& chosen);
void add_compare(CLI::App& app, action& chosen);
void add_forecast(CLI::App& app, action& chosen);
void add_convert(CLI::App& app, action& chosen);
void add_probe(CLI::App& app, action& chosen);
void add_sample(CLI::App& app, action& chosen);
void add_score(CLI::App& app, action& chosen);
void add_perplexity(CLI::App& app, action& chosen);
void add_verify(CLI::App& app, action& chosen);
void add_verify_program(CLI::App& verify, action& chosen);  ///< a subcommand of verify

}  // namespace passk_tool

#endif  // PASSK_EXAMPLES_SUBCOMMANDS_HPP
