// SPDX-License-Identifier: Apache-2.0
// Every reader of result files on any bytes, and the files of any archive. The first byte chooses
// the format to read them as, or that it is recognised, or that the bytes are an archive; what is
// read must keep the promises of the table.
#include <passk/adapter/json/read_outcomes.hpp>

#include <passk/adapter/json/file_format.hpp>
#include <passk/adapter/json/packed_file.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/outcome/outcome_table.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

namespace json = passk::adapter::json;

void demand(bool promise) {
    if (!promise) {
        std::abort();
    }
}

void read(std::string_view bytes, const json::read_options& options) {
    const passk::result<json::read_outcomes_result> got =
        json::read_outcomes_from_memory("dir/file", bytes, options);
    if (!got) {
        const std::string& message = got.error().context;
        demand(message.starts_with("dir/file:"));
        demand(message.find('\n') == std::string::npos);
        demand(message.find(": ") != std::string::npos);
        return;
    }
    demand(!got.value().table.empty());
    for (const std::string& model : got.value().table.models()) {
        const passk::model_outcomes outcomes = got.value().table.outcomes_of(model);
        demand(!outcomes.tallies.empty());
        for (const passk::tally& counts : outcomes.tallies) {
            demand(counts.successes() <= counts.trials());
        }
    }
}

// Reads the files of an archive, a few kilobytes of each.
void read_archive(std::string_view bytes) {
    json::detail::packed_file archive("dir/file", bytes);
    for (int i = 0; i < 20; ++i) {
        const passk::result<bool> next = archive.next_entry();
        if (!next || !next.value()) {
            return;
        }
        std::string content;
        while (content.size() < 10'000) {
            const passk::result<std::string_view> block = archive.next();
            if (!block || block.value().empty()) {
                break;
            }
            content += block.value();
        }
        read(content, {});
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.empty()) {
        return 0;
    }
    json::read_options options;
    const std::size_t choice = data[0] % 32;
    if (choice == 31) {
        read_archive(bytes.substr(1));
        return 0;
    }
    if (choice < json::file_format_names.size()) {
        options.format = static_cast<json::file_format>(choice);
    }
    if (options.format == json::file_format::mapped) {
        options.fields = {
            .problem = "a.*.b", .verdict = "a.*.c.d", .model = "m", .sample = "a.*.s"};
        options.threshold = 0.5;
    }
    read(bytes.substr(1), options);
    return 0;
}
