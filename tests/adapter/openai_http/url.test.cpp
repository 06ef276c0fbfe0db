// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/openai_http/detail/proxy.hpp>
#include <passk/adapter/openai_http/detail/url.hpp>

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <string_view>

namespace {

using passk::detail::parse_url;
using passk::detail::url;

TEST_CASE("parse_url: takes apart what is an address, and refuses what is none") {
    const url plain = parse_url("http://127.0.0.1:8000/v1/").value();
    CHECK_FALSE(plain.tls);
    CHECK(plain.host == "127.0.0.1");
    CHECK(plain.port == 8000);
    CHECK(plain.path == "/v1");
    CHECK(plain.host_field() == "127.0.0.1:8000");

    const url whole = parse_url("https://us%40er:pa:ss@host.example/a/b").value();
    CHECK(whole.tls);
    CHECK(whole.user_info == "us@er:pa:ss");
    CHECK(whole.port == 443);
    CHECK(whole.host_field() == "host.example");
    CHECK(whole.authority() == "host.example:443");
    CHECK(whole.text() == "https://host.example/a/b");

    CHECK(parse_url("localhost:9").value().port == 9);
    const url six = parse_url("http://[::1]:80").value();
    CHECK(six.host == "::1");
    CHECK(six.host_field() == "[::1]");
    CHECK(parse_url("http://[fe80::1]").value().port == 80);

    for (const std::string_view wrong :
         {"", "http://", "ftp://a", "http://a:0", "http://a:65536", "http://a:8x", "http://[::1",
          "http://[::1]8", "http://a b", "http://a\r\nHost: b", "http://a/?x=1", "http:///path"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_url(wrong).has_value());
    }
    CHECK(parse_url("ftp://a").error().context
          == "\"ftp://a\" is no URL: only http and https are known");
}

std::string proxy_for(std::string_view target, std::map<std::string, std::string> variables) {
    const auto found = passk::detail::proxy_of_environment(
        parse_url(target).value(), [&](const std::string& name) -> std::string_view {
            const auto variable = variables.find(name);
            return variable == variables.end() ? std::string_view{} : variable->second;
        });
    return !found          ? "error: " + found.error().context
           : found.value() ? found.value()->text()
                           : "none";
}

TEST_CASE("proxy_of_environment: by the scheme of the target, lower case first, unless excepted") {
    CHECK(proxy_for("http://a", {}) == "none");
    CHECK(proxy_for("http://a", {{"http_proxy", "http://p:3128"}}) == "http://p:3128");
    CHECK(proxy_for("http://a", {{"http_proxy", "p:3128"}, {"HTTP_PROXY", "http://q"}})
          == "http://p:3128");
    CHECK(proxy_for("https://a", {{"http_proxy", "http://p"}}) == "none");
    CHECK(proxy_for("https://a", {{"HTTPS_PROXY", "http://q:1"}}) == "http://q:1");
    CHECK(proxy_for("https://a", {{"all_proxy", "http://all:1"}}) == "http://all:1");
    CHECK(proxy_for("https://a", {{"https_proxy", "https://p"}}).starts_with("error: the proxy"));
    CHECK(proxy_for("https://a", {{"https_proxy", "socks5://p"}}).starts_with("error: "));

    const auto excepted = [](std::string_view target, std::string list) {
        return proxy_for(target, {{"http_proxy", "http://p"}, {"no_proxy", std::move(list)}})
               == "none";
    };
    CHECK(excepted("http://127.0.0.1:8000", "localhost,127.0.0.1"));
    CHECK(excepted("http://a.example.org", "x, example.org"));
    CHECK(excepted("http://a.example.org", ".example.org"));
    CHECK(excepted("http://A.Example.org", "*.example.ORG"));
    CHECK(excepted("http://example.org", ".example.org"));
    CHECK(excepted("http://h:8000", "h:8000"));
    CHECK(excepted("http://anything", "*"));
    CHECK_FALSE(excepted("http://h:8001", "h:8000"));
    CHECK_FALSE(excepted("http://myexample.org", "example.org"));
    CHECK_FALSE(excepted("http://h", ""));
    CHECK_FALSE(excepted("http://h", ",,"));
}

}  // namespace
