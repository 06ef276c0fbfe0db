// SPDX-License-Identifier: Apache-2.0
// expect: fail_attempts
#include <passk/estimate/pass_at_k.hpp>
constexpr double impossible = passk::pass_at_k(passk::tally(4, 2), 5);
