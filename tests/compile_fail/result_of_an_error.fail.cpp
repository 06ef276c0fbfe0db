// SPDX-License-Identifier: Apache-2.0
// expect: (constraints not satisfied|does not satisfy|constraint failure)
#include <passk/core/result.hpp>
using nonsense = passk::result<passk::error>;
