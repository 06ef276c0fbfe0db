// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/answer_text.hpp>
#include <passk/verify/extract_answer.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace {

using passk::answer_anchor;
using passk::extraction_status;

struct found_case {
    std::string_view response;
    std::string_view answer;
};

// The answer that a careful reader takes from each response.
constexpr found_case found[] = {
    // Boxes.
    {R"(so $\boxed{204}$.)", "204"},
    {R"(\boxed{\frac{1}{2}})", R"(\frac{1}{2})"},
    {R"(\boxed{\sqrt{1+\frac{a}{b^{2}}}})", R"(\sqrt{1+\frac{a}{b^{2}}})"},
    {R"(\boxed{\left\{1, 2\right\}})", R"(\left\{1, 2\right\})"},
    {R"(\boxed{\{1,2\}})", R"(\{1,2\})"},
    {R"(\boxed{ 7 })", "7"},
    {R"(\boxed {7})", "7"},
    {"\\boxed\n{7}", "7"},
    {R"(\boxed{$7$})", "7"},
    {R"(\boxed{\text{(B)}})", R"(\text{(B)})"},
    {R"(\fbox{42})", "42"},
    {R"(\fbox{$x^2$})", "x^2"},
    {R"(\framebox{42})", "42"},
    {R"($\boxed 5$)", "5"},
    {R"($\boxed 42$ apples)", "42"},
    {R"($\boxed\frac{3}{4}$)", R"(\frac{3}{4})"},
    {R"(\\boxed{12})", "12"},
    {R"(\\boxed{\\frac{1}{2}})", R"(\\frac{1}{2})"},
    {R"(\\boxed{\\{1, 2\\}})", R"(\\{1, 2\\})"},
    {"\x08oxed{12}", "12"},
    {R"(First \boxed{3} balls. Then we add. The total is \boxed{8}.)", "8"},
    {R"(\boxed{1} is wrong. After correction it must be \boxed{2})", "2"},
    {R"(\boxed{\boxed{5}})", R"(\boxed{5})"},
    {R"($\boxed{2}$ and $\boxed{3}$)", "2, 3"},
    {R"(The roots are $x=\boxed{2}$ and $x=\boxed{3}$.)", "2, 3"},
    {R"($\boxed{2}, \boxed{3}, \boxed{5}$)", "2, 3, 5"},
    {R"($\boxed{2}\text{ or }\boxed{3}$)", "2 \\text{ or } 3"},
    {R"(\(\boxed{2}\) or \(\boxed{3}\))", "2 \\text{ or } 3"},
    {"\\boxed{5}\n\n\\boxed{5}", "5"},
    {R"($\boxed{5}$, $\boxed{5}$)", "5"},
    {R"(We get \boxed{x = 5}. Recall the \boxed{} notation.)", "x = 5"},
    {R"(I put the answer within \boxed{}. So: \boxed{9})", "9"},
    {R"(put it in \boxed{...}: $\boxed{11}$)", "11"},
    {R"(the boxed value is here \boxed{204} and the boxed value above is right)", "204"},
    {R"(\boxed{204} as computed in \boxed notation)", "204"},
    {R"(\boxed{3} and $\boxed{4)"
     "\n so we conclude the answer is 4.",
     "4"},
    {R"(Therefore $a+b=\boxed{10}$. Question: what is next? The answer is 7)", "10"},
    {R"(\boxed{\begin{pmatrix}1\\2\end{pmatrix}})", R"(\begin{pmatrix}1\\2\end{pmatrix})"},
    {R"(\boxed{1{,}000})", "1{,}000"},
    {R"(\boxed{5.})", "5"},
    {R"(\boxed{-3})", "-3"},
    {R"(\boxed{x \in [0, 1)})", R"(x \in [0, 1))"},
    {R"(\boxed{(0,1]})", "(0,1]"},
    {R"(stray } brace } then \boxed{6})", "6"},
    {R"(stray { brace { then \boxed{6})", "6"},
    {R"(\boxed{\text{no solution}})", R"(\text{no solution})"},
    {R"(\boxed{\emptyset})", R"(\emptyset)"},
    {R"(\boxed{0})", "0"},
    // Tags.
    {"<think>a lot</think><answer>42</answer>", "42"},
    {"<answer> $\\frac{1}{2}$ </answer>", R"(\frac{1}{2})"},
    {"<answer>\n(B)\n</answer>", "(B)"},
    {"<ANSWER>7</ANSWER>", "7"},
    {R"(<answer>The answer is \boxed{7}</answer>)", "7"},
    {"<answer>The answer is 7.</answer>", "7"},
    {"I give it in <answer> </answer> tags. <answer>8</answer>", "8"},
    {"<answer>1</answer> no, wait <answer>2</answer>", "2"},
    {"<answer>x = 2, y = 3</answer>", "x = 2, y = 3"},
    {"<answer>east</answer>", "east"},
    // Thinking.
    {R"(<think>maybe \boxed{3}</think> It is \boxed{4}.)", "4"},
    {R"(maybe \boxed{3}</think> It is \boxed{4}.)", "4"},
    {R"(<think>a</think> b <think>\boxed{1}</think> \boxed{2})", "2"},
    {"<think>The answer is 3</think>\n\n**Answer:** 4", "4"},
    {"<thinking>the answer is 3</thinking>The answer is 4.", "4"},
    {R"(\boxed{4} <think>but \boxed{5} is)", "4"},
    // Hashes.
    {"He has 3 + 4 = 7.\n#### 7", "7"},
    {"text\n#### 1,234", "1,234"},
    {"text\n#### $18", "$18"},
    {"text\n#### -5\n", "-5"},
    {"text #### 70%", "70%"},
    {"#### 2. Add the numbers\n text\n#### 12", "12"},
    {"#### Step 1\n text\n#### 12", "12"},
    {"#### 16 square feet", "16 square feet"},
    // "Final answer".
    {"Final Answer: The final answer is $\\frac{3}{5}$. I hope it is correct.", R"(\frac{3}{5})"},
    {"Final Answer: 42", "42"},
    {"**Final Answer**\n\n42", "42"},
    {"**Final Answer:** 42", "42"},
    {"**Final Answer: 42**", "42"},
    {"### Final Answer\n\n$$x = 3$$", "x = 3"},
    {"## Final answer:\n\\[\n\\frac{1}{3}\n\\]", R"(\frac{1}{3})"},
    {"The final answer is: $\\boxed{8}$.", "8"},
    {"FINAL ANSWER: 12", "12"},
    {"Thus the final answer is 3.5.", "3.5"},
    {"Thus the final answer is 3.5 meters.", "3.5 meters"},
    {"The answer is 5. Let me recheck. My final answer is 6.", "6"},
    // Lines.
    {"Answer: 42", "42"},
    {"**Answer:** 42", "42"},
    {"**Answer**: 42", "42"},
    {"**Answer: 42**", "42"},
    {"Answer: $42$.", "42"},
    {"answer = 42", "42"},
    {"ANSWER: 42", "42"},
    {"> Answer: 42", "42"},
    {"- Answer: 42", "42"},
    {"Answer: `42`", "42"},
    {"Answer: B", "B"},
    {"Answer: (B)", "(B)"},
    {"Answer:\n42", "42"},
    {"Answer:\n\n\\[ 42 \\]", "42"},
    {"Answer: $$\n42\n$$", "42"},
    {"Answer: 3/4 because half of it is gone", "3/4"},
    {"Answer: Paris", "Paris"},
    {"Answer: $x=1$ or $x=2$", "$x=1$ or $x=2$"},
    {"Answer: (-\\infty, 3]", "(-\\infty, 3]"},
    {"The answers: 2, 3", "2, 3"},
    {"work\nAnswer: 1\nmore work\nAnswer: 2", "2"},
    {"Answer: 3:15 p.m.", "3:15 p.m."},
    {"Answer: 1,234", "1,234"},
    {"Answer: 50%", "50%"},
    {"Answer: St. Louis", "St. Louis"},
    // Phrases.
    {"The answer is 5.", "5"},
    {"the answer is $5$", "5"},
    {"So the answer is: 5", "5"},
    {"The answer is $x = 5$.", "x = 5"},
    {"The answer is $\\frac{1}{2}$.", R"(\frac{1}{2})"},
    {"The correct answer is (C).", "(C)"},
    {"The correct answer is option C.", "C"},
    {"The answer to the problem is 5.", "5"},
    {"The answer to $x+3=8$ is 5.", "5"},
    {"The answer should be 5.", "5"},
    {"The answer would be $5$.", "5"},
    {"The answer must be 5.", "5"},
    {"Therefore, the answer is therefore 5.", "5"},
    {"The answers are 2 and 3.", "2 and 3"},
    {"The answer is 5 because 2+3=5.", "5"},
    {"The answer is 5, which is odd.", "5"},
    {"The answer is 5, not 7.", "5"},
    {"The answer is 5 (five).", "5 (five)"},
    {"The answer is **5**.", "5"},
    {"The answer is \\(5\\).", "5"},
    {"The answer is \\[5\\]", "5"},
    {"The answer is\n$$5$$", "5"},
    {"The answer is 3.14159.", "3.14159"},
    {"The answer is $42. So he has $50 left.", "$42"},
    {"The answer is $42", "$42"},
    {"The answer is 4, and then the answer is 5.", "5"},
    {"If we add them, the answer is 42.", "42"},
    {"The answer equals 5.", "5"},
    {"The answer is Paris.", "Paris"},
    {"The answer is \xE2\x88\x92"
     "5.",
     "\xE2\x88\x92"
     "5"},
    {"The answer is \xCF\x80/2.", "\xCF\x80/2"},
    {"The answer is {1, 2}.", "{1, 2}"},
    {"The answer is x = 2 or x = 3.", "x = 2 or x = 3"},
    {"The answer is 10 meters per second.", "10 meters per second"},
    {"The answer is the same as before. Hence the answer is 9.", "9"},
    {"\"The answer is 5.\"", "5"},
    {"The answer is 2^{10}.", "2^{10}"},
    {"The answer is 5</s>", "5"},
    {"The answer is 5<|im_end|>", "5"},
    // JSON.
    {R"({"answer": 42})", "42"},
    {R"({"answer": "42"})", "42"},
    {R"({"reason": "a, b", "answer": "3/4"})", "3/4"},
    {R"({"final_answer": "x = 1"})", "x = 1"},
    {R"({"answer": "\\frac{1}{2}"})", R"(\frac{1}{2})"},
    {R"({"answer": "\frac{1}{2}"})", R"(\frac{1}{2})"},
    {R"({"answer": [1, 2, 3], "sure": true})", "[1, 2, 3]"},
    {R"({"answer": "B", "confidence": 0.9})", "B"},
    {"```json\n{\n  \"answer\": 12\n}\n```", "12"},
    {R"({'answer': '42'})", "42"},
    {R"({"answer": -1.5e3})", "-1.5e3"},
    {R"({"answer": "He said \"no\""})", "He said \"no\""},
    // Other languages.
    {"\xE7\xAD\x94\xE6\xA1\x88\xE6\x98\xAF"
     "42\xE3\x80\x82",
     "42"},  // 答案是42。
    {"\xE6\x89\x80\xE4\xBB\xA5\xE7\xAD\x94\xE6\xA1\x88\xE4\xB8\xBA"
     "5",
     "5"},  // 所以答案为5
    {"\xE7\xAD\x94\xE6\xA1\x88\xEF\xBC\x9A"
     "C",
     "C"},  // 答案：C
    {"\xE6\x95\x85\xE7\xAD\x94\xE6\xA1\x88\xE4\xB8\xBA\xEF\xBC\x9A$\\frac12$\xEF\xBC\x8E",
     R"(\frac12)"},  // 故答案为：…．
    {"\xE6\x9C\x80\xE7\xBB\x88\xE7\xAD\x94\xE6\xA1\x88\xE6\x98\xAF 12\xE3\x80\x82", "12"},
    {"\xE7\xAD\x94\xE6\xA1\x88\xE9\x80\x89"
     "B",
     "B"},  // 答案选B
    {"\xE7\xAD\x94\xE6\xA1\x88\xE6\x98\xAF 42\xEF\xBC\x8C\xE5\x9B\xA0\xE4\xB8\xBA", "42"},
    {"Die Antwort ist 42.", "42"},
    {"Antwort: 42", "42"},
    {"La respuesta es 42.", "42"},
    {"Respuesta: 42", "42"},
    {"La r\xC3\xA9ponse est 42.", "42"},
    {"A resposta \xC3\xA9 42.", "42"},
    {"\xD0\x9E\xD1\x82\xD0\xB2\xD0\xB5\xD1\x82: 42", "42"},  // Ответ: 42
    {"\xEC\xA0\x95\xEB\x8B\xB5: 42", "42"},                  // 정답: 42
    {"\xE7\xAD\x94\xE3\x81\x88\xE3\x81\xAF 42", "42"},       // 答えは 42
    // Endings.
    {"We compute\n$$x = 5$$", "x = 5"},
    {"We compute\n$$x = 5.$$\n", "x = 5"},
    {"We compute\n\\[ x = 5 \\]", "x = 5"},
    {"We compute\n\\begin{equation}\nx = 5\n\\end{equation}", "x = 5"},
    {"We compute\n\\begin{align*}\nx &= 2 + 3 \\\\\n&= 5\n\\end{align*}", "5"},
    {"So he pays\n\n**$42**", "$42"},
    {"The sum is **42**.", "42"},
    {"He sells 16 - 3 = 13\nA: 13", "13"},
    {"To express the answer as a percentage: 2 / 8 * 100% = 25%\nA: 25 ", "25"},
    {"So he answers 10 calls\nA: 10", "10"},
    {"42", "42"},
    {"  $\\frac{1}{2}$ ", R"(\frac{1}{2})"},
    {"(B)", "(B)"},
    {"x = 2 or x = 3", "x = 2 or x = 3"},
};

struct missing_case {
    std::string_view response;
    extraction_status status;
};

// No answer may be read into these.
constexpr missing_case missing[] = {
    {"", extraction_status::no_answer},
    {"   \n\t ", extraction_status::no_answer},
    {"no conclusion here", extraction_status::no_answer},
    {"We first note that 3 + 4 = 7 and then multiply by 2 to obtain 14",
     extraction_status::no_answer},
    {"For the thirteenth glass Kylar needs to pay 5 * 1", extraction_status::no_answer},
    {"The boxed value above is 204", extraction_status::no_answer},
    {R"(I will use \boxed{} for it.)", extraction_status::no_answer},
    {R"(\boxed{ })", extraction_status::no_answer},
    {R"(\boxed{...})", extraction_status::no_answer},
    {R"(\boxed{\text{answer}})", extraction_status::no_answer},
    {R"(the \boxed notation)", extraction_status::no_answer},
    {R"(\boxedanswer{5})", extraction_status::no_answer},
    {R"(\boxed{204)", extraction_status::cut_off},
    {R"(so $\boxed{\frac{1}{2}$)", extraction_status::cut_off},
    {R"(\boxed)", extraction_status::cut_off},
    {R"(\boxed{3} is a step. Then \boxed{20)", extraction_status::cut_off},
    {"<answer>42", extraction_status::cut_off},
    {"<answer></answer>", extraction_status::no_answer},
    {R"(<think>it is \boxed{5})", extraction_status::cut_off},
    {R"(<think>it is \boxed{5}</think>)", extraction_status::no_answer},
    {"<think>The answer is 5", extraction_status::cut_off},
    {R"(\boxed{5}</think> I am done.)", extraction_status::no_answer},
    {"The answer is unclear. I computed 3 things in 204", extraction_status::no_answer},
    {"The answer is not 5.", extraction_status::no_answer},
    {"Is the answer 5?", extraction_status::no_answer},
    {"What if the answer is 5?", extraction_status::no_answer},
    {"If the answer is 5, then x is 2.", extraction_status::no_answer},
    {"Suppose that the answer is 5.", extraction_status::no_answer},
    {"We must check whether the answer is 5.", extraction_status::no_answer},
    {"His answer is 5.", extraction_status::no_answer},
    {"The previous answer is 5.", extraction_status::no_answer},
    {"The answer is the number of ways to place the rooks on the board.",
     extraction_status::no_answer},
    {"The answer must be an integer.", extraction_status::no_answer},
    {"The answer is given below.", extraction_status::no_answer},
    {"The answer is as follows", extraction_status::no_answer},
    {"Answer:", extraction_status::no_answer},
    {"Answer: ...", extraction_status::no_answer},
    {"Answer: your answer", extraction_status::no_answer},
    {"The answer is", extraction_status::no_answer},
    {"The answer is ", extraction_status::no_answer},
    {"They answered 5 questions.", extraction_status::no_answer},
    {"So he answers 30/15=2 calls a day", extraction_status::no_answer},
    {"To express the answer as a percentage: 2 / 8 * 100% = 25%", extraction_status::no_answer},
    {"Round the answer to one decimal: 3.14159", extraction_status::no_answer},
    {"To answer this we need 5 steps.", extraction_status::no_answer},
    {"Let us answer the question. We have 5 apples.", extraction_status::no_answer},
    {"#### Step 3: Solve it", extraction_status::no_answer},
    {"#### 3. Solve it", extraction_status::no_answer},
    {"##### 5", extraction_status::no_answer},
    {"### 5 things to know about primes", extraction_status::no_answer},
    {"A triangle has 3 sides.", extraction_status::no_answer},
    {"**Step 1.** We add.\n**Conclusion:**", extraction_status::no_answer},
    {"The sum is **important**", extraction_status::no_answer},
    {R"({"answer": ""})", extraction_status::no_answer},
    {R"({"answer": null})", extraction_status::no_answer},
    {R"({"wrong_answer": 5})", extraction_status::no_answer},
    {R"({"answers_seen": 5, "n": 3} is what we have)", extraction_status::no_answer},
    {"$$x = 5$$ is where we start. Then", extraction_status::no_answer},
    {"A: it depends on the shape", extraction_status::no_answer},
    {"\xE7\xAD\x94\xE6\xA1\x88\xE4\xB8\x8D\xE6\x98\x8E\xE7\xA1\xAE", extraction_status::no_answer},
    {"I", extraction_status::found},  // a lone letter is an answer of its own
};

}  // namespace

TEST_CASE("extract_answer: takes what a careful reader takes") {
    for (const found_case& one : found) {
        CAPTURE(one.response);
        const passk::extracted_answer got = passk::extract_answer(one.response);
        CHECK(got.status == extraction_status::found);
        CHECK(got.text == one.answer);
    }
}

TEST_CASE("extract_answer: finds the same answer at the end of a long solution") {
    const std::string before =
        "Let us think step by step. We have 3 apples {and} $\\frac{1}{2}$ of 7 pears.\n\n";
    for (const found_case& one : found) {
        const passk::extracted_answer alone = passk::extract_answer(one.response);
        if (alone.anchor == answer_anchor::whole_response
            || one.response.find("</think>") != one.response.npos) {
            continue;
        }
        const std::string response = before + before + std::string(one.response);
        CAPTURE(response);
        const passk::extracted_answer got = passk::extract_answer(response);
        CHECK(got.text == one.answer);
        CHECK(got.anchor == alone.anchor);
    }
}

TEST_CASE("extract_answer: a response without an answer has none") {
    for (const missing_case& one : missing) {
        CAPTURE(one.response);
        const passk::extracted_answer got = passk::extract_answer(one.response);
        CHECK(got.status == one.status);
        if (one.status != extraction_status::found) {
            CAPTURE(got.text);
            CHECK(got.text.empty());
        }
    }
}

TEST_CASE("extract_answer: says where the answer stands") {
    const std::string_view response = "We get $\\boxed{ 7 }$.";
    const passk::extracted_answer got = passk::extract_answer(response);
    CHECK(got.anchor == answer_anchor::boxed);
    CHECK(response.substr(got.begin, got.end - got.begin) == " 7 ");
    CHECK(got.candidates == 1);
    CHECK(passk::to_string(got.anchor) == "boxed");
    CHECK(passk::to_string(answer_anchor::last_number) == "last_number");
}

TEST_CASE("extract_answer: follows the rule for several boxes") {
    const std::string_view differing = R"(Step: \boxed{1}. Then \boxed{2} and \boxed{3}.)";
    const auto with = [](passk::box_rule rule) {
        passk::extraction_policy policy;
        policy.boxes = rule;
        return policy;
    };
    CHECK(passk::extract_answer(differing, with(passk::box_rule::last_group)).text == "2, 3");
    CHECK(passk::extract_answer(differing, with(passk::box_rule::last)).text == "3");
    CHECK(passk::extract_answer(differing, with(passk::box_rule::first)).text == "1");
    CHECK(passk::extract_answer(differing, with(passk::box_rule::single)).status
          == extraction_status::conflicting);
    CHECK(passk::extract_answer(R"(\boxed{2}. Thus \boxed{2})", with(passk::box_rule::single)).text
          == "2");
}

TEST_CASE("extract_answer: boxes in different sentences are no list") {
    for (const std::string_view response :
         {R"(\boxed{2}. Hence \boxed{3})", "\\boxed{2}\n\n\\boxed{3}",
          R"(\boxed{2} plus one gives \boxed{3})", R"(\boxed{2} + \boxed{3})",
          R"(not \boxed{2} but \boxed{3})"}) {
        CAPTURE(response);
        CHECK(passk::extract_answer(response).text == "3");
    }
}

TEST_CASE("extract_answer: takes the last number only when asked") {
    const std::string_view response = "So there are 3 boxes of 1,234 pencils, -17.5 in all";
    CHECK_FALSE(passk::extract_answer(response));
    const passk::extraction_policy lenient = passk::lenient_extraction();
    CHECK(passk::extract_answer(response, lenient).text == "-17.5");
    CHECK(passk::extract_answer("in 1,234 boxes", lenient).text == "1,234");
    CHECK(passk::extract_answer("page 3-4", lenient).text == "4");
    CHECK(passk::extract_answer("half: 1/2.", lenient).text == "1/2");
    CHECK(passk::extract_answer("no number", lenient).status == extraction_status::no_answer);
    CHECK(passk::extract_answer(R"(\boxed{5} of 7 in all)", lenient).text == "5");
}

TEST_CASE("extract_answer: takes what is open only when asked") {
    const passk::extraction_policy lenient = passk::lenient_extraction();
    CHECK(passk::extract_answer(R"(so \boxed{204)", lenient).text == "204");
    CHECK(passk::extract_answer("<answer>204\nmore", lenient).text == "204");
    CHECK(passk::extract_answer(R"(<think>so \boxed{204})", lenient).text == "204");
    CHECK(passk::extract_answer(R"(<think>so \boxed{204}</think> Done)", lenient).text == "204");
    CHECK(passk::extract_answer(R"(so \boxed{204}</think> Done)", lenient).text == "204");
    CHECK(passk::extract_answer(R"(<think>\boxed{1}</think> \boxed{2})", lenient).text == "2");
}

TEST_CASE("extract_answer: strict counts nothing but one box or tag") {
    const passk::extraction_policy strict = passk::strict_extraction();
    CHECK(passk::extract_answer(R"(\boxed{5})", strict).text == "5");
    CHECK(passk::extract_answer("<answer>5</answer>", strict).text == "5");
    for (const std::string_view response :
         {"The answer is 5.", "#### 5", "Answer: 5", "5", R"({"answer": 5})", "$$5$$"}) {
        CAPTURE(response);
        CHECK(passk::extract_answer(response, strict).status == extraction_status::no_answer);
    }
    CHECK(passk::extract_answer(R"(\boxed{5} or rather \boxed{6})", strict).status
          == extraction_status::conflicting);
}

TEST_CASE("extract_answer: reads the answer out of a reference") {
    struct reference_case {
        std::string_view reference;
        std::string_view answer;
    };
    constexpr reference_case cases[] = {
        {"42", "42"},
        {"$42$", "42"},
        {R"(\text{east})", R"(\text{east})"},
        {R"(We get $x = 3$, so the sum is $\boxed{12}$.)", "12"},
        {"16 - 3 = <<16-3=13>>13\n#### 13", "13"},
        {"She makes 18 every day.\nA: 18", "18"},
        {"The answer is in the title", "The answer is in the title"},
        {"", ""},
        {"(A)", "(A)"},
        {"x = 2 or x = 3", "x = 2 or x = 3"},
    };
    for (const reference_case& one : cases) {
        CAPTURE(one.reference);
        CHECK(passk::reference_answer(one.reference) == one.answer);
    }
}

TEST_CASE("extract_answer: hostile texts cost linear time and give no answer") {
    // A quadratic scan of these would take minutes each.
    constexpr std::size_t million = 1'000'000;
    const auto repeated = [](std::string_view unit, std::size_t bytes) {
        std::string text;
        text.reserve(bytes + unit.size());
        while (text.size() < bytes) {
            text += unit;
        }
        return text;
    };
    for (const std::string_view unit : {"\\",
                                        "{",
                                        "}",
                                        "\\boxed{",
                                        "\\boxed",
                                        "\\fbox ",
                                        "<answer>",
                                        "<think>",
                                        "####",
                                        "#### ",
                                        "answer",
                                        "answer is ",
                                        "answer: ",
                                        "the answer is 5 ",
                                        "\"answer\":",
                                        "\"answer\": \"",
                                        "\"answer\": [",
                                        "$",
                                        "$$",
                                        "**",
                                        "\n",
                                        " ",
                                        "answer\n",
                                        "the ",
                                        "w",
                                        "\xE7\xAD\x94",
                                        "\xFF",
                                        "\xE7",
                                        "answer is $",
                                        "final answer ",
                                        "\\boxed{x}, ",
                                        "A:"}) {
        CAPTURE(unit);
        const std::string text = repeated(unit, million / 5);
        const passk::extracted_answer got = passk::extract_answer(text);
        CHECK(got.text.size() < 1000);
        CHECK(got.end <= text.size());
    }
    const std::string nested =
        "\\boxed{" + std::string(million, '{') + std::string(million, '}') + "}";
    CHECK(passk::extract_answer(nested).end <= nested.size());
    const std::string deep = repeated("\\boxed{", million) + "5" + repeated("}", million / 7 + 1);
    CHECK(passk::extract_answer(deep).begin == 7);
    CHECK(passk::extract_answer(repeated("answer <answer>a a a a</answer>", million)));
}

TEST_CASE("extract_answer: any bytes are read without leaving them") {
    // Random mixtures of the anchors and arbitrary bytes, each in a buffer of exactly its size.
    constexpr std::string_view pieces[] = {"\\boxed{",
                                           "}",
                                           "{",
                                           "5",
                                           "\\",
                                           "answer",
                                           " is ",
                                           ":",
                                           "\n",
                                           "<answer>",
                                           "</answer>",
                                           "<think>",
                                           "</think>",
                                           "#### ",
                                           "$",
                                           "$$",
                                           "\"answer\"",
                                           "[",
                                           "\\frac",
                                           "**",
                                           "final ",
                                           ".",
                                           "The ",
                                           " ",
                                           "\xE7\xAD\x94\xE6\xA1\x88",
                                           "\xE6\x98\xAF",
                                           "\\[",
                                           "\\]",
                                           "\xFF",
                                           "\xE7",
                                           "A",
                                           "and ",
                                           "\\begin{align}",
                                           "\\end{align}",
                                           "\"",
                                           "'",
                                           "\\boxed",
                                           "\x08oxed{",
                                           "-",
                                           ",",
                                           "?"};
    passk::random_bits bits(20'250'413);
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        const std::uint64_t length = passk::uniform_below(bits, 14);
        for (std::uint64_t i = 0; i < length; ++i) {
            text += pieces[passk::uniform_below(bits, std::size(pieces))];
        }
        const std::string exact(text.data(), text.size());
        for (const passk::extraction_policy& policy :
             {passk::extraction_policy{}, passk::strict_extraction(),
              passk::lenient_extraction()}) {
            const passk::extracted_answer got = passk::extract_answer(exact, policy);
            CAPTURE(exact);
            REQUIRE(got.begin <= got.end);
            REQUIRE(got.end <= exact.size());
            REQUIRE(static_cast<bool>(got) == !got.text.empty());
            // Pure: the same again.
            REQUIRE(passk::extract_answer(exact, policy) == got);
        }
    }
}

TEST_CASE("extract_answer: undecorated removes decoration and nothing else") {
    struct trim_case {
        std::string_view text;
        std::string_view trimmed;
    };
    constexpr trim_case cases[] = {
        {"5", "5"},           {" 5. ", "5"},
        {"$5$", "5"},         {"**$5$**.", "5"},
        {"\\(5\\)", "5"},     {"$5$ and $6$", "$5$ and $6$"},
        {"`x`", "x"},         {"\"5\"", "5"},
        {"5\\,", "5\\,"},     {"f'", "f'"},
        {"3 p.m.", "3 p.m."}, {"**5", "5"},
        {"5**", "5"},         {"2**3", "2**3"},
        {"$\\$5$", "\\$5"},   {"", ""},
        {".", "."},           {"...", "..."},
        {"5!", "5!"},         {"5\xE3\x80\x82", "5"},
        {"*5*", "5"},         {"2*3*4", "2*3*4"},
        {"$$x$$", "x"},
    };
    for (const trim_case& one : cases) {
        CAPTURE(one.text);
        CHECK(passk::undecorated(one.text) == one.trimmed);
    }
}
