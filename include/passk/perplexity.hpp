// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_PERPLEXITY_HPP
#define PASSK_PERPLEXITY_HPP

#include <passk/perplexity/coverage_profile.hpp>    // IWYU pragma: export
#include <passk/perplexity/effective_support.hpp>   // IWYU pragma: export
#include <passk/perplexity/entropy.hpp>             // IWYU pragma: export
#include <passk/perplexity/entropy_matching.hpp>    // IWYU pragma: export
#include <passk/perplexity/importance_weights.hpp>  // IWYU pragma: export
#include <passk/perplexity/kl_divergence.hpp>       // IWYU pragma: export
#include <passk/perplexity/length_regression.hpp>   // IWYU pragma: export
#include <passk/perplexity/mean_of_medians.hpp>     // IWYU pragma: export
#include <passk/perplexity/perplexity.hpp>          // IWYU pragma: export
#include <passk/perplexity/sequence_score.hpp>      // IWYU pragma: export

#endif  // PASSK_PERPLEXITY_HPP
