// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_MINIATURE_ADAMW_HPP
#define PASSK_EXAMPLES_MINIATURE_ADAMW_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace miniature {

/// Adam with decoupled weight decay (Loshchilov, Hutter 2019, arXiv:1711.05101, algorithm 2), on a
/// gradient that is scaled down to a greatest norm.
class adamw {
public:
    struct settings {
        double first_decay = 0.9;
        double second_decay = 0.98;
        double weight_decay = 0.0;
        double greatest_norm = 1.0;
    };

    adamw(std::size_t size, const settings& how) : how_(how), first_(size), second_(size) {}

    void step(std::span<float> weights, std::span<const float> gradient, double rate) {
        double square = 0.0;
        for (const float slope : gradient) {
            square += static_cast<double>(slope) * static_cast<double>(slope);
        }
        const double norm = std::sqrt(square);
        const double scale = norm > how_.greatest_norm ? how_.greatest_norm / norm : 1.0;
        first_power_ *= how_.first_decay;
        second_power_ *= how_.second_decay;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            const double slope = static_cast<double>(gradient[i]) * scale;
            const double first = how_.first_decay * static_cast<double>(first_[i])
                                 + (1.0 - how_.first_decay) * slope;
            const double second = how_.second_decay * static_cast<double>(second_[i])
                                  + (1.0 - how_.second_decay) * slope * slope;
            first_[i] = static_cast<float>(first);
            second_[i] = static_cast<float>(second);
            const double direction =
                first / (1.0 - first_power_) / (std::sqrt(second / (1.0 - second_power_)) + 1e-8);
            const double weight = static_cast<double>(weights[i]);
            weights[i] =
                static_cast<float>(weight - rate * (direction + how_.weight_decay * weight));
        }
    }

private:
    settings how_;
    std::vector<float> first_, second_;
    double first_power_ = 1.0;
    double second_power_ = 1.0;
};

}  // namespace miniature

#endif  // PASSK_EXAMPLES_MINIATURE_ADAMW_HPP
