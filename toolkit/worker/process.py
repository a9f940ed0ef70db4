"""The worker's threads: quick jobs in the main thread; long ones, the schedule, and the publisher in their own."""

import logging
import os
import resource
import threading
from collections.abc import Callable
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from toolkit.published_copy.loop import keep_publishing
from toolkit.published_copy.models import Change
from toolkit.stop_signal import StopSignal

from .health import BACKEND, LONG, QUICK, rounds
from .schedule import Clock, catch_up, enqueue_missed, plan, scheduler

logger = logging.getLogger(__name__)

LOOK = 1.0  # seconds between two looks into the queue of jobs
AGAIN = 2.0  # seconds after the database was gone
MEMORY_LIMIT_FACTOR = 1.25  # times the allowed memory: start no long job, and exit even if changes wait


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
