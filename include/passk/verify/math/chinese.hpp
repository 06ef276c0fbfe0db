// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_CHINESE_HPP
#define PASSK_VERIFY_MATH_CHINESE_HPP

#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/plain_number.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace passk::detail::math {

/// Chinese words behind a figure and what they stand for in notation. 千克 stands before 千.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 44> chinese_measures{{
    {"平方千米", "\\text{ km}^2"},
    {"平方公里", "\\text{ km}^2"},
    {"平方厘米", "\\text{ cm}^2"},
    {"平方分米", "\\text{ dm}^2"},
    {"平方米", "\\text{ m}^2"},
    {"立方厘米", "\\text{ cm}^3"},
    {"立方分米", "\\text{ dm}^3"},
    {"立方米", "\\text{ m}^3"},
    {"千米", "\\text{ km}"},
    {"公里", "\\text{ km}"},
    {"厘米", "\\text{ cm}"},
    {"毫米", "\\text{ mm}"},
    {"分米", "\\text{ dm}"},
    {"米", "\\text{ m}"},
    {"千克", "\\text{ kg}"},
    {"公斤", "\\text{ kg}"},
    {"毫克", "\\text{ mg}"},
    {"克", "\\text{ g}"},
    {"毫升", "\\text{ mL}"},
    {"升", "\\text{ L}"},
    {"小时", "\\text{ hours}"},
    {"分钟", "\\text{ minutes}"},
    {"秒", "\\text{ seconds}"},
    {"天", "\\text{ days}"},
    {"星期", "\\text{ weeks}"},
    {"周", "\\text{ weeks}"},
    {"个月", "\\text{ months}"},
    {"年", "\\text{ years}"},
    {"人民币", "\\text{ yuan}"},
    {"元", "\\text{ yuan}"},
    {"美元", "\\text{ dollars}"},
    {"度", "^\\circ"},
    {"百分之", "%"},
    {"吨", "\\text{ tonnes}"},
    {"亩", "\\text{ mu}"},
    {"十", "*10"},
    {"百", "*100"},
    {"千", "*1000"},
    {"万", "*10000"},
    {"亿", "*100000000"},
    {"兆", "*1000000000000"},
    {"個", "\\text{ items}"},
    {"个", "\\text{ items}"},
    {"人", "\\text{ people}"},
}};

/// Chinese words that change the value they stand beside: more, less, at least, not, times, half.
[[nodiscard]] inline bool changes_meaning_in_chinese(std::string_view text) {
    static constexpr std::array<std::string_view, 54> words{
        "多",   "少",   "以上", "以下", "超过", "不", "倍",   "半",   "分之", "至", "余",
        "约",   "左右", "之间", "到",   "或",   "和", "与",   "减",   "加",   "乘", "除",
        "没",   "无",   "非",   "负",   "第",   "亏", "欠",   "每",   "成",   "折", "方",
        "点",   "双",   "打",   "对",   "错",   "假", "下降", "减少", "损",   "根", "次",
        "位数", "之一", "几",   "未",   "别",   "反", "相反", "差",   "余数", "等"};
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != text.npos; });
}

/// Chinese around a value, brought into notation: a lead-in such as 答案是 goes, multipliers and
/// units behind the figure are read (8万 is 80000, 5千克 is 5 kg), other words become \text{...}.
/// Nothing if a word behind the figure changes its meaning.
[[nodiscard]] inline std::optional<std::string> without_chinese(std::string text) {
    const auto chinese = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
    if (std::none_of(text.begin(), text.end(), chinese)) {
        return text;
    }
    for (std::string_view lead :
         {"最终答案", "正确答案", "答案", "结果", "答", "所以", "因此", "故", "一共有", "一共",
          "总共", "共有", "共", "等于", "应为", "是", "为", "有", ":"}) {
        if (text.starts_with(lead)) {
            text.erase(0, lead.size());
            text = std::string(trim_answer(text));
        }
    }
    const std::size_t from =
        static_cast<std::size_t>(std::find_if(text.begin(), text.end(), chinese) - text.begin());
    if (from == text.size() || from == 0 || text.find('\\') != text.npos
        || text.find_first_of("=<>") != text.npos) {
        return text;
    }
    std::size_t before = from;
    while (before > 0 && text[before - 1] == ' ') {
        --before;
    }
    if (before == 0 || (!is_digit(text[before - 1]) && text[before - 1] != ')')) {
        return text;
    }
    std::string out = text.substr(0, before);
    std::string_view rest = std::string_view(text).substr(from);
    bool unit = false;
    while (!rest.empty() && !unit) {
        const auto known =
            std::find_if(chinese_measures.begin(), chinese_measures.end(),
                         [&](const auto& entry) { return rest.starts_with(entry.first); });
        if (known == chinese_measures.end() || known->second == "%") {
            break;
        }
        if (known->second == "*10" && out.find('*') == out.npos && rest.size() > known->first.size()
            && is_digit(rest[known->first.size()])) {
            return std::nullopt;
        }
        out += known->second;
        rest.remove_prefix(known->first.size());
        unit = known->second.front() != '*';
    }
    if (changes_meaning_in_chinese(rest)
        || std::any_of(rest.begin(), rest.end(), [](char c) { return is_digit(c); })) {
        return std::nullopt;
    }
    if (!rest.empty() && !unit) {
        out += "\\text{ " + std::string(rest) + "}";
    } else if (!rest.empty() && rest != "。") {
        out += "\\text{ " + std::string(rest) + "}";
    }
    return out;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_CHINESE_HPP
