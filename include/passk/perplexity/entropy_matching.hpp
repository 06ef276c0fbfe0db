// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_PERPLEXITY_ENTROPY_MATCHING_HPP
#define PASSK_PERPLEXITY_ENTROPY_MATCHING_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace passk {

/// Token entropy of a model's completions at one temperature.
struct entropy_at_temperature {
    double temperature = 0.0;
    double entropy = 0.0;  ///< nats a token
};

/// At which temperature the tuned model is as varied as the base: the comparison at equal entropy
/// asks whether its lower pass-at-k at large k is more than a lower temperature would do.
///
/// The entropy is taken as linear between neighbouring temperatures.
///
/// @param target    the base's entropy at its own temperature, in nats a token
/// @param measured  the tuned model's entropy at each temperature tried, in any order
/// @pre      at least two distinct temperatures; all numbers finite
/// @returns  the temperature, or errc::unsupported if the target lies outside what was measured,
///           or is met more than once because the entropy does not rise throughout
/// @throws   domain_error if the precondition does not hold
/// @par Source
/// Yue et al. 2025, arXiv:2504.13837, figure 17.
[[nodiscard]] inline result<double> entropy_matched_temperature(
    double target, std::span<const entropy_at_temperature> measured) {
    detail::expects(measured.size() >= 2,
                    "passk::entropy_matched_temperature: there must be two temperatures or more");
    detail::expects(target - target == 0.0,
                    "passk::entropy_matched_temperature: the target is not finite");
    std::vector<entropy_at_temperature> sorted(measured.begin(), measured.end());
    std::sort(sorted.begin(), sorted.end(),
              [](const entropy_at_temperature& a, const entropy_at_temperature& b) {
                  return a.temperature < b.temperature;
              });
    std::optional<double> match;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const entropy_at_temperature& here = sorted[i];
        detail::expects(
            here.temperature - here.temperature == 0.0 && here.entropy - here.entropy == 0.0,
            "passk::entropy_matched_temperature: a number is not finite");
        if (i + 1 == sorted.size()) {
            break;
        }
        const entropy_at_temperature& next = sorted[i + 1];
        detail::expects(here.temperature < next.temperature,
                        "passk::entropy_matched_temperature: a temperature stands twice");
        const double below = (std::min)(here.entropy, next.entropy);
        const double above = (std::max)(here.entropy, next.entropy);
        if (target < below || target > above || (below == above && !match)) {
            if (below == above && target == below) {
                return error{errc::unsupported, "the entropy is the same at temperatures "
                                                    + std::to_string(here.temperature) + " and "
                                                    + std::to_string(next.temperature)};
            }
            continue;
        }
        const double temperature = here.temperature
                                   + (next.temperature - here.temperature) * (target - here.entropy)
                                         / (next.entropy - here.entropy);
        // A target met exactly at a measured temperature is met by both of its neighbourhoods.
        if (match && *match != temperature) {
            return error{errc::unsupported,
                         "the entropy " + std::to_string(target) + " is met at temperatures "
                             + std::to_string(*match) + " and " + std::to_string(temperature)};
        }
        match = temperature;
    }
    if (!match) {
        return error{errc::unsupported, "the entropy " + std::to_string(target)
                                            + " is met at no temperature between "
                                            + std::to_string(sorted.front().temperature) + " and "
                                            + std::to_string(sorted.back().temperature)};
    }
    return *match;
}

}  // namespace passk

#endif  // PASSK_PERPLEXITY_ENTROPY_MATCHING_HPP
