# SPDX-License-Identifier: Apache-2.0
cmake_minimum_required(VERSION 3.25)
# cmake -DSOURCE_DIR=<dir> -P readme.cmake
# What README.md tells a reader to run, and every file it links to, is there.
file(READ "${SOURCE_DIR}/README.md" text)

string(REGEX MATCHALL "\n\\./[^ \n]+" commands "${text}")
foreach(command IN LISTS commands)
  string(STRIP "${command}" command)
  execute_process(COMMAND test -x "${SOURCE_DIR}/${command}" RESULT_VARIABLE absent)
  if(absent)
    message(SEND_ERROR "README.md: ${command} is not a program")
  endif()
endforeach()

file(READ "${SOURCE_DIR}/CMakePresets.json" presets)
string(REGEX MATCHALL "--preset [a-z]+" used "${text}")
foreach(preset IN LISTS used)
  string(REPLACE "--preset " "" preset "${preset}")
  if(NOT presets MATCHES "\"name\": \"${preset}\"")
    message(SEND_ERROR "README.md: there is no preset ${preset}")
  endif()
endforeach()

# Brackets would glue the elements of a CMake list together.
string(REPLACE "](" "link:" text "${text}")
string(REGEX MATCHALL "link:[^)#:]+[)#]" links "${text}")
foreach(link IN LISTS links)
  string(REGEX REPLACE "^link:(.*)[)#]$" "\\1" link "${link}")
  if(NOT EXISTS "${SOURCE_DIR}/${link}")
    message(SEND_ERROR "README.md: there is no ${link}")
  endif()
endforeach()
