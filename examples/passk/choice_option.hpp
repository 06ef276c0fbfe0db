// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_CHOICE_OPTION_HPP
#define PASSK_EXAMPLES_CHOICE_OPTION_HPP

#include <CLI/CLI.hpp>

#include <map>
#include <string>

namespace passk_tool {

/// Adds an option whose value is one of a few names.
template <class Value>
void add_choice(CLI::App& command, const std::string& name, Value& value,
                const std::map<std::string, Value>& choices, const std::string& help,
                const std::string& shown) {
    command
        .add_option_function<std::string>(
            name, [&value, choices](const std::string& chosen) { value = choices.at(chosen); },
            help)
        ->check(CLI::IsMember(choices))
        ->option_text(shown);
}

}  // namespace passk_tool

#endif  // PASSK_EXAMPLES_CHOICE_OPTION_HPP
