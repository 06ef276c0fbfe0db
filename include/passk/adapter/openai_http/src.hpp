// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_SRC_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_SRC_HPP

/// Defines what the headers of this folder declare where `PASSK_SEPARATE_COMPILATION` is defined.
#include <passk/adapter/openai_http/impl/openai_backend.ipp>  // IWYU pragma: keep

#endif  // PASSK_ADAPTER_OPENAI_HTTP_SRC_HPP
