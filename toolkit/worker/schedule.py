"""When each job is due, by the clock on the wall in Los Angeles."""

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

from toolkit.worker import health

logger = logging.getLogger(__name__)

JUMP = 30  # seconds: less is a clock that is kept right
LATE = 3600  # seconds: a job that the worker was too busy or stopped for is still done, once
missed = set()  # jobs that were due while the database did not answer


def jobs() -> dict:
    """{job: when it is due, as cron says it}: the site's, which the setting WORKER_SCHEDULE names."""
    return import_string(settings.WORKER_SCHEDULE)


def scheduler() -> BackgroundScheduler:
    """Puts each job of the schedule into the queue when it is due; not started yet."""
    made = BackgroundScheduler(timezone=settings.TIME_ZONE)
    plan(made)
    return made


def plan(made: BackgroundScheduler) -> None:
    """Counts from now on when each job is due: at the start, and when the clock was set."""
    for job, cron in jobs().items():
        trigger = CronTrigger.from_crontab(cron, timezone=settings.TIME_ZONE)
        once = {"coalesce": True, "misfire_grace_time": LATE, "max_instances": 1, "replace_existing": True}
        made.add_job(_with_database, trigger, [on_time, job], id=job.name, **once)
    now, every = datetime.now(UTC), health.EVERY
    made.add_job(
        _with_database, "interval", [health.beat], seconds=every, id="beat", next_run_time=now, replace_existing=True
    )


class Clock:
    """Notices that the machine's clock was set: the schedule would wait for a time that passed, or is far away."""

    def __init__(self):
        self.ahead = self._ahead()

    def was_set(self) -> bool:
        """Since the last time this was asked, by more than `JUMP`."""
        before, self.ahead = self.ahead, self._ahead()
        return abs(self.ahead - before) > JUMP

    @staticmethod
    def _ahead() -> float:
        """Of the time that nobody can set."""
        return time.time() - time.monotonic()


def catch_up() -> None:
    """Puts into the queue what may have been due while no worker ran, and what one was killed over."""
    running = DBTaskResult.objects.running().filter(backend_name=health.BACKEND)
    lost = running.filter(started_at__lt=timezone.now() - health.LONGEST)
    lost.update(status=TaskResultStatus.READY)
    for job in jobs():
        due(job)


def due(job) -> None:
    """Puts `job` into the queue, unless it stands there already."""
    if not health.is_waiting(job):
        job.enqueue()


def on_time(job) -> None:
    """What the schedule does when `job` is due. It would not try again by itself, and some are due once a day only."""
    try:
        due(job)
    except (OperationalError, InterfaceError):
        missed.add(job)
        logger.warning("The job %s is due and waits for the database", job.name)


def make_up() -> None:
    """Puts into the queue what was due while the database did not answer."""
    for job in [*missed]:  # threads of the schedule may add to it
        due(job)
        missed.discard(job)


def _with_database(do, *arguments) -> None:
    """Each thread of the scheduler's pool has a session of its own, for as long as it needs it."""
    close_old_connections()
    try:
        do(*arguments)
    finally:
        connection.close()
