// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_JSON_JSON_RECORDS_HPP
#define PASSK_ADAPTER_JSON_JSON_RECORDS_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/json/string_view.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::adapter::json::detail {

// Where the records of a format stand in its files, and what of them is kept. A path is keys
// joined by '.'; '*' is any key or any item of an array. A field that ends in '*' is kept only
// where it is neither object nor array; one that ends in a name is kept with all below it.
struct record_layout {
    // Paths of records from the document's root. "" is the document itself or, if that is an
    // array, each of its items.
    std::vector<std::string_view> records{};
    std::vector<std::string_view> fields{};   // paths from a record
    std::vector<std::string_view> headers{};  // paths from the root, of values that stand once
};

// One record: what the layout keeps of it, and how it was reached.
struct json_record {
    const boost::json::value& kept;
    std::size_t kind;                      // which of record_layout::records
    const std::vector<std::string>& keys;  // the object keys that '*' matched on the way
};

// Events of a JSON parser in, records of one layout out. What no path names is forgotten at
// once, and long strings are abbreviated, so that memory does not grow with the file.
class record_filter {
public:
    using sink = std::function<void(const json_record&)>;

    record_filter(const record_layout& layout, sink on_record)
        : on_record_(std::move(on_record)), headers_(layout.headers.size()) {
        nodes_.resize(2);
        nodes_[everything].keep = keeping::all;
        nodes_[everything].any = everything;
        for (std::size_t i = 0; i < layout.headers.size(); ++i) {
            nodes_[walk(root, layout.headers[i])].header = i;
        }
        for (std::size_t i = 0; i < layout.records.size(); ++i) {
            const std::size_t top = walk(root, layout.records[i]);
            nodes_[top].record = i;
            for (const std::string_view field : layout.fields) {
                const std::size_t leaf = walk(top, field);
                const bool scalars = field.back() == '*';
                nodes_[leaf].keep = scalars ? keeping::scalars : keeping::all;
                if (!scalars) {
                    nodes_[leaf].any = everything;
                }
            }
        }
    }

    // The value at a header path, or null.
    [[nodiscard]] const boost::json::value& header(std::size_t i) const { return headers_[i]; }

    void set_line(std::uint64_t line) noexcept { line_ = line; }
    // The line on which the latest record began.
    [[nodiscard]] std::uint64_t record_line() const noexcept { return record_line_; }

    // Whether to read no further; asked after each object and array, and after each document.
    [[nodiscard]] bool stopped() const noexcept { return false; }
    [[nodiscard]] bool value_done() const noexcept { return false; }

    void begin(bool array) {
        if (skipped_ > 0) {
            ++skipped_;
            return;
        }
        const std::size_t node = next_node();
        if (node == none || (in_record() && nodes_[node].keep == keeping::scalars)) {
            skipped_ = 1;
            return;
        }
        frame entered{.node = node, .array = array};
        if (in_record()) {
            push_key();
        } else {
            entered.captured = capture_key();
            entered.items = frames_.empty() && array && nodes_[node].record != none;
            if (nodes_[node].record != none && !entered.items) {
                start_record(frames_.size() + 1);
            }
        }
        frames_.push_back(entered);
    }

    void end() {
        if (skipped_ > 0) {
            --skipped_;
            return;
        }
        const frame left = frames_.back();
        frames_.pop_back();
        if (in_record()) {
            if (left.array) {
                values_.push_array(left.kept);
            } else {
                values_.push_object(left.kept);
            }
            if (frames_.size() + 1 == record_depth_) {
                finish_record(left.node);
            } else {
                ++frames_.back().kept;
            }
        }
        if (left.captured) {
            keys_.pop_back();
        }
    }

    void key_part(std::string_view text) {
        if (skipped_ == 0) {
            key_.add(text);
        }
    }
    void key(std::string_view text) {
        if (skipped_ == 0) {
            key_.add(text);
            key_text_ = key_.take();
            key_node_ = child(frames_.back().node, key_text_);
        }
    }

    void string_part(std::string_view text) {
        if (wants_scalar()) {
            string_.add(text);
        }
    }
    void string(std::string_view text) {
        if (wants_scalar()) {
            string_.add(text);
            const std::string whole = string_.take();
            scalar([&] { values_.push_string(whole); });
        }
    }
    void whole(std::int64_t number) {
        scalar([&] { values_.push_int64(number); });
    }
    void whole(std::uint64_t number) {
        scalar([&] { values_.push_uint64(number); });
    }
    void real(double number) {
        scalar([&] { values_.push_double(number); });
    }
    void truth(bool value) {
        scalar([&] { values_.push_bool(value); });
    }
    void null() {
        scalar([&] { values_.push_null(); });
    }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    static constexpr std::size_t root = 0;        // node of the document
    static constexpr std::size_t everything = 1;  // node of what lies below a kept field

    enum class keeping : std::uint8_t { nothing, scalars, all };

    struct path_node {
        std::vector<std::pair<std::string_view, std::size_t>> children{};
        std::size_t any = none;  // the child for '*'
        std::size_t record = none;
        std::size_t header = none;
        keeping keep = keeping::nothing;
    };

    struct frame {
        std::size_t node = none;
        std::size_t kept = 0;  // members or items on the value stack
        bool array = false;
        bool items = false;     // the document is an array of records
        bool captured = false;  // its key stands in keys_
    };

    // A text that arrives in parts; past a limit only its hash goes on.
    class text_parts {
    public:
        void add(std::string_view part) {
            hash_.add(part);
            size_ += part.size();
            text_ += part.substr(0, limit - text_.size());
        }
        [[nodiscard]] std::string take() {
            std::string out =
                size_ > limit ? abbreviated(text_, hash_.value()) : std::string(text_);
            text_.clear();
            hash_ = {};
            size_ = 0;
            return out;
        }

    private:
        static constexpr std::size_t limit = std::size_t{1} << 20U;
        std::string text_{};
        text_hash hash_{};
        std::size_t size_ = 0;
    };

    // The node of a path below another, made where it is missing.
    std::size_t walk(std::size_t from, std::string_view path) {
        while (!path.empty()) {
            const std::string_view step = path.substr(0, path.find('.'));
            path.remove_prefix(step.size() < path.size() ? step.size() + 1 : path.size());
            std::size_t next = step == "*" ? nodes_[from].any : none;
            for (const auto& [name, node] : nodes_[from].children) {
                next = name == step ? node : next;
            }
            if (next == none) {
                next = nodes_.size();
                nodes_.emplace_back();
                if (step == "*") {
                    nodes_[from].any = next;
                } else {
                    nodes_[from].children.emplace_back(step, next);
                }
            }
            from = next;
        }
        return from;
    }

    [[nodiscard]] std::size_t child(std::size_t node, std::string_view key) const {
        for (const auto& [name, next] : nodes_[node].children) {
            if (name == key) {
                return next;
            }
        }
        return nodes_[node].any;
    }

    // The node of the value that comes next.
    [[nodiscard]] std::size_t next_node() const {
        if (frames_.empty()) {
            return root;
        }
        const frame& parent = frames_.back();
        return parent.items ? parent.node : parent.array ? nodes_[parent.node].any : key_node_;
    }

    [[nodiscard]] bool in_record() const noexcept { return record_depth_ > 0; }

    [[nodiscard]] bool wants_scalar() const {
        if (skipped_ > 0) {
            return false;
        }
        const std::size_t node = next_node();
        if (node == none) {
            return false;
        }
        const path_node& found = nodes_[node];
        return in_record() ? found.keep != keeping::nothing
                           : found.header != none || found.record != none;
    }

    template <class Push>
    void scalar(const Push& push) {
        if (!wants_scalar()) {
            return;
        }
        const std::size_t node = next_node();
        if (in_record()) {
            push_key();
            push();
            ++frames_.back().kept;
        } else if (nodes_[node].header != none) {
            values_.reset();
            push();
            headers_[nodes_[node].header] = values_.release();
        } else {
            const bool captured = capture_key();
            start_record(frames_.size() + 1);
            push();
            finish_record(node);
            if (captured) {
                keys_.pop_back();
            }
        }
    }

    void push_key() {
        if (!frames_.back().array) {
            values_.push_key(key_text_);
        }
    }

    // Notes the key of the value that comes next, if '*' matched it.
    bool capture_key() {
        const bool by_star = !frames_.empty() && !frames_.back().array
                             && key_node_ == nodes_[frames_.back().node].any;
        if (by_star) {
            keys_.push_back(key_text_);
        }
        return by_star;
    }

    void start_record(std::size_t depth) {
        record_depth_ = depth;
        record_line_ = line_;
        values_.reset();
    }

    void finish_record(std::size_t node) {
        record_depth_ = 0;
        const boost::json::value kept = values_.release();
        on_record_({kept, nodes_[node].record, keys_});
    }

    sink on_record_;
    std::vector<path_node> nodes_{};
    std::vector<boost::json::value> headers_;
    std::vector<frame> frames_{};
    std::vector<std::string> keys_{};
    boost::json::value_stack values_{};
    text_parts key_{};
    text_parts string_{};
    std::string key_text_{};
    std::size_t key_node_ = none;
    std::size_t skipped_ = 0;       // depth inside a value that is not kept
    std::size_t record_depth_ = 0;  // number of frames when the record is open; 0 outside
    std::uint64_t line_ = 1;
    std::uint64_t record_line_ = 1;
};

// Boost.JSON's handler: passes events on to a Target with the members of record_filter.
template <class Target>
struct parser_events {
    using code = boost::json::error_code;
    using text = boost::json::string_view;

    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    explicit parser_events(Target& to) : target(to) {}

    bool on_document_begin(code&) { return true; }
    bool on_document_end(code&) { return true; }
    bool on_object_begin(code&) { return target.begin(false), true; }
    bool on_array_begin(code&) { return target.begin(true), true; }
    bool on_object_end(std::size_t, code& stop) { return close(stop); }
    bool on_array_end(std::size_t, code& stop) { return close(stop); }
    bool on_key_part(text part, std::size_t, code&) { return target.key_part(part), true; }
    bool on_key(text part, std::size_t, code&) { return target.key(part), true; }
    bool on_string_part(text part, std::size_t, code&) { return target.string_part(part), true; }
    bool on_string(text part, std::size_t, code&) { return target.string(part), true; }
    bool on_number_part(text, code&) { return true; }
    bool on_int64(std::int64_t number, text, code&) { return target.whole(number), true; }
    bool on_uint64(std::uint64_t number, text, code&) { return target.whole(number), true; }
    bool on_double(double number, text, code&) { return target.real(number), true; }
    bool on_bool(bool value, code&) { return target.truth(value), true; }
    bool on_null(code&) { return target.null(), true; }
    bool on_comment_part(text, code&) { return true; }
    bool on_comment(text, code&) { return true; }

    bool close(code& stop) {
        target.end();
        if (target.stopped()) {
            stop = boost::json::error::extra_data;  // any code: stopped() tells it apart
            return false;
        }
        return true;
    }

    Target& target;
};

// What is wrong with a text in which the parser found an error.
[[nodiscard]] inline std::string describe_json_error(const boost::json::error_code& code,
                                                     std::string_view line) {
    if (code == boost::json::error::too_deep) {
        return "the JSON value is nested too deeply";
    }
    std::string message = "not valid JSON: " + code.message();
    if (!is_utf8(line)) {
        message += "; the line has bytes that are not UTF-8";
    } else if (line.find("NaN") != std::string_view::npos
               || line.find("Infinity") != std::string_view::npos) {
        message += "; NaN and Infinity are no JSON numbers";
    }
    return message;
}

// Reads a file that holds one JSON document, or one JSON value a line, and passes its events to
// target, until the target wants no more.
template <class Target>
[[nodiscard]] std::optional<error> read_json(byte_source& source, Target& target) {
    constexpr std::string_view blank = " \t\r\n";
    boost::json::parse_options rules;
    rules.max_depth = 200;
    boost::json::basic_parser<parser_events<Target>> parser(rules, target);
    std::uint64_t line = 1;
    std::uint64_t started = 1;    // line on which the open value began
    bool open = false;            // inside a value
    bool document = false;        // the file's value spans lines
    bool line_has_value = false;  // a value ended on this line
    std::uint64_t values = 0;
    bool first_block = true;
    const auto malformed = [&](std::uint64_t at, std::string_view what) {
        return error{errc::malformed, located(source.name(), at, what)};
    };

    while (true) {
        const result<std::string_view> block = source.next();
        if (!block) {
            return block.error();
        }
        std::string_view bytes = block.value();
        if (bytes.empty()) {
            break;
        }
        if (first_block && bytes.substr(0, 3) == "\xEF\xBB\xBF") {
            bytes.remove_prefix(3);
        }
        first_block = false;
        while (!bytes.empty()) {
            const std::size_t newline = bytes.find('\n');
            const bool ends = newline != std::string_view::npos;
            const std::string_view piece = bytes.substr(0, ends ? newline + 1 : bytes.size());
            bytes.remove_prefix(piece.size());
            std::string_view rest = piece;
            while (!rest.empty()) {
                if (!open) {
                    rest.remove_prefix((std::min)(rest.find_first_not_of(blank), rest.size()));
                    if (rest.empty()) {
                        break;
                    }
                    if (line_has_value || document) {
                        return malformed(line, document ? "text after the end of the JSON document"
                                                        : "text after the JSON value of the line");
                    }
                    parser.reset();
                    open = true;
                    started = line;
                }
                boost::json::error_code code;
                try {
                    rest.remove_prefix(parser.write_some(true, rest.data(), rest.size(), code));
                } catch (const refusal& complaint) {
                    return malformed(target.record_line(), complaint.what());
                }
                if (target.stopped()) {
                    return std::nullopt;
                }
                if (code) {
                    return malformed(line, describe_json_error(code, piece));
                }
                if (parser.done()) {
                    open = false;
                    line_has_value = true;
                    document = started != line;
                    ++values;
                    if (target.value_done()) {
                        return std::nullopt;
                    }
                }
            }
            if (ends) {
                if (open && values > 0) {
                    return malformed(line, "the line ends in the middle of a JSON value");
                }
                ++line;
                line_has_value = false;
                target.set_line(line);
            }
        }
    }
    if (open) {
        return malformed(line, "the file ends in the middle of a JSON value");
    }
    if (values == 0) {
        return malformed(1, "the file is empty");
    }
    return std::nullopt;
}

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_JSON_RECORDS_HPP
