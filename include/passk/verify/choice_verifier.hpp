// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_CHOICE_VERIFIER_HPP
#define PASSK_VERIFY_CHOICE_VERIFIER_HPP

#include <passk/core/error.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/extract_answer.hpp>
#include <passk/verify/judgement.hpp>
#include <passk/verify/read_choice.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace passk {

/// The options that a response chose, with the answer they were read from.
struct chosen_options {
    verdict_reason reason = verdict_reason::no_answer;  ///< equal if options were read
    choice_set choices{};
    std::string answer{};  ///< the text that names them
};

/// Reads the choice out of a whole response: the final answer (extract_answer) as a letter or as
/// the text of one option, else a closing sentence such as "Option B is correct", "so I choose
/// (B)", "故选B", or a last line that is only a letter.
///
/// @param response    any bytes
/// @param options     option texts; may be empty, then only letters are read
/// @param letters     how many options there are, if `options` is empty
/// @param extraction  how the final answer is found
[[nodiscard]] PASSK_INLINE chosen_options extract_choice(std::string_view response,
                                                         std::span<const std::string> options = {},
                                                         std::size_t letters = 10,
                                                         const extraction_policy& extraction = {});

/// Judges multiple-choice problems. The reference is a letter, several letters, or the text of
/// one option; option texts are problem::options,
/// or else read from the prompt (read_options). The order of letters does
/// not matter, and with the reference given as text the order of the options does not either.
///
/// Undecided: no answer; a letter that contradicts the option text behind it; an answer that is
/// neither a letter nor an option.
class choice_verifier {
public:
    /// @param letters  how many options there are when the prompt lists none, 2 to 26
    /// @param judged      whole responses, or answers that were taken out before
    /// @param extraction  how the final answer is found in a response
    explicit choice_verifier(std::size_t letters = 10, judged_text judged = judged_text::response,
                             const extraction_policy& extraction = {})
        : letters_(letters), judged_(judged), extraction_(extraction) {
        detail::expects(letters >= 2 && letters <= 26,
                        "passk::choice_verifier: there must be 2 to 26 options");
    }

    [[nodiscard]] verdict operator()(const problem& p, std::string_view text) const {
        return explain(p, text).ruling;
    }

    [[nodiscard]] PASSK_INLINE judgement explain(const problem& p, std::string_view text) const;

private:
    std::size_t letters_;
    judged_text judged_;
    extraction_policy extraction_;
};

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/verify/impl/choice_verifier.ipp>
#endif

#endif  // PASSK_VERIFY_CHOICE_VERIFIER_HPP
