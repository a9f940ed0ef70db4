#!/bin/sh
# Runs the tests on two processes: those without a browser, then those with one, in processes of their own
# (Playwright's event loop and pytest-django's database set-up do not share one).
# usage: deploy/tests.sh [pytest arguments]; with arguments there is one run of just those.
set -eu
cd "$(dirname "$0")/.."

pytest() { .venv/bin/python -m pytest "$@"; }

if [ $# -gt 0 ]; then pytest "$@"; exit; fi

failed=0
pytest -n 2 --ignore tests/browser || failed=1
pytest -n 2 --dist worksteal tests/browser || failed=1
exit $failed
