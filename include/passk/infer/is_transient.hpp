// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_IS_TRANSIENT_HPP
#define PASSK_INFER_IS_TRANSIENT_HPP

#include <passk/core/error.hpp>

namespace passk {

/// May the same request succeed when it is made again? A lost connection, a time-out, a busy
/// server and a garbled answer may pass; a missing capability, a refusal and the caller's own
/// wish to stop do not.
[[nodiscard]] constexpr bool is_transient(errc code) noexcept {
    switch (code) {
        case errc::io:
        case errc::timeout:
        case errc::malformed:
        case errc::unavailable: return true;
        case errc::unsupported:
        case errc::cancelled:
        case errc::rejected: break;
    }
    return false;
}

}  // namespace passk

#endif  // PASSK_INFER_IS_TRANSIENT_HPP
