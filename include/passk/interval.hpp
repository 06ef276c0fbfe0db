// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_HPP
#define PASSK_INTERVAL_HPP

#include <passk/interval/bootstrap.hpp>               // IWYU pragma: export
#include <passk/interval/bootstrap_statistics.hpp>    // IWYU pragma: export
#include <passk/interval/estimand.hpp>                // IWYU pragma: export
#include <passk/interval/hierarchical_bootstrap.hpp>  // IWYU pragma: export
#include <passk/interval/interval.hpp>                // IWYU pragma: export
#include <passk/interval/mean_interval.hpp>           // IWYU pragma: export
#include <passk/interval/per_problem.hpp>             // IWYU pragma: export
#include <passk/interval/recommend.hpp>               // IWYU pragma: export
#include <passk/interval/simultaneous_band.hpp>       // IWYU pragma: export

#endif  // PASSK_INTERVAL_HPP
