// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_JSON_FIELDS_HPP
#define PASSK_ADAPTER_JSON_FIELDS_HPP

#include <passk/core/utf8.hpp>
#include <passk/outcome/verdict.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace passk::adapter::json::detail {

// A complaint about one record. Thrown and caught inside the readers, where the file and the
// line are known; nobody outside ever sees it.
class refusal : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Counts from 2^53 on cannot come from sampling, and a JSON writer may have rounded them.
inline constexpr std::uint64_t max_count = std::uint64_t{1} << 53U;

// FNV-1a, 64 bits, over a text that may come in parts.
class text_hash {
public:
    void add(std::string_view text) noexcept {
        for (const char c : text) {
            value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
        }
    }
    [[nodiscard]] std::uint64_t value() const noexcept { return value_; }

private:
    std::uint64_t value_ = 0xCBF29CE484222325U;
};

[[nodiscard]] inline std::uint64_t hash_of(std::string_view text) noexcept {
    text_hash hash;
    hash.add(text);
    return hash.value();
}

// The first bytes of a text on one line, for messages and names. Bytes that are not UTF-8
// become '?'.
[[nodiscard]] inline std::string excerpt(std::string_view text, std::size_t limit = 60) {
    std::string out;
    bool space = false;
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        const std::string_view symbol = text.substr(0, length == 0 ? 1 : length);
        text.remove_prefix(symbol.size());
        const bool blank =
            length == 1 && (static_cast<unsigned char>(symbol[0]) <= 0x20U || symbol[0] == '\x7F');
        if (blank) {
            space = !out.empty();
            continue;
        }
        if (out.size() + symbol.size() > limit) {
            return out + "...";
        }
        if (space) {
            out += ' ';
            space = false;
        }
        out += length == 0 ? std::string_view("?") : symbol;
    }
    return out;
}

// A long or many-lined text as a name: its beginning and the hash of all of it, so that the same
// text has the same name everywhere and another has another.
[[nodiscard]] inline std::string abbreviated(std::string_view beginning, std::uint64_t hash) {
    std::array<char, 16> digits{};
    digits.fill('0');
    std::array<char, 16> hex{};
    const auto end = std::to_chars(hex.data(), hex.data() + hex.size(), hash, 16).ptr;
    const auto count = static_cast<std::size_t>(end - hex.data());
    for (std::size_t i = 0; i < count; ++i) {
        digits[16 - count + i] = hex[i];
    }
    return excerpt(beginning) + " #" + std::string(digits.data(), digits.size());
}

// A text as the name of a problem or model: itself, if it is one line of at most 200 bytes.
[[nodiscard]] inline std::string as_name(std::string_view text) {
    bool plain = text.size() <= 200;
    for (const char c : text) {
        plain = plain && static_cast<unsigned char>(c) >= 0x20U && c != '\x7F';
    }
    return plain ? std::string(text) : abbreviated(text, hash_of(text));
}

// A value for a message.
[[nodiscard]] inline std::string shown(const boost::json::value& value) {
    return excerpt(boost::json::serialize(value));
}

[[noreturn]] inline void refuse(std::string_view what, std::string_view value) {
    std::string message(what);
    if (!value.empty()) {
        message += " (";
        message += value;
        message += ')';
    }
    throw refusal(message);
}

// The member of that name; null pointer if record is no object or has none.
[[nodiscard]] inline const boost::json::value* find(const boost::json::value& record,
                                                    std::string_view key) {
    const boost::json::object* const object = record.if_object();
    return object == nullptr ? nullptr : object->if_contains({key.data(), key.size()});
}

// The first member that exists and is not null.
template <class... Keys>
[[nodiscard]] const boost::json::value* find_any(const boost::json::value& record,
                                                 const Keys&... keys) {
    const boost::json::value* found = nullptr;
    const auto look = [&](std::string_view key) {
        const boost::json::value* const member = find(record, key);
        if (found == nullptr && member != nullptr && !member->is_null()) {
            found = member;
        }
    };
    (look(keys), ...);
    return found;
}

// The first of these members that exists and is not null.
[[nodiscard]] inline const boost::json::value* find_first(const boost::json::value& record,
                                                          std::span<const std::string_view> keys) {
    for (const std::string_view key : keys) {
        const boost::json::value* const member = find(record, key);
        if (member != nullptr && !member->is_null()) {
            return member;
        }
    }
    return nullptr;
}

[[nodiscard]] inline const boost::json::value& need(const boost::json::value& record,
                                                    std::string_view key) {
    const boost::json::value* const member = find(record, key);
    if (member == nullptr) {
        refuse("there is no field '" + std::string(key) + "'", shown(record));
    }
    return *member;
}

[[nodiscard]] inline std::string_view text_of(const boost::json::value& value) {
    const boost::json::string* const text = value.if_string();
    return text == nullptr ? std::string_view() : std::string_view(text->data(), text->size());
}

// The number that a value is, if it is one.
[[nodiscard]] inline std::optional<double> number_of(const boost::json::value& value) {
    if (const auto* const whole = value.if_int64()) {
        return static_cast<double>(*whole);
    }
    if (const auto* const whole = value.if_uint64()) {
        return static_cast<double>(*whole);
    }
    if (const auto* const real = value.if_double()) {
        return *real;
    }
    return std::nullopt;
}

// A number of things, from a double that must be whole.
[[nodiscard]] inline std::uint64_t count_of(double number, std::string_view what,
                                            std::string_view value) {
    const std::string name(what);
    if (number < 0) {
        refuse(name + " is negative", value);
    }
    if (!(number < static_cast<double>(max_count))) {
        refuse(name + " is too large", value);
    }
    if (number != std::floor(number)) {
        refuse(name + " is not a whole number", value);
    }
    return static_cast<std::uint64_t>(number);
}

[[nodiscard]] inline std::uint64_t count_of(const boost::json::value& value,
                                            std::string_view what) {
    const std::optional<double> number = number_of(value);
    if (!number) {
        refuse(std::string(what) + " is not a number", shown(value));
    }
    return count_of(*number, what, shown(value));
}

// A name: a string, or a whole number in decimal.
[[nodiscard]] inline std::string name_of(const boost::json::value& value, std::string_view what) {
    if (value.is_string()) {
        const std::string_view text = text_of(value);
        if (text.empty()) {
            refuse(std::string(what) + " is empty", "");
        }
        return as_name(text);
    }
    if (const auto* const whole = value.if_int64()) {
        return std::to_string(*whole);
    }
    if (value.is_number()) {
        return std::to_string(count_of(value, what));
    }
    refuse(std::string(what) + " is neither text nor a whole number", shown(value));
}

// What tells one sample of a problem from another: a number, or any text.
[[nodiscard]] inline std::uint64_t sample_number(const boost::json::value& value) {
    const auto* const whole = value.if_int64();
    return whole != nullptr && *whole >= 0 ? static_cast<std::uint64_t>(*whole)
                                           : hash_of(boost::json::serialize(value));
}

// A verdict from a word, in either case: true, false, correct, incorrect, passed, failed and the
// like, or undecided.
[[nodiscard]] inline verdict verdict_of(std::string_view word, std::string_view what) {
    std::string lower;
    for (const char c : word.substr(0, 16)) {
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
        return std::find(words.begin(), words.end(), lower) != words.end();
    };
    if (is_one_of({"true", "correct", "pass", "passed", "success", "succeeded", "resolved",
                   "solved", "yes", "right"})) {
        return verdict::correct;
    }
    if (is_one_of({"false", "incorrect", "fail", "failed", "failure", "unresolved", "unsolved",
                   "no", "wrong"})) {
        return verdict::incorrect;
    }
    if (is_one_of({"undecided", "timeout", "timed out", "error", "nan", "none", "null", "unknown",
                   "n/a", "skipped"})) {
        return verdict::undecided;
    }
    refuse(std::string(what) + " is not a verdict", excerpt(word));
}

// A verdict from true, false, a word, or null, which is undecided.
[[nodiscard]] inline verdict verdict_of(const boost::json::value& value, std::string_view what) {
    if (const bool* const truth = value.if_bool()) {
        return *truth ? verdict::correct : verdict::incorrect;
    }
    if (value.is_null()) {
        return verdict::undecided;
    }
    if (value.is_string()) {
        return verdict_of(text_of(value), what);
    }
    refuse(std::string(what) + " is not a verdict", shown(value));
}

// The names that fields and columns go by, the surest first. In CSV they are compared in lower
// case, with '_' for blanks and '-'.
inline constexpr std::array<std::string_view, 12> model_names{
    "model",     "system", "model_name", "model_id", "modelname", "model_name_or_path",
    "model_key", "llm",    "llm_name",   "Model",    "modelName", "system_name"};
inline constexpr std::array<std::string_view, 3> agent_names{"agent", "agent_name", "Agent"};
inline constexpr std::array<std::string_view, 9> problem_names{
    "problem",     "example_id",   "problem_id", "task_id",    "instance_id",
    "question_id", "problem_name", "task_name",  "problem_idx"};
// Names of problems where none of the surer ones stands.
inline constexpr std::array<std::string_view, 11> faint_problem_names{
    "task", "id", "name", "question", "prompt", "input", "doc_id", "index", "idx", "item", "uid"};
inline constexpr std::array<std::string_view, 2> benchmark_names{"benchmark_id", "benchmark"};
inline constexpr std::array<std::string_view, 13> trials_names{
    "n",     "count",   "num_samples",  "n_samples",  "num_trials", "n_trials",       "trials",
    "total", "samples", "num_attempts", "n_attempts", "attempts",   "num_generations"};
inline constexpr std::array<std::string_view, 15> successes_names{
    "c",         "correct",       "num_correct", "n_correct",  "correct_count", "count_correct",
    "successes", "num_successes", "n_passed",    "num_passed", "passed",        "passes",
    "solved",    "resolved",      "num_solved"};
inline constexpr std::array<std::string_view, 11> sample_names{
    "sample",  "trial",   "sample_id", "sample_idx",    "sample_index", "trial_id",
    "attempt", "rollout", "epoch",     "completion_id", "replicate"};
inline constexpr std::array<std::string_view, 12> verdict_names{
    "verdict", "correct", "is_correct",  "passed",    "pass",   "resolved",
    "solved",  "success", "is_resolved", "is_passed", "reward", "score"};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_FIELDS_HPP
