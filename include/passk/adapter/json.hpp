// SPDX-License-Identifier: Apache-2.0
// Readers of problems and of result files of evaluation tools, and the journal of samples. Needs
// Boost.JSON (link Boost::json) and libarchive.
#ifndef PASSK_ADAPTER_JSON_HPP
#define PASSK_ADAPTER_JSON_HPP

// IWYU pragma: begin_exports
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/nearest_name.hpp>
#include <passk/adapter/json/read_families.hpp>
#include <passk/adapter/json/read_image.hpp>
#include <passk/adapter/json/read_journal.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/adapter/json/read_outcomes.hpp>
#include <passk/adapter/json/read_problems.hpp>
#include <passk/adapter/json/read_recorded_draws.hpp>
#include <passk/adapter/json/read_report.hpp>
#include <passk/adapter/json/read_samples.hpp>
#include <passk/adapter/json/recognise.hpp>
#include <passk/adapter/json/sample_journal.hpp>
#include <passk/adapter/json/scored_samples.hpp>
// IWYU pragma: end_exports

#endif  // PASSK_ADAPTER_JSON_HPP
