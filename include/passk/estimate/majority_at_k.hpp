// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_MAJORITY_AT_K_HPP
#define PASSK_ESTIMATE_MAJORITY_AT_K_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/attempts.hpp>
#include <passk/core/error.hpp>
#include <passk/core/shared_span.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>
#include <passk/statistics/overlap_expectation.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace passk {

/// What a vote counts as when the correct answer shares the highest number of votes.
enum class tie_rule : std::uint8_t {
    fractional,  ///< 1/t for t answers that share it: one of them is picked evenly at random
    strict,      ///< 0: only the most frequent answer alone wins
};

/// How often each distinct answer occurs among the completions of one problem. Answers that are
/// mathematically equal must be merged before.
struct answer_counts {
    std::uint64_t correct = 0;           ///< completions with the correct answer
    std::vector<std::uint64_t> wrong{};  ///< completions with each wrong answer
    std::uint64_t unparsed = 0;          ///< completions without an answer: drawn, but no vote

    /// n, all completions.
    [[nodiscard]] std::uint64_t trials() const noexcept {
        std::uint64_t sum = correct + unparsed;
        for (const std::uint64_t one : wrong) {
            sum += one;
        }
        return sum;
    }
};

namespace detail {

// The chances of 0, 1, ..., largest successes in n trials of chance p: relative to the likeliest,
// then normalised over all of 0..n.
inline std::vector<double> binomial_chances(std::uint64_t n, double p, std::size_t largest) {
    const double odds = p / (1.0 - p);
    const auto size = [](std::uint64_t count) { return static_cast<double>(count); };
    const auto guess = static_cast<std::uint64_t>((size(n) + 1.0) * p);
    const std::uint64_t mode = guess < n ? guess : n;
    std::vector<double> chances(largest + 1, 0.0);
    double total = 0.0;
    const auto record = [&](std::uint64_t j, double weight) {
        total += weight;
        if (j <= largest) {
            chances[static_cast<std::size_t>(j)] = weight;
        }
    };
    double weight = 1.0;
    for (std::uint64_t j = mode; weight > 0.0; ++j) {
        record(j, weight);
        if (j == n) {
            break;
        }
        weight *= size(n - j) / size(j + 1) * odds;
    }
    weight = 1.0;
    for (std::uint64_t j = mode; j > 0 && weight > 0.0; --j) {
        weight *= size(j) / (size(n - j + 1) * odds);
        record(j - 1, weight);
    }
    for (double& chance : chances) {
        chance /= total;
    }
    return chances;
}

// majority_at_k for every k up to `largest`, with completions drawn independently with chance p
// each and then conditioned on k of them being drawn: p decides the range of the numbers only.
// Entries whose k is too unlikely under p for double precision are negative.
inline std::vector<double> majority_up_to(const answer_counts& answers, std::size_t largest,
                                          double p, tie_rule ties) {
    std::vector<double> wins(largest + 1, 0.0);
    const std::vector<double> correct = binomial_chances(answers.correct, p, largest);
    std::vector<std::vector<double>> wrong;
    wrong.reserve(answers.wrong.size());
    for (const std::uint64_t count : answers.wrong) {
        const std::uint64_t most = count < largest ? count : largest;
        wrong.push_back(binomial_chances(count, p, static_cast<std::size_t>(most)));
    }
    const std::vector<double> unparsed = binomial_chances(answers.unparsed, p, largest);

    const std::uint64_t most_votes = answers.correct < largest ? answers.correct : largest;
    for (std::size_t votes = 1; votes <= most_votes; ++votes) {
        const std::size_t room = largest - votes;
        const std::size_t most_ties =
            ties == tie_rule::strict ? 0 : (std::min)(room / votes, wrong.size());
        // drawn[t][s]: the chance that s completions of the other answers are drawn, none of them
        // more than `votes` times and t of them exactly so.
        std::vector<std::vector<double>> drawn(most_ties + 1, std::vector<double>(room + 1, 0.0));
        for (std::size_t s = 0; s <= room && s < unparsed.size(); ++s) {
            drawn[0][s] = unparsed[s];
        }
        std::vector<double> next(room + 1);
        for (const std::vector<double>& chances : wrong) {
            const std::size_t below = (std::min)(votes, chances.size());
            for (std::size_t t = most_ties + 1; t-- > 0;) {
                std::fill(next.begin(), next.end(), 0.0);
                for (std::size_t u = 0; u < below && u <= room; ++u) {
                    const double chance = chances[u];
                    for (std::size_t s = u; s <= room; ++s) {
                        next[s] += chance * drawn[t][s - u];
                    }
                }
                if (t > 0 && votes < chances.size()) {
                    for (std::size_t s = votes; s <= room; ++s) {
                        next[s] += chances[votes] * drawn[t - 1][s - votes];
                    }
                }
                drawn[t].swap(next);
            }
        }
        for (std::size_t t = 0; t <= most_ties; ++t) {
            const double credit = correct[votes] / static_cast<double>(t + 1);
            for (std::size_t s = 0; s <= room; ++s) {
                wins[votes + s] += credit * drawn[t][s];
            }
        }
    }
    const std::vector<double> all = binomial_chances(answers.trials(), p, largest);
    for (std::size_t k = 1; k <= largest; ++k) {
        wins[k] = all[k] > 1e-200 ? (std::min)(wins[k] / all[k], 1.0) : -1.0;
    }
    return wins;
}

}  // namespace detail

/// Unbiased estimate of majority voting (maj-at-k, cons-at-k) for each k of a list: the share of
/// all subsets of k completions in which the correct answer has the most votes. Exact over all
/// subsets; nothing is sampled.
///
/// @param answers  how often each answer of one problem occurs
/// @param ks       numbers of votes, in any order
/// @param ties     what an equal highest number of votes counts as
/// @pre            1 <= k <= answers.trials() for each k
/// @returns        a probability in [0, 1] for each k, in the order of ks.
/// @throws         domain_error if the precondition does not hold.
///
/// @par Accuracy
/// sums of positive terms: relative error below 1e-11 for n = 1000 and 50 answers.
/// @par Cost
/// O(K^3) for each wrong answer, K the largest k (less for answers given fewer than K times).
/// @par Source
/// Wang et al. 2022, arXiv:2203.11171 (self-consistency), for the vote; the sum over subsets by
/// the number of votes of the winner and the number of answers that tie with it.
[[nodiscard]] inline std::vector<double> majority_at_k_curve(const answer_counts& answers,
                                                             const attempts& ks,
                                                             tie_rule ties = tie_rule::fractional) {
    const std::uint64_t n = answers.trials();
    for (const std::uint64_t k : ks) {
        detail::expects_attempts("passk::majority_at_k", k, n);
    }
    std::vector<double> curve(ks.size(), -1.0);
    for (;;) {
        std::uint64_t largest = 0;
        for (std::size_t i = 0; i < ks.size(); ++i) {
            largest = curve[i] < 0.0 ? (std::max)(largest, ks[i]) : largest;
        }
        if (largest == 0) {
            return curve;
        }
        // The chance that makes the largest k the likeliest, kept off 1 for k = n.
        const double p = static_cast<double>(largest) / (static_cast<double>(n) + 1.0);
        const std::vector<double> wins =
            detail::majority_up_to(answers, static_cast<std::size_t>(largest), p, ties);
        for (std::size_t i = 0; i < ks.size(); ++i) {
            if (curve[i] < 0.0 && ks[i] <= largest) {
                curve[i] = wins[static_cast<std::size_t>(ks[i])];
            }
        }
    }
}

/// majority_at_k_curve at one k.
[[nodiscard]] inline double majority_at_k(const answer_counts& answers, attempt_count k,
                                          tie_rule ties = tie_rule::fractional) {
    return majority_at_k_curve(answers, {k}, ties).front();
}

/// Mean of majority_at_k over the problems of a benchmark.
/// @param problems  any range of answer_counts, or {rows, projection}
/// @pre     at least one problem; 1 <= k <= n for every problem
/// @throws  domain_error that names k, n and the problem otherwise.
[[nodiscard]] inline double mean_majority_at_k(const shared_span<answer_counts>& problems,
                                               attempt_count k,
                                               tie_rule ties = tie_rule::fractional) {
    detail::expects(!problems.empty(), "passk::mean_majority_at_k: there is no problem");
    double sum = 0.0;
    for (std::size_t i = 0; i < problems.size(); ++i) {
        detail::expects_attempts("passk::mean_majority_at_k", k, problems[i].trials(),
                                 "problem " + std::to_string(i));
        sum += majority_at_k(problems[i], k, ties);
    }
    return sum / static_cast<double>(problems.size());
}

/// The chance that more than half of k completions are correct, which is all that counts of
/// successes can say of a majority vote: a lower bound on majority_at_k, reached when all wrong
/// answers agree.
///
/// @pre      1 <= k <= n
/// @returns  a probability in [0, 1]; under tie_rule::fractional an even split counts 1/2.
/// @throws   domain_error if the precondition does not hold.
/// @par Cost
/// min(c, k) multiplications and divisions.
[[nodiscard]] constexpr double binary_majority_at_k(tally counts, attempt_count k,
                                                    tie_rule ties = tie_rule::strict) {
    detail::expects_attempts("passk::binary_majority_at_k", k, counts.trials());
    const double tie = ties == tie_rule::fractional ? 0.5 : 0.0;
    return overlap_expectation(counts.trials(), k, counts.successes(),
                               [k, tie](std::uint64_t hits) {
                                   return hits > k - hits ? 1.0 : (hits == k - hits ? tie : 0.0);
                               });
}

/// Mean of binary_majority_at_k over the problems of a benchmark.
/// @pre     at least one problem; 1 <= k <= n for every problem
/// @throws  domain_error that names k, n and the problem otherwise.
[[nodiscard]] constexpr double mean_binary_majority_at_k(const problem_tallies& problems,
                                                         attempt_count k,
                                                         tie_rule ties = tie_rule::strict) {
    problems.expects_attempts("passk::mean_binary_majority_at_k", k);
    double sum = 0.0;
    for (const tally& counts : problems) {
        sum += binary_majority_at_k(counts, k, ties);
    }
    return sum / static_cast<double>(problems.size());
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_MAJORITY_AT_K_HPP
