// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_HPP
#define PASSK_COMPARE_HPP

#include <passk/compare/analysis_options.hpp>         // IWYU pragma: export
#include <passk/compare/checkpoint_perplexities.hpp>  // IWYU pragma: export
#include <passk/compare/compare_models.hpp>           // IWYU pragma: export
#include <passk/compare/crossover.hpp>                // IWYU pragma: export
#include <passk/compare/curve_of_model.hpp>           // IWYU pragma: export
#include <passk/compare/fragility.hpp>                // IWYU pragma: export
#include <passk/compare/mcnemar.hpp>                  // IWYU pragma: export
#include <passk/compare/model_ranking.hpp>            // IWYU pragma: export
#include <passk/compare/multiplicity.hpp>             // IWYU pragma: export
#include <passk/compare/paired_tests.hpp>             // IWYU pragma: export
#include <passk/compare/permutation_test.hpp>         // IWYU pragma: export
#include <passk/compare/perplexity_comparison.hpp>    // IWYU pragma: export
#include <passk/compare/power.hpp>                    // IWYU pragma: export
#include <passk/compare/rank_models.hpp>              // IWYU pragma: export
#include <passk/compare/sampling_efficiency_gap.hpp>  // IWYU pragma: export
#include <passk/compare/solvable_sets.hpp>            // IWYU pragma: export
#include <passk/compare/step_down_max_t.hpp>          // IWYU pragma: export
#include <passk/compare/support_dynamics.hpp>         // IWYU pragma: export

#endif  // PASSK_COMPARE_HPP
