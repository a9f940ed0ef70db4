#!/bin/sh
# Runs the tests that depend on PostgreSQL features (triggers, locks, permissions, search, cursors, dumps) on a temporary
# cluster of the system's PostgreSQL, as a database owner without superuser rights, like on a hosted database. If no
# server is installed, it installs Debian's package, which requires root. All other tests run only on the embedded server.
# They run on the oldest Python that pyproject.toml promises, if it is installed.
# usage: deploy/tests-on-server.sh [pytest arguments]; arguments replace the list of tests.
set -eu
cd "$(dirname "$0")/.."

fail() { printf '%s\n' "$*" >&2; exit 1; }
newest() {
	on_debian=$(find /usr/lib/postgresql -name initdb 2>/dev/null | sort -V | tail -n 1)
	echo "${on_debian:-$(command -v initdb)}"
}

if [ -z "$(newest)" ]; then
	[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || fail "No PostgreSQL server is installed. Ask an administrator to run: apt-get install postgresql"
	echo "Installing postgresql (system package)"
	apt-get update -qq
	# Keep the package from creating and starting a cluster.
	mkdir -p /etc/postgresql-common/createcluster.d
	echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/no-main.conf
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
	rm /etc/postgresql-common/createcluster.d/no-main.conf
fi
bin=$(dirname "$(newest)")

# In memory, if it has room: on a disk, each copy of the database takes a second.
room=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
[ "${room:-0}" -gt 3000000 ] && place=/dev/shm || place=${TMPDIR:-/tmp}
folder=$(mktemp -d "$place/test-server-XXXXXX")
account() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u nobody -- "$@"); else "$@"; fi; }
[ "$(id -u)" != 0 ] || chown nobody "$folder"
end() { account "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"; }
trap end EXIT
trap 'exit 130' INT TERM

port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
password=$(.venv/bin/python -c 'import secrets; print(secrets.token_hex(16))')
printf '%s\n' "$password" >"$folder/password"
chmod 644 "$folder/password" # other users cannot enter the folder
account "$bin/initdb" -D "$folder/data" -U admin --auth=scram-sha-256 --pwfile="$folder/password" --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
# jit=off as in connections of the site (toolkit/development_database/databases.py).
account "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w start >/dev/null \
	-o "-p $port -k '$folder' -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off" ||
	fail "The temporary PostgreSQL did not start: $(tail -n 1 "$folder/log")"
.venv/bin/python - "$folder" "$port" "$password" <<'END'
import sys

import psycopg2

host, port, password = sys.argv[1:]
connection = psycopg2.connect(host=host, port=port, user="admin", password=password, dbname="postgres")
connection.autocommit = True
connection.cursor().execute("CREATE ROLE site LOGIN CREATEDB PASSWORD %s", [password])
connection.cursor().execute("CREATE DATABASE site OWNER site")
END
oldest=$(sed -n 's/^requires-python = ">=\(.*\)"$/\1/p' pyproject.toml)
PYTHON=.venv/bin/python
if $PYTHON -m uv python find --quiet --no-python-downloads "$oldest" >/dev/null; then
	echo "Installing the packages for Python $oldest"
	$PYTHON -m uv venv --quiet --clear --no-python-downloads --python "$oldest" .venv/oldest-python
	$PYTHON -m uv pip install --quiet --python .venv/oldest-python --require-hashes -r requirements.txt -r requirements-build.txt \
		-r requirements-local.txt -r requirements-dev.txt
	PYTHON=.venv/oldest-python/bin/python
else
	echo "Python $oldest is not installed, so the tests run on the one in .venv"
fi
export PYTHON
echo "Running tests with $("$PYTHON" --version) on $("$bin/postgres" --version) as a database owner without superuser rights"
if [ $# = 0 ]; then
	set -- -n 3 --dist worksteal tests/toolkit/activity_log/test_append_only.py tests/toolkit/activity_log/test_entries.py
	set -- "$@" tests/toolkit/backups/test_restore.py tests/toolkit/published_copy/test_watched_tables.py
	set -- "$@" tests/pages/search/test_search.py
	set -- "$@" tests/schools/finder/test_network.py tests/schools/open_data/test_open_data.py
	set -- "$@" tests/schools/register/test_history.py tests/toolkit/monitoring/test_migrate.py tests/toolkit/monitoring/test_probes.py
fi
DATABASE_URL="postgres://site:$password@127.0.0.1:$port/site" deploy/tests.sh "$@"
