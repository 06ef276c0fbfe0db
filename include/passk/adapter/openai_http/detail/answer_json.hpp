// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_DETAIL_ANSWER_JSON_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_DETAIL_ANSWER_JSON_HPP

#include <passk/adapter/openai_http/detail/request_json.hpp>
#include <passk/adapter/openai_http/server_dialect.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/token_id.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace passk::detail {

// An answer as JSON, with the memory it lives in.
class json_answer {
public:
    explicit json_answer(std::string_view text)
        : memory_(
            std::make_unique<boost::json::monotonic_resource>(std::size_t{4096} + text.size())) {
        boost::json::error_code failure;
        value_ =
            std::make_unique<boost::json::value>(boost::json::parse(text, failure, memory_.get()));
        if (failure) {
            value_.reset();
            trouble_ = failure.message();
        }
    }
    // The object, or null where the text is no JSON or another thing.
    [[nodiscard]] const boost::json::object* object() const {
        return value_ ? value_->if_object() : nullptr;
    }
    [[nodiscard]] const boost::json::value* value() const { return value_.get(); }
    [[nodiscard]] const std::string& trouble() const { return trouble_; }

private:
    std::unique_ptr<boost::json::monotonic_resource> memory_;
    std::unique_ptr<boost::json::value> value_;
    std::string trouble_{};
};

template <class Target>
const Target* member(const boost::json::object& of, std::string_view name) {
    const boost::json::value* const found = of.if_contains(name);
    if (found == nullptr) {
        return nullptr;
    }
    if constexpr (std::is_same_v<Target, boost::json::object>) {
        return found->if_object();
    } else if constexpr (std::is_same_v<Target, boost::json::array>) {
        return found->if_array();
    } else {
        return found->if_string();
    }
}

inline std::optional<std::uint64_t> whole_number(const boost::json::object& of,
                                                 std::string_view name) {
    const boost::json::value* const found = of.if_contains(name);
    if (found == nullptr) {
        return std::nullopt;
    }
    boost::json::error_code failure;
    const auto number = found->to_number<std::uint64_t>(failure);
    return failure ? std::nullopt : std::optional(number);
}

inline std::string_view text_member(const boost::json::object& of, std::string_view name) {
    const auto* const found = member<boost::json::string>(of, name);
    return found == nullptr ? std::string_view{} : std::string_view(*found);
}

// Ids of tokens; none if one of them is no id.
inline std::optional<token_ids> read_ids(const boost::json::array& listed) {
    token_ids ids;
    ids.reserve(listed.size());
    for (const boost::json::value& one : listed) {
        boost::json::error_code failure;
        const auto id = one.to_number<token_id>(failure);
        if (failure || id < 0) {
            return std::nullopt;
        }
        ids.push_back(id);
    }
    return ids;
}

// What a server says went wrong, in the shapes {"error":{"message"}}, {"message"}, {"error":"..."},
// {"detail"}; else the beginning of the text.
inline std::string complaint_of(std::string_view body) {
    const json_answer answer(body);
    std::string said;
    if (const auto* const whole = answer.object()) {
        const auto* const nested = member<boost::json::object>(*whole, "error");
        for (const std::string_view name : {"message", "error", "detail"}) {
            const std::string_view found = text_member(nested != nullptr ? *nested : *whole, name);
            if (said.empty()) {
                said = found;
            }
        }
    }
    if (said.empty()) {
        said = body;
    }
    constexpr std::size_t longest = 300;
    if (said.size() > longest) {
        said.resize(longest);
        said += "...";
    }
    for (char& c : said) {
        c = static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    return said;
}

// The error that an answer with this status is, by what may be done about it.
inline error error_of_status(unsigned status, std::string_view body) {
    const std::string said = complaint_of(body);
    const auto tells = [&](std::string_view words) {
        return said.find(words) != std::string::npos;
    };
    error problem{errc::unavailable, "HTTP " + std::to_string(status) + ": " + said};
    switch (status) {
        case 408:
        case 425:
        case 429:
        case 502:
        case 503:
        case 504: return problem;
        case 501: return {errc::unsupported, problem.context};
        default: break;
    }
    if (tells("Unsupported param") || tells("Only one completion choice") || tells("not supported")
        || tells("does not support")) {
        return {errc::unsupported, problem.context};
    }
    // NaN or infinity among the log-probabilities; and prompts that are too long, which some
    // servers call their own error.
    if (status < 500 || tells("not JSON compliant")
        || (tells("exceed") && (tells("context") || tells("n_ctx")))) {
        return {errc::rejected, problem.context};
    }
    return problem;
}

// One choice of an answer.
class server_choice_reader {
public:
    server_choice_reader(const server_dialect& dialect, const generation_request& wanted,
                         std::uint32_t first, std::uint32_t count)
        : dialect_(dialect), wanted_(wanted), first_(first), count_(count) {}

    result<std::vector<completion>> read(std::string_view body) const {
        const json_answer answer(body);
        if (answer.value() == nullptr) {
            return garbled("no JSON: " + answer.trouble());
        }
        const auto* const whole = answer.object();
        if (whole == nullptr) {
            return garbled("no JSON object");
        }
        if (const auto* const problem = whole->if_contains("error");
            problem != nullptr && !problem->is_null()) {
            return complaint(*whole, body);
        }
        if (text_member(*whole, "object") == "error") {
            return complaint(*whole, body);
        }
        const auto* const choices = member<boost::json::array>(*whole, "choices");
        if (choices == nullptr) {
            return garbled("without choices");
        }
        if (choices->size() != count_) {
            return garbled(std::to_string(choices->size()) + " choices, " + std::to_string(count_)
                           + " were asked for");
        }
        std::vector<std::optional<completion>> drawn(count_);
        for (std::size_t at = 0; at < choices->size(); ++at) {
            const auto* const choice = (*choices)[at].if_object();
            if (choice == nullptr) {
                return garbled("a choice is no object");
            }
            const std::uint64_t index = whole_number(*choice, "index").value_or(at);
            if (index >= count_ || drawn[index]) {
                return garbled("choice number " + std::to_string(index)
                               + (index < count_ ? " is there twice" : " was not asked for"));
            }
            result<completion> one = read_choice(*whole, *choice);
            if (!one) {
                return one.error();
            }
            drawn[index] = std::move(one).value();
            drawn[index]->seed = wanted_.how.seed + first_ + index;
        }
        std::vector<completion> all;
        all.reserve(drawn.size());
        for (std::optional<completion>& one : drawn) {
            all.push_back(*std::move(one));
        }
        return all;
    }

private:
    static error garbled(const std::string& how) { return {errc::malformed, "an answer: " + how}; }
    static error ignored(const std::string& what) {
        return {errc::unsupported, "the server ignored " + what};
    }

    static error complaint(const boost::json::object& whole, std::string_view body) {
        const auto* const nested = member<boost::json::object>(whole, "error");
        const auto status = whole_number(nested != nullptr ? *nested : whole, "code");
        return error_of_status(static_cast<unsigned>(status.value_or(500)), body);
    }

    result<completion> read_choice(const boost::json::object& whole,
                                   const boost::json::object& choice) const {
        completion one;
        const bool talks = std::holds_alternative<chat>(wanted_.prompt);
        const auto* const message = member<boost::json::object>(choice, "message");
        if (talks) {
            if (message == nullptr) {
                return garbled("a choice without message");
            }
            std::string_view thoughts = text_member(*message, "reasoning_content");
            if (thoughts.empty()) {
                thoughts = text_member(*message, "reasoning");
            }
            if (!thoughts.empty()) {  // which the server cut out; as the model wrote it
                one.text = "<think>" + std::string(thoughts) + "</think>";
            }
            one.text += text_member(*message, "content");
        } else {
            const auto* const text = member<boost::json::string>(choice, "text");
            if (text == nullptr) {
                return garbled("a choice without text");
            }
            one.text = std::string_view(*text);
        }
        const std::string_view finish = text_member(choice, "finish_reason");
        if (finish == "abort" || finish == "error") {
            return error{errc::unavailable, "the server gave a completion up"};
        }
        if (finish.empty()) {
            return garbled("a choice without finish_reason");
        }
        one.finish = finish == "length" ? finish_reason::length
                     : finish == "stop" ? finish_reason::stop
                                        : finish_reason::aborted;
        if (const auto* const cut = choice.if_contains("truncated");
            cut != nullptr && cut->is_bool() && cut->get_bool()) {
            return error{errc::rejected, "the server cut the prompt to fit its context"};
        }
        if (const auto problem = read_tokens(whole, choice, one)) {
            return *problem;
        }
        for (const std::string& stop : wanted_.how.stop) {
            if (one.text.find(stop) != std::string::npos) {
                return ignored("the stop text \"" + stop + '"');
            }
        }
        if (one.completion_tokens > wanted_.how.max_tokens) {
            return ignored("max_tokens: " + std::to_string(one.completion_tokens) + " tokens of "
                           + std::to_string(wanted_.how.max_tokens));
        }
        return one;
    }

    // Log-probabilities, ids and counts, which must fit each other.
    std::optional<error> read_tokens(const boost::json::object& whole,
                                     const boost::json::object& choice, completion& one) const {
        token_ids ids;
        bool ids_given = false;
        if (const auto* const listed = member<boost::json::array>(choice, "token_ids")) {
            std::optional<token_ids> read = read_ids(*listed);
            if (!read) {
                return garbled("token_ids that are none");
            }
            ids = *std::move(read);
            ids_given = true;
        }
        std::size_t scored = 0;
        if (asks_for_logprobs(dialect_, wanted_)) {
            std::vector<double> values;
            if (auto problem = read_logprobs(choice, values, ids, ids_given)) {
                return problem;
            }
            scored = values.size();
            if (ids_given && ids.size() != scored) {
                return garbled(std::to_string(scored) + " log-probabilities of "
                               + std::to_string(ids.size()) + " tokens");
            }
            one.logprobs.emplace(std::move(values), kind(),
                                 one.finish == finish_reason::length ? completion_extent::cut
                                 : one.finish == finish_reason::stop ? completion_extent::complete
                                                                     : completion_extent::unknown);
        }
        one.completion_tokens = static_cast<std::uint32_t>(ids_given ? ids.size() : scored);
        if (const auto* const usage = member<boost::json::object>(whole, "usage")) {
            one.prompt_tokens =
                static_cast<std::uint32_t>(whole_number(*usage, "prompt_tokens").value_or(0));
            const auto drawn = whole_number(*usage, "completion_tokens");
            if (count_ == 1 && drawn) {
                if (dialect_.usage_counts && one.completion_tokens != 0
                    && one.completion_tokens != *drawn) {
                    return garbled(std::to_string(one.completion_tokens) + " tokens, of which "
                                   + std::to_string(*drawn) + " were drawn");
                }
                if (one.completion_tokens == 0) {
                    one.completion_tokens = static_cast<std::uint32_t>(*drawn);
                }
            }
        }
        if (const auto* const given = std::get_if<token_ids>(&wanted_.prompt);
            given != nullptr && one.prompt_tokens != 0 && one.prompt_tokens != given->size()) {
            return error{errc::rejected, "the server made " + std::to_string(one.prompt_tokens)
                                             + " tokens of the " + std::to_string(given->size())
                                             + " of the prompt"};
        }
        if (!wanted_.logprobs) {
            one.logprobs.reset();
        }
        if (wanted_.token_ids) {
            if (!ids_given) {
                return garbled("a choice without token_ids");
            }
            one.tokens = std::move(ids);
            const auto* listed = member<boost::json::array>(choice, "prompt_token_ids");
            listed =
                listed != nullptr ? listed : member<boost::json::array>(whole, "prompt_token_ids");
            if (listed != nullptr) {
                one.prompt_token_ids = read_ids(*listed).value_or(token_ids{});
            } else if (const auto* const given = std::get_if<token_ids>(&wanted_.prompt)) {
                one.prompt_token_ids = *given;
            }
        }
        return std::nullopt;
    }

    static std::optional<error> take(const boost::json::value& reported,
                                     std::vector<double>& values) {
        boost::json::error_code failure;
        const double number = reported.is_number() ? reported.to_number<double>(failure)
                                                   : std::numeric_limits<double>::quiet_NaN();
        const double value = logprob_from_server(number);
        // What was drawn had a probability: neither none nor 0.
        if (std::isnan(value) || std::isinf(value)) {
            return garbled("token " + std::to_string(values.size())
                           + " has no log-probability that it could have been drawn with");
        }
        values.push_back(value);
        return std::nullopt;
    }

    std::optional<error> read_logprobs(const boost::json::object& choice,
                                       std::vector<double>& values, token_ids& ids,
                                       bool& ids_given) const {
        const auto* const holder = member<boost::json::object>(choice, "logprobs");
        if (holder == nullptr) {
            return garbled("a choice without logprobs");
        }
        if (const auto* const content = member<boost::json::array>(*holder, "content")) {
            const bool wants_ids = !ids_given;
            bool all_have_ids = wants_ids;
            for (const boost::json::value& entry : *content) {
                const auto* const token = entry.if_object();
                const auto* const value =
                    token == nullptr ? nullptr : token->if_contains("logprob");
                if (value == nullptr) {
                    return garbled("an entry of logprobs without logprob");
                }
                if (auto problem = take(*value, values)) {
                    return problem;
                }
                const auto id = wants_ids ? whole_number(*token, "id") : std::nullopt;
                all_have_ids = all_have_ids && id.has_value();
                if (all_have_ids) {
                    ids.push_back(static_cast<token_id>(*id));
                }
            }
            if (wants_ids) {
                ids_given = all_have_ids;
                if (!ids_given) {
                    ids.clear();
                }
            }
            return std::nullopt;
        }
        const auto* const listed = member<boost::json::array>(*holder, "token_logprobs");
        if (listed == nullptr) {
            return garbled("logprobs without token_logprobs");
        }
        values.reserve(listed->size());
        for (const boost::json::value& one : *listed) {
            if (auto problem = take(one, values)) {
                return problem;
            }
        }
        return std::nullopt;
    }

    logprob_kind kind() const {
        const bool includes_end =
            dialect_.kind == server_kind::vllm || dialect_.kind == server_kind::sglang;
        logprob_kind is{
            .distribution = dialect_.able.sampled_from,
            .ending = includes_end ? end_of_sequence::included : end_of_sequence::unknown};
        if (is.distribution == logprob_distribution::processed) {
            const sampling how = dialect_.effective(wanted_.how);
            if (how.temperature == 0.0) {
                is.distribution =
                    logprob_distribution::unknown;  // of greedy choice: none is sampled
                return is;
            }
            is.temperature = how.temperature;
            is.top_p = how.top_p;
            is.min_p = how.min_p;
            is.top_k = how.top_k;
        }
        return is;
    }

    const server_dialect& dialect_;
    const generation_request& wanted_;
    std::uint32_t first_;
    std::uint32_t count_;
};

// The log-probabilities of tokens[from...] in the answer to score_json.
inline result<token_logprobs> read_scores(const server_dialect& dialect, const token_ids& tokens,
                                          std::size_t from, end_of_sequence ending,
                                          std::string_view body) {
    const auto garbled = [](const std::string& how) {
        return error{errc::malformed, "an answer to scoring: " + how};
    };
    const json_answer answer(body);
    const auto* whole = answer.object();
    if (whole == nullptr && answer.value() != nullptr && answer.value()->is_array()
        && answer.value()->get_array().size() == 1) {
        whole = answer.value()->get_array()[0].if_object();
    }
    if (whole == nullptr) {
        return garbled(answer.value() == nullptr ? "no JSON: " + answer.trouble()
                                                 : "no JSON object");
    }
    if (const auto* const problem = whole->if_contains("error");
        problem != nullptr && !problem->is_null()) {
        return error_of_status(500, body);
    }
    std::vector<double> values;
    const auto take = [&](const boost::json::value* reported) {
        boost::json::error_code failure;
        const double number = reported != nullptr && reported->is_number()
                                  ? reported->to_number<double>(failure)
                                  : std::numeric_limits<double>::quiet_NaN();
        values.push_back(logprob_from_server(number));
        return !std::isnan(values.back());
    };
    const auto missing = [&](std::size_t at) {
        return garbled("token " + std::to_string(at) + " has no log-probability");
    };
    const auto too_few = [&](std::size_t found) {
        return garbled(std::to_string(found) + " of " + std::to_string(tokens.size())
                       + " tokens have a log-probability");
    };
    if (dialect.scoring == scoring_route::generate) {
        const auto* const meta = member<boost::json::object>(*whole, "meta_info");
        const auto* const listed =
            meta == nullptr ? nullptr : member<boost::json::array>(*meta, "input_token_logprobs");
        if (listed == nullptr || listed->size() != tokens.size()) {
            return too_few(listed == nullptr ? 0 : listed->size());
        }
        for (std::size_t at = from; at < tokens.size(); ++at) {
            const auto* const entry = (*listed)[at].if_array();
            if (entry == nullptr || entry->size() < 2
                || (*entry)[1] != boost::json::value(tokens[at]) || !take(&(*entry)[0])) {
                return missing(at);
            }
        }
    } else {
        const auto* const choices = member<boost::json::array>(*whole, "choices");
        const auto* const choice =
            choices == nullptr || choices->size() != 1 ? nullptr : (*choices)[0].if_object();
        if (choice == nullptr) {
            return garbled("without its one choice");
        }
        if (dialect.scoring == scoring_route::prompt_logprobs) {
            const auto* const listed = member<boost::json::array>(*choice, "prompt_logprobs");
            if (listed == nullptr || listed->size() != tokens.size()) {
                return too_few(listed == nullptr ? 0 : listed->size());
            }
            for (std::size_t at = from; at < tokens.size(); ++at) {
                // By its id: the first entry may be another, more likely token.
                const auto* const ranked = (*listed)[at].if_object();
                const auto* const entry =
                    ranked == nullptr
                        ? nullptr
                        : member<boost::json::object>(*ranked, std::to_string(tokens[at]));
                if (entry == nullptr || !take(entry->if_contains("logprob"))) {
                    return missing(at);
                }
            }
        } else {
            const auto* const holder = member<boost::json::object>(*choice, "logprobs");
            const auto* const listed =
                holder == nullptr ? nullptr : member<boost::json::array>(*holder, "token_logprobs");
            // One more may have been drawn.
            if (listed == nullptr || listed->size() < tokens.size()
                || listed->size() > tokens.size() + 1) {
                return too_few(listed == nullptr ? 0 : listed->size());
            }
            for (std::size_t at = from; at < tokens.size(); ++at) {
                if (!take(&(*listed)[at])) {
                    return missing(at);
                }
            }
        }
    }
    return token_logprobs(std::move(values),
                          {.distribution = logprob_distribution::raw, .ending = ending},
                          completion_extent::unknown);
}

// The log-probabilities of a continuation in the answer to score_text_json(prompt +
// continuation): those of the tokens that begin in it, told by text_offset, which counts
// characters.
inline result<token_logprobs> read_echoed(std::string_view prompt, std::string_view continuation,
                                          std::string_view body) {
    const auto characters = [](std::string_view text) {
        std::uint64_t count = 0;
        for (const char c : text) {
            count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
        }
        return count;
    };
    const auto garbled = [](const std::string& how) {
        return error{errc::malformed, "an answer to scoring: " + how};
    };
    const json_answer answer(body);
    const auto* const choices = answer.object() == nullptr
                                    ? nullptr
                                    : member<boost::json::array>(*answer.object(), "choices");
    const auto* const choice =
        choices == nullptr || choices->size() != 1 ? nullptr : (*choices)[0].if_object();
    const auto* const holder =
        choice == nullptr ? nullptr : member<boost::json::object>(*choice, "logprobs");
    const auto* const values =
        holder == nullptr ? nullptr : member<boost::json::array>(*holder, "token_logprobs");
    const auto* const offsets =
        holder == nullptr ? nullptr : member<boost::json::array>(*holder, "text_offset");
    if (values == nullptr || offsets == nullptr || values->size() != offsets->size()) {
        return garbled("without logprobs and their text_offset");
    }
    const std::uint64_t begin = characters(prompt);
    const std::uint64_t end = begin + characters(continuation);
    std::vector<double> scores;
    std::uint64_t last = 0;
    bool begins_there = false;
    for (std::size_t at = 0; at < values->size(); ++at) {
        boost::json::error_code failure;
        const auto offset = (*offsets)[at].to_number<std::uint64_t>(failure);
        if (failure || offset < last) {
            return garbled("text_offset does not grow");
        }
        if (offset >= begin && offset < end) {
            begins_there = begins_there || offset == begin;
            const double score = (*values)[at].is_number()
                                     ? logprob_from_server((*values)[at].to_number<double>(failure))
                                     : missing_logprob;
            if (std::isnan(score)) {
                return garbled("token " + std::to_string(at) + " has no log-probability");
            }
            scores.push_back(score);
        }
        last = offset;
    }
    if (!begins_there && begin != end) {
        return error{errc::unsupported,
                     "the tokenizer joins the end of the prompt with the beginning of the "
                     "continuation: it has no tokens of its own"};
    }
    return token_logprobs(
        std::move(scores),
        {.distribution = logprob_distribution::raw, .ending = end_of_sequence::excluded},
        completion_extent::unknown);
}

// The tokens in an answer to tokenize_json.
inline std::optional<token_ids> read_tokenized(std::string_view body) {
    const json_answer answer(body);
    const auto* const whole = answer.object();
    const auto* const listed =
        whole == nullptr ? nullptr : member<boost::json::array>(*whole, "tokens");
    return listed == nullptr ? std::nullopt : read_ids(*listed);
}

}  // namespace passk::detail

#endif  // PASSK_ADAPTER_OPENAI_HTTP_DETAIL_ANSWER_JSON_HPP
