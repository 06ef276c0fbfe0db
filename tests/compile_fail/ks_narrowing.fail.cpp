// SPDX-License-Identifier: Apache-2.0
// expect: (is not a constant expression|attempt_count)
#include <passk/core/attempts.hpp>
void f(const passk::attempts& ks);
void narrowing(int k) {
    f({1, k});
}
