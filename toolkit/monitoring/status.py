"""The worker's state: is it silent, is publishing late, do pages fail. For probes, metrics, and the home page."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from toolkit.worker import health

DATABASE_SECONDS = 2  # a slower probe counts as failed anyway
GAUGES: list = []  # functions that add metrics


class Trouble(Exception):
    """A check failed: the reason, which names no secret, and details in `details`."""

    def __init__(self, why, **details):
        super().__init__(why)
        self.details = details


class Work:
    """The worker's state as of now. Ages are in whole seconds; None means never, or nothing waits."""

    def __init__(self):
        state = health.state()
        now = timezone.now()
        self.beat, self.age, self.waiting = state.beat, seconds_since(state.beat, now), state.waiting
        self.changes, self.lag = state.changes, seconds_since(state.oldest, now)
        self.failed, self.checked, self.corrected = state.failed, state.checked, state.corrected
        if not settings.PUBLISH:  # without a published copy, every change is visible immediately
            self.changes, self.lag, self.failed, self.checked = 0, None, 0, None

    @property
    def silent(self) -> bool:
        return self.age is None or self.age > settings.WORKER_SILENT_AFTER

    @property
    def late(self) -> bool:
        return self.lag is not None and self.lag > settings.PUBLISHED_LATE_AFTER

    @property
    def is_ill(self) -> bool:
        """Whether to warn staff at the top of the home page."""
        return bool(self.silent or self.late or self.failed or self.corrected)


@contextmanager
def briefly():
    """Limit each query inside to two seconds."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [DATABASE_SECONDS * 1000])
        yield cursor


def work() -> Work:
    with briefly():
        return Work()


def seconds_since(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, (now - moment) // timedelta(seconds=1))


def register_gauges(gauges) -> None:
    """Add a function that yields name, help, labels, and value of metrics each time `/metrics` is read."""
    GAUGES.append(gauges)


class WorkPanel(Component):
    """The first of all panels; only for while something is wrong."""

    name = "work"
    template_name = "wagtailadmin/home/work.html"
    order = 50

    def __init__(self):
        self.work = Work()

    def get_context_data(self, parent_context):
        return {"work": self.work, "heading": _("Publishing")}
