// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_ISOLATION_HPP
#define PASSK_ADAPTER_PROGRAM_ISOLATION_HPP

#include <cstdint>
#include <string_view>

namespace passk::adapter::program {

/// How a program is kept apart from the machine. There is nothing weaker than `namespaces`, and a
/// level that the machine cannot give is an error, never silently less.
enum class isolation : std::uint8_t {
    /// Own user, PID, mount, network, IPC, UTS and cgroup namespaces; a read-only root that holds
    /// the system's programs and libraries only; a bounded /tmp; no capability, no_new_privs, a
    /// system-call filter, Landlock where the kernel has it; rlimits; an empty environment.
    namespaces,
    /// The same and a control group, which bounds the memory and the number of all processes of
    /// the program together, its files in /tmp included.
    full,
};

[[nodiscard]] constexpr std::string_view to_string(isolation level) noexcept {
    return level == isolation::full ? "full" : "namespaces";
}

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_ISOLATION_HPP
