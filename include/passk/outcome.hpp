// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_OUTCOME_HPP
#define PASSK_OUTCOME_HPP

#include <passk/outcome/outcome_table.hpp>    // IWYU pragma: export
#include <passk/outcome/problem_tallies.hpp>  // IWYU pragma: export
#include <passk/outcome/success_share.hpp>    // IWYU pragma: export
#include <passk/outcome/tally.hpp>            // IWYU pragma: export
#include <passk/outcome/verdict.hpp>          // IWYU pragma: export
#include <passk/outcome/verdict_counts.hpp>   // IWYU pragma: export

#endif  // PASSK_OUTCOME_HPP
