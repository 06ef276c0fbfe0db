// SPDX-License-Identifier: Apache-2.0
// The paper's figure 17: at which temperature is the tuned model as varied as the base at 0.6? Two
// toy models stand for them; entropies are those of the distributions that tokens were drawn from.
#include <passk/infer/generation_request.hpp>
#include <passk/perplexity/entropy.hpp>
#include <passk/perplexity/entropy_matching.hpp>
#include <passk/testing/markov_backend.hpp>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

// Mean entropy of the next token over 400 completions drawn at a temperature.
double token_entropy(passk::testing::markov_backend& model, double temperature) {
    passk::generation_request request{.prompt = "a", .count = 400, .token_ids = true};
    request.how.temperature = temperature;
    std::vector<std::vector<double>> entropies;
    const auto measure = [&](const passk::draw& one) {
        std::vector<double>& of_completion = entropies.emplace_back();
        passk::token_id before = 1;  // "a"
        for (const passk::token_id token : one.outcome.value().tokens) {
            std::vector<double> logits;
            double sum = 0.0;
            for (const double logprob : model.log_probabilities_after(before)) {
                logits.push_back(logprob / temperature);
                sum += std::exp(logits.back());
            }
            for (double& logit : logits) {
                logit -= std::log(sum);
            }
            of_completion.push_back(passk::next_token_entropy(logits));
            before = token;
        }
    };
    model.generate({&request, 1}, measure, {});
    return passk::mean_token_entropy(entropies).value;
}

int main() {
    passk::testing::markov_backend base(1);
    passk::testing::markov_backend tuned(2);
    const double target = token_entropy(base, 0.6);
    std::printf("base at temperature 0.6: %.2f nats a token\n", target);
    std::vector<passk::entropy_at_temperature> measured;
    for (const double temperature : {0.3, 0.5, 0.7, 0.9}) {
        measured.push_back({temperature, token_entropy(tuned, temperature)});
        std::printf("tuned at %.1f: %.2f\n", temperature, measured.back().entropy);
    }
    const auto matched = passk::entropy_matched_temperature(target, measured);
    std::printf("the tuned model is as varied at temperature %.2f\n", matched.value());
}
