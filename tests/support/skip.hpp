// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_SUPPORT_SKIP_HPP
#define PASSK_TESTS_SUPPORT_SKIP_HPP

#include <cstdio>
#include <string>

namespace passk_tests {

/// Prints that the running test is skipped because this machine lacks what it needs; the test
/// returns right after it. ctest and tests/run.sh count such a test as skipped, not as passed.
/// @code
/// if (!namespaces_are_allowed()) {
///     return passk_tests::skip("user namespaces are refused here");
/// }
/// @endcode
inline void skip(const std::string& why) {
    std::printf("\npassk test skipped: %s\n", why.c_str());
    std::fflush(stdout);
}

}  // namespace passk_tests

#endif  // PASSK_TESTS_SUPPORT_SKIP_HPP
