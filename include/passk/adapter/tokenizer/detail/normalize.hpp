// SPDX-License-Identifier: Apache-2.0
// Needs ICU.
#ifndef PASSK_ADAPTER_TOKENIZER_DETAIL_NORMALIZE_HPP
#define PASSK_ADAPTER_TOKENIZER_DETAIL_NORMALIZE_HPP

#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utypes.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace passk::adapter::tokenizer::detail {

// Unicode's composed form (NFC) of a UTF-8 text; nothing if ICU has no data or no memory for it.
[[nodiscard]] inline std::optional<std::string> composed(std::string_view text) {
    bool plain = true;
    for (const char c : text) {
        plain = plain && static_cast<unsigned char>(c) < 0x80U;
    }
    if (plain) {
        return std::string(text);
    }
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2* const nfc = unorm2_getNFCInstance(&status);
    if (text.size() > 0x10000000U) {
        return std::nullopt;  // ICU counts in 32 bits, up to three for each of these
    }
    const auto size = static_cast<std::int32_t>(text.size());
    std::vector<UChar> wide(text.size() + 1);
    std::int32_t wide_size = 0;
    u_strFromUTF8(wide.data(), size + 1, &wide_size, text.data(), size, &status);
    std::vector<UChar> normal(3 * wide.size());  // composing triples a text at most
    const std::int32_t normal_size =
        unorm2_normalize(nfc, wide.data(), wide_size, normal.data(),
                         static_cast<std::int32_t>(normal.size()), &status);
    std::string out(3 * static_cast<std::size_t>(normal_size > 0 ? normal_size : 0), '\0');
    std::int32_t out_size = 0;
    u_strToUTF8(out.data(), static_cast<std::int32_t>(out.size()), &out_size, normal.data(),
                normal_size, &status);
    if (status > U_ZERO_ERROR) {
        return std::nullopt;
    }
    out.resize(static_cast<std::size_t>(out_size));
    return out;
}

}  // namespace passk::adapter::tokenizer::detail

#endif  // PASSK_ADAPTER_TOKENIZER_DETAIL_NORMALIZE_HPP
