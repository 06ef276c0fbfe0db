// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_JSON_READ_MAPPED_HPP
#define PASSK_ADAPTER_JSON_READ_MAPPED_HPP

#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/json_records.hpp>
#include <passk/adapter/json/outcome_collector.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::adapter::json::detail {

// Where the paths of read_options::fields part: the records stand at their common beginning up to
// the last '*' that problem and verdict share, or at the root.
struct mapped_paths {
    explicit mapped_paths(const field_paths& fields) {
        const std::string_view problem = fields.problem;
        const std::string_view verdict = fields.verdict;
        std::size_t shared = 0;
        std::size_t at = 0;
        while (at < problem.size() && at < verdict.size() && problem[at] == verdict[at]) {
            const bool star = problem[at] == '*' && (at == 0 || problem[at - 1] == '.');
            const bool ends_step = at + 1 < problem.size() && problem[at + 1] == '.'
                                   && at + 1 < verdict.size() && verdict[at + 1] == '.';
            shared = star && ends_step ? at + 1 : shared;
            ++at;
        }
        record = std::string(problem.substr(0, shared));
        const std::size_t skipped = shared == 0 ? 0 : shared + 1;
        in_record = {std::string(problem.substr(skipped)), std::string(verdict.substr(skipped)), "",
                     ""};
        const auto place = [&](const std::string& path, std::string& inside, std::string& outside) {
            if (path.starts_with(record) && (shared == 0 || path.size() > skipped)) {
                inside = path.substr(skipped);
            } else {
                outside = path;
            }
        };
        place(fields.model, in_record.model, model_header);
        std::string nowhere;
        place(fields.sample, in_record.sample, nowhere);
    }

    std::string record{};
    field_paths in_record{};
    std::string model_header{};
};

// Any JSON, by the paths of read_options::fields. Records that lack both the problem and the
// verdict, such as a log's other lines, are passed over and counted in a note.
class mapped_reader {
public:
    static constexpr file_format format = file_format::mapped;

    [[nodiscard]] static record_layout layout(const read_options&, bool = false) { return {}; }
    [[nodiscard]] static bool matches(const json_record&) { return false; }

    // The layout of the paths, which must outlive it.
    [[nodiscard]] static record_layout layout_of(const mapped_paths& paths) {
        record_layout layout{.records = {paths.record}};
        for (const std::string* path : {&paths.in_record.problem, &paths.in_record.verdict,
                                        &paths.in_record.model, &paths.in_record.sample}) {
            if (!path->empty()) {
                layout.fields.push_back(*path);
            }
        }
        if (!paths.model_header.empty()) {
            layout.headers.push_back(paths.model_header);
        }
        return layout;
    }

    mapped_reader(file_context& file, const mapped_paths& paths) : file_(file), paths_(paths) {}

    void record(const json_record& row) {
        const boost::json::value* const problem = at_path(row.kept, paths_.in_record.problem);
        const boost::json::value* const judged = at_path(row.kept, paths_.in_record.verdict);
        if (problem == nullptr && judged == nullptr) {
            ++passed_over_;
            return;
        }
        if (problem == nullptr || judged == nullptr) {
            ++passed_over_;
            ++halves_;
            return;
        }
        const boost::json::value* const sample = at_path(row.kept, paths_.in_record.sample);
        const boost::json::value* const model = at_path(row.kept, paths_.in_record.model);
        outcome one{.problem = name_of(*problem, paths_.in_record.problem),
                    .model = model == nullptr     ? std::string()
                             : model->is_string() ? std::string(text_of(*model))
                                                  : boost::json::serialize(*model),
                    .counts = file_.judge_all(*judged, paths_.in_record.verdict),
                    .content = row.hash};
        if (sample != nullptr) {
            one.numbered = true;
            one.number = sample_number(*sample);
            one.shown_number = shown(*sample);
        }
        if (paths_.model_header.empty()) {
            enter(one, one.model);
        } else {
            waiting_.push_back(std::move(one));
        }
    }
    void finish(const record_filter& file) {
        const std::string model =
            paths_.model_header.empty() ? std::string() : std::string(text_of(file.header(0)));
        for (const outcome& one : waiting_) {
            enter(one, model);
        }
        if (halves_ > 0) {
            file_.out.note(0, std::to_string(halves_) + " records have only one of '"
                                  + paths_.in_record.problem + "' and '" + paths_.in_record.verdict
                                  + "': they are left out");
        } else if (passed_over_ > 0) {
            file_.out.note(0,
                           std::to_string(passed_over_) + " records have no '"
                               + paths_.in_record.verdict + "': they are left out",
                           false);
        }
    }

private:
    struct outcome {
        std::string problem{};
        std::string model{};
        verdict_counts counts{};
        std::uint64_t content = 0;
        bool numbered = false;
        std::uint64_t number = 0;
        std::string shown_number{};
    };

    void enter(const outcome& one, const std::string& model) {
        const std::string name = file_.model(model);
        observation seen{.problem = one.problem,
                         .model = name,
                         .counts = one.counts,
                         .content = one.content,
                         .shown_number = one.shown_number};
        if (one.numbered) {
            seen.number = one.number;
        }
        file_.out.add(seen);
    }

    // The value at a path of keys; of a list, its only or first item.
    [[nodiscard]] static const boost::json::value* at_path(const boost::json::value& record,
                                                           std::string_view path) {
        if (path.empty()) {
            return nullptr;
        }
        const boost::json::value* at = &record;
        while (at != nullptr && !path.empty()) {
            const std::string_view step = path.substr(0, path.find('.'));
            path.remove_prefix(step.size() < path.size() ? step.size() + 1 : path.size());
            if (step == "*") {
                const boost::json::array* const list = at->if_array();
                if (path.empty()) {
                    return at;  // the list as a whole
                }
                at = list == nullptr || list->empty() ? nullptr : &list->front();
            } else {
                at = find(*at, step);
            }
        }
        return at != nullptr && at->is_object() ? nullptr : at;
    }

    file_context& file_;
    const mapped_paths& paths_;
    std::vector<outcome> waiting_{};
    std::uint64_t passed_over_ = 0;
    std::uint64_t halves_ = 0;
};

// The fields of a document's first records, and the command that would read them, for people whose
// file is of no known kind.
class field_survey {
public:
    void set_line(std::uint64_t) noexcept {}
    [[nodiscard]] std::uint64_t record_line() const noexcept { return 1; }
    [[nodiscard]] bool wants_container() const noexcept { return true; }
    [[nodiscard]] bool wants_scalar() const noexcept { return true; }
    [[nodiscard]] bool wants_hashes() const noexcept { return false; }
    [[nodiscard]] bool at_record() const noexcept { return false; }
    void record_hash(std::uint64_t) noexcept {}
    [[nodiscard]] bool stopped() const noexcept { return seen_ > 4000; }
    [[nodiscard]] bool value_done() noexcept { return ++documents_ >= 8; }

    void begin(bool array) {
        steps_.push_back(array && !(steps_.empty()) ? "*" : std::string());
        lists_.push_back(array);
    }
    void end() {
        steps_.pop_back();
        lists_.pop_back();
    }
    void key(std::string_view text) { steps_.back() = excerpt(text, 60); }
    void string_part(std::string_view) noexcept {}
    void string(std::string_view) { see(kind::text); }
    void whole(std::int64_t number) {
        see(number == 0 || number == 1 ? kind::score : kind::number);
    }
    void whole(std::uint64_t) { see(kind::number); }
    void real(double number) { see(number >= 0 && number <= 1 ? kind::score : kind::number); }
    void truth(bool) { see(kind::truth); }
    void null() { see(kind::nothing); }

    // The options that would read it, as far as they can be guessed, and its fields.
    [[nodiscard]] std::string advice(const std::string& file) const {
        if (fields_.empty()) {
            return {};
        }
        std::string list;
        std::size_t shown_fields = 0;
        for (const field& one : fields_) {
            if (++shown_fields > 20) {
                list += ", ...";
                break;
            }
            list += (list.empty() ? "" : ", ") + one.path;
        }
        const field* const verdict = best(verdict_words, true, nullptr);
        const field* const problem =
            verdict == nullptr ? nullptr : best(problem_words, false, verdict);
        std::string text;
        if (problem != nullptr && verdict != nullptr) {
            const auto quoted = [](const std::string& path) {
                return path.find_first_of("* &;|<>()$`\"'") == std::string::npos
                           ? path
                           : '\'' + path + '\'';
            };
            text = "if these are outcomes, read them with --problem-field " + quoted(problem->path)
                   + " --verdict-field " + quoted(verdict->path)
                   + (verdict->is == kind::number ? " --threshold T" : "") + ' ' + file;
        } else {
            text = "--problem-field and --verdict-field say which of its fields are outcomes";
        }
        text += "; its fields are " + list;
        return text;
    }

private:
    enum class kind : std::uint8_t { text, truth, score, number, nothing };
    struct field {
        std::string path{};
        kind is = kind::nothing;
        std::size_t count = 1;
    };
    static constexpr std::string_view verdict_words[] = {
        "correct", "is_correct", "passed", "success", "resolved", "solved", "verdict",
        "pass",    "score",      "reward", "acc",     "result",   "status"};
    static constexpr std::string_view problem_words[] = {
        "problem",     "problem_id", "task_id",  "sample_id", "question_id",
        "instance_id", "example_id", "question", "id",        "name",
        "prompt",      "input",      "task",     "idx",       "index"};

    void see(kind is) {
        ++seen_;
        std::string path;
        for (const std::string& step : steps_) {
            if (!step.empty()) {
                path += (path.empty() ? "" : ".") + step;
            }
        }
        for (field& one : fields_) {
            if (one.path == path) {
                one.is = one.is == kind::nothing ? is : one.is;
                ++one.count;
                return;
            }
        }
        if (fields_.size() < 200 && !path.empty()) {
            fields_.push_back({path, is});
        }
    }

    // The field whose last key is the earliest of the words; verdicts are no long texts, and a
    // problem stands where its verdict does.
    template <std::size_t count>
    [[nodiscard]] const field* best(const std::string_view (&words)[count], bool verdict,
                                    const field* beside) const {
        for (const std::string_view word : words) {
            const field* found = nullptr;
            for (const field& one : fields_) {
                const std::size_t dot = one.path.rfind('.');
                const std::string_view last =
                    std::string_view(one.path).substr(dot == std::string::npos ? 0 : dot + 1);
                const bool fits = !verdict || one.is != kind::text || word == "verdict"
                                  || word == "status" || word == "result";
                if (last != word || !fits
                    || (beside != nullptr && list_of(one.path) != list_of(beside->path)
                        && beside->path.compare(0, list_of(one.path).size(), list_of(one.path))
                               != 0)) {
                    continue;
                }
                // The least nested one.
                if (found == nullptr || one.path.size() < found->path.size()) {
                    found = &one;
                }
            }
            if (found != nullptr) {
                return found;
            }
        }
        return nullptr;
    }
    // The path of the innermost list that a path goes through.
    [[nodiscard]] static std::string list_of(const std::string& path) {
        const std::size_t star = path.rfind('*');
        return star == std::string::npos ? std::string() : path.substr(0, star + 1);
    }

    std::vector<std::string> steps_{};
    std::vector<bool> lists_{};
    std::vector<field> fields_{};
    std::size_t seen_ = 0;
    std::size_t documents_ = 0;
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_READ_MAPPED_HPP
