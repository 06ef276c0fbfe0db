#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# cmake/setup.sh PURPOSE...   makes sure that what the purposes need is there:
#   build   compiler, CMake and the libraries of passk, its adapters and the tool
#   tests, bench, clang, libcxx, tidy   what these need on top
#   browser  Chromium, in which the tests look at reports (414 MB on disk, so asked for by name)
# Missing things are installed with apt, as root or through sudo. Where that cannot be done they
# are listed, and the exit code is 1. When nothing is missing, nothing is touched.
set -eu

cxx="${CXX:-g++}"

# purpose, what to look for, Debian 12 package, what it is
needs() {
    cat <<'TABLE'
build   compiler                                g++                    C++20 compiler (g++ 12 or clang++ 14, or newer)
build   cmake                                   cmake                  CMake 3.25 or newer
build   program:ninja                           ninja-build            Ninja
build   boost                                   libboost1.81-dev       Boost 1.81 or newer
build   header:boost/json.hpp                   libboost-json1.81-dev  Boost.JSON 1.81 or newer
build   header:range/v3/range_fwd.hpp           librange-v3-dev        range-v3 0.12
build   header:zlib.h                           zlib1g-dev             zlib
build   header:archive.h                        libarchive-dev         libarchive 3.6 or newer
build   header:unicode/unorm2.h                 libicu-dev             ICU
build   header:openssl/ssl.h                    libssl-dev             OpenSSL
build   header:CLI/CLI.hpp                      libcli11-dev           CLI11 2
tests   header:doctest/doctest.h                doctest-dev            doctest 2.4
tests   program:python3                         python3                Python 3, whose programs the sandbox tests judge
tests   file:/usr/lib/python3*/ensurepip/__init__.py  python3-venv      Python's virtual environments, in which servers for tests are installed
tests   program:mpicxx                          libopenmpi-dev         Open MPI
tests   program:mpirun                          openmpi-bin            mpirun
browser program:chromium                        chromium               Chromium
browser file:/usr/lib/python3/dist-packages/websocket/__init__.py  python3-websocket  websocket-client for Python 3
browser program:pip3                            python3-pip            pip, which brings axe-core
bench   header:benchmark/benchmark.h            libbenchmark-dev       Google Benchmark
clang   program:clang++                         clang                  clang 14 or newer
clang   file:/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a  libclang-rt-dev  the sanitizers of clang
libcxx  program:clang++-19                      clang-19               clang 19
libcxx  file:/usr/lib/llvm-19/include/c++/v1/vector  libc++-19-dev     libc++ 19
tidy    program:clang-tidy                      clang-tidy             clang-tidy
tidy    program:clang-format                    clang-format           clang-format 14
TABLE
}

preprocess() {
    printf '%s\n' "$1" | "$cxx" -std=c++20 -E -x c++ - >/dev/null 2>&1
}

is_there() {
    case "$1" in
    compiler) preprocess '#include <concepts>' ;;
    cmake)
        version="$(cmake --version 2>/dev/null | sed -n '1s/[^0-9]*\([0-9]*\)\.\([0-9]*\).*/\1 \2/p')"
        [ -n "$version" ] && [ "${version% *}" -ge 3 ] \
            && { [ "${version% *}" -gt 3 ] || [ "${version#* }" -ge 25 ]; }
        ;;
    boost) preprocess '#include <boost/version.hpp>
#if BOOST_VERSION < 108100
#error
#endif' ;;
    program:*) command -v "${1#program:}" >/dev/null ;;
    header:*) preprocess "#include <${1#header:}>" ;;
    file:*) # the pattern is meant to be expanded
        # shellcheck disable=SC2086
        ls ${1#file:} >/dev/null 2>&1
        ;;
    esac
}

# Prints "package<TAB>what it is" for everything that is not there.
missing() {
    needs | while read -r purpose look_for package what; do
        case " $purposes " in
        *" $purpose "*) is_there "$look_for" || printf '%s\t%s\n' "$package" "$what" ;;
        esac
    done
}

purposes="$*"
absent="$(missing)"
[ -n "$absent" ] || exit 0
packages="$(printf '%s\n' "$absent" | cut -f1 | tr '\n' ' ')"

as_root=""
can_install=no
if command -v apt-get >/dev/null; then
    if [ "$(id -u)" -eq 0 ]; then
        can_install=yes
    elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        as_root="sudo"
        can_install=yes
    fi
fi

if [ "$can_install" = yes ]; then
    echo "Installing with apt: $packages" >&2
    install() {
        # $as_root is empty or one word, $packages a list of words.
        # shellcheck disable=SC2086
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >/dev/null
    }
    # --no-remove: never at the price of a package that is in use.
    # shellcheck disable=SC2086
    if install update && install install -y --no-install-recommends --no-remove $packages; then
        absent="$(missing)"
        [ -n "$absent" ] || exit 0
    fi
fi

{
    echo "Missing:"
    printf '%s\n' "$absent" | cut -f2 | sed 's/^/  - /'
    echo "On Debian 12, as root: apt-get install --no-install-recommends $packages"
    echo "Elsewhere install them with the system's package manager and run this again."
} >&2
exit 1
