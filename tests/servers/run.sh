#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh llama_cpp|llama_cpp_python|endpoint TOOL FOLDER
# Tests the passk tool against a server that runs for real. Servers are installed from PyPI into a
# virtual environment in FOLDER, once. Where that is not possible the test is skipped (exit code
# 77) and says why; llama_cpp_python compiles for three minutes of two cores and is asked for with
# PASSK_TEST_LLAMA_CPP_PYTHON=1. A server of yours is tested with
# PASSK_TEST_ENDPOINT=http://HOST:PORT.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
server="$1"
tool="$2"
folder="$3"

skip() {
    echo "skipped: $1"
    exit 77
}

command -v python3 >/dev/null || skip "there is no python3"

case "$server" in
endpoint)
    [ -n "${PASSK_TEST_ENDPOINT:-}" ] || skip "PASSK_TEST_ENDPOINT names no server"
    exec python3 "$here/run.py" "$tool" "$PASSK_TEST_ENDPOINT"
    ;;
llama_cpp) packages="--only-binary :all: xllamacpp==2026.10.11549" ;;
llama_cpp_python)
    [ "${PASSK_TEST_LLAMA_CPP_PYTHON:-0}" = 1 ] || skip "PASSK_TEST_LLAMA_CPP_PYTHON is not 1"
    packages="llama-cpp-python[server]==0.3.36"
    export CMAKE_ARGS="-DGGML_NATIVE=OFF -DGGML_OPENMP=OFF -DLLAVA_BUILD=OFF -DCMAKE_CXX_FLAGS_RELEASE=-O1"
    ;;
*)
    sed -n 's/^# \{0,1\}//; 3,8p' "$0" >&2
    exit 2
    ;;
esac

if [ ! -e "$folder/$server.installed" ]; then
    mkdir -p "$folder"
    python3 -m venv "$folder/$server" >"$folder/$server.log" 2>&1 \
        || skip "no virtual environment: $(tail -1 "$folder/$server.log")"
    # The packages are a list of words.
    # shellcheck disable=SC2086
    "$folder/$server/bin/pip" install --quiet --disable-pip-version-check $packages \
        >"$folder/$server.log" 2>&1 \
        || skip "pip cannot install $packages: $(tail -1 "$folder/$server.log")"
    touch "$folder/$server.installed"
fi
exec "$folder/$server/bin/python" "$here/run.py" "$tool" "$here/serve_$server.py"
