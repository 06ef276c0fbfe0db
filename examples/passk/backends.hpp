// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_BACKENDS_HPP
#define PASSK_EXAMPLES_BACKENDS_HPP

#include <passk/infer/any_backend.hpp>

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace passk_tool {

/// What draws or scores: --backend and what goes with it.
struct backend_choice {
    std::vector<std::string> places{};  ///< one, or several servers of the same model
    std::string model{};                ///< on the server; empty: the only one that it serves
    unsigned in_flight = 0;             ///< requests at once; 0: as many as the backend finds good
};

/// Adds --backend, --served-model and --in-flight.
void add_backend_options(CLI::App& command, backend_choice& choice);

/// Makes the backend: the one place that knows them all.
/// @throws failure with wrong_usage if there is none of that name, with data_say_no if it cannot
///         be reached or loaded
[[nodiscard]] passk::any_backend open_backend(const backend_choice& choice);

/// @throws failure with wrong_usage if there are several places, which only servers may be
void expect_one_place(const backend_choice& choice);

/// The choice as a journal records it.
[[nodiscard]] std::string backend_text(const backend_choice& choice);

}  // namespace passk_tool

#endif  // PASSK_EXAMPLES_BACKENDS_HPP
