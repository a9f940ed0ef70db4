"""With a public key, nobody without the secret one reads anything of a backup but its size and age."""

import hashlib
import sys

import pyrage
import pytest
from django.core.checks import run_checks
from django.core.management import CommandError

from tests.ground.programs import environment
from tests.ground.programs import run as program
from tests.production import PRODUCTION
from toolkit.backups.store import Store

KEY = str(pyrage.x25519.Identity.generate().to_public())


@pytest.fixture
def key(run, tmp_path, settings):
    said = run("backup", "--new-key", tmp_path / "key.txt")
    settings.BACKUP_RECIPIENT = said.rpartition("BACKUP_RECIPIENT=")[2].strip()
    return tmp_path / "key.txt"


def test_a_key_is_its_owners_alone_and_never_written_over(key, run):
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_text()
    with pytest.raises(CommandError, match="cannot be made"):
        run("backup", "--new-key", key)
    assert key.read_text() == before


def test_there_and_back(filled, run, key):
    content, files = filled.content(), filled.files()
    run("backup")
    filled.destroy()
    run("restore", "latest", "--yes", "--identity", key)
    assert filled.content() == content
    assert filled.files() == files


def test_the_store_says_nothing_of_what_is_in_it(filled, run, key):
    run("backup")
    files = [path for path in filled.backups.rglob("*") if path.is_file()]
    everything = b"".join(path.read_bytes() for path in files)
    assert len(files) == 3 + 4
    assert b"bells" not in everything
    assert b"first bell" not in everything
    assert b"PGDMP" not in everything
    for content in filled.files().values():
        assert hashlib.sha256(content).hexdigest() not in " ".join(map(str, files))


def test_a_second_backup_writes_no_upload_again_but_one_for_another_key_does(filled, run, key, settings, tmp_path):
    assert "4 new in the store" in run("backup")
    assert "0 new in the store" in run("backup")
    settings.BACKUP_RECIPIENT = run("backup", "--new-key", tmp_path / "other.txt").rpartition("=")[2].strip()
    assert "4 new in the store" in run("backup")
    assert "is whole" in run("restore", "--verify", "--identity", tmp_path / "other.txt")


def test_without_the_key_or_with_a_wrong_one_nothing_is_changed(filled, run, key, tmp_path):
    run("backup")
    content = filled.content()
    run("backup", "--new-key", tmp_path / "other.txt")
    (tmp_path / "none.txt").write_text("age1nothing\n")
    for arguments, said in {
        (): "give its secret key with --identity",
        ("--identity", tmp_path / "other.txt"): "This identity does not open it",
        ("--identity", tmp_path / "none.txt"): "holds no secret key",
        ("--identity", tmp_path / "missing.txt"): "cannot be read",
    }.items():
        for doing in ("--verify", "--yes"):
            with pytest.raises(CommandError, match=said):
                run("restore", "latest", doing, *arguments)
    assert filled.content() == content
    assert len(filled.names()) == 1  # none was made for a restore that could not begin


@pytest.mark.parametrize("at", [30, 100, -5], ids=["header", "stanza", "content"])
def test_a_flipped_byte_is_told_from_a_wrong_key(filled, run, key, at):
    run("backup")
    dump = filled.backups / filled.names()[0] / "database.dump.age"
    data = bytearray(dump.read_bytes())
    data[at] ^= 1
    dump.write_bytes(data)
    with pytest.raises(CommandError, match="is damaged in 1 places"):
        run("restore", "--verify", "--identity", key)


def test_a_recipient_that_is_no_key_is_named(filled, run, settings):
    settings.BACKUP_RECIPIENT = "age1wrong"
    with pytest.raises(CommandError, match="BACKUP_RECIPIENT: age1wrong"):
        run("backup")
    assert Store().folders() == []


def test_production_makes_no_plain_backup_unless_told_so_by_name(filled, run, settings):
    settings.BACKUP_RECIPIENT_REQUIRED = True
    with pytest.raises(CommandError, match=r"BACKUP_RECIPIENT is not set.*--new-key.*BACKUP_RECIPIENT=none"):
        run("backup")
    assert Store().folders() == []
    settings.BACKUP_RECIPIENT = "None"
    assert "encrypted" not in run("backup")
    assert not Store().whole()[0].encrypted


def test_none_beside_a_key_is_refused(filled, run, key, settings):
    settings.BACKUP_RECIPIENT += ",none"
    with pytest.raises(CommandError, match="BACKUP_RECIPIENT: none is not a public key"):
        run("backup")


UNSET = "BACKUP_RECIPIENT is not set or is not a valid key"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("recipient", "found", "ready"),
    [
        ("", ["site.W004"], {"ok": False, "why": UNSET}),
        ("age1wrong", ["site.W004"], {"ok": False, "why": UNSET}),
        ("none", ["site.W005"], {"ok": True, "encrypted": False}),
        (KEY, [], {"ok": True, "encrypted": True}),
    ],
    ids=["none set", "no key", "declined", "a key"],
)
def test_who_runs_the_site_is_told(client, settings, recipient, found, ready):
    settings.BACKUP_RECIPIENT_REQUIRED, settings.BACKUP_RECIPIENT = True, recipient
    told = run_checks(tags=["security"], include_deployment_checks=True)
    assert [one.id for one in told if one.id in ("site.W004", "site.W005")] == found
    answer = client.get("/readyz").json()
    assert answer["checks"]["backups"] == {"needed": False} | ready
    assert ("backups" in answer["warnings"]) is not ready["ok"]


def test_production_requires_it_and_the_command_says_so():
    code = "from django.conf import settings; print(settings.BACKUP_RECIPIENT_REQUIRED)"
    assert program(sys.executable, "-c", code, env=environment(**PRODUCTION)).stdout == "True\n"
    done = program(sys.executable, "manage.py", "check", "--deploy", env=environment(**PRODUCTION))
    assert "site.W004" in done.stderr
    assert "site.W001" in done.stderr  # that of security.txt, too
