// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_ENDPOINT_REPORT_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_ENDPOINT_REPORT_HPP

#include <passk/core/error.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace passk {

/// What an endpoint has done so far.
struct endpoint_report {
    std::string address{};
    std::uint64_t answers = 0;                 ///< that were good
    std::map<errc, std::uint64_t> troubles{};  ///< attempts that failed, by kind
    std::uint32_t limit = 0;                   ///< requests that it may get at once now
    bool usable = false;                       ///< false: not reached yet, or unlike the others
};

}  // namespace passk

#endif  // PASSK_ADAPTER_OPENAI_HTTP_ENDPOINT_REPORT_HPP
