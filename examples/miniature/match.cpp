// SPDX-License-Identifier: Apache-2.0
// miniature match: is the tuned model's smaller reach only its smaller entropy? Raises its
// temperature until it is as varied as the base, and draws again.
#include "commands.hpp"

#include <passk/adapter/tiny_lm/decoder.hpp>
#include <passk/perplexity/entropy_matching.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace miniature {
namespace {

struct match_options {
    std::string base{};
    std::string tuned{};
    std::string out{};
    std::vector<double> temperatures{0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0};
    double base_temperature = 1.0;
    std::uint32_t count = 256;
    std::size_t problems = 200;
    std::uint64_t seed = 1000;
    unsigned threads = 0;
};

// Nats a token of what a model draws at a temperature: mean over the tokens of a response, then
// over responses.
double mean_entropy(const lm::stored_model& model,
                    const std::vector<std::vector<response>>& responses, double temperature) {
    lm::decoder decoder(model.weights);
    double sum = 0.0;
    double count = 0.0;
    for (const std::vector<response>& each : responses) {
        for (std::size_t i = 0; i < (std::min)(each.size(), std::size_t{16}); ++i) {
            const sequence text = sequence_of(each[i].drawn);
            const std::vector<double> all = decoder.entropies(text.tokens, temperature);
            double of_one = 0.0;
            for (std::size_t t = text.prompt - 1; t < all.size(); ++t) {
                of_one += all[t];
            }
            sum += of_one / static_cast<double>(text.completion());
            count += 1.0;
        }
    }
    return sum / count;
}

std::string label(const std::string& name, double temperature) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", temperature);
    return name + " T=" + text;
}

class matcher {
public:
    explicit matcher(const match_options& options)
        : options_(options), problems_(test_problems(options.problems)), counts_(options.out) {
        if (!counts_) {
            throw std::runtime_error(options.out + ": cannot be written");
        }
        counts_ << "model,problem,n,c\n";
    }

    // Draws, writes the counts and returns the entropy.
    double draw(const std::string& name, const lm::stored_model& model, double temperature) {
        const std::vector<std::vector<response>> responses =
            respond(model, problems_, options_.count,
                    {.temperature = temperature, .seed = options_.seed}, options_.threads, true);
        const std::vector<passk::tally> tallies = count_correct(responses);
        double correct = 0.0;
        double solved = 0.0;
        for (std::size_t p = 0; p < problems_.size(); ++p) {
            counts_ << label(name, temperature) << ',' << problems_[p].id << ','
                    << tallies[p].trials() << ',' << tallies[p].successes() << '\n';
            correct += static_cast<double>(tallies[p].successes());
            solved += tallies[p].successes() > 0 ? 1.0 : 0.0;
        }
        const double entropy = mean_entropy(model, responses, temperature);
        const auto all = static_cast<double>(problems_.size());
        std::printf("%-16s entropy %.3f nats a token, pass@1 %.3f, pass@%u %.3f\n",
                    label(name, temperature).c_str(), entropy,
                    correct / all / static_cast<double>(options_.count), options_.count,
                    solved / all);
        std::fflush(stdout);
        return entropy;
    }

    void close() {
        counts_.close();
        if (!counts_) {
            throw std::runtime_error(options_.out + ": write failed");
        }
    }

private:
    const match_options& options_;
    std::vector<passk::problem> problems_;
    std::ofstream counts_;
};

void match(const match_options& options) {
    const auto [base_name, base_path] = split_model(options.base);
    const auto [tuned_name, tuned_path] = split_model(options.tuned);
    const lm::stored_model base = read_model(base_path);
    const lm::stored_model tuned = read_model(tuned_path);
    matcher matcher(options);
    double target = 0.0;
    bool known = false;
    for (const double temperature : options.temperatures) {
        const double entropy = matcher.draw(base_name, base, temperature);
        if (temperature == options.base_temperature) {
            target = entropy;
            known = true;
        }
    }
    if (!known) {
        target = matcher.draw(base_name, base, options.base_temperature);
    }
    std::vector<passk::entropy_at_temperature> measured;
    for (const double temperature : options.temperatures) {
        measured.push_back({temperature, matcher.draw(tuned_name, tuned, temperature)});
    }
    const passk::result<double> matched = passk::entropy_matched_temperature(target, measured);
    if (!matched) {
        throw std::runtime_error(matched.error().context);
    }
    std::printf("%s is as varied as %s at T = %.3f:\n", tuned_name.c_str(),
                label(base_name, options.base_temperature).c_str(), matched.value());
    matcher.draw(tuned_name + " matched", tuned, matched.value());
    matcher.close();
}

}  // namespace

void add_match(CLI::App& app, action& chosen) {
    CLI::App* const command = app.add_subcommand(
        "match", "base and tuned model at many temperatures, and at equal entropy");
    auto options = std::make_shared<match_options>();
    command->add_option("--base", options->base, "NAME=WEIGHTS")->required();
    command->add_option("--tuned", options->tuned, "NAME=WEIGHTS")->required();
    command->add_option("--out", options->out, "CSV of counts to write")->required();
    command->add_option("--temperatures", options->temperatures, "T1,T2,...")
        ->delimiter(',')
        ->check(CLI::PositiveNumber);
    command
        ->add_option("--base-temperature", options->base_temperature,
                     "Of the base whose entropy is to be matched")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("-n", options->count)->check(CLI::Range(1, 1 << 20))->capture_default_str();
    command->add_option("--problems", options->problems)
        ->check(CLI::Range(1, 5000))
        ->capture_default_str();
    command->add_option("--seed", options->seed)->capture_default_str();
    command->add_option("--threads", options->threads, "0: one for each processor")
        ->capture_default_str();
    command->callback([options, &chosen] { chosen = [options] { match(*options); }; });
}

}  // namespace miniature
