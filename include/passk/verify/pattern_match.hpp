// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_PATTERN_MATCH_HPP
#define PASSK_VERIFY_PATTERN_MATCH_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/judgement.hpp>

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

namespace detail {

/// A regular expression as the program of a nondeterministic automaton, run over all its states
/// at once: no backtracking, so no text makes it slow.
class text_pattern {
public:
    static constexpr std::size_t max_program = 4000;

    /// Nothing if the pattern is malformed or too large.
    [[nodiscard]] static std::optional<text_pattern> compile(std::string_view pattern) {
        text_pattern out;
        reader r{pattern, out.program_};
        if (!r.alternatives(0) || r.at != pattern.size() || out.program_.size() >= max_program) {
            return std::nullopt;
        }
        out.program_.push_back({op::accept, {}, 0, 0});
        return out;
    }

    /// Does the pattern match all of the text (`whole`) or some part of it?
    [[nodiscard]] bool matches(std::string_view text, bool whole) const {
        std::vector<std::uint32_t> now;
        std::vector<std::uint32_t> next;
        std::vector<std::size_t> seen(program_.size(), 0);
        for (std::size_t at = 0; at <= text.size(); ++at) {
            if (at == 0 || !whole) {
                add(now, seen, 0, text, at);
            }
            next.clear();
            for (const std::uint32_t state : now) {
                const step& s = program_[state];
                if (s.code == op::accept) {
                    if (!whole || at == text.size()) {
                        return true;
                    }
                } else if (at < text.size() && s.bytes[static_cast<unsigned char>(text[at])]) {
                    add(next, seen, state + 1, text, at + 1);
                }
            }
            std::swap(now, next);
        }
        return false;
    }

private:
    enum class op : std::uint8_t { byte, split, jump, begin, end, edge, accept };
    struct step {
        op code = op::accept;
        std::bitset<256> bytes{};
        std::uint32_t first = 0;   // of split and jump
        std::uint32_t second = 0;  // of split
    };
    using steps = std::vector<step>;

    static bool word_byte(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
               || c == '_';
    }

    void add(std::vector<std::uint32_t>& out, std::vector<std::size_t>& seen, std::uint32_t from,
             std::string_view text, std::size_t at) const {
        std::vector<std::uint32_t> todo{from};
        while (!todo.empty()) {
            const std::uint32_t state = todo.back();
            todo.pop_back();
            if (seen[state] == at + 1) {
                continue;
            }
            seen[state] = at + 1;
            const step& s = program_[state];
            const bool left = at > 0 && word_byte(text[at - 1]);
            const bool right = at < text.size() && word_byte(text[at]);
            switch (s.code) {
                case op::split:
                    todo.push_back(s.second);
                    todo.push_back(s.first);
                    break;
                case op::jump: todo.push_back(s.first); break;
                case op::begin:
                    if (at == 0) {
                        todo.push_back(state + 1);
                    }
                    break;
                case op::end:
                    if (at == text.size()) {
                        todo.push_back(state + 1);
                    }
                    break;
                case op::edge:
                    if (left != right) {
                        todo.push_back(state + 1);
                    }
                    break;
                case op::byte:
                case op::accept: out.push_back(state); break;
            }
        }
    }

    struct reader {
        std::string_view pattern;
        steps& out;
        std::size_t at = 0;

        [[nodiscard]] bool see(char c) const { return at < pattern.size() && pattern[at] == c; }
        [[nodiscard]] std::uint32_t here() const { return static_cast<std::uint32_t>(out.size()); }

        bool alternatives(int depth) {
            if (depth > 64) {
                return false;
            }
            const std::uint32_t from = here();
            if (!sequence(depth)) {
                return false;
            }
            std::vector<std::uint32_t> ends;
            while (see('|')) {
                ++at;
                insert(from, {op::split, {}, from + 1, here() + 2});
                for (std::uint32_t& end : ends) {
                    ++end;
                }
                ends.push_back(here());
                out.push_back({op::jump, {}, 0, 0});
                if (!sequence(depth)) {
                    return false;
                }
            }
            for (const std::uint32_t end : ends) {
                out[end].first = here();
            }
            return true;
        }

        // Places behind `where` move by one, and so do the targets that point there.
        void insert(std::uint32_t where, step s) {
            out.insert(out.begin() + static_cast<std::ptrdiff_t>(where), s);
            for (std::size_t i = 0; i < out.size(); ++i) {
                if (i == where) {
                    continue;
                }
                out[i].first +=
                    out[i].first > where || (out[i].first == where && i > where) ? 1U : 0U;
                out[i].second +=
                    out[i].second > where || (out[i].second == where && i > where) ? 1U : 0U;
            }
        }

        bool sequence(int depth) {
            while (at < pattern.size() && !see('|') && !see(')')) {
                const std::uint32_t from = here();
                if (!one(depth) || !repeats(from) || out.size() >= max_program) {
                    return false;
                }
            }
            return true;
        }

        bool one(int depth) {
            const char c = pattern[at++];
            std::bitset<256> bytes;
            switch (c) {
                case '(':
                    if (pattern.substr(at).starts_with("?:")) {
                        at += 2;
                    } else if (see('?')) {
                        return false;  // look-around has no automaton
                    }
                    if (!alternatives(depth + 1) || !see(')')) {
                        return false;
                    }
                    ++at;
                    return true;
                case '^': out.push_back({op::begin, {}, 0, 0}); return true;
                case '$': out.push_back({op::end, {}, 0, 0}); return true;
                case '*':
                case '+':
                case '?':
                case '{': return false;
                case '.':
                    bytes.set();
                    bytes.reset('\n');
                    break;
                case '[':
                    if (!bracket(bytes)) {
                        return false;
                    }
                    break;
                case '\\':
                    if (see('b')) {
                        ++at;
                        out.push_back({op::edge, {}, 0, 0});
                        return true;
                    }
                    if (!escape(bytes)) {
                        return false;
                    }
                    break;
                default: bytes.set(static_cast<unsigned char>(c));
            }
            out.push_back({op::byte, bytes, 0, 0});
            return true;
        }

        bool escape(std::bitset<256>& bytes) {
            if (at >= pattern.size()) {
                return false;
            }
            const char c = pattern[at++];
            std::bitset<256> kind;
            switch (c) {
                case 'd':
                case 'D':
                    for (int i = '0'; i <= '9'; ++i) {
                        kind.set(static_cast<std::size_t>(i));
                    }
                    break;
                case 'w':
                case 'W':
                    for (int i = 0; i < 128; ++i) {
                        kind[static_cast<std::size_t>(i)] = word_byte(static_cast<char>(i));
                    }
                    break;
                case 's':
                case 'S':
                    for (const char white : {' ', '\t', '\n', '\r', '\f', '\v'}) {
                        kind.set(static_cast<unsigned char>(white));
                    }
                    break;
                case 'n': kind.set('\n'); break;
                case 't': kind.set('\t'); break;
                case 'r': kind.set('\r'); break;
                default:
                    if (word_byte(c)) {
                        return false;  // back references and classes that are not known here
                    }
                    kind.set(static_cast<unsigned char>(c));
            }
            bytes |= c == 'D' || c == 'W' || c == 'S' ? ~kind : kind;
            return true;
        }

        bool bracket(std::bitset<256>& bytes) {
            const bool inverted = see('^');
            at += inverted ? 1U : 0U;
            for (bool first = true; at < pattern.size() && (first || !see(']')); first = false) {
                const char low = pattern[at++];
                if (low == '\\') {
                    if (!escape(bytes)) {
                        return false;
                    }
                    continue;
                }
                char high = low;
                if (see('-') && at + 1 < pattern.size() && pattern[at + 1] != ']') {
                    high = pattern[at + 1];
                    at += 2;
                    if (high == '\\'
                        || static_cast<unsigned char>(high) < static_cast<unsigned char>(low)) {
                        return false;
                    }
                }
                for (int i = static_cast<unsigned char>(low); i <= static_cast<unsigned char>(high);
                     ++i) {
                    bytes.set(static_cast<std::size_t>(i));
                }
            }
            if (!see(']')) {
                return false;
            }
            ++at;
            if (inverted) {
                bytes.flip();
            }
            return true;
        }

        bool number(int& value) {
            const std::size_t from = at;
            value = 0;
            while (at < pattern.size() && pattern[at] >= '0' && pattern[at] <= '9') {
                value = value * 10 + (pattern[at++] - '0');
                if (value > 1000) {
                    return false;
                }
            }
            return at > from;
        }

        // The quantifier behind the piece that starts at `from`: its copies are laid out.
        bool repeats(std::uint32_t from) {
            int least = 1;
            int most = 1;  // -1: no limit
            if (see('*') || see('+') || see('?')) {
                least = see('+') ? 1 : 0;
                most = see('?') ? 1 : -1;
                ++at;
            } else if (see('{')) {
                ++at;
                if (!number(least)) {
                    return false;
                }
                most = least;
                if (see(',')) {
                    ++at;
                    most = -1;
                    if (!see('}') && (!number(most) || most < least)) {
                        return false;
                    }
                }
                if (!see('}')) {
                    return false;
                }
                ++at;
            } else {
                return true;
            }
            if (see('?')) {
                ++at;  // a lazy match matches the same texts
            }
            const steps piece(out.begin() + static_cast<std::ptrdiff_t>(from), out.end());
            out.resize(from);
            const auto copy = [&] {
                const std::uint32_t base = here();
                for (step s : piece) {
                    if (s.code == op::split || s.code == op::jump) {
                        s.first = s.first - from + base;
                        s.second = s.code == op::split ? s.second - from + base : 0;
                    }
                    out.push_back(s);
                }
                return out.size() < max_program;
            };
            for (int i = 0; i < least; ++i) {
                if (!copy()) {
                    return false;
                }
            }
            if (most < 0) {
                const std::uint32_t loop = here();
                out.push_back({op::split, {}, loop + 1, 0});
                if (!copy()) {
                    return false;
                }
                out.push_back({op::jump, {}, loop, 0});
                out[loop].second = here();
                return true;
            }
            for (int i = least; i < most; ++i) {
                const std::uint32_t skip = here();
                out.push_back({op::split, {}, skip + 1, 0});
                if (!copy()) {
                    return false;
                }
                out[skip].second = here();
            }
            return true;
        }
    };

    steps program_;
};

}  // namespace detail

/// Correct if the reference, a regular expression, matches: the whole response without white
/// space at both ends, or any part of it if `anywhere`. Undecided if the response has no content
/// or the reference is no pattern.
///
/// Patterns are of the common subset: literals, dot, brackets, groups, alternatives, the
/// quantifiers star, plus, question mark and {m,n} (lazy or not), ^ and $ for the ends of the text,
/// and behind a backslash d, w, s, D, W, S, b, n, t, r or a sign. Bytes are matched, so a dot is
/// one byte. No look-around, no back references.
///
/// @par Cost
/// the length of the response times the size of the pattern, whatever both contain.
/// @par Source
/// K. Thompson 1968, "Regular expression search algorithm".
struct pattern_match {
    bool anywhere = false;

    [[nodiscard]] verdict operator()(const problem& p, std::string_view text) const {
        return explain(p, text).ruling;
    }

    [[nodiscard]] judgement explain(const problem& p, std::string_view text) const {
        constexpr std::string_view white = " \t\n\r\f\v";
        judgement out;
        out.reference = p.reference;
        const auto pattern = detail::text_pattern::compile(p.reference);
        if (!pattern || p.reference.empty()) {
            out.reason = verdict_reason::unreadable_reference;
            return out;
        }
        const std::size_t first = text.find_first_not_of(white);
        if (first == text.npos) {
            out.reason = verdict_reason::no_answer;
            return out;
        }
        text = text.substr(first, text.find_last_not_of(white) + 1 - first);
        out.prediction = std::string(text);
        out.ruling = pattern->matches(text, !anywhere) ? verdict::correct : verdict::incorrect;
        out.reason = detail::reason_of(out.ruling);
        return out;
    }
};

}  // namespace passk

#endif  // PASSK_VERIFY_PATTERN_MATCH_HPP
