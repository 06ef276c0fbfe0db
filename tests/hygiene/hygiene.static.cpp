// SPDX-License-Identifier: Apache-2.0
// Our headers compile after hostile macros. What they depend on comes first: that text is not
// ours to test, and libstdc++ undefines min and max in its first header.
#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <concepts>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <ranges>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <unordered_map>
#include <variant>
#include <vector>

#include <boost/math/distributions/beta.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <range/v3/view/transform.hpp>

#define HOSTILE static_assert(false, "a common macro name is used in a header of passk")
#define min(...) HOSTILE      // windows.h
#define max(...) HOSTILE      // windows.h
#define small HOSTILE         // windows.h
#define near HOSTILE          // windows.h
#define far HOSTILE           // windows.h
#define interface HOSTILE     // windows.h
#define ERROR HOSTILE         // windows.h
#define IN HOSTILE            // windows.h
#define OUT HOSTILE           // windows.h
#define OPTIONAL HOSTILE      // windows.h
#define I HOSTILE             // complex.h
#define B0 HOSTILE            // termios.h
#define major(...) HOSTILE    // sys/sysmacros.h
#define minor(...) HOSTILE    // sys/sysmacros.h
#define check(...) HOSTILE    // AssertMacros.h on macOS
#define verify(...) HOSTILE   // AssertMacros.h on macOS
#define require(...) HOSTILE  // AssertMacros.h on macOS
#define CHECK(...) HOSTILE    // doctest, Catch2, glog
#define EXPECT(...) HOSTILE   // test frameworks
#define N HOSTILE             // people
#define K HOSTILE             // people

#include <passk/passk.hpp>
#include <passk/testing/archetypes.hpp>
#include <passk/testing/verifier_laws.hpp>
