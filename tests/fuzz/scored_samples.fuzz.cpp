// SPDX-License-Identifier: Apache-2.0
// The reader of scored samples on any bytes: an error names the file and is one line, and every
// sample keeps the promises of a sequence_score.
#include <passk/adapter/json/scored_samples.hpp>

#include <passk/core/result.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void demand(bool promise) {
    if (!promise) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    std::uint64_t samples = 0;
    const auto got = passk::adapter::json::parse_scored_samples(
        "dir/file", bytes, {}, [&](const passk::adapter::json::scored_sample& sample) {
            ++samples;
            const passk::sequence_score& score = sample.score;
            demand(score.log_probability <= 0.0);
            demand((score.impossible > 0) == (score.log_probability < -1.7e308));
            demand(!score.tokens || score.missing + score.impossible <= *score.tokens);
            demand(!sample.problem.empty() && !sample.model.empty() && !sample.scorer.empty());
        });
    if (!got) {
        const std::string& message = got.error().context;
        demand(message.starts_with("dir/file:"));
        demand(message.find('\n') == std::string::npos);
        return 0;
    }
    demand(got.value().samples == samples);
    return 0;
}
