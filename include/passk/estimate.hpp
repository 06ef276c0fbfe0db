// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_HPP
#define PASSK_ESTIMATE_HPP

#include <passk/estimate/accuracy_histogram.hpp>   // IWYU pragma: export
#include <passk/estimate/auc_at_k.hpp>             // IWYU pragma: export
#include <passk/estimate/bayes_at_n.hpp>           // IWYU pragma: export
#include <passk/estimate/best_of_n.hpp>            // IWYU pragma: export
#include <passk/estimate/beta_prior.hpp>           // IWYU pragma: export
#include <passk/estimate/chance_floor.hpp>         // IWYU pragma: export
#include <passk/estimate/cot_pass_at_k.hpp>        // IWYU pragma: export
#include <passk/estimate/cover.hpp>                // IWYU pragma: export
#include <passk/estimate/fast_pass_at_k.hpp>       // IWYU pragma: export
#include <passk/estimate/g_pass_at_k.hpp>          // IWYU pragma: export
#include <passk/estimate/guess_filter.hpp>         // IWYU pragma: export
#include <passk/estimate/log_pass_at_k.hpp>        // IWYU pragma: export
#include <passk/estimate/majority_at_k.hpp>        // IWYU pragma: export
#include <passk/estimate/pass_at_k.hpp>            // IWYU pragma: export
#include <passk/estimate/pass_at_k_curve.hpp>      // IWYU pragma: export
#include <passk/estimate/pass_at_k_table.hpp>      // IWYU pragma: export
#include <passk/estimate/pass_hat_k.hpp>           // IWYU pragma: export
#include <passk/estimate/posterior_pass_at_k.hpp>  // IWYU pragma: export
#include <passk/estimate/sample_allocation.hpp>    // IWYU pragma: export
#include <passk/estimate/variance.hpp>             // IWYU pragma: export

#endif  // PASSK_ESTIMATE_HPP
