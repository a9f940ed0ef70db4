#!/bin/sh
# Runs the tests, two at a time: first those without a browser, then those with one. They cannot share a process, because
# Playwright's event loop conflicts with pytest-django's database setup.
# usage: deploy/tests.sh [pytest arguments]; with arguments, there is a single run with just those.
set -eu
cd "$(dirname "$0")/.."

pytest() { .venv/bin/python -m pytest "$@"; }

if [ $# -gt 0 ]; then pytest "$@"; exit; fi

failed=0
pytest -n 2 --ignore tests/browser || failed=1
pytest -n 2 --dist worksteal tests/browser || failed=1
exit $failed
