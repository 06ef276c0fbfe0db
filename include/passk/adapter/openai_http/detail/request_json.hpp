// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_DETAIL_REQUEST_JSON_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_DETAIL_REQUEST_JSON_HPP

#include <passk/adapter/openai_http/server_dialect.hpp>
#include <passk/core/base64.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/sample/prompt.hpp>
#include <passk/sample/sampling.hpp>
#include <passk/sample/token_id.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace passk::detail {

using shared_pieces = std::vector<std::shared_ptr<const std::string>>;

// Pictures as data URLs, one for all prompts that show the same one.
class image_urls {
public:
    std::shared_ptr<const std::string> operator()(const image& picture) {
        std::weak_ptr<const std::string>& known = made_[picture.bytes.get()];
        std::shared_ptr<const std::string> url = known.lock();
        if (!url) {
            url = std::make_shared<const std::string>("data:" + picture.media_type + ";base64,"
                                                      + base64_encoded(*picture.bytes));
            known = url;
        }
        return url;
    }

private:
    std::unordered_map<const std::string*, std::weak_ptr<const std::string>> made_{};
};

inline boost::json::array json_of(const token_ids& tokens) {
    boost::json::array listed;
    listed.reserve(tokens.size());
    for (const token_id token : tokens) {
        listed.emplace_back(token);
    }
    return listed;
}

// "prompt":... or "messages":..., in pieces.
inline shared_pieces prompt_json(const prompt& given, image_urls& urls) {
    namespace json = boost::json;
    shared_pieces pieces;
    std::string text;
    if (const auto* words = std::get_if<std::string>(&given)) {
        text = "\"prompt\":" + json::serialize(json::string(*words));
    } else if (const auto* ids = std::get_if<token_ids>(&given)) {
        text = "\"prompt\":" + json::serialize(json_of(*ids));
    } else {
        text = "\"messages\":[";
        for (const chat_message& turn : std::get<chat>(given)) {
            text += text.back() == '[' ? "" : ",";
            text += "{\"role\":" + json::serialize(json::string(turn.role)) + ",\"content\":";
            const std::string said = json::serialize(json::string(turn.text));
            if (turn.images.empty()) {
                text += said + "}";
                continue;
            }
            text += '[';
            for (const image& picture : turn.images) {
                text += "{\"type\":\"image_url\",\"image_url\":{\"url\":\"";
                pieces.push_back(std::make_shared<const std::string>(std::move(text)));
                pieces.push_back(urls(picture));
                text = "\"}},";
            }
            text += "{\"type\":\"text\",\"text\":" + said + "}]}";
        }
        text += ']';
    }
    pieces.push_back(std::make_shared<const std::string>(std::move(text)));
    return pieces;
}

// The five sampling parameters, always all of them: a server fills what is left out from a file
// of the model or from defaults of its own.
inline void add_sampling(boost::json::object& body, const server_dialect& dialect,
                         const sampling& how) {
    body["temperature"] = how.temperature;
    body["top_p"] = how.top_p;
    if (dialect.only_known_fields) {
        return;  // and it knows no more than these; the capabilities say so
    }
    const bool of_llama =
        dialect.kind == server_kind::llama_cpp || dialect.kind == server_kind::llama_cpp_python;
    body["top_k"] = how.top_k != 0 ? static_cast<std::int64_t>(how.top_k) : (of_llama ? 0 : -1);
    body["min_p"] = how.min_p;
    body["repetition_penalty"] = how.repetition_penalty;
    if (of_llama) {
        body["repeat_penalty"] = how.repetition_penalty;
    }
}

// Ids may come with log-probabilities only.
inline bool asks_for_logprobs(const server_dialect& dialect, const generation_request& wanted) {
    return wanted.logprobs || (wanted.token_ids && dialect.ids_with_logprobs);
}

// All of the body but the prompt: "{...," to which the prompt and "}" are added.
inline std::string draw_json(const server_dialect& dialect, const generation_request& wanted,
                             std::uint32_t first, std::uint32_t count) {
    namespace json = boost::json;
    const bool talks = std::holds_alternative<chat>(wanted.prompt);
    json::object body;
    body["model"] = dialect.able.model;
    add_sampling(body, dialect, wanted.how);
    body[talks && dialect.only_known_fields ? "max_completion_tokens" : "max_tokens"] =
        wanted.how.max_tokens;
    if (dialect.able.max_seed > 0) {
        body["seed"] = wanted.how.seed + first;
    }
    if (count > 1 || dialect.max_choices > 1) {
        body["n"] = count;
    }
    if (!wanted.how.stop.empty()) {
        json::array& stops = body["stop"].emplace_array();
        for (const std::string& text : wanted.how.stop) {
            stops.emplace_back(text);
        }
    }
    if (asks_for_logprobs(dialect, wanted)) {
        if (talks) {
            body["logprobs"] = true;
            body["top_logprobs"] = dialect.logprobs_field;
        } else {
            body["logprobs"] = dialect.logprobs_field;
        }
    }
    // Ids tell how many tokens each of several choices has, where nothing else does.
    if (dialect.able.token_ids
        && (wanted.token_ids || (count > 1 && !wanted.logprobs && !dialect.ids_with_logprobs))) {
        body["return_token_ids"] = true;
    }
    body["stream"] = false;
    std::string text = json::serialize(body);
    text.back() = ',';
    return text;
}

// A body as it is sent.
inline shared_pieces draw_body(const server_dialect& dialect, const generation_request& wanted,
                               std::uint32_t first, std::uint32_t count,
                               const shared_pieces& prompt) {
    static const auto end = std::make_shared<const std::string>("}");
    shared_pieces body{
        std::make_shared<const std::string>(draw_json(dialect, wanted, first, count))};
    body.insert(body.end(), prompt.begin(), prompt.end());
    body.push_back(end);
    return body;
}

// What is asked to score `tokens`, of which some are the prompt.
inline std::string score_json(const server_dialect& dialect, const token_ids& tokens) {
    namespace json = boost::json;
    json::object body;
    if (dialect.scoring == scoring_route::generate) {
        body["input_ids"] = json_of(tokens);
        body["sampling_params"] = json::object{{"max_new_tokens", 1}, {"temperature", 0}};
        body["return_logprob"] = true;
        body["logprob_start_len"] = 0;
        return json::serialize(body);
    }
    body["model"] = dialect.able.model;
    body["prompt"] = json_of(tokens);
    add_sampling(body, dialect, {.temperature = 0.0});
    if (dialect.scoring == scoring_route::prompt_logprobs) {
        body["prompt_logprobs"] = 1;
        body["max_tokens"] = 1;
    } else {
        body["echo"] = true;
        body["logprobs"] = 1;
        body["max_tokens"] = 1;  // 0 is all that fits, for some
    }
    return json::serialize(body);
}

// Likewise for the route echo_text.
inline std::string score_text_json(const server_dialect& dialect, const std::string& text) {
    boost::json::object body;
    body["model"] = dialect.able.model;
    body["prompt"] = text;
    add_sampling(body, dialect, {.temperature = 0.0});
    body["echo"] = true;
    body["logprobs"] = 1;
    body["max_tokens"] = 1;
    return boost::json::serialize(body);
}

inline std::string tokenize_json(const server_dialect& dialect, const std::string& text) {
    namespace json = boost::json;
    switch (dialect.tokenizer) {
        case tokenizer_route::tokenize_content:
            return json::serialize(json::object{{"content", text}, {"add_special", true}});
        case tokenizer_route::extras_tokenize:
            return json::serialize(json::object{{"input", text}});
        case tokenizer_route::tokenize_prompt:
        case tokenizer_route::none: break;
    }
    return json::serialize(json::object{
        {"model", dialect.able.model}, {"prompt", text}, {"add_special_tokens", true}});
}

}  // namespace passk::detail

#endif  // PASSK_ADAPTER_OPENAI_HTTP_DETAIL_REQUEST_JSON_HPP
