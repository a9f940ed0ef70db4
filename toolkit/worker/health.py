"""The worker's health: its last sign of life, and what waits for it."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from toolkit.published_copy.models import WHOLE, Change, PublishRun

from .models import WorkerBeat

BACKEND = "worker"
QUICK, LONG = "default", "long"  # queues: what people wait for, and what may take minutes, such as an import
LONGEST = timedelta(hours=1)  # for one job; after that it hangs, or its worker was killed


@dataclass(frozen=True)
class State:
    """The state as of now. Ages are in whole seconds; None means never, or nothing waits."""

    beat: datetime | None  # None: it never ran
    waiting: int  # jobs that are due
    changes: int = 0  # changes that are not published yet
    oldest: datetime | None = None  # when the first of these was made
    failed: int = 0  # addresses that failed in the last full run
    checked: datetime | None = None  # when every file was last compared with the site; None: never
    corrected: int = 0  # files that were wrong at that time

    @property
    def age(self) -> int | None:
        """Since the last sign of life."""
        return _seconds_since(self.beat)

    @property
    def lag(self) -> int | None:
        """Since the oldest change that waits."""
        return _seconds_since(self.oldest)

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


def _seconds_since(moment: datetime | None) -> int | None:
    return None if moment is None else max(0, (timezone.now() - moment) // timedelta(seconds=1))


def state() -> State:
    """Return the state, in five queries. Without a published copy, every change is visible immediately."""
    beat = WorkerBeat.objects.values_list("at", flat=True).first()
    waiting = DBTaskResult.objects.ready().filter(backend_name=BACKEND).count()
    if not settings.PUBLISH:
        return State(beat, waiting)
    changes = Change.objects.filter(is_shown=False).aggregate(count=Count("pk"), oldest=Min("at"))
    runs = PublishRun.objects.filter(reason__startswith=WHOLE, finished__isnull=False).order_by("-pk")
    failed = runs.values_list("failed", flat=True).first() or 0
    check = runs.filter(is_check=True).first()
    checked, corrected = (check.finished, check.written) if check else (None, 0)
    return State(beat, waiting, changes["count"], changes["oldest"], failed, checked, corrected)


@dataclass
class Rounds:
    """When a thread last started a job or looked into its empty queue, and whether it is still doing so."""

    last: float = field(default_factory=time.monotonic)  # when the last round began or ended
    is_running: bool = False

    def mark(self, *, is_running: bool) -> None:
        """Note that a round begins, or that it has ended."""
        self.last, self.is_running = time.monotonic(), is_running

    @property
    def hang(self) -> bool:
        return time.monotonic() - self.last > LONGEST.total_seconds()


rounds = {QUICK: Rounds(), LONG: Rounds()}


def beat() -> None:
    """Record a sign of life. Skip it while a job hangs, since all others of its queue wait behind it."""
    if not any(one.hang for one in rounds.values()):
        WorkerBeat.objects.update_or_create(pk=1, defaults={"at": timezone.now()})
