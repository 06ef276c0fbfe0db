# SPDX-License-Identifier: Apache-2.0
# An adapter is the headers of include/passk/adapter/<name>/ and <name>.hpp, a target passk::<name> that adds
# what they need, and an option PASSK_ADAPTER_<NAME>, on when passk is the top-level project and
# off for a consumer who did not ask. find_package(passk COMPONENTS <name>) finds it installed.
# passk::<name>_compiled is its compiled form, as passk::compiled is that of passk::passk.

option(PASSK_ADAPTERS "Default of the options PASSK_ADAPTER_<NAME>" ${PROJECT_IS_TOP_LEVEL})

# passk_add_adapter(<name> <what it does>
#                   [ROOMS <folder>...]                     rooms whose headers it includes; those below come along
#                   [USES <adapter>...]                     adapters whose headers it includes
#                   [FIND <arguments of find_package>...]   each in one string
#                   [LINK <target>...])
function(passk_add_adapter name description)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "ROOMS;USES;FIND;LINK")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "passk_add_adapter(${name}): unexpected ${arg_UNPARSED_ARGUMENTS}")
  endif()
  string(TOUPPER "PASSK_ADAPTER_${name}" enabled)
  option(${enabled} "Target passk::${name}: ${description}" ${PASSK_ADAPTERS})
  if(NOT ${enabled})
    return()
  endif()

  foreach(package IN LISTS arg_FIND)
    separate_arguments(arguments UNIX_COMMAND "${package}")
    find_package(${arguments} REQUIRED)
  endforeach()
  foreach(used IN LISTS arg_USES)
    if(NOT TARGET passk::${used})
      message(FATAL_ERROR "${enabled} needs the adapter ${used}, which is off")
    endif()
  endforeach()
  set(folder "${include_dir}/passk/adapter/${name}")
  file(GLOB_RECURSE adapter_headers CONFIGURE_DEPENDS "${folder}/*.hpp" "${folder}.hpp")
  file(GLOB_RECURSE adapter_definitions CONFIGURE_DEPENDS "${folder}/*.ipp" "${folder}/*.cuh")
  add_library(passk_${name} INTERFACE)
  add_library(passk::${name} ALIAS passk_${name})
  set_target_properties(passk_${name} PROPERTIES PASSK_FIND "${arg_FIND}" PASSK_LINK "${arg_LINK}" PASSK_USES "${arg_USES}" PASSK_ROOMS "${arg_ROOMS}")
  target_sources(passk_${name} INTERFACE
    FILE_SET HEADERS BASE_DIRS "${include_dir}" FILES ${adapter_headers}
    FILE_SET definitions TYPE HEADERS BASE_DIRS "${include_dir}" FILES ${adapter_definitions})
  list(TRANSFORM arg_USES PREPEND passk:: OUTPUT_VARIABLE uses)
  target_link_libraries(passk_${name} INTERFACE passk::passk ${uses} ${arg_LINK})
  passk_add_compiled_adapter(${name} "${include_dir}" ROOMS ${arg_ROOMS} USES ${arg_USES})
  set_property(GLOBAL APPEND PROPERTY PASSK_ENABLED_ADAPTERS ${name})
endfunction()

passk_add_adapter(json "readers of result files (Boost.JSON, libarchive)"
  ROOMS infer perplexity verify
  FIND "Boost 1.81 COMPONENTS json" "LibArchive 3.6"
  LINK Boost::json LibArchive::LibArchive)

if(UNIX)
  passk_add_adapter(checkpoint "readers of model folders (POSIX, Boost.JSON)"
    ROOMS core
    FIND "Boost 1.81 COMPONENTS json"
    LINK Boost::json)
  passk_add_adapter(tokenizer "text to token ids as tokenizer.json says (POSIX, Boost.JSON, ICU)"
    ROOMS sample
    USES checkpoint
    FIND "Boost 1.81 COMPONENTS json" "ICU COMPONENTS uc"
    LINK Boost::json ICU::uc)
  passk_add_adapter(cuda "transformers in this process (POSIX, Boost.JSON, ICU; nvcc and cuBLASLt on a GPU)"
    ROOMS compare infer
    USES checkpoint tokenizer
    FIND "Boost 1.81 COMPONENTS json" "ICU COMPONENTS uc" "Threads"
    LINK Boost::json ICU::uc Threads::Threads)
endif()

if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  passk_add_adapter(program "sandboxed judging of programs (Linux, Boost.JSON, libarchive, zlib)"
    ROOMS outcome
    USES json
    FIND "Boost 1.81 COMPONENTS json" "ZLIB" "Threads"
    LINK Boost::json ZLIB::ZLIB Threads::Threads)
endif()

if(UNIX)
  passk_add_adapter(tiny_lm "an embedded language model on the CPU (POSIX, Boost.JSON, threads)"
    ROOMS infer
    USES checkpoint
    FIND "Boost 1.81 COMPONENTS json" "Threads"
    LINK Boost::json Threads::Threads)
endif()

# On where MPI is found: nobody who does not use it should have to install it.
if(PASSK_ADAPTERS AND NOT DEFINED PASSK_ADAPTER_MPI)
  find_package(MPI QUIET COMPONENTS CXX)
  option(PASSK_ADAPTER_MPI "Target passk::mpi: bootstrap and permutation tests over MPI ranks" ${MPI_CXX_FOUND})
endif()
passk_add_adapter(mpi "bootstrap and permutation tests over MPI ranks"
  ROOMS compare
  FIND "MPI COMPONENTS CXX"
  LINK MPI::MPI_CXX)

passk_add_adapter(openai_http "servers that speak the OpenAI HTTP API: vLLM, SGLang, llama.cpp (Boost.Asio, Beast and JSON, OpenSSL)"
  ROOMS infer
  FIND "Boost 1.81 COMPONENTS json" "OpenSSL" "Threads"
  LINK Boost::json OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
