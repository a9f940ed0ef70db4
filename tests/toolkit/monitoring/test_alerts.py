"""Emails about failures: when one begins, each day while it lasts, and when it is over."""

import errno
import re
import socket
import threading
import time
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.ground.programs import add_script
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
        ({"units": ["nginx.service"]}, "A service has failed", "failed or restarted: nginx.service"),
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
    for _look in range(3):
        call_command("alerts")
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["it@example.org"], f"[www.example.org] {subject}")
    assert mail.body.startswith("NEW  ")
    assert reason in mail.body
    site()
    call_command("alerts")
    assert mailoutbox[1].subject == f"[www.example.org] Solved: {subject}"


def test_what_is_often_over_soon_is_mailed_at_the_second_look(site, mailoutbox):
    for failure in ({"units": ["nginx.service"]}, {"worker": "silent"}, {"publishing": "late"}):
        mailoutbox.clear()
        for state, mails in [(failure, 0), ({}, 0), (failure, 0), (failure, 1), ({}, 2)]:
            site(**state)
            alerts.look()
            assert len(mailoutbox) == mails, failure


def test_a_full_disk_is_mailed_once(site, mailoutbox, monkeypatch):
    alerts.look()
    monkeypatch.setattr(host, "replacing", Mock(side_effect=OSError(errno.ENOSPC, "No space left on device")))
    for free in (0.0, 0.0, 0.5):
        site(free=free)
        alerts.look()
    title = alerts.TITLES["disk"]
    assert [mail.subject.split("] ")[1] for mail in mailoutbox] == [title, f"Solved: {title}"]


def test_a_disk_is_full_until_there_is_room(monkeypatch):
    facts, said = {}, []
    for free in (0.11, 0.09, 0.11, 0.11, 0.13, 0.11):
        monkeypatch.setattr(host, "free_space", lambda free=free: {"/": free})
        facts = host.examine(facts)
        said.append(bool(host._full(facts)))
    assert said == [False, True, True, True, False, False]


def test_what_the_database_hides_is_not_solved(site, mailoutbox):
    site(worker="silent")
    alerts.look()
    alerts.look()
    site(database="no answer", worker=probes.NO_DATABASE["why"], publishing=probes.NO_DATABASE["why"])
    alerts.look()
    assert mailoutbox[1].subject == "[www.example.org] The database doesn't answer"
    assert "STILL  The worker is silent (“worker”: silent)" in mailoutbox[1].body
    assert "SOLVED" not in mailoutbox[1].body
    assert "publishing" not in mailoutbox[1].body


def test_a_failure_that_lasts_is_mailed_each_day_and_a_mail_that_cannot_be_sent_again(site, mailoutbox, monkeypatch):
    site(database="no answer")
    with monkeypatch.context() as broken:
        broken.setattr(alerts, "send_mail", Mock(side_effect=ConnectionRefusedError(111, "Connection refused")))
        with pytest.raises(CommandError, match="Connection refused"):
            call_command("alerts")
    call_command("alerts")
    assert len(mailoutbox) == 1
    tomorrow = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    alerts.look()
    assert mailoutbox[1].subject == "[www.example.org] Still: The database doesn't answer"


def test_without_an_address_no_look_is_missed_and_nothing_is_mailed_but_the_metrics_know(site, settings, mailoutbox):
    assert "\nsite_alerts_age_seconds" in metrics.exposition().decode()
    settings.ALERTS_TO = []
    assert "\nsite_alerts_age_seconds" not in metrics.exposition().decode()
    site(free=0.07)
    call_command("alerts")
    assert mailoutbox == []
    assert 'site_check_failing{check="disk"} 1.0' in metrics.exposition().decode()


def test_probes_answer_from_the_last_look(settings, tmp_path):
    settings.VAR, full, to = tmp_path, {"disk": "2% free on the disk of /"}, ["it@example.org"]
    for alerts_to, age, free, failing in (
        (to, 10, 0.5, {}),
        (to, 10, 0.02, full),
        (to, 3600, 0.5, dict.fromkeys(host.WARNINGS, "silent")),
        ([], 10, 0.02, full),
        ([], 3600, 0.02, {}),
    ):
        settings.ALERTS_TO = alerts_to
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


def test_a_repository_that_does_not_answer_ends_no_look(settings, tmp_path, monkeypatch):
    settings.BACKUP_REPOSITORY, settings.BACKUP_PASSWORD_FILE = str(tmp_path), str(tmp_path / "restic")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(host, "PATIENCE", 1)
    for restic, reason in (
        ("exec sleep 30", "did not answer within 1 seconds"),
        ("exit 1", "see journalctl -u alliance-alerts"),
    ):
        add_script(tmp_path / "restic", restic)
        assert reason in host.examine({"backup": 1.0})["backup_error"]


def test_units_that_failed_or_were_restarted_are_read_from_systemd(tmp_path, monkeypatch):
    facts, units = {}, []
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    for restarts in (2, 2, 3, 3):
        door = f"Id=alliance-public@1.service\nActiveState=active\nNRestarts={restarts}\n"
        backup = "Id=alliance-backup.service\nNRestarts=0\nActiveState=failed\n"
        found = f"{door}\n{backup}\nId=nginx.path\nActiveState=active"
        add_script(tmp_path / "systemctl", f"cat <<'END'\n{found}\nEND")
        facts = host.examine(facts)
        units.append(facts["units"])
    both = ["alliance-public@1.service", "alliance-backup.service"]
    assert units == [both[1:], both[1:], both, both[1:]]


def test_doors_that_do_not_answer_are_named(tmp_path, monkeypatch):
    monkeypatch.setenv("EDITOR", "10.0.0.5:8000")  # on another machine
    monkeypatch.setenv("PUBLIC", f"unix:{tmp_path}/door.sock")
    silent = [f"unix:{tmp_path}/door.sock (no answer)"]
    assert host.silent_doors() == silent
    with socket.create_server(f"{tmp_path}/door.sock", family=socket.AF_UNIX) as server:

        def answer(status):
            with server.accept()[0] as asked:
                asked.recv(1024)  # a door that closes before it has read would break the question off
                asked.sendall(f"HTTP/1.0 {status}\r\n".encode())

        for status in ("200 OK", "500 Error", ""):
            answering = threading.Thread(target=answer, args=[status])
            answering.start()
            assert host.silent_doors() == ([] if status == "200 OK" else silent)
            answering.join()


def test_each_metric_of_the_alert_rules_exists(settings, tmp_path):
    settings.VAR = tmp_path
    facts = {"at": 1.0, "units": [], "disks": {"/": 0.5}, "backup": 1.0}
    host.save({"facts": facts, "checks": ["disk"], "failing": {}})
    text = metrics.exposition().decode()
    rules = yaml.safe_load(RULES.read_text())["groups"][0]["rules"]
    names = {name for rule in rules for name in re.findall(r"site_\w+", rule["expr"])}
    assert {name for name in names if f"\n{name}" not in text} <= {"site_worker_age_seconds"}  # no worker ran yet
    headings = {rule["annotations"]["runbook"] for rule in rules} - {"{{ $labels.check }}"}
    assert headings <= {"readyz", *alerts.TITLES, *host.WARNINGS}


@pytest.mark.parametrize("failing", [0, 1])
def test_each_check_is_a_metric_and_has_a_title_and_a_heading(settings, tmp_path, monkeypatch, failing):
    names = {*probes.REQUIRED, *probes.WARNINGS} - {"alerts"}
    settings.VAR = tmp_path
    monkeypatch.setattr(probes, "outcomes", lambda: {key: {"ok": not failing, "why": "broken"} for key in names})
    check = Mock(return_value=None, side_effect=Trouble("broken") if failing else None)
    monkeypatch.setattr(host, "CHECKS", dict.fromkeys(host.CHECKS, check))
    alerts.look()
    series = re.findall(r'\nsite_check_failing{check="(\w+)"} (\d)', metrics.exposition().decode())
    assert set(series) == {(name, str(failing)) for name in names}
    assert set(alerts.TITLES) == names
    runbook = (RULES.parents[2] / "docs" / "runbook.md").read_text()
    assert {name for name in names if f"\n### {name}\n" not in runbook} == set()
