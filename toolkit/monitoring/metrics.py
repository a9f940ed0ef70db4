"""The `/metrics` page: how many requests were answered, how fast, and how much work waits.

Imported only if there is a token. Under gunicorn each process counts in its own files in the folder
PROMETHEUS_MULTIPROC_DIR, and any of them reports for all. A process goes on with the files of one that has ended, so
that the folder does not grow.
"""

import fcntl
import os
import sys
from collections.abc import Iterable
from functools import cache
from itertools import count as numbers
from pathlib import Path

from django.core.signals import got_request_exception
from django.db import Error
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess, values
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.values import MultiProcessValue

from toolkit.monitoring import host
from toolkit.monitoring.status import GAUGES, briefly
from toolkit.worker import health

FOLDER = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]) if os.environ.get("PROMETHEUS_MULTIPROC_DIR") else None
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


@cache
def place(process: int) -> int:
    """Return the number in the names of this process's files: the first that no running process has locked."""
    assert FOLDER is not None
    return next(number for number in numbers() if _locked(FOLDER / f"{number}.lock"))


def _locked(file: Path) -> bool:
    """Lock the file until this process ends, if no other has."""
    lock = os.open(file, os.O_CREAT | os.O_WRONLY, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return False
    return True


@cache
def open_files() -> None:
    """Keep the counts of this process in files from now on, if there is a folder for them."""
    if FOLDER:
        FOLDER.mkdir(parents=True, exist_ok=True)
        values.ValueClass = MultiProcessValue(lambda: place(os.getpid()))


registry = CollectorRegistry()
requests = Counter("site_requests", "Requests answered", ["view", "method", "status"], registry=registry)
seconds = Histogram("site_request_seconds", "Response time", ["view"], buckets=SECONDS, registry=registry)
errors = Counter("site_database_errors", "Requests that failed with a database error", ["kind"], registry=registry)


def count(view: str, method: str, status: int, duration: float) -> None:
    """Count one request. Visitors cannot choose the value of any label."""
    open_files()
    requests.labels(view, method if method in METHODS else "other", f"{status // 100}xx").inc()
    seconds.labels(view).observe(duration)


def count_error(**kwargs) -> None:
    error = sys.exc_info()[1]
    if isinstance(error, Error):
        open_files()
        errors.labels(type(error).__name__).inc()


got_request_exception.connect(count_error, dispatch_uid="metrics")


class Gauges:
    """What the last look for alerts saw of the host, and waiting work, read each time metrics are collected."""

    def collect(self):
        return families(gauge for gauges in (host.gauges, work_gauges) for gauge in gauges())


def work_gauges() -> Iterable[tuple]:
    """Yield name, help, labels, and value of the metrics of the database, with those of the other apps."""
    try:
        with briefly():
            now = health.state()
    except Error:
        yield "site_database_up", "1 if the database responds, else 0", {}, 0
        return
    yield "site_database_up", "1 if the database responds, else 0", {}, 1
    if now.age is not None:
        yield "site_worker_age_seconds", "Time since the worker's last heartbeat", {}, now.age
    yield "site_jobs_waiting", "Jobs in the worker's queue", {}, now.waiting
    yield "site_changes_waiting", "Changes not yet published", {}, now.changes
    yield "site_publish_lag_seconds", "Age of the oldest unpublished change", {}, now.lag or 0
    for gauges in GAUGES:
        yield from gauges()


def families(gauges: Iterable[tuple]) -> Iterable[GaugeMetricFamily]:
    """Return the metrics of `gauges`, each with name, help, labels, and value."""
    by_name: dict[str, GaugeMetricFamily] = {}
    for name, text, labels, value in gauges:
        family = by_name.setdefault(name, GaugeMetricFamily(name, text, labels=list(labels)))
        family.add_metric(list(labels.values()), value)
    return by_name.values()


def exposition() -> bytes:
    """Return the text of all metrics of all processes that share the folder."""
    if FOLDER:
        FOLDER.mkdir(parents=True, exist_ok=True)
    counts = multiprocess.MultiProcessCollector(None, str(FOLDER)) if FOLDER else registry
    return generate_latest(counts) + generate_latest(Gauges())
