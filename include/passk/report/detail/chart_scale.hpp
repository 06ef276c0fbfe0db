// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_CHART_SCALE_HPP
#define PASSK_REPORT_DETAIL_CHART_SCALE_HPP

#include <passk/report/figure.hpp>
#include <passk/report/number_text.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace passk::detail {

/// The numbers that are to be shown along an axis, from least to greatest.
struct number_extent {
    double low{};
    double high{};
    bool empty = true;

    void include(double number) {
        low = empty ? number : (std::min)(low, number);
        high = empty ? number : (std::max)(high, number);
        empty = false;
    }
    void include(const std::optional<double>& number) {
        if (number) {
            include(*number);
        }
    }
};

/// 1, 2 or 5 times a power of ten, so that a length has at most `most` of it.
[[nodiscard]] inline double tick_step(double length, std::size_t most) {
    const double raw = length / static_cast<double>(most);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (power * factor >= raw * (1.0 - 1e-9)) {
            return power * factor;
        }
    }
    return power * 10.0;
}

[[nodiscard]] inline std::string tick_text(double number, double step) {
    const int digits = step >= 1.0 ? 0 : static_cast<int>(std::ceil(-std::log10(step) - 1e-9));
    return fixed_text(number, (std::min)(digits, 9));
}

[[nodiscard]] inline std::string power_text(double number) {
    if (number < 1e5 && number >= 1.0) {
        return grouped_text(static_cast<unsigned long long>(number));
    }
    static constexpr std::array<const char*, 10> raised = {"\u2070", "\u00B9", "\u00B2", "\u00B3",
                                                           "\u2074", "\u2075", "\u2076", "\u2077",
                                                           "\u2078", "\u2079"};
    std::string text = "10";
    const int exponent = static_cast<int>(std::lround(std::log10(number)));
    text += exponent < 0 ? "\u207B" : "";
    for (const char digit : std::to_string(exponent < 0 ? -exponent : exponent)) {
        text += raised[static_cast<std::size_t>(digit - '0')];
    }
    return text;
}

/// Where numbers stand along one side of a chart, and which of them are written there.
class chart_scale {
public:
    struct tick {
        double value{};
        std::string text{};
    };

    /// @param from  where the lowest number stands, in pixels
    /// @param to    where the highest stands
    /// @param most  ticks that there is room for
    chart_scale(const chart_axis& axis, number_extent shown, double from, double to,
                std::size_t most)
        : kind_(axis.scale), from_(from), to_(to) {
        if (shown.empty) {
            shown.include(1.0);
        }
        low_ = shown.low;
        high_ = shown.high;
        if (kind_ == axis_scale::linear) {
            folded_ = axis.folded;
            fit_linear(axis.probability, most);
        } else {
            fit_logarithmic(most);
        }
    }

    [[nodiscard]] double operator()(double number) const {
        return from_ + (to_ - from_) * (place(number) - place(low_)) / (place(high_) - place(low_));
    }
    [[nodiscard]] const std::vector<tick>& ticks() const noexcept { return ticks_; }
    [[nodiscard]] double low() const noexcept { return low_; }
    [[nodiscard]] double high() const noexcept { return high_; }
    [[nodiscard]] const std::optional<std::pair<double, double>>& folded() const noexcept {
        return folded_;
    }

private:
    static constexpr double folded_share = 0.1;

    [[nodiscard]] double place(double number) const {
        switch (kind_) {
            case axis_scale::log2: return std::log2(number);
            case axis_scale::log10: return std::log10(number);
            case axis_scale::linear: break;
        }
        if (!folded_ || number <= folded_->first) {
            return number;
        }
        const double inside = (std::min)(number, folded_->second) - folded_->first;
        const double beyond = (std::max)(number - folded_->second, 0.0);
        return folded_->first + folded_share * inside + beyond;
    }

    void fit_linear(bool probability, std::size_t most) {
        if (!(high_ > low_)) {
            const double around = probability ? 0.05 : (std::max)(std::fabs(low_) * 0.1, 0.05);
            low_ -= around;
            high_ += around;
        }
        const double step = tick_step(place(high_) - place(low_), most);
        low_ = std::floor(low_ / step + 1e-9) * step;
        high_ = std::ceil(high_ / step - 1e-9) * step;
        if (probability) {
            low_ = (std::max)(low_, 0.0);
            high_ = (std::min)(high_, 1.0);
        }
        for (double i = std::ceil(low_ / step - 1e-9); i * step <= high_ + step * 1e-9; i += 1.0) {
            ticks_.push_back({i * step, tick_text(i * step, step)});
        }
        if (folded_) {
            mark_fold(step);
        }
    }

    void fit_logarithmic(std::size_t most) {
        if (!(high_ > low_)) {
            low_ /= 2.0;
            high_ *= 2.0;
        }
        if (kind_ == axis_scale::log10 && high_ / low_ < 30.0) {
            const double step = tick_step(high_ - low_, most);
            low_ = (std::max)(std::floor(low_ / step) * step, low_ * 0.9);
            for (double i = std::ceil(low_ / step); i * step <= high_ * 1.0000001; i += 1.0) {
                ticks_.push_back({i * step, tick_text(i * step, step)});
            }
            return;
        }
        if (kind_ == axis_scale::log10 && high_ / low_ < 1e3) {
            const double start = std::pow(10.0, std::floor(std::log10(low_)));
            for (double decade = start; decade <= high_; decade *= 10.0) {
                for (const double factor : {1.0, 2.0, 5.0}) {
                    const double value = decade * factor;
                    if (value >= low_ && value <= high_) {
                        ticks_.push_back(
                            {value, value < 1.0 ? shortest_text(value) : power_text(value)});
                    }
                }
            }
            return;
        }
        const double base = kind_ == axis_scale::log2 ? 2.0 : 10.0;
        const double first = std::ceil(place(low_) - 1e-9);
        const double last = std::floor(place(high_) + 1e-9);
        const double every =
            (std::max)(std::ceil((last - first + 1.0) / static_cast<double>(most)), 1.0);
        for (double i = first; i <= last; i += every) {
            const double value = std::pow(base, i);
            ticks_.push_back({value, kind_ == axis_scale::log2 && value >= 1.0 && value < 1e6
                                         ? std::to_string(std::llround(value))
                                         : power_text(value)});
        }
    }

    // Ticks stand at the ends of a fold, none inside it or too close to an end.
    void mark_fold(double step) {
        const double from = folded_->first - 0.6 * step;
        const double to = folded_->second + 0.6 * step;
        ticks_.erase(std::remove_if(ticks_.begin(), ticks_.end(),
                                    [from, to](const tick& one) {
                                        return one.value > from && one.value < to;
                                    }),
                     ticks_.end());
        for (const double end : {folded_->first, folded_->second}) {
            ticks_.push_back({end, tick_text(end, (std::min)(step, 0.01))});
        }
        std::sort(ticks_.begin(), ticks_.end(),
                  [](const tick& a, const tick& b) { return a.value < b.value; });
    }

    axis_scale kind_;
    double from_;
    double to_;
    double low_ = 0.0;
    double high_ = 1.0;
    std::optional<std::pair<double, double>> folded_{};
    std::vector<tick> ticks_{};
};

}  // namespace passk::detail

#endif  // PASSK_REPORT_DETAIL_CHART_SCALE_HPP
