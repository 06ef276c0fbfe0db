// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON and libarchive.
#ifndef PASSK_ADAPTER_JSON_READ_PROBLEMS_HPP
#define PASSK_ADAPTER_JSON_READ_PROBLEMS_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/for_each_document.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/sample/problem.hpp>
#include <passk/sample/prompt_template.hpp>
#include <passk/verify/answer_text.hpp>
#include <passk/verify/extract_answer.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

namespace passk::adapter::json {

/// The problem files that read_problems knows. Each is seen from the fields of a record.
enum class problem_format : std::uint8_t {
    own,              ///< id, prompt or messages, and what else `problem` has by the same names
    question_answer,  ///< problem or question, and answer or solution: AIME, AMC, Minerva, NeMo
    gsm8k,            ///< question, and answer that ends with "#### 18"
    math,             ///< problem, solution, and level, subject, type or unique_id: MATH, MATH500
    olympiad_bench,   ///< question, final_answer, context, unit, error
    omni_math,        ///< problem, answer, domain, difficulty, source
    human_eval,       ///< task_id, prompt, entry_point, test
    eval_plus,        ///< the same with base_input: HumanEval+, MBPP+
    mbpp,             ///< task_id, text or prompt, test_list; also its sanitized version
    live_code_bench,  ///< question_content, question_id, starter_code, public_test_cases
    apps,             ///< question or description, input_output: APPS, TACO
    math_vista,       ///< question, image, choices, precision, question_type, pid
    math_vision,      ///< id, question, image, options, answer
};

/// How each format is called in messages, in the order of problem_format.
inline constexpr std::array<std::string_view, 13> problem_format_names{
    "own",       "question and answer", "GSM8K",     "MATH", "OlympiadBench",
    "Omni-MATH", "HumanEval",           "EvalPlus",  "MBPP", "LiveCodeBench",
    "APPS",      "MathVista",           "MathVision"};

/// The name of a format, one of problem_format_names.
[[nodiscard]] constexpr std::string_view name_of(problem_format format) noexcept {
    return problem_format_names[static_cast<std::size_t>(format)];
}

/// Problems as a benchmark publishes them, in the order of its files.
struct problem_set {
    std::vector<problem> problems{};
    problem_format format{};     ///< of the first file
    std::uint64_t contents = 0;  ///< hash of all bytes: another file has another
};

namespace detail {

// A text as it is, a number as JSON writes it, a list as its members with commas between.
[[nodiscard]] inline std::string written(const boost::json::value& value) {
    if (value.is_string()) {
        return std::string(text_of(value));
    }
    if (const boost::json::array* const list = value.if_array()) {
        std::string joined;
        for (const boost::json::value& one : *list) {
            joined += (joined.empty() ? "" : ", ") + written(one);
        }
        return joined;
    }
    if (const double* const real = value.if_double()) {
        // Without the exponent of JSON's own writer; AMC's file says 27.0.
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *real).ptr;
        return {digits.data(), end};
    }
    return boost::json::serialize(value);
}

template <class... Keys>
[[nodiscard]] std::string written_field(const boost::json::value& record, const Keys&... keys) {
    const boost::json::value* const found = find_any(record, keys...);
    return found == nullptr ? std::string() : written(*found);
}

template <class... Keys>
[[nodiscard]] std::string needed_text(const boost::json::value& record, const Keys&... keys) {
    std::string text = written_field(record, keys...);
    if (text.empty()) {
        std::string names;
        ((names += (names.empty() ? "'" : " or '") + std::string(keys) + "'"), ...);
        refuse("there is no text " + names, shown(record));
    }
    return text;
}

[[nodiscard]] inline std::vector<std::string> written_list(const boost::json::value* value,
                                                           std::string_view what) {
    std::vector<std::string> list;
    if (value == nullptr || value->is_null()) {
        return list;
    }
    const boost::json::array* const items = value->if_array();
    if (items == nullptr) {
        refuse(std::string(what) + " is not a list", shown(*value));
    }
    for (const boost::json::value& item : *items) {
        list.push_back(written(item));
    }
    return list;
}

// Decimals that a benchmark calls an error: "1e-2", 0.01, or several with commas between.
[[nodiscard]] inline std::vector<std::string> error_bounds(const boost::json::value& value) {
    std::vector<std::string> bounds;
    const std::string text = written(value);
    for (std::string_view rest = text; !rest.empty();) {
        std::string_view one = rest.substr(0, rest.find(','));
        rest.remove_prefix((std::min)(one.size() + 1, rest.size()));
        while (!one.empty() && one.front() == ' ') {
            one.remove_prefix(1);
        }
        double number = -1.0;
        const auto [end, failure] = std::from_chars(one.data(), one.data() + one.size(), number);
        if (failure != std::errc() || end != one.data() + one.size() || !(number >= 0.0)) {
            refuse("the tolerance is no number from 0 on", excerpt(one));
        }
        bounds.emplace_back(one);
    }
    return bounds;
}

[[nodiscard]] inline problem_kind kind_named(std::string_view name) {
    for (const problem_kind kind :
         {problem_kind::math, problem_kind::choice, problem_kind::program, problem_kind::numeric}) {
        if (to_string(kind) == name) {
            return kind;
        }
    }
    refuse("'kind' is none of math, choice, program, numeric", excerpt(name));
}

// A letter for the option that the reference is, if it is one.
[[nodiscard]] inline std::string letter_of(const std::vector<std::string>& options,
                                           const std::string& reference) {
    const auto at = std::find(options.begin(), options.end(), reference);
    const auto place = static_cast<std::size_t>(at - options.begin());
    return at == options.end() || place >= 26 ? reference
                                              : std::string(1, static_cast<char>('A' + place));
}

// A text, or a list of parts as OpenAI's API takes them: images, and then one text.
inline void read_content(const boost::json::value& content, problem_message& into,
                         std::vector<std::string>& images) {
    const boost::json::array* const parts = content.if_array();
    if (parts == nullptr) {
        into.text = std::string(text_of(content));
        return;
    }
    for (const boost::json::value& part : *parts) {
        const std::string_view type = text_of(need(part, "type"));
        if (!into.text.empty()) {
            refuse("a part of a message behind its text; images come first, and there is one text",
                   shown(part));
        }
        if (type == "text") {
            into.text = std::string(text_of(need(part, "text")));
        } else if (type == "image_url") {
            const boost::json::value& place = need(part, "image_url");
            images.emplace_back(text_of(place.is_object() ? need(place, "url") : place));
            ++into.images;
        } else {
            refuse("a part of a message that is neither text nor image_url", excerpt(type));
        }
    }
}

inline void read_messages(const boost::json::value& value, problem& into) {
    const boost::json::array* const turns = value.if_array();
    if (turns == nullptr || turns->empty()) {
        refuse("'messages' is not a list of role and content", shown(value));
    }
    for (const boost::json::value& turn : *turns) {
        problem_message one{.role = std::string(text_of(need(turn, "role")))};
        if (one.role != "system" && one.role != "user" && one.role != "assistant") {
            refuse("a role that is none of system, user, assistant", excerpt(one.role));
        }
        read_content(need(turn, "content"), one, into.images);
        into.messages.push_back(std::move(one));
    }
    if (into.messages.back().role != "user") {
        refuse("the last message is not the user's", excerpt(into.messages.back().role));
    }
    into.prompt = into.messages.back().text;
}

// What the model is given: messages, or a prompt and how it is put.
inline void read_statement(const boost::json::value& record, problem& into) {
    const boost::json::value* const prompt = find_any(record, "prompt");
    const boost::json::value* messages = find_any(record, "messages");
    if (messages != nullptr && prompt != nullptr) {
        refuse("a problem has 'prompt' or 'messages', not both", shown(record));
    }
    if (prompt != nullptr && prompt->is_array()) {
        messages = prompt;  // as veRL's files have it
    }
    if (const boost::json::value* const name = find_any(record, "template")) {
        into.prompt_template = std::string(text_of(*name));
        if (messages != nullptr) {
            refuse("messages are given as they are; 'template' is for a prompt",
                   excerpt(into.prompt_template));
        }
        if (find_prompt_template(into.prompt_template) == nullptr) {
            refuse("'template' is the name of none; passk sample --help lists them",
                   excerpt(into.prompt_template));
        }
    }
    if (messages == nullptr) {
        into.prompt = needed_text(record, "prompt");
        into.images = written_list(find(record, "images"), "'images'");
        return;
    }
    if (find_any(record, "images") != nullptr) {
        refuse("images are parts of messages where there are these", shown(record));
    }
    read_messages(*messages, into);
}

[[nodiscard]] inline problem own_problem(const boost::json::value& record) {
    problem task{.reference = written_field(record, "reference", "answer")};
    read_statement(record, task);
    if (const boost::json::value* const kind = find_any(record, "kind")) {
        task.kind = kind_named(text_of(*kind));
    }
    task.options = written_list(find(record, "options"), "'options'");
    if (!task.options.empty() && find_any(record, "kind") == nullptr) {
        task.kind = problem_kind::choice;
    }
    task.starter = written_field(record, "starter");
    if (const boost::json::value* const tolerance = find_any(record, "tolerance")) {
        task.tolerance.how = answer_tolerance::rule::absolute;
        task.tolerance.bounds = error_bounds(*tolerance);
    }
    return task;
}

[[nodiscard]] inline problem answered_problem(const boost::json::value& record) {
    problem task{.prompt = needed_text(record, "problem", "question", "Problem", "Question")};
    if (const boost::json::value* const answer =
            find_any(record, "answer", "expected_answer", "Answer", "final_answer")) {
        task.reference = written(*answer);
    } else {
        const std::string solution = needed_text(record, "solution", "Solution");
        task.reference = reference_answer(solution);
        if (task.reference == undecorated(solution)) {
            refuse("there is no 'answer', and no \\boxed answer in 'solution'", excerpt(solution));
        }
    }
    return task;
}

[[nodiscard]] inline problem gsm8k_problem(const boost::json::value& record) {
    return {.prompt = needed_text(record, "question"),
            .reference = reference_answer(needed_text(record, "answer")),
            .kind = problem_kind::numeric};
}

[[nodiscard]] inline problem olympiad_bench_problem(const boost::json::value& record) {
    problem task{.prompt = needed_text(record, "question")};
    if (const std::string context = written_field(record, "context"); !context.empty()) {
        task.prompt = context + "\n" + task.prompt;
    }
    task.reference = needed_text(record, "final_answer");
    if (const boost::json::value* const bound = find_any(record, "error");
        bound != nullptr && !written(*bound).empty()) {
        task.tolerance.how = answer_tolerance::rule::absolute;
        task.tolerance.bounds = error_bounds(*bound);
    }
    for (std::size_t i = 1; i <= 9; ++i) {
        if (const std::string image = written_field(record, "image_" + std::to_string(i));
            !image.empty()) {
            task.images.push_back(image);
        }
    }
    return task;
}

[[nodiscard]] inline problem mbpp_problem(const boost::json::value& record) {
    problem task{.prompt = needed_text(record, "text", "prompt"), .kind = problem_kind::program};
    // The statement does not name the function: MBPP shows its tests.
    task.prompt += "\nYour code should pass these tests:\n";
    for (const std::string& test : written_list(find(record, "test_list"), "'test_list'")) {
        task.prompt += "\n" + test;
    }
    return task;
}

[[nodiscard]] inline problem math_vista_problem(const boost::json::value& record) {
    problem task{.prompt = needed_text(record, "question"),
                 .reference = needed_text(record, "answer"),
                 .options = written_list(find(record, "choices"), "'choices'"),
                 .images = {needed_text(record, "image")}};
    if (const std::string unit = written_field(record, "unit"); !unit.empty()) {
        task.prompt += " (Unit: " + unit + ")";
    }
    const std::string type = written_field(record, "answer_type");
    if (!task.options.empty()) {
        task.kind = problem_kind::choice;
        task.reference = letter_of(task.options, task.reference);
    } else if (type == "integer") {
        task.kind = problem_kind::numeric;
        task.tolerance.how = answer_tolerance::rule::truncated;
    } else if (type == "float") {
        task.kind = problem_kind::numeric;
        const boost::json::value* const places = find_any(record, "precision");
        if (places == nullptr) {
            refuse("a float answer without 'precision'", shown(record));
        }
        task.tolerance.how = answer_tolerance::rule::decimals;
        task.tolerance.decimals = static_cast<unsigned>(count_of(*places, "'precision'"));
    }
    return task;
}

[[nodiscard]] inline problem math_vision_problem(const boost::json::value& record) {
    problem task{.prompt = needed_text(record, "question"),
                 .reference = needed_text(record, "answer"),
                 .options = written_list(find(record, "options"), "'options'"),
                 .images = {needed_text(record, "image")}};
    if (!task.options.empty()) {
        task.kind = problem_kind::choice;
    }
    return task;
}

[[nodiscard]] inline std::optional<problem_format> recognise_problem(
    const boost::json::value& record) {
    const auto has = [&](std::string_view key) { return find_any(record, key) != nullptr; };
    using enum problem_format;
    if (has("public_test_cases") || has("private_test_cases")) {
        return live_code_bench;
    }
    if (has("input_output")) {
        return apps;
    }
    if (has("base_input") && has("entry_point")) {
        return eval_plus;
    }
    if (has("test_list")) {
        return mbpp;
    }
    if (has("test") && has("entry_point") && has("prompt")) {
        return human_eval;
    }
    if (has("question_type") && has("image") && has("answer")) {
        return math_vista;
    }
    if (has("question") && has("image") && has("answer")) {
        return math_vision;
    }
    if (has("final_answer") && has("question")) {
        return olympiad_bench;
    }
    if (has("prompt") || has("messages")) {
        return own;
    }
    if (has("question") && has("answer")
        && written_field(record, "answer").find("\n#### ") != std::string::npos) {
        return gsm8k;
    }
    if (has("problem") && has("domain") && has("answer")) {
        return omni_math;
    }
    if (has("problem") && has("solution") && (has("level") || has("subject") || has("unique_id"))) {
        return math;
    }
    if (find_any(record, "problem", "question", "Problem", "Question") != nullptr
        && find_any(record, "answer", "expected_answer", "Answer", "solution", "Solution")
               != nullptr) {
        return question_answer;
    }
    return std::nullopt;
}

[[nodiscard]] inline std::string id_in(const boost::json::value& record, problem_format format) {
    using enum problem_format;
    switch (format) {
        case live_code_bench: return written_field(record, "question_id");
        case apps: return written_field(record, "problem_id", "id", "task_id");
        case eval_plus:
        case mbpp:
        case human_eval: return written_field(record, "task_id");
        case math_vista: return written_field(record, "pid");
        default:
            return written_field(record, "id", "unique_id", "ID", "idx", "problem_id", "task_id");
    }
}

[[nodiscard]] inline problem problem_in(const boost::json::value& record, problem_format format) {
    using enum problem_format;
    problem code{.kind = problem_kind::program};
    switch (format) {
        case own: return own_problem(record);
        case gsm8k: return gsm8k_problem(record);
        case olympiad_bench: return olympiad_bench_problem(record);
        case mbpp: return mbpp_problem(record);
        case math_vista: return math_vista_problem(record);
        case math_vision: return math_vision_problem(record);
        case question_answer:
        case omni_math:
        case math: return answered_problem(record);
        case human_eval:
        case eval_plus: code.prompt = needed_text(record, "prompt"); return code;
        case live_code_bench:
            code.prompt = needed_text(record, "question_content");
            code.starter = written_field(record, "starter_code");
            return code;
        case apps: break;
    }
    code.prompt = needed_text(record, "question", "description");
    code.starter = written_field(record, "starter_code");
    return code;
}

class problem_collector {
public:
    explicit problem_collector(problem_set& into) : into_(into) {}

    [[nodiscard]] std::optional<error> read(byte_source& source) {
        file_ = source.name();
        text_hash hash;
        const result<document_count> outcome =
            for_each_document(source, [&](std::string_view text, std::uint64_t line) {
                hash.add(text);
                hash.add("\n");
                read(text, line);
            });
        if (!outcome) {
            return outcome.error();
        }
        into_.contents = into_.contents * 0x100000001B3U + hash.value();
        return outcome.value().torn;
    }

private:
    void read(std::string_view text, std::uint64_t line) {
        boost::json::error_code code;
        boost::json::parse_options rules;
        rules.max_depth = 256;
        const boost::json::value document =
            boost::json::parse({text.data(), text.size()}, code, {}, rules);
        if (code) {
            refuse("not a JSON value: " + code.message() + hint(text), "");
        }
        if (const boost::json::array* const items = document.if_array()) {
            for (std::size_t i = 0; i < items->size(); ++i) {
                add((*items)[i], line, i);
            }
            return;
        }
        const boost::json::object* const object = document.if_object();
        if (object == nullptr) {
            refuse("not a JSON object", shown(document));
        }
        // MathVista's file is one object, its problems by pid.
        const bool keyed = !recognise_problem(document) && !object->empty()
                           && object->begin()->value().is_object();
        if (!keyed) {
            add(document, line, std::nullopt);
            return;
        }
        std::size_t place = 0;
        for (const auto& member : *object) {
            add(member.value(), line, place++);
        }
    }

    void add(const boost::json::value& record, std::uint64_t line,
             std::optional<std::size_t> place) {
        const std::string where = place ? "record " + std::to_string(*place) + ": " : "";
        const std::optional<problem_format> format = recognise_problem(record);
        if (!format) {
            refuse(where + "a record of no known benchmark; a problem of your own has 'id', "
                           "'prompt' or 'messages', and 'reference'",
                   shown(record));
        }
        if (into_.problems.empty()) {
            into_.format = *format;
        }
        problem task;
        try {
            task = problem_in(record, *format);
        } catch (const refusal& complaint) {
            refuse(where + complaint.what(), "");
        }
        task.id = id_in(record, *format);
        if (task.id.empty()) {
            // MATH is a folder of files, others are lists whose places are the names.
            task.id = *format == problem_format::math && !place && line == 1
                          ? (file_.parent_path().filename() / file_.filename()).string()
                          : std::to_string(into_.problems.size());
        }
        for (std::string& image : task.images) {
            if (!image.starts_with("data:") && std::filesystem::path(image).is_relative()) {
                image = (file_.parent_path() / image).string();
            }
        }
        std::string here = file_.string() + ":" + std::to_string(line);
        if (const auto [earlier, fresh] = seen_.emplace(task.id, std::move(here)); !fresh) {
            refuse(where + "the problem stands twice, first at " + earlier->second,
                   excerpt(task.id));
        }
        into_.problems.push_back(std::move(task));
    }

    [[nodiscard]] static std::string hint(std::string_view text) {
        if (text.starts_with("PAR1")) {
            return "; this is a Parquet file, convert it first: python3 -c \"import pandas; "
                   "pandas.read_parquet('FILE.parquet').to_json('FILE.jsonl', orient='records', "
                   "lines=True)\"";
        }
        return text.find_first_of("{[") == std::string_view::npos
                   ? "; problems are JSON lines, or one JSON array"
                   : "";
    }

    problem_set& into_;
    std::filesystem::path file_{};
    std::unordered_map<std::string, std::string> seen_{};
};

}  // namespace detail

/// Reads the problems of a benchmark from files that the user has: nothing is downloaded. GSM8K,
/// MATH, MATH500, AIME, AMC, Minerva, OlympiadBench, Omni-MATH, HumanEval, MBPP, EvalPlus,
/// LiveCodeBench, APPS, TACO, MathVista and MathVision as they are published, JSON lines or one
/// JSON document, gzip or not; and problems of one's own. The format of each record is seen from
/// its fields; see problem_format.
///
/// Ids are those of the file; where it has none, the place of the problem, from 0, or for MATH's
/// folders "algebra/12.json". References are final answers: of a solution, what it boxes. Paths of
/// images are taken from the folder of the file.
///
/// @param paths  files; "-" is the standard input
/// @param on_progress  called for each block; returning false ends the reading, errc::cancelled
/// @returns  the problems, or an error that names file, line and value: errc::io if a file cannot
///           be read, errc::malformed for what is no problem, or an id that stands twice.
/// @pre  !paths.empty()
/// @throws  domain_error if there is no path
///
/// @par Cost
/// memory for the problems and the longest line: LiveCodeBench's tests are read past.
[[nodiscard]] inline result<problem_set> read_problems(
    const std::vector<std::string>& paths,
    const std::function<bool(const read_progress&)>& on_progress = {}) {
    passk::detail::expects(!paths.empty(), "passk::adapter::json::read_problems: there is no file");
    problem_set set;
    detail::problem_collector collected(set);
    for (const std::string& path : paths) {
        result<byte_source> opened = byte_source::open(path);
        if (!opened) {
            return opened.error();
        }
        byte_source source = std::move(opened).value();
        source.report_to(on_progress);
        if (std::optional<error> failure = collected.read(source)) {
            return *std::move(failure);
        }
    }
    if (set.problems.empty()) {
        return error{errc::malformed, located(paths.front(), 1, "there is no problem")};
    }
    return set;
}

/// The same for the bytes of a file in memory.
/// @param name  stands for the file's name in messages
[[nodiscard]] inline result<problem_set> parse_problems(const std::string& name,
                                                        std::string_view bytes) {
    byte_source source = byte_source::from_memory(name, bytes);
    problem_set set;
    if (std::optional<error> failure = detail::problem_collector(set).read(source)) {
        return *std::move(failure);
    }
    if (set.problems.empty()) {
        return error{errc::malformed, located(name, 1, "there is no problem")};
    }
    return set;
}

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_READ_PROBLEMS_HPP
