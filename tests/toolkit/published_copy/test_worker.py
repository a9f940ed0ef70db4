"""The worker publishes within a second, runs scheduled jobs, and survives failures."""

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from unittest.mock import Mock

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks.signals import task_finished
from django_tasks_db.models import DBTaskResult

from alliance_site import jobs
from deploy.stack.supervisor import until
from schools.changes.jobs import look_job, work_job
from tests.cases import cases
from tests.ground.programs import environment, run, session
from toolkit.published_copy import loop
from toolkit.published_copy.models import Change, PublishRun
from toolkit.published_copy.publisher import LOCK, Busy, Publisher, publishing
from toolkit.worker import health, process
from toolkit.worker.models import WorkerBeat

from .conftest import edit

pytestmark = pytest.mark.django_db
ABOUT = "/about/"


@pytest.fixture
def publishing_thread(transactional_db, copy):
    """Run the worker's publisher during the test."""
    stop = threading.Event()
    with ThreadPoolExecutor() as pool:
        yield pool.submit(loop.keep_publishing, stop)
        stop.set()


def test_a_commit_wakes_it_and_a_lost_session_does_not_end_it(publishing_thread, copy):
    assert until(lambda: not Change.objects.exists(), 20)
    edit(summary="First zebracorn")
    start = time.monotonic()
    assert until(lambda: "First zebracorn" in copy.text(ABOUT), 20)
    assert time.monotonic() - start < 5  # for a slow machine; the benchmark checks the limit
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            " WHERE locktype = 'advisory' AND objid = %s AND datname = current_database()",
            [LOCK],
        )
        assert cursor.fetchall() == [(True,)]
    edit(summary="Second zebracorn")
    assert until(lambda: "Second zebracorn" in copy.text(ABOUT), 20)
    assert publishing_thread.running()


def test_a_change_does_not_wait_for_every_page_that_leads_to_the_one_before(copy, monkeypatch):
    edit(title="Zebracorns")  # in the menu of every page
    waiting = Mock(return_value=10**6)  # more changes keep coming
    monkeypatch.setattr(Publisher, "waiting", waiting)
    with publishing() as publisher:
        loop.step(publisher, threading.Event())
        assert "Zebracorns" in copy.text(ABOUT)
        waiting.assert_called_once()
        assert "Zebracorns" not in copy.text("/mission/")
        assert publisher.sweep_on() is not None
    assert "Zebracorns" in copy.text("/mission/")
    assert not Change.objects.exists()


def test_an_error_does_not_end_the_worker(transactional_db, copy, monkeypatch):
    monkeypatch.setattr(loop, "AFTER_ERROR", 0.01)
    monkeypatch.setattr(loop, "step", Mock(side_effect=[ValueError, KeyboardInterrupt]))
    with pytest.raises(KeyboardInterrupt):  # at the second step
        loop.keep_publishing(threading.Event())


def test_only_one_publishes_at_a_time():
    with closing(session()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(Busy), publishing():
            pass
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        with publishing():
            pass


def test_late_jobs_do_not_pile_up_and_every_job_runs(settings):
    for _minute in range(3):
        process.enqueue(jobs.publish_scheduled)
    assert DBTaskResult.objects.count() == 1
    assert health.state().waiting == 1
    settings.PUBLISH = True
    for job in process.jobs():
        job.call()
    assert set(Change.objects.values_list("label", "key")) >= {("sweep", "a new day"), ("check", "nightly")}


def test_old_results_and_changes_without_a_copy_are_deleted(settings):
    old, new = PublishRun.objects.create(reason="old"), PublishRun.objects.create(reason="new")
    PublishRun.objects.filter(pk=old.pk).update(started=timezone.now() - timedelta(days=91))
    jobs.tidy.call()
    assert list(PublishRun.objects.all()) == [new]
    PublishRun.objects.update(started=timezone.now() - timedelta(days=91))
    jobs.tidy.call()
    assert list(PublishRun.objects.all()) == [new]  # used for the version of the content
    settings.PUBLISH = False
    for key in range(3):
        newest = Change.objects.create(label="pages.figure", key=key)
    jobs.tidy.call()
    assert list(Change.objects.all()) == [newest]  # distinguishes this version of the content from the previous one


def test_a_killed_workers_job_is_done_by_the_next():
    jobs.tidy.enqueue()
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(hours=2))
    process.enqueue(Mock(module_path="jobs.broken", enqueue=Mock(side_effect=ValueError)))  # keeps no other from it
    process.catch_up()
    waiting = DBTaskResult.objects.ready().values_list("task_path", flat=True)
    assert sorted(waiting) == sorted(job.module_path for job in process.jobs())


@pytest.fixture
def one_job(transactional_db, monkeypatch):
    """Run the worker in this thread until its first job, or until there is none."""
    stop = threading.Event()

    def ask(*seconds, **kwargs):
        stop.set()

    monkeypatch.setattr(stop, "wait", ask)
    task_finished.connect(ask)
    yield lambda: process._do_jobs(health.QUICK, stop, lambda: False)
    task_finished.disconnect(ask)


def test_a_stopping_worker_finishes_its_job_and_starts_no_other(one_job, monkeypatch):
    monkeypatch.setattr(health.rounds[health.QUICK], "last", 0)
    for _job in range(3):
        jobs.check_copy.enqueue()
    one_job()
    assert (DBTaskResult.objects.successful().count(), DBTaskResult.objects.ready().count()) == (1, 2)
    assert time.monotonic() - health.rounds[health.QUICK].last < 60


def test_jobs_due_during_an_outage_run_after_it_and_no_error_ends_the_schedule(transactional_db, monkeypatch, caplog):
    results = [OperationalError("refused"), ValueError, *(None for _job in process.jobs())]
    monkeypatch.setattr(process, "enqueue", enqueue := Mock(side_effect=results))
    monkeypatch.setattr(process, "copy_new", copied := Mock())
    monkeypatch.setattr(process, "EVERY", 1)
    process.keep_schedule(Mock(wait=Mock(side_effect=[False, False, False, False, True])))
    assert [call.args[0] for call in enqueue.call_args_list[2:]] == list(process.jobs())
    assert WorkerBeat.objects.exists()
    assert copied.called
    assert "The schedule is waiting for the database: refused" in caplog.text


def test_a_worker_started_at_night_sends_no_reminders():
    """Mail goes from 7 a.m. on weekdays; November 27, 2026 is a Friday."""
    for moment, is_for_mail in (("27T06:59", False), ("27T07:00", True), ("28T10:00", False), ("30T07:00", True)):
        assert jobs.is_for_mail(datetime.fromisoformat(f"2026-11-{moment}")) is is_for_mail


def test_a_job_is_due_once_at_its_time_and_all_are_at_start_and_after_the_clock_was_set_back(monkeypatch):
    looked, every = None, [job.name for job in process.jobs()]
    for now, due in (
        ("2026-11-25T02:29:59.5", every),
        ("2026-11-25T02:30:00.5", ["publish_scheduled", "check_copy"]),
        ("2026-11-25T02:29:59.9", []),  # the clock was corrected
        ("2026-11-25T02:30:00.9", []),
        ("2026-11-27T06:59", every),  # the machine was asleep
        ("2026-11-27T07:00", ["publish_scheduled", "remind"]),
        ("2026-11-28T07:00", [name for name in every if name != "remind"]),  # a Saturday
        ("2026-11-25T02:00", every),
    ):
        DBTaskResult.objects.all().delete()
        monkeypatch.setattr(timezone, "now", Mock(return_value=timezone.make_aware(datetime.fromisoformat(now))))
        looked = process.queue_due(looked)
        waiting = DBTaskResult.objects.values_list("task_path", flat=True)
        assert sorted(path.rpartition(".")[2] for path in waiting) == sorted(due), now


def test_the_worker_reports_its_last_run_its_queue_failures_and_corrections(settings):
    settings.PUBLISH = True
    Change.objects.all().delete()
    assert health.state() == health.State(None, 0)
    health.beat()
    health.beat()
    Change.objects.create(label="pages.figure", key="1")
    state = health.state()
    assert WorkerBeat.objects.count() == 1
    assert (timezone.now() - state.beat).total_seconds() < 10
    assert (state.changes, state.oldest) == (1, Change.objects.get().at)
    done = {"finished": timezone.now()}
    PublishRun.objects.create(reason="all: check nightly", is_check=True, written=3, **done)
    failing = PublishRun.objects.create(reason="all: pages.figure 1", failed=2, **done)
    PublishRun.objects.create(reason="pages.figure 2", **done)  # checked only some pages
    PublishRun.objects.create(reason="all: failed last time")  # not finished yet
    state = health.state()
    assert (state.failed, state.corrected, state.checked) == (2, 3, done["finished"])
    PublishRun.objects.create(reason=failing.reason, **done)
    assert health.state().failed == 0


@pytest.mark.parametrize("queue", health.rounds)
def test_a_hanging_job_of_either_queue_stops_the_heartbeat(monkeypatch, queue):
    began = time.monotonic()
    for lane in health.rounds.values():
        monkeypatch.setattr(lane, "last", began if lane is health.rounds[queue] else began + 3601)
        monkeypatch.setattr(lane, "is_running", False)
    monkeypatch.setattr(time, "monotonic", lambda: began + 3601)
    health.beat()
    assert health.state().beat is None
    health.rounds[queue].mark(is_running=True)
    health.beat()
    assert health.state().beat


def test_scheduled_pages_and_mails_wait_behind_no_import(transactional_db, monkeypatch):
    """The thread of long jobs is busy while the main thread does its own."""
    long_jobs = (look_job, work_job, jobs.count_readers, jobs.check_new_documents)
    assert {job.queue_name for job in long_jobs} == {health.LONG}
    begun, ended, stop = threading.Event(), threading.Event(), threading.Event()

    def work_long():
        begun.set()
        ended.wait(30)

    monkeypatch.setattr(jobs.readers, "count", work_long)
    jobs.count_readers.enqueue()
    jobs.publish_scheduled.enqueue()
    jobs.remind.enqueue()
    long = threading.Thread(target=process._do_jobs, args=[health.LONG, stop, lambda: False])
    long.start()
    try:
        assert begun.wait(30)
        process._do_jobs(health.QUICK, stop, lambda: not DBTaskResult.objects.ready().exists())
        done = set(DBTaskResult.objects.successful().values_list("task_path", flat=True))
        assert done == {jobs.publish_scheduled.module_path, jobs.remind.module_path}
        assert health.rounds[health.LONG].is_running
    finally:
        stop.set()
        ended.set()
        long.join()


@pytest.mark.parametrize(("used", "changes", "is_busy", "ends", "why"), cases(__file__, "memory.csv"))
def test_a_worker_with_too_much_memory_ends_after_its_job(settings, monkeypatch, used, changes, is_busy, ends, why):
    settings.WORKER_MAX_MB = 100
    monkeypatch.setattr(process, "_memory", lambda: int(used))
    monkeypatch.setattr(health.rounds[health.LONG], "is_running", is_busy == "yes")
    Change.objects.all().delete()
    for change in changes.split():
        Change.objects.create(label="pages.figure", key="1", is_shown=change == "shown")
    assert process._should_restart() is (ends == "yes"), why


def test_the_end_of_the_long_jobs_ends_the_worker(transactional_db, settings, monkeypatch, caplog):
    settings.WORKER_MAX_MB = 100
    for taken, error in ((126, None), (0, ValueError("broken"))):
        worker = Mock(_run_tasks=1, run=Mock(side_effect=error))
        monkeypatch.setattr(process, "Worker", Mock(return_value=worker))
        monkeypatch.setattr(process, "_memory", Mock(return_value=taken))
        stop = threading.Event()
        process._do_long_jobs(stop)
        assert stop.is_set()
        assert ("Long jobs have failed" in caplog.text) is bool(error)


# More signals arrive while the worker handles the first.
STOPPED = """
import django, os, signal, sys
from unittest.mock import Mock
django.setup()
from toolkit.worker import process

def send_another(frame, event, argument):
    if event == "return":
        os.kill(os.getpid(), signal.SIGTERM)

def work(queue, stop, should_end):
    sys.setprofile(send_another)
    os.kill(os.getpid(), signal.SIGINT)
    assert stop.wait(60)

process._do_jobs, process._do_long_jobs, process.keep_schedule = work, Mock(), Mock()
process.run(publish=False)
sys.setprofile(None)
print("ended")
"""


def test_signals_during_a_signal_do_not_keep_the_worker_from_ending():
    done = run(sys.executable, "-c", STOPPED, env=environment(DJANGO_SETTINGS_MODULE="alliance_site.settings.test"))
    assert (done.returncode, done.stdout.splitlines()[-1:], done.stderr) == (0, ["ended"], "")
