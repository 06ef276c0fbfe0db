#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh transformers|tokenizers TESTS FOLDER
# Lets Hugging Face's libraries write new golden files, with other seeds than the committed ones,
# and runs the tests TESTS that read such files. The libraries are installed from PyPI into a
# virtual environment in FOLDER, once; where that is not possible the test is skipped (exit code
# 77) and says why. PyTorch and what it brings are gigabytes: transformers is asked for
# with PASSK_TEST_TRANSFORMERS=1. PASSK_TEST_SEED changes the seed.
set -eu
peer="$1"
tests="$2"
folder="$3"
seed="${PASSK_TEST_SEED:-1}"
golden="$(cd "$(dirname "$0")/../adapter" && pwd)"

skip() {
    echo "skipped: $1"
    exit 77
}

case "$peer" in
tokenizers) packages="--only-binary :all: tokenizers" ;;
transformers)
    [ "${PASSK_TEST_TRANSFORMERS:-0}" = 1 ] || skip "PASSK_TEST_TRANSFORMERS is not 1"
    packages="--only-binary :all: torch transformers safetensors"
    ;;
*)
    sed -n 's/^# \{0,1\}//; 3,10p' "$0" >&2
    exit 2
    ;;
esac
command -v python3 >/dev/null || skip "there is no python3"

if [ ! -e "$folder/$peer.installed" ]; then
    mkdir -p "$folder"
    python3 -m venv "$folder/$peer" >"$folder/$peer.log" 2>&1 \
        || skip "no virtual environment: $(tail -1 "$folder/$peer.log")"
    # The packages are a list of words.
    # shellcheck disable=SC2086
    "$folder/$peer/bin/pip" install --quiet --disable-pip-version-check $packages \
        >"$folder/$peer.log" 2>&1 \
        || skip "pip cannot install $packages: $(tail -1 "$folder/$peer.log")"
    touch "$folder/$peer.installed"
fi

if [ "$peer" = tokenizers ]; then
    "$folder/$peer/bin/python" "$golden/tokenizer/golden.py" "$folder/tokenizer.json" "$seed"
    PASSK_TOKENIZER_GOLDEN="$folder/tokenizer.json" "$tests"
else
    "$folder/$peer/bin/python" "$golden/cuda/golden.py" "$folder/models" "$seed"
    PASSK_MODEL_GOLDEN="$folder/models" "$tests" --test-case="*PyTorch*"
fi
