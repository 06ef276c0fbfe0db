// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON and libarchive.
#ifndef PASSK_ADAPTER_JSON_SAMPLE_JOURNAL_HPP
#define PASSK_ADAPTER_JSON_SAMPLE_JOURNAL_HPP

#include <passk/adapter/json/append_only_file.hpp>
#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/written_json.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/run_sampling.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/problem.hpp>
#include <passk/sample/prompt.hpp>
#include <passk/sample/prompt_template.hpp>
#include <passk/sample/sampling.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace passk::adapter::json {

/// What was set for a run and is not seen from its samples: enough to repeat it.
struct run_description {
    std::string model{};  ///< the name that reports call it by
    sampling how{};       ///< how.seed is the run's seed
    std::uint32_t n = 1;  ///< completions a problem
    std::string prompt_template{};
    std::string prefill{};  ///< how answers begin that the template begins for the model
    std::vector<std::string> problem_files{};
    std::string problem_format{};
    std::uint64_t problem_hash = 0;  ///< problem_set::contents
    std::string backend{};           ///< as it was given on the command line, without keys
    backend_capabilities able{};     ///< what the backend said of itself
    std::string started{};           ///< date and time, UTC
    std::string version{};           ///< of passk
};

namespace detail {

inline constexpr std::string_view run_schema = "passk.samples/1";
inline constexpr std::string_view problem_schema = "passk.problem/1";

// The prompt as it stands in a journal: text, messages, or token ids. Pictures are there by their
// hash only: their files are named with the problem.
[[nodiscard]] inline boost::json::value prompt_value(const prompt& given) {
    if (const std::string* const text = std::get_if<std::string>(&given)) {
        return boost::json::value(repaired_utf8(*text));
    }
    boost::json::array list;
    if (const token_ids* const ids = std::get_if<token_ids>(&given)) {
        for (const token_id id : *ids) {
            list.emplace_back(id);
        }
        return list;
    }
    for (const chat_message& turn : *std::get_if<chat>(&given)) {
        boost::json::object message{{"role", turn.role}, {"content", repaired_utf8(turn.text)}};
        if (!turn.images.empty()) {
            boost::json::array hashes;
            for (const image& picture : turn.images) {
                hashes.emplace_back(hexadecimal(hash_of(*picture.bytes)));
            }
            message["image_hashes"] = std::move(hashes);
        }
        list.emplace_back(std::move(message));
    }
    return list;
}

[[nodiscard]] inline boost::json::object sampling_object(const sampling& how) {
    boost::json::object out{{"temperature", how.temperature},
                            {"top_p", how.top_p},
                            {"top_k", how.top_k},
                            {"min_p", how.min_p},
                            {"repetition_penalty", how.repetition_penalty},
                            {"max_tokens", how.max_tokens},
                            {"seed", how.seed}};
    boost::json::array stops;
    for (const std::string& stop : how.stop) {
        stops.emplace_back(stop);
    }
    out["stop"] = std::move(stops);
    return out;
}

[[nodiscard]] inline boost::json::object capabilities_object(const backend_capabilities& able) {
    boost::json::object out{{"name", able.name},
                            {"model", able.model},
                            {"seeded", able.seeded},
                            {"context_length", able.context_length}};
    boost::json::array denied;
    const auto deny = [&](bool has, std::string_view what) {
        if (!has) {
            denied.emplace_back(boost::json::string_view(what.data(), what.size()));
        }
    };
    deny(able.text_prompts, "text prompts");
    deny(able.chat_prompts, "chat prompts");
    deny(able.top_k, "top_k");
    deny(able.min_p, "min_p");
    deny(able.repetition_penalty, "repetition_penalty");
    deny(able.stop, "stop");
    deny(able.token_ids, "token ids");
    deny(able.sampled_logprobs, "log-probabilities");
    out["denied"] = std::move(denied);
    if (!able.findings.empty()) {
        boost::json::array& findings = out["findings"].emplace_array();
        for (const std::string& line : able.findings) {
            findings.emplace_back(line);
        }
    }
    return out;
}

[[nodiscard]] inline std::string run_line(const run_description& run) {
    boost::json::array files;
    for (const std::string& file : run.problem_files) {
        files.emplace_back(file);
    }
    const boost::json::object line{
        {"schema", boost::json::string_view(run_schema.data(), run_schema.size())},
        {"model", run.model},
        {"n", run.n},
        {"sampling", sampling_object(run.how)},
        {"template", run.prompt_template},
        {"prefill", run.prefill},
        {"problems", boost::json::object{{"files", std::move(files)},
                                         {"format", run.problem_format},
                                         {"hash", hexadecimal(run.problem_hash)}}},
        {"backend", run.backend},
        {"capabilities", capabilities_object(run.able)},
        {"started", run.started},
        {"passk", run.version}};
    return boost::json::serialize(line);
}

[[nodiscard]] inline boost::json::object problem_object(const problem& task) {
    const auto list_of = [](const std::vector<std::string>& texts) {
        boost::json::array list;
        for (const std::string& text : texts) {
            list.emplace_back(repaired_utf8(text));
        }
        return list;
    };
    const std::string_view kind = to_string(task.kind);
    boost::json::object out{{"kind", boost::json::string_view(kind.data(), kind.size())},
                            {"reference", repaired_utf8(task.reference)}};
    if (!task.options.empty()) {
        out["options"] = list_of(task.options);
    }
    if (!task.images.empty()) {
        out["images"] = list_of(task.images);
    }
    if (!task.messages.empty() || !task.prompt_template.empty()) {
        // Put otherwise than the run's template puts problems.
        const prompt_template* const own = find_prompt_template(task.prompt_template);
        const std::string_view name = task.messages.empty() ? own->name : "messages";
        const std::string_view prefill = task.messages.empty() ? own->prefill : "";
        out["template"] = boost::json::string_view(name.data(), name.size());
        out["prefill"] = boost::json::string_view(prefill.data(), prefill.size());
    }
    switch (task.tolerance.how) {
        case answer_tolerance::rule::unstated: break;
        case answer_tolerance::rule::absolute:
            out["tolerance"] = list_of(task.tolerance.bounds);
            break;
        case answer_tolerance::rule::decimals: out["decimals"] = task.tolerance.decimals; break;
        case answer_tolerance::rule::truncated: out["truncated"] = true; break;
    }
    return out;
}

}  // namespace detail

/// Completions as they are drawn, in a file that is only ever appended to: JSON lines of three
/// kinds.
///
///   - {"schema": "passk.samples/1", "model", "n", "sampling", "template", "problems", "backend",
///     "capabilities", ...}: how the run was made that appends what follows;
///   - {"schema": "passk.problem/1", "problem", "prompt", "prompt_hash", "kind", "reference", ...}:
///     once a problem, before its first completion;
///   - {"problem", "model", "sample", "seed", "finish_reason", "text", ...}: a completion, with
///     "tokens", "prompt_token_ids", "token_logprobs" and what these are ("logprobs") where they
///     were asked for, as scored_samples.hpp reads them.
///
/// A run that ended in any way goes on where it stopped; nothing is counted twice. Models
/// sample_store for run_sampling.
class sample_journal {
public:
    /// Opens a journal, or begins one, for a run over these tasks.
    ///
    /// A journal is of one model, one template and one set of sampling parameters, n and the
    /// backend apart: anything else is another distribution and would spoil the counts. Problems
    /// may be added and left out; a problem that was drawn from another prompt is an error.
    ///
    /// @param path   a file that is not compressed
    /// @param run    how this run is made
    /// @param tasks  parallel to problems; both must outlive the journal
    /// @returns  the journal; or an error that names file, line and what is wrong: errc::io,
    ///           errc::unavailable if another process is writing it, errc::malformed for a line
    ///           that is none of the three kinds, a completion that stands twice, or another run's
    ///           parameters
    [[nodiscard]] static result<sample_journal> open(const std::string& path,
                                                     const run_description& run,
                                                     const std::vector<sampling_task>& tasks,
                                                     const std::vector<problem>& problems) {
        passk::detail::expects(tasks.size() == problems.size(),
                               "passk::adapter::json::sample_journal: one task for each problem");
        contents state(run, tasks);
        result<append_only_file> file =
            append_only_file::open(path, [&](std::string_view text, std::uint64_t line) {
                return state.read(path, text, line);
            });
        if (!file) {
            return file.error();
        }
        return sample_journal(std::move(file).value(), run, std::move(state), tasks, problems);
    }

    /// Is completion `number` of that task there?
    [[nodiscard]] bool contains(std::size_t task, std::uint32_t number) const {
        const std::vector<bool>& there = state_.there[task];
        return number < there.size() && there[number];
    }

    /// Keeps a completion; errc::io if the disk does not take it.
    [[nodiscard]] std::optional<error> add(std::size_t task, std::uint32_t number,
                                           const completion& drawn) {
        std::string lines = run_line_;
        if (!state_.announced[task]) {
            lines += problem_line(task) + '\n';
        }
        lines += sample_line(task, number, drawn);
        if (std::optional<error> failure = file_.append(std::move(lines))) {
            return failure;
        }
        run_line_.clear();
        state_.announced[task] = true;
        state_.mark(task, number);
        return std::nullopt;
    }

    /// Completions in the file, of problems outside this run too.
    [[nodiscard]] std::uint64_t samples() const noexcept { return state_.samples; }
    [[nodiscard]] const append_only_file& file() const noexcept { return file_; }
    /// Waits until everything is on the disk.
    [[nodiscard]] std::optional<error> sync() { return file_.sync(); }

private:
    // What the file holds, as far as going on needs it.
    struct contents {
        contents(const run_description& run_now, const std::vector<sampling_task>& tasks)
            : run(detail::run_line(run_now)), there(tasks.size()), announced(tasks.size(), false) {
            for (std::size_t i = 0; i < tasks.size(); ++i) {
                place.emplace(tasks[i].problem, i);
                hashes.push_back(prompt_hash(tasks[i].prompt));
            }
        }

        [[nodiscard]] std::optional<error> read(const std::string& path, std::string_view text,
                                                std::uint64_t line) {
            const auto wrong = [&](std::string_view what) {
                return error{errc::malformed, located(path, line, what)};
            };
            boost::json::error_code code;
            const boost::json::value parsed = boost::json::parse({text.data(), text.size()}, code);
            if (code || !parsed.is_object()) {
                return wrong("not a line of a journal of samples: " + detail::excerpt(text));
            }
            try {
                const boost::json::value* const schema = detail::find(parsed, "schema");
                if (schema == nullptr) {
                    read_sample(parsed);
                } else if (detail::text_of(*schema) == detail::run_schema) {
                    read_run(parsed);
                } else if (detail::text_of(*schema) == detail::problem_schema) {
                    read_problem(parsed);
                } else {
                    detail::refuse("not a journal of samples of this version",
                                   detail::shown(*schema));
                }
            } catch (const detail::refusal& complaint) {
                return wrong(complaint.what());
            }
            return std::nullopt;
        }

        void mark(std::size_t task, std::uint64_t number) {
            std::vector<bool>& drawn = there[task];
            if (number >= drawn.size()) {
                drawn.resize(static_cast<std::size_t>(number) + 1, false);
            }
            drawn[static_cast<std::size_t>(number)] = true;
            ++samples;
        }

        void read_run(const boost::json::value& line) const {
            const auto same = [](const boost::json::value& was, const boost::json::value& is,
                                 std::string_view what) {
                const auto a = detail::number_of(was);
                const auto b = detail::number_of(is);
                if (a && b ? *a != *b : was != is) {
                    detail::refuse("the journal was drawn with another " + std::string(what)
                                       + "; give --out another file, or go on as it began",
                                   boost::json::serialize(was) + " there, "
                                       + boost::json::serialize(is) + " now");
                }
            };
            const boost::json::value now = boost::json::parse(run);
            for (const std::string_view key : {"model", "template"}) {
                same(detail::need(line, key), detail::need(now, key), key);
            }
            const boost::json::value& how = detail::need(line, "sampling");
            for (const auto& member : detail::need(now, "sampling").get_object()) {
                same(detail::need(how, member.key()), member.value(), member.key());
            }
        }

        void read_problem(const boost::json::value& line) {
            const auto at = place.find(text_in(line, "problem"));
            if (at == place.end()) {
                return;
            }
            if (text_in(line, "prompt_hash") != hashes[at->second]) {
                detail::refuse("the problem was drawn from another prompt than this run's",
                               detail::excerpt(at->first));
            }
            announced[at->second] = true;
        }

        void read_sample(const boost::json::value& line) {
            const std::string name = text_in(line, "problem");
            const std::uint64_t number = detail::count_of(detail::need(line, "sample"), "'sample'");
            if (number >= 65536) {
                detail::refuse("'sample' is 65536 or more", std::to_string(number));
            }
            const auto at = place.find(name);
            if (at == place.end()) {
                ++samples;
                return;
            }
            if (!announced[at->second]) {
                detail::refuse("a completion of a problem that no line before it states",
                               detail::excerpt(name));
            }
            const std::vector<bool>& drawn = there[at->second];
            if (number < drawn.size() && drawn[static_cast<std::size_t>(number)]) {
                detail::refuse("completion " + std::to_string(number) + " stands twice",
                               detail::excerpt(name));
            }
            mark(at->second, number);
        }

        [[nodiscard]] static std::string text_in(const boost::json::value& line,
                                                 std::string_view key) {
            const boost::json::value& value = detail::need(line, key);
            if (!value.is_string()) {
                detail::refuse("'" + std::string(key) + "' is no text", detail::shown(value));
            }
            return std::string(detail::text_of(value));
        }

        std::string run;  // the line of the run that goes on
        std::unordered_map<std::string, std::size_t> place{};
        std::vector<std::string> hashes{};
        std::vector<std::vector<bool>> there;
        std::vector<bool> announced;
        std::uint64_t samples = 0;
    };

    sample_journal(append_only_file file, const run_description& run, contents state,
                   const std::vector<sampling_task>& tasks, const std::vector<problem>& problems)
        : file_(std::move(file)),
          model_(run.model),
          run_line_(detail::run_line(run) + '\n'),
          state_(std::move(state)),
          tasks_(&tasks),
          problems_(&problems) {}

    [[nodiscard]] static std::string prompt_hash(const prompt& given) {
        return detail::hexadecimal(
            detail::hash_of(boost::json::serialize(detail::prompt_value(given))));
    }

    [[nodiscard]] std::string problem_line(std::size_t task) const {
        const sampling_task& from = (*tasks_)[task];
        boost::json::object line{
            {"schema", boost::json::string_view(detail::problem_schema.data(),
                                                detail::problem_schema.size())},
            {"problem", from.problem},
            {"prompt", detail::prompt_value(from.prompt)},
            {"prompt_hash", state_.hashes[task]}};
        for (auto& member : detail::problem_object((*problems_)[task])) {
            line[member.key()] = member.value();
        }
        return boost::json::serialize(line);
    }

    [[nodiscard]] std::string sample_line(std::size_t task, std::uint32_t number,
                                          const completion& drawn) const {
        detail::json_line line;
        line.text("problem", (*tasks_)[task].problem)
            .text("model", model_)
            .count("sample", number)
            .count("seed", drawn.seed)
            .text("finish_reason", to_string(drawn.finish));
        if (drawn.prompt_tokens > 0) {
            line.count("prompt_tokens", drawn.prompt_tokens);
        }
        if (drawn.completion_tokens > 0) {
            line.count("completion_tokens", drawn.completion_tokens);
        }
        line.text("text", drawn.text);
        if (!drawn.tokens.empty()) {
            line.ids("tokens", drawn.tokens);
        }
        if (!drawn.prompt_token_ids.empty()) {
            line.ids("prompt_token_ids", drawn.prompt_token_ids);
        }
        if (drawn.logprobs) {
            line.logprobs(*drawn.logprobs);
        }
        return std::move(line).finish();
    }

    append_only_file file_;
    std::string model_;
    std::string run_line_;  // until the first completion of this run
    contents state_;
    const std::vector<sampling_task>* tasks_;
    const std::vector<problem>* problems_;
};

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_SAMPLE_JOURNAL_HPP
