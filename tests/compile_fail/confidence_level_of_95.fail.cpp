// SPDX-License-Identifier: Apache-2.0
// expect: strictly between 0 and 1
#include <passk/core/confidence_level.hpp>
constexpr passk::confidence_level percent(95.0);
