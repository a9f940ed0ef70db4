"""Emails about failures: when one begins, each day while it lasts, and when it is over."""

import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import timezone

from toolkit.backups import repository
from toolkit.monitoring import alerts, host, metrics, probes
from toolkit.monitoring.status import Trouble

pytestmark = pytest.mark.django_db
RULES = Path(__file__).resolve().parents[3] / "deploy" / "prometheus" / "alerts.yml"


@pytest.fixture
def site(settings, tmp_path, monkeypatch):
    """Set what the host says (`site(units=[…])`), and which checks of the site fail (`site(worker="silent")`)."""
    settings.VAR, settings.ALERTS_TO = tmp_path, ["it@example.org"]
    settings.WAGTAILADMIN_BASE_URL = "https://www.example.org"

    def set_to(units=(), free=0.5, backup_hours=1.0, **failing):
        facts = {"at": time.time(), "units": list(units), "disks": {"/var": free}}
        facts["backup"] = None if backup_hours is None else time.time() - backup_hours * 3600
        monkeypatch.setattr(host, "examine", lambda before: facts)
        outcomes = {name: {"needed": False, "ok": False, "why": why} for name, why in failing.items()}
        monkeypatch.setattr(probes, "outcomes", lambda: outcomes)

    set_to()
    return set_to


@pytest.mark.parametrize(
    ("failure", "subject", "reason"),
    [
        ({"units": ["alliance-backup.service"]}, "A service has failed", "failed: alliance-backup.service"),
        ({"backup_hours": 30}, "The newest backup is missing or too old", "the newest backup is 30 hours old"),
        ({"backup_hours": None}, "The newest backup is missing or too old", "no backup was made yet"),
        ({"worker": "silent"}, "The worker is silent", "silent"),
        ({"publishing": "late"}, "Publishing is behind", "late"),
        ({"free": 0.07}, "A disk is nearly full", "7% free on the disk of /var"),
        ({"database": "no answer"}, "The database doesn't answer", "no answer"),
    ],
)
def test_each_failure_is_mailed_once_and_so_is_its_end(site, mailoutbox, failure, subject, reason):
    call_command("alerts")
    assert mailoutbox == []
    site(**failure)
    call_command("alerts")
    call_command("alerts")
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["it@example.org"], f"[www.example.org] {subject}")
    assert mail.body.startswith("NEW  ")
    assert reason in mail.body
    site()
    call_command("alerts")
    assert mailoutbox[1].subject == f"[www.example.org] Solved: {subject}"


def test_a_failure_that_lasts_is_mailed_each_day(site, mailoutbox, monkeypatch):
    site(worker="silent")
    alerts.look()
    tomorrow = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    alerts.look()
    assert mailoutbox[1].subject == "[www.example.org] Still: The worker is silent"


def test_what_the_database_hides_is_not_solved(site, mailoutbox):
    site(worker="silent")
    alerts.look()
    site(database="no answer", worker=probes.NO_DATABASE["why"], publishing=probes.NO_DATABASE["why"])
    alerts.look()
    assert mailoutbox[1].subject == "[www.example.org] The database doesn't answer"
    assert "STILL  The worker is silent (“worker”: silent)" in mailoutbox[1].body
    assert "SOLVED" not in mailoutbox[1].body
    assert "publishing" not in mailoutbox[1].body


def test_a_mail_that_cannot_be_sent_is_tried_again(site, mailoutbox, monkeypatch):
    def refuse(*arguments):
        raise ConnectionRefusedError(111, "Connection refused")

    site(worker="silent")
    with monkeypatch.context() as broken:
        broken.setattr(alerts, "send_mail", refuse)
        with pytest.raises(CommandError, match="Connection refused"):
            call_command("alerts")
    call_command("alerts")
    assert len(mailoutbox) == 1


def test_without_an_address_nothing_is_checked(site, settings, capsys):
    settings.ALERTS_TO = []
    call_command("alerts")
    assert "ALERTS_TO names nobody" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("age", "free", "failing"),
    [
        (10, 0.5, {}),
        (10, 0.02, {"disk": "2% free on the disk of /"}),
        (3600, 0.5, dict.fromkeys(host.WARNINGS, "silent")),
    ],
)
def test_probes_answer_from_the_last_look(settings, tmp_path, age, free, failing):
    settings.VAR, settings.ALERTS_TO = tmp_path, ["it@example.org"]
    host.save({"facts": {"at": time.time() - age, "units": [], "disks": {"/": free}}, "failing": {}, "mailed": ""})
    said = {}
    for name, check in host.WARNINGS.items():
        try:
            check()
        except Trouble as trouble:
            said[name] = str(trouble)
    assert said == failing


def test_the_repository_is_asked_once_a_day(monkeypatch):
    snapshot = repository.Snapshot("abc", timezone.now(), 1, 1)
    asked = []
    monkeypatch.setattr(repository, "snapshots", lambda **options: asked.append(1) or [snapshot])
    hour = time.time() - 3600
    assert host.newest_backup(hour) == hour
    assert asked == []
    assert host.newest_backup(time.time() - 25 * 3600) == snapshot.time.timestamp()
    assert host.newest_backup(None) == snapshot.time.timestamp()


@pytest.mark.parametrize(
    ("restic", "reason"),
    [("exec sleep 30", "did not answer within 1 seconds"), ("exit 1", "see journalctl -u alliance-alerts")],
)
def test_a_repository_that_does_not_answer_ends_no_look(settings, tmp_path, monkeypatch, restic, reason):
    settings.BACKUP_REPOSITORY, settings.BACKUP_PASSWORD_FILE = str(tmp_path), str(tmp_path / "restic")
    (tmp_path / "restic").write_text(f"#!/bin/sh\n{restic}\n")
    (tmp_path / "restic").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(host, "PATIENCE", 1)
    assert reason in host.examine({"backup": 1.0})["backup_error"]


def test_units_that_failed_are_read_from_systemd(tmp_path, monkeypatch):
    program = tmp_path / "systemctl"
    program.write_text("#!/bin/sh\necho 'alliance-backup.service loaded failed failed Alliance web site, backup'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert host.failed_units() == ["alliance-backup.service"]


def test_disks_that_the_site_needs_are_measured_once_each(settings):
    shares = host.free_space()
    assert shares
    assert all(0 <= share <= 1 for share in shares.values())


def test_each_metric_of_the_alert_rules_exists(settings, tmp_path):
    settings.VAR = tmp_path
    host.save({"facts": {"at": 1.0, "units": [], "disks": {"/": 0.5}, "backup": 1.0}})
    text = metrics.exposition().decode()
    rules = yaml.safe_load(RULES.read_text())["groups"][0]["rules"]
    names = {name for rule in rules for name in re.findall(r"site_\w+", rule["expr"])}
    assert {name for name in names if f"\n{name}" not in text} <= {"site_worker_age_seconds"}  # no worker ran yet
    assert {rule["annotations"]["runbook"] for rule in rules} <= {"readyz", *alerts.TITLES, *host.WARNINGS}
