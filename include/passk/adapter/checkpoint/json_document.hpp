// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_CHECKPOINT_JSON_DOCUMENT_HPP
#define PASSK_ADAPTER_CHECKPOINT_JSON_DOCUMENT_HPP

#include <passk/adapter/checkpoint/complaint.hpp>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>
#include <boost/json/value.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace passk::adapter::checkpoint::detail {

// Boost.JSON's handler that looks for an object with the same key twice: its own parser keeps
// the last one silently, and two readers of one file would then see different things.
struct key_watch {
    using code = boost::json::error_code;
    using text = boost::json::string_view;

    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    bool on_document_begin(code&) { return true; }
    bool on_document_end(code&) { return true; }
    bool on_object_begin(code&) { return open.emplace_back(), true; }
    bool on_object_end(std::size_t, code&) { return open.pop_back(), true; }
    bool on_array_begin(code&) { return true; }
    bool on_array_end(std::size_t, code&) { return true; }
    bool on_key_part(text part, std::size_t, code&) {
        return key.append(part.data(), part.size()), true;
    }
    bool on_key(text part, std::size_t, code& stop) {
        key.append(part.data(), part.size());
        if (!open.back().insert(std::exchange(key, {})).second) {
            repeated = true;
            stop = boost::json::error::extra_data;  // any code: `repeated` tells it apart
            return false;
        }
        return true;
    }
    bool on_string_part(text, std::size_t, code&) { return true; }
    bool on_string(text, std::size_t, code&) { return true; }
    bool on_number_part(text, code&) { return true; }
    bool on_int64(std::int64_t, text, code&) { return true; }
    bool on_uint64(std::uint64_t, text, code&) { return true; }
    bool on_double(double, text, code&) { return true; }
    bool on_bool(bool, code&) { return true; }
    bool on_null(code&) { return true; }
    bool on_comment_part(text, code&) { return true; }
    bool on_comment(text, code&) { return true; }

    std::vector<std::unordered_set<std::string>> open{};
    std::string key{};
    bool repeated = false;
};

// One JSON value and nothing after it but blanks; no object has a key twice.
[[nodiscard]] inline boost::json::value parse_document(std::string_view text) {
    boost::json::parse_options rules;
    rules.max_depth = 64;
    boost::json::basic_parser<key_watch> watch(rules);
    boost::json::error_code code;
    const std::size_t read = watch.write_some(false, text.data(), text.size(), code);
    const auto line = [&](std::size_t at) {
        std::size_t lines = 1;
        for (const char c : text.substr(0, at)) {
            lines += c == '\n' ? 1 : 0;
        }
        return "line " + std::to_string(lines) + ": ";
    };
    if (watch.handler().repeated) {
        refuse(line(read) + "a key stands twice in one object");
    }
    if (code) {
        refuse(line(read) + "not valid JSON: " + code.message());
    }
    const std::size_t rest = text.substr(read).find_first_not_of(" \t\r\n");
    if (rest != std::string_view::npos) {
        refuse(line(read + rest) + "text after the end of the JSON document",
               text.substr(read + rest));
    }
    return boost::json::parse({text.data(), text.size()}, code, {}, rules);
}

[[nodiscard]] inline std::string_view view_of(boost::json::string_view text) {
    return {text.data(), text.size()};
}

[[nodiscard]] inline std::string shown(const boost::json::value& value) {
    return boost::json::serialize(value);
}

[[nodiscard]] inline const boost::json::object& object_of(const boost::json::value& value,
                                                          std::string_view what) {
    if (const auto* const object = value.if_object()) {
        return *object;
    }
    refuse(std::string(what) + " is not an object", shown(value));
}

// The member of that name; null pointer where there is none or it is null.
[[nodiscard]] inline const boost::json::value* find(const boost::json::object& object,
                                                    std::string_view key) {
    const boost::json::value* const member = object.if_contains({key.data(), key.size()});
    return member == nullptr || member->is_null() ? nullptr : member;
}

[[nodiscard]] inline const boost::json::value& need(const boost::json::object& object,
                                                    std::string_view key) {
    if (const auto* const member = find(object, key)) {
        return *member;
    }
    refuse("there is no field '" + std::string(key) + "'");
}

[[nodiscard]] inline std::string_view text_of(const boost::json::value& value,
                                              std::string_view what) {
    if (const auto* const text = value.if_string()) {
        return {text->data(), text->size()};
    }
    refuse(std::string(what) + " is not text", shown(value));
}

[[nodiscard]] inline bool truth_of(const boost::json::value& value, std::string_view what) {
    if (const bool* const truth = value.if_bool()) {
        return *truth;
    }
    refuse(std::string(what) + " is neither true nor false", shown(value));
}

// A whole number from lowest to highest.
[[nodiscard]] inline std::uint64_t whole_of(const boost::json::value& value, std::string_view what,
                                            std::uint64_t lowest, std::uint64_t highest) {
    std::uint64_t number = 0;
    if (const auto* const i = value.if_int64(); i != nullptr && *i >= 0) {
        number = static_cast<std::uint64_t>(*i);
    } else if (const auto* const u = value.if_uint64()) {
        number = *u;
    } else {
        refuse(std::string(what) + " is not a whole number from " + std::to_string(lowest) + " to "
                   + std::to_string(highest),
               shown(value));
    }
    if (number < lowest || number > highest) {
        refuse(std::string(what) + " is not from " + std::to_string(lowest) + " to "
                   + std::to_string(highest),
               shown(value));
    }
    return number;
}

// A finite number above 0.
[[nodiscard]] inline double positive_of(const boost::json::value& value, std::string_view what) {
    double number = 0.0;
    if (const auto* const i = value.if_int64()) {
        number = static_cast<double>(*i);
    } else if (const auto* const u = value.if_uint64()) {
        number = static_cast<double>(*u);
    } else if (const auto* const d = value.if_double()) {
        number = *d;
    }
    if (!(number > 0.0) || !std::isfinite(number)) {
        refuse(std::string(what) + " is not a number above 0", shown(value));
    }
    return number;
}

}  // namespace passk::adapter::checkpoint::detail

#endif  // PASSK_ADAPTER_CHECKPOINT_JSON_DOCUMENT_HPP
