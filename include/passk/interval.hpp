// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_HPP
#define PASSK_INTERVAL_HPP

#include <passk/interval/completion_statistic.hpp>    // IWYU pragma: export
#include <passk/interval/confidence_intervals.hpp>    // IWYU pragma: export
#include <passk/interval/distinct_tallies.hpp>        // IWYU pragma: export
#include <passk/interval/estimand.hpp>                // IWYU pragma: export
#include <passk/interval/gaffke.hpp>                  // IWYU pragma: export
#include <passk/interval/hierarchical_bootstrap.hpp>  // IWYU pragma: export
#include <passk/interval/interval.hpp>                // IWYU pragma: export
#include <passk/interval/mean_sample.hpp>             // IWYU pragma: export
#include <passk/interval/method.hpp>                  // IWYU pragma: export
#include <passk/interval/recommend_method.hpp>        // IWYU pragma: export
#include <passk/interval/statistic.hpp>               // IWYU pragma: export
#include <passk/interval/success_interval.hpp>        // IWYU pragma: export

#endif  // PASSK_INTERVAL_HPP
