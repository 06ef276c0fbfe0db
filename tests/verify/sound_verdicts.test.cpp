// SPDX-License-Identifier: Apache-2.0
#include <passk/core/random_bits.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math_equivalent.hpp>
#include <passk/verify/math_verifier.hpp>

#include "source_directory.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using passk::verdict;

std::vector<std::vector<std::string>> read_table(const std::string& name, std::size_t columns) {
    std::ifstream file(passk_tests::source_directory() + "/tests/verify/" + name);
    REQUIRE(file.good());
    std::vector<std::vector<std::string>> out;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) {
            continue;
        }
        std::vector<std::string> cells;
        for (std::size_t from = 0; from <= line.size();) {
            const std::size_t tab = (std::min)(line.find('\t', from), line.size());
            cells.push_back(line.substr(from, tab - from));
            from = tab + 1;
        }
        CAPTURE(line);
        REQUIRE(cells.size() == columns);
        out.push_back(std::move(cells));
    }
    return out;
}

// The verdict as `passk verify math` gives it on answers.
verdict judge_answer(const std::string& gold, const std::string& prediction) {
    const passk::math_verifier judge{
        .extraction = {}, .equivalence = {}, .judged = passk::judged_text::answer};
    return judge({.id = "", .prompt = "", .reference = gold}, prediction);
}

// Values for the names in braces of near_miss_grammar.tsv.
class instance {
public:
    explicit instance(passk::random_bits& bits) : bits_(bits) {
        constexpr std::array<std::string_view, 8> letters{"x", "y", "t", "p", "q", "w", "u", "s"};
        constexpr std::array<std::string_view, 9> constants{
            "7", "12", "25", "83", "100", "500", "1024", "30000", "40000000"};
        constexpr std::array<std::string_view, 8> minutes{"15", "20", "30", "45",
                                                          "50", "10", "24", "35"};
        const std::uint64_t n = 2 + below(60);
        const std::uint64_t v = below(7);
        const std::uint64_t h = 1 + below(11);
        const std::uint64_t k = below(7);
        put("n", n);
        put("m", n + 1 + below(40));
        put("d", 2 + below(7));
        values_["c"] = constants[below(constants.size())];
        values_["v"] = letters[v];
        values_["u"] = letters[v + 1 + below(7 - v)];
        put("h", h);
        put("i", h + 1);
        values_["k"] = minutes[k];
        values_["l"] = minutes[k + 1];
        std::int64_t at = static_cast<std::int64_t>(below(20)) - 12;
        for (const char* name : {"a", "b", "e", "g"}) {
            values_[name] = std::to_string(at);
            at += 1 + static_cast<std::int64_t>(below(9));
        }
    }

    [[nodiscard]] std::string fill(std::string_view form) const {
        std::string out;
        for (std::size_t i = 0; i < form.size(); ++i) {
            const bool name = form[i] == '{' && i + 2 < form.size() && form[i + 2] == '}';
            const auto value = name ? values_.find(form.substr(i + 1, 1)) : values_.end();
            // \frac{n} keeps the braces of LaTeX: there they stand twice.
            if (value == values_.end()) {
                out += form[i];
                continue;
            }
            out += value->second;
            i += 2;
        }
        return out;
    }

private:
    std::uint64_t below(std::uint64_t bound) { return passk::uniform_below(bits_, bound); }
    void put(const char* name, std::uint64_t value) { values_[name] = std::to_string(value); }

    passk::random_bits& bits_;
    std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace

TEST_CASE("the verdicts of known counterexamples are right, both ways round") {
    for (const auto& row : read_table("answer_counterexamples.tsv", 5)) {
        std::string prediction = row[4];
        for (std::size_t at = prediction.find("<br>"); at != prediction.npos;
             at = prediction.find("<br>")) {
            prediction.replace(at, 4, "\n");
        }
        const bool equal = row[2] == "+";
        CAPTURE(row[0]);
        CAPTURE(row[3]);
        CAPTURE(prediction);
        if (row[1] == "response") {
            const verdict ruling =
                passk::math_verifier{}({.id = "", .prompt = "", .reference = row[3]}, prediction);
            CHECK((ruling == verdict::correct) == equal);
            continue;
        }
        CHECK((judge_answer(row[3], prediction) == verdict::correct) == equal);
        CHECK((judge_answer(prediction, row[3]) == verdict::correct) == equal);
        CHECK((passk::math_equivalent(prediction, row[3]).v == verdict::correct) == equal);
        CHECK((passk::math_equivalent(row[3], prediction).v == verdict::correct) == equal);
    }
}

// Thousands of near misses of each type; the seed is fixed.
TEST_CASE("no near miss of the grammar of mutations is accepted, both ways round") {
    passk::random_bits bits(20240607);
    std::map<std::string, int> tried;
    const auto grammar = read_table("near_miss_grammar.tsv", 3);
    std::map<std::string, int> forms;
    for (const auto& row : grammar) {
        ++forms[row[0]];
    }
    for (const auto& row : grammar) {
        // Types with few forms draw more values for each, up to about a thousand pairs.
        const bool fixed = row[1].find('{') == row[1].npos && row[2].find('{') == row[2].npos;
        const int times = fixed ? 1 : (std::min)(40, 2 + 1000 / forms[row[0]]);
        for (int i = 0; i < times; ++i) {
            const instance values(bits);
            const std::string gold = values.fill(row[1]);
            const std::string miss = values.fill(row[2]);
            CAPTURE(row[0]);
            CAPTURE(gold);
            CAPTURE(miss);
            const verdict forth = passk::math_equivalent(miss, gold).v;
            const verdict back = passk::math_equivalent(gold, miss).v;
            CHECK(forth != verdict::correct);
            CHECK(back != verdict::correct);
            CHECK(judge_answer(gold, miss) != verdict::correct);
            ++tried[row[0]];
        }
    }
    CHECK(tried.size() >= 14);
}

TEST_CASE("no two equal answers are called incorrect, both ways round") {
    std::size_t accepted = 0;
    const auto pairs = read_table("equal_answers.tsv", 2);
    for (const auto& row : pairs) {
        CAPTURE(row[0]);
        CAPTURE(row[1]);
        CHECK(judge_answer(row[0], row[1]) != verdict::incorrect);
        CHECK(judge_answer(row[1], row[0]) != verdict::incorrect);
        accepted += judge_answer(row[0], row[1]) == verdict::correct ? 1U : 0U;
    }
    // The rest is undecided.
    CHECK(accepted * 100 >= pairs.size() * 98);
}

// What the lexer takes adds up to the text, and what it leaves without a token is layout of a
// closed list.
TEST_CASE("the lexer accounts for every byte of an answer") {
    using passk::detail::math::lexer;
    using passk::detail::math::text_piece;
    constexpr std::array<std::string_view, 13> layout{
        "\\left",      "\\right",        "\\big",          "\\Big",    "\\quad",
        "\\qquad",     "\\displaystyle", "\\negthinspace", "\\limits", "\\middle",
        "\\thinspace", "\\hspace",       "\\text"};
    const auto is_layout = [&](std::string_view piece) {
        constexpr std::string_view gaps = " ~\t\r\n$";
        constexpr std::string_view after_backslash = " ,;:>/!()[]";
        const bool gap = piece.find_first_not_of(gaps) == piece.npos;
        const bool command = std::any_of(layout.begin(), layout.end(), [&](std::string_view name) {
            return piece.starts_with(name);
        });
        const bool spacing =
            piece.size() == 2 && piece[0] == '\\' && after_backslash.find(piece[1]) != piece.npos;
        return gap || command || spacing;
    };
    for (const char* table : {"near_miss_grammar.tsv", "equal_answers.tsv"}) {
        for (const auto& row :
             read_table(table, std::string_view(table).starts_with("near") ? 3 : 2)) {
            for (const std::string& text : row) {
                std::vector<text_piece> account;
                static_cast<void>(lexer(text, {}).tokens(&account));
                std::size_t at = 0;
                for (const text_piece& piece : account) {
                    CAPTURE(text);
                    CAPTURE(piece.begin);
                    CHECK(piece.begin == at);
                    at = piece.end;
                    CHECK((piece.tokens > 0
                           || is_layout(std::string_view(text).substr(piece.begin,
                                                                      piece.end - piece.begin))));
                }
                CHECK(at == text.size());
            }
        }
    }
}
