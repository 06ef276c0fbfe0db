// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_DEFINED_STREAM_HPP
#define PASSK_CORE_DEFINED_STREAM_HPP

#include <iosfwd>

namespace passk {

/// A stream whose class is defined where it is written to: <ostream> was included. A test framework
/// that asks whether a type can be written gets "no" where it was not, instead of an error.
template <class Stream>
concept defined_stream = requires(Stream& out) {
    out.flush();
};

}  // namespace passk

#endif  // PASSK_CORE_DEFINED_STREAM_HPP
