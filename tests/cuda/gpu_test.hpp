// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_CUDA_GPU_TEST_HPP
#define PASSK_TESTS_CUDA_GPU_TEST_HPP

#include <cuda_runtime.h>

#include <cstdio>
#include <string>

namespace gpu_test {

inline int failures = 0;

/// One line: what was found and what is allowed. A NaN fails.
inline void check(const std::string& what, double found, double bound) {
    const bool good = found <= bound;
    std::printf("%-66s %.3g (at most %.3g)%s\n", what.c_str(), found, bound,
                good ? "" : "  FAILED");
    failures += good ? 0 : 1;
}

inline void fail(const std::string& what) {
    std::printf("%s  FAILED\n", what.c_str());
    ++failures;
}

/// Whether there is a GPU. ctest skips a test that says that there is none.
inline bool there_is_a_gpu() {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);  // a time-out leaves what was said
    int devices = 0;
    if (cudaGetDeviceCount(&devices) == cudaSuccess && devices > 0) {
        return true;
    }
    std::puts("no GPU here: nothing was compared");
    return false;
}

/// The exit code, after a line that says how it went.
inline int finish() {
    std::printf("%d failures\n", failures);
    return failures == 0 ? 0 : 1;
}

}  // namespace gpu_test

#endif  // PASSK_TESTS_CUDA_GPU_TEST_HPP
