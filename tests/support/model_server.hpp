// SPDX-License-Identifier: Apache-2.0
// A server of the OpenAI kind in this process, on 127.0.0.1 and a free port, in front of a Markov
// chain. It speaks the dialects of several servers, and goes wrong as often as it is told to.
#ifndef PASSK_TESTS_SUPPORT_MODEL_SERVER_HPP
#define PASSK_TESTS_SUPPORT_MODEL_SERVER_HPP

#include <passk/adapter/openai_http/server_dialect.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/testing/markov_backend.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace passk_tests {

namespace asio = boost::asio;
namespace json = boost::json;
using asio::ip::tcp;
inline constexpr auto in_coroutine = asio::as_tuple(asio::use_awaitable);

// Ways to go wrong.
enum class fault : std::uint8_t {
    reset_before_headers,
    reset_after_headers,
    slow_bytes,  // the right answer, a few bytes at a time
    stall,       // half of the answer, then nothing
    truncated_json,
    one_choice_less,
    nested_error,
    flat_error,
    busy_now,    // 429 with Retry-After: 0
    busy_until,  // 429 with a date that has passed
    overloaded,  // 503 without Retry-After
    internal_error,
    error_inside_200,
    null_logprob,
    floor_logprob,  // -9999
    choice_twice,
    aborted,
    huge_body,     // 100 MB, announced
    endless_body,  // 100 MB in chunks
    garbage,
    not_http,
    closes_after,  // the right answer, and then the connection is closed without a word
};
inline constexpr std::size_t fault_kinds = 22;

struct server_script {
    passk::server_kind dialect = passk::server_kind::vllm;
    bool processed = false;  // log-probabilities see the temperature
    bool ignores_top_k = false;
    bool ignores_stop = false;
    bool chat = true;
    bool ignores_min_p = false;
    bool flat = false;  // reports all letters as equally likely, and min-p leaves all of them
    bool ignores_images = false;
    bool images_as_text = false;          // what stands in a message's parts is text to it
    double fault_share = 0.0;             // of attempts
    std::uint64_t seed = 1;               // of the faults
    std::uint32_t busy_above = 0;         // as many at once are fine, more are 429; 0: no limit
    std::chrono::milliseconds think{0};   // before each answer
    std::uint32_t think_from_tokens = 0;  // draws of fewer tokens are answered at once
    std::string api_key{};
    std::string model = "markov";
    std::string path{};                                        // before /v1
    std::optional<std::pair<unsigned, std::string>> always{};  // the answer to every draw
    asio::ssl::context* tls = nullptr;
};

class model_server {
public:
    explicit model_server(server_script script = {})
        : script_(std::move(script)), acceptor_(context_, {asio::ip::address_v4::loopback(), 0}) {
        acceptor_.listen(8192);
        port_ = acceptor_.local_endpoint().port();
        asio::co_spawn(context_, accept(), asio::detached);
        thread_ = std::thread([this] { context_.run(); });
    }
    ~model_server() {
        asio::post(context_, [this] { context_.stop(); });
        thread_.join();
    }
    model_server(const model_server&) = delete;
    model_server& operator=(const model_server&) = delete;

    [[nodiscard]] std::string address() const {
        return (script_.tls != nullptr ? "https://127.0.0.1:" : "http://127.0.0.1:")
               + std::to_string(port_);
    }
    [[nodiscard]] std::uint16_t port() const { return port_; }

    // Changes the script from the next request on.
    template <class Change>
    void change(Change change) {
        const std::scoped_lock lock(mutex_);
        change(script_);
    }
    [[nodiscard]] std::array<std::uint64_t, fault_kinds> faults() const {
        const std::scoped_lock lock(mutex_);
        return faults_;
    }
    [[nodiscard]] std::vector<std::string> requests() const {  // their first lines
        const std::scoped_lock lock(mutex_);
        return lines_;
    }
    [[nodiscard]] std::vector<std::string> bodies() const {
        const std::scoped_lock lock(mutex_);
        return bodies_;
    }
    [[nodiscard]] std::uint64_t connections() const { return connections_; }
    [[nodiscard]] std::uint64_t draws() const { return draws_; }
    [[nodiscard]] std::uint32_t most_at_once() const { return most_at_once_; }
    [[nodiscard]] std::uint32_t at_once() const { return at_once_; }
    void forget_most_at_once() { most_at_once_ = 0; }
    void record_bodies() {
        const std::scoped_lock lock(mutex_);
        recording_ = true;
    }

private:
    struct reply {
        unsigned status = 200;
        std::string body{};
        std::string fields{};
    };

    asio::awaitable<void> accept() {
        for (;;) {
            auto [failure, socket] = co_await acceptor_.async_accept(in_coroutine);
            if (failure) {
                co_return;
            }
            ++connections_;
            if (script_.tls != nullptr) {
                asio::co_spawn(context_, serve_tls(std::move(socket)), asio::detached);
            } else {
                auto shared = std::make_shared<tcp::socket>(std::move(socket));
                asio::co_spawn(context_, serve(shared, *shared), asio::detached);
            }
        }
    }

    asio::awaitable<void> serve_tls(tcp::socket socket) {
        auto stream =
            std::make_shared<asio::ssl::stream<tcp::socket>>(std::move(socket), *script_.tls);
        auto [failure] =
            co_await stream->async_handshake(asio::ssl::stream_base::server, in_coroutine);
        if (!failure) {
            co_await serve(stream, stream->next_layer());
        }
    }

    // Requests on one connection. A CONNECT makes a proxy of it: what follows goes to the host.
    template <class Stream>
    asio::awaitable<void> serve(std::shared_ptr<Stream> stream, tcp::socket& socket) {
        std::string in;
        for (;;) {
            auto [failure, length] = co_await asio::async_read_until(
                *stream, asio::dynamic_buffer(in), "\r\n\r\n", in_coroutine);
            if (failure) {
                co_return;
            }
            const std::string head = in.substr(0, length);
            in.erase(0, length);
            std::size_t body_length = 0;
            if (const std::size_t at = head.find("Content-Length: "); at != std::string::npos) {
                body_length = std::strtoul(head.c_str() + at + 16, nullptr, 10);
            }
            if (in.size() < body_length) {
                auto [cut, more] = co_await asio::async_read(
                    *stream, asio::dynamic_buffer(in),
                    asio::transfer_exactly(body_length - in.size()), in_coroutine);
                static_cast<void>(more);
                if (cut) {
                    co_return;
                }
            }
            const std::string body = in.substr(0, body_length);
            in.erase(0, body_length);
            server_script script;
            {
                const std::scoped_lock lock(mutex_);
                script = script_;
                lines_.push_back(head.substr(0, head.find('\r')));
                if (recording_) {
                    bodies_.push_back(body);
                }
            }
            if (head.starts_with("CONNECT ")) {
                co_await tunnel(stream, head);
                co_return;
            }
            if (++at_once_ > most_at_once_) {
                most_at_once_ = at_once_.load();
            }
            const bool too_many = script.busy_above != 0 && at_once_ > script.busy_above;
            const std::size_t limit = body.find("\"max_tokens\":");
            const std::uint64_t tokens = limit == std::string::npos
                                             ? 0
                                             : std::strtoul(body.c_str() + limit + 13, nullptr, 10);
            if (script.think.count() > 0 && tokens >= script.think_from_tokens) {
                asio::steady_timer timer(context_, script.think);
                static_cast<void>(co_await timer.async_wait(in_coroutine));
            }
            --at_once_;
            const bool draws =
                head.starts_with("POST") && head.find("completions ") != std::string::npos;
            reply answer = too_many ? refuse(429, "busy")
                           : draws && script.always
                               ? refuse(script.always->first, script.always->second)
                               : answer_to(script, head, body);
            const std::optional<fault> wrong =
                draws && !too_many ? next_fault(script, body) : std::nullopt;
            if (!co_await write(*stream, socket, std::move(answer), wrong)) {
                co_return;
            }
        }
    }

    template <class Stream>
    asio::awaitable<void> tunnel(std::shared_ptr<Stream> stream, std::string head) {
        const std::string authority = head.substr(8, head.find(' ', 8) - 8);
        auto other = std::make_shared<tcp::socket>(context_);
        const auto port =
            static_cast<std::uint16_t>(std::stoi(authority.substr(authority.rfind(':') + 1)));
        auto [failure] =
            co_await other->async_connect({asio::ip::address_v4::loopback(), port}, in_coroutine);
        const std::string said = failure || head.find("Basic bWU6cHc=") == std::string::npos
                                     ? "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"
                                     : "HTTP/1.1 200 Connection established\r\n\r\n";
        co_await asio::async_write(*stream, asio::buffer(said), in_coroutine);
        if (said.find(" 200 ") == std::string::npos) {
            co_return;
        }
        asio::co_spawn(context_, pump(other, stream), asio::detached);
        co_await pump(stream, other);
    }
    template <class From, class To>
    static asio::awaitable<void> pump(std::shared_ptr<From> from, std::shared_ptr<To> to) {
        std::array<char, 4096> bytes{};
        for (;;) {
            auto [failure, count] =
                co_await from->async_read_some(asio::buffer(bytes), in_coroutine);
            if (failure) {
                boost::system::error_code ignored;
                to->lowest_layer().shutdown(tcp::socket::shutdown_both, ignored);
                co_return;
            }
            auto [unsent, sent] =
                co_await asio::async_write(*to, asio::buffer(bytes.data(), count), in_coroutine);
            static_cast<void>(sent);
            if (unsent) {
                co_return;
            }
        }
    }

    // By what is asked and how often it was: independent of time and order.
    std::optional<fault> next_fault(const server_script& script, const std::string& body) {
        if (script.fault_share == 0.0) {
            return std::nullopt;
        }
        const std::scoped_lock lock(mutex_);
        std::uint64_t hash = 14695981039346656037U;
        for (const char c : body) {
            hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
        }
        passk::random_bits bits(script.seed, hash + attempts_[hash]++);
        if (passk::uniform_unit(bits) >= script.fault_share) {
            return std::nullopt;
        }
        const std::size_t kind = passk::uniform_below(bits, fault_kinds);
        ++faults_[kind];
        return static_cast<fault>(kind);
    }

    template <class Stream>
    static asio::awaitable<bool> put(Stream& stream, std::string_view bytes) {
        auto [failure, count] =
            co_await asio::async_write(stream, asio::buffer(bytes), in_coroutine);
        static_cast<void>(count);
        co_return !failure;
    }

    static void reset(tcp::socket& socket) {
        boost::system::error_code ignored;
        socket.set_option(asio::socket_base::linger(true, 0), ignored);
        socket.close(ignored);
    }

    // False when the connection is at its end.
    template <class Stream>
    asio::awaitable<bool> write(Stream& stream, tcp::socket& socket, reply answer,
                                std::optional<fault> wrong) {
        const auto replace = [&](std::string_view what, std::string_view by) {
            const std::size_t at = answer.body.find(what);
            if (at != std::string::npos) {
                answer.body.replace(at, what.size(), by);
            }
        };
        bool whole = true;
        if (wrong) {
            switch (*wrong) {
                case fault::reset_before_headers: reset(socket); co_return false;
                case fault::not_http:
                    co_await put(stream, "\x16\x03\x01 this is no HTTP at all\r\n\r\n");
                    co_return false;
                case fault::garbage: answer.body = std::string("\xff\xfe{]\0garbage", 12); break;
                case fault::truncated_json: answer.body.resize(answer.body.size() / 2); break;
                case fault::one_choice_less: drop_choice(answer.body, false); break;
                case fault::choice_twice: drop_choice(answer.body, true); break;
                case fault::nested_error:
                    answer = {500, R"({"error":{"message":"EngineGenerateError","code":500}})", {}};
                    break;
                case fault::flat_error:
                    answer = {500, R"({"object":"error","message":"oops","code":500})", {}};
                    break;
                case fault::error_inside_200:
                    answer = {200, R"({"object":"error","message":"oops","code":500})", {}};
                    break;
                case fault::busy_now:
                    answer = {429, R"({"error":{"message":"later"}})", "Retry-After: 0\r\n"};
                    break;
                case fault::busy_until:
                    answer = {429, R"({"error":{"message":"later"}})",
                              "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n"};
                    break;
                case fault::overloaded: answer = {503, "busy", {}}; break;
                case fault::internal_error: answer = {500, "Internal Server Error", {}}; break;
                case fault::aborted:
                    replace("\"finish_reason\":\"stop\"", "\"finish_reason\":\"abort\"");
                    replace("\"finish_reason\":\"length\"", "\"finish_reason\":\"abort\"");
                    break;
                case fault::null_logprob: first_logprob(answer.body, nullptr); break;
                case fault::floor_logprob: first_logprob(answer.body, -9999.0); break;
                case fault::huge_body:
                    co_await put(stream, "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n{");
                    break;
                case fault::endless_body: {
                    co_await put(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    static const std::string chunk = "10000\r\n" + std::string(65536, ' ') + "\r\n";
                    for (int i = 0; i < 1600; ++i) {
                        if (!co_await put(stream, chunk)) {
                            co_return false;
                        }
                    }
                    co_return false;
                }
                default: break;
            }
            whole = *wrong != fault::stall && *wrong != fault::reset_after_headers;
        }
        if (wrong == fault::huge_body) {
            static const std::string block(65536, ' ');
            while (co_await put(stream, block)) {
            }
            co_return false;
        }
        std::string out = "HTTP/1.1 " + std::to_string(answer.status)
                          + " Whatever\r\nContent-Type: application/json\r\nContent-Length: "
                          + std::to_string(answer.body.size()) + "\r\n" + answer.fields + "\r\n"
                          + answer.body;
        if (!whole) {
            out.resize(out.size() - answer.body.size() / 2 - 1);
        }
        if (wrong == fault::slow_bytes) {
            for (std::size_t at = 0; at < out.size(); at += 1 + out.size() / 7) {
                if (!co_await put(stream, std::string_view(out).substr(at, 1 + out.size() / 7))) {
                    co_return false;
                }
                asio::steady_timer timer(context_, std::chrono::milliseconds(1));
                static_cast<void>(co_await timer.async_wait(in_coroutine));
            }
        } else if (!co_await put(stream, out)) {
            co_return false;
        }
        if (wrong == fault::reset_after_headers) {
            reset(socket);
            co_return false;
        }
        if (wrong == fault::stall) {
            std::array<char, 1> byte{};
            static_cast<void>(co_await stream.async_read_some(asio::buffer(byte), in_coroutine));
            co_return false;
        }
        co_return wrong != fault::closes_after;
    }

    static void drop_choice(std::string& body, bool double_another) {
        json::value whole = json::parse(body);
        if (whole.as_object().contains("choices")) {
            json::array& choices = whole.as_object()["choices"].as_array();
            if (double_another) {
                choices.back() = json::value(choices.front());
                if (choices.size() == 1) {
                    choices.push_back(json::value(choices.front()));
                }
            } else {
                choices.pop_back();
            }
        }
        body = json::serialize(whole);
    }
    static void first_logprob(std::string& body, const json::value& by) {
        json::value whole = json::parse(body);
        json::value& choice = whole.as_object()["choices"].as_array()[0];
        if (json::value* const holder = choice.as_object().if_contains("logprobs")) {
            holder->as_object()["token_logprobs"].as_array()[0] = by;
        }
        body = json::serialize(whole);
    }

    // ---- The model behind the dialects --------------------------------------------------------

    static reply refuse(unsigned status, std::string_view message) {
        return {status,
                json::serialize(json::object{{"error", {{"message", message}, {"code", status}}}}),
                {}};
    }

    reply answer_to(const server_script& script, const std::string& head, const std::string& body) {
        using passk::server_kind;
        const std::size_t space = head.find(' ');
        std::string path = head.substr(space + 1, head.find(' ', space + 1) - space - 1);
        if (path.starts_with("http://")) {  // spoken to as a proxy
            path.erase(0, path.find('/', 7));
        }
        if (!path.starts_with(script.path)) {
            return refuse(404, "Not Found");
        }
        path.erase(0, script.path.size());
        if (!script.api_key.empty()
            && head.find("Authorization: Bearer " + script.api_key + "\r\n") == std::string::npos) {
            return refuse(401, "Unauthorized");
        }
        const server_kind kind = script.dialect;
        if (path == "/v1/models") {
            const char* const owner = kind == server_kind::vllm               ? "vllm"
                                      : kind == server_kind::sglang           ? "sglang"
                                      : kind == server_kind::llama_cpp        ? "llamacpp"
                                      : kind == server_kind::llama_cpp_python ? "me"
                                      : kind == server_kind::openai           ? "system"
                                                                              : "somebody";
            return {200,
                    json::serialize(
                        json::object{{"data", json::array{json::object{{"id", script.model},
                                                                       {"owned_by", owner},
                                                                       {"max_model_len", 4096}}}}}),
                    {}};
        }
        if (path == "/version" && kind == server_kind::vllm) {
            return {200, R"({"version":"0.10.2"})", {}};
        }
        if (path == "/get_model_info" && kind == server_kind::sglang) {
            return {200, R"({"model_path":"m"})", {}};
        }
        if (path == "/props" && kind == server_kind::llama_cpp) {
            return {200, R"({"default_generation_settings":{},"build_info":"b4000"})", {}};
        }
        boost::json::error_code failure;
        const json::value parsed = json::parse(body, failure);
        if (failure || !parsed.is_object()) {
            return refuse(400, "no JSON");
        }
        const json::object& asked = parsed.as_object();
        const bool python = kind == server_kind::llama_cpp_python;
        if ((path == "/tokenize" && (kind == server_kind::vllm || kind == server_kind::llama_cpp))
            || (path == "/extras/tokenize" && python)) {
            const char* const name =
                python ? "input" : (kind == server_kind::vllm ? "prompt" : "content");
            if (!asked.contains(name)) {
                return refuse(400, "nothing to tokenize");
            }
            return {200,
                    json::serialize(json::object{
                        {"tokens", ids_json(passk::testing::markov_backend::tokens_of(
                                       std::string_view(asked.at(name).as_string())))}}),
                    {}};
        }
        if (path == "/generate" && kind == server_kind::sglang) {
            return generate_route(asked);
        }
        if (path == "/v1/completions" || (path == "/v1/chat/completions" && script.chat)) {
            return complete(script, asked, path == "/v1/chat/completions");
        }
        return refuse(404, "Not Found");
    }

    static json::array ids_json(const passk::token_ids& ids) {
        json::array listed;
        for (const passk::token_id id : ids) {
            listed.emplace_back(id);
        }
        return listed;
    }
    static passk::token_ids ids_of(const json::array& listed) {
        passk::token_ids ids;
        for (const json::value& one : listed) {
            ids.push_back(one.to_number<passk::token_id>());
        }
        return ids;
    }

    std::vector<double> scores_of(const passk::token_ids& ids) {
        std::vector<double> all{0.0};
        for (std::size_t i = 1; i < ids.size(); ++i) {
            all.push_back(
                model_.log_probabilities_after(ids[i - 1])[static_cast<std::size_t>(ids[i])]);
        }
        return all;
    }

    reply generate_route(const json::object& asked) {
        const passk::token_ids ids = ids_of(asked.at("input_ids").as_array());
        const std::vector<double> scores = scores_of(ids);
        json::array listed;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            listed.push_back(json::array{i == 0 ? json::value(nullptr) : json::value(scores[i]),
                                         ids[i], nullptr});
        }
        return {200,
                json::serialize(json::object{
                    {"text", "a"}, {"meta_info", json::object{{"input_token_logprobs", listed}}}}),
                {}};
    }

    reply complete(const server_script& script, const json::object& asked, bool talks) {
        using passk::server_kind;
        const server_kind kind = script.dialect;
        if (kind == server_kind::openai) {
            for (const auto& field : asked) {
                for (const std::string_view unknown : {"top_k", "min_p", "repetition_penalty",
                                                       "prompt_logprobs", "return_token_ids"}) {
                    if (field.key() == unknown) {
                        return refuse(
                            400, "Unrecognized request argument supplied: " + std::string(unknown));
                    }
                }
            }
        }
        const auto number = [&](const char* name, double otherwise) {
            const json::value* const found = asked.if_contains(name);
            return found == nullptr ? otherwise : found->to_number<double>();
        };
        passk::generation_request wanted;
        std::size_t images = 0;
        std::size_t url_bytes = 0;
        if (talks) {
            std::string text;
            for (const json::value& turn : asked.at("messages").as_array()) {
                const json::value& content = turn.at("content");
                if (content.is_string()) {
                    text += std::string_view(content.as_string());
                    continue;
                }
                for (const json::value& part : content.as_array()) {
                    if (part.at("type").as_string() == "text") {
                        text += std::string_view(part.at("text").as_string());
                    } else {
                        ++images;
                        url_bytes += part.at("image_url").at("url").as_string().size();
                    }
                }
            }
            wanted.prompt = text;
        } else if (asked.at("prompt").is_array()) {
            wanted.prompt = ids_of(asked.at("prompt").as_array());
        } else {
            wanted.prompt = std::string(asked.at("prompt").as_string());
        }
        // What is left out comes from a file of the model: almost greedy.
        wanted.how.temperature = number("temperature", 0.1);
        wanted.how.top_p = number("top_p", 0.001);
        const double top_k = number("top_k", kind == server_kind::openai ? -1.0 : 1.0);
        wanted.how.top_k =
            script.ignores_top_k || top_k < 0.0 ? 0 : static_cast<std::uint64_t>(top_k);
        wanted.how.min_p = script.ignores_min_p || script.flat ? 0.0 : number("min_p", 0.0);
        wanted.how.repetition_penalty = number("repetition_penalty", 1.0);
        wanted.how.max_tokens =
            static_cast<std::uint32_t>(number("max_tokens", number("max_completion_tokens", 16.0)));
        wanted.how.seed = static_cast<std::uint64_t>(number("seed", 7.0));
        if (const json::value* const stops = asked.if_contains("stop");
            stops != nullptr && !script.ignores_stop) {
            for (const json::value& one : stops->as_array()) {
                wanted.how.stop.emplace_back(std::string_view(one.as_string()));
            }
        }
        wanted.count = static_cast<std::uint32_t>(number("n", 1.0));
        wanted.logprobs = wanted.token_ids = true;
        if (kind == server_kind::llama_cpp && wanted.count > 1) {
            return refuse(500, "Only one completion choice is allowed");
        }
        if (kind == server_kind::llama_cpp_python) {
            wanted.count = 1;
        }
        const bool echo = asked.contains("echo");
        if (kind == server_kind::llama_cpp_python
            && (top_k < 0.0 || (!talks && asked.at("prompt").is_array()))) {
            return refuse(500, "1 validation error: Input should be greater than or equal to 0");
        }
        if (echo && kind != server_kind::vllm && kind != server_kind::llama_cpp_python) {
            return refuse(kind == server_kind::llama_cpp ? 500 : 400, "Unsupported param: echo");
        }
        const bool nothing_drawn = wanted.how.max_tokens == 0;
        wanted.how.max_tokens += nothing_drawn ? 1 : 0;

        json::array choices;
        std::uint64_t drawn_tokens = 0;
        std::uint64_t prompt_tokens = 0;
        model_.generate({&wanted, 1},
                        [&](const passk::draw& one) {
                            ++draws_;
                            const passk::completion& drawn = one.outcome.value();
                            drawn_tokens += drawn.completion_tokens;
                            prompt_tokens = drawn.prompt_tokens;
                            choices.push_back(choice_json(script, asked, wanted, drawn, one.number,
                                                          talks, echo && nothing_drawn));
                        },
                        {});
        prompt_tokens += script.images_as_text    ? url_bytes
                         : !script.ignores_images ? 64 * images
                                                  : 0;
        return {200,
                json::serialize(
                    json::object{{"id", "cmpl-1"},
                                 {"object", talks ? "chat.completion" : "text_completion"},
                                 {"model", script.model},
                                 {"choices", choices},
                                 {"usage", json::object{{"prompt_tokens", prompt_tokens},
                                                        {"completion_tokens", drawn_tokens}}}}),
                {}};
    }

    json::object choice_json(const server_script& script, const json::object& asked,
                             const passk::generation_request& wanted,
                             const passk::completion& drawn, std::uint32_t index, bool talks,
                             bool nothing_drawn) {
        using passk::server_kind;
        json::object choice{{"index", index}, {"finish_reason", to_string(drawn.finish)}};
        if (talks) {
            choice["message"] = json::object{{"role", "assistant"}, {"content", drawn.text}};
        } else {
            choice["text"] = drawn.text;
        }
        const double temperature = script.processed ? wanted.how.temperature : 1.0;
        const auto reported = [&](passk::token_id last, passk::token_id token) {
            const auto& raw = model_.log_probabilities_after(last);
            double sum = 0.0;
            for (const double value : raw) {
                sum += std::exp(value / temperature);
            }
            return raw[static_cast<std::size_t>(token)] / temperature - std::log(sum);
        };
        json::array values;
        json::array content;
        json::array tops;
        const bool echo = asked.contains("echo");
        if (echo) {
            const std::vector<double> scores = scores_of(drawn.prompt_token_ids);
            for (std::size_t i = 0; i < scores.size(); ++i) {
                values.push_back(i == 0 ? json::value(nullptr) : json::value(scores[i]));
            }
        }
        passk::token_id last = drawn.prompt_token_ids.empty() ? 0 : drawn.prompt_token_ids.back();
        for (std::size_t i = 0; i < drawn.tokens.size() && !nothing_drawn; ++i) {
            const passk::token_id token = drawn.tokens[i];
            double best = -1e9;
            for (passk::token_id t = 0; t < 9; ++t) {
                best = std::max(best, reported(last, t));
            }
            best = script.flat ? -std::log(9.0) : best;
            const double value = script.flat          ? best
                                 : temperature == 1.0 ? drawn.logprobs->values()[i]
                                                      : reported(last, token);
            values.push_back(value);
            tops.push_back(json::object{{"x", best}});
            content.push_back(json::object{
                {"id", token},
                {"token", "x"},
                {"logprob", value},
                {"top_logprobs", json::array{json::object{{"token", "x"}, {"logprob", best}}}}});
            if (!talks || script.dialect == server_kind::llama_cpp) {
            } else {
                content.back().as_object().erase("id");
            }
            last = token;
        }
        const json::value* const logprobs = asked.if_contains("logprobs");
        const bool zero_is_none = script.dialect == server_kind::llama_cpp;
        if (logprobs != nullptr
            && !(zero_is_none && logprobs->is_int64() && logprobs->get_int64() == 0)
            && !(zero_is_none && logprobs->is_bool() && asked.contains("top_logprobs")
                 && asked.at("top_logprobs").to_number<int>() == 0)) {
            if (talks || script.dialect == server_kind::llama_cpp) {
                choice["logprobs"] = json::object{{"content", content}};
            } else {
                json::array offsets;
                for (std::size_t at = 0; at < values.size(); ++at) {
                    offsets.emplace_back(at);  // every token is one character
                }
                choice["logprobs"] = json::object{
                    {"token_logprobs", values}, {"text_offset", offsets}, {"top_logprobs", tops}};
            }
        }
        if (script.dialect == server_kind::vllm) {
            if (asked.contains("return_token_ids")) {
                choice["token_ids"] = ids_json(drawn.tokens);
                choice["prompt_token_ids"] = ids_json(drawn.prompt_token_ids);
            }
            if (asked.contains("prompt_logprobs")) {
                const std::vector<double> scores = scores_of(drawn.prompt_token_ids);
                json::array listed{nullptr};
                for (std::size_t i = 1; i < scores.size(); ++i) {
                    // A likelier token comes first, as it may.
                    listed.push_back(
                        json::object{{"77", json::object{{"logprob", -0.1}, {"rank", 1}}},
                                     {std::to_string(drawn.prompt_token_ids[i]),
                                      json::object{{"logprob", scores[i]}, {"rank", 2}}}});
                }
                choice["prompt_logprobs"] = listed;
            }
        }
        return choice;
    }

    asio::io_context context_{1};
    mutable std::mutex mutex_{};
    server_script script_;
    tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
    passk::testing::markov_backend model_{};
    std::unordered_map<std::uint64_t, std::uint64_t> attempts_{};
    std::array<std::uint64_t, fault_kinds> faults_{};
    std::vector<std::string> lines_{};
    std::vector<std::string> bodies_{};
    bool recording_ = false;
    std::atomic<std::uint64_t> connections_{0};
    std::atomic<std::uint64_t> draws_{0};
    std::atomic<std::uint32_t> at_once_{0};
    std::atomic<std::uint32_t> most_at_once_{0};
    std::thread thread_{};
};

}  // namespace passk_tests

#endif  // PASSK_TESTS_SUPPORT_MODEL_SERVER_HPP
