// SPDX-License-Identifier: Apache-2.0
// miniature train: a base model, from random weights and random derivations.
#include "commands.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <sstream>
#include <string>

namespace miniature {
namespace {

struct train_options {
    std::string out{};
    std::uint32_t hidden = 64;
    std::uint32_t layers = 3;
    supervised_settings how{.steps = 800, .rate = 0.002};
};

void train(const train_options& options) {
    const lm::decoder_shape shape{.vocabulary = static_cast<std::uint32_t>(symbols.size()),
                                  .hidden = options.hidden,
                                  .layers = options.layers,
                                  .heads = options.hidden / 16,
                                  .key_value_heads = options.hidden / 16,
                                  .head_size = 16,
                                  .feed_forward = (options.hidden * 8 / 3 + 15) / 16 * 16,
                                  .context = prompt_length + longest_completion};
    lm::stored_model model{lm::symbol_vocabulary(std::string(symbols)),
                           random_weights(shape, options.how.seed)};
    std::printf("%zu weights\n", model.weights.numbers.size());
    train_and_write(
        model, options.how,
        [&](passk::random_bits& bits) {
            const countdown drawn = draw_countdown(bits, false);
            return make_sequence(model.vocabulary, drawn.prompt(), drawn.derivation);
        },
        "miniature train --hidden " + std::to_string(options.hidden) + " --layers "
            + std::to_string(options.layers),
        options.out);
}

}  // namespace

void add_supervised_options(CLI::App& command, supervised_settings& how) {
    command
        .add_option("--steps", how.steps, "Of " + std::to_string(how.batch) + " derivations each")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command.add_option("--rate", how.rate, "Of learning, at its greatest")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command.add_option("--seed", how.seed)->capture_default_str();
    command.add_option("--threads", how.threads, "Up to 4; the weights do not depend on it")
        ->capture_default_str();
}

void train_and_write(lm::stored_model& model, const supervised_settings& how,
                     const std::function<sequence(passk::random_bits&)>& next,
                     const std::string& note, const std::string& out) {
    const training_log log(how.steps, 20, how.threads);
    double smooth = 0.0;
    train_supervised(model.weights, how, next, [&](std::size_t step, double loss) {
        smooth = step == 1 ? loss : 0.98 * smooth + 0.02 * loss;
        if (log.is_due(step)) {
            std::ostringstream text;
            text << "loss " << smooth << " nats a token";
            log.print(step, text.str());
            log.print_pass_at_k(model);
        }
    });
    std::ostringstream full;
    full << note << " --steps " << how.steps << " --rate " << how.rate << " --seed " << how.seed;
    model.note = full.str();
    log.print_total();
    write_model(out, model);
}

void add_train(CLI::App& app, action& chosen) {
    CLI::App* const command =
        app.add_subcommand("train", "a base model: from random weights and random derivations");
    auto options = std::make_shared<train_options>();
    command->add_option("--out", options->out, "File of weights to write")->required();
    command->add_option("--hidden", options->hidden, "Width, a multiple of 16")
        ->check(CLI::Range(16, 1024))
        ->capture_default_str();
    command->add_option("--layers", options->layers)
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    add_supervised_options(*command, options->how);
    command->callback([options, &chosen] { chosen = [options] { train(*options); }; });
}

}  // namespace miniature
