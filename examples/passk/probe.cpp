// SPDX-License-Identifier: Apache-2.0
// passk probe: what a backend is and does, found out by trying.
#include "backends.hpp"
#include "tool.hpp"

#include <passk/infer/backend_capabilities.hpp>
#include <passk/report/json_writer.hpp>

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk_tool {
namespace {

struct probe_command {
    backend_choice backend{};
    output_format format = output_format::text;
};

std::vector<std::pair<std::string_view, bool>> abilities_of(
    const passk::backend_capabilities& able) {
    return {{"text_prompts", able.text_prompts},
            {"chat_prompts", able.chat_prompts},
            {"images", able.images},
            {"token_prompts", able.token_prompts},
            {"token_ids", able.token_ids},
            {"top_k", able.top_k},
            {"min_p", able.min_p},
            {"repetition_penalty", able.repetition_penalty},
            {"stop", able.stop},
            {"sampled_logprobs", able.sampled_logprobs},
            {"scores_text", able.scores_text},
            {"scores_tokens", able.scores_tokens},
            {"seeded", able.seeded}};
}

exit_code run_probe(const probe_command& command) {
    const passk::backend_capabilities able = open_backend(command.backend).capabilities();
    if (command.format == output_format::json) {
        passk::json_writer out;
        out.begin_object().member("schema", "passk.probe/1").member("name", able.name);
        out.member("model", able.model).member("context_length", able.context_length);
        for (const auto& [name, can] : abilities_of(able)) {
            out.member(name, can);
        }
        out.key("findings").begin_array();
        for (const std::string& line : able.findings) {
            out.value(line);
        }
        out.end().end();
        std::cout << std::move(out).finish();
        return done;
    }
    const bool csv = command.format == output_format::csv;
    std::cout << (csv ? "ability,there\n" : able.name + ", model " + able.model + "\n");
    for (const auto& [name, can] : abilities_of(able)) {
        std::cout << (csv ? "" : "  ") << name << (csv ? "," : ": ") << (can ? "yes" : "no")
                  << '\n';
    }
    if (!csv && !able.findings.empty()) {
        std::cout << "What was tried, and what came of it:\n";
        for (const std::string& line : able.findings) {
            std::cout << "  " << line << '\n';
        }
    }
    return done;
}

}  // namespace

void add_probe(CLI::App& app, action& chosen) {
    CLI::App* command =
        app.add_subcommand("probe", "what a server or another backend is and does, by trying");
    auto options = std::make_shared<probe_command>();
    add_backend_options(*command, options->backend);
    add_format_option(*command, options->format);
    command->footer(
        "passk sample and passk score ask the same at their start; a journal records it.\n"
        "\n"
        "Example:\n"
        "  passk probe --backend http://127.0.0.1:8000");
    command->callback([options, &chosen] { chosen = [options] { return run_probe(*options); }; });
}

}  // namespace passk_tool
