// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_SRC_HPP
#define PASSK_ADAPTER_JSON_SRC_HPP

// Defines what the headers of this folder declare: <passk/core/separate_compilation.hpp>.
#include <passk/adapter/json/impl/read_outcomes.ipp>  // IWYU pragma: keep
#include <passk/adapter/json/impl/read_samples.ipp>   // IWYU pragma: keep
#include <passk/adapter/json/impl/recognise.ipp>      // IWYU pragma: keep

#endif  // PASSK_ADAPTER_JSON_SRC_HPP
