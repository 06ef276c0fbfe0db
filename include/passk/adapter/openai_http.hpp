// SPDX-License-Identifier: Apache-2.0
// Servers that speak the HTTP API of OpenAI. Needs Boost.JSON (link Boost::json), OpenSSL and
// threads.
#ifndef PASSK_ADAPTER_OPENAI_HTTP_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_HPP

// IWYU pragma: begin_exports
#include <passk/adapter/openai_http/endpoint_report.hpp>
#include <passk/adapter/openai_http/openai_backend.hpp>
#include <passk/adapter/openai_http/openai_options.hpp>
#include <passk/adapter/openai_http/server_dialect.hpp>
// IWYU pragma: end_exports

#endif  // PASSK_ADAPTER_OPENAI_HTTP_HPP
