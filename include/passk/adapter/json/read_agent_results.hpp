// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_JSON_READ_AGENT_RESULTS_HPP
#define PASSK_ADAPTER_JSON_READ_AGENT_RESULTS_HPP

#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/json_records.hpp>
#include <passk/adapter/json/model_names.hpp>
#include <passk/adapter/json/outcome_collector.hpp>
#include <passk/adapter/json/read_counts.hpp>
#include <passk/adapter/json/read_harness_results.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <vector>

namespace passk::adapter::json::detail {

// Samples of a file whose model's name may come after them.
class waiting_samples {
public:
    void add(std::string problem, const boost::json::value& number, verdict_counts counts,
             std::uint64_t content) {
        samples_.push_back({std::move(problem), sample_number(number), counts, content});
    }
    void enter(file_context& file, const std::string& model) const {
        for (const sample& one : samples_) {
            file.out.add({.problem = one.problem,
                          .model = model,
                          .counts = one.counts,
                          .content = one.content,
                          .number = one.number,
                          .shown_number = std::to_string(one.number)});
        }
    }

private:
    struct sample {
        std::string problem{};
        std::uint64_t number = 0;
        verdict_counts counts{};
        std::uint64_t content = 0;
    };
    std::vector<sample> samples_{};
};

// Texts of a small JSON file that lies beside a result file; empty where there is none.
[[nodiscard]] inline std::vector<std::string> text_beside(
    const std::string& path, const char* name, std::initializer_list<std::string_view> keys) {
    std::vector<std::string> out(keys.size());
    const std::filesystem::path beside = std::filesystem::path(path).parent_path() / name;
    std::error_code failure;
    if (path.empty() || !std::filesystem::is_regular_file(beside, failure)
        || std::filesystem::file_size(beside, failure) > (1U << 20U)) {
        return out;
    }
    std::ifstream file(beside, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    boost::system::error_code unreadable;
    const boost::json::value content = boost::json::parse(text, unreadable);
    if (!unreadable) {
        std::size_t i = 0;
        for (const std::string_view key : keys) {
            const boost::json::value* const value = find_any(content, key);
            out[i++] = value == nullptr ? std::string() : std::string(text_of(*value));
        }
    }
    return out;
}

// A reward of the tau benchmarks: within 1e-6 of 1 is a success, null is undecided.
[[nodiscard]] inline verdict verdict_of_reward(const boost::json::value& reward) {
    if (number_of(reward) && std::isnan(*number_of(reward))) {
        return verdict::undecided;
    }
    if (reward.is_null()) {
        return verdict::undecided;
    }
    const std::optional<double> number = number_of(reward);
    if (!number) {
        refuse("reward is not a number", shown(reward));
    }
    return std::fabs(*number - 1) <= 1e-6 ? verdict::correct : verdict::incorrect;
}

// tau-bench: [{"task_id", "trial", "reward", "info"}, ...]. A trial that broke off with an
// exception (info.error; its reward is 0) is undecided. Trials that other tasks of the file have
// and a task lacks are missing.
class tau_bench_reader {
public:
    static constexpr file_format format = file_format::tau_bench;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
        return {.records = {""}, .fields = {"task_id", "trial", "reward", "info.error"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return find(row.kept, "task_id") != nullptr && find(row.kept, "trial") != nullptr
               && find(row.kept, "reward") != nullptr;
    }

    explicit tau_bench_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const boost::json::value& trial = need(row.kept, "trial");
        const boost::json::value* const info = find(row.kept, "info");
        const bool broke_off = info != nullptr && find_any(*info, "error") != nullptr;
        const verdict judged =
            broke_off ? verdict::undecided : verdict_of_reward(need(row.kept, "reward"));
        file_.out.add({.problem = name_of(need(row.kept, "task_id"), "task_id"),
                       .model = file_.model(),
                       .counts = counts_of(judged),
                       .content = row.hash,
                       .number = sample_number(trial),
                       .shown_number = shown(trial)});
        trials_ += trials_seen_.insert(sample_number(trial)) ? 1U : 0U;
    }
    void finish(const record_filter&) { file_.out.expect_trials(trials_); }

private:
    file_context& file_;
    sample_set trials_seen_{};
    std::uint64_t trials_ = 0;
};

// tau2-bench: {"info": {"num_trials", "agent_info": {"llm"}}, "tasks": [{"id"}, ...],
// "simulations": [{"task_id", "trial", "termination_reason", "reward_info": {"reward"}}, ...]}.
// Infrastructure errors, and trials of any task that are not there, are missing; a simulation
// without a reward is undecided.
class tau2_bench_reader {
public:
    static constexpr file_format format = file_format::tau2_bench;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
        return {.records = {"simulations.*", "tasks.*"},
                .fields = {"task_id", "trial", "termination_reason", "reward_info.reward", "id"},
                .headers = {"info.num_trials", "info.agent_info.llm"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return row.kind == 0 && find(row.kept, "task_id") != nullptr
               && (find(row.kept, "termination_reason") != nullptr
                   || find(row.kept, "reward_info") != nullptr);
    }

    explicit tau2_bench_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        if (row.kind == 1) {
            tasks_.push_back(name_of(need(row.kept, "id"), "id"));
            return;
        }
        const boost::json::value* const end = find(row.kept, "termination_reason");
        const boost::json::value* const info = find(row.kept, "reward_info");
        const boost::json::value* const reward = info == nullptr ? nullptr : find(*info, "reward");
        verdict_counts counts{.missing = 1};
        if (end == nullptr || text_of(*end) != "infrastructure_error") {
            counts = counts_of(reward == nullptr ? verdict::undecided : verdict_of_reward(*reward));
        }
        // trial may be null; id never is
        const boost::json::value* const number = find_any(row.kept, "trial", "id");
        if (number == nullptr) {
            refuse("the simulation has neither trial nor id", shown(row.kept));
        }
        samples_.add(name_of(need(row.kept, "task_id"), "task_id"), *number, counts, row.hash);
    }
    void finish(const record_filter& file) {
        const std::string model = file_.model(text_of(file.header(1)));
        samples_.enter(file_, model);
        for (const std::string& task : tasks_) {
            file_.out.add(task, model, {}, repetition::allowed);
        }
        if (!file.header(0).is_null()) {
            file_.out.expect_trials(count_of(file.header(0), "info.num_trials"));
        }
    }

private:
    file_context& file_;
    waiting_samples samples_{};
    std::vector<std::string> tasks_{};
};

// SWE-bench. The report of a run, <model>.<run>.json: {"resolved_ids": [...], "unresolved_ids",
// "empty_patch_ids", "error_ids", "incomplete_ids"}; or the report of an instance,
// logs/run_evaluation/<run>/<model>/<instance>/report.json: {"<instance>": {"resolved",
// "patch_exists"}}. One sample an instance and run. An empty patch is wrong; an error of the
// evaluation is undecided; an instance that was not submitted is missing.
class swe_bench_reader {
public:
    static constexpr file_format format = file_format::swe_bench;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
        return {.records = {"*"},
                .fields = {"resolved", "patch_exists", "patch_is_None", "*"},
                .headers = {"schema_version"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return (row.keys.size() == 1 && row.keys[0] == "resolved_ids" && row.kept.is_array())
               || (find(row.kept, "resolved") != nullptr
                   && find(row.kept, "patch_exists") != nullptr);
    }

    explicit swe_bench_reader(file_context& file) : file_(file) {
        const std::filesystem::path path = std::filesystem::path(file.path).lexically_normal();
        stem_ = bare_stem(file.path);
        const std::size_t dot = stem_.rfind('.');
        if (dot != std::string::npos && dot > 0) {
            model_ = stem_.substr(0, dot);
            run_ = stem_.substr(dot + 1);
        }
        // <run>/<model>/<instance>/report.json
        const std::filesystem::path model = path.parent_path().parent_path();
        if (stem_ == "report" && !model.filename().empty()) {
            model_ = model.filename().string();
            run_ = model.parent_path().filename().string();
        }
    }

    void record(const json_record& row) {
        const std::string& key = row.keys.at(0);
        if (row.kept.is_array()) {
            const std::optional<verdict_counts> counts = of_list(key);
            if (!counts) {
                return;
            }
            for (const boost::json::value& instance : row.kept.get_array()) {
                add(name_of(instance, key), *counts);
            }
        } else if (const boost::json::value* const resolved = find(row.kept, "resolved")) {
            add(as_name(key), counts_of(file_.judge(*resolved, "resolved")));
        }
    }
    void finish(const record_filter&) {}

private:
    // What the instances of a list are.
    [[nodiscard]] static std::optional<verdict_counts> of_list(std::string_view key) {
        if (key == "resolved_ids") {
            return counts_of(verdict::correct);
        }
        if (key == "unresolved_ids" || key == "empty_patch_ids") {
            return counts_of(verdict::incorrect);
        }
        if (key == "error_ids" || key == "infra_failure_ids" || key == "ambiguous_failure_ids") {
            return counts_of(verdict::undecided);
        }
        if (key == "incomplete_ids") {
            return verdict_counts{.missing = 1};
        }
        return std::nullopt;
    }

    void add(const std::string& instance, const verdict_counts& counts) {
        if (!seen_.insert(instance).second) {
            return;  // listed as an error and as ambiguous
        }
        if (!started_ && !run_.empty()) {
            file_.out.start_run("swe-bench " + run_ + '/' + model_);
        }
        started_ = true;
        file_.out.add({.problem = instance,
                       .model = file_.model(model_),
                       .counts = counts,
                       .number = 0,
                       .shown_number = run_});
    }

    file_context& file_;
    std::string stem_{};
    std::string model_{};
    std::string run_{};
    bool started_ = false;
    std::unordered_set<std::string> seen_{};
};

// Harbor, a file a trial: {"id", "task_name", "trial_name", "source", "agent_info": {"name",
// "model_info": {"name"}}, "verifier_result": {"rewards": {"reward": value}}, "exception_info"}.
// The reward is read_options::metric, else "reward", else the only one. A trial that broke off with
// an exception, or has no reward, is undecided. Tasks are known as <source>/<task_name>, models as
// <agent>/<model>.
class harbor_reader {
public:
    static constexpr file_format format = file_format::harbor;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
        return {.records = {""},
                .fields = {"id", "task_name", "trial_name", "source", "agent_info.name",
                           "agent_info.model_info.name", "verifier_result.rewards",
                           "exception_info.exception_type"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return find(row.kept, "task_name") != nullptr && find(row.kept, "trial_name") != nullptr
               && find(row.kept, "agent_info") != nullptr;
    }

    explicit harbor_reader(file_context& file) : file_(file) {}

    void record(const json_record& row) {
        const boost::json::value& agent = need(row.kept, "agent_info");
        const auto name_in = [](const boost::json::value* object) {
            const boost::json::value* const name =
                object == nullptr ? nullptr : find_any(*object, "name");
            return name == nullptr ? std::string_view() : text_of(*name);
        };
        const std::string model =
            joined_model(name_in(find_any(agent, "model_info")), name_in(&agent));
        std::string problem = name_of(need(row.kept, "task_name"), "task_name");
        if (const boost::json::value* const source = find_any(row.kept, "source")) {
            problem = name_of(*source, "source") + '/' + problem;
        }
        const boost::json::value* const result = find_any(row.kept, "verifier_result");
        const boost::json::value* const rewards =
            result == nullptr ? nullptr : find_any(*result, "rewards");
        verdict judged = verdict::undecided;
        if (rewards != nullptr && rewards->is_object() && !rewards->get_object().empty()) {
            std::vector<std::string> names;
            for (const auto& member : rewards->get_object()) {
                names.emplace_back(member.key().data(), member.key().size());
            }
            const std::string chosen =
                choose_measure(names, file_.options.metric, {"reward"}, "reward");
            judged = file_.judge(need(*rewards, chosen), chosen);
        } else {
            file_.count_unscored();
        }
        const boost::json::value* const id = find_any(row.kept, "id", "trial_name");
        file_.out.start_run("harbor");
        file_.out.add({.problem = problem,
                       .model = file_.model(model),
                       .counts = counts_of(judged),
                       .number = hash_of(shown(*id)),
                       .shown_number = shown(*id)});
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
};

// Terminal-Bench, results.json of a run: {"results": [{"id", "task_id", "trial_name",
// "is_resolved"}, ...]}. A trial without a verdict is undecided. The model is not in it: it is
// named after the run's folder, unless run_metadata.json beside it has model_name.
class terminal_bench_reader {
public:
    static constexpr file_format format = file_format::terminal_bench;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) {
        return {.records = {"results.*"}, .fields = {"id", "task_id", "trial_name", "is_resolved"}};
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        return find(row.kept, "task_id") != nullptr && find(row.kept, "is_resolved") != nullptr;
    }

    explicit terminal_bench_reader(file_context& file)
        : file_(file),
          beside_(text_beside(file.path, "run_metadata.json", {"model_name", "agent_name"})) {}

    void record(const json_record& row) {
        const boost::json::value* const id = find_any(row.kept, "id", "trial_name");
        const std::string shown_id = id == nullptr ? std::string() : shown(*id);
        file_.out.start_run("terminal-bench");
        const std::string problem = name_of(need(row.kept, "task_id"), "task_id");
        const std::string model = file_.model(joined_model(beside_[0], beside_[1]));
        observation seen{
            .problem = problem,
            .model = model,
            .counts = counts_of(file_.judge(need(row.kept, "is_resolved"), "is_resolved"))};
        if (id != nullptr) {
            seen.number = hash_of(shown_id);
            seen.shown_number = shown_id;
        }
        file_.out.add(seen);
    }
    void finish(const record_filter&) {}

private:
    file_context& file_;
    std::vector<std::string> beside_;
};

// verifiers. 0.1, results.jsonl with metadata.json beside it: {"example_id", "completion",
// "reward", <metric>: value, "error"} a rollout a line. 0.4, traces.jsonl: {"traces": [{"id",
// "task": {"key", "type", "data": {"idx"}}, "agent": {"config": {"model"}}, "rewards": {<name>:
// {"score"}}}]}. What decides is read_options::metric, else the reward, or the only one of several
// rewards. A rollout that broke off with an error is undecided.
class verifiers_reader {
public:
    static constexpr file_format format = file_format::verifiers;

    [[nodiscard]] static record_layout layout(const read_options& options, bool = false) {
        record_layout layout{.records = {"traces.*", ""},
                             .fields = {"example_id",
                                        "reward",
                                        "rollout",
                                        "error",
                                        "generation_ms",
                                        "id",
                                        "task.key",
                                        "task.type",
                                        "task.data.idx",
                                        "agent.config.model",
                                        "rewards",
                                        "errors",
                                        "traces.*.id",
                                        "traces.*.task.key",
                                        "traces.*.task.type",
                                        "traces.*.task.data.idx",
                                        "traces.*.agent.config.model",
                                        "traces.*.rewards",
                                        "traces.*.errors",
                                        "prompt"}};
        layout.records = {""};
        if (!options.metric.empty()) {
            layout.fields.push_back(options.metric);
        }
        return layout;
    }
    [[nodiscard]] static bool matches(const json_record& row) {
        const boost::json::value* const traces = find(row.kept, "traces");
        const boost::json::array* const list = traces == nullptr ? nullptr : traces->if_array();
        const bool now =
            list != nullptr && !list->empty() && find(list->front(), "rewards") != nullptr;
        return now
               || (find(row.kept, "example_id") != nullptr && find(row.kept, "reward") != nullptr
                   && find(row.kept, "generation_ms") != nullptr)
               || (find(row.kept, "example_id") != nullptr && find(row.kept, "reward") != nullptr
                   && find(row.kept, "prompt") != nullptr);
    }

    explicit verifiers_reader(file_context& file)
        : file_(file), beside_(text_beside(file.path, "metadata.json", {"model", "env_id"})) {}

    void record(const json_record& row) {
        const boost::json::value* const traces = find(row.kept, "traces");
        if (traces != nullptr && traces->is_array()) {
            for (const boost::json::value& trace : traces->get_array()) {
                add_trace(trace);
            }
            return;
        }
        std::string problem = name_of(need(row.kept, "example_id"), "example_id");
        if (!beside_[1].empty()) {
            problem = as_name(beside_[1]) + '/' + problem;
        }
        const std::string field = file_.options.metric.empty() ? "reward" : file_.options.metric;
        verdict judged = verdict::undecided;
        if (find_any(row.kept, "error") == nullptr) {
            judged = file_.judge(need(row.kept, field), field);
        } else {
            file_.count_unscored();
        }
        const boost::json::value* const prompt = find_any(row.kept, "prompt");
        file_.out.add(problem, file_.model(beside_[0]), counts_of(judged), repetition::allowed,
                      row.hash, prompt == nullptr ? 0 : hash_of(boost::json::serialize(*prompt)));
    }
    void finish(const record_filter&) {}

private:
    void add_trace(const boost::json::value& trace) {
        const boost::json::value& task = need(trace, "task");
        const boost::json::value* const data = find_any(task, "data");
        const boost::json::value* const idx = data == nullptr ? nullptr : find_any(*data, "idx");
        const boost::json::value& key = need(task, "key");
        const boost::json::value* const type = find_any(task, "type");
        std::string problem = name_of(idx != nullptr ? *idx : key, "task.key");
        if (type != nullptr) {
            problem = name_of(*type, "task.type") + '/' + problem;
        }
        const boost::json::value* const agent = find_any(trace, "agent");
        const boost::json::value* const config =
            agent == nullptr ? nullptr : find_any(*agent, "config");
        const boost::json::value* const model =
            config == nullptr ? nullptr : find_any(*config, "model");
        const boost::json::value* const rewards = find_any(trace, "rewards");
        verdict judged = verdict::undecided;
        if (rewards != nullptr && rewards->is_object() && !rewards->get_object().empty()) {
            std::vector<std::string> names;
            for (const auto& member : rewards->get_object()) {
                names.emplace_back(member.key().data(), member.key().size());
            }
            const std::string chosen =
                choose_measure(names, file_.options.metric, {"reward"}, "reward");
            const boost::json::value& reward = need(*rewards, chosen);
            judged = file_.judge(reward.is_object() ? need(reward, "score") : reward, chosen);
        } else {
            file_.count_unscored();
        }
        const boost::json::value* const id = find_any(trace, "id");
        observation seen{.problem = problem,
                         .model = {},
                         .counts = counts_of(judged),
                         .question = hash_of(shown(key))};
        const std::string name =
            file_.model(model == nullptr ? std::string_view() : text_of(*model));
        seen.model = name;
        const std::string shown_id = id == nullptr ? std::string() : shown(*id);
        if (id != nullptr) {
            file_.out.start_run("verifiers");
            seen.number = hash_of(shown_id);
            seen.shown_number = shown_id;
        }
        file_.out.add(seen);
    }

    file_context& file_;
    std::vector<std::string> beside_;
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_AGENT_RESULTS_HPP
