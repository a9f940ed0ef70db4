#!/bin/sh
# Deploys a release on a Debian host without downtime. Run it as root; see docs/install.md.
# usage: deploy/release.sh NAME     deploys the release in /srv/SLUG/releases/NAME, such as /srv/alliance/releases/NAME
#        deploy/release.sh --back   returns to the release before, whichever folder this script is in
#
# Nothing is switched before the new release answers and nginx accepts its configuration; otherwise it is stopped, and the
# previous release goes on. --back does not migrate: the newer release's tables work with the older code (make check).
set -eu
name=${1:?usage: deploy/release.sh NAME, or --back} back=
# As the path names them, because /srv/SLUG may be a link: this release, in releases/ or as the link current.
here=$(cd "$(dirname "$0")/.." && pwd) above=$(dirname "$here")
root=${SITE_ROOT:-${above%/releases}}
slug=${SLUG:-$(basename "$root")} # as deploy/systemd/install.sh named the units
run=${SITE_RUN:-/run/$slug} etc=${SITE_ETC:-/etc/$slug} nginx=${SITE_NGINX:-/etc/nginx} user=$slug
say() { printf '%s  %s\n' "$(date +%T)" "$*"; }
fail() { trap - EXIT; say "$*" >&2; exit 1; }
as_site() { runuser -u "$user" -- "$@"; }
packages() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: "$@"; }
named() { basename "$(readlink "$root/$1" || true)"; } # the release that a link names, if any
point() { ln -sfn "$1" "$2.new" && mv -T "$2.new" "$2"; } # atomic: the link always exists

if [ "$name" = --back ]; then
	back=yes name=$(named previous)
	[ -n "$name" ] || fail "There is no release before this one"
fi
release=$root/releases/$name
cd "$release" || fail "The folder $release does not exist"
[ -f manage.py ] || fail "$release does not contain this project"
umask 022
set -a
. "$etc/site.env"
DJANGO_SETTINGS_MODULE=alliance_site.settings.production
set +a
: "${DATA_ROOT:?is not set in $etc/site.env}" "${BASE_URL:?is not set in $etc/site.env}"

trap 'fail "The release failed, as it says above. Nothing was switched: what ran goes on."' EXIT
if [ -z "$back" ]; then
	say "Packages"
	[ -x .venv/bin/python ] || python3 -m venv .venv
	packages -r requirements.txt
	packages --no-deps --target build --upgrade -r requirements-build.txt # the site runs without these
	.venv/bin/python -m compileall -q alliance_site deploy media pages schools toolkit
	[ -s RELEASE ] || echo "$name" >RELEASE
	say "Static files"
	install -d -o "$user" -g "$user" static
	as_site env PYTHONPATH=build .venv/bin/python manage.py collectstatic --noinput --verbosity 0
	rm -rf build
	say "Migrations"
	( # with the table owner's account, if there is a separate one (docs/install.md)
		set -a
		if [ -r "$etc/owner.env" ]; then . "$etc/owner.env"; fi
		as_site .venv/bin/python manage.py migrate --noinput --verbosity 0
	)
fi
as_site .venv/bin/python -m deploy.static_files static "$DATA_ROOT/static"

doors="$slug-public@$name.service $slug-editor@$name.service"
give_up() {
	rm -rf "$nginx.new"
	if [ "$name" = "$(named current)" ]; then fail "$* Nothing was switched."; fi
	systemctl stop $doors
	fail "$* $name was stopped, nothing was switched, and the previous release is still running."
}
say "Starting $name next to the current release"
systemctl start $doors || give_up "$name did not start: see journalctl -u '$slug-*@$name'."
tries=0
for door in public editor; do
	until curl --silent --fail --max-time 5 --output /dev/null --unix-socket "$run/$door-$name.sock" http://localhost/readyz; do
		tries=$((tries + 1))
		[ $tries -lt "${TRIES:-60}" ] || give_up "$name did not become ready: see journalctl -u $slug-$door@$name."
		sleep 1
	done
done
say "Ready. Asking its search, and checking its configuration of nginx"
# The first search of each process reads all words that families use, which takes seconds while the machine is busy.
processes=${WEB_CONCURRENCY:-$(nproc)}
for _ in $(seq $((2 * processes + 2))); do
	curl --silent --max-time 20 --output /dev/null --unix-socket "$run/public-$name.sock" \
		--header "X-Forwarded-Proto: https" "http://${BASE_URL#*://}/search/?q=school" &
done
wait
rm -rf "$nginx.new"
# With what the administrator added.
cp -a "$nginx" "$nginx.new" || give_up "The configuration of nginx could not be copied to $nginx.new."
.venv/bin/python -m deploy.nginx "$nginx.new" --edge "${EDGE:-https}" || give_up "The configuration of nginx could not be written."
# Where nginx, which may not run yet, will have its process ID.
[ -z "${RUN:-}" ] || mkdir -p "$RUN" || give_up "The folder $RUN could not be made."
nginx -t -q -c "$nginx.new/nginx.conf" || give_up "nginx refuses the configuration, as it says above."

before=$(named current)
trap 'fail "This failed while it switched, as it says above: some files may be of $name. Correct that, and run this again."' EXIT
cp -a "$nginx.new/." "$nginx/"
rm -rf "$nginx.new"
for door in public editor; do point "$door-$name.sock" "$run/$door.sock"; done
trap 'fail "This failed after the switch: visitors get $name. Correct what it says above, and run this again."' EXIT
say "Visitors now get $name"
[ -z "$before" ] || [ "$before" = "$name" ] || point "releases/$before" "$root/previous"
point "releases/$name" "$root/current"
# Where nginx still runs with the configuration from before this site, a reload would not find its process.
if [ -n "${RUN:-}" ] && [ ! -s "$RUN/nginx.pid" ]; then reload=restart; else reload=reload-or-restart; fi
systemctl $reload nginx.service
systemctl --quiet enable $doors
say "Restarting the worker, which checks every published page"
systemctl restart "$slug-worker.service"
if [ -n "$before" ] && [ "$before" != "$name" ]; then
	say "Stopping $before after its current requests"
	systemctl --quiet disable "$slug-public@$before.service" "$slug-editor@$before.service"
	systemctl stop "$slug-public@$before.service" "$slug-editor@$before.service"
fi
trap - EXIT
say "Done"
[ -z "$(named previous)" ] || say "To go back: $root/current/deploy/release.sh --back"
