// SPDX-License-Identifier: Apache-2.0
// Ten samples were drawn. What is pass@20?
#include <passk/estimate/pass_at_k.hpp>
#include <passk/exact/pass_at_k.hpp>

#include <iostream>

int main() {
    // Estimating pass@20 means averaging over the 20-subsets of the samples, and ten samples
    // have none. The formula that most tools copy returns 1 here, even when every sample failed.
    try {
        std::cout << passk::pass_at_k(passk::tally(10, 0), 20) << '\n';
    } catch (const passk::domain_error& refusal) {
        std::cout << refusal.what() << '\n';
    }

    // No clever estimator helps: whatever number f(c) one returns for c successes of 10, its
    // expectation over c ~ Binomial(10, p) is a polynomial in p of degree at most 10, and the
    // truth 1 - (1 - p)^20 has degree 20. What can be had: a model of how p varies between
    // problems (passk forecast), an interval from an interval for p, or more samples.
    std::cout << "pass@10 of the same samples: " << passk::pass_at_k(passk::tally(10, 0), 10)
              << '\n';
}
