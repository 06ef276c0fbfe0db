// SPDX-License-Identifier: Apache-2.0
// expect: (ignoring|unused-result)
#include <passk/core/result.hpp>
passk::result<int> ask();
void forget() {
    ask();
}
