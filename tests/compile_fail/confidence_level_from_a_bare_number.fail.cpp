// SPDX-License-Identifier: Apache-2.0
// expect: (could not convert|no viable conversion|conversion from)
#include <passk/core/confidence_level.hpp>
passk::confidence_level level = 0.95;
