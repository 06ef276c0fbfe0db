// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_READ_OPTIONS_HPP
#define PASSK_ADAPTER_JSON_READ_OPTIONS_HPP

#include <passk/adapter/json/file_format.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace passk::adapter::json {

/// Which tests of EvalPlus decide.
enum class evalplus_tests : std::uint8_t {
    plus,  ///< the benchmark's own and the added tests must pass
    base,  ///< the benchmark's own tests alone
};

/// How far reading has come.
struct read_progress {
    std::string_view file{};
    std::uint64_t bytes_read = 0;   ///< of the file as it lies on disk, compressed or not
    std::uint64_t bytes_total = 0;  ///< its size; 0 for a pipe
};

/// Where the outcomes stand in a file of any JSON or CSV, by paths: keys joined by '.', '*' for any
/// key or any item of a list; names of columns in CSV. `testCases.*.name` is the name of each item
/// of the list testCases.
struct field_paths {
    std::string problem{};  ///< names the problem
    std::string verdict{};  ///< true, false, 0, 1, a word, a score (see threshold), or a list
    std::string model{};    ///< names the model; empty: read_options::model, or the file's name
    std::string sample{};   ///< tells the samples of a problem apart; empty: each is another

    [[nodiscard]] bool empty() const noexcept {
        return problem.empty() && verdict.empty() && model.empty() && sample.empty();
    }
};

/// How result files are read. The defaults recognise everything by content.
struct read_options {
    /// The model's name where the content has none; empty: derived from the file's name.
    std::string model{};
    /// If not empty, the model's name whatever the content says. For two runs of one model that
    /// must stand apart; the files of such a call must hold one model.
    std::string rename_model{};
    /// The format; empty: recognised by content.
    std::optional<file_format> format{};
    /// Which tests of EvalPlus decide.
    evalplus_tests tests = evalplus_tests::plus;
    /// Which metric (lm-eval, evalscope), scorer (inspect) or field (verl, NeMo-Skills) decides;
    /// empty: the format's usual one, and an error where there is no usual one.
    std::string metric{};
    /// Which filter of lm-eval counts, such as "strict-match"; empty: the first in the file.
    std::string filter{};
    /// If set, a score is correct from here on and incorrect below; without it 1 is correct, 0
    /// incorrect, and what lies between, undecided.
    std::optional<double> threshold{};
    /// Where outcomes stand in a file of another kind.
    field_paths fields{};
    /// Called after each block of a file; returning false ends the reading with
    /// errc::cancelled.
    std::function<bool(const read_progress&)> on_progress{};
};

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_READ_OPTIONS_HPP
