// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_PASSK_HPP
#define PASSK_PASSK_HPP

// From the table of outcomes to pass@k in double. Asked for by name, because a file that needs none
// of it should not pay for it: passk/exact.hpp, passk/views.hpp, passk/statistics.hpp,
// passk/interval.hpp, passk/compare.hpp, passk/infer.hpp, passk/verify.hpp, passk/perplexity.hpp,
// passk/report.hpp, passk/estimate/forecast.hpp, and everything in passk/adapter/ and
// passk/testing/.

#include <passk/core.hpp>      // IWYU pragma: export
#include <passk/estimate.hpp>  // IWYU pragma: export
#include <passk/outcome.hpp>   // IWYU pragma: export
#include <passk/sample.hpp>    // IWYU pragma: export
#include <passk/version.hpp>   // IWYU pragma: export

#endif  // PASSK_PASSK_HPP
