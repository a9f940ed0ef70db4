"""DATABASE_URL is understood; what is wrong with it, or its database, is one sentence that says what to do."""

import os

import pytest
from django.core import management
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from manage import main
from tests.cases import cases
from tests.ground.programs import assert_refused, database_url, manage
from toolkit.backups.databases import cursor as cursor_of
from toolkit.backups.databases import drop, server
from toolkit.backups.postgres import environment
from toolkit.development_database.databases import databases, time_out

NAME = f"made_by_other_code_{os.getpid()}"
OTHERS = {
    "another first migration": "CREATE TABLE django_migrations (id bigserial, app text, name text, applied date);"
    "INSERT INTO django_migrations (app, name) VALUES ('schools', '0001_initial')",
    "tables without migrations": "CREATE TABLE django_content_type (id int)",
}


def test_a_server_is_taken_from_the_url(tmp_path):
    for scheme in ("postgres", "postgresql"):
        (config,) = databases(f"{scheme}://me:p%40ss@db.example:6543/site?sslmode=require", tmp_path).values()
        assert config["ENGINE"] == "django.db.backends.postgresql"
        assert (config["USER"], config["PASSWORD"], config["NAME"]) == ("me", "p@ss", "site")
        assert (config["HOST"], config["PORT"]) == ("db.example", 6543)
        assert config["OPTIONS"] == {"sslmode": "require"}
        assert config["CONN_MAX_AGE"] > 0
        assert config["CONN_HEALTH_CHECKS"] is True
    (config,) = databases("postgres:////run/postgresql/site", tmp_path).values()
    assert (config["HOST"], config["NAME"]) == ("/run/postgresql", "site")
    (config,) = databases("postgres://me:p@db.example/site?options=-c%20work_mem%3D8MB", tmp_path).values()
    time_out(config, 5)
    assert config["OPTIONS"] == {"options": "-c jit=off -c work_mem=8MB -c statement_timeout=5s"}
    (config,) = databases("postgres://me:p@db.example/site?DISABLE_SERVER_SIDE_CURSORS=true", tmp_path).values()
    assert config["DISABLE_SERVER_SIDE_CURSORS"], "a pooler keeps no cursor; Django reads it here"
    assert "DISABLE_SERVER_SIDE_CURSORS" not in config["OPTIONS"]  # unknown to the driver


def test_the_url_names_a_server_and_its_standby_and_takes_the_one_that_writes(tmp_path):
    url = "postgres://me:p@one.example:5432,two.example:6543/site?target_session_attrs=read-write"
    (config,) = databases(url, tmp_path).values()
    assert (config["HOST"], config["PORT"]) == ("one.example,two.example", "5432,6543")
    assert config["OPTIONS"] == {"target_session_attrs": "read-write"}
    programs = environment(config, "site")  # of a backup, which must read where the site writes
    assert (programs["PGHOST"], programs["PGPORT"]) == ("one.example,two.example", "5432,6543")
    assert programs["PGTARGETSESSIONATTRS"] == "read-write"


@pytest.mark.parametrize(("url", "reason"), cases(__file__, "wrong_urls.csv"))
def test_a_wrong_url_gets_one_readable_sentence_without_its_password(tmp_path, url, reason):
    with pytest.raises(ImproperlyConfigured) as caught:
        databases(url, tmp_path)
    said = str(caught.value)
    assert reason in said
    assert "postgres://user:password@localhost:5432/site" in said
    assert "\n" not in said
    assert "hush" not in said


@pytest.mark.parametrize(("arguments", "url", "said"), cases(__file__, "refused_urls.csv"))
def test_manage_refuses_a_url_that_is_wrong_or_not_for_the_command_in_one_line(arguments, url, said):
    done = manage(*arguments.split(), DATABASE_URL=url)
    assert_refused(done, said, "DATABASE_URL")
    assert "hush" not in done.stderr


@pytest.fixture(params=OTHERS.values(), ids=OTHERS)
def url(request, db):
    with server() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME}")
    with cursor_of(NAME) as cursor:
        cursor.execute(request.param)
    yield database_url(NAME)
    drop(NAME)


def test_a_database_that_other_code_made_is_refused_in_one_sentence(url):
    for command in ("migrate", "worker"):
        done = manage(command, "--verbosity=0", DATABASE_URL=url)
        assert_refused(done, "this code")
        assert "make reset" in done.stderr or "manage.py migrate" in done.stderr


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), OperationalError("could not extend file")])
def test_a_full_disk_is_reported_in_one_sentence(monkeypatch, error):
    def fill_disk(arguments):
        raise error from type("DiskFull", (Exception,), {"pgcode": "53100"})()

    monkeypatch.setattr(management, "execute_from_command_line", fill_disk)
    monkeypatch.setattr("sys.argv", ["manage.py", "findstatic"])
    with pytest.raises(SystemExit, match=r"The disk is full\. .* Make room"):
        main()
