"""The worker's threads: quick jobs in the main thread; long ones, the schedule, and the publisher in their own."""

import logging
import os
import resource
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from apscheduler.triggers.cron import CronTrigger
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from toolkit.activity_log.copying import copy_new
from toolkit.published_copy.loop import keep_publishing
from toolkit.published_copy.models import Change
from toolkit.stop_signal import StopSignal
from toolkit.worker import health
from toolkit.worker.health import BACKEND, LONG, QUICK, rounds

LOOK = 1.0  # seconds between two looks into the queue of jobs, and at the schedule
EVERY = 5  # looks at the schedule: a sign of life, and a copy of the activity log
AGAIN = 2.0  # seconds after the database was gone
JUMP = timedelta(seconds=30)  # of the clock; smaller changes are normal corrections
MEMORY_LIMIT_FACTOR = 1.25  # times the allowed memory: start no long job, and exit even if changes wait

logger = logging.getLogger(__name__)


@cache
def jobs() -> dict:
    """Return when each of the site's jobs is due, from the cron expressions of the setting WORKER_SCHEDULE."""
    schedule = import_string(settings.WORKER_SCHEDULE)
    return {job: CronTrigger.from_crontab(cron, timezone=settings.TIME_ZONE) for job, cron in schedule.items()}


def keep_schedule(stop: StopSignal) -> None:
    """Queue the jobs that are due, give the sign of life, and copy the activity log until `stop` is set."""
    looked: datetime | None = None
    for look in count():
        if stop.wait(LOOK):
            break
        try:
            close_old_connections()
            looked = queue_due(looked)
            if look % EVERY == 0:
                health.beat()
                copy_new()
        except (OperationalError, InterfaceError) as error:
            wait_for_database("The schedule is", error, stop)
        except Exception:
            logger.exception("The schedule has failed and goes on")
    connection.close()


def queue_due(looked: datetime | None) -> datetime:
    """Queue the jobs that became due since the last look, `looked`; return when this one was.

    If the database is away, a job is due at the next look, too. At start and after the clock was set back, all may be.
    """
    now = timezone.now()
    if looked is None or looked - now > JUMP:
        catch_up()
        return now
    for job, trigger in jobs().items():
        if trigger.get_next_fire_time(looked, looked) <= now:
            enqueue(job)
    return max(looked, now)


def catch_up() -> None:
    """Queue jobs that may have been due while no worker ran, and jobs whose worker was killed."""
    running = DBTaskResult.objects.running().filter(backend_name=BACKEND)
    abandoned = running.filter(started_at__lt=timezone.now() - health.LONGEST)
    abandoned.update(status=TaskResultStatus.READY)
    for job in jobs():
        enqueue(job)


def enqueue(job) -> None:
    """Put `job` into the queue, unless it is already there, so that late jobs do not pile up.

    One that cannot be queued keeps no other from it.
    """
    ready = DBTaskResult.objects.ready().filter(backend_name=BACKEND, task_path=job.module_path)
    try:
        if not ready.exists():
            job.enqueue()
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("%s could not be queued", job.module_path)


def wait_for_database(who: str, error: Exception, stop: StopSignal) -> None:
    """Log that `who` waits, and give the database time to come back."""
    logger.warning("%s waiting for the database: %s", who, " ".join(str(error).split()))
    connection.close()
    stop.wait(AGAIN)


def run(*, publish: bool) -> None:
    """Work until SIGTERM or SIGINT, then finish the current page and job."""
    jobs()  # a schedule that cannot be read ends the process here
    stop = StopSignal()
    own: dict[str, Callable[[StopSignal], None]] = {"long jobs": _do_long_jobs, "schedule": keep_schedule}
    if publish:
        own["publisher"] = keep_publishing
    threads = [threading.Thread(target=do, args=[stop], name=name) for name, do in own.items()]
    for thread in threads:
        thread.start()
    try:
        _do_jobs(QUICK, stop, _should_restart)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _do_long_jobs(stop: StopSignal) -> None:
    """Run the long jobs. Their end, by an error or too much memory, ends the process, which is started again."""
    try:
        _do_jobs(LONG, stop, lambda: _memory() > MEMORY_LIMIT_FACTOR * settings.WORKER_MAX_MB)
    except Exception:
        logger.exception("Long jobs have failed. The worker will restart.")
    finally:
        stop.set()


def _do_jobs(queue: str, stop: StopSignal, should_end: Callable[[], bool]) -> None:
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
            jobs.run()
            lane.mark(is_running=False)
            if should_end():
                return
            if not jobs._run_tasks:
                stop.wait(LOOK)
        except (OperationalError, InterfaceError) as error:
            lane.mark(is_running=False)
            wait_for_database("Jobs are", error, stop)
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
