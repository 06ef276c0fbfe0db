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
    std::uint64_t memory = 512ULL << 20U;      ///< bytes: address space of each process; at level
                                               ///< full also the memory of all together
    std::uint64_t address_space = 0;           ///< bytes for each process; 0 is `memory`
    std::uint64_t output = 16ULL << 20U;       ///< bytes on standard output
    std::uint64_t error_output = 1ULL << 20U;  ///< bytes on standard error
    std::uint64_t file_size = 16ULL << 20U;    ///< bytes of any one file
    std::uint64_t disk = 32ULL << 20U;         ///< bytes below /tmp, all files together
    std::uint32_t files = 4096;                ///< files and folders below /tmp
    std::uint32_t processes = 32;              ///< processes and threads at a time
    std::uint32_t open_files = 64;             ///< descriptors of each process
    std::uint64_t stack = 64ULL << 20U;        ///< bytes of the main thread's stack

    /// The time on the clock that ends a run.
    [[nodiscard]] constexpr std::chrono::milliseconds effective_wall_time() const noexcept {
        if (wall_time.count() > 0) {
            return wall_time;
        }
        const auto thrice = cpu_time * 3;
        const auto longer = cpu_time + std::chrono::milliseconds(5000);
        return thrice < longer ? longer : thrice;
    }

    friend bool operator==(const limits&, const limits&) = default;
};

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_LIMITS_HPP
