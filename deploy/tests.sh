#!/bin/sh
# Runs the tests: first those without a browser, then those with one. They cannot share a process, because Playwright's
# event loop conflicts with pytest-django's database setup. Then those of a made-up network, whose facts settings read
# from CONTENT when Django starts. Then prints how much of each room they reach. Three run at a time, for two processors:
# now and then, each waits for a server, a browser, or a timer.
# usage: deploy/tests.sh [pytest arguments]; with arguments, there is a single run with just those. If they name
# tests/network, it is a run for the made-up network.
set -eu
cd "$(dirname "$0")/.."

pytest() { "${PYTHON:-.venv/bin/python}" -m pytest "$@"; }
# A browser on a busy machine may be late: what failed is tried once more, alone, and is named either way.
again() { pytest --cov --cov-append --cov-report= --last-failed -rfEp "$@"; }
# From nothing to a folder, by the command that docs/adopt.md describes.
made_up() {
	rm -rf var/network
	env -u CONTENT "${PYTHON:-.venv/bin/python}" manage.py new_network var/network --facts tests/network/facts.yaml \
		--schools tests/network/schools.csv --places tests/network/zips.csv >/dev/null &&
		mkdir -p var/network/locale/vi/LC_MESSAGES &&
		msgfmt --check-format -o var/network/locale/vi/LC_MESSAGES/django.mo tests/network/vi.po &&
		export CONTENT=var/network
}

case "$*" in *tests/network*) made_up ;; esac
if [ $# -gt 0 ]; then pytest "$@"; exit; fi

export COVERAGE_CORE=sysmon # Python 3.12's own counting: no slower, where older versions trace
failed=0
pytest -n 3 --dist worksteal --cov --cov-report= --ignore tests/browser --ignore tests/network || failed=1
pytest -n 3 --dist worksteal --cov --cov-append --cov-report= tests/browser || again tests/browser || failed=1
made_up && pytest -n 2 --dist worksteal --cov --cov-append --cov-report= tests/network || failed=1
for room in alliance_site schools pages media toolkit; do
	echo "$room: $(.venv/bin/python -m coverage report --format=total --include "$room/*") % of its lines are tested"
done
exit $failed
