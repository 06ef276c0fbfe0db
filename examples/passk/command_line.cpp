// SPDX-License-Identifier: Apache-2.0
// The command line: subcommands, help, errors and exit codes.
#include "tool.hpp"

#include <passk/core/error.hpp>
#include <passk/version.hpp>

#include <CLI/CLI.hpp>

#include <csignal>
#include <exception>
#include <initializer_list>
#include <iostream>
#include <new>
#include <string>

namespace {

constexpr const char* about =
    "passk tells from sampled completions how far a language model reaches (pass@k), how sure\n"
    "that is, and whether a tuned model solves what its base cannot.\n";

constexpr const char* first_steps =
    "Words: n completions are sampled for each problem and c of them are correct; pass@k is the\n"
    "chance that at least one of k attempts is correct, estimated without bias from n and c.\n"
    "\n"
    "First steps, with the outcomes that come with the sources:\n"
    "  passk curve examples/data/math500_qwen7b_simplerl_counts.csv\n"
    "  passk compare --base Qwen2.5-7B --tuned Qwen2.5-7B-SimpleRL-Zoo \\\n"
    "        examples/data/math500_qwen7b_simplerl_counts.csv\n"
    "\n"
    "Exit codes: 0 done, 1 the data say no (an unreadable file), 2 wrong usage.\n"
    "Each subcommand explains itself: passk curve --help";

std::string command_line;

// A word as a shell reads it back.
std::string quoted(const std::string& word) {
    static constexpr const char* plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%+=:,./_-";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) {
        return word;
    }
    std::string text = "'";
    for (const char letter : word) {
        text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    }
    return text + "'";
}

// A library's message without the name of the function that wrote it, "passk::f: " or
// "passk::adapter::json::f: ".
std::string without_function(const std::string& message) {
    const std::size_t end = message.find(": ");
    return message.starts_with("passk::") && end != std::string::npos
                   && message.find(' ') == end + 1
               ? message.substr(end + 2)
               : message;
}

int complain(const std::string& message, passk_tool::exit_code code) {
    std::cerr << "passk: " << message << '\n';
    return code;
}

}  // namespace

std::string passk_tool::version_text() {
    return "passk " + std::to_string(PASSK_VERSION_MAJOR) + "."
           + std::to_string(PASSK_VERSION_MINOR) + "." + std::to_string(PASSK_VERSION_PATCH);
}

const std::string& passk_tool::command_text() {
    return command_line;
}

int passk_tool::run(int argc, char** argv, std::initializer_list<add_subcommand> subcommands) {
    // A reader that went away (passk curve ... | head) ends the output, it is no error.
    std::signal(SIGPIPE, SIG_DFL);
    std::ios::sync_with_stdio(false);

    command_line = "passk";
    for (int i = 1; i < argc; ++i) {
        command_line += " " + quoted(argv[i]);
    }
    CLI::App app(about, "passk");
    app.set_version_flag("--version", passk_tool::version_text());
    app.footer(first_steps);
    app.require_subcommand(1);

    passk_tool::action chosen;
    for (const add_subcommand add : subcommands) {
        add(app, chosen);
    }

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return app.exit(success);
    } catch (const CLI::ParseError& problem) {
        return complain(std::string(problem.what()) + "\nRun passk --help, or passk SUBCOMMAND "
                        "--help, to see what can be asked.",
                        passk_tool::wrong_usage);
    }

    try {
        const passk_tool::exit_code code = chosen();
        std::cout.flush();
        if (!std::cout) {
            return complain("standard output: write failed", passk_tool::data_say_no);
        }
        return code;
    } catch (const passk_tool::failure& end) {
        return complain(end.what(), end.code());
    } catch (const passk::domain_error& refusal) {
        return complain(without_function(refusal.what()), passk_tool::wrong_usage);
    } catch (const std::bad_alloc&) {
        return complain("out of memory", passk_tool::data_say_no);
    } catch (const std::exception& unexpected) {
        return complain(unexpected.what(), passk_tool::data_say_no);
    }
}
