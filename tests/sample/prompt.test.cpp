// SPDX-License-Identifier: Apache-2.0
#include <passk/sample/prompt.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>

TEST_CASE("prompt: images are the same if their bytes are") {
    const auto shared = std::make_shared<const std::string>("bytes");
    const passk::image one{"image/png", shared};
    const passk::image same{"image/png", std::make_shared<const std::string>("bytes")};
    const passk::image other{"image/png", std::make_shared<const std::string>("others")};
    CHECK((one == same));
    CHECK((one != other));
    CHECK((one != passk::image{"image/png", nullptr}));
    CHECK((one != passk::image{"image/jpeg", shared}));
    CHECK((passk::prompt(std::string("a")) != passk::prompt(passk::token_ids{97})));
}
