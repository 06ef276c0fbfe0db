// SPDX-License-Identifier: Apache-2.0
// expect: (ignoring|unused-result|nodiscard)
#include <passk/compare/compare_models.hpp>
void forget(const passk::paired_outcomes& outcomes) {
    passk::compare_models(outcomes, passk::estimand::sampled_problems);
}
