"""When each job is due, in the site's time zone."""

import logging
import time
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from toolkit.activity_log import copying
from toolkit.worker import health

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
    running = DBTaskResult.objects.running().filter(backend_name=health.BACKEND)
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
