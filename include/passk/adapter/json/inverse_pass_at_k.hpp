// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_INVERSE_PASS_AT_K_HPP
#define PASSK_ADAPTER_JSON_INVERSE_PASS_AT_K_HPP

#include <passk/adapter/json/fields.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace passk::adapter::json::detail {

// A value of pass@k that a file gives for one problem.
struct known_pass_at_k {
    std::uint64_t k = 1;
    double value = 0.0;
};

// The k in a metric's name: pass@8, pass_at_8, pass@k:k=8&n=16, acc_pass@8. Nothing if the metric
// is no pass@k.
[[nodiscard]] inline std::optional<std::uint64_t> attempts_in_name(std::string_view name) {
    for (const std::string_view mark :
         {std::string_view("pass@k:k="), std::string_view("pass@k_k="), std::string_view("pass@"),
          std::string_view("pass_at_")}) {
        const std::size_t at = name.rfind(mark);
        if (at == std::string_view::npos) {
            continue;
        }
        std::uint64_t k = 0;
        const char* const from = name.data() + at + mark.size();
        const auto [end, code] = std::from_chars(from, name.data() + name.size(), k);
        if (code == std::errc() && k > 0) {
            return k;
        }
    }
    return std::nullopt;
}

// The c of n from values of pass@k, which is strictly increasing in c up to c = n - k + 1 and 1
// from there on. Values of k above n are passed over: some tools invent them. Files that round to
// a few digits are read where these few tell one c from the others.
// @throws refusal if no c fits, or several do
[[nodiscard]] inline std::uint64_t successes_from(std::uint64_t n,
                                                  const std::vector<known_pass_at_k>& values) {
    std::string given;
    bool usable = false;
    for (const known_pass_at_k& one : values) {
        if (!(one.value >= -1e-9 && one.value <= 1 + 1e-9)) {
            refuse("pass@" + std::to_string(one.k) + " is not between 0 and 1",
                   std::to_string(one.value));
        }
        given += (given.empty() ? "" : ", ") + ("pass@" + std::to_string(one.k)) + " = "
                 + std::to_string(one.value);
        usable = usable || one.k <= n;
    }
    if (!usable) {
        refuse("c cannot be told from pass@k with k above n = " + std::to_string(n), given);
    }
    for (const double slack : {1e-9, 5e-7, 5e-5, 5e-4}) {
        std::uint64_t least = 0;
        std::uint64_t most = n;
        bool any = true;
        for (const known_pass_at_k& one : values) {
            if (one.k > n) {
                continue;
            }
            // The first c whose pass@k is at least a bound; n + 1 if there is none.
            const auto first_at_least = [&](double bound) {
                std::uint64_t low = 0;
                std::uint64_t high = n + 1;
                while (low < high) {
                    const std::uint64_t middle = low + (high - low) / 2;
                    if (pass_at_k(tally(n, middle), one.k) >= bound) {
                        high = middle;
                    } else {
                        low = middle + 1;
                    }
                }
                return low;
            };
            const std::uint64_t low = first_at_least(one.value - slack);
            const std::uint64_t high = first_at_least(one.value + slack);
            const bool up_to_n = high > n;
            if (low > n || (!up_to_n && high <= low)) {
                any = false;
                break;
            }
            least = (std::max)(least, low);
            most = (std::min)(most, up_to_n ? n : high - 1);
        }
        if (any && least == most) {
            return least;
        }
        if (any && least < most) {
            refuse("c cannot be told from pass@k: of n = " + std::to_string(n) + ", c = "
                       + std::to_string(least) + " and c = " + std::to_string(most)
                       + " have the same; it takes pass@1, or the verdict of each sample (passk "
                         "verify judges the responses)",
                   given);
        }
    }
    refuse("no c of n = " + std::to_string(n) + " has this pass@k", given);
}

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_INVERSE_PASS_AT_K_HPP
