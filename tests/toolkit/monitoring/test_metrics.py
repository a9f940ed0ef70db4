"""Counts survive the process that counted, and visitors cannot create new labels."""

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


def ended_process() -> int:
    process = os.fork()
    if not process:
        os._exit(0)
    os.waitpid(process, 0)
    return process


@pytest.mark.django_db
def test_what_ended_processes_counted_is_kept_in_one_file(folder):
    counted(folder, os.getpid(), 1)
    for value in (3, 4):
        counted(folder, ended_process(), value)
        metrics.merge_files()
    assert {file.name for file in folder.glob("*.db")} == {"counter_0.db", f"counter_{os.getpid()}.db"}
    assert 'site_requests_total{view="wagtail_serve"} 8.0' in metrics.exposition().decode()


def test_a_process_does_not_go_on_with_the_file_of_another_that_had_its_number(folder):
    counted(folder, os.getpid(), 5)
    metrics.merge_files(os.getpid())
    assert {file.name for file in folder.glob("*.db")} == {"counter_0.db"}


@pytest.mark.django_db
def test_a_made_up_method_is_counted_among_others():
    metrics.count("robots", "BREW", 405, 0.01)
    assert 'site_requests_total{method="other",status="4xx",view="robots"}' in metrics.exposition().decode()


@pytest.mark.django_db
def test_an_error_of_the_database_is_counted(client, monkeypatch):
    from django.db import DataError

    def broken(*args, **options):
        raise DataError

    client.raise_request_exception = False
    monkeypatch.setattr("schools.profiles.models.school_index_page.find", broken)
    assert client.get("/schools/", {"near": "90044"}).status_code == 500
    assert 'site_database_errors_total{kind="DataError"} 1.0' in metrics.exposition().decode()
