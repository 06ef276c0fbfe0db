# SPDX-License-Identifier: Apache-2.0
# An adapter is the headers of include/passk/adapter/<name>/, a target passk::<name> that adds
# what they need, and an option PASSK_ADAPTER_<NAME>. Adapters are on when this is the top-level
# project and off for a consumer who did not ask.

function(passk_add_adapter name)
  file(GLOB_RECURSE adapter_headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/passk/adapter/${name}/*.hpp"
       "${PROJECT_SOURCE_DIR}/include/passk/adapter/${name}.hpp")
  add_library(passk_${name} INTERFACE)
  add_library(passk::${name} ALIAS passk_${name})
  set_target_properties(passk_${name} PROPERTIES EXPORT_NAME ${name})
  target_sources(passk_${name} INTERFACE FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${adapter_headers})
  target_link_libraries(passk_${name} INTERFACE passk::passk ${ARGN})
  set_property(GLOBAL APPEND PROPERTY PASSK_ADAPTERS ${name})
endfunction()

option(PASSK_ADAPTER_JSON "Target passk::json: readers of result files (Boost.JSON, zlib)" ${PROJECT_IS_TOP_LEVEL})
if(PASSK_ADAPTER_JSON)
  find_package(Boost 1.81 REQUIRED COMPONENTS json)
  find_package(ZLIB REQUIRED)
  passk_add_adapter(json Boost::json ZLIB::ZLIB)
endif()
