// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_SEPARATE_COMPILATION_HPP
#define PASSK_CORE_SEPARATE_COMPILATION_HPP

/// Header-only is the default: every header defines what it declares. With
/// `PASSK_SEPARATE_COMPILATION` defined the headers declare their large functions only, and one
/// source file of the program includes `<passk/src.hpp>` (and `src.hpp` of each adapter that it
/// uses), which defines them. All source files of a program must agree.
///
/// A function that takes part is declared `PASSK_INLINE`, and defined in the file `impl/NAME.ipp`
/// beside its header NAME.hpp.
#ifdef PASSK_SEPARATE_COMPILATION
#define PASSK_INLINE
#else
#define PASSK_INLINE inline
#endif

#endif  // PASSK_CORE_SEPARATE_COMPILATION_HPP
