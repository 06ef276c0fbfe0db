// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_ANSWER_LIST_HPP
#define PASSK_VERIFY_ANSWER_LIST_HPP

#include <passk/core/error.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/answer_classes.hpp>
#include <passk/verify/answer_text.hpp>
#include <passk/verify/extract_answer.hpp>
#include <passk/verify/judgement.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

/// Splits an answer that lists several: at commas, semicolons, line breaks, "and", "or" outside
/// of all brackets and formulas' braces. A comma between digits splits only if a space follows
/// or what follows is no group of three digits: "84,69" are two answers, "1,234" is one.
[[nodiscard]] std::vector<std::string> split_answers(std::string_view answer);

/// Whether the order of several answers matters.
enum class answer_order : std::uint8_t { any, as_given };

/// Three-valued comparison of two lists of answers: correct if the members pair up as equal, one
/// to one; incorrect if they cannot, whatever the undecided comparisons would turn out to be;
/// else undecided. A hundred members at most, longer lists are undecided unless their lengths
/// differ.
template <answer_equality E = same_answer>
[[nodiscard]] verdict same_answers(const std::vector<std::string>& prediction,
                                   const std::vector<std::string>& gold,
                                   answer_order order = answer_order::any, const E& equal = {});

/// Share of common members of two lists, from 0 to 1: |A and B| / |A or B| (Jaccard), with
/// members paired one to one by equality. 1 for two empty lists.
template <answer_equality E = same_answer>
[[nodiscard]] double answer_overlap(const std::vector<std::string>& prediction,
                                    const std::vector<std::string>& gold, const E& equal = {});

/// Judges problems that have several final answers.
struct answer_list_verifier {
    answer_order order = answer_order::any;
    extraction_policy extraction{};
    same_answer equal{};

    [[nodiscard]] verdict operator()(const problem& p, std::string_view text) const {
        return explain(p, text).ruling;
    }
    [[nodiscard]] judgement explain(const problem& p, std::string_view text) const;
};

/// Accepts a list of answers that overlaps enough with the gold list (answer_overlap).
class overlap_verifier {
public:
    /// @param least  overlap from which an answer is correct, in (0, 1]
    explicit overlap_verifier(double least = 1.0, const extraction_policy& extraction = {},
                              const same_answer& equal = {})
        : least_(least), extraction_(extraction), equal_(equal) {
        detail::expects(least > 0 && least <= 1,
                        "passk::overlap_verifier: the least overlap must be in (0, 1]");
    }

    [[nodiscard]] verdict operator()(const problem& p, std::string_view text) const {
        const extracted_answer found = extract_answer(text, extraction_);
        const std::vector<std::string> gold = split_answers(reference_answer(p.reference));
        if (!found || gold.empty()) {
            return verdict::undecided;
        }
        return answer_overlap(split_answers(found.text), gold, equal_) >= least_
                   ? verdict::correct
                   : verdict::incorrect;
    }

private:
    double least_;
    extraction_policy extraction_;
    same_answer equal_;
};

namespace detail {

// Size of a largest one-to-one pairing along the edges (Kuhn's augmenting paths).
inline std::size_t largest_pairing(const std::vector<std::vector<bool>>& edge,
                                   std::size_t columns) {
    constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::vector<std::size_t> row_of(columns, none);
    std::vector<std::size_t> column_of(edge.size(), none);
    std::size_t pairs = 0;
    for (std::size_t row = 0; row < edge.size(); ++row) {
        // Breadth-first search for a column that is free, through rows that could move.
        std::vector<std::size_t> from(columns, none);
        std::vector<std::size_t> queue{row};
        std::size_t found = none;
        for (std::size_t head = 0; head < queue.size() && found == none; ++head) {
            for (std::size_t c = 0; c < columns && found == none; ++c) {
                if (!edge[queue[head]][c] || from[c] != none) {
                    continue;
                }
                from[c] = queue[head];
                if (row_of[c] == none) {
                    found = c;
                } else {
                    queue.push_back(row_of[c]);
                }
            }
        }
        pairs += found != none ? 1U : 0U;
        while (found != none) {  // move every row on the path to the column found for it
            const std::size_t mover = from[found];
            const std::size_t left = column_of[mover];
            row_of[found] = mover;
            column_of[mover] = found;
            found = left;
        }
    }
    return pairs;
}

}  // namespace detail

inline std::vector<std::string> split_answers(std::string_view answer) {
    answer = undecorated(answer);
    std::vector<std::string> parts;
    std::size_t begin = 0;
    std::size_t depth = 0;
    const auto cut = [&](std::size_t at, std::size_t length) {
        const std::string_view part = undecorated(answer.substr(begin, at - begin));
        if (!part.empty()) {
            parts.emplace_back(part);
        }
        begin = at + length;
    };
    for (std::size_t i = 0; i < answer.size(); ++i) {
        const char c = answer[i];
        if (c == '\\' && i + 1 < answer.size()) {
            const char next = answer[i + 1];
            if (next == '{') {
                ++depth;
            } else if (next == '}') {
                depth -= depth > 0 ? 1U : 0U;
            }
            ++i;
            continue;
        }
        if (c == '(' || c == '[' || c == '{') {
            ++depth;
        } else if (c == ')' || c == ']' || c == '}') {
            depth -= depth > 0 ? 1U : 0U;
        }
        if (depth > 0) {
            continue;
        }
        if (c == ';' || c == '\n') {
            cut(i, 1);
        } else if (c == ',') {
            const auto digit = [&](std::size_t at) {
                return at < answer.size() && detail::is_digit(answer[at]);
            };
            const bool grouped = i > 0 && digit(i - 1) && digit(i + 1) && digit(i + 2)
                                 && digit(i + 3) && !digit(i + 4);
            if (!grouped) {
                cut(i, 1);
            }
        } else if (detail::text_at(answer, i, "\xE3\x80\x81")) {  // the Chinese list comma
            cut(i, 3);
        } else if (detail::is_white(c)) {
            for (const std::string_view word :
                 std::initializer_list<std::string_view>{"and ", "or "}) {
                if (detail::folded_text_at(answer, i + 1, word)) {
                    cut(i, 1 + word.size());
                    i += word.size();
                    break;
                }
            }
        }
    }
    cut(answer.size(), 0);
    return parts;
}

template <answer_equality E>
verdict same_answers(const std::vector<std::string>& prediction,
                     const std::vector<std::string>& gold, answer_order order, const E& equal) {
    if (prediction.size() != gold.size()) {
        return verdict::incorrect;
    }
    constexpr std::size_t longest = 100;
    if (gold.empty() || gold.size() > longest) {
        return verdict::undecided;
    }
    const std::size_t n = gold.size();
    std::vector<std::vector<bool>> proven(n, std::vector<bool>(n, false));
    std::vector<std::vector<bool>> possible = proven;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            if (order == answer_order::as_given && i != j) {
                continue;
            }
            const verdict one = equal(std::string_view(prediction[i]), std::string_view(gold[j]));
            proven[i][j] = one == verdict::correct;
            possible[i][j] = one != verdict::incorrect;
        }
    }
    if (detail::largest_pairing(proven, n) == n) {
        return verdict::correct;
    }
    return detail::largest_pairing(possible, n) == n ? verdict::undecided : verdict::incorrect;
}

template <answer_equality E>
double answer_overlap(const std::vector<std::string>& prediction,
                      const std::vector<std::string>& gold, const E& equal) {
    std::vector<std::vector<bool>> edge(prediction.size(), std::vector<bool>(gold.size(), false));
    for (std::size_t i = 0; i < prediction.size(); ++i) {
        for (std::size_t j = 0; j < gold.size(); ++j) {
            edge[i][j] = equal(std::string_view(prediction[i]), std::string_view(gold[j]))
                         == verdict::correct;
        }
    }
    const std::size_t common = detail::largest_pairing(edge, gold.size());
    const std::size_t all = prediction.size() + gold.size() - common;
    return all == 0 ? 1.0 : static_cast<double>(common) / static_cast<double>(all);
}

inline judgement answer_list_verifier::explain(const problem& p, std::string_view text) const {
    judgement out;
    const std::string bare = reference_answer(p.reference);
    const std::vector<std::string> gold = split_answers(bare);
    out.reference = bare;
    const extracted_answer found = extract_answer(text, extraction);
    out.steps.push_back(detail::described(found));
    if (gold.empty()) {
        out.reason = verdict_reason::unreadable_reference;
        return out;
    }
    if (!found) {
        out.reason = detail::reason_of(found.status);
        return out;
    }
    out.prediction = found.text;
    const std::vector<std::string> prediction = split_answers(found.text);
    out.steps.push_back(std::to_string(prediction.size()) + " answers against "
                        + std::to_string(gold.size()));
    out.ruling = same_answers(prediction, gold, order, equal);
    out.reason = detail::reason_of(out.ruling);
    return out;
}

}  // namespace passk

#endif  // PASSK_VERIFY_ANSWER_LIST_HPP
