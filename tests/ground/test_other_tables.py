"""A database that other code made, or a full disk, is reported in one sentence that says what to do."""

import pytest
from django.core import management
from django.db import OperationalError, connection

from manage import main
from tests.ground.programs import database_url, manage, session

NAME = "made_by_other_code"
OTHERS = {
    "another first migration": "CREATE TABLE django_migrations (id bigserial, app text, name text, applied date);"
    "INSERT INTO django_migrations (app, name) VALUES ('schools', '0001_initial')",
    "tables without migrations": "CREATE TABLE django_content_type (id int)",
}


@pytest.fixture(params=OTHERS.values(), ids=OTHERS)
def url(request, db):
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(f"CREATE DATABASE {NAME}")
    database = session(dbname=NAME)
    with database, database.cursor() as cursor:
        cursor.execute(request.param)
    database.close()
    yield database_url(NAME)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NAME}")


def test_it_is_refused_in_one_sentence(url):
    for command in ("migrate", "worker"):
        done = manage(command, "--verbosity=0", DATABASE_URL=url)
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1, done.stderr
        assert "this code" in done.stderr
        assert "make reset" in done.stderr or "manage.py migrate" in done.stderr


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), OperationalError("could not extend file")])
def test_a_full_disk_is_reported_in_one_sentence(monkeypatch, error):
    def fill_disk(arguments):
        raise error from type("DiskFull", (Exception,), {"pgcode": "53100"})()

    monkeypatch.setattr(management, "execute_from_command_line", fill_disk)
    monkeypatch.setattr("sys.argv", ["manage.py", "findstatic"])
    with pytest.raises(SystemExit, match=r"The disk is full\. .* Make room"):
        main()
