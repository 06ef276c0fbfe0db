// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_NOTES_HPP
#define PASSK_VERIFY_MATH_NOTES_HPP

#include <passk/verify/math/words.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace passk::detail::math {

/// Words that change what the value beside them means: bounds, directions of change, negation,
/// multiples, connectives, properties of numbers. A value with such a word beside it is read in
/// part only, and equals nothing but the same value with the same words.
///
/// Sorted, for a binary search.
inline constexpr std::array<std::string_view, 226> meaning_words{
    "above",      "adding",        "additional",  "after",       "ago",        "ahead",
    "almost",     "alternatively", "and",         "any",         "average",    "base",
    "before",     "behind",        "below",       "beneath",     "besides",    "between",
    "beyond",     "bigger",        "billion",     "billions",    "bn",         "both",
    "but",        "cannot",        "cheaper",     "choose",      "closer",     "composite",
    "cooler",     "crore",         "cubed",       "cubes",       "debt",       "deeper",
    "deficit",    "didnt",         "difference",  "digit",       "digits",     "discounted",
    "divided",    "divisible",     "divisors",    "doesnt",      "dont",       "double",
    "doubled",    "doubtful",      "dozen",       "dozens",      "earlier",    "either",
    "even",       "except",        "exclude",     "excludes",    "excluding",  "extra",
    "factor",     "factorial",     "factors",     "false",       "farther",    "faster",
    "few",        "fewer",         "fewest",      "fold",        "further",    "greater",
    "greatest",   "gross",         "half",        "halved",      "halves",     "heavier",
    "hence",      "higher",        "hotter",      "hundred",     "hundreds",   "hundredths",
    "if",         "impossible",    "improper",    "incorrect",   "infinite",   "infinitely",
    "instead",    "invalid",       "inverse",     "inverted",    "irrational", "lakh",
    "larger",     "largest",       "later",       "least",       "less",       "lighter",
    "longer",     "lose",          "loses",       "loss",        "losses",     "lost",
    "lower",      "maximum",       "mean",        "median",      "million",    "millions",
    "minimum",    "minus",         "minuses",     "missing",     "mn",         "mod",
    "mode",       "modulo",        "more",        "most",        "multiple",   "multiples",
    "multiplied", "nearly",        "negative",    "neither",     "never",      "no",
    "non",        "none",          "nonnegative", "nonzero",     "nor",        "not",
    "nothing",    "odd",           "older",       "only",        "opposite",   "optional",
    "or",         "otherwise",     "outside",     "over",        "overdue",    "owe",
    "owed",       "owes",          "pair",        "pairs",       "past",       "percent",
    "percentage", "percentile",    "percentiles", "plus",        "point",      "points",
    "power",      "powers",        "prime",       "product",     "quadruple",  "quarter",
    "quarters",   "quintuple",     "quotient",    "rather",      "ratio",      "rational",
    "reciprocal", "remainder",     "reversed",    "root",        "roots",      "score",
    "short",      "shorter",       "slower",      "smaller",     "smallest",   "squared",
    "squares",    "stolen",        "subtract",    "subtracted",  "sum",        "taller",
    "tens",       "tenths",        "than",        "then",        "thinner",    "third",
    "thirds",     "thousand",      "thousands",   "thousandths", "times",      "too",
    "trillion",   "triple",        "tripled",     "twice",       "unclear",    "undefined",
    "under",      "unequal",       "unknown",     "unless",      "unlike",     "unlikely",
    "until",      "variance",      "versus",      "vs",          "warmer",     "wider",
    "within",     "without",       "wrong",       "younger"};
static_assert(std::is_sorted(meaning_words.begin(), meaning_words.end()));

/// Does one of the words change the meaning of the value that they stand beside?
[[nodiscard]] inline bool changes_meaning(std::string_view note) {
    if (note.empty()) {
        return false;
    }
    const std::vector<std::string> words = words_of(note);
    return std::any_of(words.begin(), words.end(), [](const std::string& word) {
        return std::binary_search(meaning_words.begin(), meaning_words.end(),
                                  std::string_view(word));
    });
}

/// Does the text deny something?
[[nodiscard]] inline bool negates(std::string_view text) {
    static constexpr std::array<std::string_view, 14> negations{
        "not",    "never", "non",   "without", "neither", "nor",    "except",
        "cannot", "isnt",  "arent", "doesnt",  "dont",    "unlike", "cant"};
    const std::vector<std::string> words = words_of(text);
    return std::any_of(words.begin(), words.end(), [](const std::string& word) {
        return std::find(negations.begin(), negations.end(), word) != negations.end();
    });
}

/// "apple" of "apples": two notes that differ in number only say the same.
[[nodiscard]] inline std::string singular(std::string word) {
    if (word == "people") {
        return "person";
    }
    if (word.size() > 3 && word.ends_with("ies")) {
        word.resize(word.size() - 3);
        return word + "y";
    }
    if (word.size() > 2 && word.back() == 's' && !word.ends_with("ss")) {
        word.pop_back();
    }
    return word;
}

/// What two notes say together.
enum class notes_seen : unsigned char {
    agree,     ///< the same words, or words of no consequence on one side only
    conflict,  ///< different words: nothing proves the values to be those of one thing
    partial,   ///< a word that changes the meaning, on one side only
};

[[nodiscard]] inline notes_seen compare_notes(const std::string& a, const std::string& b) {
    if (a == b || singular(a) == singular(b)) {
        return notes_seen::agree;
    }
    if (changes_meaning(a) || changes_meaning(b)) {
        return notes_seen::partial;
    }
    return a.empty() || b.empty() ? notes_seen::agree : notes_seen::conflict;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_NOTES_HPP
