// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_UINT128_HPP
#define PASSK_CORE_UINT128_HPP

namespace passk {

/// The unsigned integer of 128 bits of GCC and Clang.
__extension__ using uint128 = unsigned __int128;

}  // namespace passk

#endif  // PASSK_CORE_UINT128_HPP
