"""Receive, preview, import, and undo files. Large files go to the worker."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult
from wagtail.users.models import UserProfile

from schools.register.agreement import Refused

from . import sheets
from .apply import apply
from .edits import sheet_of
from .models import BatchPurpose, BatchState, ImportBatch
from .plan import ITEMS, choices_of, make
from .reconcile import ACCEPT, decide
from .results import imports as results
from .undo import undo
from .work import at_work, is_free

LARGE = 1024**2  # bytes (workbooks: unpacked) above which a preview takes too long for a request
MANY = 50  # records above which writing or comparing takes too long for a request
KEEP_UNUSED = timedelta(days=7)  # how long files that were not imported are kept
START_DELAY = timedelta(seconds=10)  # longest time between the worker's start of a job and its lock on the batch
PREVIOUS_STATE: dict[str, BatchState] = {  # a batch's state after its work failed
    BatchState.CHECKING: BatchState.FAILED,
    BatchState.APPLYING: BatchState.CHECKED,
    BatchState.UNDOING: BatchState.APPLIED,
}


def receive(name: str, data: bytes, *, user=None, purpose=BatchPurpose.IMPORT) -> ImportBatch:
    """Create a batch for a file and preview it. Large files are previewed by the worker."""
    batch = ImportBatch(name=name[:200], by=user, purpose=purpose)
    batch.data, batch.sha256 = data, sheets.digest(data)
    batch.save()
    look(batch)
    return batch


def look(batch: ImportBatch) -> None:
    """Preview the file, in the worker if it is large. Of results, compare the numbers again."""
    if batch.purpose == BatchPurpose.RESULTS:
        results.preview(batch)
    elif _is_large_file(batch):
        _mark_working(batch, BatchState.CHECKING)
        look_job.enqueue(batch.pk)
    else:
        check(batch)


def check(batch: ImportBatch) -> None:
    """Preview the file now. If it cannot be read, `batch.error` says why."""
    with at_work(batch) as progress:
        try:
            plan = make(sheet_of(batch), **choices_of(batch), progress=progress)
        except sheets.SheetError as error:
            batch.state, batch.error = BatchState.FAILED, str(error)
        else:
            batch.plan, batch.layout = plan.as_json(), plan.reading.layout
            batch.state, batch.error = BatchState.CHECKED, ""
        batch.save()


def is_large(batch: ImportBatch) -> bool:
    """Whether applying it takes too long for a request. That reads the file again, then writes the changes."""
    if batch.purpose == BatchPurpose.RESULTS:  # a few bulk queries
        return False
    if batch.purpose == BatchPurpose.RECONCILE:
        records = sum(choice == ACCEPT for choice, _why in batch.decisions.values())
    else:
        records = sum(batch.counts.get(kind, 0) for kind in ITEMS)
    return records > MANY or _is_large_file(batch)


def _is_large_file(batch: ImportBatch) -> bool:
    return sheets.unpacked_size(batch.data) > LARGE


def apply_now_or_later(batch: ImportBatch, *, user, reason: str, digest: str) -> None:
    """Import the batch, or apply the decisions about the state's file; in the worker if it is large.

    Raises Refused; the worker writes the reason to `batch.error`.
    """
    _now_or_later(batch, BatchState.APPLYING, is_large(batch), user, reason=reason, digest=digest)


def undo_now_or_later(batch: ImportBatch, *, user, reason: str) -> None:
    """Undo the batch, in the worker if it is large. Raises Refused."""
    is_long = batch.purpose != BatchPurpose.RESULTS and batch.records.count() > MANY
    _now_or_later(batch, BatchState.UNDOING, is_long, user, reason=reason)


def _now_or_later(batch: ImportBatch, state: BatchState, is_long: bool, user, **options) -> None:
    if is_long:
        _mark_working(batch, state)
        work_job.enqueue(batch.pk, user.pk, state.value, options)
    else:
        _work(batch, state, user=user, **options)


def _work(batch: ImportBatch, state: str, **options) -> None:
    is_of_results = batch.purpose == BatchPurpose.RESULTS
    if state == BatchState.UNDOING:
        (results.undo if is_of_results else undo)(batch, **options)
    elif batch.purpose == BatchPurpose.RECONCILE:
        decide(batch, **options)
    else:
        (results.apply if is_of_results else apply)(batch, **options)


def forget_old() -> int:
    """Delete old files that were not imported, with their previews. Return how many."""
    old = ImportBatch.objects.filter(at=None, created_at__lt=timezone.now() - KEEP_UNUSED)
    return old.delete()[0]


def reset_interrupted() -> None:
    """Reset batches whose work was interrupted to their previous state, with an error message."""
    for batch in ImportBatch.objects.filter(state__in=PREVIOUS_STATE).defer("content", "plan", "decisions"):
        if not _is_queued(batch):
            _reset(batch)


@transaction.atomic
def _reset(batch: ImportBatch) -> None:
    if is_free(batch):
        message = _("The import was interrupted, and nothing was changed. Try again.")
        ImportBatch.objects.filter(pk=batch.pk, state=batch.state).update(
            state=PREVIOUS_STATE[batch.state], error=message
        )


def _is_queued(batch: ImportBatch) -> bool:
    """Whether a job for the batch is waiting or has just started."""
    just_started = Q(status=TaskResultStatus.RUNNING, started_at__gt=timezone.now() - START_DELAY)
    return DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.READY) | just_started,
        task_path__startswith="schools.",  # the first argument of these jobs is the batch's key
        args_kwargs__args__0=batch.pk,
    ).exists()


def _mark_working(batch: ImportBatch, state: BatchState) -> None:
    """Mark the batch as being worked on, before its job is queued."""
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, error="", progress=0, total=0)


def _language(user) -> str:
    return UserProfile.get_for_user(user).get_preferred_language()


@task(backend="worker")
def look_job(key: int) -> None:
    batch = ImportBatch.objects.filter(pk=key, state=BatchState.CHECKING).select_related("by").first()
    if batch:
        with translation.override(_language(batch.by) if batch.by else translation.get_language()):
            check(batch)


@task(backend="worker")
def work_job(key: int, by: int, state: str, options: dict) -> None:
    """Apply or undo the batch once, even if the job runs twice. On errors, reset the batch and store the reason."""
    queryset = ImportBatch.objects.filter(pk=key, state=state)
    batch = queryset.first()
    if batch is None:
        return
    user = get_user_model().objects.get(pk=by)
    with translation.override(_language(user)):
        try:
            _work(batch, state, user=user, **options)
        except Refused as error:
            queryset.update(state=PREVIOUS_STATE[state], error=str(error))
        except Exception:
            queryset.update(
                state=PREVIOUS_STATE[state], error=_("Something went wrong, and nothing was changed. Try again later.")
            )
            raise
