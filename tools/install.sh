#!/bin/sh
# Makes .venv from requirements/dev.lock, by uv if there is one, else by pip.
#
# The lock says every package with its hash, so nothing is resolved here and nothing but the lock
# decides. The build backend is in the lock too: the project itself is built without reaching out.
# PYTHON=… chooses the interpreter.
set -eu
cd "$(dirname "$0")/.."
lock=requirements/dev.lock
PATH=${PATH#"$PWD/.venv/bin:"}  # the interpreter that makes .venv is not the one inside it

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3.11 python3 python3.12 python3.13 python3.14}; do
        if is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer is needed; name one with PYTHON=…" >&2
    exit 1
}

install_with_uv() {
    { [ -x .venv/bin/python ] || uv venv --quiet ${PYTHON:+--python "$PYTHON"} .venv; } &&
        uv pip install --quiet --python .venv/bin/python --require-hashes --no-deps -r "$lock" &&
        uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
}

install_with_pip() {
    python=$(find_python)
    pip=".venv/bin/python -m pip"
    if [ ! -x .venv/bin/python ] && ! "$python" -m venv .venv 2>/dev/null; then
        # Debian keeps ensurepip in a package of its own; the pip outside then serves the inside.
        "$python" -m venv --clear --without-pip .venv
    fi
    $pip --version >/dev/null 2>&1 || pip="$python -m pip --python .venv/bin/python"
    $pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$lock"
    $pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
}

# Without its front-end files a checkout still runs: whoever installs is told in one line, and a
# test holds the build to them.
fetch_assets() {
    .venv/bin/python -m tools.assets || true
}

if command -v uv >/dev/null 2>&1; then
    if install_with_uv; then
        fetch_assets
        exit 0
    fi
    echo "uv could not; trying pip, which may be set up for another mirror." >&2
fi
install_with_pip
fetch_assets
