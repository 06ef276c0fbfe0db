// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_DETAIL_HTTP_CLIENT_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_DETAIL_HTTP_CLIENT_HPP

#include <passk/adapter/openai_http/detail/url.hpp>
#include <passk/core/base64.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/system/error_code.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

namespace passk::detail {

namespace asio = boost::asio;

// Completes with (error_code, ...) and does not throw.
inline constexpr auto in_coroutine = asio::as_tuple(asio::use_awaitable);

// A body that is written piece by piece: requests share what they have in common, such as the
// prompt of many draws or the image of many prompts.
using shared_pieces = std::vector<std::shared_ptr<const std::string>>;

struct http_request {
    std::string_view method = "POST";
    std::string target{};  // after the path of the endpoint, such as "/completions"
    shared_pieces body{};
};

// Bytes that answers on their way may hold together. Who wants more waits, but one may always go
// on, so that answers which are half there cannot wait for each other.
class memory_budget {
public:
    memory_budget(asio::io_context& context, std::size_t limit)
        : freed_(context, (asio::steady_timer::time_point::max)()), limit_(limit) {}

    asio::awaitable<void> acquire(const void* who, std::size_t bytes) {
        while (used_ + bytes > limit_ && used_ > 0 && favoured_ != nullptr && favoured_ != who
               && !abandoned_) {
            static_cast<void>(co_await freed_.async_wait(in_coroutine));
        }
        if (used_ + bytes > limit_) {
            favoured_ = who;
        }
        used_ += bytes;
    }
    void release(const void* who, std::size_t bytes) {
        used_ -= bytes;
        if (favoured_ == who) {
            favoured_ = nullptr;
        }
        freed_.cancel();
    }
    void abandon(bool now) {
        abandoned_ = now;
        freed_.cancel();
    }

private:
    asio::steady_timer freed_;
    std::size_t limit_;
    std::size_t used_ = 0;
    const void* favoured_ = nullptr;
    bool abandoned_ = false;
};

// What came back. Without `arrived`, `code` and `trouble` say why nothing did.
struct http_answer {
    bool arrived = false;
    bool connected = false;
    bool any_byte = false;
    errc code = errc::io;
    std::string trouble{};
    unsigned status = 0;
    std::string retry_after{};
    std::string location{};
    std::string body{};
};

struct http_settings {
    std::chrono::milliseconds connect_timeout{};
    std::chrono::milliseconds stall_timeout{};
    std::chrono::milliseconds idle_timeout{};
    std::size_t largest_answer = 0;
    std::string api_key{};
};

class http_connection : public std::enable_shared_from_this<http_connection> {
public:
    using clock = std::chrono::steady_clock;

    explicit http_connection(asio::io_context& context) : socket(context), deadline(context) {}

    // Closes the socket at the end of the time, which fails whatever is under way on it.
    void close_after(std::chrono::milliseconds time) {
        deadline.expires_after(time);
        deadline.async_wait([weak = weak_from_this(),
                             at = deadline.expiry()](const boost::system::error_code& failure) {
            const std::shared_ptr<http_connection> self = weak.lock();
            if (!failure && self && self->deadline.expiry() == at) {
                self->timed_out = true;
                self->close();
            }
        });
    }
    void take_your_time() { deadline.expires_at((clock::time_point::max)()); }

    void close() {
        boost::system::error_code ignored;
        socket.close(ignored);
    }

    // Nothing has come and the other side has not closed: fit for another request.
    [[nodiscard]] bool quiet() {
        char byte = 0;
        boost::system::error_code state;
        socket.receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, state);
        return state == asio::error::would_block;
    }

    asio::ip::tcp::socket socket;
    asio::steady_timer deadline;
    std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> tls{};
    std::vector<char> tls_bytes{};
    std::string unread{};  // a header that is not whole yet
    clock::time_point idle_since{};
    bool timed_out = false;
};

// One server: where it is and the connections to it that wait for work.
struct http_endpoint {
    url address{};
    std::optional<url> proxy{};
    std::vector<asio::ip::tcp::endpoint> resolved{};
    std::chrono::steady_clock::time_point resolved_at{};
    std::vector<std::shared_ptr<http_connection>> idle{};
};

// HTTP/1.1 on one thread, over TLS and through proxies. Nothing throws, but for want of memory.
class http_client {
public:
    http_client(asio::io_context& context, asio::ssl::context& trust, http_settings settings,
                std::size_t memory)
        : context_(context),
          trust_(trust),
          settings_(std::move(settings)),
          memory_(context, memory) {}

    // One request and its answer, by a connection that is at hand or a new one. A connection that
    // turns out to have been closed in the meantime is replaced.
    asio::awaitable<http_answer> exchange(http_endpoint& to, const http_request& request) {
        for (bool fresh = false;; fresh = true) {
            http_answer answer;
            std::shared_ptr<http_connection> line = fresh ? nullptr : at_hand(to);
            const bool reused = line != nullptr;
            if (!reused) {
                line = std::make_shared<http_connection>(context_);
            }
            answer.connected = reused;
            live_.insert(line.get());
            if (reused || co_await connect(to, *line, answer)) {
                co_await talk(to, *line, request, answer);
            }
            line->take_your_time();
            live_.erase(line.get());
            if (reused && !answer.arrived && !answer.any_byte && !line->timed_out && !stopped_) {
                continue;
            }
            if (answer.arrived && line->socket.is_open() && !stopped_) {
                line->idle_since = http_connection::clock::now();
                to.idle.push_back(std::move(line));
            }
            co_return answer;
        }
    }

    // Closes what has not been used for the idle time.
    void evict(http_endpoint& of) const {
        const auto now = http_connection::clock::now();
        const auto fresh = std::find_if(  // the longest unused come first
            of.idle.begin(), of.idle.end(), [&](const std::shared_ptr<http_connection>& line) {
                return now - line->idle_since <= settings_.idle_timeout;
            });
        of.idle.erase(of.idle.begin(), fresh);
    }

    // Fails everything under way; nothing new succeeds until resume().
    void stop() {
        stopped_ = true;
        memory_.abandon(true);
        for (http_connection* line : live_) {
            line->close();
        }
    }
    void resume() {
        stopped_ = false;
        memory_.abandon(false);
    }
    [[nodiscard]] bool stopped() const noexcept { return stopped_; }

private:
    using error_code = boost::system::error_code;

    std::shared_ptr<http_connection> at_hand(http_endpoint& of) const {
        evict(of);
        while (!of.idle.empty()) {
            std::shared_ptr<http_connection> line = std::move(of.idle.back());
            of.idle.pop_back();
            if (line->quiet()) {
                return line;
            }
        }
        return nullptr;
    }

    static void fail(http_answer& answer, const http_connection& line, std::string_view doing,
                     const error_code& why) {
        answer.code = line.timed_out ? errc::timeout : errc::io;
        answer.trouble =
            std::string(doing) + ": "
            + (line.timed_out ? std::string("nothing happened in time") : why.message());
    }

    asio::awaitable<bool> connect(http_endpoint& to, http_connection& line, http_answer& answer) {
        const url& next = to.proxy ? *to.proxy : to.address;
        const std::string doing = "connecting to " + next.authority();
        line.close_after(settings_.connect_timeout);
        error_code failure;
        const auto now = http_connection::clock::now();
        if (to.resolved.empty() || now - to.resolved_at > std::chrono::minutes(1)) {
            std::vector<asio::ip::tcp::endpoint> found;
            const asio::ip::address literal = asio::ip::make_address(next.host, failure);
            if (!failure) {
                found.emplace_back(literal, next.port);
            } else {
                asio::ip::tcp::resolver resolver(context_);
                auto [trouble, entries] = co_await resolver.async_resolve(
                    next.host, std::to_string(next.port), in_coroutine);
                if (trouble) {
                    fail(answer, line, "looking up " + next.host, trouble);
                    co_return false;
                }
                for (const auto& entry : entries) {
                    found.push_back(entry.endpoint());
                }
            }
            to.resolved = std::move(found);
            to.resolved_at = now;
        }
        const std::vector<asio::ip::tcp::endpoint> addresses = to.resolved;
        auto [unconnected, reached] =
            co_await asio::async_connect(line.socket, addresses, in_coroutine);
        static_cast<void>(reached);
        if (unconnected || stopped_) {
            to.resolved.clear();
            fail(answer, line, doing, unconnected ? unconnected : asio::error::operation_aborted);
            line.close();
            co_return false;
        }
        prepare(line.socket);
        if (to.address.tls) {
            if (to.proxy && !co_await tunnel(to, line, answer)) {
                co_return false;
            }
            line.tls.emplace(line.socket, trust_);
            line.tls_bytes.resize(std::size_t{16} << 10U);
            line.tls->set_verify_callback(asio::ssl::host_name_verification(to.address.host));
            if (asio::ip::make_address(to.address.host, failure); failure) {
                // SSL_set_tlsext_host_name, without the cast of the macro.
                SSL_ctrl(line.tls->native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME,
                         TLSEXT_NAMETYPE_host_name, to.address.host.data());
            }
            auto [unsafe] =
                co_await line.tls->async_handshake(asio::ssl::stream_base::client, in_coroutine);
            if (unsafe) {
                fail(answer, line, "TLS with " + to.address.authority(), unsafe);
                line.close();
                co_return false;
            }
        }
        answer.connected = true;
        co_return true;
    }

    // Small requests go out at once; a host that vanished is found out after some two minutes.
    static void prepare(asio::ip::tcp::socket& socket) {
        error_code ignored;
        socket.non_blocking(true, ignored);
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
        socket.set_option(asio::socket_base::keep_alive(true), ignored);
#if defined(TCP_KEEPIDLE)
        const auto set = [&](int name, int value) {
            static_cast<void>(::setsockopt(socket.native_handle(), IPPROTO_TCP, name, &value,
                                           static_cast<socklen_t>(sizeof value)));
        };
        set(TCP_KEEPIDLE, 60);
        set(TCP_KEEPINTVL, 15);
        set(TCP_KEEPCNT, 4);
#endif
    }

    static std::string proxy_field(const url& proxy) {
        return proxy.user_info.empty()
                   ? std::string()
                   : "Proxy-Authorization: Basic " + base64_encoded(proxy.user_info) + "\r\n";
    }

    asio::awaitable<bool> tunnel(http_endpoint& to, http_connection& line, http_answer& answer) {
        const std::string head = "CONNECT " + to.address.authority()
                                 + " HTTP/1.1\r\nHost: " + to.address.authority() + "\r\n"
                                 + proxy_field(*to.proxy) + "\r\n";
        auto [unsent, sent] =
            co_await asio::async_write(line.socket, asio::buffer(head), in_coroutine);
        static_cast<void>(sent);
        std::string reply;
        error_code failure = unsent;
        if (!failure) {
            constexpr std::size_t longest = std::size_t{64} << 10U;
            auto [unread, length] = co_await asio::async_read_until(
                line.socket, asio::dynamic_buffer(reply, longest), "\r\n\r\n", in_coroutine);
            static_cast<void>(length);
            failure = unread;
        }
        if (failure) {
            fail(answer, line, "asking the proxy " + to.proxy->authority(), failure);
        } else if (!reply.starts_with("HTTP/1.") || reply.substr(8, 2) != " 2") {
            answer.code = errc::rejected;
            answer.trouble = "the proxy " + to.proxy->authority()
                             + " refused: " + reply.substr(0, reply.find('\r'));
        } else {
            co_return true;
        }
        line.close();
        co_return false;
    }

    std::string head(const http_endpoint& to, const http_request& request,
                     std::size_t length) const {
        std::string text(request.method);
        text += ' ';
        if (to.proxy && !to.address.tls) {
            text += "http://" + to.address.host_field();
        }
        text += request.target + " HTTP/1.1\r\nHost: " + to.address.host_field()
                + "\r\nUser-Agent: passk\r\nAccept: application/json\r\n";
        if (to.proxy && !to.address.tls) {
            text += proxy_field(*to.proxy);
        }
        if (!settings_.api_key.empty()) {
            text += "Authorization: Bearer " + settings_.api_key + "\r\n";
        } else if (!to.address.user_info.empty()) {
            text += "Authorization: Basic " + base64_encoded(to.address.user_info) + "\r\n";
        }
        if (request.method == "POST") {
            text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(length)
                    + "\r\n";
        }
        return text + "\r\n";
    }

    asio::awaitable<error_code> send(const http_endpoint& to, http_connection& line,
                                     const http_request& request) {
        std::size_t length = 0;
        for (const auto& piece : request.body) {
            length += piece->size();
        }
        const std::string first = head(to, request, length);
        std::vector<asio::const_buffer> buffers{asio::buffer(first)};
        for (const auto& piece : request.body) {
            buffers.emplace_back(asio::buffer(*piece));
        }
        constexpr std::size_t slowest = 16;  // bytes a millisecond
        line.close_after(settings_.stall_timeout + std::chrono::milliseconds(length / slowest));
        if (line.tls) {
            auto [unsent, sent] = co_await asio::async_write(*line.tls, buffers, in_coroutine);
            static_cast<void>(sent);
            co_return unsent;
        }
        auto [unsent, sent] = co_await asio::async_write(line.socket, buffers, in_coroutine);
        static_cast<void>(sent);
        co_return unsent;
    }

    // Waits for bytes; those of plain connections are read into memory that all share.
    asio::awaitable<std::string_view> receive(http_connection& line, error_code& failure) {
        if (line.tls) {
            auto [trouble, count] =
                co_await line.tls->async_read_some(asio::buffer(line.tls_bytes), in_coroutine);
            failure = trouble == asio::ssl::error::stream_truncated ? asio::error::eof : trouble;
            co_return std::string_view(line.tls_bytes.data(), count);
        }
        for (;;) {
            auto [trouble] =
                co_await line.socket.async_wait(asio::ip::tcp::socket::wait_read, in_coroutine);
            failure = trouble;
            if (failure) {
                co_return std::string_view{};
            }
            const std::size_t count = line.socket.read_some(asio::buffer(bytes_), failure);
            if (failure != asio::error::would_block) {
                co_return std::string_view(bytes_.data(), count);
            }
        }
    }

    asio::awaitable<void> talk(const http_endpoint& to, http_connection& line,
                               const http_request& request, http_answer& answer) {
        error_code failure = co_await send(to, line, request);
        if (failure) {
            fail(answer, line, "sending to " + to.address.authority(), failure);
            line.close();
            co_return;
        }
        line.take_your_time();
        std::size_t held = 0;
        co_await read(to, line, answer, held);
        memory_.release(&line, held);
    }

    asio::awaitable<void> read(const http_endpoint& to, http_connection& line, http_answer& answer,
                               std::size_t& held) {
        namespace http = boost::beast::http;
        http::response_parser<http::string_body> parser;
        parser.body_limit(settings_.largest_answer);
        parser.eager(true);
        line.unread.clear();
        const std::string doing = "the answer of " + to.address.authority();
        while (!parser.is_done()) {
            boost::system::error_code failure;
            const std::string_view came = co_await receive(line, failure);
            const bool whole = failure == asio::error::eof && parser.got_some()
                               && parser.is_header_done() && !parser.content_length()
                               && !parser.chunked();
            if (whole) {
                parser.put_eof(failure);
                line.close();
                break;
            }
            if (failure || stopped_) {
                fail(answer, line, doing, failure ? failure : asio::error::operation_aborted);
                answer.trouble += answer.any_byte ? " (part of it came)" : "";
                line.close();
                co_return;
            }
            answer.any_byte = true;
            if (!put(parser, line, came, failure)) {
                answer.code = errc::malformed;
                answer.trouble = doing
                                 + (failure == http::error::body_limit
                                        ? " is longer than "
                                              + std::to_string(settings_.largest_answer) + " bytes"
                                        : " is no HTTP: " + failure.message());
                line.close();
                co_return;
            }
            if (parser.is_header_done() && parser.get().result_int() / 100 == 1) {
                parser.release();  // 100 Continue and its kin: the answer follows
                answer.trouble = "an interim answer";
                answer.code = errc::malformed;
                line.close();
                co_return;
            }
            line.close_after(settings_.stall_timeout);
            held += came.size();
            co_await memory_.acquire(&line, came.size());
        }
        line.take_your_time();
        if (!parser.keep_alive() || !line.unread.empty()) {
            line.close();
        }
        answer.arrived = true;
        answer.status = parser.get().result_int();
        answer.retry_after = std::string(parser.get()[http::field::retry_after]);
        answer.location = std::string(parser.get()[http::field::location]);
        answer.body = std::move(parser.get().body());
    }

    template <class Parser>
    static bool put(Parser& parser, http_connection& line, std::string_view came,
                    error_code& failure) {
        // Only a header that came in parts is put together; bodies go straight to the parser.
        if (!line.unread.empty()) {
            line.unread += came;
            came = line.unread;
        }
        while (!came.empty() && !parser.is_done()) {
            const std::size_t used =
                parser.put(asio::const_buffer(came.data(), came.size()), failure);
            came.remove_prefix(used);
            if (failure == boost::beast::http::error::need_more) {
                failure = {};
                break;
            }
            if (failure) {
                return false;
            }
        }
        line.unread = std::string(came);
        return true;
    }

    asio::io_context& context_;
    asio::ssl::context& trust_;
    http_settings settings_;
    memory_budget memory_;
    std::unordered_set<http_connection*> live_{};
    std::array<char, std::size_t{64} << 10U> bytes_{};
    bool stopped_ = false;
};

}  // namespace passk::detail

#endif  // PASSK_ADAPTER_OPENAI_HTTP_DETAIL_HTTP_CLIENT_HPP
