// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_PROGRAM_VERIFIER_HPP
#define PASSK_ADAPTER_PROGRAM_PROGRAM_VERIFIER_HPP

#include <passk/adapter/program/extract_code.hpp>
#include <passk/adapter/program/judge_programs.hpp>
#include <passk/adapter/program/program_judge.hpp>
#include <passk/adapter/program/program_task.hpp>
#include <passk/core/result.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace passk::adapter::program {

/// How the program is found in what a model wrote.
enum class answer_form : std::uint8_t {
    verbatim,   ///< the whole text is the program, or goes on where the prompt ends
    markdown,   ///< the last fenced code block, see extract_code
    automatic,  ///< markdown where holds_fenced_code says so, else verbatim
};

/// A verifier (verify/verifier.hpp) that runs the text as a program. The problem's id names the
/// task. A failure of the sandbox, a problem that has no task and tests that cannot be applied are
/// verdict::undecided, never a wrong answer; try_judge says why.
///
/// Copies share the tasks and a pool of judges, one for each thread that calls at a time.
class program_verifier {
public:
    explicit program_verifier(std::vector<program_task> tasks, judge_settings settings = {},
                              answer_form form = answer_form::verbatim)
        : shared_(std::make_shared<state>()), form_(form) {
        shared_->settings = std::move(settings);
        for (program_task& task : tasks) {
            std::string id = task.id;
            shared_->tasks.insert_or_assign(std::move(id), std::move(task));
        }
    }

    [[nodiscard]] verdict operator()(const problem& task, std::string_view text) const {
        const auto reached = try_judge(task, text);
        return reached ? to_verdict(reached.value().outcome) : verdict::undecided;
    }

    /// The verdict with its evidence, or an error if the judge failed or knows no such problem.
    [[nodiscard]] result<program_verdict> try_judge(const problem& task,
                                                    std::string_view text) const {
        const auto known = shared_->tasks.find(task.id);
        if (known == shared_->tasks.end()) {
            return error{errc::unsupported, "no tests for problem " + task.id};
        }
        std::string program(text);
        if (form_ == answer_form::markdown
            || (form_ == answer_form::automatic && holds_fenced_code(text))) {
            const std::string language =
                known->second.language ? known->second.language->source_file : "python";
            program = extract_code(text, language);
        }
        std::unique_ptr<program_judge> judge = take();
        program_verdict reached = judge->judge(known->second, program);
        if (!known->second.reference.empty() && known->second.unsupported.empty()
            && reached.outcome != program_outcome::accepted
            && reached.outcome != program_outcome::judge_error) {
            hold_against_reference(verdict_of_reference(*judge, known->second), reached);
        }
        give_back(std::move(judge));
        if (reached.outcome == program_outcome::judge_error) {
            return error{errc::io, reached.detail};
        }
        return reached;
    }

private:
    struct state {
        std::unordered_map<std::string, program_task> tasks;
        judge_settings settings;
        std::mutex guard;
        std::unordered_map<std::string, program_verdict> references;
        std::vector<std::unique_ptr<program_judge>> idle;
    };

    // Of the problem's own solution, judged once.
    [[nodiscard]] program_verdict verdict_of_reference(program_judge& judge,
                                                       const program_task& task) const {
        {
            const std::lock_guard lock(shared_->guard);
            const auto known = shared_->references.find(task.id);
            if (known != shared_->references.end()) {
                return known->second;
            }
        }
        program_verdict reached = judge.judge(task, task.reference);
        const std::lock_guard lock(shared_->guard);
        return shared_->references.try_emplace(task.id, std::move(reached)).first->second;
    }

    [[nodiscard]] std::unique_ptr<program_judge> take() const {
        const std::lock_guard lock(shared_->guard);
        if (shared_->idle.empty()) {
            return std::make_unique<program_judge>(shared_->settings);
        }
        std::unique_ptr<program_judge> judge = std::move(shared_->idle.back());
        shared_->idle.pop_back();
        return judge;
    }

    void give_back(std::unique_ptr<program_judge> judge) const {
        const std::lock_guard lock(shared_->guard);
        shared_->idle.push_back(std::move(judge));
    }

    std::shared_ptr<state> shared_;
    answer_form form_;
};

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_PROGRAM_VERIFIER_HPP
