// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_READ_REPORT_HPP
#define PASSK_ADAPTER_JSON_READ_REPORT_HPP

#include <passk/adapter/json/file_format.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace passk::adapter::json {

/// Something a person should know about what was read, though it is no error.
struct read_note {
    std::string file{};      ///< empty: the files as a whole
    std::uint64_t line = 0;  ///< from 1; 0: the file as a whole
    std::string text{};
    bool doubtful = true;  ///< a strict reader refuses it; false for what is merely told
};

/// A file of a directory or archive that was not read.
struct left_file {
    std::string file{};
    std::string reason{};
};

/// What one file held.
struct file_report {
    std::string file{};
    file_format format{};
    std::vector<std::string> models{};
    std::string model_from{};    ///< where the model's name is from: "content", "path", "option"
    std::uint64_t problems = 0;  ///< pairs of a problem and a model that the file had something on
    std::uint64_t samples = 0;   ///< completions, decided or not
};

/// What a call of read_outcomes or read_into read.
struct read_report {
    std::vector<file_report> files{};
    std::vector<read_note> notes{};
    std::vector<left_file> left{};  ///< of directories and archives
};

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_READ_REPORT_HPP
