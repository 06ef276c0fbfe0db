// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_ANSWER_CLASSES_HPP
#define PASSK_VERIFY_ANSWER_CLASSES_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/answer_equivalent.hpp>
#include <passk/verify/extract_answer.hpp>
#include <passk/verify/math_policy.hpp>
#include <passk/verify/sample_range.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace passk {

/// Says whether two bare answers are the same: eq(answer, gold) -> verdict. Only
/// verdict::correct merges two answers.
template <class E>
concept answer_equality = std::move_constructible<E> && requires(const E& eq, std::string_view a,
                                                                 std::string_view b) {
    { eq(a, b) } -> std::same_as<verdict>;
};

/// The equality of answer_equivalent.
struct same_answer {
    math_policy policy{};

    [[nodiscard]] verdict operator()(std::string_view answer, std::string_view gold) const {
        return answer_equivalent(answer, gold, policy).ruling;
    }
};

/// Samples of one problem that gave the same answer.
struct answer_class {
    std::string answer{};                       ///< as the first of them wrote it
    std::vector<std::size_t> samples{};         ///< which samples, ascending
    verdict against_gold = verdict::undecided;  ///< is it the gold answer?

    [[nodiscard]] std::uint64_t votes() const noexcept { return samples.size(); }
};

/// How the samples of one problem voted: what majority_at_k counts.
struct answer_classes {
    std::vector<answer_class> classes{};        ///< in the order of their first sample
    std::vector<std::size_t> without_answer{};  ///< samples that gave none: no vote

    /// Votes for the gold answer: of every class that equals it.
    [[nodiscard]] std::uint64_t correct_votes() const noexcept {
        std::uint64_t votes = 0;
        for (const answer_class& one : classes) {
            votes += one.against_gold == verdict::correct ? one.votes() : 0;
        }
        return votes;
    }

    /// Votes of each other class. One whose comparison with the gold is undecided is among them:
    /// it does not count as correct.
    [[nodiscard]] std::vector<std::uint64_t> wrong_votes() const {
        std::vector<std::uint64_t> votes;
        for (const answer_class& one : classes) {
            if (one.against_gold != verdict::correct) {
                votes.push_back(one.votes());
            }
        }
        return votes;
    }
};

/// Groups extracted answers into classes of equal ones. An answer joins the first class whose
/// answer it provably equals; what is undecided stays apart. An empty answer is no vote.
///
/// @param answers  one bare answer a sample; empty where a sample gave none
/// @param gold     the right answer, bare
/// @param equal    the equality; called as equal(answer, representative), equal(answer, gold)
///
/// @par Cost
/// equal is called once for each pair of a distinct text and an earlier class at most; texts that
/// are the same byte for byte are merged without a call.
template <answer_equality E = same_answer>
[[nodiscard]] answer_classes classify_answers(const std::vector<std::string>& answers,
                                              std::string_view gold, const E& equal = {}) {
    answer_classes out;
    std::unordered_map<std::string_view, std::size_t> class_of_text;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const std::string_view answer = answers[i];
        if (answer.empty()) {
            out.without_answer.push_back(i);
            continue;
        }
        const auto [known, fresh] = class_of_text.try_emplace(answer, out.classes.size());
        if (fresh) {
            for (std::size_t c = 0; c < out.classes.size(); ++c) {
                if (equal(answer, std::string_view(out.classes[c].answer)) == verdict::correct) {
                    known->second = c;
                    break;
                }
            }
            if (known->second == out.classes.size()) {
                out.classes.push_back(
                    {.answer = answers[i], .samples = {}, .against_gold = equal(answer, gold)});
            }
        }
        out.classes[known->second].samples.push_back(i);
    }
    return out;
}

/// Finds the answer of every response (extract_answer) and groups them. The gold is read by
/// reference_answer.
///
/// @param responses  completions or texts, one a sample
template <sample_range R, answer_equality E = same_answer>
[[nodiscard]] answer_classes classify_responses(R&& responses, std::string_view gold,
                                                const extraction_policy& extraction = {},
                                                const E& equal = {}) {
    std::vector<std::string> answers;
    for (auto&& response : responses) {
        extracted_answer found = extract_answer(detail::sample_text(response), extraction);
        answers.push_back(found ? std::move(found.text) : std::string());
    }
    return classify_answers(answers, reference_answer(gold), equal);
}

}  // namespace passk

#endif  // PASSK_VERIFY_ANSWER_CLASSES_HPP
