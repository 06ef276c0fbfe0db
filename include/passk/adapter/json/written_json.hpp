// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_JSON_WRITTEN_JSON_HPP
#define PASSK_ADAPTER_JSON_WRITTEN_JSON_HPP

#include <passk/adapter/json/fields.hpp>
#include <passk/sample/token_id.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace passk::adapter::json::detail {

// A text as JSON can carry it: bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] inline std::string repaired_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        out += length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

[[nodiscard]] inline std::string hexadecimal(std::uint64_t number) {
    std::string digits(16, '0');
    for (std::size_t i = 16; i-- > 0; number >>= 4U) {
        digits[i] = "0123456789abcdef"[number & 15U];
    }
    return digits;
}

// One JSON object on one line, member by member: arrays of a hundred thousand numbers without a
// tree of values.
class json_line {
public:
    json_line& text(std::string_view key, std::string_view value) {
        begin(key);
        const std::string repaired = repaired_utf8(value);
        line_ += boost::json::serialize(boost::json::string_view(repaired.data(), repaired.size()));
        return *this;
    }
    json_line& count(std::string_view key, std::uint64_t value) {
        begin(key);
        line_ += std::to_string(value);
        return *this;
    }
    json_line& number(std::string_view key, double value) {
        begin(key);
        add(value);
        return *this;
    }
    json_line& ids(std::string_view key, std::span<const token_id> values) {
        begin(key);
        char separator = '[';
        for (const token_id value : values) {
            line_ += separator;
            line_ += std::to_string(value);
            separator = ',';
        }
        line_ += values.empty() ? "[]" : "]";
        return *this;
    }
    // Log-probabilities and what they are, as scored_samples.hpp reads them: -inf is -9999, as
    // servers write it, and a missing one is null.
    json_line& logprobs(const token_logprobs& scored) {
        const logprob_kind& kind = scored.kind();
        begin("logprobs");
        line_ += std::string("{\"distribution\":\"")
                 + (kind.distribution == logprob_distribution::raw         ? "raw"
                    : kind.distribution == logprob_distribution::processed ? "processed"
                                                                           : "unknown")
                 + "\",\"ending\":\""
                 + (kind.ending == end_of_sequence::included   ? "included"
                    : kind.ending == end_of_sequence::excluded ? "excluded"
                                                               : "unknown")
                 + "\"";
        if (kind.distribution == logprob_distribution::processed) {
            line_ += ",\"temperature\":";
            add(kind.temperature);
            line_ += ",\"top_p\":";
            add(kind.top_p);
            line_ += ",\"min_p\":";
            add(kind.min_p);
            line_ += ",\"top_k\":" + std::to_string(kind.top_k);
        }
        line_ += '}';
        begin("token_logprobs");
        char separator = '[';
        for (const double value : scored.values()) {
            line_ += separator;
            separator = ',';
            if (std::isnan(value)) {
                line_ += "null";
            } else {
                add(std::isinf(value) ? -9999.0 : value);
            }
        }
        line_ += scored.empty() ? "[]" : "]";
        return *this;
    }
    [[nodiscard]] std::string finish() && {
        line_ += '}';
        return std::move(line_);
    }

private:
    void begin(std::string_view key) {
        line_ += line_.empty() ? "{\"" : ",\"";
        line_ += key;
        line_ += "\":";
    }
    void add(double value) {
        std::array<char, 32> digits{};
        line_.append(digits.data(),
                     std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
    }

    std::string line_{};
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_WRITTEN_JSON_HPP
