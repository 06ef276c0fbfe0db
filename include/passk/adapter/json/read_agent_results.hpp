// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_JSON_READ_AGENT_RESULTS_HPP
#define PASSK_ADAPTER_JSON_READ_AGENT_RESULTS_HPP

#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/json_records.hpp>
#include <passk/adapter/json/outcome_collector.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <boost/json/value.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::adapter::json::detail {

// Samples of a file whose model's name may come after them.
class waiting_samples {
public:
    void add(std::string problem, const boost::json::value& number, verdict_counts counts) {
        samples_.push_back({std::move(problem), sample_number(number), counts});
    }
    // @param before  goes before the names of the problems, with a slash, unless empty
    void enter(file_context& file, const std::string& model, const std::string& before) const {
        for (const sample& one : samples_) {
            file.out.add_sample(before.empty() ? one.problem : before + '/' + one.problem, model,
                                one.number, std::to_string(one.number), one.counts);
        }
    }

private:
    struct sample {
        std::string problem{};
        std::uint64_t number = 0;
        verdict_counts counts{};
    };
    std::vector<sample> samples_{};
};

// A reward of the tau benchmarks: within 1e-6 of 1 is a success, null is undecided.
[[nodiscard]] inline verdict verdict_of_reward(const boost::json::value& reward) {
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

    [[nodiscard]] static record_layout layout(const read_options&) {
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
        file_.out.add_sample(name_of(need(row.kept, "task_id"), "task_id"), file_.model(),
                             sample_number(trial), shown(trial), counts_of(judged));
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

    [[nodiscard]] static record_layout layout(const read_options&) {
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
        samples_.add(name_of(need(row.kept, "task_id"), "task_id"), *number, counts);
    }
    void finish(const record_filter& file) {
        const std::string model = file_.model(text_of(file.header(1)));
        samples_.enter(file_, model, {});
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

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_AGENT_RESULTS_HPP
