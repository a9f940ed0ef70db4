#!/bin/sh
# Has the programs that tests and checks need besides Python: Chromium and GNU gettext.
# usage: deploy/tools.sh [audit]; with the word also those of `make audit`: Java and npm.
set -eu

missing=
if [ -z "${CHROMIUM:-}" ] && ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null &&
	! command -v google-chrome >/dev/null; then missing="chromium fonts-liberation"; fi
command -v msgattrib >/dev/null || missing="${missing:+$missing }gettext"
if [ "${1:-}" = audit ]; then
	command -v java >/dev/null || missing="${missing:+$missing }default-jre-headless"
	command -v npm >/dev/null || missing="${missing:+$missing }npm"
fi
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
	echo "Tests and checks need: $missing. Install it with this system's package manager (CHROMIUM=/path names a browser elsewhere)." >&2
	exit 1
fi
if [ "$(id -u)" = 0 ]; then root=; elif command -v sudo >/dev/null; then root=sudo; else
	echo "Tests and checks need: $missing. Ask an administrator for: apt-get install $missing" >&2
	exit 1
fi
echo "Installing $missing (system packages)"
$root apt-get update -qq
# shellcheck disable=SC2086 # one word a package
DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $missing >/dev/null
