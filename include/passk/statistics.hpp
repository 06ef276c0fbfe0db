// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_STATISTICS_HPP
#define PASSK_STATISTICS_HPP

#include <passk/statistics/boost_policy.hpp>          // IWYU pragma: export
#include <passk/statistics/compensated_sum.hpp>       // IWYU pragma: export
#include <passk/statistics/distribution_summary.hpp>  // IWYU pragma: export
#include <passk/statistics/mean_estimate.hpp>         // IWYU pragma: export
#include <passk/statistics/normal.hpp>                // IWYU pragma: export
#include <passk/statistics/overlap_expectation.hpp>   // IWYU pragma: export
#include <passk/statistics/percentile_rank.hpp>       // IWYU pragma: export
#include <passk/statistics/quantile.hpp>              // IWYU pragma: export
#include <passk/statistics/rank_sum.hpp>              // IWYU pragma: export
#include <passk/statistics/stratified_rank_sum.hpp>   // IWYU pragma: export
#include <passk/statistics/student_t.hpp>             // IWYU pragma: export

#endif  // PASSK_STATISTICS_HPP
