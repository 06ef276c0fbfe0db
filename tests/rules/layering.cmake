# SPDX-License-Identifier: Apache-2.0
cmake_minimum_required(VERSION 3.25)
# cmake -DINCLUDE_DIR=<dir> -P layering.cmake
# Fails if a header includes a folder of passk, or a third-party library, that its own folder may
# not use. A folder below (verify/math/) counts as its top folder. "range" is range-v3.
# A row for one header adds to the row of its folder. No folder includes another folder's detail/;
# each adapter is a folder of its own.

set(allowed_core "")
set(allowed_sample core)
set(allowed_statistics core boost/math)
set(allowed_outcome core sample)
set(allowed_outcome/tallies_view.hpp range)
set(allowed_infer core sample)
set(allowed_verify core sample outcome range boost/multiprecision boost/math)
set(allowed_estimate core statistics outcome)
set(allowed_estimate/forecast.hpp boost/math)
set(allowed_estimate/pass_at_k_view.hpp range)
set(allowed_exact core outcome boost/multiprecision)
set(allowed_perplexity core statistics sample range)
set(allowed_interval core statistics outcome estimate perplexity range boost/math)
set(allowed_interval/detail/resampling_avx2.hpp immintrin.h)
set(allowed_interval/detail/resampling_avx512.hpp immintrin.h)
set(allowed_compare core statistics sample outcome estimate exact perplexity interval range boost/math)
set(allowed_report ${allowed_compare} compare)
set(allowed_testing core sample outcome infer verify)

# Headers that include another folder's detail/ all the same. The list only gets shorter.
set(detail_exceptions
  adapter/cuda/detail/resample_kernel.hpp
  adapter/mpi/bootstrap.hpp
  adapter/tokenizer/byte_level_bpe.hpp
  compare/crossover.hpp
  compare/difference_curve.hpp
  compare/model_ranking.hpp
  compare/permutation_test.hpp
  compare/power.hpp
  compare/sampling_efficiency_gap.hpp)

get_filename_component(INCLUDE_DIR "${INCLUDE_DIR}" ABSOLUTE)
file(GLOB_RECURSE headers RELATIVE "${INCLUDE_DIR}/passk" "${INCLUDE_DIR}/passk/*/*")
if(NOT headers)
  message(FATAL_ERROR "no headers in ${INCLUDE_DIR}")
endif()
foreach(header IN LISTS headers)
  string(REGEX MATCH "^[^/]+" folder "${header}")
  if(NOT folder STREQUAL "adapter" AND NOT DEFINED allowed_${folder})
    message(SEND_ERROR "${header}: folder '${folder}' has no row in layering.cmake")
    continue()
  endif()
  file(STRINGS "${INCLUDE_DIR}/passk/${header}" lines REGEX "^[ \t]*#[ \t]*include")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "^#include <([^>]+)>")
      message(SEND_ERROR "${header}: write #include <...>, not '${line}'")
      continue()
    endif()
    set(path "${CMAKE_MATCH_1}")
    string(REGEX MATCH "^(adapter/)?[^/]+" room "${header}")
    if(path MATCHES "^passk/(.*)/detail/")
      string(FIND "${CMAKE_MATCH_1}/" "${room}/" at)
      if(NOT at EQUAL 0 AND NOT header IN_LIST detail_exceptions)
        message(SEND_ERROR "${header}: <${path}> is internal to another folder")
      endif()
    endif()
    if(folder STREQUAL "adapter" OR path STREQUAL "passk/version.hpp")
      continue()
    elseif(path MATCHES "^passk/([^/]+)")
      set(used "${CMAKE_MATCH_1}")
    elseif(path MATCHES "^(boost/[^/.]+)")
      set(used "${CMAKE_MATCH_1}")
    elseif(path MATCHES "^([^/]+)/")
      set(used "${CMAKE_MATCH_1}")
    elseif(path MATCHES "\\.h$")
      set(used "${path}") # of C or POSIX: core to report need the standard library only
    else()
      continue()
    endif()
    if(NOT used STREQUAL folder AND NOT used IN_LIST allowed_${folder} AND NOT used IN_LIST allowed_${header})
      message(SEND_ERROR "${header}: '${folder}' may not include <${path}>")
    endif()
  endforeach()
endforeach()
