#!/bin/sh
# Installs the systemd units, the settings, and SLUG-manage under the name of the network: the `slug` in its network.yaml,
# or SLUG, as a host keeps the names it was installed with. Run it as root; see docs/install.md. Settings that are there
# stay.
# usage: [SLUG=NAME] deploy/systemd/install.sh [CONTENT [ROOT]]   CONTENT: the network's folder; ROOT: instead of /
set -eu
here=$(cd "$(dirname "$0")" && pwd)
content=${1:-$here/../../content} root=${2:-}
slug=${SLUG:-$(sed -n "s/^slug: *['\"]\{0,1\}\([a-z][a-z0-9-]*\).*/\1/p" "$content/network.yaml")}
[ -n "$slug" ] || { echo "$content/network.yaml has no slug" >&2; exit 1; }
[ -n "$root" ] || getent group "$slug" >/dev/null || {
	echo "There is no group $slug: create the account $slug (docs/install.md), or name the one that this host has: SLUG=NAME" >&2
	exit 1
}
named() { # FILE TARGET MODE
	install -D -m "$3" /dev/null "$2"
	sed "s/\b[Aa]lliance\b/$slug/g" "$1" >"$2" # not the package alliance_site
}
cd "$here"
find . -type f \( -name '*.service' -o -name '*.timer' -o -name '*.path' -o -name '*.conf' \) | while read -r unit; do
	named "$unit" "$root/etc/systemd/system/$(echo "$unit" | sed "s/alliance/$slug/g")" 644
done
named alliance-manage "$root/usr/local/sbin/$slug-manage" 755
[ -e "$root/etc/$slug/site.env" ] || named site.env.example "$root/etc/$slug/site.env" 640
[ -e "$root/etc/$slug/public.env" ] || named public.env.example "$root/etc/$slug/public.env" 600
[ -n "$root" ] || { chgrp "$slug" "/etc/$slug/site.env"; systemctl daemon-reload; }
