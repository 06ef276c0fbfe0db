// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON and zlib.
#ifndef PASSK_ADAPTER_PROGRAM_READ_TASKS_HPP
#define PASSK_ADAPTER_PROGRAM_READ_TASKS_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/program/checker_program.hpp>
#include <passk/adapter/program/languages.hpp>
#include <passk/adapter/program/program_judge.hpp>
#include <passk/adapter/program/program_task.hpp>
#include <passk/adapter/program/python_value.hpp>
#include <passk/core/base64.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <zlib.h>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace passk::adapter::program {

/// The benchmarks whose files read_tasks understands.
enum class task_format : std::uint8_t {
    human_eval,       ///< task_id, prompt, entry_point, test
    eval_plus,        ///< the same with base_input and plus_input; expected values are computed
    mbpp,             ///< task_id, test_list, test_setup_code or test_imports
    live_code_bench,  ///< public_test_cases, private_test_cases, metadata
    apps,             ///< input_output (APPS, TACO, Codeforces collections)
    passk,            ///< tests, cases or asserts: the format of passk itself
};

/// A problem as a benchmark's file states it.
struct loaded_task {
    program_task task{};
    task_format format{};
    /// A solution that the file calls right: completes the prompt. Empty if there is none.
    std::string reference{};
    /// The tests hold inputs only: expect_reference_outputs must be called.
    bool needs_expected = false;
};

namespace detail {

[[nodiscard]] inline result<std::string> read_gzip_or_plain(const std::string& path) {
    auto opened = json::byte_source::open(path);
    if (!opened) {
        return opened.error();
    }
    json::byte_source source = std::move(opened).value();
    std::string text;
    for (;;) {
        const auto block = source.next();
        if (!block) {
            return block.error();
        }
        if (block.value().empty()) {
            return text;
        }
        text.append(block.value());
    }
}

[[nodiscard]] inline std::string text_field(const boost::json::object& record,
                                            std::string_view name) {
    const boost::json::value* const value = record.if_contains(name);
    if (value == nullptr) {
        return {};
    }
    if (value->is_string()) {
        return std::string(value->get_string());
    }
    return value->is_int64() ? std::to_string(value->get_int64()) : std::string();
}

// Plain JSON text; deeper than any data set nests.
[[nodiscard]] inline std::optional<boost::json::value> parse_json(std::string_view text) {
    boost::json::error_code code;
    boost::json::parse_options options;
    options.max_depth = 256;
    boost::json::value value = boost::json::parse(text, code, {}, options);
    if (code) {
        return std::nullopt;
    }
    return value;
}

[[nodiscard]] inline std::optional<std::string> inflated(std::string_view bytes) {
    constexpr std::size_t at_most = std::size_t{1} << 30U;
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) {
        return std::nullopt;
    }
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string text;
    std::vector<char> buffer(1 << 16);
    int code = Z_OK;
    while (code == Z_OK && text.size() < at_most) {
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        code = inflate(&stream, Z_NO_FLUSH);
        text.append(buffer.data(), buffer.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (code != Z_STREAM_END) {
        return std::nullopt;
    }
    return text;
}

// The text in a Python pickle of one str. Only the instructions that such a pickle has are known;
// nothing is executed, whatever else the bytes may say.
[[nodiscard]] inline std::optional<std::string> pickled_text(std::string_view bytes) {
    std::optional<std::string> text;
    const auto number = [&bytes](std::size_t size) -> std::optional<std::uint64_t> {
        if (bytes.size() < size) {
            return std::nullopt;
        }
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i) {
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8U * i);
        }
        bytes.remove_prefix(size);
        return value;
    };
    while (!bytes.empty()) {
        const char instruction = bytes[0];
        bytes.remove_prefix(1);
        switch (instruction) {
            case '\x80':  // PROTO
                if (!number(1)) {
                    return std::nullopt;
                }
                break;
            case '\x95':  // FRAME
                if (!number(8)) {
                    return std::nullopt;
                }
                break;
            case '\x8c':    // SHORT_BINUNICODE
            case 'X':       // BINUNICODE
            case '\x8d': {  // BINUNICODE8
                const auto size = number(instruction == 'X' ? 4 : instruction == '\x8d' ? 8 : 1);
                if (!size || *size > bytes.size() || text) {
                    return std::nullopt;
                }
                text = std::string(bytes.substr(0, *size));
                bytes.remove_prefix(*size);
                break;
            }
            case '\x94': break;  // MEMOIZE
            case 'q':            // BINPUT
                if (!number(1)) {
                    return std::nullopt;
                }
                break;
            case '.': return bytes.empty() ? text : std::nullopt;  // STOP
            default: return std::nullopt;
        }
    }
    return std::nullopt;
}

// What the function tests of contest collections expect to be imported already.
inline constexpr std::string_view contest_imports =
    "from typing import *\nfrom collections import *\nfrom itertools import *\nfrom functools "
    "import *\n"
    "from heapq import *\nfrom bisect import *\nfrom math import *\nimport math, collections, "
    "itertools, "
    "functools, heapq, bisect, string, re, random, sys, operator, copy, datetime\n";

// An object all of whose keys are integers, as a dict of ints.
[[nodiscard]] inline std::optional<boost::json::value> dict_of_ints(
    const boost::json::value& value) {
    const boost::json::object* const members = value.if_object();
    if (members == nullptr || members->empty()) {
        return std::nullopt;
    }
    boost::json::array pairs;
    for (const auto& member : *members) {
        const std::string_view key = member.key();
        std::int64_t number = 0;
        const auto [end, code] = std::from_chars(key.data(), key.data() + key.size(), number);
        if (code != std::errc{} || end != key.data() + key.size()) {
            return std::nullopt;
        }
        pairs.push_back(boost::json::array{number, python_value_of_json(member.value())});
    }
    return boost::json::object{{"d", std::move(pairs)}};
}

// Arguments and result of a function, one JSON value in a text each, or plain JSON values.
[[nodiscard]] inline std::optional<call_test> contest_call(const boost::json::value& input,
                                                           const boost::json::value& output,
                                                           bool one_a_line) {
    call_test test;
    if (one_a_line) {
        if (!input.is_string() || !output.is_string()) {
            return std::nullopt;
        }
        std::string_view rest = input.get_string();
        while (!rest.empty()) {
            const std::size_t end = rest.find('\n');
            const auto argument = parse_json(rest.substr(0, end));
            if (!argument) {
                return std::nullopt;
            }
            test.arguments.push_back(python_value_of_json(*argument));
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        }
        const auto expected = parse_json(output.get_string());
        if (!expected) {
            return std::nullopt;
        }
        test.expected = python_value_of_json(*expected);
        return test;
    }
    const boost::json::array* const arguments = input.if_array();
    if (arguments == nullptr) {
        return std::nullopt;
    }
    for (const boost::json::value& argument : *arguments) {
        test.arguments.push_back(python_value_of_json(argument));
    }
    // As the harness of APPS does: some results are wrapped in a list of one, and nothing says
    // which, so both are right; objects whose keys are numbers stand for dicts of ints.
    const auto add = [&test](const boost::json::value& value) {
        test.or_else.push_back(python_value_of_json(value));
        if (auto numbered = dict_of_ints(value)) {
            test.or_else.push_back(*std::move(numbered));
        }
    };
    add(output);
    if (const auto* const wrapped = output.if_array(); wrapped != nullptr && wrapped->size() == 1) {
        add((*wrapped)[0]);
    }
    test.expected = test.or_else.front();
    test.or_else.erase(test.or_else.begin());
    if (!test.arguments.empty()) {
        if (auto numbered = dict_of_ints((*arguments)[0])) {
            test.arguments[0] = *std::move(numbered);
        }
    }
    return test;
}

[[nodiscard]] inline std::string lines_of(const boost::json::value& value) {
    if (value.is_string()) {
        return std::string(value.get_string());
    }
    std::string text;
    if (const boost::json::array* const lines = value.if_array()) {
        for (const boost::json::value& line : *lines) {
            text +=
                line.is_string() ? std::string(line.get_string()) : boost::json::serialize(line);
            text += '\n';
        }
        return text;
    }
    return boost::json::serialize(value);
}

[[nodiscard]] inline std::string method_name(std::string_view starter,
                                             const std::string& function) {
    return starter.find("class Solution") != std::string_view::npos ? "Solution." + function
                                                                    : function;
}

// The functions and classes that a Python program defines at its top.
[[nodiscard]] inline std::vector<std::string> defined_names(std::string_view program) {
    std::vector<std::string> names;
    while (!program.empty()) {
        const std::size_t end = program.find('\n');
        std::string_view line = program.substr(0, end);
        program.remove_prefix(end == std::string_view::npos ? program.size() : end + 1);
        for (const std::string_view word : {"def ", "class "}) {
            if (line.starts_with(word)) {
                line.remove_prefix(word.size());
                names.emplace_back(line.substr(0, line.find_first_of("(: ")));
            }
        }
    }
    return names;
}

[[nodiscard]] inline result<loaded_task> load_human_eval(const boost::json::object& record) {
    loaded_task loaded;
    loaded.format = task_format::human_eval;
    loaded.task.prompt = text_field(record, "prompt");
    loaded.reference = text_field(record, "canonical_solution");
    loaded.task.tests = code_tests{loaded.task.prompt, text_field(record, "test"),
                                   text_field(record, "entry_point"), "check"};
    return loaded;
}

[[nodiscard]] inline result<loaded_task> load_eval_plus(const boost::json::object& record) {
    loaded_task loaded;
    loaded.format = task_format::eval_plus;
    loaded.needs_expected = true;
    loaded.task.prompt = text_field(record, "prompt");
    loaded.reference = text_field(record, "canonical_solution");
    call_tests tests;
    tests.function = text_field(record, "entry_point");
    const boost::json::value* const tolerance = record.if_contains("atol");
    const double absolute =
        tolerance != nullptr && tolerance->is_number() ? tolerance->to_number<double>() : 0.0;
    tests.rule.floats = {absolute > 0.0 ? absolute : 1e-6, 1e-7};
    // The problems of MBPP+ that EvalPlus compares by rules of their own.
    constexpr std::string_view as_sets[] = {
        "similar_elements", "find_char_long",     "common_in_nested_lists", "extract_singly",
        "larg_nnum",        "intersection_array", "find_dissimilar",        "Diff"};
    constexpr std::string_view none_or_not[] = {"check_str", "text_match_three",
                                                "text_starta_endb"};
    if (text_field(record, "task_id").starts_with("Mbpp/")) {
        tests.rule.as_set =
            std::find(std::begin(as_sets), std::end(as_sets), tests.function) != std::end(as_sets);
        tests.rule.none_or_not =
            std::find(std::begin(none_or_not), std::end(none_or_not), tests.function)
            != std::end(none_or_not);
    }
    for (const char* name : {"base_input", "plus_input"}) {
        const boost::json::value* const inputs = record.if_contains(name);
        if (inputs == nullptr || !inputs->is_array()) {
            continue;  // MBPP+ writes {} where there are none
        }
        for (const boost::json::value& arguments : inputs->get_array()) {
            const boost::json::array* const list = arguments.if_array();
            if (list == nullptr) {
                return error{errc::malformed,
                             std::string(name) + " holds something that is no list of arguments"};
            }
            call_test test;
            for (const boost::json::value& argument : *list) {
                test.arguments.push_back(python_value_of_json(argument));
            }
            tests.tests.push_back(std::move(test));
        }
    }
    loaded.task.tests = std::move(tests);
    return loaded;
}

[[nodiscard]] inline result<loaded_task> load_mbpp(const boost::json::object& record) {
    loaded_task loaded;
    loaded.format = task_format::mbpp;
    loaded.reference = text_field(record, "code");
    code_tests tests;
    tests.prelude = text_field(record, "test_setup_code");
    const auto add_lines = [&record](const char* name, std::string& to) {
        const boost::json::value* const lines = record.if_contains(name);
        if (lines != nullptr && lines->is_array()) {
            for (const boost::json::value& line : lines->get_array()) {
                to += (to.empty() || to.back() == '\n' ? "" : "\n") + lines_of(line) + "\n";
            }
        }
    };
    add_lines("test_imports", tests.prelude);
    add_lines("test_list", tests.code);
    add_lines("challenge_test_list", tests.code);
    tests.defined = defined_names(loaded.reference);
    loaded.task.tests = std::move(tests);
    return loaded;
}

[[nodiscard]] inline result<loaded_task> load_live_code_bench(const boost::json::object& record) {
    loaded_task loaded;
    loaded.format = task_format::live_code_bench;
    loaded.task.id = text_field(record, "question_id");
    std::string function;
    if (const auto metadata = parse_json(text_field(record, "metadata"));
        metadata && metadata->is_object()) {
        function = text_field(metadata->get_object(), "func_name");
    }
    stdio_tests io;
    call_tests calls;
    calls.rule.list_equals_tuple = true;
    calls.function = method_name(text_field(record, "starter_code"), function);
    for (const char* name : {"public_test_cases", "private_test_cases"}) {
        const std::string text = text_field(record, name);
        if (text.empty()) {
            continue;
        }
        auto cases = parse_json(text);
        if (!cases) {
            // Private tests: base64 of zlib of a pickle of a str of JSON.
            const auto packed = base64_decoded(text);
            const auto unpacked = packed ? inflated(*packed) : std::nullopt;
            const auto inner = unpacked ? pickled_text(*unpacked) : std::nullopt;
            cases = inner ? parse_json(*inner) : std::nullopt;
        }
        if (!cases || !cases->is_array()) {
            return error{errc::malformed, std::string(name) + " cannot be read"};
        }
        for (const boost::json::value& test : cases->get_array()) {
            const boost::json::object* const fields = test.if_object();
            if (fields == nullptr || !fields->contains("input") || !fields->contains("output")) {
                return error{errc::malformed,
                             std::string(name) + " holds a test without input or output"};
            }
            if (text_field(*fields, "testtype") == "functional") {
                auto call = contest_call(fields->at("input"), fields->at("output"), true);
                if (!call) {
                    return error{errc::malformed,
                                 std::string(name) + " holds a call that is not JSON"};
                }
                calls.tests.push_back(std::move(*call));
            } else {
                io.tests.push_back({text_field(*fields, "input"), text_field(*fields, "output")});
            }
        }
    }
    if (!calls.tests.empty() && !io.tests.empty()) {
        return error{errc::malformed, "tests of two kinds in one problem"};
    }
    if (!calls.tests.empty()) {
        loaded.task.prompt = contest_imports;
        loaded.task.tests = std::move(calls);
    } else {
        loaded.task.tests = std::move(io);
    }
    return loaded;
}

[[nodiscard]] inline result<loaded_task> load_apps(const boost::json::object& record) {
    loaded_task loaded;
    loaded.format = task_format::apps;
    for (const char* name : {"problem_id", "id", "task_id"}) {
        if (loaded.task.id.empty()) {
            loaded.task.id = text_field(record, name);
        }
    }
    std::optional<boost::json::value> tests;
    const boost::json::value& field = record.at("input_output");
    tests = field.is_string() ? parse_json(field.get_string()) : std::optional(field);
    const boost::json::object* const fields = tests ? tests->if_object() : nullptr;
    const boost::json::value* const inputs =
        fields != nullptr ? fields->if_contains("inputs") : nullptr;
    const boost::json::value* const outputs =
        fields != nullptr ? fields->if_contains("outputs") : nullptr;
    if (inputs == nullptr || outputs == nullptr || !inputs->is_array() || !outputs->is_array()
        || inputs->get_array().size() != outputs->get_array().size()) {
        return error{errc::malformed, "input_output cannot be read"};
    }
    const std::string function = text_field(*fields, "fn_name");
    stdio_tests io;
    call_tests calls;
    calls.rule.list_equals_tuple = true;
    calls.function = method_name(text_field(record, "starter_code"), function);
    for (std::size_t i = 0; i < inputs->get_array().size(); ++i) {
        const boost::json::value& input = inputs->get_array()[i];
        const boost::json::value& output = outputs->get_array()[i];
        if (function.empty()) {
            io.tests.push_back({lines_of(input), lines_of(output)});
        } else {
            auto call = contest_call(input, output, false);
            if (!call) {
                return error{errc::malformed,
                             "input_output holds a call that is not a list of arguments"};
            }
            calls.tests.push_back(std::move(*call));
        }
    }
    if (function.empty()) {
        loaded.task.tests = std::move(io);
    } else {
        loaded.task.prompt = contest_imports;
        loaded.task.tests = std::move(calls);
    }
    return loaded;
}

[[nodiscard]] inline std::optional<comparison> comparison_named(std::string_view name) {
    using enum comparison;
    constexpr std::pair<std::string_view, comparison> known[] = {
        {"exact", exact},
        {"lines", lines},
        {"tokens", tokens},
        {"floats", tokens_and_floats},
        {"unordered-lines", unordered_lines},
        {"unordered-tokens", unordered_tokens}};
    for (const auto& [text, how] : known) {
        if (text == name) {
            return how;
        }
    }
    return std::nullopt;
}

// The limits of a problem of passk's own format.
[[nodiscard]] inline std::optional<error> read_limits(const boost::json::value& value,
                                                      limits& bounds) {
    const boost::json::object* const fields = value.if_object();
    if (fields == nullptr) {
        return error{errc::malformed, "limits is no object"};
    }
    for (const auto& field : *fields) {
        const std::string name(field.key());
        const double number = field.value().is_number() ? field.value().to_number<double>() : -1.0;
        if (!(number > 0.0) || number > 1e9) {
            return error{errc::malformed, "limits: " + name + " is no positive number ("
                                              + boost::json::serialize(field.value()) + ")"};
        }
        const auto milliseconds = std::chrono::milliseconds(
            (std::max)(std::int64_t{1}, static_cast<std::int64_t>(number * 1000.0)));
        const auto mebibytes = static_cast<std::uint64_t>(number * 1048576.0);
        const auto whole = static_cast<std::uint32_t>(number);
        if (name == "cpu") {
            bounds.cpu_time = milliseconds;
        } else if (name == "wall") {
            bounds.wall_time = milliseconds;
        } else if (name == "memory") {
            bounds.memory = mebibytes;
        } else if (name == "address_space") {
            bounds.address_space = mebibytes;
        } else if (name == "output") {
            bounds.output = mebibytes;
        } else if (name == "stack") {
            bounds.stack = mebibytes;
        } else if (name == "disk") {
            bounds.disk = mebibytes;
            bounds.file_size = (std::max)(bounds.file_size, mebibytes);
        } else if (name == "processes") {
            bounds.processes = whole;
        } else if (name == "files") {
            bounds.files = whole;
        } else if (name == "open_files") {
            bounds.open_files = whole;
        } else {
            return error{errc::malformed, "limits: unknown field '" + name + "'"};
        }
    }
    return std::nullopt;
}

[[nodiscard]] inline result<loaded_task> load_own(const boost::json::object& record,
                                                  const std::filesystem::path& folder) {
    constexpr std::string_view known[] = {
        "id",         "tests",    "function",   "cases",   "asserts",  "setup",
        "prompt",     "solution", "language",   "compare", "absolute", "relative",
        "unordered",  "checker",  "interactor", "limits",  "title",    "statement",
        "difficulty", "source",   "tags",       "cluster", "task_id"};
    for (const auto& field : record) {
        if (std::find(std::begin(known), std::end(known), std::string_view(field.key()))
            == std::end(known)) {
            return error{errc::malformed, "unknown field '" + std::string(field.key()) + "'"};
        }
    }
    loaded_task loaded;
    loaded.format = task_format::passk;
    program_task& task = loaded.task;
    task.id = text_field(record, "id");
    task.prompt = text_field(record, "prompt");
    loaded.reference = text_field(record, "solution");
    if (const auto* const bounds = record.if_contains("limits")) {
        if (auto failure = read_limits(*bounds, task.bounds)) {
            return *std::move(failure);
        }
    }
    if (const std::string name = text_field(record, "language");
        !name.empty() && name != "python") {
        task.language = command_language::named(name);
        if (!task.language) {
            return error{errc::malformed, "unknown language '" + name + "'"};
        }
    }
    const auto number = [&record](const char* name, double& to) {
        const boost::json::value* const value = record.if_contains(name);
        if (value != nullptr && value->is_number()) {
            to = value->to_number<double>();
        }
        return value == nullptr || (value->is_number() && to >= 0.0);
    };
    float_tolerance within;
    for (auto [name, to] :
         {std::pair{"absolute", &within.absolute}, std::pair{"relative", &within.relative}}) {
        if (!number(name, *to)) {
            return error{errc::malformed, std::string(name) + " is no tolerance"};
        }
    }
    const auto list = [&record](const char* name) -> const boost::json::array* {
        const boost::json::value* const value = record.if_contains(name);
        return value != nullptr ? value->if_array() : nullptr;
    };
    const auto* const tests = list("tests");
    const auto* const cases = list("cases");
    const auto* const asserts = list("asserts");
    if ((tests != nullptr ? 1 : 0) + (cases != nullptr ? 1 : 0) + (asserts != nullptr ? 1 : 0)
        != 1) {
        return error{errc::malformed, "one of tests, cases and asserts must be a list"};
    }
    if (tests != nullptr) {
        stdio_tests io;
        io.within = within;
        for (std::size_t i = 0; i < tests->size(); ++i) {
            const boost::json::object* const test = (*tests)[i].if_object();
            if (test == nullptr || !test->contains("input")
                || (!test->contains("output") && !record.contains("checker")
                    && !record.contains("interactor"))) {
                return error{errc::malformed,
                             "test " + std::to_string(i + 1) + " has no input or no output"};
            }
            io.tests.push_back({text_field(*test, "input"), text_field(*test, "output")});
        }
        if (const std::string how = text_field(record, "compare"); !how.empty()) {
            const auto named = comparison_named(how);
            if (!named) {
                return error{errc::malformed, "unknown comparison '" + how + "'"};
            }
            io.how = *named;
        }
        if (const std::string name = text_field(record, "checker"); !name.empty()) {
            auto text = read_gzip_or_plain((folder / name).string());
            if (!text) {
                return error{errc::malformed, "checker: " + text.error().context};
            }
            io.checker_name = text.value();
            io.checker = checker_program(std::move(text).value());
        }
        if (const std::string name = text_field(record, "interactor"); !name.empty()) {
            auto text = read_gzip_or_plain((folder / name).string());
            if (!text) {
                return error{errc::malformed, "interactor: " + text.error().context};
            }
            io.interactor = std::move(text).value();
        }
        task.tests = std::move(io);
        return loaded;
    }
    if (task.language) {
        return error{errc::malformed, "functions are called in Python only"};
    }
    if (asserts != nullptr) {
        code_tests code;
        code.prelude = text_field(record, "setup");
        for (const boost::json::value& line : *asserts) {
            if (!line.is_string()) {
                return error{errc::malformed, "asserts holds something that is no text"};
            }
            code.code += std::string_view(line.get_string());
            code.code += '\n';
        }
        code.function = text_field(record, "function");
        code.defined = defined_names(loaded.reference);
        task.tests = std::move(code);
        return loaded;
    }
    call_tests calls;
    calls.function = text_field(record, "function");
    if (calls.function.empty()) {
        return error{errc::malformed, "cases need the name of the function"};
    }
    calls.rule.floats = within;
    calls.rule.list_equals_tuple = true;
    const boost::json::value* const unordered = record.if_contains("unordered");
    calls.rule.unordered = unordered != nullptr && *unordered == true;
    for (std::size_t i = 0; i < cases->size(); ++i) {
        const boost::json::object* const one = (*cases)[i].if_object();
        const boost::json::value* const arguments =
            one != nullptr ? one->if_contains("arguments") : nullptr;
        if (arguments == nullptr || !arguments->is_array() || !one->contains("expected")) {
            return error{errc::malformed, "case " + std::to_string(i + 1)
                                              + " has no list of arguments or no expected"};
        }
        call_test test;
        for (const boost::json::value& argument : arguments->get_array()) {
            test.arguments.push_back(python_value_of_json(argument));
        }
        test.expected = python_value_of_json(one->at("expected"));
        calls.tests.push_back(std::move(test));
    }
    task.tests = std::move(calls);
    return loaded;
}

[[nodiscard]] inline result<loaded_task> load_task(const boost::json::object& record,
                                                   const std::filesystem::path& folder) {
    const auto has = [&record](const char* name) { return record.contains(name); };
    result<loaded_task> loaded =
        error{errc::malformed,
              "none of the known formats: HumanEval (prompt, test, entry_point), EvalPlus "
              "(base_input), MBPP "
              "(test_list), LiveCodeBench (public_test_cases), APPS and TACO (input_output), "
              "passk (tests, cases or asserts)"};
    if (has("public_test_cases") || has("private_test_cases")) {
        loaded = load_live_code_bench(record);
    } else if (has("input_output")) {
        loaded = load_apps(record);
    } else if (has("base_input") && has("entry_point")) {
        loaded = load_eval_plus(record);
    } else if (has("test_list")) {
        loaded = load_mbpp(record);
    } else if (has("test") && has("entry_point") && has("prompt")) {
        loaded = load_human_eval(record);
    } else if (has("tests") || has("cases") || has("asserts")) {
        loaded = load_own(record, folder);
    }
    if (!loaded) {
        return loaded;
    }
    loaded_task task = std::move(loaded).value();
    if (task.task.id.empty()) {
        task.task.id = text_field(record, "task_id");
    }
    if (task.task.id.empty()) {
        return error{errc::malformed, "a problem without an id"};
    }
    task.task.reference = task.reference;
    return task;
}

// One problem whose tests are files of a folder.
[[nodiscard]] inline result<loaded_task> load_folder(const std::filesystem::path& folder) {
    boost::json::object record;
    const std::filesystem::path settings = folder / "problem.json";
    if (std::filesystem::exists(settings)) {
        const auto text = read_gzip_or_plain(settings.string());
        const auto parsed = text ? parse_json(text.value()) : std::nullopt;
        if (!parsed || !parsed->is_object()) {
            return error{errc::malformed, settings.string() + ": not a JSON object"};
        }
        record = parsed->get_object();
    }
    std::vector<std::filesystem::path> inputs;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".in") {
            inputs.push_back(entry.path());
        }
    }
    // test2 before test10
    std::sort(inputs.begin(), inputs.end(), [](const auto& a, const auto& b) {
        const std::string x = a.stem().string();
        const std::string y = b.stem().string();
        return x.size() != y.size() ? x.size() < y.size() : x < y;
    });
    boost::json::array tests;
    for (const std::filesystem::path& input : inputs) {
        boost::json::object test;
        const auto text = read_gzip_or_plain(input.string());
        if (!text) {
            return text.error();
        }
        test["input"] = text.value();
        for (const char* extension : {".out", ".ans"}) {
            std::filesystem::path output = input;
            output.replace_extension(extension);
            if (!test.contains("output") && std::filesystem::exists(output)) {
                const auto expected = read_gzip_or_plain(output.string());
                if (!expected) {
                    return expected.error();
                }
                test["output"] = expected.value();
            }
        }
        if (!test.contains("output") && !record.contains("checker")
            && !record.contains("interactor")) {
            return error{errc::malformed, input.string() + ": there is no .out or .ans beside it"};
        }
        tests.push_back(std::move(test));
    }
    if (!tests.empty()) {
        record["tests"] = std::move(tests);
    }
    if (!record.contains("id")) {
        record["id"] = std::filesystem::absolute(folder).lexically_normal().filename().string();
    }
    if (record.at("id") == "") {
        record["id"] = std::filesystem::absolute(folder).parent_path().filename().string();
    }
    auto loaded = load_own(record, folder);
    if (!loaded) {
        return error{loaded.error().code, folder.string() + ": " + loaded.error().context};
    }
    loaded_task task = std::move(loaded).value();
    task.task.reference = task.reference;
    return task;
}

[[nodiscard]] inline result<std::vector<loaded_task>> read_folder(
    const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> problems;
    bool own = std::filesystem::exists(folder / "problem.json");
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        own = own || entry.path().extension() == ".in";
        if (entry.is_directory() && !entry.path().filename().string().starts_with(".")) {
            problems.push_back(entry.path());
        }
    }
    if (own) {
        problems = {folder};
    }
    if (problems.empty()) {
        return error{errc::malformed,
                     folder.string() + ": no NAME.in and no folder of a problem in it"};
    }
    std::sort(problems.begin(), problems.end());
    std::vector<loaded_task> tasks;
    for (const std::filesystem::path& problem : problems) {
        auto loaded = load_folder(problem);
        if (!loaded) {
            return loaded.error();
        }
        tasks.push_back(std::move(loaded).value());
    }
    return tasks;
}

}  // namespace detail

/// Reads the problems of a benchmark: JSON lines or one JSON array, gzip or not, or a folder. The
/// format of each record is seen from its fields.
///
/// @par The format of passk
/// A record has an `id` and one of
///   - `tests`: [{"input": "1 2\\n", "output": "3\\n"}, ...], by standard input and output;
///   - `function` and `cases`: [{"arguments": [1, 2], "expected": 3}, ...];
///   - `asserts`: ["assert add(1, 2) == 3", ...], with `setup`, code that they need.
///
/// It may have `prompt` (put before each completion), `solution` (known to be right), `language`
/// (as command_language::named), `compare` ("exact", "lines", "tokens", "floats",
/// "unordered-lines", "unordered-tokens"), `absolute` and `relative` tolerances, `unordered` (true:
/// a list in any order), `checker` or `interactor` (a program, its path seen from the file), and
/// `limits`: `cpu` and `wall` in seconds; `memory`, `address_space`, `output`, `stack`, `disk` in
/// MiB; `processes`, `files`, `open_files`. An unknown field is an error.
///
/// A folder is one problem, if it holds NAME.in and NAME.out (or NAME.ans), or has a folder for
/// each problem; problem.json beside the tests holds the other fields.
///
/// @returns  the tasks in the order of the file; an error names file and line.
[[nodiscard]] inline result<std::vector<loaded_task>> read_tasks(const std::string& path) {
    if (std::filesystem::is_directory(path)) {
        return detail::read_folder(path);
    }
    const auto text = detail::read_gzip_or_plain(path);
    if (!text) {
        return text.error();
    }
    std::vector<loaded_task> tasks;
    const auto add = [&](const boost::json::value& record,
                         std::size_t line) -> std::optional<error> {
        const boost::json::object* const fields = record.if_object();
        auto loaded = fields != nullptr
                          ? detail::load_task(*fields, std::filesystem::path(path).parent_path())
                          : result<loaded_task>(error{errc::malformed, "not a JSON object"});
        if (!loaded) {
            return error{loaded.error().code,
                         path + ":" + std::to_string(line) + ": " + loaded.error().context};
        }
        tasks.push_back(std::move(loaded).value());
        return std::nullopt;
    };
    std::string_view rest = text.value();
    if (const std::size_t first = rest.find_first_not_of(" \t\r\n");
        first != std::string_view::npos && rest[first] == '[') {
        const auto all = detail::parse_json(rest);
        if (!all) {
            return error{errc::malformed, path + ":1: not JSON"};
        }
        for (const boost::json::value& record : all->get_array()) {
            if (auto failure = add(record, tasks.size() + 1)) {
                return *failure;
            }
        }
        return tasks;
    }
    for (std::size_t line = 1; !rest.empty(); ++line) {
        const std::size_t end = rest.find('\n');
        const std::string_view one = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (one.find_first_not_of(" \t\r") == std::string_view::npos) {
            continue;
        }
        const auto record = detail::parse_json(one);
        if (!record) {
            return error{errc::malformed, path + ":" + std::to_string(line) + ": not JSON"};
        }
        if (auto failure = add(*record, line)) {
            return *failure;
        }
    }
    return tasks;
}

/// Computes the expected values of tasks that hold inputs only, by running the file's own solution
/// in the sandbox. Its limits are ten times those of a program. A task whose solution fails, or
/// returns what equals nothing (a generator, NaN), becomes unsupported.
///
/// @returns  the number of tasks whose values were computed.
[[nodiscard]] inline result<std::size_t> expect_reference_outputs(std::vector<loaded_task>& tasks,
                                                                  program_judge& judge) {
    std::size_t computed = 0;
    for (loaded_task& loaded : tasks) {
        auto* const tests = std::get_if<call_tests>(&loaded.task.tests);
        if (!loaded.needs_expected || tests == nullptr) {
            continue;
        }
        std::vector<boost::json::array> arguments;
        for (const call_test& test : tests->tests) {
            arguments.push_back(test.arguments);
        }
        limits bounds = loaded.task.bounds;
        bounds.cpu_time *= 10;
        const auto outputs = judge.outputs_of(loaded.task.prompt + loaded.reference,
                                              tests->function, arguments, bounds);
        if (!outputs && outputs.error().code != errc::malformed) {
            return error{outputs.error().code, loaded.task.id + ": " + outputs.error().context};
        }
        loaded.needs_expected = false;
        if (!outputs) {
            loaded.task.unsupported = outputs.error().context;
            continue;
        }
        for (std::size_t i = 0; i < tests->tests.size(); ++i) {
            tests->tests[i].expected = outputs.value()[i];
            if (loaded.task.unsupported.empty()
                && !python_values_equal(outputs.value()[i], outputs.value()[i], tests->rule)) {
                loaded.task.unsupported =
                    "the value that the problem's own solution returns in test " + std::to_string(i)
                    + " is not equal to itself: "
                    + boost::json::serialize(outputs.value()[i]).substr(0, 200);
            }
        }
        ++computed;
    }
    return computed;
}

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_READ_TASKS_HPP
