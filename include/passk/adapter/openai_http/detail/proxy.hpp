// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_DETAIL_PROXY_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_DETAIL_PROXY_HPP

#include <passk/adapter/openai_http/detail/url.hpp>
#include <passk/core/result.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace passk::detail {

// Is the host in a list such as "localhost,.example.org,10.0.0.1:8000,*"? An entry stands for the
// host and everything below it, with a port for that port only.
inline bool in_no_proxy(std::string_view list, const url& target) {
    const auto lower = [](std::string_view text) {
        std::string out(text);
        for (char& c : out) {
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
        return out;
    };
    const std::string host = lower(target.host);
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        std::string entry = lower(list.substr(0, comma));
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
        std::erase(entry, ' ');
        const std::string port = ':' + std::to_string(target.port);
        if (entry.find(':') == entry.rfind(':') && entry.ends_with(port)) {
            entry.resize(entry.size() - port.size());
        }
        while (entry.starts_with('*') && entry.size() > 1) {
            entry.erase(0, 1);
        }
        while (entry.starts_with('.')) {
            entry.erase(0, 1);
        }
        if (entry == "*" || (!entry.empty() && (host == entry || host.ends_with('.' + entry)))) {
            return true;
        }
    }
    return false;
}

// The proxy that the environment names for this target: https_proxy or http_proxy by the scheme
// of the target, else all_proxy, unless no_proxy has the host; lower case before upper case.
// environment(name) is the value of a variable or empty.
template <class Environment>
result<std::optional<url>> proxy_of_environment(const url& target, Environment&& environment) {
    const auto either = [&](std::string lower, std::string upper) {
        const std::string_view value = environment(lower);
        return std::string(value.empty() ? std::string_view(environment(upper)) : value);
    };
    if (in_no_proxy(either("no_proxy", "NO_PROXY"), target)) {
        return std::optional<url>{};
    }
    std::string named =
        target.tls ? either("https_proxy", "HTTPS_PROXY") : either("http_proxy", "HTTP_PROXY");
    if (named.empty()) {
        named = either("all_proxy", "ALL_PROXY");
    }
    if (named.empty()) {
        return std::optional<url>{};
    }
    const result<url> proxy = parse_url(named);
    if (!proxy) {
        return proxy.error();
    }
    if (proxy.value().tls) {
        return error{errc::unsupported, "the proxy " + named + " is spoken to by https; only http "
                                        "is supported between here and the proxy"};
    }
    return std::optional<url>(proxy.value());
}

}  // namespace passk::detail

#endif  // PASSK_ADAPTER_OPENAI_HTTP_DETAIL_PROXY_HPP
