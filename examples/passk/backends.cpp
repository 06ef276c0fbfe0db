// SPDX-License-Identifier: Apache-2.0
// What --backend can be.
#include "backends.hpp"

#include "tool.hpp"

#include <passk/testing/markov_backend.hpp>

#include <CLI/CLI.hpp>

#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <system_error>

namespace passk_tool {

#ifdef PASSK_TOOL_OPENAI_HTTP
passk::any_backend open_openai_http(const backend_choice& choice);  // backend_openai_http.cpp
#endif
#ifdef PASSK_TOOL_CPU
passk::any_backend open_cpu(const backend_choice& choice);  // backend_cpu.cpp
#endif
#ifdef PASSK_TOOL_CUDA
passk::any_backend open_cuda(const backend_choice& choice);  // backend_cuda.cu
#endif
#ifdef PASSK_TOOL_TINY_LM
passk::any_backend open_tiny_lm(const backend_choice& choice);  // backend_tiny_lm.cpp
#endif
passk::any_backend open_replay(const backend_choice& choice);  // backend_replay.cpp

namespace {

// One kind of backend: which words name it, and how it is made. A new one is a new row below.
struct backend_kind {
    std::string_view form;  // as help shows it
    bool (*is_named_by)(std::string_view place);
    passk::any_backend (*open)(const backend_choice& choice);
};

passk::any_backend open_markov(const backend_choice& choice) {
    expect_one_place(choice);
    const std::string_view place = choice.places.front();
    std::uint64_t number = 0;
    if (const std::size_t colon = place.find(':'); colon != std::string_view::npos) {
        const std::string_view digits = place.substr(colon + 1);
        const auto [end, problem] =
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (problem != std::errc() || end != digits.data() + digits.size()) {
            throw failure(wrong_usage, "--backend: 'markov:" + std::string(digits)
                                           + "' has no whole number behind the colon");
        }
    }
    return passk::testing::markov_backend(number);
}

constexpr std::array backend_kinds{
#ifdef PASSK_TOOL_OPENAI_HTTP
    backend_kind{"http://HOST:PORT (vLLM, SGLang, llama.cpp, OpenAI, ...)",
                 [](std::string_view place) {
                     return place.starts_with("http://") || place.starts_with("https://");
                 },
                 open_openai_http},
#endif
#ifdef PASSK_TOOL_TINY_LM
    backend_kind{
        "tiny_lm[:MODEL] (base, grpo or distilled; or a file of weights, a small model's folder)",
        [](std::string_view place) { return place == "tiny_lm" || place.starts_with("tiny_lm:"); },
        open_tiny_lm},
#endif
#ifdef PASSK_TOOL_CUDA
    backend_kind{"cuda:DIR (Llama, Qwen2, Qwen3 on a GPU)",
                 [](std::string_view place) { return place.starts_with("cuda:"); }, open_cuda},
#endif
#ifdef PASSK_TOOL_CPU
    backend_kind{"cpu:DIR (the same on this processor: for tiny models)",
                 [](std::string_view place) { return place.starts_with("cpu:"); }, open_cpu},
#endif
    backend_kind{"replay:JOURNAL (what an earlier run drew)",
                 [](std::string_view place) { return place.starts_with("replay:"); }, open_replay},
    backend_kind{
        "markov[:NUMBER]",
        [](std::string_view place) { return place == "markov" || place.starts_with("markov:"); },
        open_markov},
};

}  // namespace

void add_backend_options(CLI::App& command, backend_choice& choice) {
    std::string forms;
    for (const backend_kind& kind : backend_kinds) {
        forms += forms.empty() ? "" : ", ";
        forms += kind.form;
    }
    command
        .add_option("--backend", choice.places,
                    "What the model runs on: " + forms
                        + ". markov is a toy of nine letters, to try this tool with; servers of one "
                          "model may be given again")
        ->required()
        ->allow_extra_args(false)
        ->option_text("PLACE (required)");
    command
        .add_option("--served-model", choice.model,
                    "The model's name on the server, if that serves several")
        ->option_text("NAME");
    command.add_option("--in-flight", choice.in_flight, "Requests at once; 0: found out")
        ->option_text("COUNT [0]");
}

passk::any_backend open_backend(const backend_choice& choice) {
    std::string forms;
    for (const backend_kind& kind : backend_kinds) {
        if (kind.is_named_by(choice.places.front())) {
            return kind.open(choice);
        }
        forms += forms.empty() ? "" : ", ";
        forms += kind.form;
    }
    throw failure(wrong_usage, "--backend: '" + choice.places.front() + "' is none of " + forms);
}

void expect_one_place(const backend_choice& choice) {
    if (choice.places.size() != 1) {
        throw failure(wrong_usage, "--backend: several places are servers (http://...) only");
    }
}

std::string backend_text(const backend_choice& choice) {
    std::string text;
    for (const std::string& place : choice.places) {
        text += (text.empty() ? "" : " ") + place;
    }
    return text;
}

}  // namespace passk_tool
