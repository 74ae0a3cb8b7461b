#!/bin/sh
# What `make release` and its tests need from the system: tools that make roots, images and signatures.
set -eu
missing=""
for tool in mmdebstrap:mmdebstrap buildah:buildah apt-ftparchive:apt-utils minisign:minisign ip:iproute2; do
    [ -n "$(command -v "${tool%%:*}")" ] || missing="$missing ${tool##*:}"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then run=""; elif sudo -n true 2>/dev/null; then run=sudo; else
    echo "A release needs$missing. Next: sudo apt-get install --no-install-recommends$missing" >&2
    exit 2
fi
export DEBIAN_FRONTEND=noninteractive
$run apt-get update -qq
# shellcheck disable=SC2086  # a list
$run apt-get install -qq -y --no-install-recommends $missing >/dev/null
