#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# debian.sh CPACK BUILD FOLDER   makes the Debian packages and looks at what they hold.
set -eu
rm -rf "$3"
mkdir -p "$3"
cd "$3"
"$1" --config "$2/CPackConfig.cmake" -G DEB -B "$3/packages" >cpack.log 2>&1 || {
    cat cpack.log
    exit 1
}
for package in packages/*.deb; do
    dpkg-deb --info "$package" | grep -E '^ (Package|Architecture|Depends):'
    dpkg-deb -x "$package" root
done
root/usr/bin/passk --version
for file in include/passk/passk.hpp include/passk/src.hpp include/passk/adapter/json.hpp \
    share/cmake/passk/passk-config.cmake share/pkgconfig/passk.pc share/licenses/passk/LICENSE; do
    [ -f "root/usr/$file" ] || {
        echo "no package holds /usr/$file"
        exit 1
    }
done
