# SPDX-License-Identifier: Apache-2.0
cmake_minimum_required(VERSION 3.25)
# cmake -DSOURCE_DIR=<dir> -P format.cmake
# Every source file is as clang-format 14 writes it; other versions write some things differently.
find_program(clang_format NAMES clang-format-14 clang-format)
if(clang_format)
  execute_process(COMMAND "${clang_format}" --version OUTPUT_VARIABLE version)
endif()
if(NOT version MATCHES " version 14\\.")
  message("skipped: there is no clang-format 14")
  return()
endif()
foreach(folder IN ITEMS include tests examples bench)
  file(GLOB_RECURSE found "${SOURCE_DIR}/${folder}/*.hpp" "${SOURCE_DIR}/${folder}/*.ipp" "${SOURCE_DIR}/${folder}/*.cpp" "${SOURCE_DIR}/${folder}/*.cu*")
  list(APPEND sources ${found})
endforeach()
execute_process(COMMAND "${clang_format}" --dry-run -Werror ${sources} COMMAND_ERROR_IS_FATAL ANY)
