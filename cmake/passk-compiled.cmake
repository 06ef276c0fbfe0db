# SPDX-License-Identifier: Apache-2.0
# The compiled form of the library: include/passk/core/separate_compilation.hpp. Used here and,
# installed, by passk-config.cmake, so that a package holds sources only and whoever uses it
# compiles them with the flags of the project.

# passk_add_compiled(<target> <room or adapter/name> <include folder> [<linked target>...])
# A static library of what <passk/ROOM/src.hpp> defines, in one source file; where there is no such
# header, a target that links the others.
function(passk_add_compiled target room include_dir)
  if(EXISTS "${include_dir}/passk/${room}/src.hpp")
    set(source "${CMAKE_CURRENT_BINARY_DIR}/passk-compiled/${target}.cpp")
    file(CONFIGURE OUTPUT "${source}" CONTENT "#include <passk/${room}/src.hpp>\n")
    add_library(${target} STATIC EXCLUDE_FROM_ALL "${source}")
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_compile_definitions(${target} ${scope} PASSK_SEPARATE_COMPILATION)
  target_link_libraries(${target} ${scope} ${ARGN})
endfunction()

# passk::compiled: one library for each room, from the ground floor up, linking the rooms that it
# may include. Whoever changes a room compiles one file again.
function(passk_add_compiled_rooms include_dir)
  if(TARGET passk_compiled)
    return() # another folder of the project found the package
  endif()
  set(uses_core "")
  set(uses_sample core)
  set(uses_statistics core)
  set(uses_outcome sample)
  set(uses_infer sample)
  set(uses_verify outcome)
  set(uses_estimate outcome statistics)
  set(uses_exact outcome)
  set(uses_perplexity sample statistics)
  set(uses_interval estimate perplexity)
  set(uses_compare exact interval)
  set(uses_report compare)
  add_library(passk_compiled INTERFACE)
  add_library(passk::compiled ALIAS passk_compiled)
  foreach(room core sample statistics outcome infer verify estimate exact perplexity interval compare report)
    list(TRANSFORM uses_${room} PREPEND passk_compiled_ OUTPUT_VARIABLE uses)
    passk_add_compiled(passk_compiled_${room} ${room} "${include_dir}" passk::passk ${uses})
    target_link_libraries(passk_compiled INTERFACE passk_compiled_${room})
  endforeach()
endfunction()

# passk_add_compiled_adapter(<name> <include folder> [ROOMS <room>...] [USES <adapter>...])
# passk::<name>_compiled.
function(passk_add_compiled_adapter name include_dir)
  if(TARGET passk_${name}_compiled)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "ROOMS;USES")
  list(TRANSFORM arg_ROOMS PREPEND passk_compiled_ OUTPUT_VARIABLE rooms)
  set(uses ${arg_USES})
  list(TRANSFORM uses REPLACE "(.+)" "passk_\\1_compiled")
  passk_add_compiled(passk_${name}_compiled adapter/${name} "${include_dir}" passk::${name} ${uses} ${rooms})
  add_library(passk::${name}_compiled ALIAS passk_${name}_compiled)
endfunction()
