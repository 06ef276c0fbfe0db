// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_SUPPORT_SOURCE_DIRECTORY_HPP
#define PASSK_TESTS_SUPPORT_SOURCE_DIRECTORY_HPP

#include <string>

namespace passk_tests {

/// The root of this repository. Compiled into main.cpp alone, so that a cache of compiled files
/// serves every checkout.
std::string source_directory();

}  // namespace passk_tests

#endif  // PASSK_TESTS_SUPPORT_SOURCE_DIRECTORY_HPP
