// SPDX-License-Identifier: Apache-2.0
#include <passk/core/simd_level.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

using passk::simd_level;

namespace {

// Sets PASSK_SIMD for a scope and puts back what it was.
class forced_simd {
public:
    explicit forced_simd(const char* value) {
        if (const char* const before = std::getenv("PASSK_SIMD"); before != nullptr) {
            before_ = before;
        }
        ::setenv("PASSK_SIMD", value, 1);
    }
    forced_simd(const forced_simd&) = delete;
    forced_simd& operator=(const forced_simd&) = delete;
    ~forced_simd() { ::setenv("PASSK_SIMD", before_.c_str(), 1); }

private:
    std::string before_{};
};

}  // namespace

TEST_CASE("simd_level: every narrower level than the best is supported") {
    CHECK(is_supported(simd_level::portable));
    CHECK(is_supported(passk::best_simd_level()));
    if (is_supported(simd_level::avx512)) {
        CHECK(is_supported(simd_level::avx2));
    }
}

TEST_CASE("simd_level: PASSK_SIMD names the level, and an unknown one throws") {
    {
        const forced_simd set("portable");
        CHECK(passk::simd_level_in_use() == simd_level::portable);
    }
    {
        const forced_simd set("");
        CHECK(passk::simd_level_in_use() == passk::best_simd_level());
    }
    const forced_simd set("sse9");
    try {
        (void)passk::simd_level_in_use();
        FAIL("no exception");
    } catch (const passk::domain_error& refused) {
        const std::string message = refused.what();
        CHECK(message.starts_with("passk: PASSK_SIMD is 'sse9'; this machine supports portable"));
    }
}
