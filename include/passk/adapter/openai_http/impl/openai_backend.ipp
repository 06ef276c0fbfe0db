// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_IMPL_OPENAI_BACKEND_IPP
#define PASSK_ADAPTER_OPENAI_HTTP_IMPL_OPENAI_BACKEND_IPP

#include <passk/adapter/openai_http/detail/answer_json.hpp>
#include <passk/adapter/openai_http/detail/concurrency_limit.hpp>
#include <passk/adapter/openai_http/detail/http_client.hpp>
#include <passk/adapter/openai_http/detail/probe.hpp>
#include <passk/adapter/openai_http/detail/proxy.hpp>
#include <passk/adapter/openai_http/detail/request_json.hpp>
#include <passk/adapter/openai_http/detail/retry_delay.hpp>
#include <passk/adapter/openai_http/detail/url.hpp>
#include <passk/adapter/openai_http/endpoint_report.hpp>
#include <passk/adapter/openai_http/openai_backend.hpp>
#include <passk/adapter/openai_http/openai_options.hpp>
#include <passk/adapter/openai_http/server_dialect.hpp>
#include <passk/core/error.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/core/result.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/is_transient.hpp>
#include <passk/infer/refusal.hpp>
#include <passk/infer/scoring_request.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/prompt.hpp>
#include <passk/sample/token_id.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace passk {

struct openai_backend::endpoint {
    detail::http_endpoint http{};
    detail::concurrency_limit limit;
    server_dialect dialect{};
    bool usable = false;
    bool probing = false;
    std::uint32_t in_flight = 0;
    std::uint32_t failures = 0;  // in a row
    clock::time_point rests_until{};
    std::uint64_t answers = 0;
    std::map<errc, std::uint64_t> troubles{};
};

// Some draws of one request, which travel together.
struct openai_backend::chunk {
    std::size_t request = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t attempts = 0;
    milliseconds delay{0};
    std::shared_ptr<const detail::shared_pieces> prompt{};
};

class openai_backend::engine {
public:
    explicit engine(openai_options wanted)
        : options_(std::move(wanted)),
          context_(1),
          trust_(detail::asio::ssl::context::tls_client),
          client_(context_, trust_,
                  {.connect_timeout = options_.connect_timeout,
                   .stall_timeout = options_.stall_timeout,
                   .idle_timeout = options_.idle_timeout,
                   .largest_answer = options_.largest_answer,
                   .api_key = options_.api_key},
                  options_.answer_memory),
          wake_(context_) {}

    backend_capabilities able{};

    std::optional<error> set_up(std::stop_token stop) {
        if (std::optional<error> problem = set_up_trust()) {
            return problem;
        }
        for (const std::string& address : options_.endpoints) {
            if (std::optional<error> problem = add(address)) {
                return problem;
            }
        }
        std::vector<std::optional<error>> problems(endpoints_.size());
        {
            const stopping guard(*this, stop, [] {});
            for (std::size_t e = 0; e < endpoints_.size(); ++e) {
                detail::asio::co_spawn(context_, reach(e, problems[e]), rethrow);
            }
            context_.run();
        }
        settle_down();
        const auto usable = std::find_if(endpoints_.begin(), endpoints_.end(),
                                         [](const endpoint& one) { return one.usable; });
        for (std::size_t e = 0; e < endpoints_.size(); ++e) {
            const auto& problem = problems[e];
            if (problem
                && (usable == endpoints_.end() || problem->code == errc::rejected
                    || problem->code == errc::cancelled)) {
                return problem;
            }
            if (problem && options_.on_trouble) {
                options_.on_trouble(*problem);
            }
        }
        first_ = static_cast<std::size_t>(usable - endpoints_.begin());
        able = usable->dialect.able;
        for (const endpoint& one : endpoints_) {
            if (one.usable && one.dialect.able.model != able.model) {
                return error{errc::rejected, usable->http.address.text() + " serves " + able.model
                                                 + ", " + one.http.address.text() + " serves "
                                                 + one.dialect.able.model};
            }
            if (one.usable) {
                narrow(one.dialect);
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] const endpoint& first() const noexcept { return endpoints_[first_]; }

    [[nodiscard]] std::vector<endpoint_report> reports() const {
        std::vector<endpoint_report> all;
        for (const endpoint& one : endpoints_) {
            all.push_back({.address = one.http.address.text(),
                           .answers = one.answers,
                           .troubles = one.troubles,
                           .limit = one.limit.limit(),
                           .usable = one.usable});
        }
        return all;
    }

    void generate(std::span<const generation_request> requests, draw_sink sink,
                  std::stop_token stop) {
        requests_ = requests;
        sink_ = &sink;
        request_ = 0;
        offset_ = 0;
        again_.clear();
        in_flight_ = 0;
        last_answer_ = clock::now();
        sink_failure_ = nullptr;
        {
            const stopping guard(*this, stop, [this] { pump(); });
            detail::asio::post(context_, [this] { pump(); });
            context_.run();
        }
        settle_down();
        if (sink_failure_) {
            std::rethrow_exception(std::exchange(sink_failure_, nullptr));
        }
    }

    std::vector<result<token_logprobs>> score(std::span<const scoring_request> requests,
                                              std::stop_token stop) {
        std::vector<result<token_logprobs>> scores(
            requests.size(), result<token_logprobs>(error{errc::cancelled, "scoring was stopped"}));
        {
            const stopping guard(*this, stop, [] {});
            std::size_t next = 0;
            for (std::uint32_t w = 0; w < options_.scoring_concurrency && w < requests.size();
                 ++w) {
                detail::asio::co_spawn(context_, score_some(requests, next, scores), rethrow);
            }
            context_.run();
        }
        settle_down();
        return scores;
    }

private:
    // While it lives, a wish to stop closes all connections and then calls `then`.
    class stopping {
    public:
        template <class Then>
        stopping(engine& of, std::stop_token& stop, Then then)
            : callback_(stop, [&of, then] {
                  detail::asio::post(of.context_, [&of, then] {
                      of.client_.stop();
                      for (detail::asio::steady_timer* const pause : of.pauses_) {
                          pause->cancel();
                      }
                      then();
                  });
              }) {}

    private:
        std::stop_callback<std::function<void()>> callback_;
    };

    static void rethrow(const std::exception_ptr& failure) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

    // Runs what a late wish to stop has left behind, so that the next call starts afresh.
    void settle_down() {
        context_.restart();
        context_.poll();
        context_.restart();
        client_.resume();
    }

    std::optional<error> set_up_trust() {
        boost::system::error_code failure;
        if (options_.verify_certificates) {
            trust_.set_verify_mode(detail::asio::ssl::verify_peer, failure);
            if (options_.certificates.empty()) {
                trust_.set_default_verify_paths(failure);
            } else {
                trust_.load_verify_file(options_.certificates, failure);
            }
        } else {
            trust_.set_verify_mode(detail::asio::ssl::verify_none, failure);
        }
        if (failure) {
            return error{errc::io,
                         options_.certificates + ": no certificates: " + failure.message()};
        }
        return std::nullopt;
    }

    std::optional<error> add(const std::string& text) {
        result<detail::url> address = detail::parse_url(text);
        if (!address) {
            return address.error();
        }
        endpoint added{.limit = detail::concurrency_limit(options_.initial_concurrency,
                                                          options_.max_concurrency)};
        added.http.address = std::move(address).value();
        std::string& path = added.http.address.path;
        if (path.ends_with("/v1")) {
            path.resize(path.size() - 3);
        }
        if (options_.proxy && !options_.proxy->empty()) {
            const result<detail::url> proxy = detail::parse_url(*options_.proxy);
            if (!proxy) {
                return proxy.error();
            }
            added.http.proxy = proxy.value();
        } else if (!options_.proxy) {
            auto proxy = detail::proxy_of_environment(
                added.http.address, [](const std::string& name) -> std::string_view {
                    const char* const value = std::getenv(name.c_str());
                    return value == nullptr ? "" : value;
                });
            if (!proxy) {
                return proxy.error();
            }
            added.http.proxy = std::move(proxy).value();
        }
        endpoints_.push_back(std::move(added));
        return std::nullopt;
    }

    detail::asio::awaitable<void> reach(std::size_t e, std::optional<error>& problem) {
        endpoint& one = endpoints_[e];
        one.probing = true;
        detail::server_probe probe(context_, client_, one.http, options_);
        result<server_dialect> found = co_await probe.run();
        one.probing = false;
        if (found) {
            one.dialect = std::move(found).value();
            one.usable = true;
            one.failures = 0;
        } else {
            problem = client_.stopped() ? error{errc::cancelled, "connecting was stopped"}
                                        : found.error();
            rest(one);
        }
    }

    // One that could not be reached at the start: does it fit in with the others now?
    detail::asio::awaitable<void> reach_late(std::size_t e) {
        endpoint& one = endpoints_[e];
        std::optional<error> problem;
        co_await reach(e, problem);
        if (!problem && !covers(one.dialect.able)) {
            one.usable = false;
            one.rests_until = (clock::time_point::max)();
            problem = error{errc::unsupported, one.http.address.text()
                                                   + " is left out: it is not as able as the "
                                                     "others, or serves another model"};
        }
        if (problem) {
            trouble(one, *problem);
        }
        --reaching_;
        pump();
    }

    void narrow(const server_dialect& by) {
        const backend_capabilities& other = by.able;
        for (bool backend_capabilities::*one : flags()) {
            able.*one = able.*one && other.*one;
        }
        if (other.sampled_from != able.sampled_from) {
            able.sampled_from = logprob_distribution::unknown;
        }
        able.max_seed = (std::min)(able.max_seed, other.max_seed);
        able.context_length = able.context_length == 0 ? other.context_length
                              : other.context_length == 0
                                  ? able.context_length
                                  : (std::min)(able.context_length, other.context_length);
    }
    [[nodiscard]] bool covers(const backend_capabilities& other) const {
        return other.model == able.model && other.sampled_from == able.sampled_from
               && other.max_seed >= able.max_seed
               && std::all_of(flags().begin(), flags().end(), [&](bool backend_capabilities::*one) {
                      return !(able.*one) || other.*one;
                  });
    }
    static const std::vector<bool backend_capabilities::*>& flags() {
        using c = backend_capabilities;
        static const std::vector<bool c::*> all{&c::text_prompts, &c::chat_prompts,
                                                &c::images,       &c::token_prompts,
                                                &c::token_ids,    &c::top_k,
                                                &c::min_p,        &c::repetition_penalty,
                                                &c::stop,         &c::sampled_logprobs,
                                                &c::scores_text,  &c::scores_tokens,
                                                &c::seeded};
        return all;
    }

    // ---- Drawing ------------------------------------------------------------------------

    void give(std::size_t request, std::uint32_t number, result<completion> outcome) {
        if (sink_failure_) {
            return;
        }
        try {
            (*sink_)({.request = request, .number = number, .outcome = std::move(outcome)});
        } catch (...) {
            sink_failure_ = std::current_exception();
            client_.stop();
        }
    }
    void give_error(const chunk& some, const error& problem) {
        for (std::uint32_t i = 0; i < some.count; ++i) {
            give(some.request, some.first + i, problem);
        }
    }

    // The next draws that nobody has had yet.
    std::optional<chunk> next_new() {
        while (request_ < requests_.size()) {
            const generation_request& wanted = requests_[request_];
            if (offset_ == 0 && wanted.count > 0) {
                if (const std::optional<error> refused = refuse(wanted)) {
                    give_error({.request = request_, .first = wanted.first, .count = wanted.count},
                               *refused);
                    ++request_;
                    continue;
                }
                prompt_ = std::make_shared<const detail::shared_pieces>(
                    detail::prompt_json(wanted.prompt, urls_));
            }
            if (offset_ < wanted.count) {
                chunk made{.request = request_,
                           .first = wanted.first + offset_,
                           .count = (std::min)(options_.choices, wanted.count - offset_),
                           .prompt = prompt_};
                offset_ += made.count;
                return made;
            }
            ++request_;
            offset_ = 0;
        }
        prompt_.reset();
        return std::nullopt;
    }

    [[nodiscard]] std::optional<error> refuse(const generation_request& wanted) const {
        if (const auto* const turns = std::get_if<chat>(&wanted.prompt)) {
            for (const chat_message& turn : *turns) {
                for (const image& picture : turn.images) {
                    if (picture.bytes == nullptr) {
                        return error{errc::rejected, "an image without bytes"};
                    }
                }
            }
            if (wanted.logprobs && !first().dialect.chat_logprobs) {
                return error{errc::unsupported,
                             able.name + " does not support log-probabilities of chat"};
            }
        }
        return refusal(able, wanted);
    }

    // The endpoint with the most room; none if all are full or rest.
    std::optional<std::size_t> place(clock::time_point now) {
        std::optional<std::size_t> best;
        double emptiest = 1.0;
        for (std::size_t e = 0; e < endpoints_.size(); ++e) {
            const endpoint& one = endpoints_[e];
            const double load =
                static_cast<double>(one.in_flight) / static_cast<double>(one.limit.limit());
            if (one.usable && one.rests_until <= now && load < emptiest) {
                best = e;
                emptiest = load;
            }
        }
        return best;
    }

    // Sends what can be sent and sees to it that somebody comes back when more can be.
    void pump() {
        if (client_.stopped()) {
            wake_.cancel();
            if (in_flight_ == 0 && reaching_ == 0) {
                give_up({errc::cancelled, "generation was stopped"});
            }
            return;
        }
        const clock::time_point now = clock::now();
        for (;;) {
            const std::optional<std::size_t> to = place(now);
            if (!to) {
                break;
            }
            std::optional<chunk> some;
            if (!again_.empty() && again_.begin()->first <= now) {
                some = std::move(again_.begin()->second);
                again_.erase(again_.begin());
            } else {
                some = next_new();
            }
            if (!some) {
                break;
            }
            send(*to, *std::move(some));
        }
        for (std::size_t e = 0; e < endpoints_.size(); ++e) {
            endpoint& one = endpoints_[e];
            client_.evict(one.http);
            if (!one.usable && !one.probing && one.rests_until <= now && work_left()) {
                ++reaching_;
                detail::asio::co_spawn(context_, reach_late(e), rethrow);
            }
        }
        if (in_flight_ == 0 && work_left() && now - last_answer_ > options_.patience) {
            const error last = last_trouble_;
            give_up({errc::unavailable, "no answer for " + std::to_string(options_.patience.count())
                                            + " s; the last trouble: " + last.context});
        }
        wake_when_needed(now);
    }

    [[nodiscard]] bool work_left() const { return !again_.empty() || request_ < requests_.size(); }

    void wake_when_needed(clock::time_point now) {
        clock::time_point next = (clock::time_point::max)();
        // One whose time has come waits for an endpoint: those that work will call, and those
        // that rest are looked at below.
        if (const auto later = again_.upper_bound(now); later != again_.end()) {
            next = later->first;
        }
        if (work_left()) {
            for (const endpoint& one : endpoints_) {
                if (one.rests_until > now && !one.probing) {
                    next = (std::min)(next, one.rests_until);
                }
            }
            if (in_flight_ == 0) {
                next = (std::min)(next, last_answer_ + options_.patience + milliseconds(1));
            }
        }
        if (next == (clock::time_point::max)()) {
            wake_.cancel();
            return;
        }
        wake_.expires_at(next);
        wake_.async_wait([this](const boost::system::error_code& failure) {
            if (!failure) {
                pump();
            }
        });
    }

    void give_up(const error& why) {
        while (!again_.empty()) {
            const chunk some = std::move(again_.begin()->second);
            again_.erase(again_.begin());
            give_error(some, why);
        }
        while (std::optional<chunk> some = next_new()) {
            give_error(*some, why);
        }
    }

    void send(std::size_t e, chunk some) {
        if (some.count > endpoints_[e].dialect.max_choices) {
            // This endpoint gives fewer choices: the rest queues up.
            chunk rest = some;
            rest.first += endpoints_[e].dialect.max_choices;
            rest.count -= endpoints_[e].dialect.max_choices;
            some.count = endpoints_[e].dialect.max_choices;
            again_.emplace(clock::time_point{}, std::move(rest));
        }
        ++endpoints_[e].in_flight;
        ++in_flight_;
        detail::asio::co_spawn(context_, run(e, std::move(some)), rethrow);
    }

    detail::asio::awaitable<void> run(std::size_t e, chunk some) {
        endpoint& to = endpoints_[e];
        const generation_request& wanted = requests_[some.request];
        const std::uint64_t number = to.limit.sent();
        const bool full = to.in_flight >= to.limit.limit();
        const bool talks = std::holds_alternative<chat>(wanted.prompt);
        detail::http_answer answer;
        {
            detail::http_request request{.target = to.http.address.path};
            request.target += talks ? "/v1/chat/completions" : "/v1/completions";
            request.body =
                detail::draw_body(to.dialect, wanted, some.first, some.count, *some.prompt);
            answer = co_await client_.exchange(to.http, request);
        }
        settle(to, std::move(some), std::move(answer), number, full);
        --to.in_flight;
        --in_flight_;
        pump();
    }

    void settle(endpoint& from, chunk some, detail::http_answer answer, std::uint64_t number,
                bool full) {
        if (client_.stopped()) {
            give_error(some, {errc::cancelled, "generation was stopped"});
            return;
        }
        const generation_request& wanted = requests_[some.request];
        std::optional<error> problem;
        if (!answer.arrived) {
            problem = error{answer.code, answer.trouble};
        } else if (answer.status == 200) {
            result<std::vector<completion>> drawn =
                detail::server_choice_reader(from.dialect, wanted, some.first, some.count)
                    .read(answer.body);
            if (drawn) {
                answer.body = {};
                succeeded(from, full);
                std::uint32_t drawn_number = some.first;
                for (completion& one : std::move(drawn).value()) {
                    give(some.request, drawn_number++, std::move(one));
                }
                return;
            }
            problem = drawn.error();
        } else {
            problem = detail::error_of_status(answer.status, answer.body);
            if (answer.status / 100 == 3) {
                problem->context += " to " + answer.location;
            }
        }
        problem->context = from.http.address.text() + ": " + problem->context;
        failed(from, std::move(some), answer, *problem, number);
    }

    void succeeded(endpoint& from, bool full) {
        ++from.answers;
        from.failures = 0;
        from.limit.succeeded(full);
        last_answer_ = clock::now();
    }

    double unit() { return uniform_unit(bits_); }

    void rest(endpoint& one) {
        ++one.failures;
        milliseconds wait = options_.first_delay;
        for (std::uint32_t i = 1; i < one.failures && wait < options_.longest_delay; ++i) {
            wait *= 2;
        }
        one.rests_until = clock::now() + (std::min)(wait, options_.longest_delay);
    }

    void trouble(endpoint& with, const error& problem) {
        ++with.troubles[problem.code];
        last_trouble_ = problem;
        if (options_.on_trouble) {
            options_.on_trouble(problem);
        }
    }

    void failed(endpoint& from, chunk some, const detail::http_answer& answer, const error& problem,
                std::uint64_t number) {
        constexpr std::uint32_t too_many = 5;
        trouble(from, problem);
        const bool busy = answer.arrived && (answer.status == 429 || answer.status == 503);
        const bool unreachable = !answer.connected && is_transient(problem.code);
        if (busy || unreachable || problem.code == errc::timeout || answer.status == 504) {
            from.limit.overloaded(number);
        }
        if (unreachable) {
            rest(from);
        } else if (busy) {
            const auto asked_for = detail::retry_after(
                answer.retry_after, std::chrono::time_point_cast<std::chrono::seconds>(
                                        std::chrono::system_clock::now()));
            if (asked_for) {
                from.rests_until = (std::max)(
                    from.rests_until, clock::now() + (std::min)(*asked_for, options_.patience));
            }
        } else {
            ++some.attempts;
            if (is_transient(problem.code) && ++from.failures >= too_many) {
                rest(from);
            }
        }
        const bool hopeless = !is_transient(problem.code) || some.attempts >= options_.attempts;
        if (!hopeless) {
            some.delay = detail::next_delay(some.delay, options_.first_delay,
                                            options_.longest_delay, unit());
            again_.emplace(clock::now() + some.delay, std::move(some));
            return;
        }
        // One draw that cannot be written down must not take the others with it.
        const bool may_be_one = problem.code == errc::malformed
                                || problem.context.find("not JSON compliant") != std::string::npos;
        if (some.count > 1 && may_be_one) {
            for (std::uint32_t i = 0; i < some.count; ++i) {
                again_.emplace(clock::now(), chunk{.request = some.request,
                                                   .first = some.first + i,
                                                   .count = 1,
                                                   .attempts = some.attempts / 2,
                                                   .prompt = some.prompt});
            }
            return;
        }
        give_error(some,
                   {problem.code,
                    problem.context
                        + (some.attempts > 1 ? " (" + std::to_string(some.attempts) + " attempts)"
                                             : std::string())});
    }

    // ---- Scoring ------------------------------------------------------------------------

    detail::asio::awaitable<void> score_some(std::span<const scoring_request> requests,
                                             std::size_t& next,
                                             std::vector<result<token_logprobs>>& scores) {
        while (next < requests.size() && !client_.stopped()) {
            const std::size_t mine = next++;
            if (std::optional<error> refused = refusal(able, requests[mine])) {
                scores[mine] = *std::move(refused);
                continue;
            }
            scores[mine] = co_await score_one(requests[mine]);
        }
    }

    // The answer with status 200 to a request, from any endpoint; again where that may help.
    detail::asio::awaitable<result<std::string>> ask(endpoint& of, std::string target,
                                                     std::string body) {
        detail::http_request request{.target = of.http.address.path + target};
        request.body.push_back(std::make_shared<const std::string>(std::move(body)));
        milliseconds delay{0};
        for (std::uint32_t attempt = 1;; ++attempt) {
            detail::http_answer answer = co_await client_.exchange(of.http, request);
            if (client_.stopped()) {
                co_return error{errc::cancelled, "scoring was stopped"};
            }
            if (answer.arrived && answer.status == 200) {
                co_return std::move(answer.body);
            }
            error problem = answer.arrived ? detail::error_of_status(answer.status, answer.body)
                                           : error{answer.code, answer.trouble};
            problem.context = of.http.address.text() + ": " + problem.context;
            trouble(of, problem);
            if (!is_transient(problem.code) || attempt >= options_.attempts) {
                co_return problem;
            }
            delay = detail::next_delay(delay, options_.first_delay, options_.longest_delay, unit());
            const auto asked_for = detail::retry_after(
                answer.retry_after, std::chrono::time_point_cast<std::chrono::seconds>(
                                        std::chrono::system_clock::now()));
            detail::asio::steady_timer pause(
                context_,
                asked_for ? (std::min)(milliseconds(*asked_for), milliseconds(options_.patience))
                          : delay);
            pauses_.insert(&pause);
            static_cast<void>(co_await pause.async_wait(detail::in_coroutine));
            pauses_.erase(&pause);
        }
    }

    detail::asio::awaitable<result<token_ids>> tokens_of(endpoint& by, std::string text) {
        std::string body = detail::tokenize_json(by.dialect, text);
        const result<std::string> answer = co_await ask(
            by,
            by.dialect.tokenizer == tokenizer_route::extras_tokenize ? "/extras/tokenize"
                                                                     : "/tokenize",
            std::move(body));
        if (!answer) {
            co_return answer.error();
        }
        std::optional<token_ids> ids = detail::read_tokenized(answer.value());
        if (!ids) {
            co_return error{errc::malformed, "an answer to tokenizing has no tokens"};
        }
        co_return *std::move(ids);
    }

    detail::asio::awaitable<result<token_logprobs>> score_one(const scoring_request& wanted) {
        endpoint& by = next_scorer();
        const auto* const prompt_text = std::get_if<std::string>(&wanted.prompt);
        const auto* const prompt_ids = std::get_if<token_ids>(&wanted.prompt);
        const auto* const text = std::get_if<std::string>(&wanted.continuation);
        if (prompt_text == nullptr && prompt_ids == nullptr) {
            co_return error{errc::unsupported,
                            "scoring after chat: give the token ids of the prompt, as they "
                            "come with what was drawn"};
        }
        if (by.dialect.scoring == scoring_route::echo_text) {
            if (prompt_text == nullptr || text == nullptr) {
                co_return error{errc::unsupported, able.name + " scores text after text only"};
            }
            const result<std::string> answer = co_await ask(
                by, "/v1/completions", detail::score_text_json(by.dialect, *prompt_text + *text));
            if (!answer) {
                co_return answer.error();
            }
            co_return detail::read_echoed(*prompt_text, *text, answer.value());
        }
        token_ids before;
        if (prompt_ids != nullptr) {
            before = *prompt_ids;
        } else {
            result<token_ids> found = co_await tokens_of(by, *prompt_text);
            if (!found) {
                co_return found.error();
            }
            before = std::move(found).value();
        }
        token_ids whole = before;
        end_of_sequence ending = end_of_sequence::included;
        if (text == nullptr) {
            const token_ids& after = std::get<token_ids>(wanted.continuation);
            whole.insert(whole.end(), after.begin(), after.end());
        } else {
            if (prompt_text == nullptr) {
                co_return error{errc::unsupported,
                                "text after a prompt of token ids has no tokens of its own"};
            }
            ending = end_of_sequence::excluded;
            result<token_ids> found = co_await tokens_of(by, *prompt_text + *text);
            if (!found) {
                co_return found.error();
            }
            whole = std::move(found).value();
            if (whole.size() < before.size()
                || !std::equal(before.begin(), before.end(), whole.begin())) {
                co_return error{errc::unsupported,
                                "the tokenizer joins the end of the prompt with the beginning "
                                "of the continuation: it has no tokens of its own"};
            }
        }
        if (before.empty()) {
            co_return error{errc::unsupported, "the first token of all has no log-probability"};
        }
        if (whole.size() == before.size()) {
            co_return token_logprobs({},
                                     {.distribution = logprob_distribution::raw, .ending = ending},
                                     completion_extent::unknown);
        }
        error last{};
        for (std::uint32_t attempt = 0; attempt < options_.attempts; ++attempt) {
            const result<std::string> answer = co_await ask(
                by, by.dialect.scoring == scoring_route::generate ? "/generate" : "/v1/completions",
                detail::score_json(by.dialect, whole));
            if (!answer) {
                co_return answer.error();
            }
            result<token_logprobs> read =
                detail::read_scores(by.dialect, whole, before.size(), ending, answer.value());
            if (read) {
                ++by.answers;
                co_return read;
            }
            last = read.error();
            trouble(by, last);
            if (!is_transient(last.code)) {
                break;
            }
        }
        co_return last;
    }

    endpoint& next_scorer() {
        do {
            scorer_ = (scorer_ + 1) % endpoints_.size();
        } while (!endpoints_[scorer_].usable);
        return endpoints_[scorer_];
    }

    openai_options options_;
    detail::asio::io_context context_;
    detail::asio::ssl::context trust_;
    detail::http_client client_;
    detail::asio::steady_timer wake_;
    std::unordered_set<detail::asio::steady_timer*> pauses_{};
    std::vector<endpoint> endpoints_{};
    std::size_t first_ = 0;
    std::size_t scorer_ = 0;
    detail::image_urls urls_{};
    random_bits bits_{0x9E3779B97F4A7C15U};  // for jitter: it need not differ from run to run

    // Of the call of generate that is under way.
    std::span<const generation_request> requests_{};
    const draw_sink* sink_ = nullptr;
    std::size_t request_ = 0;  // the next draw that nobody has had
    std::uint32_t offset_ = 0;
    std::shared_ptr<const detail::shared_pieces> prompt_{};
    std::multimap<clock::time_point, chunk> again_{};  // by when they may be tried again
    std::size_t in_flight_ = 0;
    std::size_t reaching_ = 0;
    clock::time_point last_answer_{};
    error last_trouble_{};
    std::exception_ptr sink_failure_{};
};

PASSK_INLINE openai_backend::openai_backend(std::unique_ptr<engine> made)
    : engine_(std::move(made)) {}

PASSK_INLINE openai_backend::openai_backend(openai_backend&& other) noexcept = default;

PASSK_INLINE openai_backend& openai_backend::operator=(openai_backend&& other) noexcept = default;

PASSK_INLINE openai_backend::~openai_backend() = default;

PASSK_INLINE result<openai_backend> openai_backend::connect(openai_options options,
                                                            std::stop_token stop) {
    const openai_options& o = options;
    detail::expects(!o.endpoints.empty(), "passk::openai_backend: no endpoint is given");
    detail::expects(o.choices > 0 && o.initial_concurrency > 0 && o.max_concurrency > 0
                        && o.scoring_concurrency > 0 && o.attempts > 0 && o.largest_answer > 0
                        && o.answer_memory > 0,
                    "passk::openai_backend: choices, concurrency, attempts and sizes are at "
                    "least 1");
    if (o.api_key.find_first_of("\r\n") != std::string::npos) {
        return error{errc::malformed, "the API key has an end of line in it"};
    }
    auto made = std::make_unique<engine>(std::move(options));
    if (std::optional<error> problem = made->set_up(std::move(stop))) {
        return *std::move(problem);
    }
    return openai_backend(std::move(made));
}

PASSK_INLINE const backend_capabilities& openai_backend::capabilities() const noexcept {
    return engine_->able;
}

PASSK_INLINE const server_dialect& openai_backend::dialect() const noexcept {
    return engine_->first().dialect;
}

PASSK_INLINE std::vector<endpoint_report> openai_backend::endpoints() const {
    return engine_->reports();
}

PASSK_INLINE void openai_backend::generate(std::span<const generation_request> requests,
                                           draw_sink sink, std::stop_token stop) {
    expects_requests("passk::openai_backend::generate", requests);
    engine_->generate(requests, sink, std::move(stop));
}

PASSK_INLINE std::vector<result<token_logprobs>> openai_backend::score(
    std::span<const scoring_request> requests, std::stop_token stop) {
    return engine_->score(requests, std::move(stop));
}

}  // namespace passk

#endif  // PASSK_ADAPTER_OPENAI_HTTP_IMPL_OPENAI_BACKEND_IPP
