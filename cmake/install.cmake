# SPDX-License-Identifier: Apache-2.0
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/passk")
install(TARGETS passk EXPORT passk-targets FILE_SET HEADERS FILE_SET definitions)
install(EXPORT passk-targets NAMESPACE passk:: DESTINATION "${package_dir}")

# Each adapter has an export set of its own: find_package(passk) needs no adapter's dependency,
# find_package(passk COMPONENTS json) does.
get_property(adapters GLOBAL PROPERTY PASSK_ADAPTERS)
foreach(adapter IN LISTS adapters)
  install(TARGETS passk_${adapter} EXPORT passk-${adapter}-targets FILE_SET HEADERS FILE_SET definitions)
  install(EXPORT passk-${adapter}-targets NAMESPACE passk:: DESTINATION "${package_dir}")

  get_target_property(packages passk_${adapter} PASSK_FIND)
  get_target_property(uses passk_${adapter} PASSK_USES)
  list(TRANSFORM packages REPLACE "(.+)" "find_dependency(\\1)\n" OUTPUT_VARIABLE component)
  list(TRANSFORM uses REPLACE "(.+)" "include(\"\${CMAKE_CURRENT_LIST_DIR}/passk-\\1.cmake\")\n" OUTPUT_VARIABLE used)
  list(PREPEND component ${used})
  list(APPEND component "include(\"\${CMAKE_CURRENT_LIST_DIR}/passk-${adapter}-targets.cmake\")\n")
  list(JOIN uses " " uses)
  list(APPEND component "passk_add_compiled_adapter(${adapter} \"\${passk_include_dir}\" ${uses})\n")
  list(JOIN component "" component)
  file(WRITE "${PROJECT_BINARY_DIR}/passk-${adapter}.cmake" "${component}")
  install(FILES "${PROJECT_BINARY_DIR}/passk-${adapter}.cmake" DESTINATION "${package_dir}")
endforeach()

configure_package_config_file(cmake/passk-config.cmake.in "${PROJECT_BINARY_DIR}/passk-config.cmake" INSTALL_DESTINATION "${package_dir}" PATH_VARS CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/passk-config-version.cmake" COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_SOURCE_DIR}/cmake/passk-compiled.cmake" "${PROJECT_BINARY_DIR}/passk-config.cmake" "${PROJECT_BINARY_DIR}/passk-config-version.cmake" DESTINATION "${package_dir}")
