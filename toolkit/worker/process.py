"""The worker's three threads: the jobs here, the schedule and the publisher beside them."""

import logging
import os
import resource
import signal
import threading
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from toolkit.published_copy.loop import keep_publishing
from toolkit.published_copy.models import Change

from .health import BACKEND, rounds
from .schedule import Clock, catch_up, make_up, plan, scheduler

logger = logging.getLogger(__name__)

LOOK = 1.0  # seconds between two looks into the queue of jobs
AGAIN = 2.0  # seconds after the database was gone
GROWN = 1.25  # times the memory it may take: then what waits is left to the next one


def run(*, publish: bool) -> None:
    """Works until SIGTERM or SIGINT, then ends what it has begun: the page, the job."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    clock = scheduler()
    clock.start()
    publisher = threading.Thread(target=keep_publishing, args=[stop], name="publisher")
    if publish:
        publisher.start()
    try:
        _work(stop, clock)
    finally:
        stop.set()
        clock.shutdown(wait=False)
        if publish:
            publisher.join()


def _work(stop: threading.Event, schedule: BackgroundScheduler) -> None:
    """Does the jobs of the queue, one after the other."""
    has_caught_up, clock = False, Clock()
    while not stop.is_set():
        rounds.begin()
        jobs = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,  # comes back when nothing waits, too
            backend_name=BACKEND,
            startup_delay=False,
            max_tasks=1,  # between two jobs it is asked to stop, and how large it has grown
            worker_id=f"{os.getpid()}-{get_random_string(8)}",
        )
        if clock.was_set():
            logger.warning("The clock was set: what is due is reckoned anew.")
            plan(schedule)
            has_caught_up = False
        try:
            if not has_caught_up:
                catch_up()
                has_caught_up = True
            make_up()
            jobs.run()
            if _is_to_begin_again():
                return
            if not jobs._run_tasks:
                stop.wait(LOOK)
        except (OperationalError, InterfaceError) as error:
            logger.warning("Jobs wait for the database: %s", " ".join(str(error).split()))
            connection.close()
            stop.wait(AGAIN)


def _is_to_begin_again() -> bool:
    """Whether the process takes more memory than it may and no page waits for it; whoever started it starts it again.

    If pages always wait and it grows on, it ends with what it has begun. The next one goes on with pages and jobs, as
    after any other end.
    """
    taken = _memory()
    if taken <= settings.WORKER_MAX_MB:
        return False
    logger.warning("The worker takes %d MB and ends when no page waits, to begin again.", taken)
    return taken > GROWN * settings.WORKER_MAX_MB or not Change.objects.exists()


def _memory() -> float:
    """MB that the process has now, or had at most where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 1024**2
