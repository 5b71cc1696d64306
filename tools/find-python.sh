#!/bin/sh
# Prints the path of a Python 3.13 interpreter: from $PYTHON, the PATH, pyenv's versions, uv's own, in this order.
# Each candidate is run: a shim of pyenv stands on the PATH and does not answer unless its version is selected.
set -u
works() { [ -n "$1" ] && "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1; }
for candidate in "${PYTHON:-}" "$(command -v python3.13)" "$(command -v python3)" \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python3.13 \
    "${UV_PYTHON_INSTALL_DIR:-$HOME/.local/share/uv/python}"/cpython-3.13*/bin/python3.13 \
    /opt/homebrew/bin/python3.13 /usr/local/bin/python3.13; do
    if works "$candidate"; then
        echo "$candidate"
        exit 0
    fi
done
cat >&2 <<'EOF'
Salus needs Python 3.13, and none was found on the PATH, among pyenv's versions or uv's.
Install one, for example with 'uv python install 3.13' or 'pyenv install 3.13', or name it: make demo PYTHON=/path/to/python3.13
EOF
exit 1
