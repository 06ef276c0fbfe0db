// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON and libarchive.
#ifndef PASSK_ADAPTER_JSON_SCORED_SAMPLES_HPP
#define PASSK_ADAPTER_JSON_SCORED_SAMPLES_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/decimal_number.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/for_each_document.hpp>
#include <passk/adapter/json/model_names.hpp>
#include <passk/adapter/json/read_options.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/perplexity/sequence_score.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/stream_parser.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

namespace passk::adapter::json {

/// One completion as one model scored it, its tokens summed up.
struct scored_sample {
    std::string problem{};
    std::string model{};                    ///< that drew the completion
    std::string scorer{};                   ///< that gave the log-probabilities
    std::optional<std::uint64_t> sample{};  ///< tells completions of one problem and model apart
    std::optional<verdict> judged{};        ///< empty: the file has none
    sequence_score score{};
};

/// How scored samples are read.
struct scored_read_options {
    /// Who drew and who scored where the file does not say; empty: taken from the file's name.
    std::string model{};
    std::string scorer{};
    /// What the log-probabilities are where the file does not say. Servers never say.
    logprob_kind kind{};
    /// Called after each block of the file; returning false ends the reading with
    /// errc::cancelled.
    std::function<bool(const read_progress&)> on_progress{};
};

/// What a file of scored samples held.
struct scored_read_report {
    std::uint64_t samples = 0;   ///< handed over
    std::uint64_t unscored = 0;  ///< completions without any log-probabilities: left out
    bool torn = false;           ///< the last line breaks off, as after a crash: left out
};

namespace detail {

// An array of log-probabilities, summed up.
struct scored_array {
    std::string_view numbers{};  // of the text, from the first to the closing bracket
    sequence_scorer scorer{};
    std::uint64_t tokens = 0;
    bool first_missing = false;
};

// A JSON text without its arrays of log-probabilities: each is read straight into a scorer, and
// its number stands in its place. Those arrays are most of a file, and building values of them,
// most of the work of a JSON parser.
class scored_text {
public:
    // @throws refusal if an array holds anything but log-probabilities, or the text is no JSON.
    // The value lives in `memory`; the arrays refer to the text.
    boost::json::value parse(std::string_view text, boost::json::storage_ptr memory) {
        arrays_.clear();
        parser_.reset(std::move(memory));
        const char* const end = text.data() + text.size();
        const char* from = text.data();
        for (const char* at = find_array(from, end); at != nullptr; at = find_array(from, end)) {
            feed(from, at);
            const std::string number = std::to_string(arrays_.size());
            feed(number.data(), number.data() + number.size());
            scored_array array;
            from = scan_array(at, end, 0, array);
            array.numbers = {at, static_cast<std::size_t>(from - at)};
            arrays_.push_back(array);
        }
        feed(from, end);
        boost::json::error_code failure;
        parser_.finish(failure);
        if (failure) {
            refuse("not a JSON value: " + failure.message(), "");
        }
        return parser_.release();
    }

    // Null if the value is no array of log-probabilities.
    [[nodiscard]] const scored_array* array(const boost::json::value* value) const {
        const boost::json::array* const array = value == nullptr ? nullptr : value->if_array();
        if (array == nullptr || array->size() != 1) {
            return nullptr;
        }
        const std::int64_t* const number = array->front().if_int64();
        // A key written with escapes is not ours, whatever stands in its array.
        return number != nullptr && *number >= 0
                       && static_cast<std::size_t>(*number) < arrays_.size()
                   ? &arrays_[static_cast<std::size_t>(*number)]
                   : nullptr;
    }

    // The tokens of an array without the first `skipped`.
    [[nodiscard]] static sequence_scorer scorer_after(std::uint64_t skipped,
                                                      const scored_array& whole) {
        scored_array rest;
        // The bracket that closes it is still there, one past the numbers.
        scan_array(whole.numbers.data(), whole.numbers.data() + whole.numbers.size() + 1, skipped,
                   rest);
        return rest.scorer;
    }

private:
    static constexpr std::string_view name = "\"token_logprobs\"";

    void feed(const char* from, const char* to) {
        boost::json::error_code failure;
        parser_.write(from, static_cast<std::size_t>(to - from), failure);
        if (failure) {
            refuse("not a JSON value: " + failure.message(), "");
        }
    }

    [[nodiscard]] static const char* skip_blanks(const char* at, const char* end) noexcept {
        while (at != end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) {
            ++at;
        }
        return at;
    }

    // Where the first number of the next array of that name stands; null pointer if there is
    // none. A quote that no backslash escapes begins or ends a string, and after an end no name
    // can follow: what is found is a key, or the text is no JSON and the parser will say so.
    [[nodiscard]] static const char* find_array(const char* from, const char* end) {
        const char* at = from;
        while (true) {
            at = static_cast<const char*>(
                memmem(at, static_cast<std::size_t>(end - at), name.data(), name.size()));
            if (at == nullptr) {
                return nullptr;
            }
            const bool key = at == from || at[-1] != '\\';
            at += name.size();
            const char* next = skip_blanks(at, end);
            if (key && next != end && *next == ':') {
                next = skip_blanks(next + 1, end);
                if (next != end && *next == '[') {
                    return next + 1;
                }
            }
        }
    }

    [[nodiscard]] static const char* inside(const char* at, const char* end) {
        at = skip_blanks(at, end);
        if (at == end) {
            refuse("the text ends inside 'token_logprobs'", "");
        }
        return at;
    }

    // Adds up the numbers to the closing bracket, without the first `skipped`, and returns where
    // the bracket stands.
    static const char* scan_array(const char* at, const char* end, std::uint64_t skipped,
                                  scored_array& array) {
        at = inside(at, end);
        while (*at != ']') {
            sequence_scorer unused;
            at = scan_logprob(inside(at, end), end, array.tokens < skipped ? unused : array.scorer);
            if (array.tokens == 0) [[unlikely]] {
                array.first_missing = array.scorer.score(logprob_kind{}).missing != 0;
            }
            ++array.tokens;
            at = inside(at, end);
            if (*at == ',') {
                at = inside(at + 1, end);
                if (*at == ']') {
                    refuse("'token_logprobs' holds what is no number", excerpt({at, end}));
                }
            } else if (*at != ']') {
                refuse("'token_logprobs' holds what is no number", excerpt({at, end}));
            }
        }
        return at;
    }

    static const char* scan_logprob(const char* at, const char* end, sequence_scorer& scorer) {
        const bool negative = *at == '-';
        const char* const digits = at + (negative ? 1 : 0);
        if (digits != end && *digits >= '0' && *digits <= '9') [[likely]] {
            double number = 0.0;
            const auto [stop, failure] = read_decimal(at, end, number);
            if (failure == std::errc::result_out_of_range) {
                // Too small for a double is 0; too great is an infinity of that sign.
                const std::string_view text(at, static_cast<std::size_t>(stop - at));
                const std::size_t exponent = text.find_first_of("eE");
                const bool tiny = exponent != std::string_view::npos && exponent + 1 < text.size()
                                  && text[exponent + 1] == '-';
                number = tiny ? 0.0 : std::numeric_limits<double>::infinity();
                number = negative ? -number : number;
            }
            scorer.add(logprob_from_server(number));
            return stop;
        }
        // Python writes NaN, Infinity and -Infinity, which JSON does not have.
        const std::string_view rest(digits, static_cast<std::size_t>(end - digits));
        if (rest.starts_with("Infinity")) {
            scorer.add(negative ? -std::numeric_limits<double>::infinity() : missing_logprob);
            return digits + 8;
        }
        if (!negative && rest.starts_with("null")) {
            scorer.add(missing_logprob);
            return digits + 4;
        }
        if (!negative && rest.starts_with("NaN")) {
            scorer.add(missing_logprob);
            return digits + 3;
        }
        refuse("'token_logprobs' holds what is no number", excerpt({at, end}));
    }

    boost::json::stream_parser parser_{};
    std::vector<scored_array> arrays_{};
};

[[nodiscard]] inline completion_extent extent_of(const boost::json::value& record) {
    const boost::json::value* const given = find(record, "finish_reason");
    const std::string_view reason = given == nullptr ? std::string_view() : text_of(*given);
    return reason == "stop"     ? completion_extent::complete
           : reason == "length" ? completion_extent::cut
                                : completion_extent::unknown;
}

// The member "logprobs" of our own records: what the log-probabilities are.
[[nodiscard]] inline logprob_kind kind_of(const boost::json::value& record,
                                          const logprob_kind& otherwise) {
    const boost::json::value* const said = find(record, "logprobs");
    if (said == nullptr || !said->is_object()
        || find_any(*said, "distribution", "ending") == nullptr) {
        return otherwise;
    }
    logprob_kind kind;
    const auto word = [&](std::string_view key) {
        const boost::json::value* const value = find(*said, key);
        return value == nullptr ? std::string_view("unknown") : text_of(*value);
    };
    const std::string_view distribution = word("distribution");
    if (distribution == "raw") {
        kind.distribution = logprob_distribution::raw;
    } else if (distribution == "processed") {
        kind.distribution = logprob_distribution::processed;
    } else if (distribution != "unknown") {
        refuse("'distribution' is none of raw, processed, unknown", excerpt(distribution));
    }
    const std::string_view ending = word("ending");
    if (ending == "included") {
        kind.ending = end_of_sequence::included;
    } else if (ending == "excluded") {
        kind.ending = end_of_sequence::excluded;
    } else if (ending != "unknown") {
        refuse("'ending' is none of included, excluded, unknown", excerpt(ending));
    }
    if (kind.distribution == logprob_distribution::processed) {
        const auto number = [&](std::string_view key, double& parameter) {
            if (const boost::json::value* const value = find(*said, key)) {
                const std::optional<double> given = number_of(*value);
                if (!given) {
                    refuse("'" + std::string(key) + "' is not a number", shown(*value));
                }
                parameter = *given;
            }
        };
        number("temperature", kind.temperature);
        number("top_p", kind.top_p);
        number("min_p", kind.min_p);
        if (const boost::json::value* const top_k = find(*said, "top_k")) {
            const std::int64_t* const whole = top_k->if_int64();
            kind.top_k = whole != nullptr && *whole == -1 ? 0 : count_of(*top_k, "'top_k'");
        }
    }
    return kind;
}

// Turns records into scored samples.
class scored_records {
public:
    using sink = std::function<void(const scored_sample&)>;

    scored_records(const std::string& path, const scored_read_options& options, sink on_sample)
        : options_(options), on_sample_(std::move(on_sample)), stem_(bare_stem(path)) {}

    void read(std::string_view text) {
        boost::json::monotonic_resource memory(buffer_.data(), buffer_.size());
        const boost::json::value document = text_.parse(text, &memory);
        if (const boost::json::array* const items = document.if_array()) {
            for (const boost::json::value& item : *items) {
                read_record(item);
            }
        } else {
            read_record(document);
        }
    }

    [[nodiscard]] const scored_read_report& report() const noexcept { return report_; }

private:
    void read_record(const boost::json::value& record) {
        if (!record.is_object()) {
            refuse("not a JSON object", shown(record));
        }
        if (find(record, "schema") != nullptr && find(record, "sample") == nullptr) {
            return;  // a line of a journal that says how it was drawn: see sample_journal.hpp
        }
        const boost::json::value* body = &record;
        // The batch interface of OpenAI wraps its answers.
        if (const boost::json::value* const response = find(record, "response")) {
            const boost::json::value* const inner = find(*response, "body");
            body = inner == nullptr ? response : inner;
        }
        if (find(*body, "choices") != nullptr) {
            read_response(record, *body);
        } else if (find_any(record, "filtered_resps", "resps") != nullptr
                   && find(record, "doc_id") != nullptr) {
            read_lm_eval(record);
        } else {
            read_own(record);
        }
    }

    void hand_over(scored_sample& sample, const sequence_scorer& scorer, const logprob_kind& kind,
                   completion_extent extent) {
        const std::optional<std::uint64_t> bytes = sample.score.bytes;
        sample.score = scorer.score(kind, extent);
        sample.score.bytes = bytes;
        hand_over(sample);
    }

    void hand_over(const scored_sample& sample) {
        passk::detail::expects_kind("'logprobs'", sample.score.kind);
        ++report_.samples;
        on_sample_(sample);
    }

    [[nodiscard]] std::string model_or(const boost::json::value* value) const {
        return value != nullptr          ? name_of(*value, "the model")
               : !options_.model.empty() ? options_.model
                                         : stem_;
    }
    [[nodiscard]] std::string scorer_or(const boost::json::value* value,
                                        const std::string& model) const {
        return value != nullptr           ? name_of(*value, "the scorer")
               : !options_.scorer.empty() ? options_.scorer
                                          : model;
    }

    static void take_text(const boost::json::value* text, sequence_score& score) {
        if (text != nullptr && text->is_string()) {
            score.bytes = text->get_string().size();
        }
    }

    void read_own(const boost::json::value& record) {
        const boost::json::value* const problem = find_any(record, "problem", "task_id");
        if (problem == nullptr) {
            refuse("there is no field 'problem'", shown(record));
        }
        const scored_array* const tokens = text_.array(find(record, "token_logprobs"));
        if (tokens == nullptr) {
            ++report_.unscored;
            return;
        }
        scored_sample sample{.problem = name_of(*problem, "the problem"),
                             .model = model_or(find_any(record, "model"))};
        sample.scorer = scorer_or(find_any(record, "scorer"), sample.model);
        if (const boost::json::value* const index = find_any(record, "sample", "sample_index")) {
            sample.sample = sample_number(*index);
        }
        if (const boost::json::value* const judged = find(record, "verdict")) {
            sample.judged = verdict_of(*judged, "'verdict'");
        } else if (const boost::json::value* const correct = find(record, "correct")) {
            sample.judged = verdict_of(*correct, "'correct'");
        }
        take_text(find(record, "text"), sample.score);
        if (const boost::json::value* const bytes = find_any(record, "bytes")) {
            sample.score.bytes = count_of(*bytes, "'bytes'");
        }
        hand_over(sample, tokens->scorer, kind_of(record, options_.kind), extent_of(record));
    }

    void read_response(const boost::json::value& record, const boost::json::value& body) {
        const boost::json::value* problem = find_any(record, "problem", "custom_id", "id");
        problem = problem == nullptr ? find_any(body, "id") : problem;
        if (problem == nullptr) {
            refuse("the response names no problem: it has no 'problem', 'custom_id' or 'id'", "");
        }
        const boost::json::array* const choices = need(body, "choices").if_array();
        if (choices == nullptr) {
            refuse("'choices' is not an array", shown(need(body, "choices")));
        }
        scored_sample sample{
            .problem = name_of(*problem, "the problem"),
            .model = !options_.model.empty() ? options_.model : model_or(find_any(body, "model"))};
        sample.scorer = scorer_or(find_any(record, "scorer"), sample.model);
        for (const boost::json::value& choice : *choices) {
            const boost::json::value* const logprobs = find_any(choice, "logprobs");
            if (logprobs == nullptr) {
                ++report_.unscored;
                continue;
            }
            sequence_scorer tokens;
            std::optional<echoed_prompt> echo;
            if (const scored_array* const array = text_.array(find(*logprobs, "token_logprobs"))) {
                echo = echo_of(record, body, choice, *logprobs, *array);
                tokens = echo ? scored_text::scorer_after(echo->tokens, *array) : array->scorer;
            } else if (const boost::json::value* const content = find_any(*logprobs, "content")) {
                tokens = score_content(*content);
            } else {
                ++report_.unscored;
                continue;
            }
            // Servers number choices within a response; a problem may have several.
            sample.sample = next_sample_[{sample.problem, sample.model, sample.scorer}]++;
            sample.score = {};
            const boost::json::value* const message = find(choice, "message");
            take_text(message != nullptr ? find(*message, "content") : find(choice, "text"),
                      sample.score);
            if (echo && sample.score.bytes) {
                sample.score.bytes =
                    echo->bytes ? std::optional(*sample.score.bytes - *echo->bytes) : std::nullopt;
            }
            // What was given and only scored did not end where a limit on new tokens stopped.
            hand_over(sample, tokens, options_.kind,
                      usage_of(body, "completion_tokens") == std::uint64_t{0}
                          ? completion_extent::unknown
                          : extent_of(choice));
        }
    }

    // The prompt at the front of a response that repeats it.
    struct echoed_prompt {
        std::uint64_t tokens = 0;
        std::optional<std::uint64_t> bytes{};  // empty: not known
    };

    [[nodiscard]] static std::optional<std::uint64_t> usage_of(const boost::json::value& body,
                                                               std::string_view key) {
        const boost::json::value* const usage = find(body, "usage");
        const boost::json::value* const count = usage == nullptr ? nullptr : find_any(*usage, key);
        return count == nullptr ? std::nullopt
                                : std::optional(count_of(*count, "'" + std::string(key) + "'"));
    }

    // A response repeats its prompt if it says so by `echo`, or if its first token, which nothing
    // precedes, has no log-probability. Where the prompt ends must be given: by its token ids, by
    // its text and the offsets of the tokens, or by the numbers of tokens of both parts.
    // @throws refusal where nothing gives it, or what is given contradicts itself.
    [[nodiscard]] static std::optional<echoed_prompt> echo_of(const boost::json::value& record,
                                                              const boost::json::value& body,
                                                              const boost::json::value& choice,
                                                              const boost::json::value& logprobs,
                                                              const scored_array& array) {
        const auto given = [&](std::string_view key) {
            const boost::json::value* const own = find_any(record, key);
            return own == nullptr ? find_any(body, key) : own;
        };
        const boost::json::value* const said = given("echo");
        const bool* const echoes = said == nullptr ? nullptr : said->if_bool();
        if (echoes != nullptr ? !*echoes : !array.first_missing) {
            return std::nullopt;
        }
        const bool alone = need(body, "choices").as_array().size() == 1;
        const std::uint64_t drawn = alone ? usage_of(body, "completion_tokens").value_or(0) : 0;
        if (echoes == nullptr && drawn == array.tokens) {
            return std::nullopt;
        }
        echoed_prompt prompt;
        const boost::json::value* const text = find(choice, "text");
        const boost::json::value* const prompt_text = given("prompt");
        const bool texts = prompt_text != nullptr && prompt_text->is_string() && text != nullptr
                           && text->is_string();
        if (texts && text_of(*text).starts_with(text_of(*prompt_text))) {
            prompt.bytes = text_of(*prompt_text).size();
        }
        const boost::json::value* ids = find_any(choice, "prompt_token_ids");
        ids = ids == nullptr ? given("prompt_token_ids") : ids;
        const boost::json::value* const offsets = find_any(logprobs, "text_offset");
        if (ids != nullptr && ids->is_array()) {
            prompt.tokens = ids->get_array().size();
        } else if (prompt.bytes && offsets != nullptr) {
            prompt.tokens = tokens_before(characters_of(text_of(*prompt_text)), *offsets, array);
        } else if (const std::uint64_t asked = usage_of(body, "prompt_tokens").value_or(0);
                   asked > 0 && drawn > 0) {
            if (asked + drawn != array.tokens) {
                refuse("'usage' counts other tokens than 'token_logprobs' holds",
                       std::to_string(asked) + " + " + std::to_string(drawn) + ", not "
                           + std::to_string(array.tokens));
            }
            prompt.tokens = asked;
        } else {
            refuse(
                "the response repeats its prompt, and nothing says where that ends: 'prompt' "
                "and 'text_offset', 'prompt_token_ids' or 'usage' would",
                "");
        }
        if (prompt.tokens >= array.tokens) {
            refuse("the response repeats its prompt, and no token follows it",
                   std::to_string(prompt.tokens) + " of " + std::to_string(array.tokens));
        }
        return prompt;
    }

    // Servers count code points.
    [[nodiscard]] static std::uint64_t characters_of(std::string_view text) noexcept {
        return static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), [](char byte) {
            return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
        }));
    }

    // How many tokens begin before that character; one must begin there.
    [[nodiscard]] static std::uint64_t tokens_before(std::uint64_t character,
                                                     const boost::json::value& offsets,
                                                     const scored_array& array) {
        const boost::json::array* const items = offsets.if_array();
        if (items == nullptr || items->size() != array.tokens) {
            refuse("'text_offset' has not one number for each token", shown(offsets));
        }
        std::uint64_t tokens = 0;
        while (tokens < items->size()) {
            const std::uint64_t offset = count_of((*items)[tokens], "'text_offset'");
            if (offset > character) {
                refuse("a token lies across the end of the prompt", std::to_string(character));
            }
            if (offset == character) {
                break;
            }
            ++tokens;
        }
        return tokens;
    }

    [[nodiscard]] static sequence_scorer score_content(const boost::json::value& content) {
        const boost::json::array* const items = content.if_array();
        if (items == nullptr) {
            refuse("'content' is not an array", shown(content));
        }
        sequence_scorer scorer;
        for (const boost::json::value& item : *items) {
            const boost::json::value& logprob = need(item, "logprob");
            const std::optional<double> number = number_of(logprob);
            if (!number && !logprob.is_null()) {
                refuse("'logprob' is not a number", shown(logprob));
            }
            scorer.add(number ? logprob_from_server(*number) : missing_logprob);
        }
        return scorer;
    }

    // A number, also where lm-eval wrote it as text, at the front of nested arrays.
    [[nodiscard]] static std::optional<double> first_number(const boost::json::value& value) {
        if (const boost::json::array* const items = value.if_array()) {
            return items->empty() ? std::nullopt : first_number(items->front());
        }
        if (const boost::json::string* const text = value.if_string()) {
            double number = 0.0;
            const char* const end = text->data() + text->size();
            const auto [stop, failure] = std::from_chars(text->data(), end, number);
            return failure == std::errc() && stop == end ? std::optional(number) : std::nullopt;
        }
        return number_of(value);
    }

    // Log-likelihoods of lm-evaluation-harness: one a continuation, without its tokens.
    void read_lm_eval(const boost::json::value& record) {
        const boost::json::value& given = *find_any(record, "resps", "filtered_resps");
        const boost::json::array* const continuations = given.if_array();
        if (continuations == nullptr) {
            refuse("'resps' is not an array", shown(given));
        }
        scored_sample sample{.problem = name_of(need(record, "doc_id"), "'doc_id'"),
                             .model = model_or(nullptr)};
        sample.scorer = scorer_or(nullptr, sample.model);
        for (std::size_t i = 0; i < continuations->size(); ++i) {
            const std::optional<double> number = first_number((*continuations)[i]);
            if (!number) {
                refuse("'resps' holds what is no log-likelihood", shown((*continuations)[i]));
            }
            sample.sample = i;
            sample.score = {.kind = options_.kind, .extent = completion_extent::complete};
            sequence_scorer scorer;
            scorer.add(lm_eval_logprob(*number));
            const sequence_score sum = scorer.score(options_.kind);
            sample.score.log_probability = sum.log_probability;
            sample.score.missing = sum.missing;
            sample.score.impossible = sum.impossible;
            take_text(continuation(record, i), sample.score);
            hand_over(sample);
        }
    }

    // A sum over tokens may lie far below -9999 without being a server's word for -inf.
    [[nodiscard]] static double lm_eval_logprob(double sum) noexcept {
        return sum <= -9000.0 ? sum : logprob_from_server(sum);
    }

    [[nodiscard]] static const boost::json::value* continuation(const boost::json::value& record,
                                                                std::size_t i) {
        const boost::json::value* const arguments = find_any(record, "arguments");
        if (arguments == nullptr) {
            return nullptr;
        }
        const boost::json::value* request = nullptr;
        if (const boost::json::array* const list = arguments->if_array()) {
            request = i < list->size() ? &(*list)[i] : nullptr;
        } else {
            request = find(*arguments, "gen_args_" + std::to_string(i));
        }
        if (request == nullptr) {
            return nullptr;
        }
        if (const boost::json::array* const pair = request->if_array()) {
            return pair->empty() ? nullptr : &pair->back();
        }
        return find_any(*request, "arg_1", "arg_0");
    }

    const scored_read_options& options_;
    sink on_sample_;
    std::string stem_;
    scored_text text_{};
    std::vector<unsigned char> buffer_ = std::vector<unsigned char>(1 << 16);
    std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t> next_sample_{};
    scored_read_report report_{};
};

[[nodiscard]] inline result<scored_read_report> read_all(
    byte_source& source, const scored_read_options& options,
    const std::function<void(const scored_sample&)>& on_sample) {
    source.report_to(options.on_progress);
    scored_records records(source.name(), options, on_sample);
    const result<document_count> read = for_each_document(
        source, [&](std::string_view text, std::uint64_t) { records.read(text); });
    if (!read) {
        return read.error();
    }
    scored_read_report report = records.report();
    report.torn = read.value().torn.has_value();
    return report;
}

}  // namespace detail

/// Reads completions with the log-probabilities of their tokens, one by one; gzip is unpacked.
///
/// Each line of the file is one of these, recognised by content:
///
///   - a record of our own: `problem`, `token_logprobs`, and where known `model` (who drew it),
///     `scorer` (who scored it), `sample`, `finish_reason`, `correct` or `verdict`, `text` or
///     `bytes`, and `logprobs`, an object that says what they are: `distribution` (raw,
///     processed), `ending` (included, excluded), and for processed ones `temperature`, `top_p`,
///     `top_k`, `min_p`;
///   - a response of vLLM or OpenAI, completions or chat, or a line of OpenAI's batch output; the
///     problem is `problem`, `custom_id` or `id`. One that repeats its prompt (`echo`, or null
///     for its first token) is scored from where the prompt ends, which must be given: by
///     `prompt_token_ids`, by `prompt` and `text_offset`, or by `usage`;
///   - a sample of lm-evaluation-harness with log-likelihoods: sums without tokens, so that they
///     have bits per byte but no perplexity.
///
/// A file may also be one such value, or an array of them, over many lines.
///
/// @param path       file or pipe; "-" is the standard input
/// @param options    what the file does not say
/// @param on_sample  called for each completion in the file's order
/// @returns  what was read, or an error that names file, line and what is wrong there. A last
///           line that breaks off is no error but reported.
///
/// @par Accuracy
/// numbers of `token_logprobs` are read to the nearest double.
/// @par Cost
/// memory for the longest line, none that grows with the number of lines or tokens.
[[nodiscard]] inline result<scored_read_report> read_scored_samples(
    const std::string& path, const scored_read_options& options,
    const std::function<void(const scored_sample&)>& on_sample) {
    result<byte_source> opened = byte_source::open(path);
    if (!opened) {
        return opened.error();
    }
    byte_source source = std::move(opened).value();
    return detail::read_all(source, options, on_sample);
}

/// The same for the bytes of a file in memory.
/// @param name  stands for the file's name in messages
[[nodiscard]] inline result<scored_read_report> parse_scored_samples(
    const std::string& name, std::string_view bytes, const scored_read_options& options,
    const std::function<void(const scored_sample&)>& on_sample) {
    byte_source source = byte_source::from_memory(name, bytes);
    return detail::read_all(source, options, on_sample);
}

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_SCORED_SAMPLES_HPP
