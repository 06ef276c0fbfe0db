// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_JSON_JSON_RECORDS_HPP
#define PASSK_ADAPTER_JSON_JSON_RECORDS_HPP

#include <passk/adapter/json/fields.hpp>
#include <passk/adapter/json/json_scanner.hpp>

#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
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
    std::uint64_t hash = 0;                // of its bytes, if hashes are wanted
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

    // Whether json_record::hash is wanted.
    void want_hashes(bool wanted) noexcept { want_hashes_ = wanted; }
    [[nodiscard]] bool wants_hashes() const noexcept { return want_hashes_; }
    // Whether the container that was begun last is a record.
    [[nodiscard]] bool at_record() const noexcept {
        return skipped_ == 0 && record_depth_ > 0 && frames_.size() == record_depth_;
    }
    void record_hash(std::uint64_t hash) noexcept { hash_ = hash; }

    [[nodiscard]] bool wants_container() const {
        if (skipped_ > 0) {
            return false;
        }
        const std::size_t node = next_node();
        return node != none && !(in_record() && nodes_[node].keep == keeping::scalars);
    }
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

    // Whether to read no further; asked after each object and array, and after each document.
    [[nodiscard]] bool stopped() const noexcept { return false; }
    [[nodiscard]] bool value_done() const noexcept { return false; }

    void begin(bool array) {
        if (skipped_ > 0) {
            ++skipped_;
            return;
        }
        if (!wants_container()) {
            skipped_ = 1;
            return;
        }
        const std::size_t node = next_node();
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

    void key(std::string_view text) {
        if (skipped_ > 0) {
            return;
        }
        key_node_ = child(frames_.back().node, text);
        if (key_node_ != none) {
            key_text_ = text;
        }
    }

    void string_part(std::string_view text) {
        if (wants_scalar()) {
            string_.add(text);
        }
    }
    void string(std::string_view text) {
        if (!wants_scalar()) {
            return;
        }
        if (string_.empty() && text.size() <= text_parts::limit) {
            check_utf8(text);
            scalar([&] { values_.push_string({text.data(), text.size()}); });
            return;
        }
        string_.add(text);
        const std::string whole = string_.take();
        check_utf8(whole);
        scalar([&] { values_.push_string(whole); });
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

        [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

        static constexpr std::size_t limit = std::size_t{1} << 20U;

    private:
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

    void check_utf8(std::string_view text) {
        if (!is_utf8(text)) {
            if (!in_record()) {
                record_line_ = line_;
            }
            refuse("a text has bytes that are not UTF-8", excerpt(text));
        }
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
        on_record_({kept, nodes_[node].record, keys_, hash_});
    }

    sink on_record_;
    std::vector<path_node> nodes_{};
    std::vector<boost::json::value> headers_;
    std::vector<frame> frames_{};
    std::vector<std::string> keys_{};
    boost::json::value_stack values_{};
    text_parts string_{};
    std::string key_text_{};
    std::size_t key_node_ = none;
    std::size_t skipped_ = 0;       // depth inside a value that is not kept
    std::size_t record_depth_ = 0;  // number of frames when the record is open; 0 outside
    std::uint64_t line_ = 1;
    std::uint64_t record_line_ = 1;
    std::uint64_t hash_ = 0;
    bool want_hashes_ = false;
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_JSON_RECORDS_HPP
