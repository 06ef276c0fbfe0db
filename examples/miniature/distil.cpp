// SPDX-License-Identifier: Apache-2.0
// miniature distil: supervised training on the right answers of a stronger teacher.
#include "commands.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace miniature {
namespace {

struct distil_options {
    std::string from{};
    std::string teacher = "solver";
    std::string out{};
    std::size_t problems = 20'000;
    std::uint32_t draws = 32;
    std::size_t answers = 16;
    supervised_settings how{.steps = 800, .rate = 0.002};
};

// The distinct right answers to one training problem.
using lessons = std::vector<sequence>;

// At most `most` of the texts, chosen at random.
std::vector<std::string> choose(std::vector<std::string> texts, std::size_t most,
                                passk::random_bits& bits) {
    for (std::size_t i = 0; i < most && i < texts.size(); ++i) {
        std::swap(texts[i], texts[i + passk::uniform_below(bits, texts.size() - i)]);
    }
    texts.resize((std::min)(most, texts.size()));
    return texts;
}

// Distinct right answers to training problems, those without any left out. A model answers as it
// draws; the solver knows all answers.
std::vector<lessons> collect(const distil_options& options, const lm::symbol_vocabulary& alphabet) {
    const bool solves = options.teacher == "solver";
    std::optional<lm::stored_model> teacher;
    if (!solves) {
        teacher = read_model(options.teacher);
    }
    std::vector<lessons> all;
    std::size_t answers = 0;
    passk::random_bits bits(options.how.seed, 0xFFFFFFFF);
    constexpr std::size_t stride = 64;
    for (std::size_t asked = 0; asked < options.problems; asked += stride) {
        std::vector<passk::problem> some;
        std::vector<std::vector<std::string>> right;
        while (some.size() < (std::min)(stride, options.problems - asked)) {
            const countdown drawn = draw_countdown(bits, false);
            some.push_back({.id = "", .prompt = drawn.prompt(), .reference = ""});
            right.push_back(solves ? solve({drawn.digits.begin(), drawn.digits.end()}, drawn.target)
                                   : std::vector<std::string>{});
        }
        if (teacher) {
            const auto responses =
                respond(*teacher, some, options.draws, {.seed = bits()}, options.how.threads);
            for (std::size_t p = 0; p < some.size(); ++p) {
                std::set<std::string> distinct;
                for (const response& one : responses[p]) {
                    if (one.correct) {
                        distinct.insert(one.drawn.text);
                    }
                }
                right[p].assign(distinct.begin(), distinct.end());
            }
        }
        for (std::size_t p = 0; p < some.size(); ++p) {
            lessons own;
            for (const std::string& text : choose(std::move(right[p]), options.answers, bits)) {
                own.push_back(make_sequence(alphabet, some[p].prompt, text));
            }
            answers += own.size();
            if (!own.empty()) {
                all.push_back(std::move(own));
            }
        }
    }
    std::printf("%zu answers to %zu of %zu problems\n", answers, all.size(), options.problems);
    std::fflush(stdout);
    if (all.empty()) {
        throw std::runtime_error(options.teacher + ": the teacher solves none of the problems");
    }
    return all;
}

void distil(const distil_options& options) {
    lm::stored_model model = read_model(options.from);
    const std::vector<lessons> all = collect(options, model.vocabulary);
    std::string note = "miniature distil --from " + split_model(options.from).first + " --teacher "
                       + split_model(options.teacher).first + " --problems "
                       + std::to_string(options.problems);
    if (options.teacher != "solver") {
        note += " --draws " + std::to_string(options.draws);
    }
    note += " --answers " + std::to_string(options.answers);
    // Every problem counts the same, however many answers to it there are.
    train_and_write(
        model, options.how,
        [&](passk::random_bits& bits) {
            const lessons& own = all[passk::uniform_below(bits, all.size())];
            return own[passk::uniform_below(bits, own.size())];
        },
        note, options.out);
}

}  // namespace

void add_distil(CLI::App& app, action& chosen) {
    CLI::App* const command =
        app.add_subcommand("distil", "train the base on the right answers of a stronger teacher");
    auto options = std::make_shared<distil_options>();
    command->add_option("--from", options->from, "Weights of the base model")->required();
    command
        ->add_option("--teacher", options->teacher,
                     "Weights of a stronger model, or solver: a program that finds every answer")
        ->capture_default_str();
    command->add_option("--out", options->out, "File of weights to write")->required();
    command->add_option("--problems", options->problems, "That the teacher is asked")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--draws", options->draws, "Responses of a teaching model to each problem")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--answers", options->answers, "Kept of the right ones to each problem")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    add_supervised_options(*command, options->how);
    command->callback([options, &chosen] { chosen = [options] { distil(*options); }; });
}

}  // namespace miniature
