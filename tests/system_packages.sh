#!/bin/sh
# System packages of the tests: PostgreSQL's server binaries (no running service), Chromium, pdftotext.
# Installs them through apt where this account may; otherwise says what is missing. In CI, missing means failed.
set -eu

missing=""
if ! command -v initdb >/dev/null 2>&1 && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    missing="postgresql"
fi
if ! command -v chromium >/dev/null 2>&1; then
    missing="$missing chromium"
fi
if ! command -v pdftotext >/dev/null 2>&1; then
    missing="$missing poppler-utils"
fi
[ -n "$missing" ] || exit 0

if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        as_root="no"
    fi
    if [ "$as_root" != "no" ]; then
        echo "Installing for the tests:$missing"
        export DEBIAN_FRONTEND=noninteractive
        $as_root apt-get update -qq
        # shellcheck disable=SC2086
        $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
        exit 0
    fi
fi

echo "Missing for the tests:$missing (install these packages; without them some tests are skipped)" >&2
[ -z "${CI:-}" ] || exit 1
