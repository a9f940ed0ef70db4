"""Counts survive the process that counted, and visitors cannot create new labels."""

import fcntl
import os

import pytest
from prometheus_client.mmap_dict import MmapedDict, mmap_key

from toolkit.monitoring import metrics

KEY = mmap_key("site_requests", "site_requests_total", ["view"], ["wagtail_serve"], "Requests answered")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(metrics, "FOLDER", tmp_path)
    return tmp_path


def counted(folder, number, value):
    file = MmapedDict(str(folder / f"counter_{number}.db"))
    file.write_value(KEY, value, 0.0)
    file.close()


def place_of_a_process() -> int:
    """Start a process that counts, and return its place once it has ended."""
    process = os.fork()
    if not process:
        os._exit(metrics.place(os.getpid()))
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def test_a_process_goes_on_with_the_files_of_one_that_has_ended(folder):
    assert [place_of_a_process() for _process in range(3)] == [0, 0, 0]
    with (folder / "0.lock").open() as running:
        fcntl.flock(running, fcntl.LOCK_EX)
        assert place_of_a_process() == 1


@pytest.mark.django_db
def test_what_all_processes_counted_is_reported(folder):
    counted(folder, 0, 3)
    counted(folder, 1, 5)
    assert 'site_requests_total{view="wagtail_serve"} 8.0' in metrics.exposition().decode()


@pytest.mark.django_db
def test_a_made_up_method_is_counted_among_others_and_an_error_of_the_database_too(client, monkeypatch):
    metrics.count("robots", "BREW", 405, 0.01)
    assert 'site_requests_total{method="other",status="4xx",view="robots"}' in metrics.exposition().decode()
    from django.db import DataError

    def broken(*args, **options):
        raise DataError

    client.raise_request_exception = False
    monkeypatch.setattr("schools.profiles.models.school_index_page.find", broken)
    assert client.get("/schools/", {"near": "90044"}).status_code == 500
    assert 'site_database_errors_total{kind="DataError"} 1.0' in metrics.exposition().decode()
