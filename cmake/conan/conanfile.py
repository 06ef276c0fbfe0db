# SPDX-License-Identifier: Apache-2.0
"""Conan 2 recipe: conan create cmake/conan. The library is header-only; adapters are options."""
import os
import re

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain
from conan.tools.files import copy, load


class Passk(ConanFile):
    name = "passk"
    description = "Exact statistics for sampled language-model evaluation"
    license = "Apache-2.0"
    package_type = "header-library"
    settings = "os", "compiler", "build_type", "arch"
    options = {"json": [True, False], "openai_http": [True, False], "program": [True, False]}
    default_options = {"json": True, "openai_http": False, "program": False}
    no_copy_source = True

    def _root(self):
        return os.path.join(self.recipe_folder, "..", "..")

    def set_version(self):
        text = load(self, os.path.join(self._root(), "include", "passk", "version.hpp"))
        self.version = ".".join(re.findall(r"PASSK_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", text))

    def export_sources(self):
        for what in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*"):
            copy(self, what, self._root(), self.export_sources_folder)

    def requirements(self):
        self.requires("boost/[>=1.81]")
        self.requires("range-v3/0.12.0")
        if self.options.json or self.options.program:
            self.requires("libarchive/[>=3.6]")
        if self.options.program:
            self.requires("zlib/[>=1.2]")
        if self.options.openai_http:
            self.requires("openssl/[>=3]")

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.variables["PASSK_TESTS"] = False
        toolchain.variables["PASSK_EXAMPLES"] = False
        toolchain.variables["PASSK_ADAPTERS"] = False
        for adapter in ("json", "openai_http", "program"):
            toolchain.variables["PASSK_ADAPTER_" + adapter.upper()] = bool(self.options.get_safe(adapter))
        if self.options.program:
            toolchain.variables["PASSK_ADAPTER_JSON"] = True
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()

    def package(self):
        CMake(self).install()

    def package_id(self):
        self.info.settings.clear()

    def package_info(self):
        # The package's own passk-config.cmake serves, with its components.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs.append(os.path.join("share", "cmake", "passk"))
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
