#!/bin/sh
# Installs the system packages that tests and checks need: Chromium, GNU gettext, nginx, and restic.
# usage: deploy/tools.sh [audit | stack]; audit adds npm for `make audit`; stack installs only nginx and PostgreSQL for
# `make stack` and `make faults`.
set -eu
PATH=$PATH:/usr/sbin

missing=
need() { missing="${missing:+$missing }$*"; }
command -v nginx >/dev/null || need nginx
if [ "${1:-}" = stack ]; then
	{ command -v initdb || find /usr/lib/postgresql -name initdb 2>/dev/null | grep .; } >/dev/null || need postgresql
else
	if [ -z "${CHROMIUM:-}" ] && ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null &&
		! command -v google-chrome >/dev/null; then need chromium fonts-liberation; fi
	command -v msgattrib >/dev/null || need gettext
	command -v restic >/dev/null || need restic
fi
if [ "${1:-}" = audit ]; then
	command -v npm >/dev/null || need npm
fi
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
	echo "Tests and checks need: $missing. Install them with your package manager. To use a browser in another place, set CHROMIUM=/path." >&2
	exit 1
fi
if [ "$(id -u)" = 0 ]; then root=; elif command -v sudo >/dev/null; then root=sudo; else
	echo "Tests and checks need: $missing. Ask an administrator to run: apt-get install $missing" >&2
	exit 1
fi
echo "Installing $missing (system packages)"
$root apt-get update -qq
case " $missing " in *" nginx "*)
	# brotli for nginx, if the system has a package
	! apt-cache show libnginx-mod-http-brotli-static >/dev/null 2>&1 || need libnginx-mod-http-brotli-static
	;;
esac

# Keep the packages of nginx and PostgreSQL from starting servers, now or at boot.
policy=/usr/sbin/policy-rc.d cluster=/etc/postgresql-common/createcluster.d/no-main.conf
if [ ! -e $policy ]; then
	trap '$root rm -f $policy $cluster' EXIT
	printf '#!/bin/sh\nexit 101\n' | $root tee $policy >/dev/null
	$root chmod 755 $policy
else
	trap '$root rm -f $cluster' EXIT
fi
case " $missing " in *" postgresql "*)
	$root mkdir -p "$(dirname $cluster)"
	echo "create_main_cluster = false" | $root tee $cluster >/dev/null
	;;
esac
# shellcheck disable=SC2086 # one word per package
DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $missing >/dev/null
case " $missing " in *" nginx "*) ! command -v systemctl >/dev/null || $root systemctl disable --quiet nginx || true ;; esac
