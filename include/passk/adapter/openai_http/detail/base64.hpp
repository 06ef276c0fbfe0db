// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_DETAIL_BASE64_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_DETAIL_BASE64_HPP

#include <boost/beast/core/detail/base64.hpp>

#include <string>
#include <string_view>

namespace passk::detail {

inline std::string base64(std::string_view bytes) {
    std::string text(boost::beast::detail::base64::encoded_size(bytes.size()), '\0');
    text.resize(boost::beast::detail::base64::encode(text.data(), bytes.data(), bytes.size()));
    return text;
}

}  // namespace passk::detail

#endif  // PASSK_ADAPTER_OPENAI_HTTP_DETAIL_BASE64_HPP
