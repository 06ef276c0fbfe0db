// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON and libarchive.
#ifndef PASSK_ADAPTER_JSON_RECOGNISE_HPP
#define PASSK_ADAPTER_JSON_RECOGNISE_HPP

#include <passk/adapter/json/file_format.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>

#include <string>

namespace passk::adapter::json {

/// The format of a file, recognised by content.
/// @param path  a file, gzip or not; "-" is the standard input, whose bytes are then gone
/// @returns     the format; errc::unsupported if it is none that is known, errc::io or
///              errc::malformed if the file cannot be read
[[nodiscard]] PASSK_INLINE result<file_format> recognise(const std::string& path);

}  // namespace passk::adapter::json

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/adapter/json/impl/recognise.ipp>
#endif

#endif  // PASSK_ADAPTER_JSON_RECOGNISE_HPP
