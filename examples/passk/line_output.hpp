// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_LINE_OUTPUT_HPP
#define PASSK_EXAMPLES_LINE_OUTPUT_HPP

#include "tool.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <ostream>
#include <span>
#include <string>
#include <system_error>
#include <utility>

namespace passk_tool {

/// Lines for a file, or for standard output where no file is named. The file is there once all of
/// them are: until then it is called FILE.part, since half the verdicts would pass for all of them.
class line_output {
public:
    /// @param path    empty: standard output
    /// @param inputs  files that are read meanwhile: to write over one would lose it
    /// @throws failure with wrong_usage if path is an input, with data_say_no if it cannot be
    ///         written
    line_output(std::string path, std::span<const std::string> inputs) : path_(std::move(path)) {
        if (path_.empty()) {
            return;
        }
        std::error_code ignored;
        const auto kind = std::filesystem::symlink_status(path_, ignored).type();
        const bool direct = kind != std::filesystem::file_type::regular
                            && kind != std::filesystem::file_type::not_found;  // as /dev/null is
        written_ = direct ? path_ : path_ + ".part";
        for (const std::string& input : inputs) {
            for (const std::string& output : {path_, written_}) {
                if (std::filesystem::is_regular_file(output, ignored)
                    && std::filesystem::equivalent(output, input, ignored)) {
                    throw failure(wrong_usage, "--out: " + output + " is read, and would be lost");
                }
            }
        }
        file_.open(written_, std::ios::binary);
        if (!file_) {
            throw failure(data_say_no, path_ + ": cannot be written");
        }
    }

    [[nodiscard]] std::ostream& stream() { return path_.empty() ? std::cout : file_; }

    /// @throws failure with data_say_no if a line could not be written
    void finish() {
        stream().flush();
        bool whole = stream().good();
        if (whole && written_ != path_) {
            std::error_code problem;
            std::filesystem::rename(written_, path_, problem);
            whole = !problem;
        }
        if (!whole) {
            throw failure(data_say_no,
                          (path_.empty() ? "standard output" : path_) + ": write failed");
        }
    }

private:
    std::string path_;
    std::string written_{};
    std::ofstream file_{};
};

}  // namespace passk_tool

#endif  // PASSK_EXAMPLES_LINE_OUTPUT_HPP
