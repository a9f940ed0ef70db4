"""The pair of `make faults`: a commit is kept when its server is lost, and its URL leads to the one that writes."""

import os
import subprocess
import tempfile
from pathlib import Path

import psycopg2
import pytest

from deploy.nginx.server import free_port
from deploy.stack.postgres import Database, programs
from quality.faults.standby import Pair
from quality.stack import query
from toolkit.backups.postgres import environment
from toolkit.development_database.databases import databases


@pytest.fixture
def pair():
    # Not below pytest's folder, which the account that runs the database for root cannot enter.
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        pair = Pair(Database(Path(folder, "postgres"), port=free_port(), password="secret"))
        pair.start()
        yield pair
        pair.stop()


def test_a_promoted_standby_has_every_commit_and_takes_over_under_the_same_url(pair):
    query(pair.url, "CREATE TABLE kept AS SELECT 7 AS number")
    pair.primary.stop("immediate")
    with pytest.raises(psycopg2.OperationalError, match="read-only"):
        query(pair.url, "SELECT 7")
    pair.promote()
    assert query(pair.url, "INSERT INTO kept VALUES (8) RETURNING (SELECT number FROM kept)") == [(7,)]
    pair.stop()
    pair.start()  # with a standby again, which copies what the last one had
    assert query(pair.url, "SELECT number FROM kept ORDER BY number") == [(7,), (8,)]


def test_programs_of_a_backup_ask_the_server_that_writes_though_the_standby_is_named_first(pair):
    ports = (str(pair.primary.port), str(pair.standby.port))
    url = pair.url.replace(ports[0], "first").replace(ports[1], ports[0]).replace("first", ports[1])
    config = {"OPTIONS": {}, **databases(url, Path())["default"]}
    command = [programs(pair.primary.data) / "psql", "-w", "-A", "-t", "-c", "SELECT pg_is_in_recovery()"]
    assert subprocess.run(command, env=environment(config, "site"), capture_output=True, text=True).stdout == "f\n"
