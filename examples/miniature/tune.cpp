// SPDX-License-Identifier: Apache-2.0
// miniature tune: reinforcement learning with verifiable rewards.
#include "commands.hpp"
#include "tuning.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <sstream>
#include <string>

namespace miniature {
namespace {

struct tune_options {
    std::string from{};
    std::string out{};
    std::string by = "grpo";
    std::size_t save_every = 0;
    tuning_settings how{.steps = 450};
};

std::string note_of(const tune_options& options) {
    std::ostringstream note;
    note << "miniature tune --from " << split_model(options.from).first << " --by " << options.by
         << " --steps " << options.how.steps << " --prompts " << options.how.prompts
         << " --rollouts " << options.how.rollouts << " --rate " << options.how.rate
         << " --divergence " << options.how.divergence << " --seed " << options.how.seed;
    return note.str();
}

// weights.tlm after step 150: weights.150.tlm
std::string checkpoint_name(const std::string& out, std::size_t step) {
    const std::size_t dot = out.rfind(".tlm");
    return (dot == std::string::npos ? out : out.substr(0, dot)) + '.' + std::to_string(step)
           + ".tlm";
}

void tune(tune_options options) {
    options.how.by = algorithm_named(options.by).value();
    lm::stored_model model = read_model(options.from);
    model.note = note_of(options);
    const training_log log(options.how.steps, 30, options.how.threads);
    log.print_pass_at_k(model);
    double reward = 0.0;
    miniature::tune(model, options.how, [&](const tuning_state& state) {
        reward = state.step == 1 ? state.reward : 0.9 * reward + 0.1 * state.reward;
        if (log.is_due(state.step)) {
            char text[160];
            std::snprintf(text, sizeof text,
                          "reward %.3f, entropy %.3f nats a token, %.1f tokens, %llu responses",
                          reward, state.entropy, state.length,
                          static_cast<unsigned long long>(state.drawn));
            log.print(state.step, text);
            log.print_pass_at_k(model);
        }
        if (options.save_every != 0 && state.step % options.save_every == 0
            && state.step != options.how.steps) {
            lm::stored_model checkpoint = model;
            checkpoint.note += ", after step " + std::to_string(state.step);
            write_model(checkpoint_name(options.out, state.step), checkpoint);
        }
    });
    log.print_total();
    write_model(options.out, model);
}

}  // namespace

void add_tune(CLI::App& app, action& chosen) {
    CLI::App* const command =
        app.add_subcommand("tune", "reinforcement learning: correct derivations are rewarded");
    auto options = std::make_shared<tune_options>();
    command->add_option("--from", options->from, "Weights of the base model")->required();
    command->add_option("--out", options->out, "File of weights to write")->required();
    command->add_option("--by", options->by)
        ->check(CLI::IsMember({"ppo", "grpo", "remax", "rloo", "reinforce_plus_plus", "dapo"}))
        ->capture_default_str();
    command->add_option("--steps", options->how.steps)
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--save-every", options->save_every, "Steps between checkpoints; 0: none");
    command->add_option("--prompts", options->how.prompts, "A step")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--rollouts", options->how.rollouts, "Responses to each prompt")
        ->check(CLI::Range(2, 1024))
        ->capture_default_str();
    command->add_option("--rate", options->how.rate, "Of learning")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command
        ->add_option("--divergence", options->how.divergence,
                     "Weight of the KL divergence from the base")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--seed", options->how.seed)->capture_default_str();
    command
        ->add_option("--threads", options->how.threads, "Up to 4; the weights do not depend on it")
        ->capture_default_str();
    command->callback([options, &chosen] { chosen = [options] { tune(*options); }; });
}

}  // namespace miniature
