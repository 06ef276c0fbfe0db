# SPDX-License-Identifier: Apache-2.0
# cmake -DINCLUDE_DIR=<dir> -DHEADERS=<list> -DBELOW=<list> -DOUT=<file> -P write_hygiene.cmake
# Writes a source file that includes what the headers, and those of passk that they may stand on, depend on,
# then hostile macros, then the headers.
set(ours "")
foreach(header IN LISTS HEADERS)
  string(REPLACE "${INCLUDE_DIR}/" "" name "${header}")
  list(APPEND ours "#include <${name}>\n")
endforeach()
set(theirs "")
foreach(header IN LISTS BELOW)
  file(STRINGS "${header}" includes REGEX "^#include <")
  list(FILTER includes EXCLUDE REGEX "<passk/")
  list(TRANSFORM includes REPLACE ">.*" ">\n")
  list(APPEND theirs ${includes})
endforeach()
list(SORT theirs)
list(REMOVE_DUPLICATES theirs)
list(JOIN theirs "" theirs)
list(JOIN ours "" ours)
file(WRITE "${OUT}" "${theirs}#include \"hostile_macros.hpp\"\n${ours}")
