// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_PASSK_HPP
#define PASSK_PASSK_HPP

// Everything that is asked of samples and counts. Asked for by name: passk/verify.hpp, whose
// mathematics costs as much to compile as all of this; passk/adapter/ and passk/testing/.

#include <passk/compare.hpp>            // IWYU pragma: export
#include <passk/core.hpp>               // IWYU pragma: export
#include <passk/estimate.hpp>           // IWYU pragma: export
#include <passk/estimate/forecast.hpp>  // IWYU pragma: export
#include <passk/exact.hpp>              // IWYU pragma: export
#include <passk/infer.hpp>              // IWYU pragma: export
#include <passk/interval.hpp>           // IWYU pragma: export
#include <passk/outcome.hpp>            // IWYU pragma: export
#include <passk/perplexity.hpp>         // IWYU pragma: export
#include <passk/report.hpp>             // IWYU pragma: export
#include <passk/sample.hpp>             // IWYU pragma: export
#include <passk/version.hpp>            // IWYU pragma: export

#endif  // PASSK_PASSK_HPP
