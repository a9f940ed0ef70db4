"""The parts of `make stack`: its database keeps its data, and it knows the sources of static files."""

import os
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg2
from django.contrib.staticfiles import finders

from deploy.nginx.server import free_port, listens
from deploy.stack.postgres import Database
from deploy.stack.stack import ROOT, SOURCES


def test_the_database_survives_a_crash_and_listens_on_this_machine_only():
    # Not below pytest's folder, which the account that runs the database for root cannot enter.
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        database = Database(Path(folder, "postgres"), port=free_port(), password="secret")
        database.start()
        try:
            ask(database, "CREATE TABLE kept AS SELECT 7 AS number")
            assert ask(database, "SHOW listen_addresses") == "127.0.0.1"
            assert ask(database, "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user") is False
            database.stop("immediate")
            assert not listens(database.port)
            database.start()
            database.start()  # nothing to do
            assert ask(database, "SELECT number FROM kept") == 7
        finally:
            database.stop()


def ask(database, statement):
    with closing(psycopg2.connect(database.url)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        connection.commit()
        return cursor.fetchone()[0] if cursor.description else None


def test_every_static_file_of_ours_is_a_source_whose_change_makes_the_stack_collect_anew():
    files = {Path(storage.path(name)) for finder in finders.get_finders() for name, storage in finder.list([])}
    ours = {file.relative_to(ROOT) for file in files if file.is_relative_to(ROOT) and ".venv" not in file.parts}
    made, measured = "var", "quality"  # made from those sources; not installed in production
    assert {file.parts[0] for file in ours} - {made, measured} <= {*SOURCES}
