"""How the worker is: when it last ran, what waits for it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alliance_site.publisher.models import Change, PublishRun

from .models import WorkerBeat

EVERY = 15  # seconds between two signs of life
BACKEND = "worker"


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


def beat() -> None:
    """Notes that the worker is alive."""
    WorkerBeat.objects.update_or_create(pk=1, defaults={"at": timezone.now()})


def is_waiting(job) -> bool:
    """Whether the job stands in the queue already: late jobs do not pile up."""
    return DBTaskResult.objects.ready().filter(backend_name=BACKEND, task_path=job.module_path).exists()
