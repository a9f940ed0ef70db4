"""Without the password nobody reads anything of a backup, and production makes none without a password and a place."""

import sys

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError

from tests.ground.programs import environment
from tests.ground.programs import run as program
from tests.production import PRODUCTION

UNSET = "BACKUP_REPOSITORY or BACKUP_PASSWORD_FILE is not set, or the file cannot be read"


def test_development_makes_a_password_once(filled, run):
    run("backup")
    before = filled.password.read_text()
    assert len(before) > 40
    assert filled.password.stat().st_mode & 0o777 == 0o600
    run("backup")
    assert filled.password.read_text() == before


def test_the_repository_says_nothing_of_its_content(filled, run):
    run("backup")
    everything = b"".join(path.read_bytes() for path in filled.backups.rglob("*") if path.is_file())
    for secret in (b"bells", b"first bell", b"PGDMP", b"schools_school"):
        assert secret not in everything


@pytest.mark.parametrize(
    ("password", "message"),
    [("another\n", "does not open"), ("", "is empty"), (None, "There is no backup|cannot be read|there is no")],
    ids=["wrong", "empty", "missing"],
)
def test_without_the_password_nothing_is_changed(filled, run, password, message):
    run("backup")
    content, right = filled.content(), filled.password.read_text()
    filled.password.unlink()
    if password is not None:
        filled.password.write_text(password)
    for arguments in (["restore"], ["restore", "--verify"], ["restore", "latest", "--yes"]):
        with pytest.raises(CommandError, match=message):
            run(*arguments)
    filled.password.write_text(right)
    assert filled.content() == content
    assert len(filled.names()) == 1


def test_a_backup_with_a_wrong_password_is_refused(filled, run):
    run("backup")
    filled.password.write_text("another\n")
    with pytest.raises(CommandError, match=r"The password in .*backup-password does not open .*No backup was made"):
        run("backup")


def test_production_needs_a_place_and_a_password(filled, run, settings):
    settings.BACKUP_REQUIRED = True
    with pytest.raises(CommandError, match=r"BACKUP_PASSWORD_FILE: there is no .*backup-password"):
        run("backup")
    settings.BACKUP_PASSWORD_FILE = ""
    with pytest.raises(CommandError, match="BACKUP_PASSWORD_FILE is not set"):
        run("backup")
    settings.BACKUP_REPOSITORY = ""
    with pytest.raises(CommandError, match=r"BACKUP_REPOSITORY is not set.*set it to none"):
        run("backup")
    assert not filled.backups.exists()
    assert not filled.password.exists()


def test_a_site_may_decline_backups_by_name(filled, run, settings):
    settings.BACKUP_REPOSITORY = "None"
    for arguments in (["backup"], ["restore"], ["backup", "--check", "26"]):
        with pytest.raises(CommandError, match="BACKUP_REPOSITORY is none: this site keeps no backups"):
            run(*arguments)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "password", "found", "ready"),
    [
        ("", "secret", ["site.W004"], {"ok": False, "why": UNSET}),
        ("/srv/backups", None, ["site.W004"], {"ok": False, "why": UNSET}),
        ("none", None, ["site.W005"], {"ok": True, "declined": True}),
        ("/srv/backups", "secret", [], {"ok": True, "declined": False}),
    ],
    ids=["no place", "no password", "declined", "complete"],
)
def test_site_admins_see_whether_backups_can_be_made(client, settings, tmp_path, place, password, found, ready):
    settings.BACKUP_REQUIRED, settings.BACKUP_REPOSITORY = True, place
    settings.BACKUP_PASSWORD_FILE = tmp_path / "password"
    if password:
        settings.BACKUP_PASSWORD_FILE.write_text(password)
    warnings = run_checks(tags=["security"], include_deployment_checks=True)
    assert [one.id for one in warnings if one.id in ("site.W004", "site.W005")] == found
    answer = client.get("/readyz").json()
    assert answer["checks"]["backups"] == {"needed": False} | ready
    assert ("backups" in answer["warnings"]) is not ready["ok"]


def test_production_requires_it_and_the_command_says_so():
    code = (
        "from django.conf import settings as s; print(s.BACKUP_REQUIRED, [s.BACKUP_REPOSITORY, s.BACKUP_PASSWORD_FILE])"
    )
    assert program(sys.executable, "-c", code, env=environment(**PRODUCTION)).stdout == "True ['', '']\n"
    done = program(sys.executable, "manage.py", "check", "--deploy", env=environment(**PRODUCTION))
    assert "site.W004" in done.stderr
    assert "site.W001" in done.stderr  # that of security.txt, too
