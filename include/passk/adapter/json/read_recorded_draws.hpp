// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON and libarchive.
#ifndef PASSK_ADAPTER_JSON_READ_RECORDED_DRAWS_HPP
#define PASSK_ADAPTER_JSON_READ_RECORDED_DRAWS_HPP

#include <passk/adapter/json/read_journal.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/recorded_draws.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace passk::adapter::json {

/// The completions of a journal in memory, for replay_backend and cache_backend: text, token ids,
/// how each ended, its seed and its tokens' number; log-probabilities are left out.
///
/// @param path         as for read_journal
/// @param on_progress  as for read_journal
/// @returns  the draws; or what read_journal says, or errc::unsupported if pictures belong to a
///           prompt, which a journal does not hold
/// @par Cost
/// memory for all of the journal's texts.
[[nodiscard]] inline result<recorded_draws> read_recorded_draws(
    const std::string& path, const std::function<bool(const read_progress&)>& on_progress = {}) {
    recorded_draws all;
    std::optional<error> problem;
    const result<journal_report> read = read_journal(
        path,
        [&](const journal_sample& one) {
            if (one.given == nullptr) {
                problem =
                    error{errc::unsupported, path + ": problem '" + one.problem
                                                 + "' has pictures, which a journal does not hold"};
                return;
            }
            all.record({.prompt = *one.given, .how = one.how},
                       static_cast<std::uint32_t>(one.number), one.drawn);
        },
        on_progress);
    if (!read) {
        return read.error();
    }
    if (problem) {
        return *std::move(problem);
    }
    return all;
}

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_READ_RECORDED_DRAWS_HPP
