#!/bin/sh
# What the tests need from the system: PostgreSQL, a browser with its faces, an SMS gateway. Installed if we may.
set -eu
missing=""
[ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || missing="$missing postgresql"
[ -x /usr/bin/chromium-headless-shell ] || missing="$missing chromium-headless-shell"
[ -n "$(ls /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf 2>/dev/null)" ] || missing="$missing fonts-noto-core"
[ -n "$(command -v bearerbox)" ] || missing="$missing kannel"
[ -x /usr/lib/kannel/test/fakesmsc ] || missing="$missing kannel-extras"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then run=""; elif sudo -n true 2>/dev/null; then run=sudo; else
    echo "The tests need$missing. Next: sudo apt-get install --no-install-recommends$missing" >&2
    exit 2
fi
export DEBIAN_FRONTEND=noninteractive
$run apt-get update -qq
$run apt-get install -qq -y --no-install-recommends $missing >/dev/null
