"""Run this project's programs as a person would, isolated from the environment of the tests."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg2
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "DJANGO_", "DATA_ROOT", "SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "SECURITY_", "DEBUG")
OURS += ("METRICS_TOKEN", "PROMETHEUS_", "SENTRY_", "PYTEST_", "PG", "MAKE")


def environment(**variables):
    """The current environment without the site's variables, plus `variables`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {name: str(value) for name, value in variables.items()}


def database_url(name: str = "", user: str = "") -> str:
    """The value of DATABASE_URL for a database on the tests' server, usually this process's test database."""
    config = connection.settings_dict
    account = f"{quote(user or config['USER'])}:{quote(config['PASSWORD'])}"
    host, port = config["HOST"], config["PORT"]
    where = f":{port}/{host}" if host.startswith("/") else f"{host}:{port}"
    return f"postgres://{account}@{where}/{name or config['NAME']}"


def session(**changes):
    """Another connection to the test database, or to what `changes` name."""
    return psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None} | changes)


def add_script(path: Path, lines: str) -> None:
    """Add an executable shell script."""
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(0o755)


def run(*command, cwd=ROOT, env=None, stdin="", **options):
    """The finished process of `command`, with `stdout` and `stderr` as text."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment() if env is None else env,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        **options,
    )


def manage(*arguments, stdin="", **variables):
    """Run `manage.py` with the development settings unless `variables` set others."""
    return run(sys.executable, "manage.py", *arguments, env=environment(**variables), stdin=stdin)


def assert_refused(done, *said) -> None:
    """That a program ended with one line, which says these things."""
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert [words for words in said if words not in done.stderr] == [], done.stderr
