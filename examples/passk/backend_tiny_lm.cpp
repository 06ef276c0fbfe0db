// SPDX-License-Identifier: Apache-2.0
// --backend tiny_lm[:WEIGHTS]: a small model in this process.
#include "backends.hpp"

#include "tool.hpp"

#include <passk/adapter/tiny_lm/read_checkpoint.hpp>
#include <passk/adapter/tiny_lm/tiny_lm_backend.hpp>
#include <passk/adapter/tiny_lm/weight_file.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <utility>

namespace passk_tool {

namespace {

namespace lm = passk::adapter::tiny_lm;

// The models that come with the tool: where it is installed, or in the sources it was built from.
std::map<std::string, std::filesystem::path> shipped_models() {
    std::error_code unreadable;
    const std::filesystem::path program =
        std::filesystem::read_symlink("/proc/self/exe", unreadable);
    std::map<std::string, std::filesystem::path> found;
    for (const std::filesystem::path& folder :
         {program.parent_path() / PASSK_TOOL_WEIGHTS_FROM_PROGRAM,
          std::filesystem::path(PASSK_TOOL_WEIGHTS_IN_SOURCES)}) {
        for (const auto& entry : std::filesystem::directory_iterator(folder, unreadable)) {
            if (entry.path().extension() == ".tlm") {
                found.emplace(entry.path().stem().string(), entry.path());
            }
        }
    }
    return found;
}

// A file, a folder, or one of the models that come with the tool; `base` of them if none is named.
std::filesystem::path find_weights(const std::string& wanted) {
    if (!wanted.empty() && std::filesystem::exists(wanted)) {
        return wanted;
    }
    const auto shipped = shipped_models();
    const auto found = shipped.find(wanted.empty() ? "base" : wanted);
    if (found != shipped.end()) {
        return found->second;
    }
    std::string names;
    for (const auto& [name, path] : shipped) {
        names += (names.empty() ? "" : ", ") + name;
    }
    throw failure(
        data_say_no,
        "--backend: '" + wanted + "' is no file of weights, no model's folder, and none of "
            + (names.empty() ? "the models that come with the tool, which are not found" : names));
}

}  // namespace

passk::any_backend open_tiny_lm(const backend_choice& choice) {
    expect_one_place(choice);
    const std::string& place = choice.places.front();
    const std::size_t colon = (std::min)(place.find(':'), place.size() - 1);
    const std::filesystem::path where = find_weights(place.substr(colon + 1));
    const lm::tiny_lm_backend::options how{.model = where.stem().string(),
                                           .threads = choice.in_flight};
    if (std::filesystem::is_directory(where)) {
        auto read = lm::read_checkpoint(where);
        if (!read) {
            throw failure(data_say_no, read.error().context);
        }
        lm::checkpoint_model model = std::move(read).value();
        return lm::tiny_lm_backend(std::move(model.weights), std::move(model.end_tokens), how);
    }
    auto read = lm::read_weight_file(where.string());
    if (!read) {
        throw failure(data_say_no, read.error().context);
    }
    return lm::tiny_lm_backend(std::move(read).value(), how);
}

}  // namespace passk_tool
