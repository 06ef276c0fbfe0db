# SPDX-License-Identifier: Apache-2.0
# Included only when passk is the top-level project.

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()

# Warnings live on a target that nothing public links, so that no consumer inherits them.
add_library(passk_development INTERFACE)
target_link_libraries(passk_development INTERFACE passk::passk)
target_compile_options(
  passk_development
  INTERFACE
    $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-Wall;-Wextra;-Wpedantic;-Wconversion;-Wsign-conversion;-Wshadow;-Wold-style-cast;-Wdouble-promotion;-Wcast-qual;-Wundef;-Wnon-virtual-dtor;-Woverloaded-virtual>
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond;-Wduplicated-branches;-Wlogical-op>
    $<$<CXX_COMPILER_ID:Clang,AppleClang>:-Wdocumentation>)

get_property(adapters GLOBAL PROPERTY PASSK_ENABLED_ADAPTERS)
list(TRANSFORM adapters REPLACE "(.+)" "passk_\\1" OUTPUT_VARIABLE adapter_targets)
set_target_properties(passk ${adapter_targets} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON INTERFACE_HEADER_SETS_TO_VERIFY HEADERS)

# The compiled libraries have the warnings as well, and little optimisation where nothing takes long.
get_property(targets DIRECTORY "${PROJECT_SOURCE_DIR}" PROPERTY BUILDSYSTEM_TARGETS)
list(FILTER targets INCLUDE REGEX "compiled")
foreach(target IN LISTS targets)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    target_link_libraries(${target} PRIVATE passk_development)
    if(target MATCHES "(report|openai_http|checkpoint|tokenizer|program)")
      target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
    else()
      target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O2>)
    endif()
  endif()
endforeach()

# The compiled targets of the adapters that a source file includes; NOTFOUND if one of them is off.
function(passk_adapters_of source out)
  file(STRINGS "${source}" used REGEX "^#include <passk/adapter/")
  list(TRANSFORM used REPLACE "^#include <passk/adapter/([^/.]+).*" "passk_\\1_compiled")
  list(REMOVE_DUPLICATES used)
  foreach(target IN LISTS used)
    if(NOT TARGET ${target})
      set(used NOTFOUND)
    endif()
  endforeach()
  set(${out} "${used}" PARENT_SCOPE)
endfunction()

# What nvcc compiles: the backend cuda:DIR of the tool, and the tests that need a GPU to run.
option(PASSK_NVCC "Build what needs nvcc and cuBLASLt" OFF)
if(PASSK_NVCC)
  enable_language(CUDA)
  find_package(CUDAToolkit REQUIRED)
  # The runtime is linked statically; cuBLASLt is loaded by programs that find it.
  set(CMAKE_CUDA_RUNTIME_LIBRARY None)
  add_library(passk_cuda_headers INTERFACE)
  target_link_libraries(passk_cuda_headers INTERFACE passk::cuda ${CMAKE_DL_LIBS})
  add_library(passk_cuda_development INTERFACE)
  target_link_libraries(passk_cuda_development INTERFACE passk_cuda_headers CUDA::cudart_static)
  # The front end of nvcc takes every assignment of a [[nodiscard]] class for a discarded value,
  # and does not know the pragmas of g++.
  target_compile_options(passk_cuda_headers INTERFACE $<$<COMPILE_LANGUAGE:CUDA>:-std=c++20;--expt-relaxed-constexpr;-diag-suppress=2810,1675>)
endif()

if(PASSK_TESTS)
  enable_testing()
  add_subdirectory(tests)
endif()
if(PASSK_EXAMPLES)
  enable_testing()
  add_subdirectory(examples)
endif()
if(PASSK_BENCH)
  add_subdirectory(bench)
endif()
option(PASSK_NVCC_BENCH "Build the benchmarks of bench/adapter/cuda" OFF)
if(PASSK_NVCC_BENCH)
  foreach(name tokens_per_second resamples_per_second kernel_times)
    add_executable(passk.bench.cuda.${name} bench/adapter/cuda/${name}.cu)
    target_link_libraries(passk.bench.cuda.${name} PRIVATE passk_cuda_development)
    set_target_properties(passk.bench.cuda.${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY bench)
  endforeach()
endif()
