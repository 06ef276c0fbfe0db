// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_SAMPLE_PROMPT_TEMPLATE_HPP
#define PASSK_SAMPLE_PROMPT_TEMPLATE_HPP

#include <passk/core/error.hpp>
#include <passk/sample/problem.hpp>
#include <passk/sample/prompt.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
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

inline constexpr std::array<prompt_template, 15> prompt_template_list{{
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
     .about = "the four examples of Minerva (arXiv:2206.14858) for MATH"},
    {.name = "mbpp",
     .user = "You are an expert Python programmer, and here is your task: {question}\n[BEGIN]\n",
     .about = "MBPP's (arXiv:2108.07732), without its examples"},
}};

inline void replace_mark(std::string& text, std::string_view mark, std::string_view by) {
    if (const std::size_t at = text.find(mark); at != std::string::npos) {
        text.replace(at, mark.size(), by);
    }
}

[[nodiscard]] inline std::string format_of_program(const problem& task) {
    return task.starter.empty()
               ? "### Format: Read the inputs from stdin solve the problem and write the answer to "
                 "stdout (do not directly test on the sample inputs). Enclose your code within "
                 "delimiters as follows. Ensure that when the python program runs, it reads the "
                 "inputs, runs the algorithm and writes output to STDOUT.\n```python\n# YOUR CODE "
                 "HERE\n```\n\n"
               : "### Format: You will use the following starter code to write the solution to the "
                 "problem and enclose your code within delimiters.\n```python\n"
                     + task.starter + "\n```\n\n";
}

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
[[nodiscard]] inline std::string problem_statement(const problem& task) {
    std::string text = task.prompt;
    for (std::size_t i = 0; i < task.options.size() && i < 26; ++i) {
        text += "\n(";
        text += static_cast<char>('A' + i);
        text += ") " + task.options[i];
    }
    return text;
}

/// What a model is given for a problem.
///
/// @param with    the template
/// @param task    the problem
/// @param images  the problem's, read from their files; they go into a chat before the text
/// @pre   no images unless the template's form is chat
/// @throws  domain_error otherwise: text has no place for pictures, and without them the problem is
///          another
[[nodiscard]] inline prompt render_prompt(const prompt_template& with, const problem& task,
                                          std::vector<image> images = {}) {
    if (with.form != prompt_form::messages && !images.empty()) [[unlikely]] {
        detail::fail_precondition("passk::render_prompt: the template '" + std::string(with.name)
                                  + "' makes text, and problem '" + task.id
                                  + "' has images; take one that makes a chat");
    }
    std::string user(with.user);
    detail::replace_mark(user, "{format}", detail::format_of_program(task));
    detail::replace_mark(user, "{question}", problem_statement(task));
    if (with.form == prompt_form::messages) {
        chat turns;
        if (!with.system.empty()) {
            turns.push_back({.role = "system", .text = std::string(with.system)});
        }
        turns.push_back({.role = "user", .text = std::move(user), .images = std::move(images)});
        if (!with.prefill.empty()) {
            turns.push_back({.role = "assistant", .text = std::string(with.prefill)});
        }
        return turns;
    }
    if (with.form == prompt_form::text) {
        return user + std::string(with.prefill);
    }
    std::string text;
    if (!with.system.empty()) {
        text += "<|im_start|>system\n" + std::string(with.system) + "<|im_end|>\n";
    }
    return text + "<|im_start|>user\n" + user + "<|im_end|>\n<|im_start|>assistant\n"
           + std::string(with.prefill);
}

}  // namespace passk

#endif  // PASSK_SAMPLE_PROMPT_TEMPLATE_HPP
