"""The worker's threads: quick jobs in the main thread; long ones, the schedule, and the publisher in their own.

Jobs are due in the site's time zone.
"""

import logging
import os
import resource
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from toolkit.activity_log import copying
from toolkit.published_copy.loop import keep_publishing
from toolkit.published_copy.models import Change
from toolkit.stop_signal import StopSignal
from toolkit.worker import health
from toolkit.worker.health import BACKEND, LONG, QUICK, rounds

LOOK = 1.0  # seconds between two looks into the queue of jobs
AGAIN = 2.0  # seconds after the database was gone
MEMORY_LIMIT_FACTOR = 1.25  # times the allowed memory: start no long job, and exit even if changes wait

logger = logging.getLogger(__name__)

JUMP = 30  # seconds; smaller changes are normal clock corrections
LATE = 3600  # seconds: a job that the worker missed still runs once within this time
missed: set[str] = set()  # jobs that were due while the database did not answer


def jobs() -> dict:
    """Return the site's jobs, from the setting WORKER_SCHEDULE: {job: cron expression}."""
    return import_string(settings.WORKER_SCHEDULE)


def scheduler() -> BackgroundScheduler:
    """Return a scheduler, not started, that puts each job into the queue when it is due."""
    background = BackgroundScheduler(timezone=settings.TIME_ZONE)
    plan(background)
    return background


def plan(background: BackgroundScheduler) -> None:
    """Schedule all jobs from now on: at start, and after the clock was set."""
    for job, cron in jobs().items():
        trigger = CronTrigger.from_crontab(cron, timezone=settings.TIME_ZONE)
        once = {"coalesce": True, "misfire_grace_time": LATE, "max_instances": 1, "replace_existing": True}
        background.add_job(_with_database, trigger, [enqueue_on_time, job], id=job.name, **once)
    now, every = datetime.now(UTC), health.EVERY
    background.add_job(
        _with_database, "interval", [health.beat], seconds=every, id="beat", next_run_time=now, replace_existing=True
    )
    background.add_job(
        _with_database, "interval", [copying.copy_new], seconds=copying.EVERY, id="activity log", replace_existing=True
    )


class Clock:
    """Detect that the machine's clock was set. The schedule would otherwise wait for a wrong time."""

    def __init__(self):
        self.ahead = self._ahead()

    def was_set(self) -> bool:
        """Return whether the clock was set by more than `JUMP` since the last call."""
        before, self.ahead = self.ahead, self._ahead()
        return abs(self.ahead - before) > JUMP

    @staticmethod
    def _ahead() -> float:
        """Return how far the clock is ahead of the monotonic one, which cannot be set."""
        return time.time() - time.monotonic()


def catch_up() -> None:
    """Queue jobs that may have been due while no worker ran, and jobs whose worker was killed."""
    running = DBTaskResult.objects.running().filter(backend_name=BACKEND)
    abandoned = running.filter(started_at__lt=timezone.now() - health.LONGEST)
    abandoned.update(status=TaskResultStatus.READY)
    for job in jobs():
        enqueue(job)


def enqueue(job) -> None:
    """Put `job` into the queue, unless it is already there."""
    if not health.is_waiting(job):
        job.enqueue()


def enqueue_on_time(job) -> None:
    """Queue a due job, or remember it if the database is away: APScheduler does not retry, and some run once a day."""
    try:
        enqueue(job)
    except (OperationalError, InterfaceError):
        missed.add(job)
        logger.warning("The job %s is due but is waiting for the database", job.name)


def enqueue_missed() -> None:
    """Queue the jobs that were due while the database did not answer."""
    for job in [*missed]:  # a copy, because the scheduler's threads may add to it
        enqueue(job)
        missed.discard(job)


def _with_database(do, *arguments) -> None:
    """Call `do` with its own database connection, because the scheduler uses a pool of threads."""
    close_old_connections()
    try:
        do(*arguments)
    except (OperationalError, InterfaceError) as error:
        logger.warning("The scheduler is waiting for the database: %s", " ".join(str(error).split()))
    finally:
        connection.close()


def run(*, publish: bool) -> None:
    """Work until SIGTERM or SIGINT, then finish the current page and job."""
    stop = StopSignal()
    clock = scheduler()
    clock.start()
    threads = [threading.Thread(target=_do_long_jobs, args=[stop], name="long jobs")]
    if publish:
        threads.append(threading.Thread(target=keep_publishing, args=[stop], name="publisher"))
    for thread in threads:
        thread.start()
    try:
        _work(stop, clock)
    finally:
        stop.set()
        clock.shutdown(wait=False)
        for thread in threads:
            thread.join()


def _work(stop: StopSignal, schedule: BackgroundScheduler) -> None:
    """Run the quick jobs, and queue what is due. Return at a stop, or to restart."""
    has_caught_up, clock = False, Clock()

    def queue_due() -> None:
        nonlocal has_caught_up
        if clock.was_set():
            logger.warning("The system clock was changed. Rescheduling all jobs.")
            plan(schedule)
            has_caught_up = False
        if not has_caught_up:
            catch_up()
            has_caught_up = True
        enqueue_missed()

    _do_jobs(QUICK, stop, queue_due, _should_restart)


def _do_long_jobs(stop: StopSignal) -> None:
    """Run the long jobs. Their end, by an error or too much memory, ends the process, which is started again."""
    try:
        _do_jobs(LONG, stop, should_end=lambda: _memory() > MEMORY_LIMIT_FACTOR * settings.WORKER_MAX_MB)
    except Exception:
        logger.exception("Long jobs have failed. The worker will restart.")
    finally:
        stop.set()


def _do_jobs(
    queue: str,
    stop: StopSignal,
    before: Callable[[], None] = lambda: None,
    should_end: Callable[[], bool] = lambda: False,
) -> None:
    """Run the jobs of a queue, one after the other."""
    lane = rounds[queue]
    while not stop.is_set():
        lane.mark(is_running=True)
        jobs = Worker(
            queue_names=[queue],
            excluded_queue_names=[],
            interval=0,
            batch=True,  # also returns when the queue is empty
            backend_name=BACKEND,
            startup_delay=False,
            max_tasks=1,  # to check for a stop and for memory between jobs
            worker_id=f"{os.getpid()}-{get_random_string(8)}",
        )
        try:
            before()
            jobs.run()
            lane.mark(is_running=False)
            if should_end():
                return
            if not jobs._run_tasks:
                stop.wait(LOOK)
        except (OperationalError, InterfaceError) as error:
            logger.warning("Jobs are waiting for the database: %s", " ".join(str(error).split()))
            lane.mark(is_running=False)
            connection.close()
            stop.wait(AGAIN)
    connection.close()


def _should_restart() -> bool:
    """Return whether the process uses too much memory and should exit; its supervisor starts it again.

    It first waits until no long job runs and no change is pending. If changes never end and memory keeps growing, it
    exits anyway; the next process continues. During a long job it never exits, so publishing and quick jobs go on.
    """
    used_mb = _memory()
    if used_mb <= settings.WORKER_MAX_MB:
        return False
    logger.warning("The worker uses %d MB. It will restart after long jobs, once all changes are published.", used_mb)
    is_urgent = used_mb > MEMORY_LIMIT_FACTOR * settings.WORKER_MAX_MB
    return not rounds[LONG].is_running and (is_urgent or not Change.objects.exists())


def _memory() -> float:
    """Return the process's current memory in MB, or its peak where /proc is missing."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 1024**2
