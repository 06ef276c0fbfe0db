// SPDX-License-Identifier: Apache-2.0
// --backend http://...: servers that speak the HTTP API of OpenAI.
#include "backends.hpp"

#include "tool.hpp"

#include <passk/adapter/openai_http/openai_backend.hpp>
#include <passk/adapter/openai_http/openai_options.hpp>

#include <cstdlib>
#include <string>
#include <utility>

namespace passk_tool {

passk::any_backend open_openai_http(const backend_choice& choice) {
    passk::openai_options options;
    options.endpoints = choice.places;
    options.model = choice.model;
    // Not on the command line, where every user of the machine could read it.
    if (const char* const key = std::getenv("OPENAI_API_KEY"); key != nullptr) {
        options.api_key = key;
    }
    if (choice.in_flight > 0) {
        options.initial_concurrency = choice.in_flight;
        options.max_concurrency = choice.in_flight;
    }
    auto connected = passk::openai_backend::connect(std::move(options));
    if (!connected) {
        throw failure(data_say_no, backend_text(choice) + ": " + connected.error().context);
    }
    return std::move(connected).value();
}

}  // namespace passk_tool
