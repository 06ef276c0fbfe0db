// SPDX-License-Identifier: Apache-2.0
// --backend replay:JOURNAL: what an earlier run drew.
#include "backends.hpp"

#include "tool.hpp"

#include <passk/adapter/json/read_recorded_draws.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/replay_backend.hpp>

#include <string>
#include <string_view>

namespace passk_tool {

passk::any_backend open_replay(const backend_choice& choice) {
    expect_one_place(choice);
    const std::string journal = choice.places.front().substr(std::string_view("replay:").size());
    return passk::replay_backend(or_fail(passk::adapter::json::read_recorded_draws(journal)),
                                 {.name = "replay of " + journal,
                                  .chat_prompts = true,
                                  .token_prompts = true,
                                  .token_ids = true,
                                  .seeded = true});
}

}  // namespace passk_tool
