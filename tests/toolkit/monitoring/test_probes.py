"""Probes and metrics say whether an application can take requests. The editor shows whether publishing works."""

import fcntl
import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.db import DataError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from prometheus_client.mmap_dict import MmapedDict, mmap_key

from tests.html import soup
from toolkit.monitoring import metrics
from toolkit.published_copy.models import Change
from toolkit.worker import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(monkeypatch):
    """Set the seconds since the worker's last heartbeat and since the oldest change."""

    def set_to(beat=5, lag=None, changes=0, waiting=0, **seen):
        def ago(seconds):
            return None if seconds is None else timezone.now() - timedelta(seconds=seconds)

        state = health.State(beat=ago(beat), waiting=waiting, changes=changes, oldest=ago(lag), **seen)
        monkeypatch.setattr(health, "state", lambda: state)

    set_to()
    return set_to


@pytest.fixture(autouse=True)
def published(settings, tmp_path):
    settings.PUBLISH, settings.PUBLISHED_ROOT, settings.RELEASE = True, tmp_path, "2026.11"


def test_an_application_that_has_all_it_needs_is_ready_and_one_newer_than_its_database_is_not(client, worker):
    response = client.get("/readyz", headers={"host": "10.0.0.7"})
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {
        "ready": True,
        "release": "2026.11",
        "warnings": [],
        "checks": {
            "database": {"ok": True, "needed": True},
            "migrations": {"ok": True, "needed": True},
            "worker": {"ok": True, "needed": False, "age": 5, "waiting": 0},
            "publishing": {"ok": True, "needed": False, "age": None, "changes": 0},
            "published_copy": {"ok": True, "needed": False},
            "security_txt": {"ok": True, "needed": False},
            "backups": {"ok": True, "needed": False, "declined": False},
            **{name: {"ok": True, "needed": False} for name in ("alerts", "units", "disk", "newest_backup")},
        },
    }
    MigrationRecorder.Migration.objects.filter(app="pages", name="0001_initial").delete()
    response = client.get("/readyz")
    assert (response.status_code, response.json()["ready"]) == (503, False)
    migrations = {"ok": False, "needed": True, "why": "not all applied", "missing": 1}
    assert response.json()["checks"]["migrations"] == migrations


NIGHT = timezone.make_aware(datetime(2026, 11, 25, 2, 30))
SILENT, NEVER = {"why": "silent", "age": 600, "waiting": 0}, {"why": "never ran", "age": None, "waiting": 0}
LATE, FAILED = {"why": "late", "age": 300, "changes": 1}, {"why": "some pages failed", "failed": 2, "changes": 0}


@pytest.mark.parametrize(
    ("state", "warnings", "said"),
    [
        ({"beat": 600}, {"worker": SILENT}, "Publishing has stopped.* 10 minutes ago."),
        ({"beat": None}, {"worker": NEVER}, "Publishing has stopped.* The site has never checked for changes"),
        ({"lag": 300, "changes": 1}, {"publishing": LATE}, "longer than usual.* 1 change has not reached visitors"),
        ({"failed": 2}, {"publishing": FAILED}, "2 pages could not be updated"),
        ({"checked": NIGHT, "corrected": 3}, {}, "November 25, 2026.* 3 were out of date and were corrected"),
    ],
)
def test_pages_are_served_without_the_worker_and_probes_and_staff_are_told(
    client, admin_client, worker, state, warnings, said
):
    worker(**state)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["warnings"]) == (200, [*warnings])
    found = {name: response.json()["checks"][name] for name in warnings}
    assert found == {name: {"ok": False, "needed": False, **why} for name, why in warnings.items()}
    assert client.get("/readyz?strict").status_code == (503 if warnings else 200)  # for an uptime service
    page = soup(admin_client.get("/admin/"))
    panel = page.select_one("#work-section")
    assert re.search(said, " ".join(panel.get_text().split()))
    assert bool(panel.select(".help-block.help-warning")) is bool(warnings)
    assert page.select(".w-dashboard section.w-panel")[0] is panel  # before everything else


def test_a_silent_worker_or_a_copy_that_cannot_be_written_takes_no_page_down(client, worker, settings, monkeypatch):
    settings.PUBLISHED_ROOT = Path("/proc/nowhere")
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["warnings"] == ["published_copy"]
    assert "/proc" not in response.content.decode()

    monkeypatch.setattr(health, "state", lambda: connection.cursor().execute("SELECT * FROM no_such_table"))
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["warnings"] == ["worker", "publishing", "published_copy"]


def test_without_a_token_there_are_no_metrics(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def place_of_a_process() -> int:
    """Start a process that counts, and return its place once it has ended."""
    process = os.fork()
    if not process:
        os._exit(metrics.place(os.getpid()))
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def test_a_process_goes_on_with_the_files_of_one_that_has_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(metrics, "FOLDER", tmp_path)
    assert [place_of_a_process() for _process in range(3)] == [0, 0, 0]
    with (tmp_path / "0.lock").open() as running:
        fcntl.flock(running, fcntl.LOCK_EX)
        assert place_of_a_process() == 1


def test_what_all_processes_counted_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(metrics, "FOLDER", tmp_path)
    key = mmap_key("site_requests", "site_requests_total", ["view"], ["wagtail_serve"], "Requests answered")
    for number, value in enumerate((3, 5)):
        file = MmapedDict(str(tmp_path / f"counter_{number}.db"))
        file.write_value(key, value, 0.0)
        file.close()
    assert 'site_requests_total{view="wagtail_serve"} 8.0' in metrics.exposition().decode()


def test_a_made_up_method_is_counted_among_others_and_an_error_of_the_database_too(client, monkeypatch):
    metrics.count("robots", "BREW", 405, 0.01)
    assert 'site_requests_total{method="other",status="4xx",view="robots"}' in metrics.exposition().decode()
    client.raise_request_exception = False
    monkeypatch.setattr("schools.profiles.models.school_index_page.find", Mock(side_effect=DataError))
    assert client.get("/schools/", {"near": "90044"}).status_code == 500
    assert 'site_database_errors_total{kind="DataError"} 1.0' in metrics.exposition().decode()


def test_home_is_silent_while_publishing_works_or_nothing_is_published(admin_client, worker, settings, monkeypatch):
    worker(beat=20, waiting=2)
    assert soup(admin_client.get("/admin/")).select_one("#work-section") is None
    monkeypatch.undo()  # now it is the state as it is
    settings.PUBLISH = False
    health.beat()
    Change.objects.create(label="pages.figure", key="1", at=timezone.now() - timedelta(hours=1))
    assert soup(admin_client.get("/admin/")).select_one("#work-section") is None
    assert admin_client.get("/readyz").json()["warnings"] == []
