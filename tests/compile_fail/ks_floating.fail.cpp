// SPDX-License-Identifier: Apache-2.0
// expect: (attempts|attempt_count)
#include <passk/core/attempts.hpp>
void f(const passk::attempts& ks);
void floating() {
    f({1, 2.5, 4});
}
