// SPDX-License-Identifier: Apache-2.0
// passk verify: is the answer right? Verdicts on responses, with the reason and what was read.
#include "line_output.hpp"
#include "progress.hpp"
#include "tool.hpp"

#include <passk/adapter/json/byte_source.hpp>
#include <passk/verify/any_verifier.hpp>
#include <passk/verify/choice_verifier.hpp>
#include <passk/verify/extract_answer.hpp>
#include <passk/verify/identical_completions.hpp>
#include <passk/verify/judge_samples.hpp>
#include <passk/verify/judgement.hpp>
#include <passk/verify/math_verifier.hpp>
#include <passk/verify/published_verifier.hpp>
#include <passk/verify/verifier_for.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <CLI/CLI.hpp>

#include <array>
#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace json = passk::adapter::json;

namespace passk_tool {
namespace {

enum class verify_output : std::uint8_t { text, json };

struct verify_options {
    std::vector<std::string> files{};
    std::string out{};  // empty: standard output
    // Not a vector: of one, the command line's "[0,1]" would be two members.
    std::pair<std::string, std::string> pair{};
    bool pair_given = false;
    std::string extraction = "default";
    std::string rules = "ours";
    verify_output format = verify_output::json;
    bool format_given = false;
    bool whole_responses = false;
    std::size_t letters = 10;
    unsigned threads = 0;
};

// What a subcommand judges with: whole responses, and answers that were taken out before.
struct judges {
    passk::any_verifier of_responses;
    passk::any_verifier of_answers;
};

// One record of the input.
struct record {
    std::uint64_t line = 0;
    boost::json::object names{};  // what says which sample it is, as it stood in the input
    passk::problem task{};
    std::string text{};
    bool whole_response = false;
    bool stated = false;  // the problem says itself what judges it
};

const boost::json::value* find_first(const boost::json::object& from,
                                     std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        const boost::json::value* const found = from.if_contains({key.data(), key.size()});
        if (found != nullptr && !found->is_null()) {
            return found;
        }
    }
    return nullptr;
}

// A string as it is; a list as its members with commas; anything else as JSON writes it.
std::string text_of(const boost::json::value& value) {
    if (const boost::json::string* const text = value.if_string()) {
        return {text->data(), text->size()};
    }
    if (const boost::json::array* const list = value.if_array()) {
        std::string joined;
        for (const boost::json::value& one : *list) {
            joined += joined.empty() ? "" : ", ";
            joined += text_of(one);
        }
        return joined;
    }
    return boost::json::serialize(value);
}

// The prompt of a choice: the question, and the options one a line.
std::string prompt_of(const boost::json::object& from) {
    std::string prompt;
    if (const boost::json::value* const question =
            find_first(from, {"prompt", "question", "problem_text"})) {
        prompt = text_of(*question);
    }
    const boost::json::value* const options = find_first(from, {"options", "choices"});
    if (options == nullptr) {
        return prompt;
    }
    char letter = 'A';
    const auto add = [&](std::string_view label, const boost::json::value& text) {
        prompt += "\n" + std::string(label) + ". " + text_of(text);
    };
    if (const boost::json::array* const list = options->if_array()) {
        for (const boost::json::value& one : *list) {
            add(std::string_view(&letter, 1), one);
            ++letter;
        }
    } else if (const boost::json::object* const labelled = options->if_object()) {
        for (const auto& one : *labelled) {
            add({one.key().data(), one.key().size()}, one.value());
        }
    }
    return prompt;
}

[[noreturn]] void complain_of(const std::string& file, std::uint64_t line,
                              const std::string& what) {
    throw failure(data_say_no, file + ":" + std::to_string(line) + ": " + what);
}

// What lines of a journal of passk sample say about the completions that follow.
struct journal_context {
    std::map<std::string, boost::json::object> problems{};
    std::string prefill{};  // how answers begin that the template began for the model
};

bool is_journal_line(const boost::json::object& line, journal_context& journal) {
    const boost::json::value* const schema = find_first(line, {"schema"});
    if (schema == nullptr) {
        return false;
    }
    if (*schema == "passk.samples/1") {
        const boost::json::value* const prefill = find_first(line, {"prefill"});
        journal.prefill = prefill == nullptr ? "" : text_of(*prefill);
    } else if (const boost::json::value* const problem = find_first(line, {"problem"})) {
        boost::json::object stated = line;
        // Only its end: options are read from their own field.
        stated.erase("prompt");
        journal.problems[text_of(*problem)] = std::move(stated);
    }
    return true;
}

// What a problem of a journal says about its answers: kind, tolerance, options.
void read_problem(const boost::json::object& stated, passk::problem& task) {
    using rule = passk::answer_tolerance::rule;
    if (const boost::json::value* const kind = find_first(stated, {"kind"})) {
        task.kind = *kind == "choice"    ? passk::problem_kind::choice
                    : *kind == "numeric" ? passk::problem_kind::numeric
                                         : passk::problem_kind::math;
    }
    if (const boost::json::value* const options = find_first(stated, {"options"});
        options != nullptr && options->is_array()) {
        for (const boost::json::value& one : options->get_array()) {
            task.options.push_back(text_of(one));
        }
    }
    const boost::json::value* const bounds = find_first(stated, {"tolerance"});
    if (stated.contains("truncated")) {
        task.tolerance.how = rule::truncated;
    } else if (const boost::json::value* const places = find_first(stated, {"decimals"})) {
        task.tolerance.how = rule::decimals;
        task.tolerance.decimals = places->to_number<unsigned>();
    } else if (bounds != nullptr && bounds->is_array()) {
        task.tolerance.how = rule::absolute;
        for (const boost::json::value& one : bounds->get_array()) {
            task.tolerance.bounds.push_back(text_of(one));
        }
    }
}

// The records of one line: several if it holds a list of responses.
void add_records(const std::string& file, std::uint64_t line, std::string_view text,
                 journal_context& journal, std::vector<record>& records) {
    boost::system::error_code bad;
    const boost::json::value parsed = boost::json::parse({text.data(), text.size()}, bad);
    if (bad) {
        complain_of(file, line, "is not JSON: " + bad.message());
    }
    const boost::json::object* const from = parsed.if_object();
    if (from == nullptr) {
        complain_of(file, line, "is not a JSON object");
    }
    if (is_journal_line(*from, journal)) {
        return;
    }
    record one;
    one.line = line;
    const boost::json::value* gold = find_first(
        *from, {"gold", "reference", "ground_truth", "target", "expected_answer", "gt", "label"});
    const boost::json::object* stated = from;
    if (const boost::json::value* const problem = find_first(*from, {"problem"});
        problem != nullptr && gold == nullptr) {
        if (const auto known = journal.problems.find(text_of(*problem));
            known != journal.problems.end()) {
            stated = &known->second;
            gold = find_first(*stated, {"reference"});
            read_problem(*stated, one.task);
            one.stated = one.task.kind != passk::problem_kind::math
                         || one.task.tolerance.how != passk::answer_tolerance::rule::unstated;
        }
    }
    const boost::json::value* const answer = find_first(*from, {"answer"});
    if (gold == nullptr && answer == nullptr) {
        complain_of(file, line,
                    "there is no field 'gold' (or reference, answer, ground_truth, "
                    "target, expected_answer, gt, label)");
    }
    one.task.reference = text_of(gold != nullptr ? *gold : *answer);
    one.task.prompt = prompt_of(*stated);
    for (const std::string_view key :
         {"problem", "problem_id", "task_id", "id", "example_id", "model", "system", "sample"}) {
        if (const boost::json::value* const name = from->if_contains({key.data(), key.size()})) {
            if (!name->is_object() && !name->is_array()) {
                // "problem" is what passk curve calls it.
                const bool is_id = key == "id" && !one.names.contains("problem");
                one.names[is_id ? "problem" : boost::json::string_view(key.data(), key.size())] =
                    *name;
            }
        }
    }
    const boost::json::value* text_field = find_first(
        *from,
        {"response", "responses", "completion", "completions", "output", "generation", "text"});
    one.whole_response = text_field != nullptr;
    if (text_field == nullptr) {
        text_field = find_first(*from, {"prediction", "predictions", "pred", "extracted_answer"});
    }
    if (text_field == nullptr) {
        complain_of(file, line,
                    "there is no field 'response' (or completion, output, generation) and none "
                    "'prediction' (or pred, extracted_answer)");
    }
    if (const boost::json::array* const several = text_field->if_array()) {
        std::int64_t sample = 0;
        for (const boost::json::value& each : *several) {
            record next = one;
            next.text = text_of(each);
            next.names["sample"] = sample++;
            records.push_back(std::move(next));
        }
    } else {
        // A problem that was put in its own way says how its answers begin.
        const boost::json::value* const own = find_first(*stated, {"prefill"});
        one.text = (stated == from   ? std::string()
                    : own == nullptr ? journal.prefill
                                     : text_of(*own))
                   + text_of(*text_field);
        records.push_back(std::move(one));
    }
}

std::string_view word_of(passk::verdict v) {
    return v == passk::verdict::correct     ? "correct"
           : v == passk::verdict::incorrect ? "incorrect"
                                            : "undecided";
}

boost::json::object to_object(const passk::judgement& judged) {
    boost::json::object out;
    const std::string_view ruling = word_of(judged.ruling);
    const std::string_view reason = to_string(judged.reason);
    out["verdict"] = boost::json::string_view(ruling.data(), ruling.size());
    out["reason"] = boost::json::string_view(reason.data(), reason.size());
    out["prediction"] = judged.prediction;
    out["gold"] = judged.reference;
    return out;
}

void print(const passk::judgement& judged, std::ostream& out) {
    out << word_of(judged.ruling) << " (" << to_string(judged.reason) << ")\n"
        << "  prediction  " << judged.prediction << "\n"
        << "  gold        " << judged.reference << "\n";
    for (const std::string& step : judged.steps) {
        out << "  - " << step << "\n";
    }
}

exit_code explain_pair(const verify_options& options, const judges& by) {
    const passk::problem task{.id = "", .prompt = "", .reference = options.pair.second};
    const passk::any_verifier& judge = options.whole_responses ? by.of_responses : by.of_answers;
    const passk::judgement judged = judge.explain(task, options.pair.first);
    if (options.format_given && options.format == verify_output::json) {
        boost::json::object line = to_object(judged);
        boost::json::array steps;
        for (const std::string& step : judged.steps) {
            steps.emplace_back(step);
        }
        line["steps"] = std::move(steps);
        std::cout << boost::json::serialize(line) << '\n';
    } else {
        print(judged, std::cout);
    }
    return done;
}

passk::extraction_policy extraction_of(const std::string& name) {
    return name == "strict"    ? passk::strict_extraction()
           : name == "lenient" ? passk::lenient_extraction()
                               : passk::extraction_policy{};
}

// Published graders know neither kinds nor tolerances.
bool judged_by_problem(const record& one, const verify_options& options) {
    return one.stated && options.rules == "ours";
}

// The model and the problem of a record, as one key.
std::string name_of(const record& one) {
    std::string name;
    for (const std::string_view key :
         {"model", "system", "problem", "problem_id", "task_id", "example_id"}) {
        if (const boost::json::value* const part =
                one.names.if_contains({key.data(), key.size()})) {
            name += text_of(*part) + '\n';
        }
    }
    return name;
}

// Judges what was read and writes it in the order of the input.
void judge_records(std::vector<record>& records, const verify_options& options, const judges& by,
                   std::ostream& out, std::map<passk::verdict, std::uint64_t>& counts,
                   passk::identical_completions& same_texts) {
    std::vector<passk::judgement> judged(records.size());
    for (const bool whole : {false, true}) {
        std::vector<passk::judging_item> items;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < records.size(); ++i) {
            if (records[i].whole_response == whole && !judged_by_problem(records[i], options)) {
                items.push_back({&records[i].task, records[i].text});
                places.push_back(i);
            }
        }
        auto got = passk::explain_samples(whole ? by.of_responses : by.of_answers, items,
                                          {.threads = options.threads, .stop = {}});
        std::vector<passk::judgement> found = std::move(got).value();
        for (std::size_t i = 0; i < places.size(); ++i) {
            judged[places[i]] = std::move(found[i]);
        }
    }
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (judged_by_problem(records[i], options)) {
            const passk::any_verifier judge = passk::verifier_for(
                records[i].task, {.judged = records[i].whole_response ? passk::judged_text::response
                                                                      : passk::judged_text::answer,
                                  .extraction = extraction_of(options.extraction),
                                  .equivalence = {},
                                  .letters = options.letters});
            judged[i] = judge.explain(records[i].task, records[i].text);
        }
        same_texts.add(name_of(records[i]), records[i].text);
        ++counts[judged[i].ruling];
        if (options.format == verify_output::text) {
            out << records[i].line << ": ";
            print(judged[i], out);
            continue;
        }
        boost::json::object line = records[i].names;
        if (!line.contains("problem") && !line.contains("problem_id") && !line.contains("task_id")
            && !line.contains("example_id")) {
            line["problem"] = std::to_string(records[i].line);
        }
        for (auto& field : to_object(judged[i])) {
            line[field.key()] = std::move(field.value());
        }
        out << boost::json::serialize(line) << '\n';
    }
    records.clear();
}

exit_code run_verify(const verify_options& options, const judges& by) {
    if (options.pair_given) {
        return explain_pair(options, by);
    }
    if (options.files.empty()) {
        throw failure(wrong_usage, "verify: give a FILE, or --explain PREDICTION GOLD");
    }
    line_output out(options.out, options.files);
    std::map<passk::verdict, std::uint64_t> counts;
    passk::identical_completions same_texts;
    progress_line progress("judging");
    constexpr std::size_t batch = 512;
    for (const std::string& name : options.files) {
        auto opened = json::byte_source::open(name);
        if (!opened.has_value()) {
            throw failure(data_say_no, opened.error().context);
        }
        json::byte_source source = std::move(opened).value();
        source.report_to([&](const json::read_progress& at) {
            progress.update(at.bytes_read, at.bytes_total, "B", name);
            return true;
        });
        std::vector<record> records;
        journal_context journal;
        std::string pending;
        std::uint64_t line = 0;
        const auto take_line = [&](std::string_view text) {
            ++line;
            if (text.find_first_not_of(" \t\r") != text.npos) {
                add_records(name, line, text, journal, records);
            }
            if (records.size() >= batch) {
                judge_records(records, options, by, out.stream(), counts, same_texts);
            }
        };
        while (true) {
            const auto block = source.next();
            if (!block.has_value()) {
                throw failure(data_say_no, block.error().context);
            }
            if (block.value().empty()) {
                break;
            }
            pending += block.value();
            std::size_t begin = 0;
            for (std::size_t end = pending.find('\n', pending.size() - block.value().size());
                 end != pending.npos; end = pending.find('\n', begin)) {
                take_line(std::string_view(pending).substr(begin, end - begin));
                begin = end + 1;
            }
            pending.erase(0, begin);
        }
        if (boost::system::error_code torn; !journal.problems.empty() && !pending.empty()) {
            // Of a run that is going on, or was killed.
            (void)boost::json::parse(pending, torn);
            if (torn) {
                std::cerr << "passk: note: " << name
                          << ": the last line breaks off and was left out\n";
                pending.clear();
            }
        }
        if (!pending.empty()) {
            take_line(pending);
        }
        if (line == 0) {
            throw failure(data_say_no, name + ":1: the file is empty");
        }
        judge_records(records, options, by, out.stream(), counts, same_texts);
    }
    out.finish();
    progress.clear();
    std::cerr << counts[passk::verdict::correct] << " correct, "
              << counts[passk::verdict::incorrect] << " incorrect, "
              << counts[passk::verdict::undecided] << " undecided\n";
    if (const std::size_t same = same_texts.repeated(); same > 0) {
        std::cerr << "passk: note: all completions are the same text for " << same << " of "
                  << same_texts.sampled()
                  << " problems with several; at a temperature above 0 the server ignores seeds or "
                     "answers from a cache, and pass@k is then a number about one draw\n";
    }
    return done;
}

judges math_judges(const verify_options& options) {
    const std::map<std::string, passk::published_rule> published{
        {"hendrycks", passk::published_rule::hendrycks},
        {"minerva", passk::published_rule::minerva},
        {"limit-of-rlvr", passk::published_rule::limit_of_rlvr}};
    if (const auto rule = published.find(options.rules); rule != published.end()) {
        return {
            passk::published_verifier{.rule = rule->second, .judged = passk::judged_text::response},
            passk::published_verifier{.rule = rule->second, .judged = passk::judged_text::answer}};
    }
    return {passk::math_verifier{.extraction = extraction_of(options.extraction),
                                 .equivalence = {},
                                 .judged = passk::judged_text::response},
            passk::math_verifier{
                .extraction = {}, .equivalence = {}, .judged = passk::judged_text::answer}};
}

judges choice_judges(const verify_options& options) {
    return {passk::choice_verifier(options.letters, passk::judged_text::response,
                                   extraction_of(options.extraction)),
            passk::choice_verifier(options.letters, passk::judged_text::answer)};
}

void add_shared_options(CLI::App& command, verify_options& options) {
    command.add_option("FILE", options.files, "JSON lines, .gz too; - is standard input")
        ->option_text("...");
    command.add_option("--in", options.files, "The same as FILE")->option_text("FILE");
    command.add_option("--out", options.out, "Write here instead of to standard output")
        ->option_text("FILE");
    command
        .add_option("--explain", options.pair,
                    "Judge one pair and show how; PREDICTION is an answer, or a whole response "
                    "with --response")
        ->each([&options](const std::string&) { options.pair_given = true; })
        ->option_text("PREDICTION GOLD");
    command.add_flag("--response", options.whole_responses,
                     "With --explain: the prediction is a whole response");
    command
        .add_option("--extraction", options.extraction,
                    "How the answer is found in a response: by explicit marks, by a single box or "
                    "answer tag only, or by anything down to the last number")
        ->check(CLI::IsMember({"default", "strict", "lenient"}))
        ->option_text("default|strict|lenient [default]");
    command
        .add_option_function<std::string>(
            "--format",
            [&options](const std::string& chosen) {
                options.format = chosen == "text" ? verify_output::text : verify_output::json;
                options.format_given = true;
            },
            "How to print: text also shows the steps")
        ->check(CLI::IsMember({"text", "json"}))
        ->option_text("text|json [json lines; text with --explain]");
    command.add_option("--threads", options.threads, "0: one for each core")->option_text("N [0]");
}

constexpr const char* record_help =
    "Each line of FILE is an object with the right answer (gold, reference, answer, ground_truth,\n"
    "target, expected_answer, gt or label) and either what the model wrote (response, completion,\n"
    "output, generation or text; or a list of them) or an answer that was taken out of it\n"
    "(prediction, pred or extracted_answer). Or FILE is a journal of passk sample, which holds "
    "the\n"
    "right answers. problem, task_id or id, model and sample are passed on, so that passk curve\n"
    "and passk compare read the verdicts.\n"
    "\n";

}  // namespace

void add_verify(CLI::App& app, action& chosen) {
    CLI::App* command = app.add_subcommand("verify", "Is the answer right? Verdicts on responses");
    command->require_subcommand(1);

    CLI::App* math = command->add_subcommand(
        "math", "Answers of any kind: numbers, formulas, sets, intervals, words, choices");
    auto math_options = std::make_shared<verify_options>();
    add_shared_options(*math, *math_options);
    math->add_option("--rules", math_options->rules,
                     "Whose rules: ours, or a reproduction of a published grader with its faults, "
                     "for comparing with published numbers")
        ->check(CLI::IsMember({"ours", "hendrycks", "minerva", "limit-of-rlvr"}))
        ->option_text("ours|hendrycks|minerva|limit-of-rlvr [ours]");
    math->footer(std::string(record_help)
                 + "Correct and incorrect are proven; what can be neither is undecided, and so is a\n"
                   "response without an answer.\n"
                   "\n"
                   "Examples:\n"
                   "  passk verify math samples.jsonl --out verdicts.jsonl\n"
                   "  passk verify math --explain '\\frac{1}{2}' 0.5\n"
                   "  passk verify math --response --explain 'So we get \\boxed{7}.' 7");
    math->callback([math_options, &chosen] {
        chosen = [math_options] { return run_verify(*math_options, math_judges(*math_options)); };
    });

    CLI::App* choice = command->add_subcommand("choice", "Options of multiple-choice problems");
    auto choice_options = std::make_shared<verify_options>();
    add_shared_options(*choice, *choice_options);
    choice
        ->add_option("--letters", choice_options->letters,
                     "How many options there are where a record lists none, 2 to 26")
        ->check(CLI::Range(2, 26))
        ->option_text("N [10]");
    choice->footer(std::string(record_help)
                   + "Options are read from the fields options or choices (a list, or an object\n"
                     "by letter), or from the prompt or question.\n"
                     "\n"
                     "Examples:\n"
                     "  passk verify choice samples.jsonl --out verdicts.jsonl\n"
                     "  passk verify choice --response --explain 'Option (B) is correct.' B");
    choice->callback([choice_options, &chosen] {
        chosen = [choice_options] {
            return run_verify(*choice_options, choice_judges(*choice_options));
        };
    });

#ifdef PASSK_TOOL_PROGRAM
    add_verify_program(*command, chosen);
#endif
}

}  // namespace passk_tool
