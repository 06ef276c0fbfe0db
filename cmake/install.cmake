# SPDX-License-Identifier: Apache-2.0
# Components: core, one for each adapter, and tool. Installed alone, each brings what it needs: an
# adapter the core and the adapters whose headers it includes.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/passk")
set(patterns FILES_MATCHING PATTERN "*.hpp" PATTERN "*.ipp" PATTERN "*.cuh")

configure_package_config_file(cmake/passk-config.cmake.in "${PROJECT_BINARY_DIR}/passk-config.cmake"
  INSTALL_DESTINATION "${package_dir}" PATH_VARS CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/passk-config-version.cmake" COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
configure_file(cmake/passk.pc.in "${PROJECT_BINARY_DIR}/passk.pc" @ONLY)

# passk_install_core(<component> [EXCLUDE_FROM_ALL])
function(passk_install_core component)
  install(DIRECTORY "${include_dir}/passk" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT ${component} ${ARGN} ${patterns} PATTERN "passk/adapter*" EXCLUDE)
  install(
    FILES "${PROJECT_SOURCE_DIR}/cmake/passk-compiled.cmake" "${PROJECT_BINARY_DIR}/passk-config.cmake" "${PROJECT_BINARY_DIR}/passk-config-version.cmake"
    DESTINATION "${package_dir}" COMPONENT ${component} ${ARGN})
  install(FILES "${PROJECT_BINARY_DIR}/passk.pc" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig" COMPONENT ${component} ${ARGN})
  install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DATADIR}/licenses/passk" COMPONENT ${component} ${ARGN})
endfunction()

# passk_install_adapter(<adapter> <component> [EXCLUDE_FROM_ALL])
function(passk_install_adapter adapter component)
  install(DIRECTORY "${include_dir}/passk/adapter/${adapter}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/passk/adapter" COMPONENT ${component} ${ARGN} ${patterns})
  install(FILES "${include_dir}/passk/adapter/${adapter}.hpp" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/passk/adapter" COMPONENT ${component} ${ARGN})
  install(FILES "${PROJECT_BINARY_DIR}/passk-${adapter}.cmake" DESTINATION "${package_dir}" COMPONENT ${component} ${ARGN})
endfunction()

passk_install_core(core)

# Each adapter has a file of its own: find_package(passk) needs no adapter's dependency,
# find_package(passk COMPONENTS json) does.
get_property(adapters GLOBAL PROPERTY PASSK_ENABLED_ADAPTERS)
foreach(adapter IN LISTS adapters)
  foreach(property FIND LINK USES ROOMS)
    get_target_property(${property} passk_${adapter} PASSK_${property})
  endforeach()
  list(TRANSFORM FIND REPLACE "(.+)" "find_dependency(\\1)\n" OUTPUT_VARIABLE found)
  list(TRANSFORM USES REPLACE "(.+)" "include(\"\${CMAKE_CURRENT_LIST_DIR}/passk-\\1.cmake\")\n" OUTPUT_VARIABLE used)
  list(JOIN found "" found)
  list(JOIN used "" used)
  list(TRANSFORM USES PREPEND passk:: OUTPUT_VARIABLE links)
  list(JOIN ROOMS " " rooms)
  list(JOIN USES " " uses)
  string(REPLACE ";" " " links "passk::passk;${links};${LINK}")
  file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/passk-${adapter}.cmake" @ONLY CONTENT
"@used@@found@if(NOT TARGET passk::@adapter@)
  add_library(passk::@adapter@ INTERFACE IMPORTED)
  target_link_libraries(passk::@adapter@ INTERFACE @links@)
endif()
passk_add_compiled_adapter(@adapter@ \"\${passk_include_dir}\" ROOMS @rooms@ USES @uses@)
")
  passk_install_adapter(${adapter} ${adapter})

  # What it needs, when it is installed alone.
  passk_install_core(${adapter} EXCLUDE_FROM_ALL)
  set(needed ${USES})
  while(needed)
    list(POP_FRONT needed used)
    passk_install_adapter(${used} ${adapter} EXCLUDE_FROM_ALL)
    get_target_property(more passk_${used} PASSK_USES)
    list(APPEND needed ${more})
    list(REMOVE_DUPLICATES needed)
  endwhile()
endforeach()

# Debian packages: cpack -G DEB makes passk (the tool) and libpassk-dev (core and adapters).
set(CPACK_PACKAGE_NAME passk)
set(CPACK_PACKAGE_CONTACT "The authors of passk <passk@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL core ${adapters} tool)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)
set(CPACK_DEBIAN_TOOL_PACKAGE_NAME passk)
set(CPACK_DEBIAN_TOOL_PACKAGE_SECTION science)
set(CPACK_DEBIAN_TOOL_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_DEV_PACKAGE_NAME libpassk-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "libboost1.81-dev | libboost-dev (>= 1.81), librange-v3-dev")
set(CPACK_DEBIAN_DEV_PACKAGE_SUGGESTS "libboost-json1.81-dev, libarchive-dev, zlib1g-dev, libicu-dev, libssl-dev, libopenmpi-dev")
include(CPack)
cpack_add_component_group(TOOL)
cpack_add_component_group(DEV)
cpack_add_component(tool GROUP TOOL)
foreach(component core ${adapters})
  cpack_add_component(${component} GROUP DEV)
endforeach()
