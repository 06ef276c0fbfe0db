// SPDX-License-Identifier: Apache-2.0
// Reading answers out of any bytes: every stage before mathematics, with what each promises.
#include <passk/verify/answer_list.hpp>
#include <passk/verify/choice_verifier.hpp>
#include <passk/verify/extract_answer.hpp>
#include <passk/verify/numeric_verifier.hpp>
#include <passk/verify/published_verifier.hpp>
#include <passk/verify/read_number.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

void demand(bool promise) {
    if (!promise) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    for (const passk::extraction_policy& policy :
         {passk::extraction_policy{}, passk::strict_extraction(), passk::lenient_extraction()}) {
        const passk::extracted_answer found = passk::extract_answer(text, policy);
        demand(found.begin <= found.end && found.end <= text.size());
        demand(static_cast<bool>(found) == !found.text.empty());
    }
    for (const passk::answer_candidate& one : passk::scan_answers(text).candidates) {
        demand(one.begin <= one.end && one.end <= text.size());
    }
    const std::string_view bare = passk::undecorated(text);
    demand(bare.size() <= text.size());
    demand(passk::reference_answer(text).size() <= text.size());
    if (const auto choice = passk::read_choice(text)) {
        demand(!choice->choices.empty());
    }
    const std::vector<std::string> options = passk::read_options(text);
    const passk::chosen_options chosen = passk::extract_choice(text, options);
    demand((chosen.reason != passk::verdict_reason::equal) || !chosen.choices.empty());
    for (const std::string& part : passk::split_answers(text)) {
        demand(!part.empty());
    }
    static_cast<void>(passk::read_number(text));
    const passk::problem p{.id = "", .prompt = "", .reference = "\\frac{1}{2}"};
    for (const passk::published_rule rule :
         {passk::published_rule::hendrycks, passk::published_rule::minerva,
          passk::published_rule::limit_of_rlvr}) {
        for (const passk::judged_text judged :
             {passk::judged_text::response, passk::judged_text::answer}) {
            static_cast<void>(passk::published_verifier{.rule = rule, .judged = judged}(p, text));
        }
    }
    return 0;
}
