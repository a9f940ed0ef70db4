#!/bin/sh
# nginx, told to read its files again when the publisher has changed the redirects or a release the configuration.
# usage: nginx.sh   with CONF (/conf) and PUBLISHED_ROOT (/data/published)
set -eu
conf=${CONF:-/conf} published=${PUBLISHED_ROOT:-/data/published}
PATH=$PATH:/usr/sbin

as_of() { ls -l --time-style=full-iso "$conf" "$published/nginx" 2>/dev/null | cksum; }
serving() { kill -0 "$nginx" 2>/dev/null; }

seen=$(as_of)
nginx -e stderr -c "$conf/nginx.conf" -g "daemon off;" &
nginx=$!
trap 'kill -QUIT "$nginx" 2>/dev/null || true' TERM INT QUIT # what was begun is finished
trap 'kill -HUP "$nginx" 2>/dev/null || true' HUP
while serving; do
	sleep "${LOOK:-2}" & wait $! || true
	now=$(as_of)
	if [ "$now" != "$seen" ] && serving; then
		seen=$now
		# One that makes no sense is refused by nginx, which then keeps what it has.
		kill -HUP "$nginx" 2>/dev/null || true
	fi
done
wait "$nginx"
