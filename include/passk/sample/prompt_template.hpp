// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_SAMPLE_PROMPT_TEMPLATE_HPP
#define PASSK_SAMPLE_PROMPT_TEMPLATE_HPP

#include <passk/core/error.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/sample/problem.hpp>
#include <passk/sample/prompt.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace passk {

/// What a prompt_template makes of a problem.
enum class prompt_form : std::uint8_t {
    text,    ///< plain text that the model continues
    chatml,  ///< text with the marks of Qwen's chat template written out, the same for every model
    messages,  ///< messages, which the server's own chat template turns into text
};

/// How a problem is put to a model. In `user`, {question} stands for the problem as
/// problem_statement gives it, and {format} for what LiveCodeBench says about the form of the
/// program.
struct prompt_template {
    std::string_view name{};
    prompt_form form = prompt_form::text;
    std::string_view system{};  ///< empty: none
    std::string_view user{};
    std::string_view prefill{};  ///< how the answer begins
    std::string_view stop{};     ///< where it ends, after examples; empty: nowhere in particular
    std::string_view about{};    ///< for a person: where it comes from
};

namespace detail {

inline constexpr std::string_view boxed_instruction =
    "Please reason step by step, and put your final answer within \\boxed{}.";

inline constexpr std::string_view minerva_examples =
    "Problem:\n"
    "Find the domain of the expression  $\\frac{\\sqrt{x-2}}{\\sqrt{5-x}}$.}\n"
    "\n"
    "Solution:\n"
    "The expressions inside each square root must be non-negative. Therefore, $x-2 \\ge 0$, so "
    "$x\\ge2$, and $5 - x \\ge 0$, so $x \\le 5$. Also, the denominator cannot be equal to zero, "
    "so $5-x>0$, which gives $x<5$. Therefore, the domain of the expression is "
    "$\\boxed{[2,5)}$.\nFinal Answer: The final answer is $[2,5)$. I hope it is correct.\n"
    "\n"
    "Problem:\n"
    "If $\\det \\mathbf{A} = 2$ and $\\det \\mathbf{B} = 12,$ then find $\\det (\\mathbf{A} "
    "\\mathbf{B}).$\n"
    "\n"
    "Solution:\n"
    "We have that $\\det (\\mathbf{A} \\mathbf{B}) = (\\det \\mathbf{A})(\\det \\mathbf{B}) = "
    "(2)(12) = \\boxed{24}.$\nFinal Answer: The final answer is $24$. I hope it is correct.\n"
    "\n"
    "Problem:\n"
    "Terrell usually lifts two 20-pound weights 12 times. If he uses two 15-pound weights instead, "
    "how many times must Terrell lift them in order to lift the same total weight?\n"
    "\n"
    "Solution:\n"
    "If Terrell lifts two 20-pound weights 12 times, he lifts a total of $2\\cdot 12\\cdot20=480$ "
    "pounds of weight.  If he lifts two 15-pound weights instead for $n$ times, he will lift a "
    "total of $2\\cdot15\\cdot n=30n$ pounds of weight.  Equating this to 480 pounds, we can solve "
    "for $n$:\n"
    "\\begin{align*}\n"
    "30n&=480\\\\\n"
    "\\Rightarrow\\qquad n&=480/30=\\boxed{16}\n"
    "\\end{align*}\n"
    "Final Answer: The final answer is $16$. I hope it is correct.\n"
    "\n"
    "Problem:\n"
    "If the system of equations\n"
    "\n"
    "\\begin{align*}\n"
    "6x-4y&=a,\\\\\n"
    "6y-9x &=b.\n"
    "\\end{align*}has a solution $(x, y)$ where $x$ and $y$ are both nonzero,\n"
    "find $\\frac{a}{b},$ assuming $b$ is nonzero.\n"
    "\n"
    "Solution:\n"
    "If we multiply the first equation by $-\\frac{3}{2}$, we obtain\n"
    "\n"
    "$$6y-9x=-\\frac{3}{2}a.$$Since we also know that $6y-9x=b$, we have\n"
    "\n"
    "$$-\\frac{3}{2}a=b\\Rightarrow\\frac{a}{b}=\\boxed{-\\frac{2}{3}}.$$\n"
    "Final Answer: The final answer is $-\\frac{2}{3}$. I hope it is correct.\n"
    "\n"
    "Problem:\n"
    "{question}\n"
    "\n"
    "Solution:";

inline constexpr std::string_view gsm8k_examples =
    "Q: There are 15 trees in the grove. Grove workers will plant trees in the grove today. After "
    "they are done, there will be 21 trees. How many trees did the grove workers plant today?\n"
    "A: There are 15 trees originally. Then there were 21 trees after some more were planted. So "
    "there must have been 21 - 15 = 6. The answer is 6.\n"
    "\n"
    "Q: If there are 3 cars in the parking lot and 2 more cars arrive, how many cars are in the "
    "parking lot?\n"
    "A: There are originally 3 cars. 2 more cars arrive. 3 + 2 = 5. The answer is 5.\n"
    "\n"
    "Q: Leah had 32 chocolates and her sister had 42. If they ate 35, how many pieces do they have "
    "left in total?\n"
    "A: Originally, Leah had 32 chocolates. Her sister had 42. So in total they had 32 + 42 = 74. "
    "After eating 35, they had 74 - 35 = 39. The answer is 39.\n"
    "\n"
    "Q: Jason had 20 lollipops. He gave Denny some lollipops. Now Jason has 12 lollipops. How many "
    "lollipops did Jason give to Denny?\n"
    "A: Jason started with 20 lollipops. Then he had 12 after giving some to Denny. So he gave "
    "Denny 20 - 12 = 8. The answer is 8.\n"
    "\n"
    "Q: Shawn has five toys. For Christmas, he got two toys each from his mom and dad. How many "
    "toys does he have now?\n"
    "A: Shawn started with 5 toys. If he got 2 toys each from his mom and dad, then that is 4 more "
    "toys. 5 + 4 = 9. The answer is 9.\n"
    "\n"
    "Q: There were nine computers in the server room. Five more computers were installed each day, "
    "from monday to thursday. How many computers are now in the server room?\n"
    "A: There were originally 9 computers. For each of 4 days, 5 more computers were added. So 5 * "
    "4 = 20 computers were added. 9 + 20 is 29. The answer is 29.\n"
    "\n"
    "Q: Michael had 58 golf balls. On tuesday, he lost 23 golf balls. On wednesday, he lost 2 "
    "more. How many golf balls did he have at the end of wednesday?\n"
    "A: Michael started with 58 golf balls. After losing 23 on tuesday, he had 58 - 23 = 35. After "
    "losing 2 more, he had 35 - 2 = 33 golf balls. The answer is 33.\n"
    "\n"
    "Q: Olivia has $23. She bought five bagels for $3 each. How much money does she have left?\n"
    "A: Olivia had 23 dollars. 5 bagels for 3 dollars each will be 5 x 3 = 15 dollars. So she has "
    "23 - 15 dollars left. 23 - 15 is 8. The answer is 8.\n"
    "\n"
    "Q: {question}\n"
    "A:";

inline constexpr std::string_view mbpp_examples =
    "You are an expert Python programmer, and here is your task: Write a function to find the "
    "similar elements from the given two tuple lists. Your code should pass these tests:\n"
    "\n"
    "assert similar_elements((3, 4, 5, 6),(5, 7, 4, 10)) == (4, 5)\n"
    "assert similar_elements((1, 2, 3, 4),(5, 4, 3, 7)) == (3, 4)\n"
    "assert similar_elements((11, 12, 14, 13),(17, 15, 14, 13)) == (13, 14)\n"
    "[BEGIN]\n"
    "def similar_elements(test_tup1, test_tup2):\n"
    "  res = tuple(set(test_tup1) & set(test_tup2))\n"
    "  return (res)\n"
    "[DONE]\n"
    "You are an expert Python programmer, and here is your task: Write a python function to "
    "identify non-prime numbers. Your code should pass these tests:\n"
    "\n"
    "assert is_not_prime(2) == False\n"
    "assert is_not_prime(10) == True\n"
    "assert is_not_prime(35) == True\n"
    "[BEGIN]\n"
    "import math\n"
    "def is_not_prime(n):\n"
    "    result = False\n"
    "    for i in range(2,int(math.sqrt(n)) + 1):\n"
    "        if n % i == 0:\n"
    "            result = True\n"
    "    return result\n"
    "[DONE]\n"
    "You are an expert Python programmer, and here is your task: Write a function to find the "
    "largest integers from a given list of numbers using heap queue algorithm. Your code should "
    "pass these tests:\n"
    "\n"
    "assert heap_queue_largest( [25, 35, 22, 85, 14, 65, 75, 22, 58],3)==[85, 75, 65]\n"
    "assert heap_queue_largest( [25, 35, 22, 85, 14, 65, 75, 22, 58],2)==[85, 75]\n"
    "assert heap_queue_largest( [25, 35, 22, 85, 14, 65, 75, 22, 58],5)==[85, 75, 65, 58, 35]\n"
    "[BEGIN]\n"
    "import heapq as hq\n"
    "def heap_queue_largest(nums,n):\n"
    "  largest_nums = hq.nlargest(n, nums)\n"
    "  return largest_nums\n"
    "[DONE]\n"
    "You are an expert Python programmer, and here is your task: {question}\n"
    "[BEGIN]\n";

inline constexpr std::array<prompt_template, 17> prompt_template_list{{
    {.name = "plain", .user = "{question}", .about = "the problem and nothing else"},
    {.name = "chat",
     .form = prompt_form::messages,
     .user = "{question}",
     .about = "the problem as a message, for the server's chat template"},
    {.name = "chat-boxed",
     .form = prompt_form::messages,
     .user = "{question}\nPlease reason step by step, and put your final answer within \\boxed{}.",
     .about = "simplerl's words as a message, for the server's chat template"},
    {.name = "simplerl",
     .form = prompt_form::chatml,
     .system = "You are a helpful assistant.",
     .user = "{question}\nPlease reason step by step, and put your final answer within \\boxed{}.",
     .about = "the paper's figure 21, of base and tuned models in mathematics"},
    {.name = "oat-zero",
     .form = prompt_form::chatml,
     .system = boxed_instruction,
     .user = "{question}",
     .about = "the paper's figure 22"},
    {.name = "code-r1",
     .form = prompt_form::chatml,
     .system = "You are a helpful programming assistant. The user will ask you a question and you "
               "as the assistant solve it. The assistant first thinks how to solve the task "
               "through reasoning and then provides the user with the final answer. The reasoning "
               "process and answer are enclosed within <think>...</think> and "
               "<answer>...</answer> tags, respectively.",
     .user = "{question}",
     .about = "the paper's figure 23, Code-R1's training"},
    {.name = "livecodebench",
     .form = prompt_form::chatml,
     .system = "You are an expert Python programmer. You will be given a question (problem "
               "specification) and will generate a correct Python program that matches the "
               "specification and passes all tests.",
     .user = "### Question:\n{question}\n\n{format}### Answer: (use the provided format with "
             "backticks)\n\n",
     .prefill = "```python\n",
     .about = "the paper's figure 24, LiveCodeBench's own"},
    {.name = "evalplus",
     .form = prompt_form::chatml,
     .system = "You are a helpful assistant.",
     .user = "Please provide a self-contained Python script that solves the following problem in a "
             "markdown code block:\n```\n{question}\n```\n",
     .prefill = "Below is a Python script with a self-contained function that solves the problem "
                "and passes corresponding tests:\n```python\n",
     .about = "the paper's figure 25, HumanEval+ and MBPP+ by EvalPlus"},
    {.name = "easy-r1",
     .form = prompt_form::messages,
     .system = "You are a helpful assistant.",
     .user = "{question} You FIRST think about the reasoning process as an internal monologue and "
             "then provide the final answer. The reasoning process MUST BE enclosed within <think> "
             "</think> tags. The final answer MUST BE put in \\boxed{}.",
     .about = "the paper's figure 26, visual problems: the image and then the question"},
    {.name = "verl",
     .user = "A conversation between User and Assistant. The user asks a question, and the "
             "Assistant solves it. The assistant first thinks about the reasoning process in the "
             "mind and then provides the user with the answer. The reasoning process and answer "
             "are enclosed within <think> </think> and <answer> </answer> tags, respectively, "
             "i.e., <think> reasoning process here </think> <answer> answer here </answer>. User: "
             "{question} Assistant:",
     .about = "the paper's figure 27, its own runs on Omni-MATH"},
    {.name = "dapo",
     .user = "Solve the following math problem step by step. The last line of your response should "
             "be of the form Answer: $Answer (without quotes) where $Answer is the answer to the "
             "problem.\n\n{question}\n\nRemember to put your answer on its own line after "
             "\"Answer:\".",
     .about = "DAPO-Qwen-32B (called abel in the paper's code)"},
    {.name = "direct",
     .form = prompt_form::chatml,
     .system = "You are a helpful assistant.",
     .user = "{question}\nPlease answer directly, without any reasoning or explanation, and put "
             "your final answer within \\boxed{}.",
     .prefill = "The answer is \\boxed{",
     .about = "no chain of thought: for the guess filter"},
    {.name = "chat-direct",
     .form = prompt_form::messages,
     .user = "{question}\nPlease answer directly, without any reasoning or explanation, and put "
             "your final answer within \\boxed{}.",
     .about = "the same as a message, for the server's chat template"},
    {.name = "minerva-4shot",
     .user = minerva_examples,
     .stop = "Problem:",
     .about = "the four examples of Minerva (arXiv:2206.14858) for MATH"},
    {.name = "gsm8k-8shot",
     .user = gsm8k_examples,
     .stop = "\nQ:",
     .about = "the eight chains of thought of arXiv:2201.11903 for GSM8K"},
    {.name = "mbpp",
     .user = "You are an expert Python programmer, and here is your task: {question}\n[BEGIN]\n",
     .stop = "[DONE]",
     .about = "MBPP's (arXiv:2108.07732), without its examples"},
    {.name = "mbpp-3shot",
     .user = mbpp_examples,
     .stop = "[DONE]",
     .about = "the same with its three examples, tasks 2 to 4"},
}};

}  // namespace detail

/// All templates that there are, in the order in which help should list them.
[[nodiscard]] constexpr std::span<const prompt_template> prompt_templates() noexcept {
    return detail::prompt_template_list;
}

/// The template of that name; null pointer if there is none.
[[nodiscard]] constexpr const prompt_template* find_prompt_template(
    std::string_view name) noexcept {
    for (const prompt_template& one : detail::prompt_template_list) {
        if (one.name == name) {
            return &one;
        }
    }
    return nullptr;
}

/// A problem as a model reads it: its prompt, and the options of a choice one a line behind it.
[[nodiscard]] PASSK_INLINE std::string problem_statement(const problem& task);

/// What a model is given for a problem: its messages where it has some, and otherwise what a
/// template makes of it.
///
/// @param with    the template; of no account for a problem of messages
/// @param task    the problem
/// @param images  the problem's, read from their files; they go into a chat before the text
/// @pre   no images unless the template's form is messages; for a problem of messages, as many as
///        these show
/// @throws  domain_error otherwise: text has no place for pictures, and without them the problem is
///          another
[[nodiscard]] PASSK_INLINE prompt render_prompt(const prompt_template& with, const problem& task,
                                                std::vector<image> images = {});

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/sample/impl/prompt_template.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_SAMPLE_PROMPT_TEMPLATE_HPP
