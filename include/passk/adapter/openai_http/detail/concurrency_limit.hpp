// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_DETAIL_CONCURRENCY_LIMIT_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_DETAIL_CONCURRENCY_LIMIT_HPP

#include <cstdint>

namespace passk::detail {

// How many requests an endpoint gets at once: additive increase, multiplicative decrease. One
// more after as many successes as the limit allows at once; half of it when the server says that
// it is overloaded, once for all requests that were on their way by then. Until the first
// overload it doubles instead.
// Source: Chiu, Jain 1989, "Analysis of the increase and decrease algorithms for congestion
// avoidance in computer networks", Computer Networks and ISDN Systems 17(1).
class concurrency_limit {
public:
    concurrency_limit(std::uint32_t initial, std::uint32_t most) noexcept
        : limit_(initial < most ? initial : most), most_(most) {}

    [[nodiscard]] std::uint32_t limit() const noexcept {
        return limit_ < 1.0 ? 1 : static_cast<std::uint32_t>(limit_);
    }

    // The number of a request that goes out now, for overloaded().
    std::uint64_t sent() noexcept { return ++sent_; }

    // `full`: as many as allowed were out; what was not used says nothing.
    void succeeded(bool full) noexcept {
        if (full) {
            limit_ += calm_ ? 1.0 : 1.0 / limit_;
            limit_ = limit_ > most_ ? most_ : limit_;
        }
    }

    void overloaded(std::uint64_t request) noexcept {
        if (request > decided_) {
            limit_ = limit_ / 2.0 < 1.0 ? 1.0 : limit_ / 2.0;
            decided_ = sent_;
            calm_ = false;
        }
    }

private:
    double limit_;
    double most_;
    std::uint64_t sent_ = 0;
    std::uint64_t decided_ = 0;  // requests up to this one have had their say
    bool calm_ = true;
};

}  // namespace passk::detail

#endif  // PASSK_ADAPTER_OPENAI_HTTP_DETAIL_CONCURRENCY_LIMIT_HPP
