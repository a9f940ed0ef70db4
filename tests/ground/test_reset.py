"""`make reset` lists what it deletes, asks first, and refuses while the site is running."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from toolkit.development_database import folders, server
from toolkit.development_database.databases import databases


@pytest.fixture
def var(tmp_path, settings, monkeypatch):
    """A folder like that of a used development site, and the settings that point to it."""
    settings.VAR = tmp_path
    for name, value in databases("", tmp_path)["default"].items():
        monkeypatch.setitem(connection.settings_dict, name, value)
    monkeypatch.setitem(connection.settings_dict, "PGDATA", tmp_path / "postgres")
    monkeypatch.setattr(folders, "in_memory", lambda preferred: preferred)
    for folder in ("postgres", "media/original_images", "test/postgres"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("postgres/PG_VERSION", "media/original_images/a.jpg", "demo-logins.txt", "notes.txt"):
        (tmp_path / file).write_text("kept unless asked\n")
    return tmp_path


def reset(**options):
    out = StringIO()
    call_command("reset", stdout=out, **options)
    return out.getvalue()


def names(folder):
    return {path.name for path in folder.iterdir()} - {"postgres.lock", "postgres.users"}


def test_reset_names_and_deletes_databases_uploads_and_logins_and_nothing_else(var, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt: "yes")
    said = reset()
    assert all(str(var / name) in said for name in ("postgres", "media", "demo-logins.txt", "test"))
    assert names(var) == {"notes.txt"}
    assert "nothing to delete" in reset()


def test_reset_deletes_nothing_without_a_yes_or_in_use(var, monkeypatch):
    before = names(var)
    for answer in ("", "no", "y"):
        monkeypatch.setattr("builtins.input", lambda prompt, answer=answer: answer)
        with pytest.raises(CommandError, match="Nothing was deleted"):
            reset()
    for used, why in (("postgres", "The site is running"), ("test/postgres", "Tests are running")):
        monkeypatch.setattr(server, "in_use", lambda data, used=used: data == var / used)
        with pytest.raises(CommandError, match=why):
            reset(yes=True)
    assert names(var) == before
