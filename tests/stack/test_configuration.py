"""How nginx's configuration is rendered; and the parts of `make stack`: its database, and its list of static files."""

import getpass
import os
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.contrib.staticfiles import finders

from deploy.nginx.render import EDGES, render
from deploy.nginx.server import free_port, listens, program
from deploy.stack.postgres import Database
from deploy.stack.stack import ROOT, SOURCES
from tests.nginx import certificate, write_headers

NAMES = {
    "NGINX_USER": getpass.getuser(),
    "PUBLIC": "unix:/run/site/public.sock",
    "EDITOR": "unix:/run/site/editor.sock",
    "HOSTS": "www.example.org example.org",
    "LISTEN": "8080",
    "PROXY_NETWORK": "10.0.0.0/8",
    "PROBES_FROM": "10.0.0.0/8,192.0.2.7",
}


@pytest.fixture
def names(tmp_path):
    """All names in the templates."""
    for name in ("run", "published", "static", "media"):
        (tmp_path / name).mkdir()
    return {
        **NAMES,
        **certificate(tmp_path, "www.example.org"),
        "DATA_ROOT": tmp_path,
        "RUN": tmp_path / "run",
        "ACCESS_LOG": tmp_path / "log",
        "CHALLENGES": tmp_path / "challenges",
    }


@pytest.mark.parametrize("edge", EDGES)
def test_nginx_accepts_it_behind_a_proxy_with_certificates_and_without(tmp_path, names, edge):
    main = render(tmp_path / "conf", edge=edge, **names)
    write_headers(main.parent)
    said = subprocess.run([program(), "-t", "-e", "stderr", "-c", main], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr


def test_a_missing_name_or_a_value_that_would_change_the_configuration_is_refused(tmp_path, names):
    for value in ("/a b", "/a;", "/a{", "/$a", '"', ""):
        with pytest.raises(ValueError, match="DATA_ROOT"):
            render(tmp_path / "conf", **{**names, "DATA_ROOT": value})
    del names["HOSTS"]
    with pytest.raises(KeyError, match="HOSTS"):
        render(tmp_path / "conf", **names)


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
