// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_SRC_HPP
#define PASSK_SRC_HPP

/// Defines what the headers of passk declare where `PASSK_SEPARATE_COMPILATION` is defined: one
/// source file of a program includes it. Each adapter has a `src.hpp` of its own.
#include <passk/compare/src.hpp>   // IWYU pragma: keep
#include <passk/estimate/src.hpp>  // IWYU pragma: keep
#include <passk/interval/src.hpp>  // IWYU pragma: keep
#include <passk/report/src.hpp>    // IWYU pragma: keep
#include <passk/sample/src.hpp>    // IWYU pragma: keep
#include <passk/verify/src.hpp>    // IWYU pragma: keep

#endif  // PASSK_SRC_HPP
