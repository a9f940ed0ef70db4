"""Publish while the worker runs; PostgreSQL wakes it when a change is committed."""

import logging
import select

from django.db import InterfaceError, OperationalError, connection

from toolkit.atomic_files import DISK_FULL, is_disk_full
from toolkit.stop_signal import StopSignal

from .contents import contents
from .models import Change
from .publisher import SWEEP, Busy, LostLock, Publisher, publishing
from .triggers import CHANNEL

logger = logging.getLogger(__name__)

LOOK = 1.0  # seconds after which it looks for changes without a notification
AGAIN = 1.0  # seconds until a retry when the database was away or another process published
AFTER_ERROR = 5.0


def keep_publishing(stop: StopSignal) -> None:
    """Publish until `stop` is set. Survives errors of the database, the storage, and pages."""
    while not stop.is_set():
        wait = AGAIN
        try:
            with publishing() as publisher:
                with connection.cursor() as cursor:
                    cursor.execute(f"LISTEN {CHANNEL}")
                Change.objects.create(label=SWEEP, key="the publisher started")  # new code, or after an error
                while not stop.is_set():
                    step(publisher, stop)
        except Busy:
            pass
        except (OperationalError, InterfaceError, LostLock) as error:
            logger.warning("Publishing is waiting for the database: %s", " ".join(str(error).split()))
        except Exception as error:
            if is_disk_full(error):
                logger.error("Nothing can be published. %s", DISK_FULL)
            else:
                logger.exception("Publishing failed and will restart")
            wait = AFTER_ERROR
        connection.close()
        stop.wait(wait)


def step(publisher: Publisher, stop: StopSignal) -> None:
    """Publish pending changes; without any, continue a due sweep; otherwise wait."""
    contents().begin()
    if changes := publisher.pending():
        publisher.show(changes, is_wanted=lambda: stop.is_set() or publisher.waiting() > len(changes))
        return
    wait = publisher.until_sweep()
    if wait is not None and wait <= 0:
        publisher.sweep_on(lambda: stop.is_set() or publisher.waiting() > 0)
    else:
        _wait(min(LOOK, wait) if wait else LOOK)


def _wait(seconds: float) -> None:
    """Wait until PostgreSQL reports a change, for at most `seconds`."""
    session = connection.connection
    if select.select([session], [], [], seconds)[0]:
        session.poll()
        session.notifies.clear()
