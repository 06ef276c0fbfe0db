// SPDX-License-Identifier: Apache-2.0
// Macros that other people's headers define. Included after what the headers of passk depend on,
// whose text is not ours to test: libstdc++ undefines min and max in its first header.
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
