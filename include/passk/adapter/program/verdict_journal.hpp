// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_VERDICT_JOURNAL_HPP
#define PASSK_ADAPTER_PROGRAM_VERDICT_JOURNAL_HPP

#include <passk/adapter/json/append_only_file.hpp>
#include <passk/adapter/program/detail/sha256.hpp>
#include <passk/adapter/program/program_judge.hpp>
#include <passk/adapter/program/program_task.hpp>
#include <passk/adapter/program/program_verdict.hpp>
#include <passk/core/result.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace passk::adapter::program {

namespace detail {

// Bytes of a program need not be UTF-8; what is not ASCII is written as \xNN.
[[nodiscard]] inline std::string printable(std::string_view text) {
    std::string shown;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || byte == 0) {
            constexpr char hex[] = "0123456789abcdef";
            shown += "\\x";
            shown += hex[byte >> 4U];
            shown += hex[byte & 15U];
        } else {
            shown += c;
        }
    }
    return shown;
}

}  // namespace detail

/// What a verdict depends on, as a digest: the program, the tests and how they compare, the limits
/// and what the judge runs them with. A custom checker is a function and counts by its name.
[[nodiscard]] inline std::string verdict_key(const program_task& task, std::string_view completion,
                                             const judge_settings& settings) {
    detail::sha256 digest;
    const auto add_limits = [&digest](const limits& bounds) {
        for (const std::uint64_t number :
             {static_cast<std::uint64_t>(bounds.cpu_time.count()),
              static_cast<std::uint64_t>(bounds.effective_wall_time().count()), bounds.memory,
              bounds.address_space, bounds.output, bounds.error_output, bounds.file_size,
              bounds.disk, std::uint64_t{bounds.files}, std::uint64_t{bounds.processes},
              std::uint64_t{bounds.open_files}, bounds.stack}) {
            digest.part(number);
        }
    };
    const auto add_floats = [&digest](float_tolerance within) {
        digest.part(std::string_view(reinterpret_cast<const char*>(&within), sizeof within));
    };
    digest.part("passk program verdict 3").part(task.prompt).part(completion);
    digest.part(settings.interpreter
                    ? settings.interpreter->executable + " " + settings.interpreter->version
                    : "");
    digest.part(settings.all_tests ? 1U : 0U).part(task.unsupported);
    for (const std::string& module : settings.modules) {
        digest.part(module);
    }
    digest.part(static_cast<std::uint64_t>(settings.packages))
        .part(static_cast<std::uint64_t>(settings.level));
    add_limits(task.bounds);
    digest.part(task.tests.index());
    if (const auto* const io = std::get_if<stdio_tests>(&task.tests)) {
        digest.part(static_cast<std::uint64_t>(io->how))
            .part(io->checker ? 1U : 0U)
            .part(io->checker_name)
            .part(io->interactor);
        add_floats(io->within);
        for (const stdio_test& test : io->tests) {
            digest.part(test.input).part(test.expected);
        }
    } else if (const auto* const calls = std::get_if<call_tests>(&task.tests)) {
        digest.part(calls->function);
        digest.part((calls->rule.list_equals_tuple ? 1U : 0U) + (calls->rule.unordered ? 2U : 0U)
                    + (calls->rule.nan_equals_nan ? 4U : 0U) + (calls->rule.as_set ? 8U : 0U)
                    + (calls->rule.none_or_not ? 16U : 0U));
        add_floats(calls->rule.floats);
        for (const call_test& test : calls->tests) {
            digest.part(boost::json::serialize(test.arguments))
                .part(boost::json::serialize(test.expected));
            for (const boost::json::value& other : test.or_else) {
                digest.part(boost::json::serialize(other));
            }
            digest.part(test.or_else.size());
        }
    } else {
        const auto& code = std::get<code_tests>(task.tests);
        digest.part(code.prelude).part(code.code).part(code.function).part(code.check);
        for (const std::string& name : code.defined) {
            digest.part(name);
        }
    }
    if (task.language) {
        digest.part(task.language->source_file);
        digest.part(task.language->address_space);
        for (const auto* command : {&task.language->compile, &task.language->run,
                                    &task.language->folders, &task.language->environment}) {
            digest.part(command->size());
            for (const std::string& word : *command) {
                digest.part(word);
            }
        }
        add_limits(task.language->compile_bounds);
    }
    return digest.hex();
}

/// Verdicts that have been reached, kept in a file of one JSON object a line that is only ever
/// appended to: a run that was killed goes on where it stopped, and a program that was judged
/// before is not judged again. Judge errors and cancelled programs are not kept.
///
/// Safe for several threads of one process; one process at a time (the file is locked).
class verdict_journal {
public:
    /// Opens or creates the file. A last line that a crash cut short is dropped; any other
    /// unreadable line is an error.
    [[nodiscard]] static result<verdict_journal> open(const std::string& path) {
        std::unordered_map<std::string, program_verdict> known;
        auto file = json::append_only_file::open(
            path, [&](std::string_view text, std::uint64_t line) -> std::optional<error> {
                auto entry = read_entry(text);
                if (!entry) {
                    return error{errc::malformed,
                                 json::located(path, line, "not an entry of a verdict journal")};
                }
                known.insert_or_assign(std::move(entry->first), std::move(entry->second));
                return std::nullopt;
            });
        if (!file) {
            return file.error();
        }
        return verdict_journal(std::move(file).value(), std::move(known));
    }

    verdict_journal(verdict_journal&& other) noexcept
        : file_(std::move(other.file_)), known_(std::move(other.known_)) {}
    verdict_journal& operator=(verdict_journal&&) = delete;

    [[nodiscard]] std::optional<program_verdict> find(const std::string& key) const {
        const std::lock_guard lock(guard_);
        const auto at = known_.find(key);
        return at == known_.end() ? std::nullopt : std::optional(at->second);
    }

    /// Writes an entry through to the file. Fails if the disk does.
    [[nodiscard]] result<bool> add(const std::string& key, std::string_view task,
                                   const program_verdict& verdict) {
        if (verdict.outcome == program_outcome::judge_error
            || verdict.outcome == program_outcome::cancelled) {
            return false;
        }
        boost::json::object entry{{"key", key},
                                  {"task", task},
                                  {"outcome", to_string(verdict.outcome)},
                                  {"level", to_string(verdict.level)},
                                  {"tests_passed", verdict.tests_passed},
                                  {"cpu_us", verdict.cpu_time.count()},
                                  {"wall_us", verdict.wall_time.count()},
                                  {"peak_memory", verdict.peak_memory},
                                  {"detail", detail::printable(verdict.detail)},
                                  {"stderr_tail", detail::printable(verdict.error_tail)}};
        entry["score"] = verdict.score;
        boost::json::array tests;
        for (const test_result& test : verdict.tests) {
            tests.push_back(boost::json::array{static_cast<int>(test.outcome), test.score,
                                               test.cpu_time.count(), test.wall_time.count(),
                                               test.peak_memory, detail::printable(test.detail)});
        }
        entry["tests"] = std::move(tests);
        if (verdict.test) {
            entry["test"] = *verdict.test;
        }
        if (verdict.exit_code) {
            entry["exit_code"] = *verdict.exit_code;
        }
        if (verdict.signal) {
            entry["signal"] = *verdict.signal;
        }
        std::string line = boost::json::serialize(entry);
        const std::lock_guard lock(guard_);
        if (std::optional<error> failure = file_.append(std::move(line))) {
            return *std::move(failure);
        }
        known_.insert_or_assign(key, verdict);
        return true;
    }

    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(guard_);
        return known_.size();
    }

private:
    verdict_journal(json::append_only_file file,
                    std::unordered_map<std::string, program_verdict> known)
        : file_(std::move(file)), known_(std::move(known)) {}

    [[nodiscard]] static std::optional<std::pair<std::string, program_verdict>> read_entry(
        std::string_view line) {
        boost::json::error_code code;
        const boost::json::value parsed = boost::json::parse(line, code);
        const boost::json::object* const entry = code ? nullptr : parsed.if_object();
        if (entry == nullptr) {
            return std::nullopt;
        }
        const auto text = [entry](const char* name) {
            const boost::json::value* const value = entry->if_contains(name);
            return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                          : std::string();
        };
        const auto number = [entry](const char* name) -> std::optional<std::int64_t> {
            const boost::json::value* const value = entry->if_contains(name);
            return value != nullptr && value->is_int64() ? std::optional(value->get_int64())
                                                         : std::nullopt;
        };
        program_verdict verdict;
        bool known = false;
        for (const char c : std::string_view("AWPRTMOCU")) {
            const program_outcome outcome = *outcome_of_letter(c);
            if (text("outcome") == to_string(outcome)) {
                verdict.outcome = outcome;
                known = true;
            }
        }
        if (!known || text("key").size() != 64) {
            return std::nullopt;
        }
        verdict.level = text("level") == "full" ? isolation::full : isolation::namespaces;
        verdict.tests_passed = static_cast<std::uint64_t>(number("tests_passed").value_or(0));
        verdict.cpu_time = std::chrono::microseconds(number("cpu_us").value_or(0));
        verdict.wall_time = std::chrono::microseconds(number("wall_us").value_or(0));
        verdict.peak_memory = static_cast<std::uint64_t>(number("peak_memory").value_or(0));
        verdict.detail = text("detail");
        if (const boost::json::value* const score = entry->if_contains("score");
            score != nullptr && score->is_number()) {
            verdict.score = score->to_number<double>();
        }
        if (const boost::json::value* const tests = entry->if_contains("tests");
            tests != nullptr && tests->is_array()) {
            for (const boost::json::value& test : tests->get_array()) {
                const boost::json::array* const one = test.if_array();
                if (one == nullptr || one->size() != 6 || !(*one)[1].is_number()
                    || !(*one)[0].is_int64() || !(*one)[2].is_int64() || !(*one)[3].is_int64()
                    || !(*one)[4].is_number() || !(*one)[5].is_string()) {
                    return std::nullopt;
                }
                verdict.tests.push_back({static_cast<program_outcome>((*one)[0].get_int64()),
                                         (*one)[1].to_number<double>(),
                                         std::chrono::microseconds((*one)[2].get_int64()),
                                         std::chrono::microseconds((*one)[3].get_int64()),
                                         (*one)[4].to_number<std::uint64_t>(),
                                         std::string((*one)[5].get_string())});
            }
        }
        verdict.error_tail = text("stderr_tail");
        if (const auto test = number("test")) {
            verdict.test = static_cast<std::uint64_t>(*test);
        }
        if (const auto exit = number("exit_code")) {
            verdict.exit_code = static_cast<int>(*exit);
        }
        if (const auto signal = number("signal")) {
            verdict.signal = static_cast<int>(*signal);
        }
        return std::pair{text("key"), std::move(verdict)};
    }

    json::append_only_file file_;
    mutable std::mutex guard_;
    std::unordered_map<std::string, program_verdict> known_;
};

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_VERDICT_JOURNAL_HPP
