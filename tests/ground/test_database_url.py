"""DATABASE_URL is understood, or refused with one sentence that says what to do and hides the password."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.ground.programs import manage
from toolkit.backups.postgres import environment
from toolkit.development_database.databases import databases, time_out


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


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://me:hush@localhost/site", "starts with 'mysql:'"),
        ("sqlite:///hush.db", "starts with 'sqlite:'"),
        ("hush", "does not start with 'postgres:'"),
        ("postgres://me:hush@localhost:port/site", "the port must be a number"),
        ("postgres://me:hush@localhost", "has no database name"),
        ("postgres://me:hush@localhost/", "has no database name"),
        ("postgres://me:hush@[bad/site", "is not a valid URL"),
    ],
)
def test_a_wrong_url_gets_one_readable_sentence_without_its_password(tmp_path, url, reason):
    with pytest.raises(ImproperlyConfigured) as caught:
        databases(url, tmp_path)
    said = str(caught.value)
    assert reason in said
    assert "postgres://user:password@localhost:5432/site" in said
    assert "\n" not in said
    assert "hush" not in said


@pytest.mark.parametrize(
    ("arguments", "url", "said"),
    [
        ("migrate", "mysql://me:hush@localhost/site", "DATABASE_URL starts with 'mysql:'"),
        ("migrate", "postgres://me:hush@127.0.0.1:1/site", "Connection refused"),
        ("db_stop", "postgres://me:hush@127.0.0.1:1/site", "DATABASE_URL is set"),
        ("reset --yes", "postgres://me:hush@127.0.0.1:1/site", "DATABASE_URL is set"),
    ],
)
def test_manage_refuses_a_url_that_is_wrong_or_not_for_the_command_in_one_line(arguments, url, said):
    done = manage(*arguments.split(), DATABASE_URL=url)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert said in done.stderr
    assert "DATABASE_URL" in done.stderr
    assert "hush" not in done.stderr
