#!/bin/sh
# Deploys a release on a Debian host without downtime. Run it as root; see docs/install.md.
# usage: deploy/release.sh NAME [--back]
#
# NAME is a folder in /srv/alliance/releases that contains the project. --back returns to an earlier release without
# migrating, because the newer release's tables must work with it (make check). Visitors get the new release only once it
# is ready. If it does not become ready, it is stopped and the previous release keeps running.
set -eu
name=${1:?usage: deploy/release.sh NAME [--back]} back=${2:-}
root=${ALLIANCE:-/srv/alliance} run=${ALLIANCE_RUN:-/run/alliance}
etc=${ALLIANCE_ETC:-/etc/alliance} nginx=${ALLIANCE_NGINX:-/etc/nginx} user=alliance
release=$root/releases/$name
say() { printf '%s  %s\n' "$(date +%T)" "$*"; }
fail() { say "$*" >&2; exit 1; }
as_site() { runuser -u "$user" -- "$@"; }
packages() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: "$@"; }
point() { ln -sfn "$1" "$2.new" && mv -T "$2.new" "$2"; } # atomic: the link always exists

cd "$release" || fail "The folder $release does not exist"
[ -f manage.py ] || fail "$release does not contain this project"
umask 022
set -a
. "$etc/site.env"
DJANGO_SETTINGS_MODULE=alliance_site.settings.production
set +a
: "${DATA_ROOT:?is not set in $etc/site.env}"

if [ "$back" != --back ]; then
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

say "Starting $name next to the current release"
systemctl start "alliance-public@$name.service" "alliance-editor@$name.service" || {
	systemctl stop "alliance-public@$name.service" "alliance-editor@$name.service"
	fail "$name did not start and was stopped. The previous release is still running. See journalctl -u 'alliance-*@$name'"
}
tries=0
for door in public editor; do
	until curl --silent --fail --max-time 5 --output /dev/null --unix-socket "$run/$door-$name.sock" http://localhost/readyz; do
		tries=$((tries + 1))
		if [ $tries -ge "${TRIES:-60}" ]; then
			systemctl stop "alliance-public@$name.service" "alliance-editor@$name.service"
			fail "$name did not become ready and was stopped. The previous release is still running. See journalctl -u alliance-$door@$name"
		fi
		sleep 1
	done
done

before=$(basename "$(readlink "$root/current" || true)")
say "Ready. Visitors now get $name"
for door in public editor; do point "$door-$name.sock" "$run/$door.sock"; done
point "releases/$name" "$root/current"
.venv/bin/python -m deploy.nginx "$nginx" --edge "${EDGE:-https}"
systemctl reload-or-restart nginx.service
systemctl --quiet enable "alliance-public@$name.service" "alliance-editor@$name.service"
say "Restarting the worker, which checks every published page"
systemctl restart alliance-worker.service
if [ -n "$before" ] && [ "$before" != "$name" ]; then
	say "Stopping $before after its current requests"
	systemctl --quiet disable "alliance-public@$before.service" "alliance-editor@$before.service"
	systemctl stop "alliance-public@$before.service" "alliance-editor@$before.service"
fi
say "Done. To go back: $root/releases/$name/deploy/release.sh ${before:-NAME} --back"
