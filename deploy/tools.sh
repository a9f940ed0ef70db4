#!/bin/sh
# Has the programs that tests and checks need besides Python: Chromium, GNU gettext and nginx.
# usage: deploy/tools.sh [audit]; with the word also those of `make audit`: Java and npm.
set -eu

missing=
if [ -z "${CHROMIUM:-}" ] && ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null &&
	! command -v google-chrome >/dev/null; then missing="chromium fonts-liberation"; fi
command -v msgattrib >/dev/null || missing="${missing:+$missing }gettext"
if ! PATH=$PATH:/usr/sbin command -v nginx >/dev/null; then
	missing="${missing:+$missing }nginx"
	# brotli for nginx, where the system has it
	! apt-cache show libnginx-mod-http-brotli-static >/dev/null 2>&1 || missing="$missing libnginx-mod-http-brotli-static"
fi
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
# nginx's package would start a server of its own; none is wanted.
no_services=/usr/sbin/policy-rc.d
case $missing in *nginx*) [ -e $no_services ] || {
	printf '#!/bin/sh\nexit 101\n' | $root tee $no_services >/dev/null
	$root chmod +x $no_services
	trap '$root rm $no_services' EXIT
} ;; esac
# shellcheck disable=SC2086 # one word a package
DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $missing >/dev/null
case $missing in *nginx*) ! command -v systemctl >/dev/null || $root systemctl disable --quiet nginx 2>/dev/null || true ;; esac
