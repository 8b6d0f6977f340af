#!/bin/sh
# Runs a script with the first Python on this machine that is new enough to build the site: with_python.sh SCRIPT [ARG ...], or -m MODULE
set -eu
for name in python3.13 python3.14 python3.12 python3 python; do
    if "$name" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then
        exec "$name" "$@"
    fi
done
echo "Building needs Python 3.12 or newer, and none was found as python3.13, python3.14, python3.12 or python3." >&2
echo "Install one: 'apt-get install python3 python3-venv' on a new Debian or Ubuntu, or 'pyenv install 3.13'." >&2
exit 1
