// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_OPENAI_OPTIONS_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_OPENAI_OPTIONS_HPP

#include <passk/core/error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace passk {

/// Where the servers are and how they are to be treated.
struct openai_options {
    /// Base addresses such as "http://127.0.0.1:8000" or "https://host/v1": at least one, all
    /// serving the same model. "/v1" at the end may be left out.
    std::vector<std::string> endpoints{};
    std::string model{};    ///< empty: the only one that the first endpoint lists
    std::string api_key{};  ///< sent as a bearer token; empty: none

    std::uint32_t choices = 8;  ///< n of one request, at most; smaller ones lose less in a failure
    std::uint32_t initial_concurrency = 32;  ///< requests at once to one endpoint, at first
    std::uint32_t max_concurrency = 1024;    ///< and at most
    std::uint32_t scoring_concurrency = 16;  ///< scoring takes much memory on the server

    std::uint32_t attempts = 8;                  ///< for one request, where trying again may help
    std::chrono::milliseconds first_delay{250};  ///< before the second attempt
    std::chrono::milliseconds longest_delay{30'000};
    /// Draws become errors when no endpoint could be reached, or all were busy, for so long.
    std::chrono::seconds patience{600};
    std::chrono::milliseconds connect_timeout{10'000};
    /// Without a byte for so long in the middle of an answer, the answer is lost. There is no
    /// limit on how long a server takes to begin one: it would cut long chains of thought, and
    /// those are the hard problems. TCP keep-alive finds hosts that vanished.
    std::chrono::milliseconds stall_timeout{60'000};
    /// Unused connections are closed after so long: before the server does (vLLM: 5 s).
    std::chrono::milliseconds idle_timeout{4'000};

    std::size_t largest_answer = std::size_t{256} << 20U;  ///< bytes; more is malformed
    std::size_t answer_memory = std::size_t{256} << 20U;   ///< bytes of answers on their way

    std::optional<std::string> proxy{};  ///< none: as the environment says; "": no proxy
    std::string certificates{};          ///< PEM file of authorities; empty: those of the system
    bool verify_certificates = true;

    /// The same seed gives the same completion on these servers, however requests are batched:
    /// true for servers started for it. Nobody can find that out by asking.
    bool batch_invariant = false;

    /// Told of every attempt that failed and will be made again, or an endpoint that is left out.
    std::function<void(const error&)> on_trouble{};
};

}  // namespace passk

#endif  // PASSK_ADAPTER_OPENAI_HTTP_OPENAI_OPTIONS_HPP
