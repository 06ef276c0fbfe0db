// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_HPP
#define PASSK_VERIFY_HPP

#include <passk/verify/all_of.hpp>                 // IWYU pragma: export
#include <passk/verify/answer_classes.hpp>         // IWYU pragma: export
#include <passk/verify/answer_equivalent.hpp>      // IWYU pragma: export
#include <passk/verify/answer_list.hpp>            // IWYU pragma: export
#include <passk/verify/answer_scan.hpp>            // IWYU pragma: export
#include <passk/verify/any_of.hpp>                 // IWYU pragma: export
#include <passk/verify/any_verifier.hpp>           // IWYU pragma: export
#include <passk/verify/as_verifier.hpp>            // IWYU pragma: export
#include <passk/verify/choice_verifier.hpp>        // IWYU pragma: export
#include <passk/verify/count_correct.hpp>          // IWYU pragma: export
#include <passk/verify/count_verdicts.hpp>         // IWYU pragma: export
#include <passk/verify/exact_match.hpp>            // IWYU pragma: export
#include <passk/verify/extract_answer.hpp>         // IWYU pragma: export
#include <passk/verify/hendrycks_rule.hpp>         // IWYU pragma: export
#include <passk/verify/identical_completions.hpp>  // IWYU pragma: export
#include <passk/verify/judge_samples.hpp>          // IWYU pragma: export
#include <passk/verify/judgement.hpp>              // IWYU pragma: export
#include <passk/verify/limit_of_rlvr_rule.hpp>     // IWYU pragma: export
#include <passk/verify/math_equivalent.hpp>        // IWYU pragma: export
#include <passk/verify/math_verifier.hpp>          // IWYU pragma: export
#include <passk/verify/minerva_rule.hpp>           // IWYU pragma: export
#include <passk/verify/model_turn.hpp>             // IWYU pragma: export
#include <passk/verify/numeric_verifier.hpp>       // IWYU pragma: export
#include <passk/verify/published_verifier.hpp>     // IWYU pragma: export
#include <passk/verify/read_choice.hpp>            // IWYU pragma: export
#include <passk/verify/sample_range.hpp>           // IWYU pragma: export
#include <passk/verify/verifier.hpp>               // IWYU pragma: export
#include <passk/verify/verifier_for.hpp>           // IWYU pragma: export
#include <passk/verify/weighted_vote.hpp>          // IWYU pragma: export

#endif  // PASSK_VERIFY_HPP
