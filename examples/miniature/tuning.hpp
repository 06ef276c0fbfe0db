// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_MINIATURE_TUNING_HPP
#define PASSK_EXAMPLES_MINIATURE_TUNING_HPP

#include "adamw.hpp"
#include "advantages.hpp"
#include "countdown.hpp"
#include "gradient.hpp"
#include "sampler.hpp"

#include <passk/adapter/tiny_lm/decoder_weights.hpp>
#include <passk/adapter/tiny_lm/weight_file.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/sample/problem.hpp>
#include <passk/sample/sampling.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace miniature {

/// Reinforcement learning with verifiable rewards, by the algorithms that the paper compares.
enum class algorithm : std::uint8_t { ppo, grpo, remax, rloo, reinforce_plus_plus, dapo };

[[nodiscard]] inline std::optional<algorithm> algorithm_named(std::string_view name) {
    return name == "ppo"                   ? std::optional(algorithm::ppo)
           : name == "grpo"                ? std::optional(algorithm::grpo)
           : name == "remax"               ? std::optional(algorithm::remax)
           : name == "rloo"                ? std::optional(algorithm::rloo)
           : name == "reinforce_plus_plus" ? std::optional(algorithm::reinforce_plus_plus)
           : name == "dapo"                ? std::optional(algorithm::dapo)
                                           : std::nullopt;
}

struct tuning_settings {
    algorithm by = algorithm::grpo;
    std::size_t steps = 0;
    std::size_t prompts = 64;    ///< a step
    std::uint32_t rollouts = 8;  ///< responses a prompt
    std::size_t updates = 2;     ///< of the weights a step, each from its part of the prompts
    double rate = 2e-4;
    double clip_below = 0.2;  ///< how far the ratio of probabilities may fall below 1 ...
    double clip_above = 0.2;  ///< ... and rise above it; DAPO lets it rise by 0.28
    double divergence = 0.0;  ///< weight of the divergence from the weights at the start
    std::uint64_t seed = 1;
    unsigned threads = 2;
};

/// What a step showed.
struct tuning_state {
    std::size_t step = 0;
    double reward = 0.0;      ///< share of correct responses among those learned from
    double entropy = 0.0;     ///< nats a token, estimated by the responses' own log-probabilities
    double length = 0.0;      ///< tokens a response
    std::uint64_t drawn = 0;  ///< responses drawn so far; DAPO draws more than it learns from
};

namespace detail {

// A response while it is learned from.
struct rollout {
    sequence text{};
    double reward = 0.0;
    std::vector<double> advantages{};  // of each token
    std::vector<float> before{};       // log-probabilities when it was drawn
    std::vector<float> reference{};    // under the weights at the start
    std::vector<float> values{};       // the critic's
};

class tuner {
public:
    tuner(lm::stored_model& model, const tuning_settings& how)
        : model_(model),
          how_(how),
          start_(model.weights),
          critic_(model.weights),
          engine_(model.weights.shape, how.threads),
          optimiser_(model.weights.numbers.size(), {.second_decay = 0.95}),
          critic_optimiser_(model.weights.numbers.size(), {.second_decay = 0.95}) {
        // The critic starts where the policy does, but for its output: it gives 0.
        std::fill_n(critic_.at(critic_.layout.head),
                    std::size_t{critic_.shape.vocabulary} * critic_.shape.hidden, 0.0F);
    }

    tuning_state step(std::size_t number) {
        std::vector<std::vector<rollout>> groups = draw_groups(number);
        tuning_state state{.step = number, .drawn = drawn_};
        double tokens = 0.0;
        double responses = 0.0;
        for (const std::vector<rollout>& group : groups) {
            for (const rollout& one : group) {
                state.reward += one.reward;
                responses += 1.0;
                tokens += static_cast<double>(one.before.size());
                for (const float logprob : one.before) {
                    state.entropy -= static_cast<double>(logprob);
                }
            }
        }
        state.reward /= responses;
        state.entropy /= tokens;
        state.length = tokens / responses;
        find_advantages(groups, number);
        const double rate = how_.rate * (std::min)(1.0, static_cast<double>(number) / 10.0);
        for (std::size_t part = 0; part < how_.updates; ++part) {
            std::vector<rollout> learned;
            for (std::size_t g = part; g < groups.size(); g += how_.updates) {
                for (rollout& one : groups[g]) {
                    learned.push_back(std::move(one));
                }
            }
            update(learned, rate);
        }
        return state;
    }

private:
    [[nodiscard]] bool is_mixed(const std::vector<rollout>& group) const {
        return std::any_of(group.begin(), group.end(),
                           [&](const rollout& one) { return one.reward != group.front().reward; });
    }

    std::vector<std::vector<rollout>> draw_groups(std::size_t number) {
        std::vector<std::vector<rollout>> groups;
        problems_.clear();
        passk::random_bits bits(how_.seed, number);
        constexpr std::size_t most_rounds = 20;
        for (std::size_t round = 0; groups.size() < how_.prompts && round < most_rounds; ++round) {
            std::vector<passk::problem> asked;
            while (asked.size() < how_.prompts) {
                const countdown drawn = draw_countdown(bits, false);
                asked.push_back({.id = "", .prompt = drawn.prompt(), .reference = ""});
            }
            const std::vector<std::vector<response>> responses =
                respond(model_, asked, how_.rollouts, {.seed = bits()}, how_.threads, true);
            drawn_ += asked.size() * how_.rollouts;
            for (std::size_t p = 0; p < asked.size() && groups.size() < how_.prompts; ++p) {
                std::vector<rollout> group;
                for (const response& one : responses[p]) {
                    rollout made{.text = sequence_of(one.drawn), .reward = one.correct ? 1.0 : 0.0};
                    for (const double logprob : one.drawn.logprobs->values()) {
                        made.before.push_back(static_cast<float>(logprob));
                    }
                    group.push_back(std::move(made));
                }
                if (how_.by != algorithm::dapo || is_mixed(group)) {
                    groups.push_back(std::move(group));
                    problems_.push_back(asked[p]);
                }
            }
            if (how_.by != algorithm::dapo) {
                break;
            }
        }
        return groups;
    }

    void find_advantages(std::vector<std::vector<rollout>>& groups, std::size_t number) {
        std::vector<std::vector<double>> rewards;
        std::vector<double> all;
        for (const std::vector<rollout>& group : groups) {
            rewards.emplace_back();
            for (const rollout& one : group) {
                rewards.back().push_back(one.reward);
                all.push_back(one.reward);
            }
        }
        std::vector<std::vector<response>> greedy;
        if (how_.by == algorithm::remax) {
            greedy =
                respond(model_, problems_, 1, {.temperature = 0.0, .seed = number}, how_.threads);
            drawn_ += problems_.size();
        }
        if (how_.by == algorithm::ppo) {
            find_values(groups);
        }
        const std::vector<double> over_all = advantages::reinforce_plus_plus(all);
        std::size_t before = 0;
        for (std::size_t g = 0; g < groups.size(); ++g) {
            std::vector<double> of_responses;
            switch (how_.by) {
                case algorithm::grpo: of_responses = advantages::grpo(rewards[g]); break;
                case algorithm::dapo: of_responses = advantages::dapo(rewards[g]); break;
                case algorithm::rloo: of_responses = advantages::rloo(rewards[g]); break;
                case algorithm::remax:
                    of_responses =
                        advantages::remax(rewards[g], greedy[g].front().correct ? 1.0 : 0.0);
                    break;
                case algorithm::reinforce_plus_plus:
                    of_responses.assign(
                        over_all.begin() + static_cast<std::ptrdiff_t>(before),
                        over_all.begin() + static_cast<std::ptrdiff_t>(before + rewards[g].size()));
                    break;
                case algorithm::ppo: break;
            }
            before += rewards[g].size();
            for (std::size_t i = 0; i < groups[g].size(); ++i) {
                rollout& one = groups[g][i];
                if (how_.by == algorithm::ppo) {
                    const std::vector<double> values(one.values.begin(), one.values.end());
                    one.advantages = advantages::ppo(one.reward, values, 1.0);
                } else {
                    one.advantages.assign(one.before.size(), of_responses[i]);
                }
            }
        }
        if (how_.by == algorithm::ppo) {
            standardise_tokens(groups);
        }
    }

    // As implementations of PPO do: mean 0 and standard deviation 1 over all tokens of a step.
    static void standardise_tokens(std::vector<std::vector<rollout>>& groups) {
        std::vector<double> all;
        for (const std::vector<rollout>& group : groups) {
            for (const rollout& one : group) {
                all.insert(all.end(), one.advantages.begin(), one.advantages.end());
            }
        }
        const std::vector<double> scores = advantages::standardised(all);
        std::size_t next = 0;
        for (std::vector<rollout>& group : groups) {
            for (rollout& one : group) {
                for (double& advantage : one.advantages) {
                    advantage = scores[next++];
                }
            }
        }
    }

    void find_values(std::vector<std::vector<rollout>>& groups) {
        std::vector<sequence> texts;
        std::vector<rollout*> rollouts;
        for (std::vector<rollout>& group : groups) {
            for (rollout& one : group) {
                texts.push_back(one.text);
                rollouts.push_back(&one);
            }
        }
        engine_.read(critic_, texts, [&](const token_view& view) {
            rollouts[view.index]->values.assign(view.logits.begin(), view.logits.end());
        });
    }

    // One step uphill on  mean over tokens of  min(ratio A, clip(ratio) A) - divergence.
    void update(std::vector<rollout>& learned, double rate) {
        if (how_.by == algorithm::ppo) {
            update_critic(learned, rate);
        }
        // What has no advantage has no slope, unless it is held to the reference.
        if (how_.divergence == 0.0) {
            std::erase_if(learned, [](const rollout& one) {
                return std::all_of(one.advantages.begin(), one.advantages.end(),
                                   [](double advantage) { return advantage == 0.0; });
            });
        }
        if (learned.empty()) {
            return;
        }
        std::vector<sequence> texts;
        double tokens = 0.0;
        for (const rollout& one : learned) {
            texts.push_back(one.text);
            tokens += static_cast<double>(one.before.size());
        }
        if (how_.divergence > 0.0) {
            engine_.read(start_, texts, [&](const token_view& view) {
                learned[view.index].reference.assign(view.logprobs.begin(), view.logprobs.end());
            });
        }
        const double above = how_.by == algorithm::dapo ? 0.28 : how_.clip_above;
        const std::vector<float>& gradient = engine_.gradient(
            model_.weights, texts, [&](const token_view& view, std::span<float> slopes) {
                const rollout& one = learned[view.index];
                for (std::size_t t = 0; t < slopes.size(); ++t) {
                    const auto logprob = static_cast<double>(view.logprobs[t]);
                    const double ratio = std::exp(logprob - static_cast<double>(one.before[t]));
                    const double advantage = one.advantages[t];
                    const bool clipped =
                        advantage > 0.0 ? ratio > 1.0 + above : ratio < 1.0 - how_.clip_below;
                    double rise = clipped ? 0.0 : ratio * advantage;
                    if (how_.divergence > 0.0) {
                        // The estimator exp(d) - d - 1 of the divergence, d = reference - policy.
                        const double d = static_cast<double>(one.reference[t]) - logprob;
                        rise += how_.divergence * (std::exp((std::min)(d, 20.0)) - 1.0);
                    }
                    slopes[t] = static_cast<float>(-rise / tokens);
                }
            });
        optimiser_.step(model_.weights.numbers, gradient, rate);
    }

    // One step downhill on the mean over tokens of (value - reward)^2 / 2.
    void update_critic(const std::vector<rollout>& learned, double rate) {
        std::vector<sequence> texts;
        double tokens = 0.0;
        for (const rollout& one : learned) {
            texts.push_back(one.text);
            tokens += static_cast<double>(one.before.size());
        }
        const std::vector<float>& gradient = engine_.value_gradient(
            critic_, texts, [&](const token_view& view, std::span<float> slopes) {
                for (std::size_t t = 0; t < slopes.size(); ++t) {
                    slopes[t] = static_cast<float>(
                        (static_cast<double>(view.logits[t]) - learned[view.index].reward)
                        / tokens);
                }
            });
        critic_optimiser_.step(critic_.numbers, gradient, 3.0 * rate);
    }

    lm::stored_model& model_;
    tuning_settings how_;
    lm::decoder_weights start_;
    lm::decoder_weights critic_;
    gradient_engine engine_;
    adamw optimiser_, critic_optimiser_;
    std::vector<passk::problem> problems_{};  // of the groups of the step
    std::uint64_t drawn_ = 0;
};

}  // namespace detail

/// Tunes a model on fresh training problems; `watch` is called after every step.
inline void tune(lm::stored_model& model, const tuning_settings& how,
                 const std::function<void(const tuning_state&)>& watch) {
    detail::tuner tuner(model, how);
    for (std::size_t step = 1; step <= how.steps; ++step) {
        watch(tuner.step(step));
    }
}

}  // namespace miniature

#endif  // PASSK_EXAMPLES_MINIATURE_TUNING_HPP
