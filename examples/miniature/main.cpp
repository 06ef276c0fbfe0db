// SPDX-License-Identifier: Apache-2.0
// miniature: the paper's experiment in minutes. A small language model learns countdown, is tuned
// by reinforcement learning and by distillation, and is asked how far it reaches.
#include "commands.hpp"

#include <passk/estimate/pass_at_k.hpp>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace miniature {

std::vector<passk::problem> test_problems(std::size_t count) {
    constexpr std::uint64_t seed = 77;
    return draw_problems(count, seed, true);
}

lm::stored_model read_model(const std::string& path) {
    passk::result<lm::stored_model> read = lm::read_weight_file(path);
    if (!read) {
        throw std::runtime_error(read.error().context);
    }
    if (read.value().vocabulary.symbols() != symbols) {
        throw std::runtime_error(path + ": the model's symbols are not those of countdown");
    }
    return std::move(read).value();
}

void write_model(const std::string& path, const lm::stored_model& model) {
    const passk::result<std::size_t> written = lm::write_weight_file(path, model);
    if (!written) {
        throw std::runtime_error(written.error().context);
    }
    std::printf("wrote %s, %zu bytes: %s\n", path.c_str(), written.value(), model.note.c_str());
}

std::pair<std::string, std::string> split_model(const std::string& argument) {
    const std::size_t equals = argument.find('=');
    if (equals == std::string::npos || std::filesystem::exists(argument)) {
        return {std::filesystem::path(argument).stem().string(), argument};
    }
    return {argument.substr(0, equals), argument.substr(equals + 1)};
}

training_log::training_log(std::size_t steps, std::size_t lines, unsigned threads)
    : steps_(steps),
      every_(steps > lines ? steps / lines : 1),
      threads_(threads),
      problems_(test_problems(100)) {}

bool training_log::is_due(std::size_t step) const {
    return step % every_ == 0 || step == steps_;
}

void training_log::print(std::size_t step, const std::string& text) const {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_;
    const double left =
        spent.count() / static_cast<double>(step) * static_cast<double>(steps_ - step);
    std::printf("step %zu of %zu, %.0f s, %.0f s left: %s\n", step, steps_, spent.count(), left,
                text.c_str());
    std::fflush(stdout);
}

void training_log::print_pass_at_k(const lm::stored_model& model) const {
    const std::vector<passk::tally> tallies =
        count_correct(respond(model, problems_, 64, {.seed = 9}, threads_));
    std::printf("    held-out problems:");
    for (const std::uint64_t k : {1U, 4U, 16U, 64U}) {
        double sum = 0.0;
        for (const passk::tally& one : tallies) {
            sum += passk::pass_at_k(one, k);
        }
        std::printf("  pass@%llu %.3f", static_cast<unsigned long long>(k),
                    sum / static_cast<double>(tallies.size()));
    }
    std::printf("\n");
    std::fflush(stdout);
}

void training_log::print_total() const {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_;
    std::printf("%.1f s, of processor time %.1f s\n", spent.count(),
                static_cast<double>(std::clock() - processor_start_) / CLOCKS_PER_SEC);
}

}  // namespace miniature

int main(int argc, char** argv) {
    CLI::App app("The paper in miniature: train, tune, distil and judge a small language model.",
                 "miniature");
    app.require_subcommand(1);
    app.footer("examples/miniature/README.md tells the whole story.");
    miniature::action chosen;
    miniature::add_train(app, chosen);
    miniature::add_tune(app, chosen);
    miniature::add_distil(app, chosen);
    miniature::add_judge(app, chosen);
    miniature::add_match(app, chosen);
    miniature::add_problems(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return app.exit(success);
    } catch (const CLI::ParseError& problem) {
        std::cerr << "miniature: " << problem.what() << '\n';
        return 2;
    }
    try {
        chosen();
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "miniature: " << failure.what() << '\n';
        return 1;
    }
}
