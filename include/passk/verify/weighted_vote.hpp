// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_WEIGHTED_VOTE_HPP
#define PASSK_VERIFY_WEIGHTED_VOTE_HPP

#include <passk/core/error.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/any_verifier.hpp>

#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

/// One judge of a weighted_vote.
struct weighted_verifier {
    any_verifier judge;
    double weight = 1.0;  ///< > 0, finite
};

/// Shares of the total weight, by verdict. They sum to 1 up to rounding.
struct vote_shares {
    double correct = 0;
    double incorrect = 0;
    double undecided = 0;
};

/// Several verifiers with a say in proportion to their weights.
class weighted_vote {
public:
    /// @param judges  who votes
    /// @param quorum  share of the whole weight that a verdict needs, in (0.5, 1]; undecided
    ///                judges keep their weight in the whole, so they can prevent a verdict
    /// @throws        domain_error without judges, or with a weight or quorum out of range
    explicit weighted_vote(std::vector<weighted_verifier> judges, double quorum = 2.0 / 3.0)
        : judges_(std::move(judges)), quorum_(quorum) {
        detail::expects(!judges_.empty(), "passk::weighted_vote: there must be a judge");
        detail::expects(quorum > 0.5 && quorum <= 1,
                        "passk::weighted_vote: the quorum must be above 0.5 and at most 1");
        for (const weighted_verifier& each : judges_) {
            detail::expects(each.weight > 0 && std::isfinite(each.weight),
                            "passk::weighted_vote: weights must be positive and finite");
            total_ += each.weight;
        }
        detail::expects(std::isfinite(total_), "passk::weighted_vote: the weights overflow");
    }

    /// How the weight is divided on this text: a score in [0, 1] is shares(p, text).correct.
    [[nodiscard]] vote_shares shares(const problem& p, std::string_view text) const {
        // Sums of the weights as given come before the division, so that a unanimous vote is
        // exactly 1 for a quorum of 1.
        double sums[3] = {0, 0, 0};
        for (const weighted_verifier& each : judges_) {
            sums[static_cast<std::size_t>(each.judge(p, text))] += each.weight;
        }
        return {sums[static_cast<std::size_t>(verdict::correct)] / total_,
                sums[static_cast<std::size_t>(verdict::incorrect)] / total_,
                sums[static_cast<std::size_t>(verdict::undecided)] / total_};
    }

    /// The verdict whose share reaches the quorum, else undecided.
    [[nodiscard]] verdict operator()(const problem& p, std::string_view text) const {
        const vote_shares got = shares(p, text);
        if (got.correct >= quorum_) {
            return verdict::correct;
        }
        return got.incorrect >= quorum_ ? verdict::incorrect : verdict::undecided;
    }

private:
    std::vector<weighted_verifier> judges_;
    double quorum_;
    double total_ = 0;
};

}  // namespace passk

#endif  // PASSK_VERIFY_WEIGHTED_VOTE_HPP
