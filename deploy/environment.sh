#!/bin/sh
# Creates .venv with the packages in the given lock files. Does nothing if they are already installed.
# usage: deploy/environment.sh requirements.txt [requirements-local.txt …]
set -eu
cd "$(dirname "$0")/.."

fail() { printf '%s\n' "$*" >&2; exit 1; }
recent() { "$@" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

if ! recent .venv/bin/python || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
	python=
	for name in python3.13 python3.12 python3.11 python3; do
		if recent "$name" && "$name" -c 'import ensurepip, venv' 2>/dev/null; then python=$name; break; fi
		recent "$name" && found=${found:-$name}
	done
	if [ -z "$python" ] && [ -n "${found:-}" ]; then
		fail "$found has no venv module. Install it (Debian and Ubuntu: apt install $found-venv), then run make again."
	fi
	[ -n "$python" ] || fail "Python 3.11 or newer is not installed (tried python3.13 to python3.11 and python3). Install it, then run make again."
	echo "    creating .venv with $("$python" --version)"
	rm -rf .venv
	"$python" -m venv .venv || fail "$python could not create .venv. See the lines above."
fi

for lock in "$@"; do
	installed=.venv/$lock.installed
	if ! cmp -s "$lock" "$installed"; then
		echo "    installing $lock: $(grep -c '==' "$lock") packages; the first time, this takes a few minutes"
		.venv/bin/python -m pip install --disable-pip-version-check --quiet --progress-bar on --require-hashes -r "$lock" ||
			fail "Could not install the packages in $lock. See the lines above, and check your network connection."
		cp "$lock" "$installed"
	fi
done
