// SPDX-License-Identifier: Apache-2.0
// passk score: how likely another model finds the completions of a journal (teacher forcing).
#include "backends.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "tool.hpp"

#include <passk/adapter/json/append_only_file.hpp>
#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/for_each_document.hpp>
#include <passk/adapter/json/read_journal.hpp>
#include <passk/adapter/json/written_json.hpp>
#include <passk/infer/scoring_request.hpp>
#include <passk/report/number_text.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace json = passk::adapter::json;

namespace passk_tool {
namespace {

struct score_command {
    backend_choice backend{};
    std::string in{};
    std::string out{};
    std::string scorer{};
    std::string verdicts{};
    std::size_t at_once = 256;
    bool as_text = false;
};

struct score_counts {
    std::uint64_t scored = 0;
    std::uint64_t there = 0;
    std::uint64_t failed = 0;
    std::string first_failure{};
};

std::string key_of(std::string_view problem, std::string_view model, std::uint64_t number) {
    return std::string(problem) + '\n' + std::string(model) + '\n' + std::to_string(number);
}

// Verdicts by completion, from what passk verify wrote.
std::unordered_map<std::string, std::string> read_verdicts(const std::string& path) {
    std::unordered_map<std::string, std::string> verdicts;
    if (path.empty()) {
        return verdicts;
    }
    auto source = json::byte_source::open(path);
    if (!source) {
        throw failure(data_say_no, source.error().context);
    }
    json::byte_source opened = std::move(source).value();
    const auto read = json::detail::for_each_document(opened, [&](std::string_view text,
                                                                  std::uint64_t) {
        boost::json::error_code code;
        const boost::json::value line = boost::json::parse({text.data(), text.size()}, code);
        if (code) {
            json::detail::refuse("not a JSON value: " + code.message(), "");
        }
        const auto word = [&line](std::string_view name) {
            return std::string(json::detail::text_of(json::detail::need(line, name)));
        };
        verdicts[key_of(word("problem"), word("model"),
                        json::detail::count_of(json::detail::need(line, "sample"), "'sample'"))] =
            word("verdict");
    });
    if (!read) {
        throw failure(data_say_no, read.error().context);
    }
    return verdicts;
}

// The output: what is in it is not scored again.
class score_output {
public:
    score_output(const std::string& path, std::string scorer)
        : scorer_(std::move(scorer)), file_(open(path)) {}

    [[nodiscard]] bool contains(const json::journal_sample& one) const {
        return there_.count(key_of(one.problem, one.model, one.number)) > 0;
    }

    void add(const json::journal_sample& one, const passk::token_logprobs& scored,
             const std::string& verdict) {
        json::detail::json_line line;
        line.text("problem", one.problem)
            .text("model", one.model)
            .text("scorer", scorer_)
            .count("sample", one.number)
            .text("finish_reason", to_string(one.drawn.finish))
            .count("bytes", one.drawn.text.size());
        if (!verdict.empty()) {
            line.text("verdict", verdict);
        }
        line.logprobs(scored);
        if (const auto failed = file_.append(std::move(line).finish())) {
            throw failure(data_say_no, failed->context + "; the same command goes on from here");
        }
    }

    void sync() {
        if (const auto failed = file_.sync()) {
            throw failure(data_say_no, failed->context);
        }
    }

private:
    json::append_only_file open(const std::string& path) {
        auto file = json::append_only_file::open(
            path, [&](std::string_view text, std::uint64_t line) -> std::optional<passk::error> {
                boost::json::error_code code;
                const boost::json::value parsed =
                    boost::json::parse({text.data(), text.size()}, code);
                try {
                    const auto word = [&parsed](std::string_view name) {
                        return json::detail::text_of(json::detail::need(parsed, name));
                    };
                    if (code) {
                        json::detail::refuse("not a scored completion", "");
                    }
                    if (word("scorer") != scorer_) {
                        json::detail::refuse(
                            "the file holds scores of another model; give --out "
                            "another file",
                            word("scorer"));
                    }
                    there_.insert(key_of(
                        word("problem"), word("model"),
                        json::detail::count_of(json::detail::need(parsed, "sample"), "'sample'")));
                } catch (const json::detail::refusal& complaint) {
                    return passk::error{passk::errc::malformed,
                                        json::located(path, line, complaint.what())};
                }
                return std::nullopt;
            });
        if (!file) {
            throw failure(data_say_no, file.error().context);
        }
        return std::move(file).value();
    }

    std::string scorer_;
    std::set<std::string> there_{};
    json::append_only_file file_;
};

// As token ids a completion is scored as it was drawn; as text it is tokenized again.
std::optional<passk::scoring_request> request_of(const json::journal_sample& one,
                                                 const passk::backend_capabilities& able,
                                                 bool as_text) {
    if (!as_text && able.scores_tokens && able.token_prompts && !one.drawn.tokens.empty()
        && !one.drawn.prompt_token_ids.empty()) {
        return passk::scoring_request{.prompt = one.drawn.prompt_token_ids,
                                      .continuation = one.drawn.tokens};
    }
    if (one.given == nullptr) {
        return std::nullopt;
    }
    return passk::scoring_request{.prompt = *one.given, .continuation = one.drawn.text};
}

exit_code run_score(const score_command& command) {
    // A file that may not grow any more is an error of writing, no end of the process.
    std::signal(SIGXFSZ, SIG_IGN);
    passk::any_backend backend = open_backend(command.backend);
    const passk::backend_capabilities able = backend.capabilities();
    const std::string scorer = !command.scorer.empty() ? command.scorer : able.model;
    if (scorer.empty()) {
        throw failure(wrong_usage, "--scorer: the backend has no name of its own; give one");
    }
    const std::unordered_map<std::string, std::string> verdicts = read_verdicts(command.verdicts);
    score_output out(command.out, scorer);
    score_counts counts;
    std::vector<json::journal_sample> waiting;
    std::vector<passk::scoring_request> requests;
    const interrupt_stop interrupt;

    const auto fail = [&counts](const json::journal_sample& one, const std::string& why) {
        if (++counts.failed == 1) {
            counts.first_failure =
                "problem '" + one.problem + "', sample " + std::to_string(one.number) + ": " + why;
        }
    };
    const auto score_waiting = [&] {
        const auto scores = backend.score(requests, interrupt.token());
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            if (!scores[i]) {
                fail(waiting[i], scores[i].error().context);
                continue;
            }
            const auto verdict =
                verdicts.find(key_of(waiting[i].problem, waiting[i].model, waiting[i].number));
            out.add(waiting[i], scores[i].value(),
                    verdict == verdicts.end() ? std::string() : verdict->second);
            ++counts.scored;
        }
        waiting.clear();
        requests.clear();
    };

    progress_line progress("scoring");
    const auto report = json::read_journal(
        command.in,
        [&](const json::journal_sample& one) {
            if (out.contains(one)) {
                ++counts.there;
                return;
            }
            auto request = request_of(one, able, command.as_text);
            if (!request) {
                fail(one, "pictures belong to its prompt, and a journal does not hold them");
                return;
            }
            waiting.push_back(one);
            requests.push_back(*std::move(request));
            if (waiting.size() == command.at_once && !interrupt.token().stop_requested()) {
                score_waiting();
            }
        },
        [&](const json::read_progress& at) {
            progress.update(at.bytes_read, at.bytes_total, "bytes", command.in);
            return !interrupt.token().stop_requested();
        });
    const bool stopped = interrupt.token().stop_requested();
    if (!stopped) {
        if (!report) {
            throw failure(data_say_no, report.error().context);
        }
        if (!waiting.empty()) {
            score_waiting();
        }
        if (counts.scored + counts.there + counts.failed == 0) {
            throw failure(data_say_no, command.in + ": there is no sample in it");
        }
    }
    out.sync();
    progress.clear();
    std::cerr << passk::grouped_text(counts.scored) << " scored, "
              << passk::grouped_text(counts.there) << " were there\n";
    if (stopped) {
        throw failure(data_say_no, "stopped; the same command goes on from here");
    }
    if (counts.failed > 0) {
        throw failure(data_say_no,
                      passk::grouped_text(counts.failed)
                          + " completions could not be scored, the first: " + counts.first_failure);
    }
    return done;
}

}  // namespace

void add_score(CLI::App& app, action& chosen) {
    CLI::App* command =
        app.add_subcommand("score", "how likely a model finds the completions of another");
    auto options = std::make_shared<score_command>();
    add_backend_options(*command, options->backend);
    command->add_option("--in", options->in, "A journal of passk sample")
        ->required()
        ->option_text("FILE (required)");
    command->add_option("--out", options->out, "What is in it is not scored again")
        ->required()
        ->option_text("FILE (required)");
    command->add_option("--scorer", options->scorer, "How reports call the scoring model")
        ->option_text("NAME [the backend's]");
    command
        ->add_option("--verdicts", options->verdicts,
                     "What passk verify said of the same journal, to go with the scores")
        ->option_text("FILE");
    command->add_flag("--as-text", options->as_text,
                      "Tokenize completions again, for a scorer of another tokenizer");
    command->add_option("--at-once", options->at_once, "Completions given to the backend in a call")
        ->check(CLI::PositiveNumber)
        ->option_text("COUNT [256]");
    command->footer(
        "Log-probabilities are raw, at temperature 1, whatever the completions were drawn with. A\n"
        "journal with token ids (passk sample --token-ids) is scored token by token as it was\n"
        "drawn, the end included, if the scorer takes token ids: it must have the same tokenizer.\n"
        "\n"
        "Examples:\n"
        "  passk score --backend http://127.0.0.1:8000 --in tuned.jsonl --scorer base \\\n"
        "      --out tuned_under_base.jsonl\n"
        "  passk perplexity --base base --tuned tuned base.jsonl tuned.jsonl "
        "tuned_under_base.jsonl");
    command->callback([options, &chosen] { chosen = [options] { return run_score(*options); }; });
}

}  // namespace passk_tool
