// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_DETAIL_SECCOMP_FILTER_HPP
#define PASSK_ADAPTER_PROGRAM_DETAIL_SECCOMP_FILTER_HPP

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace passk::adapter::program::detail {

#if defined(__x86_64__)
inline constexpr std::uint32_t audit_architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
inline constexpr std::uint32_t audit_architecture = AUDIT_ARCH_AARCH64;
#else
#error "passk::program has a system-call filter for x86-64 and aarch64 only"
#endif

/// The system-call filter of every program: what a program needs in order to compute is allowed,
/// what reaches other processes, the kernel's configuration or the network is refused with EPERM
/// (not by killing: honest programs that probe go on).
///
///   - any other architecture (32-bit and x32 calls) ends the process or is refused;
///   - clone3 is answered ENOSYS, since its flags lie behind a pointer; libraries fall back to
///     clone, whose namespace flags are refused;
///   - prlimit64, sched_setaffinity: only for the caller itself. Process 1 of the namespace has
///     the same uid, and its limits could otherwise be lowered from inside;
///   - socket is refused wholly: AF_VSOCK is not confined by a network namespace. socketpair stays;
///   - memfd_create is refused: such files are bounded by no rlimit on their sum;
///   - TIOCSTI and TIOCLINUX are compared by their low 32 bits, as the kernel does;
///   - F_SETOWN, F_SETSIG and their like are refused: old kernels send such signals across
///     sandboxes; MSG_OOB too, which few programs use and kernels got wrong.
[[nodiscard]] inline std::vector<sock_filter> seccomp_filter() {
    std::vector<sock_filter> code;
    const auto load = [&code](std::size_t offset) {
        code.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)));
    };
    const auto give_back = [&code](std::uint32_t action) {
        code.push_back(BPF_STMT(BPF_RET | BPF_K, action));
    };
    // If the accumulator equals (or shares a bit with) `value`, the next `skip` instructions run;
    // otherwise they are jumped over.
    const auto when = [&code](std::uint16_t test, long value, std::uint8_t skip) {
        code.push_back(BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | test | BPF_K),
                                static_cast<std::uint32_t>(value), 0, skip));
    };
    constexpr std::uint32_t refuse = SECCOMP_RET_ERRNO | EPERM;
    constexpr std::size_t low_word =
        0;  // of a 64-bit argument; both architectures are little-endian
    constexpr std::size_t arguments = offsetof(seccomp_data, args);

    load(offsetof(seccomp_data, arch));
    code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, audit_architecture, 1, 0));
    give_back(SECCOMP_RET_KILL_PROCESS);
    load(offsetof(seccomp_data, nr));
#if defined(__x86_64__)
    when(BPF_JGE, 0x40000000, 1);  // x32
    give_back(refuse);
#endif

    constexpr long refused[] = {
        SYS_ptrace,
        SYS_process_vm_readv,
        SYS_process_vm_writev,
        SYS_kcmp,
        438 /* pidfd_getfd */,
        440 /* process_madvise */,
        448 /* process_mrelease */,
        // file systems and namespaces
        SYS_mount,
        SYS_umount2,
        SYS_pivot_root,
        SYS_chroot,
        428 /* open_tree */,
        429 /* move_mount */,
        430 /* fsopen */,
        431 /* fsconfig */,
        432 /* fsmount */,
        433 /* fspick */,
        442 /* mount_setattr */,
        443 /* quotactl_fd */,
        457 /* statmount */,
        458 /* listmount */,
        467 /* open_tree_attr */,
        SYS_unshare,
        SYS_setns,
        SYS_swapon,
        SYS_swapoff,
        SYS_quotactl,
        SYS_name_to_handle_at,
        SYS_open_by_handle_at,
        SYS_fanotify_init,
        // the kernel and its configuration
        SYS_bpf,
        SYS_perf_event_open,
        SYS_userfaultfd,
        SYS_io_uring_setup,
        SYS_io_uring_enter,
        SYS_io_uring_register,
        SYS_keyctl,
        SYS_add_key,
        SYS_request_key,
        SYS_kexec_load,
        SYS_init_module,
        SYS_finit_module,
        SYS_delete_module,
        SYS_reboot,
        SYS_acct,
        SYS_syslog,
        SYS_personality,
        SYS_settimeofday,
        SYS_clock_settime,
        SYS_adjtimex,
        SYS_clock_adjtime,
        SYS_sethostname,
        SYS_setdomainname,
        SYS_vhangup,
        SYS_lookup_dcookie,
        SYS_mbind,
        SYS_migrate_pages,
        SYS_move_pages,
        450 /* set_mempolicy_home_node */,
        // what outlives the program or reaches process 1
        SYS_shmget,
        SYS_msgget,
        SYS_semget,
        SYS_mq_open,
        SYS_memfd_create,
        447 /* memfd_secret */,
        SYS_setpriority,
        SYS_sched_setscheduler,
        SYS_sched_setparam,
        SYS_sched_setattr,
        SYS_ioprio_set,
        // the network
        SYS_socket,
#if defined(__x86_64__)
        SYS_iopl,
        SYS_ioperm,
        SYS_kexec_file_load,
        SYS_modify_ldt,
        SYS_uselib,
        SYS_ustat,
        SYS_sysfs,
#endif
    };
    for (const long call : refused) {
        when(BPF_JEQ, call, 1);
        give_back(refuse);
    }
    when(BPF_JEQ, SYS_clone3, 1);
    give_back(SECCOMP_RET_ERRNO | ENOSYS);

    constexpr long new_namespaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET
                                    | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
    when(BPF_JEQ, SYS_clone, 4);
    load(arguments + low_word);
    when(BPF_JSET, new_namespaces, 1);
    give_back(refuse);
    give_back(SECCOMP_RET_ALLOW);

    // Calls that are refused for some values of an argument, by its low word.
    const auto refuse_values = [&](long call, std::size_t argument,
                                   std::initializer_list<long> values) {
        when(BPF_JEQ, call, static_cast<std::uint8_t>(2 + 2 * values.size()));
        load(arguments + 8 * argument + low_word);
        for (const long value : values) {
            when(BPF_JEQ, value, 1);
            give_back(refuse);
        }
        give_back(SECCOMP_RET_ALLOW);
    };
    refuse_values(SYS_ioctl, 1,
                  {0x5412 /* TIOCSTI */, 0x541c /* TIOCLINUX */, 0x8901 /* FIOSETOWN */,
                   0x8902 /* SIOCSPGRP */});
    refuse_values(SYS_fcntl, 1, {8 /* F_SETOWN */, 10 /* F_SETSIG */, 15 /* F_SETOWN_EX */});

    constexpr std::pair<long, std::size_t> flags_of_messages[] = {
        {SYS_sendto, 3},  {SYS_recvfrom, 3}, {SYS_sendmsg, 2},
        {SYS_recvmsg, 2}, {SYS_sendmmsg, 3}, {SYS_recvmmsg, 3},
    };
    for (const auto& [call, argument] : flags_of_messages) {
        when(BPF_JEQ, call, 4);
        load(arguments + 8 * argument + low_word);
        when(BPF_JSET, 1 /* MSG_OOB */, 1);
        give_back(refuse);
        give_back(SECCOMP_RET_ALLOW);
    }

    for (const long call : {SYS_prlimit64, SYS_sched_setaffinity}) {
        when(BPF_JEQ, call, 4);
        load(arguments + low_word);
        when(BPF_JEQ, 0, 1);
        give_back(SECCOMP_RET_ALLOW);
        give_back(refuse);
    }
    give_back(SECCOMP_RET_ALLOW);
    return code;
}

}  // namespace passk::adapter::program::detail

#endif  // PASSK_ADAPTER_PROGRAM_DETAIL_SECCOMP_FILTER_HPP
