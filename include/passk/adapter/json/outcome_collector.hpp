// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_OUTCOME_COLLECTOR_HPP
#define PASSK_ADAPTER_JSON_OUTCOME_COLLECTOR_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/adapter/json/read_report.hpp>
#include <passk/core/error.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace passk::adapter::json::detail {

// A set of sample numbers: a bit each where they are below 2^16, as they nearly always are.
class sample_set {
public:
    // Whether the number is new.
    bool insert(std::uint64_t id) {
        if (id >= (1U << 16U)) {
            if (others_ == nullptr) {
                others_ = std::make_unique<std::unordered_set<std::uint64_t>>();
            }
            return others_->insert(id).second;
        }
        const std::size_t word = static_cast<std::size_t>(id / 64);
        const std::uint64_t bit = std::uint64_t{1} << (id % 64);
        if (word >= bits_.size()) {
            bits_.resize(word + 1);
        }
        const bool fresh = (bits_[word] & bit) == 0;
        bits_[word] |= bit;
        return fresh;
    }

private:
    std::vector<std::uint64_t> bits_{};
    std::unique_ptr<std::unordered_set<std::uint64_t>> others_{};  // rarely there
};

// How often a problem of a model may be given.
enum class repetition : std::uint8_t {
    never,           // its counts are all there is
    in_other_files,  // once in a file; several files are more samples of the same model
    allowed,         // each time is one more sample
};

// What a record says of one problem and model.
struct observation {
    std::string_view problem;
    std::string_view model;
    verdict_counts counts{};
    repetition rule = repetition::allowed;
    std::uint64_t question = 0;             // hash of what the problem asks; 0: unknown
    std::uint64_t content = 0;              // hash of the samples' content; 0: unknown
    std::optional<std::uint64_t> number{};  // tells the sample from the others of its run
    std::string_view shown_number{};
};

// What the readers of one call found, problem by problem and model by model.
//
// Outcomes come in runs: a file, or all files that say they are of one run. Within a run a sample
// number is one sample, whichever files have it. A run whose samples all stand in another run of
// the same model is a copy of it and counts once. Problems of one name that ask different
// questions are different problems. All of it is entered into a table, or nothing.
class outcome_collector {
public:
    // @param run    what the run is called; the file's name unless the content says
    // @param seed   the number that tells runs of one model apart, where file names have one
    void start_file(std::string name, file_format format, std::string seed = {}) {
        report_.files.push_back({.file = name, .format = format});
        file_seed_ = std::move(seed);
        start_run(name);
    }

    // The file continues the run of that name.
    void start_run(const std::string& name) {
        const auto [known, fresh] = run_index_.try_emplace(name, runs_.size());
        if (fresh) {
            runs_.push_back({.seed = file_seed_, .spans_files = name != report_.files.back().file});
        }
        run_ = known->second;
        if (runs_[run_].files.empty() || runs_[run_].files.back() != report_.files.size() - 1) {
            runs_[run_].files.push_back(report_.files.size() - 1);
        }
    }

    void note(std::uint64_t line, std::string text, bool doubtful = true) {
        report_.notes.push_back({report_.files.back().file, line, std::move(text), doubtful});
    }
    // A note on several files.
    void note_all(std::string text, bool doubtful = true) {
        report_.notes.push_back({{}, 0, std::move(text), doubtful});
    }

    // Adds to what is known of a problem and model.
    void add(const observation& seen) {
        share& part = at(seen);
        if (seen.number) {
            add_numbered(part, seen);
            return;
        }
        if (seen.rule != repetition::allowed && part.file == report_.files.size()
            && part.rows_in_file > 0) {
            refuse(called(seen) + " stands in this file twice", "");
        }
        part.rule = seen.rule;
        count(part, seen);
    }
    void add(std::string_view problem, std::string_view model, const verdict_counts& counts,
             repetition rule, std::uint64_t content = 0, std::uint64_t question = 0) {
        add({.problem = problem,
             .model = model,
             .counts = counts,
             .rule = rule,
             .question = question,
             .content = content});
    }

    // Samples with and without a verdict, for the notes at the end.
    void count_decided() noexcept { ++decided_; }
    void count_unscored() noexcept { ++unscored_; }
    void count_partial(const std::string& example) {
        if (partial_++ == 0) {
            partial_example_ = example;
            partial_file_ = report_.files.back().file;
        }
    }
    void count_invalid() noexcept { ++invalid_; }

    // Counts as missing what each problem of this run lacks of the trials that were asked for.
    void expect_trials(std::uint64_t trials) { runs_[run_].trials = trials; }

    // Enters everything into the table, unless something of it stands there already.
    [[nodiscard]] std::optional<error> enter_into(outcome_table& table) {
        if (partial_ > 0 && decided_ == 0) {
            return error{errc::malformed,
                         located(partial_file_, 0,
                                 "no sample is 0 or 1 (" + partial_example_
                                     + "): a score needs --threshold, from which on it is "
                                       "correct")};
        }
        drop_copies();
        struct entry {
            std::string problem{};
            std::size_t model = 0;
            verdict_counts counts{};
        };
        std::vector<entry> entries;
        entries.reserve(cells_.size());
        std::vector<std::set<std::size_t>> files_of(models_.size());
        std::uint64_t split = 0;
        std::string split_example;
        for (const cell& one : cells_) {
            const std::vector<std::uint64_t>& questions = questions_[*one.problem];
            entry made{.problem = *one.problem, .model = one.model};
            if (questions.size() > 1 && one.question != 0) {
                made.problem = abbreviated(*one.problem, one.question);
                ++split;
                split_example = *one.problem;
            }
            const share* first = nullptr;
            for (const share& part : one.shares) {
                const auto copy = copies_.find(key_of(one.model, part.run));
                if (copy != copies_.end() && has_run(one, copy->second)) {
                    continue;
                }
                if (first != nullptr && part.rule == repetition::never) {
                    return error{errc::malformed,
                                 located(report_.files[part.file - 1].file, 0,
                                         called(made.problem, models_[one.model].name)
                                             + " was given by another file, "
                                             + report_.files[first->file - 1].file)};
                }
                first = &part;
                made.counts += part.counts;
                const std::uint64_t samples = part.counts.drawn() + part.counts.missing;
                if (samples < runs_[part.run].trials) {
                    made.counts.missing += runs_[part.run].trials - samples;
                }
                for (const std::size_t file : runs_[part.run].files) {
                    files_of[one.model].insert(file);
                }
            }
            if (table.find(made.problem, models_[one.model].name)) {
                return error{errc::malformed,
                             located(report_.files[one.shares.front().file - 1].file, 0,
                                     called(made.problem, models_[one.model].name)
                                         + " stands in the table already; read all files of a "
                                           "model together, or give this run another name")};
            }
            entries.push_back(std::move(made));
        }
        for (const entry& one : entries) {
            table.insert(one.problem, models_[one.model].name, one.counts);
        }
        if (split > 0) {
            note_all("problems of one name ask different questions in these files, such as '"
                         + split_example + "': they are kept apart",
                     false);
        }
        note_joined(files_of);
        if (partial_ > 0) {
            note_all(counted(partial_, "sample") + " with partial credit, such as "
                     + partial_example_ + ": undecided; --threshold decides them");
        }
        if (invalid_ > 0) {
            note_all(counted(invalid_, "sample") + " marked as invalid: undecided");
        }
        if (unscored_ > 0) {
            note_all(counted(unscored_, "sample") + " without a verdict: undecided", false);
        }
        return std::nullopt;
    }

    [[nodiscard]] const file_report& current_file() const { return report_.files.back(); }
    [[nodiscard]] file_report& current_file() { return report_.files.back(); }
    [[nodiscard]] read_report& report() noexcept { return report_; }

private:
    struct run {
        std::string seed{};
        bool spans_files = false;  // other files may have it too
        std::vector<std::size_t> files{};
        std::uint64_t trials = 0;  // that each problem should have; 0: unknown
    };

    struct numbered_sample {
        std::uint64_t number = 0;
        std::uint64_t content = 0;
        verdict_counts counts{};
    };

    // What one run has on a problem and model.
    struct share {
        std::size_t run = 0;
        verdict_counts counts{};
        repetition rule = repetition::allowed;
        std::size_t file = 0;               // the latest that had it, from 1
        std::uint64_t rows_in_file = 0;     // records of that file
        std::uint64_t unknown_content = 0;  // drawn samples whose content is not known
        std::vector<std::uint64_t> contents{};
        sample_set numbers{};
        std::vector<numbered_sample> numbered{};  // kept for runs that span files
    };

    struct cell {
        const std::string* problem = nullptr;  // key in its column's rows
        std::size_t model = 0;
        std::uint64_t question = 0;
        std::size_t next = 0;  // another question of that name: its number plus one; 0: none
        std::vector<share> shares{};
    };

    struct column {
        std::string name{};
        std::unordered_map<std::string, std::size_t> rows{};  // cells by problem
        std::size_t file = 0;                                 // the latest that had it, from 1
    };

    [[nodiscard]] static std::string counted(std::uint64_t number, std::string_view thing) {
        return std::to_string(number) + ' ' + std::string(thing) + (number == 1 ? "" : "s");
    }
    [[nodiscard]] static std::string called(std::string_view problem, std::string_view model) {
        return "problem '" + std::string(problem) + "' of model '" + std::string(model) + '\'';
    }
    [[nodiscard]] static std::string called(const observation& seen) {
        return called(seen.problem, seen.model);
    }
    [[nodiscard]] static std::uint64_t key_of(std::size_t model, std::size_t run) {
        return (static_cast<std::uint64_t>(model) << 32U) | run;
    }
    [[nodiscard]] static bool has_run(const cell& one, std::size_t run) {
        return std::any_of(one.shares.begin(), one.shares.end(),
                           [&](const share& part) { return part.run == run; });
    }

    share& at(const observation& seen) {
        const std::size_t file = report_.files.size();
        const auto [known, new_model] =
            model_index_.try_emplace(std::string(seen.model), models_.size());
        if (new_model) {
            models_.push_back({.name = std::string(seen.model)});
        }
        column& of_model = models_[known->second];
        if (of_model.file != file) {
            of_model.file = file;
            report_.files.back().models.push_back(of_model.name);
        }
        const auto [row, fresh] =
            of_model.rows.try_emplace(std::string(seen.problem), cells_.size());
        if (fresh) {
            add_cell(row->first, known->second);
        }
        std::size_t place = row->second;
        while (seen.question != 0 && cells_[place].question != 0
               && cells_[place].question != seen.question) {
            if (cells_[place].next == 0) {
                const std::size_t made = cells_.size();
                add_cell(row->first, known->second);
                cells_[place].next = made + 1;
            }
            place = cells_[place].next - 1;
        }
        cell& one = cells_[place];
        if (seen.question != 0 && one.question == 0) {
            one.question = seen.question;
            std::vector<std::uint64_t>& all = questions_[row->first];
            if (std::find(all.begin(), all.end(), seen.question) == all.end()) {
                all.push_back(seen.question);
            }
        }
        if (one.shares.empty() || one.shares.back().run != run_) {
            const auto found = std::find_if(one.shares.begin(), one.shares.end(),
                                            [&](const share& part) { return part.run == run_; });
            if (found == one.shares.end()) {
                one.shares.push_back({.run = run_});
            } else {
                std::rotate(found, found + 1, one.shares.end());
            }
        }
        share& part = one.shares.back();
        if (part.file != file) {
            part.file = file;
            part.rows_in_file = 0;
            ++report_.files.back().problems;
        }
        return part;
    }

    void add_cell(const std::string& problem, std::size_t model) {
        cells_.push_back({.problem = &problem, .model = model});
    }

    void add_numbered(share& part, const observation& seen) {
        if (part.numbers.insert(*seen.number)) {
            if (runs_[run_].spans_files) {
                part.numbered.push_back({*seen.number, seen.content, seen.counts});
            }
            count(part, seen);
            return;
        }
        if (runs_[run_].files.size() == 1) {
            refuse(called(seen) + " has this sample twice", seen.shown_number);
        }
        for (numbered_sample& known : part.numbered) {
            if (known.number != *seen.number) {
                continue;
            }
            // A later file of the run: a sample that was missing, and was drawn again, is there.
            const bool better = known.counts.missing > 0 || known.counts.undecided > 0;
            if (better && seen.counts.missing == 0) {
                part.counts.missing -= known.counts.missing;
                part.counts.undecided -= known.counts.undecided;
                std::erase(part.contents, known.content);
                known.content = seen.content;
                known.counts = seen.counts;
                count(part, seen);
                ++drawn_again_;
            } else {
                ++repeated_;
            }
            return;
        }
    }

    void count(share& part, const observation& seen) {
        if (seen.counts.drawn() + seen.counts.missing > max_count
            || part.counts.drawn() + part.counts.missing > max_count) {
            refuse(called(seen) + " has more samples than 2^53", "");
        }
        part.counts += seen.counts;
        ++part.rows_in_file;
        if (seen.content != 0 && seen.counts.drawn() > 0) {
            part.contents.push_back(seen.content);
        } else {
            part.unknown_content += seen.counts.drawn();
        }
        report_.files.back().samples += seen.counts.drawn();
    }

    // Finds the runs that another run of the same model holds: all their samples on the problems
    // of both are there too, with the same content.
    void drop_copies() {
        struct relation {
            bool within = true;    // the first's samples are all in the second
            bool contains = true;  // and the other way round
        };
        std::map<std::pair<std::uint64_t, std::size_t>, relation> pairs;  // model and run, run
        constexpr std::size_t too_many = 600;
        for (cell& one : cells_) {
            if (one.shares.size() < 2 || one.shares.size() > too_many) {
                continue;
            }
            std::sort(one.shares.begin(), one.shares.end(),
                      [](const share& a, const share& b) { return a.run < b.run; });
            for (share& part : one.shares) {
                std::sort(part.contents.begin(), part.contents.end());
            }
            for (std::size_t i = 0; i < one.shares.size(); ++i) {
                for (std::size_t j = i + 1; j < one.shares.size(); ++j) {
                    const share& a = one.shares[i];
                    const share& b = one.shares[j];
                    relation& both = pairs[{key_of(one.model, a.run), b.run}];
                    if (runs_[a.run].seed != runs_[b.run].seed || a.unknown_content > 0
                        || b.unknown_content > 0) {
                        both = {false, false};
                        continue;
                    }
                    both.within = both.within
                                  && std::includes(b.contents.begin(), b.contents.end(),
                                                   a.contents.begin(), a.contents.end());
                    both.contains = both.contains
                                    && std::includes(a.contents.begin(), a.contents.end(),
                                                     b.contents.begin(), b.contents.end());
                }
            }
        }
        for (const auto& [key, both] : pairs) {
            const std::size_t model = static_cast<std::size_t>(key.first >> 32U);
            const std::size_t first = static_cast<std::size_t>(key.first & 0xFFFFFFFFU);
            const std::size_t second = key.second;
            if (both.contains && !copies_.contains(key_of(model, first))) {
                note_copy(model, second, first);
            } else if (both.within && !copies_.contains(key_of(model, second))) {
                note_copy(model, first, second);
            }
        }
        if (repeated_ > 0 || drawn_again_ > 0) {
            note_all(std::to_string(repeated_) + " samples stand in several files of their run and "
                         + "count once"
                         + (drawn_again_ == 0 ? std::string()
                                              : "; " + std::to_string(drawn_again_)
                                                    + " that failed were drawn again"),
                     false);
        }
    }
    void note_copy(std::size_t model, std::size_t copy, std::size_t original) {
        if (!copies_.emplace(key_of(model, copy), original).second) {
            return;
        }
        report_.notes.push_back({report_.files[runs_[copy].files.front()].file, 0,
                                 "has the same samples of model '" + models_[model].name + "' as "
                                     + report_.files[runs_[original].files.front()].file
                                     + ": they count once",
                                 false});
    }

    void note_joined(const std::vector<std::set<std::size_t>>& files_of) {
        for (std::size_t model = 0; model < models_.size(); ++model) {
            if (files_of[model].size() < 2) {
                continue;
            }
            std::string names;
            std::size_t shown = 0;
            for (const std::size_t file : files_of[model]) {
                if (++shown > 3) {
                    names += ", ...";
                    break;
                }
                names += (names.empty() ? "" : ", ") + report_.files[file].file;
            }
            note_all(std::to_string(files_of[model].size()) + " files joined as model '"
                         + models_[model].name + "': " + names,
                     false);
        }
    }

    std::deque<column> models_{};
    std::unordered_map<std::string, std::size_t> model_index_{};
    std::deque<cell> cells_{};
    std::vector<run> runs_{};
    std::unordered_map<std::string, std::size_t> run_index_{};
    std::size_t run_ = 0;
    std::string file_seed_{};
    std::unordered_map<std::string, std::vector<std::uint64_t>> questions_{};
    std::unordered_map<std::uint64_t, std::size_t> copies_{};  // model and run: a copy of that run
    std::uint64_t repeated_ = 0;
    std::uint64_t drawn_again_ = 0;
    std::uint64_t decided_ = 0;
    std::uint64_t unscored_ = 0;
    std::uint64_t invalid_ = 0;
    std::uint64_t partial_ = 0;
    std::string partial_example_{};
    std::string partial_file_{};
    read_report report_{};
};

// What a reader of one file works with.
class file_context {
public:
    const read_options& options;
    outcome_collector& out;
    std::string fallback_model{};  // from the option or the file's name
    std::string dataset{};         // from the file's name, for formats that number problems anew
                                   // in each file; may be empty
    std::string rename_model{};    // if not empty, the model whatever the content says
    std::string path{};            // of the file; empty if it has none
    bool hashing = false;          // whether the content of samples is needed

    // The model's name, given what the content says.
    [[nodiscard]] std::string model(std::string_view in_content = {}) {
        const std::string_view from = !rename_model.empty()   ? "option"
                                      : !in_content.empty()   ? "content"
                                      : options.model.empty() ? "path"
                                                              : "option";
        if (out.current_file().model_from.empty()) {
            out.current_file().model_from = from;
        }
        return !rename_model.empty() ? rename_model
               : in_content.empty()  ? fallback_model
                                     : as_name(in_content);
    }

    // The name of a problem that the content numbers from 0 in each data set.
    [[nodiscard]] std::string problem(std::string_view in_content) const {
        return dataset.empty() ? std::string(in_content) : dataset + '/' + std::string(in_content);
    }

    // A verdict from a score: 1 is correct, 0 is incorrect; from read_options::threshold on it is
    // correct and below it is not. NaN is undecided, and so is partial credit, of which a note
    // tells.
    [[nodiscard]] verdict judge_score(double score, std::string_view what,
                                      std::string_view shown_value) {
        if (std::isnan(score)) {
            out.count_unscored();
            return verdict::undecided;
        }
        if (options.threshold) {
            out.count_decided();
            return score >= *options.threshold ? verdict::correct : verdict::incorrect;
        }
        if (score == 1.0 || score == 0.0) {
            out.count_decided();
            return score == 1.0 ? verdict::correct : verdict::incorrect;
        }
        if (!(score > 0 && score < 1)) {
            refuse(std::string(what)
                       + " is neither 0 nor 1: a score needs --threshold, from which on it is "
                         "correct",
                   shown_value);
        }
        out.count_partial(std::string(what) + " = " + std::string(shown_value));
        return verdict::undecided;
    }

    // A verdict from true, false, a score, a word, or null, which is undecided.
    [[nodiscard]] verdict judge(const boost::json::value& value, std::string_view what) {
        if (const std::optional<double> number = number_of(value)) {
            return judge_score(*number, what, shown(value));
        }
        const verdict judged = verdict_of(value, what);
        if (judged == verdict::undecided) {
            out.count_unscored();
        } else {
            out.count_decided();
        }
        return judged;
    }
    // A list of verdicts, or one alone.
    [[nodiscard]] verdict_counts judge_all(const boost::json::value& value, std::string_view what) {
        verdict_counts counts;
        if (const boost::json::array* const list = value.if_array()) {
            for (const boost::json::value& one : *list) {
                counts.add(judge(one, what));
            }
        } else {
            counts.add(judge(value, what));
        }
        return counts;
    }
    void count_unscored() { out.count_unscored(); }
    void count_decided() { out.count_decided(); }

    file_context(const read_options& how, outcome_collector& to) : options(how), out(to) {}
};

[[nodiscard]] inline verdict_counts counts_of(verdict one) {
    verdict_counts counts;
    counts.add(one);
    return counts;
}

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_OUTCOME_COLLECTOR_HPP
