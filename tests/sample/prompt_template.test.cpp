// SPDX-License-Identifier: Apache-2.0
#include <passk/sample/prompt_template.hpp>

#include <passk/core/error.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace {

std::string text_of(std::string_view name, const passk::problem& task) {
    const passk::prompt_template* const with = passk::find_prompt_template(name);
    REQUIRE(with != nullptr);
    const passk::prompt made = passk::render_prompt(*with, task);
    REQUIRE(std::holds_alternative<std::string>(made));
    return std::get<std::string>(made);
}

passk::chat chat_of(std::string_view name, const passk::problem& task,
                    std::vector<passk::image> images = {}) {
    const passk::prompt_template* const with = passk::find_prompt_template(name);
    REQUIRE(with != nullptr);
    const passk::prompt made = passk::render_prompt(*with, task, std::move(images));
    REQUIRE(std::holds_alternative<passk::chat>(made));
    return std::get<passk::chat>(made);
}

const passk::problem sum{.id = "1", .prompt = "What is 1+1?"};

}  // namespace

TEST_CASE("the paper's prompts, figures 21, 22 and 27") {
    CHECK(text_of("simplerl", sum)
          == "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\nWhat is "
             "1+1?\nPlease reason step by step, and put your final answer within "
             "\\boxed{}.<|im_end|>\n<|im_start|>assistant\n");
    CHECK(text_of("oat-zero", sum)
          == "<|im_start|>system\nPlease reason step by step, and put your final answer within "
             "\\boxed{}.<|im_end|>\n<|im_start|>user\nWhat is "
             "1+1?<|im_end|>\n<|im_start|>assistant\n");
    CHECK(text_of("verl", sum).ends_with("</answer>. User: What is 1+1? Assistant:"));
}

TEST_CASE("programs: with starter code and without, and how the answer begins") {
    const passk::problem reads{.id = "1", .prompt = "Add.", .kind = passk::problem_kind::program};
    passk::problem starts = reads;
    starts.starter = "class Solution:";
    CHECK(text_of("livecodebench", reads)
              .ends_with("### Question:\nAdd.\n\n### Format: Read the inputs from stdin solve the "
                         "problem and write the answer to stdout (do not directly test on the "
                         "sample inputs). Enclose your code within delimiters as follows. Ensure "
                         "that when the python program runs, it reads the inputs, runs the "
                         "algorithm and writes output to STDOUT.\n```python\n# YOUR CODE "
                         "HERE\n```\n\n### Answer: (use the provided format with "
                         "backticks)\n\n<|im_end|>\n<|im_start|>assistant\n```python\n"));
    CHECK(text_of("livecodebench", starts)
              .find("### Format: You will use the following starter code to write the solution to "
                    "the problem and enclose your code within "
                    "delimiters.\n```python\nclass Solution:\n```\n\n### Answer")
          != std::string::npos);
    CHECK(text_of("evalplus", reads)
              .ends_with("Below is a Python script with a self-contained function that solves the "
                         "problem and passes corresponding tests:\n```python\n"));
}

TEST_CASE("options of a choice follow the question") {
    const passk::problem task{.id = "1", .prompt = "Which?", .options = {"one", "two"}};
    CHECK(passk::problem_statement(task) == "Which?\n(A) one\n(B) two");
    CHECK(text_of("plain", task) == "Which?\n(A) one\n(B) two");
}

TEST_CASE("pictures go into a chat, and nowhere else") {
    const passk::image picture{.media_type = "image/png",
                               .bytes = std::make_shared<const std::string>("bytes")};
    const passk::chat turns = chat_of("easy-r1", sum, {picture});
    REQUIRE(turns.size() == 2);
    CHECK(turns[0].role == "system");
    CHECK(turns[1].role == "user");
    CHECK(turns[1].images == std::vector<passk::image>{picture});
    CHECK(turns[1].text.starts_with("What is 1+1? You FIRST think"));
    CHECK_THROWS_AS(
        (void)passk::render_prompt(*passk::find_prompt_template("plain"), sum, {picture}),
        passk::domain_error);
}

TEST_CASE("messages are given as they are, each with its images") {
    const passk::image first{"image/png", std::make_shared<const std::string>("1")};
    const passk::image second{"image/png", std::make_shared<const std::string>("2")};
    const passk::problem task{.messages = {{.role = "system", .text = "s"},
                                           {.role = "user", .text = "u", .images = 1},
                                           {.role = "assistant", .text = "a"},
                                           {.role = "user", .text = "v", .images = 1}}};
    const passk::prompt_template& any = *passk::find_prompt_template("simplerl");
    const passk::chat expected{{.role = "system", .text = "s"},
                               {.role = "user", .text = "u", .images = {first}},
                               {.role = "assistant", .text = "a"},
                               {.role = "user", .text = "v", .images = {second}}};
    CHECK(std::get<passk::chat>(passk::render_prompt(any, task, {first, second})) == expected);
    CHECK_THROWS_AS((void)passk::render_prompt(any, task, {first}), passk::domain_error);
    CHECK_THROWS_AS((void)passk::render_prompt(any, task, {first, second, first}),
                    passk::domain_error);
}

TEST_CASE("examples before the problem: how many, and where an answer ends") {
    const auto times = [](std::string_view text, std::string_view part) {
        int count = 0;
        for (std::size_t at = text.find(part); at != std::string_view::npos;
             at = text.find(part, at + part.size())) {
            ++count;
        }
        return count;
    };
    const passk::problem task{.prompt = "How many?"};
    const passk::prompt_template& gsm8k = *passk::find_prompt_template("gsm8k-8shot");
    const std::string eight = std::get<std::string>(passk::render_prompt(gsm8k, task));
    CHECK(times(eight, "\nA: ") == 8);
    CHECK(times(eight, " The answer is ") == 8);
    CHECK(eight.ends_with("\n\nQ: How many?\nA:"));
    CHECK(gsm8k.stop == "\nQ:");
    const passk::prompt_template& mbpp = *passk::find_prompt_template("mbpp-3shot");
    const std::string three = std::get<std::string>(passk::render_prompt(mbpp, task));
    CHECK(times(three, "[DONE]\n") == 3);
    CHECK(times(three, "here is your task: ") == 4);
    CHECK(three.ends_with("here is your task: How many?\n[BEGIN]\n"));
    CHECK(mbpp.stop == "[DONE]");
    const passk::prompt_template& minerva = *passk::find_prompt_template("minerva-4shot");
    CHECK(times(std::get<std::string>(passk::render_prompt(minerva, task)), "I hope it is correct.")
          == 4);
    CHECK(minerva.stop == "Problem:");
}

TEST_CASE("every template has a name of its own, says what it is, and has place for the problem") {
    std::set<std::string_view> names;
    for (const passk::prompt_template& one : passk::prompt_templates()) {
        INFO(std::string(one.name));
        CHECK(names.insert(one.name).second);
        CHECK_FALSE(one.about.empty());
        const std::size_t mark = one.user.find("{question}");
        REQUIRE(mark != std::string_view::npos);
        CHECK(one.user.find("{question}", mark + 1) == std::string_view::npos);
        CHECK(passk::find_prompt_template(one.name) == &one);
    }
    CHECK(passk::find_prompt_template("no such") == nullptr);
    // What stands in braces in a problem is the problem's.
    CHECK(text_of("livecodebench", {.id = "1", .prompt = "{format} {question}"})
              .find("\n{format} {question}\n")
          != std::string::npos);
}
