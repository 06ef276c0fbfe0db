// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_MINIATURE_COMMANDS_HPP
#define PASSK_EXAMPLES_MINIATURE_COMMANDS_HPP

// What the subcommands of the miniature share. Each is one file: it declares its options, calls
// the headers beside it, and prints.

#include "sampler.hpp"
#include "supervised.hpp"

#include <passk/adapter/tiny_lm/decoder_weights.hpp>
#include <passk/adapter/tiny_lm/weight_file.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/sample/problem.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace miniature {

using action = std::function<void()>;

void add_train(CLI::App& app, action& chosen);
void add_tune(CLI::App& app, action& chosen);
void add_distil(CLI::App& app, action& chosen);
void add_judge(CLI::App& app, action& chosen);
void add_match(CLI::App& app, action& chosen);
void add_problems(CLI::App& app, action& chosen);

/// The held-out problems that every model is judged on, by name and number the same everywhere.
[[nodiscard]] std::vector<passk::problem> test_problems(std::size_t count);

/// @throws std::runtime_error with what is wrong with the file
[[nodiscard]] lm::stored_model read_model(const std::string& path);
void write_model(const std::string& path, const lm::stored_model& model);

/// NAME=FILE, or FILE named after its stem.
[[nodiscard]] std::pair<std::string, std::string> split_model(const std::string& argument);

/// Adds --steps, --rate, --seed and --threads.
void add_supervised_options(CLI::App& command, supervised_settings& how);

/// train_supervised with a line of loss and one of pass@k now and then, then writes the weights.
/// @param note  what goes before the settings in the note of the weights
void train_and_write(lm::stored_model& model, const supervised_settings& how,
                     const std::function<sequence(passk::random_bits&)>& next,
                     const std::string& note, const std::string& out);

/// Prints what a training run says: each line with the time it took, and now and then pass@k on
/// held-out problems.
class training_log {
public:
    training_log(std::size_t steps, std::size_t lines, unsigned threads);

    /// Whether `step` is one to print.
    [[nodiscard]] bool is_due(std::size_t step) const;
    void print(std::size_t step, const std::string& text) const;
    /// pass@1, 4, 16 and 64 on 100 held-out problems, n = 64.
    void print_pass_at_k(const lm::stored_model& model) const;
    /// Wall and processor time of the whole.
    void print_total() const;

private:
    std::size_t steps_;
    std::size_t every_;
    unsigned threads_;
    std::vector<passk::problem> problems_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::clock_t processor_start_ = std::clock();
};

}  // namespace miniature

#endif  // PASSK_EXAMPLES_MINIATURE_COMMANDS_HPP
