"""A migration wants a table that a long report reads, in full traffic: it gives way, and goes through later."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[2]


def run(trial):
    with closing(psycopg2.connect(trial.stack.database.url)) as report:
        report.cursor().execute("SELECT count(*) FROM schools_school")  # the transaction stays open
        refused = migrate(trial.stack)
    if refused.returncode == 0 or "gave way" not in refused.stderr:
        trial.wrong.append(f"the migration did not give way: {refused.stderr[-200:]}")
    try:
        done = migrate(trial.stack)
        if done.returncode:
            trial.wrong.append(f"the migration failed: {done.stderr[-200:]}")
    finally:
        migrate(trial.stack, "zero")


def migrate(stack, *to: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", "migrate", "migrated", *to, "--verbosity", "0"]
    environment = {**stack.environment, "DJANGO_SETTINGS_MODULE": "quality.faults.settings"}
    options = {"cwd": ROOT, "env": environment, "check": False, "capture_output": True, "text": True}
    return subprocess.run(command, **options)  # noqa: S603 (our manage.py)
