# SPDX-License-Identifier: Apache-2.0
# Builds from the checkout that this port lies in.
get_filename_component(SOURCE_PATH "${CURRENT_PORT_DIR}/../.." ABSOLUTE)
vcpkg_check_features(OUT_FEATURE_OPTIONS options FEATURES
  json PASSK_ADAPTER_JSON
  openai-http PASSK_ADAPTER_OPENAI_HTTP
  program PASSK_ADAPTER_JSON
  program PASSK_ADAPTER_PROGRAM)
vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS -DPASSK_TESTS=OFF -DPASSK_EXAMPLES=OFF -DPASSK_ADAPTERS=OFF ${options})
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/passk)
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug" "${CURRENT_PACKAGES_DIR}/lib")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
