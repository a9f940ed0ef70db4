#!/bin/sh
# Runs nginx and reloads it when the publisher changes the redirects or a release changes the configuration.
# usage: nginx.sh   with the variables CONF (/conf) and DATA_ROOT (/data)
set -eu
conf=${CONF:-/conf} published=${DATA_ROOT:-/data}/published
PATH=$PATH:/usr/sbin

as_of() { ls -l --time-style=full-iso "$conf" "$published/nginx" 2>/dev/null | cksum; }
serving() { kill -0 "$nginx" 2>/dev/null; }

seen=$(as_of)
nginx -e stderr -c "$conf/nginx.conf" -g "daemon off;" &
nginx=$!
trap 'kill -QUIT "$nginx" 2>/dev/null || true' TERM INT QUIT # finish current requests
trap 'kill -HUP "$nginx" 2>/dev/null || true' HUP
while serving; do
	sleep "${LOOK:-2}" & wait $! || true
	now=$(as_of)
	if [ "$now" != "$seen" ] && serving; then
		seen=$now
		# nginx rejects an invalid configuration and keeps the current one.
		kill -HUP "$nginx" 2>/dev/null || true
	fi
done
wait "$nginx"
