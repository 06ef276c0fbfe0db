// SPDX-License-Identifier: Apache-2.0
// Sandboxed judging of programs, Linux on x86-64 or aarch64. Needs Boost.JSON (link Boost::json),
// zlib and threads.
//
// What no level covers: side channels of a shared processor, and faults of the kernel in the
// system calls that are allowed.
#ifndef PASSK_ADAPTER_PROGRAM_HPP
#define PASSK_ADAPTER_PROGRAM_HPP

// IWYU pragma: begin_exports
#include <passk/adapter/program/checker_program.hpp>
#include <passk/adapter/program/extract_code.hpp>
#include <passk/adapter/program/isolation.hpp>
#include <passk/adapter/program/judge_programs.hpp>
#include <passk/adapter/program/languages.hpp>
#include <passk/adapter/program/limits.hpp>
#include <passk/adapter/program/output_comparison.hpp>
#include <passk/adapter/program/program_judge.hpp>
#include <passk/adapter/program/program_task.hpp>
#include <passk/adapter/program/program_verdict.hpp>
#include <passk/adapter/program/program_verifier.hpp>
#include <passk/adapter/program/python_interpreter.hpp>
#include <passk/adapter/program/python_value.hpp>
#include <passk/adapter/program/python_zygote.hpp>
#include <passk/adapter/program/read_tasks.hpp>
#include <passk/adapter/program/sandbox.hpp>
#include <passk/adapter/program/verdict_journal.hpp>
// IWYU pragma: end_exports

#endif  // PASSK_ADAPTER_PROGRAM_HPP
