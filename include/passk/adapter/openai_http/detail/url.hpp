// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_DETAIL_URL_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_DETAIL_URL_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace passk::detail {

struct url {
    bool tls = false;
    std::string user_info{};  // name:password, percent-decoded
    std::string host{};       // an IPv6 address without its brackets
    std::uint16_t port = 0;
    std::string path{};  // without the slash at its end: "" or "/..."

    [[nodiscard]] std::string authority() const {
        const bool six = host.find(':') != std::string::npos;
        return (six ? '[' + host + ']' : host) + ':' + std::to_string(port);
    }
    // What goes into the Host field: without the port that the scheme implies.
    [[nodiscard]] std::string host_field() const {
        const std::string whole = authority();
        return port == (tls ? 443 : 80) ? whole.substr(0, whole.rfind(':')) : whole;
    }
    [[nodiscard]] std::string text() const {
        return (tls ? "https://" : "http://") + host_field() + path;
    }
};

inline std::string percent_decoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned char byte = 0;
        const char* const digits = text.data() + i + 1;
        if (text[i] == '%' && i + 2 < text.size()
            && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
            plain += static_cast<char>(byte);
            i += 2;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

// http[s]://[user[:password]@]host[:port][/path]; without a scheme it is http.
inline result<url> parse_url(std::string_view text) {
    const auto refuse = [&](std::string_view why) {
        return error{errc::malformed,
                     "\"" + std::string(text) + "\" is no URL: " + std::string(why)};
    };
    url parsed;
    std::string_view rest = text;
    if (const std::size_t end = rest.find("://"); end != std::string_view::npos) {
        const std::string_view scheme = rest.substr(0, end);
        if (scheme != "http" && scheme != "https") {
            return refuse("only http and https are known");
        }
        parsed.tls = scheme == "https";
        rest.remove_prefix(end + 3);
    }
    const std::size_t slash = rest.find('/');
    std::string_view authority = rest.substr(0, slash);
    std::string_view path =
        slash == std::string_view::npos ? std::string_view{} : rest.substr(slash);
    if (path.find_first_of("?#") != std::string_view::npos) {
        return refuse("a query or a fragment is not expected");
    }
    while (path.ends_with('/')) {
        path.remove_suffix(1);
    }
    parsed.path = path;
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        parsed.user_info = percent_decoded(authority.substr(0, at));
        authority.remove_prefix(at + 1);
    }
    std::string_view port;
    if (authority.starts_with('[')) {
        const std::size_t end = authority.find(']');
        if (end == std::string_view::npos) {
            return refuse("']' is missing");
        }
        parsed.host = authority.substr(1, end - 1);
        port = authority.substr(end + 1);
        if (!port.empty() && port[0] != ':') {
            return refuse("text after ']'");
        }
    } else {
        const std::size_t colon = authority.find(':');
        parsed.host = authority.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view{} : authority.substr(colon);
    }
    for (const char c : text) {
        if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f') {
            return refuse("white space and control characters");
        }
    }
    if (parsed.host.empty()) {
        return refuse("the host is missing");
    }
    parsed.port = parsed.tls ? 443 : 80;
    if (port.size() > 1) {
        port.remove_prefix(1);
        const auto [end, failure] =
            std::from_chars(port.data(), port.data() + port.size(), parsed.port);
        if (failure != std::errc{} || end != port.data() + port.size() || parsed.port == 0) {
            return refuse("port \"" + std::string(port) + "\"");
        }
    }
    return parsed;
}

}  // namespace passk::detail

#endif  // PASSK_ADAPTER_OPENAI_HTTP_DETAIL_URL_HPP
