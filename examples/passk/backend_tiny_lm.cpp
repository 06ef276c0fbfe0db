// SPDX-License-Identifier: Apache-2.0
// --backend tiny_lm:WEIGHTS: a small model in this process.
#include "backends.hpp"

#include "tool.hpp"

#include <passk/adapter/tiny_lm/read_checkpoint.hpp>
#include <passk/adapter/tiny_lm/tiny_lm_backend.hpp>
#include <passk/adapter/tiny_lm/weight_file.hpp>

#include <filesystem>
#include <string>
#include <utility>

namespace passk_tool {

passk::any_backend open_tiny_lm(const backend_choice& choice) {
    namespace lm = passk::adapter::tiny_lm;
    const std::string& place = choice.places.front();
    const std::size_t colon = place.find(':');
    if (choice.places.size() != 1 || colon == std::string::npos || colon + 1 == place.size()) {
        throw failure(wrong_usage,
                      "--backend: one tiny_lm:WEIGHTS, a file of weights or a model's folder, such "
                      "as tiny_lm:examples/miniature/weights/base.tlm");
    }
    const std::filesystem::path where = place.substr(colon + 1);
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
