// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_LIMITS_HPP
#define PASSK_ADAPTER_PROGRAM_LIMITS_HPP

#include <chrono>
#include <cstdint>

namespace passk::adapter::program {

/// What one run of a program may use. CPU time decides, so that a loaded machine gives the same
/// verdict as an idle one; the clock on the wall only ends programs that wait.
struct limits {
    std::chrono::milliseconds cpu_time{3000};  ///< user and system time of the program, > 0
    /// Time on the clock; 0 is three times the CPU time, and at least the CPU time and 5 s.
    std::chrono::milliseconds wall_time{0};
    std::uint64_t memory = 512ULL << 20U;  ///< bytes in use by all processes together
    /// Bytes of each process, used or not; 0 is `memory` and 2 GiB more, for the stacks of threads
    /// and what run-time systems reserve.
    std::uint64_t address_space = 0;
    std::uint64_t output = 16ULL << 20U;        ///< bytes on standard output
    std::uint64_t error_output = 16ULL << 20U;  ///< bytes on standard error
    std::uint64_t file_size = 16ULL << 20U;     ///< bytes of any one file
    std::uint64_t disk = 32ULL << 20U;          ///< bytes below /tmp, all files together
    std::uint32_t files = 4096;                 ///< files and folders below /tmp
    std::uint32_t processes = 128;              ///< processes and threads at a time
    std::uint32_t open_files = 1024;            ///< descriptors of each process
    std::uint64_t stack = 64ULL << 20U;         ///< bytes of the main thread's stack

    /// The time on the clock that ends a run.
    [[nodiscard]] constexpr std::chrono::milliseconds effective_wall_time() const noexcept {
        if (wall_time.count() > 0) {
            return wall_time;
        }
        const auto thrice = cpu_time * 3;
        const auto longer = cpu_time + std::chrono::milliseconds(5000);
        return thrice < longer ? longer : thrice;
    }

    /// The address space of each process.
    [[nodiscard]] constexpr std::uint64_t effective_address_space() const noexcept {
        return address_space != 0 ? address_space : memory + (2ULL << 30U);
    }

    friend bool operator==(const limits&, const limits&) = default;
};

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_LIMITS_HPP
