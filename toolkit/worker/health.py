"""How the worker is: when it last ran, what waits for it."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from toolkit.published_copy.models import Change, PublishRun

from .models import WorkerBeat

EVERY = 15  # seconds between two signs of life
BACKEND = "worker"
LONGEST = timedelta(hours=1)  # that a job may take: one that takes longer hangs, or its worker was killed


@dataclass(frozen=True)
class State:
    beat: datetime | None  # None: it never ran
    waiting: int  # jobs that are due
    changes: int  # changes that no page shows yet
    oldest: datetime | None  # when the first of these was made
    failed: int = 0  # addresses that could not be brought up to date when all were looked at last
    checked: datetime | None = None  # when every file was last compared with the site; None: never
    corrected: int = 0  # files that were wrong then


def state() -> State:
    """Five queries."""
    beat = WorkerBeat.objects.values_list("at", flat=True).first()
    waiting = DBTaskResult.objects.ready().filter(backend_name=BACKEND).count()
    changes = Change.objects.filter(is_shown=False).aggregate(count=Count("pk"), oldest=Min("at"))
    failed = PublishRun.objects.whole().order_by("-pk").values_list("failed", flat=True).first() or 0
    check = PublishRun.objects.whole().filter(is_check=True).order_by("-pk").first()
    checked, corrected = (check.finished, check.written) if check else (None, 0)
    return State(beat, waiting, changes["count"], changes["oldest"], failed, checked, corrected)


@dataclass
class Rounds:
    """Of the thread that does the jobs: one for each job, and for each look into an empty queue."""

    last: float = field(default_factory=time.monotonic)  # when one began

    def begin(self) -> None:
        self.last = time.monotonic()

    @property
    def hang(self) -> bool:
        return time.monotonic() - self.last > LONGEST.total_seconds()


rounds = Rounds()


def beat() -> None:
    """Notes that the worker is alive. While a job hangs, and all others behind it, it is silent instead."""
    if rounds.hang:
        return
    WorkerBeat.objects.update_or_create(pk=1, defaults={"at": timezone.now()})


def is_waiting(job) -> bool:
    """Whether the job stands in the queue already: late jobs do not pile up."""
    return DBTaskResult.objects.ready().filter(backend_name=BACKEND, task_path=job.module_path).exists()
