// SPDX-License-Identifier: Apache-2.0
// miniature distil: supervised training on what a stronger model got right.
#include "commands.hpp"
#include "supervised.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace miniature {
namespace {

struct distil_options {
    std::string from{};
    std::string teacher{};
    std::string out{};
    std::size_t samples = 65536;
    supervised_settings how{.steps = 600, .rate = 0.002};
};

// Correct responses of the teacher to training problems, 16 drawn for each.
std::vector<sequence> collect(const lm::stored_model& teacher, const distil_options& options) {
    std::vector<sequence> kept;
    std::uint64_t drawn = 0;
    passk::random_bits bits(options.how.seed, 0xFFFFFFFF);
    while (kept.size() < options.samples) {
        std::vector<passk::problem> asked;
        while (asked.size() < 64) {
            asked.push_back(
                {.id = "", .prompt = draw_countdown(bits, false).prompt(), .reference = ""});
        }
        for (const std::vector<response>& responses :
             respond(teacher, asked, 16, {.seed = bits()}, options.how.threads, true)) {
            for (const response& one : responses) {
                ++drawn;
                if (one.correct && kept.size() < options.samples) {
                    kept.push_back(sequence_of(one.drawn));
                }
            }
        }
    }
    std::printf("the teacher drew %llu responses, %zu correct ones are kept\n",
                static_cast<unsigned long long>(drawn), kept.size());
    return kept;
}

void distil(const distil_options& options) {
    lm::stored_model model = read_model(options.from);
    const std::vector<sequence> lessons = collect(read_model(options.teacher), options);
    const training_log log(options.how.steps, 12, options.how.threads);
    log.print_pass_at_k(model);
    double smooth = 0.0;
    train_supervised(
        model.weights, options.how,
        [&](passk::random_bits& bits) {
            return lessons[passk::uniform_below(bits, lessons.size())];
        },
        [&](std::size_t step, double loss) {
            smooth = step == 1 ? loss : 0.98 * smooth + 0.02 * loss;
            if (log.is_due(step)) {
                log.print(step, "loss " + std::to_string(smooth) + " nats a token");
                log.print_pass_at_k(model);
            }
        });
    std::ostringstream note;
    note << "miniature distil --from " << split_model(options.from).first << " --teacher "
         << split_model(options.teacher).first << " --samples " << options.samples << " --steps "
         << options.how.steps << " --rate " << options.how.rate << " --seed " << options.how.seed;
    model.note = note.str();
    log.print_total();
    write_model(options.out, model);
}

}  // namespace

void add_distil(CLI::App& app, action& chosen) {
    CLI::App* const command =
        app.add_subcommand("distil", "train the base on what a stronger model got right");
    auto options = std::make_shared<distil_options>();
    command->add_option("--from", options->from, "Weights of the base model")->required();
    command->add_option("--teacher", options->teacher, "Weights of the stronger model")->required();
    command->add_option("--out", options->out, "File of weights to write")->required();
    command->add_option("--samples", options->samples, "Correct responses of the teacher")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--steps", options->how.steps, "Of 256 responses each")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--rate", options->how.rate, "Of learning, at its greatest")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--seed", options->how.seed)->capture_default_str();
    command
        ->add_option("--threads", options->how.threads, "Up to 4; the weights do not depend on it")
        ->capture_default_str();
    command->callback([options, &chosen] { chosen = [options] { distil(*options); }; });
}

}  // namespace miniature
