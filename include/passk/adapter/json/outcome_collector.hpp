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

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
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

// What the readers of one call found, problem by problem and model by model. Refuses what would
// be counted twice; enters all of it into a table, or nothing.
class outcome_collector {
public:
    void start_file(std::string name, file_format format) {
        report_.files.push_back({.file = std::move(name), .format = format});
    }

    void note(std::uint64_t line, std::string text) {
        report_.notes.push_back({report_.files.back().file, line, std::move(text)});
    }

    // Adds to what is known of a problem and model.
    void add(std::string_view problem, std::string_view model, const verdict_counts& counts,
             repetition rule) {
        cell& entry = at(problem, model);
        if (rule != repetition::allowed && entry.rows_in_file > 0) {
            refuse(called(problem, model) + " stands in this file twice", "");
        }
        if (rule == repetition::never && entry.files > 1) {
            refuse(called(problem, model) + " was given by another file", "");
        }
        count(entry, counts);
    }

    // Adds one sample whose number tells it from the others of its problem in the file.
    void add_sample(std::string_view problem, std::string_view model, std::uint64_t id,
                    std::string_view shown_id, const verdict_counts& counts) {
        cell& entry = at(problem, model);
        if (!entry.samples.insert(id)) {
            refuse(called(problem, model) + " has this sample twice", shown_id);
        }
        count(entry, counts);
    }

    // Makes sure that a problem of this name is the same problem wherever it is met.
    void identify(std::string_view problem, std::uint64_t question) {
        const auto [known, fresh] = questions_.try_emplace(std::string(problem), question);
        if (!fresh && known->second != question) {
            refuse("problem '" + std::string(problem)
                       + "' is another question here than before; read the files of each "
                         "benchmark by themselves",
                   "");
        }
    }

    // Counts as missing what each problem of this file lacks of the trials that were asked for.
    void expect_trials(std::uint64_t trials) {
        for (cell& entry : cells_) {
            if (entry.file == report_.files.size() && entry.in_file < trials) {
                entry.counts.missing += trials - entry.in_file;
            }
        }
    }

    // Enters everything into the table, unless something of it stands there already.
    [[nodiscard]] std::optional<error> enter_into(outcome_table& table) const {
        for (const cell& entry : cells_) {
            if (table.find(*entry.problem, models_[entry.model].name)) {
                return error{errc::malformed,
                             located(report_.files[entry.file - 1].file, 0,
                                     called(*entry.problem, models_[entry.model].name)
                                         + " stands in the table already; read all files of a "
                                           "model together, or give this run another name")};
            }
        }
        for (const cell& entry : cells_) {
            table.insert(*entry.problem, models_[entry.model].name, entry.counts);
        }
        return std::nullopt;
    }

    [[nodiscard]] const file_report& current_file() const { return report_.files.back(); }
    [[nodiscard]] read_report& report() noexcept { return report_; }

private:
    struct cell {
        const std::string* problem = nullptr;  // key in its column's rows
        std::size_t model = 0;
        verdict_counts counts{};
        sample_set samples{};
        std::size_t files = 0;           // that had something on it
        std::size_t file = 0;            // the latest of them, from 1
        std::uint64_t rows_in_file = 0;  // records of that file
        std::uint64_t in_file = 0;       // samples of that file
    };

    struct column {
        std::string name{};
        std::unordered_map<std::string, std::size_t> rows{};  // cells by problem
        std::size_t file = 0;                                 // the latest that had it, from 1
    };

    [[nodiscard]] static std::string called(std::string_view problem, std::string_view model) {
        return "problem '" + std::string(problem) + "' of model '" + std::string(model) + '\'';
    }

    cell& at(std::string_view problem, std::string_view model) {
        const std::size_t file = report_.files.size();
        const auto [known, new_model] =
            model_index_.try_emplace(std::string(model), models_.size());
        if (new_model) {
            models_.push_back({.name = std::string(model)});
        }
        column& of_model = models_[known->second];
        if (of_model.file != file) {
            of_model.file = file;
            report_.files.back().models.push_back(of_model.name);
        }
        const auto [row, fresh] = of_model.rows.try_emplace(std::string(problem), cells_.size());
        if (fresh) {
            cells_.emplace_back();
            cells_.back().problem = &row->first;
            cells_.back().model = known->second;
        }
        cell& entry = cells_[row->second];
        if (entry.file != file) {
            entry.file = file;
            ++entry.files;
            entry.rows_in_file = 0;
            entry.in_file = 0;
            entry.samples = {};
            ++report_.files.back().problems;
        }
        return entry;
    }

    void count(cell& entry, const verdict_counts& counts) {
        if (counts.drawn() + counts.missing > max_count
            || entry.counts.drawn() + entry.counts.missing > max_count) {
            refuse(
                called(*entry.problem, models_[entry.model].name) + " has more samples than 2^53",
                "");
        }
        entry.counts += counts;
        entry.in_file += counts.drawn() + counts.missing;
        ++entry.rows_in_file;
        report_.files.back().samples += counts.drawn();
    }

    std::deque<column> models_{};
    std::unordered_map<std::string, std::size_t> model_index_{};
    std::vector<cell> cells_{};
    std::unordered_map<std::string, std::uint64_t> questions_{};
    read_report report_{};
};

// What a reader of one file works with.
struct file_context {
    const read_options& options;
    outcome_collector& out;
    std::string fallback_model{};  // from the option or the file's name
    std::string dataset{};         // from the file's name, for formats that number problems anew
                                   // in each file; may be empty

    // The model's name, given what the content says.
    [[nodiscard]] std::string model(std::string_view in_content = {}) const {
        if (!options.rename_model.empty()) {
            return options.rename_model;
        }
        return in_content.empty() ? fallback_model : as_name(in_content);
    }

    // The name of a problem that the content numbers from 0 in each data set.
    [[nodiscard]] std::string problem(std::string_view in_content) const {
        return dataset.empty() ? std::string(in_content) : dataset + '/' + std::string(in_content);
    }
};

[[nodiscard]] inline verdict_counts counts_of(verdict one) {
    verdict_counts counts;
    counts.add(one);
    return counts;
}

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_OUTCOME_COLLECTOR_HPP
