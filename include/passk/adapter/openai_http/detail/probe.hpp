// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_DETAIL_PROBE_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_DETAIL_PROBE_HPP

#include <passk/adapter/openai_http/detail/answer_json.hpp>
#include <passk/adapter/openai_http/detail/http_client.hpp>
#include <passk/adapter/openai_http/detail/request_json.hpp>
#include <passk/adapter/openai_http/openai_options.hpp>
#include <passk/adapter/openai_http/server_dialect.hpp>
#include <passk/core/base64.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/is_transient.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/prompt.hpp>
#include <passk/sample/token_id.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail {

// Finds out what a server is and can do by asking it for little things. An answer that may be a
// matter of chance (a lost connection) is asked for again; one that is not is believed.
class server_probe {
public:
    server_probe(asio::io_context& context, http_client& client, http_endpoint& server,
                 const openai_options& options)
        : context_(context), client_(client), server_(server), options_(options) {}

    asio::awaitable<result<server_dialect>> run() {
        if (std::optional<error> problem = co_await recognise()) {
            co_return *problem;
        }
        co_await try_text();
        co_await try_chat();
        if (!is_.able.text_prompts && !is_.able.chat_prompts) {
            co_return error{
                first_refusal_.code == errc::cancelled ? errc::cancelled : errc::rejected,
                server_.address.text() + " draws nothing: " + first_refusal_.context};
        }
        if (is_.able.text_prompts) {
            co_await try_logprobs();
            co_await try_token_prompts();
            co_await try_tokenizers();
            co_await try_scoring();
        }
        co_await try_choices();
        co_await try_parameters();
        co_await try_distribution();
        co_await try_images();
        is_.able.max_seed =
            is_.kind == server_kind::llama_cpp || is_.kind == server_kind::llama_cpp_python
                ? (std::numeric_limits<std::uint32_t>::max)() - 1U
                : static_cast<std::uint64_t>((std::numeric_limits<std::int64_t>::max)());
        is_.able.seeded = options_.batch_invariant;
        note("seeds up to " + std::to_string(is_.able.max_seed)
             + (is_.able.seeded ? ", reproducible as the options say" : ", best effort"));
        co_return std::move(is_);
    }

private:
    using drawn = result<std::vector<completion>>;

    void note(std::string what) { is_.able.findings.push_back(std::move(what)); }
    void note(std::string_view what, bool can) {
        note(std::string(what) + (can ? ": yes" : ": no"));
    }

    // One request; again, a few times, if what went wrong may pass.
    asio::awaitable<http_answer> ask(std::string_view method, std::string target,
                                     std::string body = {}) {
        constexpr int attempts = 5;
        http_request request{.method = method, .target = server_.address.path + target};
        if (!body.empty()) {
            request.body.push_back(std::make_shared<const std::string>(std::move(body)));
        }
        for (int attempt = 1;; ++attempt) {
            http_answer answer = co_await client_.exchange(server_, request);
            const bool fine = answer.arrived && answer.status < 500 && answer.status != 429;
            const bool final = !answer.arrived ? !is_transient(answer.code)
                                               : error_of_status(answer.status, answer.body).code
                                                     != errc::unavailable;
            if (fine || final || attempt == attempts || client_.stopped()
                || (!answer.connected && !answer.arrived)) {
                co_return answer;
            }
            asio::steady_timer pause(context_, options_.first_delay * attempt);
            static_cast<void>(co_await pause.async_wait(in_coroutine));
        }
    }

    asio::awaitable<std::optional<error>> recognise() {
        const http_answer models = co_await ask("GET", "/v1/models");
        if (!models.arrived) {
            co_return error{client_.stopped() ? errc::cancelled : models.code, models.trouble};
        }
        if (models.status == 401 || models.status == 403) {
            co_return error{errc::rejected, server_.address.text() + " refuses the API key: "
                                                + complaint_of(models.body)};
        }
        is_.able.model = options_.model;
        std::string owner;
        if (models.status == 200) {
            const json_answer answer(models.body);
            const auto* const whole = answer.object();
            const auto* const listed =
                whole == nullptr ? nullptr : member<boost::json::array>(*whole, "data");
            if (listed == nullptr) {
                co_return error{errc::malformed,
                                server_.address.text() + "/v1/models is no list of models"};
            }
            std::string names;
            for (const boost::json::value& one : *listed) {
                const auto* const entry = one.if_object();
                const std::string_view id = entry == nullptr ? "" : text_member(*entry, "id");
                names += (names.empty() ? "" : ", ") + std::string(id);
                if (is_.able.model.empty() ? listed->size() == 1 : id == is_.able.model) {
                    is_.able.model = id;
                    owner = text_member(*entry, "owned_by");
                    is_.able.context_length = whole_number(*entry, "max_model_len").value_or(0);
                }
            }
            if (is_.able.model.empty()) {
                co_return error{
                    errc::rejected,
                    server_.address.text() + " serves several models; name one of " + names};
            }
        }
        if (is_.able.model.empty()) {
            co_return error{errc::rejected,
                            server_.address.text() + " does not list its models; name one"};
        }
        co_await name_the_kind(owner);
        is_.able.name = std::string(to_string(is_.kind)) + (version_.empty() ? "" : ' ' + version_);
        note(is_.able.name + " at " + server_.address.text() + ", model " + is_.able.model);
        co_return std::nullopt;
    }

    asio::awaitable<void> name_the_kind(std::string_view owner) {
        is_.kind = owner == "vllm"       ? server_kind::vllm
                   : owner == "sglang"   ? server_kind::sglang
                   : owner == "llamacpp" ? server_kind::llama_cpp
                   : owner == "me"       ? server_kind::llama_cpp_python
                   : owner == "openai" || owner == "system" || owner == "openai-internal"
                       ? server_kind::openai
                       : server_kind::other;
        const auto has = [](const http_answer& answer, std::string_view name) {
            const json_answer json(answer.body);
            return answer.arrived && answer.status == 200 && json.object() != nullptr
                   && json.object()->contains(name);
        };
        if (is_.kind == server_kind::vllm || is_.kind == server_kind::other) {
            const http_answer version = co_await ask("GET", "/version");
            if (has(version, "version")) {
                version_ = text_member(*json_answer(version.body).object(), "version");
                is_.kind = server_kind::vllm;
            }
        }
        if (is_.kind == server_kind::other) {
            const http_answer info = co_await ask("GET", "/get_model_info");
            if (has(info, "model_path")) {
                is_.kind = server_kind::sglang;
            }
        }
        if (is_.kind == server_kind::other || is_.kind == server_kind::llama_cpp) {
            const http_answer props = co_await ask("GET", "/props");
            if (has(props, "default_generation_settings")) {
                is_.kind = server_kind::llama_cpp;
                const json_answer json(props.body);
                version_ = text_member(*json.object(), "build_info");
            }
        }
    }

    static generation_request few_tokens(std::uint64_t seed = 1, std::uint32_t tokens = 8) {
        return {.prompt = std::string("The quick brown fox"),
                .how = {.max_tokens = tokens, .seed = seed}};
    }

    asio::awaitable<drawn> draw(generation_request wanted, std::uint32_t count = 1) {
        const bool talks = std::holds_alternative<chat>(wanted.prompt);
        if (!is_.able.text_prompts && !talks) {
            wanted.prompt = chat{{.role = "user", .text = "The quick brown fox"}};
        }
        const bool chats = std::holds_alternative<chat>(wanted.prompt);
        std::string body = draw_json(is_, wanted, 0, count);
        for (const auto& piece : prompt_json(wanted.prompt, urls_)) {
            body += *piece;
        }
        const http_answer answer =
            co_await ask("POST", chats ? "/v1/chat/completions" : "/v1/completions", body + '}');
        if (!answer.arrived) {
            co_return error{answer.code, answer.trouble};
        }
        if (answer.status != 200) {
            co_return error_of_status(answer.status, answer.body);
        }
        co_return server_choice_reader(is_, wanted, 0, count).read(answer.body);
    }

    // Does it come out well? With what is asked for taken for granted while asking.
    asio::awaitable<bool> works(generation_request wanted, std::uint32_t count = 1) {
        const drawn outcome = co_await draw(std::move(wanted), count);
        if (!outcome && first_refusal_.context.empty()) {
            first_refusal_ = outcome.error();
        }
        co_return outcome.has_value();
    }

    // Was it refused for fields that the server does not know? Then it cannot fill them in either.
    // One that knows them and refuses their values would.
    static bool strange_fields(const error& refusal) {
        for (const std::string_view words :
             {"nrecognized", "nknown", "nexpected", "not permitted", "xtra", "additional"}) {
            if (refusal.context.find(words) != std::string::npos) {
                return true;
            }
        }
        return false;
    }

    asio::awaitable<void> try_text() {
        is_.able.text_prompts = true;
        is_.able.max_seed = 1;
        const drawn first = co_await draw(few_tokens());
        bool can = first.has_value();
        if (!can) {
            first_refusal_ = first.error();
            is_.only_known_fields = strange_fields(first.error());
            can = is_.only_known_fields && co_await works(few_tokens());
            is_.only_known_fields = can;
        }
        is_.able.text_prompts = can;
        note("completions of text", can);
    }

    asio::awaitable<void> try_chat() {
        generation_request hello = few_tokens();
        hello.prompt = chat{{.role = "user", .text = "The quick brown fox"}};
        const drawn first = co_await draw(hello);
        bool can = first.has_value();
        if (!can && !is_.able.text_prompts && strange_fields(first.error())) {
            is_.only_known_fields = true;
            can = co_await works(hello);
        }
        is_.able.chat_prompts = can;
        note("chat", can);
        if (can) {
            hello.logprobs = true;
            for (const std::uint32_t field : {0U, 1U}) {
                is_.logprobs_field = field;
                is_.chat_logprobs = co_await works(hello);
                if (is_.chat_logprobs) {
                    break;
                }
            }
            is_.able.sampled_logprobs = is_.chat_logprobs;
            note("log-probabilities of chat", is_.chat_logprobs);
        }
    }

    asio::awaitable<void> try_logprobs() {
        generation_request wanted = few_tokens();
        wanted.logprobs = true;
        bool can = false;
        for (std::uint32_t field = is_.chat_logprobs ? is_.logprobs_field : 0; field < 2 && !can;
             ++field) {
            is_.logprobs_field = field;
            can = co_await works(wanted);
        }
        is_.able.sampled_logprobs = can;
        note("log-probabilities of what it draws", can);
        if (can) {
            is_.usage_counts = true;
            is_.usage_counts = co_await works(wanted);
        }
        wanted.token_ids = true;
        is_.able.token_ids = true;
        const drawn both = co_await draw(wanted);
        is_.able.token_ids = both.has_value() && !both.value()[0].tokens.empty();
        if (is_.able.token_ids) {
            prompt_ids_ = both.value()[0].prompt_token_ids;
            wanted.logprobs = false;
            is_.ids_with_logprobs = !co_await works(wanted);
        }
        note("ids of the tokens it draws", is_.able.token_ids);
    }

    asio::awaitable<void> try_token_prompts() {
        generation_request wanted = few_tokens();
        const token_ids three{5, 6, 7};
        wanted.prompt = three;
        const drawn outcome = co_await draw(wanted);
        is_.able.token_prompts =
            outcome.has_value() && outcome.value()[0].prompt_tokens == three.size();
        note("prompts of token ids", is_.able.token_prompts);
    }

    asio::awaitable<void> try_tokenizers() {
        for (const tokenizer_route route :
             {tokenizer_route::tokenize_prompt, tokenizer_route::tokenize_content,
              tokenizer_route::extras_tokenize}) {
            is_.tokenizer = route;
            const http_answer answer = co_await ask(
                "POST",
                route == tokenizer_route::extras_tokenize ? "/extras/tokenize" : "/tokenize",
                tokenize_json(is_, "The quick brown fox"));
            const auto tokens =
                answer.arrived && answer.status == 200 ? read_tokenized(answer.body) : std::nullopt;
            if (tokens && tokens->size() > 1) {
                prompt_ids_ = *tokens;
                note("a tokenizer: yes");
                co_return;
            }
        }
        is_.tokenizer = tokenizer_route::none;
        note("a tokenizer", false);
    }

    asio::awaitable<void> try_scoring() {
        token_ids tokens = prompt_ids_;
        if (tokens.size() < 2) {
            tokens = {5, 6, 7};
        }
        struct way {
            scoring_route route;
            const char* name;
        };
        if (is_.able.token_prompts) {
            for (const way& one :
                 {way{scoring_route::prompt_logprobs, "prompt_logprobs"},
                  way{scoring_route::generate, "/generate"}, way{scoring_route::echo, "echo"}}) {
                is_.scoring = one.route;
                const http_answer answer = co_await ask(
                    "POST", one.route == scoring_route::generate ? "/generate" : "/v1/completions",
                    score_json(is_, tokens));
                if (answer.arrived && answer.status == 200
                    && begins_with_nothing(answer.body, one.route)
                    && read_scores(is_, tokens, 1, end_of_sequence::included, answer.body)) {
                    is_.able.scores_tokens = true;
                    is_.able.scores_text = is_.tokenizer != tokenizer_route::none;
                    note("scoring of given tokens: by " + std::string(one.name));
                    co_return;
                }
            }
        }
        is_.able.scores_text = co_await echo_agrees();
        is_.scoring = is_.able.scores_text ? scoring_route::echo_text : scoring_route::none;
        note("scoring of given tokens", false);
        note("scoring of given text, by echo", is_.able.scores_text);
    }

    // Does the echo of what was drawn give the log-probabilities that it was drawn with?
    asio::awaitable<bool> echo_agrees() {
        generation_request wanted = few_tokens(51, 6);
        wanted.logprobs = true;
        if (!is_.able.sampled_logprobs) {
            co_return false;
        }
        const drawn outcome = co_await draw(wanted);
        if (!outcome || outcome.value()[0].text.empty()) {
            co_return false;
        }
        const std::string before = std::get<std::string>(wanted.prompt);
        const completion& one = outcome.value()[0];
        const http_answer answer =
            co_await ask("POST", "/v1/completions", score_text_json(is_, before + one.text));
        if (!answer.arrived || answer.status != 200) {
            co_return false;
        }
        const result<token_logprobs> echoed = read_echoed(before, one.text, answer.body);
        if (!echoed || echoed.value().empty() || echoed.value().size() > one.logprobs->size()) {
            co_return false;
        }
        constexpr double noise = 0.05;
        for (std::size_t t = 0; t < echoed.value().size(); ++t) {
            if (std::abs(echoed.value().values()[t] - one.logprobs->values()[t]) > noise) {
                co_return false;
            }
        }
        co_return true;
    }

    // The first token of a prompt has no log-probability. A server that ignores echo and gives
    // those of what it drew is told by that.
    static bool begins_with_nothing(std::string_view body, scoring_route route) {
        if (route == scoring_route::generate) {
            return true;
        }
        const json_answer answer(body);
        const auto* const whole = answer.object();
        const auto* const choices =
            whole == nullptr ? nullptr : member<boost::json::array>(*whole, "choices");
        const auto* const choice =
            choices == nullptr || choices->empty() ? nullptr : (*choices)[0].if_object();
        if (choice == nullptr) {
            return false;
        }
        const auto* listed = member<boost::json::array>(*choice, "prompt_logprobs");
        if (route == scoring_route::echo) {
            const auto* const holder = member<boost::json::object>(*choice, "logprobs");
            listed =
                holder == nullptr ? nullptr : member<boost::json::array>(*holder, "token_logprobs");
        }
        return listed != nullptr && !listed->empty() && (*listed)[0].is_null();
    }

    asio::awaitable<void> try_choices() {
        is_.max_choices = 2;
        const drawn two = co_await draw(few_tokens(11, 16), 2);
        // Two that are the same may be one that was copied.
        const bool can = two.has_value() && two.value()[0].text != two.value()[1].text;
        is_.max_choices = can ? options_.choices : 1;
        note("several choices in an answer", can);
    }

    // All texts that a few seeds give with these parameters.
    asio::awaitable<std::optional<std::vector<std::string>>> texts(sampling how) {
        std::vector<std::string> drawn_texts;
        for (const std::uint64_t seed : {21U, 22U, 23U}) {
            generation_request wanted = few_tokens(seed, 6);
            how.max_tokens = 6;
            how.seed = seed;
            wanted.how = how;
            const drawn one = co_await draw(wanted);
            if (!one) {
                co_return std::nullopt;
            }
            drawn_texts.push_back(one.value()[0].text);
        }
        std::sort(drawn_texts.begin(), drawn_texts.end());
        drawn_texts.erase(std::unique(drawn_texts.begin(), drawn_texts.end()), drawn_texts.end());
        co_return drawn_texts;
    }

    asio::awaitable<void> try_parameters() {
        const bool named = is_.kind != server_kind::other && is_.kind != server_kind::openai;
        is_.able.repetition_penalty = named;  // whether it was heeded cannot be seen from outside
        if (is_.only_known_fields) {
            is_.able.top_k = is_.able.min_p = is_.able.repetition_penalty = false;
            note("top-k, min-p and a repetition penalty", false);
        } else {
            // Of a hot distribution the likeliest token only: always the same text.
            constexpr double hot = 1.5;
            const auto free = co_await texts({.temperature = hot});
            const bool telling = free && free->size() > 1;
            const auto one_token = co_await texts({.temperature = hot, .top_k = 1});
            const auto likeliest = co_await texts({.temperature = hot, .min_p = 1.0});
            is_.able.top_k = telling ? one_token && one_token->size() == 1 : named;
            is_.able.min_p = telling ? likeliest && likeliest->size() == 1 : named;
            note(telling ? "top-k" : "top-k (cannot be told: it draws one text only)",
                 is_.able.top_k);
            const bool flat = named && !is_.able.min_p && co_await all_equally_likely(hot);
            is_.able.min_p = is_.able.min_p || flat;
            note(flat ? "min-p (cannot be told: all tokens are about as likely)" : "min-p",
                 is_.able.min_p);
        }
        generation_request wanted = few_tokens(31, 8);
        const drawn whole = co_await draw(wanted);
        if (whole && !whole.value()[0].text.empty()) {
            const std::string& text = whole.value()[0].text;
            const auto ascii = std::find_if(text.begin(), text.end(), [](char c) {
                return static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 127;
            });
            wanted.how.stop = {ascii == text.end() ? std::string("\n") : std::string(1, *ascii)};
        } else {
            wanted.how.stop = {"\n"};
        }
        is_.able.stop = (co_await draw(wanted)).has_value();
        note("stop texts", is_.able.stop);
    }

    // The log-probability of the likeliest first token at a temperature, as it is reported.
    asio::awaitable<std::optional<double>> likeliest(double temperature) {
        generation_request wanted = few_tokens(41, 1);
        wanted.how.temperature = temperature;
        wanted.logprobs = true;
        const std::uint32_t field = std::exchange(is_.logprobs_field, 1U);
        const bool chats = !is_.able.text_prompts;
        if (chats) {
            wanted.prompt = chat{{.role = "user", .text = "The quick brown fox"}};
        }
        std::string body = draw_json(is_, wanted, 0, 1);
        is_.logprobs_field = field;
        for (const auto& piece : prompt_json(wanted.prompt, urls_)) {
            body += *piece;
        }
        const http_answer answer =
            co_await ask("POST", chats ? "/v1/chat/completions" : "/v1/completions", body + '}');
        const json_answer json(answer.body);
        const auto* const choices = json.object() == nullptr
                                        ? nullptr
                                        : member<boost::json::array>(*json.object(), "choices");
        const auto* const choice =
            choices == nullptr || choices->empty() ? nullptr : (*choices)[0].if_object();
        const auto* const holder =
            choice == nullptr ? nullptr : member<boost::json::object>(*choice, "logprobs");
        if (holder == nullptr) {
            co_return std::nullopt;
        }
        std::optional<double> best;
        const auto consider = [&](const boost::json::value* value) {
            if (value != nullptr && value->is_number()) {
                const double one = value->to_number<double>();
                best = !best || one > *best ? one : *best;
            }
        };
        if (const auto* const content = member<boost::json::array>(*holder, "content")) {
            const auto* const first = content->empty() ? nullptr : (*content)[0].if_object();
            const auto* const top =
                first == nullptr ? nullptr : member<boost::json::array>(*first, "top_logprobs");
            if (top != nullptr) {
                for (const boost::json::value& one : *top) {
                    consider(one.is_object() ? one.get_object().if_contains("logprob") : nullptr);
                }
            }
        } else if (const auto* const listed = member<boost::json::array>(*holder, "top_logprobs")) {
            if (!listed->empty() && (*listed)[0].is_object()) {
                for (const auto& one : (*listed)[0].get_object()) {
                    consider(&one.value());
                }
            }
        }
        co_return best;
    }

    // A model of random weights finds all tokens as likely as the likeliest, to the last digit of a
    // float: then even min-p = 1 leaves many. Texts that differ are known to come out.
    asio::awaitable<bool> all_equally_likely(double temperature) {
        if (!is_.able.sampled_logprobs) {
            co_return false;
        }
        double least = 0.0;
        double most = -std::numeric_limits<double>::infinity();
        for (const std::uint64_t seed : {21U, 22U, 23U}) {
            generation_request wanted = few_tokens(seed, 6);
            wanted.how.temperature = temperature;
            wanted.logprobs = true;
            const drawn one = co_await draw(wanted);
            if (!one) {
                co_return false;
            }
            for (const double value : one.value()[0].logprobs->values()) {
                least = (std::min)(least, value);
                most = (std::max)(most, value);
            }
        }
        constexpr double noise = 0.02;
        co_return std::isfinite(most) && most - least < noise;
    }

    // Raw log-probabilities do not know the temperature; processed ones do.
    asio::awaitable<void> try_distribution() {
        if (!is_.able.sampled_logprobs) {
            co_return;
        }
        const std::optional<double> warm = co_await likeliest(1.0);
        const std::optional<double> cold = co_await likeliest(0.5);
        constexpr double noise = 0.02;      // of batches and half precision
        constexpr double too_sure = -0.05;  // nearer to 0 the two are too near each other
        if (warm && cold && *warm < too_sure) {
            if (std::abs(*warm - *cold) < noise) {
                is_.able.sampled_from = logprob_distribution::raw;
            } else if (*cold > *warm) {
                is_.able.sampled_from = logprob_distribution::processed;
            }
        }
        note("log-probabilities are "
             + std::string(is_.able.sampled_from == logprob_distribution::raw ? "raw"
                           : is_.able.sampled_from == logprob_distribution::processed
                               ? "processed"
                               : "of an unknown kind"));
    }

    // A grey square. It must add to the prompt, or it was ignored; and as much when bytes follow
    // the end of the picture, or its bytes were read as text.
    asio::awaitable<void> try_images() {
        constexpr std::string_view grey =
            "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAAAAACPAi4CAAAAKUlEQVR42u3MQREAAAwCIKMb3RD77SAA6VEE"
            "AoFAIBAIBAKBQCAQfA8G320AeXC6efoAAAAASUVORK5CYII=";
        if (is_.able.chat_prompts) {
            generation_request wanted = few_tokens();
            chat_message turn{.role = "user", .text = "The quick brown fox"};
            wanted.prompt = chat{turn};
            const drawn without = co_await draw(wanted);
            const auto longer = [](const drawn& one, const drawn& other) {
                return one && other
                       && one.value()[0].prompt_tokens > other.value()[0].prompt_tokens;
            };
            std::string png = *base64_decoded(grey);
            turn.images.push_back({"image/png", std::make_shared<const std::string>(png)});
            wanted.prompt = chat{turn};
            const drawn with = co_await draw(wanted);
            if (longer(with, without)) {
                png.append(300, '\0');
                turn.images[0].bytes = std::make_shared<const std::string>(png);
                wanted.prompt = chat{turn};
                is_.able.images = !longer(co_await draw(wanted), with);
            }
        }
        note("images", is_.able.images);
    }

    asio::io_context& context_;
    http_client& client_;
    http_endpoint& server_;
    const openai_options& options_;
    server_dialect is_{};
    std::string version_{};
    token_ids prompt_ids_{};
    image_urls urls_{};
    error first_refusal_{};
};

}  // namespace passk::detail

#endif  // PASSK_ADAPTER_OPENAI_HTTP_DETAIL_PROBE_HPP
