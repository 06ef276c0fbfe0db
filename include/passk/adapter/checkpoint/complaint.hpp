// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CHECKPOINT_COMPLAINT_HPP
#define PASSK_ADAPTER_CHECKPOINT_COMPLAINT_HPP

#include <passk/core/error.hpp>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace passk::adapter::checkpoint::detail {

// A complaint about a file's content. Thrown and caught inside the readers, where the file is
// known; nobody outside ever sees it.
class refusal : public std::runtime_error {
public:
    refusal(errc code, const std::string& what) : std::runtime_error(what), code_(code) {}
    [[nodiscard]] errc code() const noexcept { return code_; }

private:
    errc code_;
};

// The first bytes of a text, printable, for messages.
[[nodiscard]] inline std::string excerpt(std::string_view text, std::size_t limit = 60) {
    std::string out;
    for (const char c : text.substr(0, limit)) {
        const auto byte = static_cast<unsigned char>(c);
        out += byte < 0x20U || byte >= 0x7FU ? '?' : c;
    }
    return text.size() > limit ? out + "..." : out;
}

// `what is wrong (value)`.
[[nodiscard]] inline std::string with_value(std::string_view what, std::string_view value) {
    std::string message(what);
    if (!value.empty()) {
        message += " (" + excerpt(value) + ')';
    }
    return message;
}

[[noreturn]] inline void refuse(std::string_view what, std::string_view value = {}) {
    throw refusal(errc::malformed, with_value(what, value));
}

// What is well formed but not ours to compute.
[[noreturn]] inline void refuse_unsupported(std::string_view what, std::string_view value = {}) {
    throw refusal(errc::unsupported, with_value(what, value));
}

[[nodiscard]] inline error about(std::string_view file, errc code, std::string_view what) {
    return error{code, std::string(file) + ": " + std::string(what)};
}
[[nodiscard]] inline error about(std::string_view file, const refusal& complaint) {
    return about(file, complaint.code(), complaint.what());
}

}  // namespace passk::adapter::checkpoint::detail

#endif  // PASSK_ADAPTER_CHECKPOINT_COMPLAINT_HPP
