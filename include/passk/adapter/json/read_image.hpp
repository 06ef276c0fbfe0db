// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_READ_IMAGE_HPP
#define PASSK_ADAPTER_JSON_READ_IMAGE_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/core/base64.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/sample/prompt.hpp>

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace passk::adapter::json {
namespace detail {

// The media type that the first bytes of a picture show; empty if they show none.
[[nodiscard]] inline std::string_view media_type_of(std::string_view bytes) {
    return bytes.starts_with("\x89PNG\r\n\x1a\n")                               ? "image/png"
           : bytes.starts_with("\xFF\xD8\xFF")                                  ? "image/jpeg"
           : bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")         ? "image/gif"
           : bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP") ? "image/webp"
                                                                                : "";
}

}  // namespace detail

/// A picture from a file, or from a data URL (data:image/png;base64,...). What it is, is seen from
/// its bytes: PNG, JPEG, GIF or WebP.
///
/// @returns  the picture, or errc::io if the file cannot be read, errc::malformed if it is none
[[nodiscard]] inline result<image> read_image(const std::string& place) {
    std::string bytes;
    if (place.starts_with("data:")) {
        const std::size_t comma = place.find(";base64,");
        std::optional<std::string> decoded;
        if (comma != std::string::npos) {
            decoded = base64_decoded(std::string_view(place).substr(comma + 8));
        }
        if (!decoded) {
            return error{errc::malformed,
                         "a picture's data URL is not base64: " + place.substr(0, 40)};
        }
        bytes = *std::move(decoded);
    } else {
        errno = 0;
        std::ifstream file(place, std::ios::binary);
        bytes.assign(std::istreambuf_iterator<char>(file), {});
        if (!file.is_open() || file.bad()) {
            return error{errc::io, located(place, 0,
                                           "the picture cannot be read: "
                                               + std::generic_category().message(errno))};
        }
    }
    const std::string_view type = detail::media_type_of(bytes);
    if (type.empty()) {
        return error{errc::malformed,
                     located(place.substr(0, 200), 0, "no PNG, JPEG, GIF or WebP picture")};
    }
    return image{.media_type = std::string(type),
                 .bytes = std::make_shared<const std::string>(std::move(bytes))};
}

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_READ_IMAGE_HPP
