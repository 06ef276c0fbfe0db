// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_HPP
#define PASSK_CORE_HPP

#include <passk/core/attempt_count.hpp>     // IWYU pragma: export
#include <passk/core/attempts.hpp>          // IWYU pragma: export
#include <passk/core/base64.hpp>            // IWYU pragma: export
#include <passk/core/confidence_level.hpp>  // IWYU pragma: export
#include <passk/core/defined_stream.hpp>    // IWYU pragma: export
#include <passk/core/error.hpp>             // IWYU pragma: export
#include <passk/core/project.hpp>           // IWYU pragma: export
#include <passk/core/random_bits.hpp>       // IWYU pragma: export
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>  // IWYU pragma: export
#include <passk/core/shared_span.hpp>           // IWYU pragma: export
#include <passk/core/simd_level.hpp>            // IWYU pragma: export
#include <passk/core/uint128.hpp>               // IWYU pragma: export
#include <passk/core/utf8.hpp>                  // IWYU pragma: export

#endif  // PASSK_CORE_HPP
