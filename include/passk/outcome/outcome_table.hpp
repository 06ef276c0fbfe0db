// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_OUTCOME_OUTCOME_TABLE_HPP
#define PASSK_OUTCOME_OUTCOME_TABLE_HPP

#include <passk/core/error.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace passk {

/// One model's outcomes, problem by problem, in the order of the table they came from.
struct model_outcomes {
    std::string model{};
    std::vector<std::string> problems{};
    std::vector<tally> tallies{};  ///< tallies[i] belongs to problems[i]
    std::uint64_t undecided = 0;   ///< completions without a verdict, over all problems
    std::uint64_t missing = 0;     ///< completions never drawn, over all problems

    operator problem_tallies() const { return {tallies, problems}; }
};

/// Two models on the problems that both attempted.
struct paired_outcomes {
    std::string base_model{};
    std::string tuned_model{};
    std::vector<std::string> problems{};
    std::vector<tally> base_tallies{};       ///< of problems[i]
    std::vector<tally> tuned_tallies{};      ///< of problems[i]
    std::vector<std::string> base_alone{};   ///< problems that only the base attempted: left out
    std::vector<std::string> tuned_alone{};  ///< problems that only the tuned attempted: left out
    verdict_counts base_verdicts{};          ///< summed over problems
    verdict_counts tuned_verdicts{};         ///< summed over problems

    [[nodiscard]] problem_tallies base() const { return {base_tallies, problems}; }
    [[nodiscard]] problem_tallies tuned() const { return {tuned_tallies, problems}; }
};

/// Several models on the problems that all of them attempted.
struct common_outcomes {
    std::vector<std::string> models{};
    std::vector<std::string> problems{};
    std::vector<std::vector<tally>> tallies{};  ///< tallies[m][i]: models[m] on problems[i]
    std::vector<std::string> left_out{};        ///< problems that only some of them attempted

    /// @pre model < models.size()
    [[nodiscard]] problem_tallies of(std::size_t model) const { return {tallies[model], problems}; }
};

/// Verdict counts of models on problems: the waist of the library.
///
/// A problem is known by its name, the same for all models, so that tables read from different
/// files pair up. Rows keep the order in which problems were first seen; n may differ from
/// problem to problem, and a model need not have attempted every problem.
///
/// @par Cost
/// lookups by name O(1) on average; 32 bytes for each problem and model.
class outcome_table {
public:
    [[nodiscard]] std::span<const std::string> problems() const noexcept { return problems_.names; }
    [[nodiscard]] std::span<const std::string> models() const noexcept { return models_.names; }
    [[nodiscard]] bool empty() const noexcept { return problems_.names.empty(); }

    /// The counts of one problem and model, or nothing if the model did not attempt it.
    [[nodiscard]] std::optional<verdict_counts> find(std::string_view problem,
                                                     std::string_view model) const {
        const auto row = problems_.find(problem);
        const auto column = models_.find(model);
        if (!row || !column) {
            return std::nullopt;
        }
        const std::vector<cell>& cells = cells_[*column];
        return *row < cells.size() && cells[*row].attempted ? std::optional(cells[*row].counts)
                                                            : std::nullopt;
    }

    /// Enters a problem's counts, once.
    /// @throws domain_error if this model's counts of this problem were entered before
    void insert(std::string_view problem, std::string_view model, const verdict_counts& counts) {
        cell& entry = at(problem, model);
        if (entry.attempted) {
            std::string message("passk::outcome_table::insert: problem '");
            message += problem;
            message += "' of model '";
            message += model;
            message += "' stands in the table already";
            detail::fail_precondition(message);
        }
        entry = {counts, true};
    }

    /// Adds to a problem's counts, for input that arrives sample by sample or in several files.
    void add(std::string_view problem, std::string_view model, const verdict_counts& counts) {
        cell& entry = at(problem, model);
        entry.counts += counts;
        entry.attempted = true;
    }
    void add(std::string_view problem, std::string_view model, verdict judged) {
        verdict_counts one;
        one.add(judged);
        add(problem, model, one);
    }

    /// One column.
    /// @throws domain_error if the model is unknown; the message names the models there are
    [[nodiscard]] model_outcomes outcomes_of(
        std::string_view model, undecided_rule rule = undecided_rule::not_correct) const {
        const std::vector<cell>& cells = cells_[column_of(model)];
        model_outcomes out{.model = std::string(model)};
        for (std::size_t row = 0; row < cells.size(); ++row) {
            if (cells[row].attempted) {
                out.problems.push_back(problems_.names[row]);
                out.tallies.push_back(cells[row].counts.to_tally(rule));
                out.undecided += cells[row].counts.undecided;
                out.missing += cells[row].counts.missing;
            }
        }
        return out;
    }

    /// Two columns on their common problems; the others are listed, never dropped in silence.
    /// @throws domain_error if a model is unknown; the message names the models there are
    [[nodiscard]] paired_outcomes pair(std::string_view base, std::string_view tuned,
                                       undecided_rule rule = undecided_rule::not_correct) const {
        const std::vector<cell>& base_cells = cells_[column_of(base)];
        const std::vector<cell>& tuned_cells = cells_[column_of(tuned)];
        paired_outcomes out{.base_model = std::string(base), .tuned_model = std::string(tuned)};
        for (std::size_t row = 0; row < problems_.names.size(); ++row) {
            const bool in_base = row < base_cells.size() && base_cells[row].attempted;
            const bool in_tuned = row < tuned_cells.size() && tuned_cells[row].attempted;
            const std::string& name = problems_.names[row];
            if (in_base && in_tuned) {
                out.problems.push_back(name);
                out.base_tallies.push_back(base_cells[row].counts.to_tally(rule));
                out.tuned_tallies.push_back(tuned_cells[row].counts.to_tally(rule));
                out.base_verdicts += base_cells[row].counts;
                out.tuned_verdicts += tuned_cells[row].counts;
            } else if (in_base) {
                out.base_alone.push_back(name);
            } else if (in_tuned) {
                out.tuned_alone.push_back(name);
            }
        }
        return out;
    }

    /// Several columns on their common problems; the others are listed, never dropped in silence.
    /// @throws domain_error if a model is unknown; the message names the models there are
    [[nodiscard]] common_outcomes common(std::span<const std::string> models,
                                         undecided_rule rule = undecided_rule::not_correct) const {
        common_outcomes out{.models = {models.begin(), models.end()}};
        std::vector<std::size_t> columns;
        for (const std::string& model : models) {
            columns.push_back(column_of(model));
        }
        out.tallies.resize(columns.size());
        for (std::size_t row = 0; row < problems_.names.size(); ++row) {
            std::size_t attempts = 0;
            for (const std::size_t column : columns) {
                attempts += row < cells_[column].size() && cells_[column][row].attempted ? 1U : 0U;
            }
            if (attempts > 0 && attempts < columns.size()) {
                out.left_out.push_back(problems_.names[row]);
            }
            if (attempts == columns.size() && attempts > 0) {
                out.problems.push_back(problems_.names[row]);
                for (std::size_t m = 0; m < columns.size(); ++m) {
                    out.tallies[m].push_back(cells_[columns[m]][row].counts.to_tally(rule));
                }
            }
        }
        return out;
    }

private:
    // Names in order of appearance, and where each stands.
    struct name_index {
        struct hash {
            using is_transparent = void;
            std::size_t operator()(std::string_view text) const noexcept {
                return std::hash<std::string_view>{}(text);
            }
        };
        struct equal {  // std::equal_to<> would cost the whole of <functional>
            using is_transparent = void;
            bool operator()(std::string_view one, std::string_view other) const noexcept {
                return one == other;
            }
        };

        [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const {
            const auto found = positions.find(name);
            return found == positions.end() ? std::nullopt : std::optional(found->second);
        }
        std::size_t intern(std::string_view name) {
            const auto found = positions.find(name);
            if (found != positions.end()) {
                return found->second;
            }
            names.emplace_back(name);
            positions.emplace(names.back(), names.size() - 1);
            return names.size() - 1;
        }

        std::vector<std::string> names{};
        std::unordered_map<std::string, std::size_t, hash, equal> positions{};
    };

    struct cell {
        verdict_counts counts{};
        bool attempted = false;
    };

    [[nodiscard]] std::size_t column_of(std::string_view model) const {
        const auto column = models_.find(model);
        if (!column) {
            std::string message("passk::outcome_table: no model is called '");
            message += model;
            message += "'; there ";
            message += models_.names.empty() ? "is none" : "are:";
            for (const std::string& name : models_.names) {
                message += " '" + name + '\'';
            }
            detail::fail_precondition(message);
        }
        return *column;
    }

    cell& at(std::string_view problem, std::string_view model) {
        const std::size_t row = problems_.intern(problem);
        const std::size_t column = models_.intern(model);
        if (column == cells_.size()) {
            cells_.emplace_back();
        }
        std::vector<cell>& cells = cells_[column];
        if (row >= cells.size()) {
            cells.resize(problems_.names.size());
        }
        return cells[row];
    }

    name_index problems_{};
    name_index models_{};
    std::vector<std::vector<cell>> cells_{};  // by model, then problem
};

}  // namespace passk

#endif  // PASSK_OUTCOME_OUTCOME_TABLE_HPP
