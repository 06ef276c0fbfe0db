// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_ERROR_HPP
#define PASSK_CORE_ERROR_HPP

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace passk {

// The rule of the library: what the caller can check before a call is a precondition, and its
// violation throws domain_error (k > n, k + l > n, an empty benchmark, a level outside (0, 1)).
// What only the world or the data decide is returned as result<T> (a file that cannot be read, a
// server that does not answer, a fit that these counts do not determine).

/// What went wrong outside the program: the reason carried by a failed result.
enum class errc : std::uint8_t {
    io,           ///< a file, pipe or socket failed
    timeout,      ///< the other side did not answer in time
    malformed,    ///< the input or the answer is unreadable
    unsupported,  ///< the other side cannot do what was asked
    cancelled,    ///< the caller asked to stop
    unavailable,  ///< the other side cannot do it now, and may later
    rejected,     ///< the other side read the request and will not serve it
};

/// A failure that is part of normal operation. A value; the library never throws it.
struct error {
    errc code{};
    std::string context{};  ///< where and on what input, for a person to read

    friend bool operator==(const error&, const error&) = default;
};

/// Thrown when a documented precondition is violated.
class domain_error : public std::domain_error {
public:
    using std::domain_error::domain_error;
};

namespace detail {

// Not constexpr on purpose: reaching it during constant evaluation is the compile error.
[[noreturn]] inline void fail_precondition(const std::string& message) {
#if defined(__cpp_exceptions)
    throw domain_error(message);
#else
    std::fputs(message.c_str(), stderr);
    std::fputc('\n', stderr);
    std::abort();
#endif
}

// Precondition check: always on, in every build type, and usable in constant expressions.
constexpr void expects(bool condition, const char* message) {
    if (!condition) [[unlikely]] {
        fail_precondition(message);
    }
}

[[noreturn]] inline void fail_attempts(std::string_view function, std::uint64_t k, std::uint64_t n,
                                       std::string_view problem) {
    std::string message(function);
    message += ": k = " + std::to_string(k);
    if (k == 0) {
        message += " attempts; k must be at least 1";
    } else {
        message += " exceeds the n = " + std::to_string(n) + " trials";
        if (!problem.empty()) {
            message += " of ";
            message += problem;
        }
    }
    fail_precondition(message);
}

// 1 <= k <= n, the precondition of every estimator of k attempts from n trials.
constexpr void expects_attempts(std::string_view function, std::uint64_t k, std::uint64_t n,
                                std::string_view problem = {}) {
    if (k < 1 || k > n) [[unlikely]] {
        fail_attempts(function, k, n, problem);
    }
}

}  // namespace detail
}  // namespace passk

#endif  // PASSK_CORE_ERROR_HPP
