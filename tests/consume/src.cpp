// SPDX-License-Identifier: Apache-2.0
// What a program adds whose other source files are compiled with PASSK_SEPARATE_COMPILATION.
#include <passk/src.hpp>
