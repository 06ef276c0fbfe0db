// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_SRC_HPP
#define PASSK_INTERVAL_SRC_HPP

/// Defines what the headers of this folder declare where `PASSK_SEPARATE_COMPILATION` is defined.
#include <passk/interval/impl/completion_statistic.ipp>       // IWYU pragma: keep
#include <passk/interval/impl/confidence_intervals.ipp>       // IWYU pragma: keep
#include <passk/interval/impl/statistic.ipp>                  // IWYU pragma: keep
#include <passk/interval/impl/success_interval.ipp>           // IWYU pragma: keep
#include <passk/interval/resampling/impl/mean_resampler.ipp>  // IWYU pragma: keep

#endif  // PASSK_INTERVAL_SRC_HPP
