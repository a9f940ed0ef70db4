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

from . import sheets
from .apply import Refused, apply
from .edits import sheet_of
from .models import BatchPurpose, BatchState, ImportBatch
from .plan import choices_of, make
from .reconcile import ACCEPT, decide, decision_lookup
from .undo import undo
from .work import at_work, is_free

LARGE = 1024**2  # bytes (workbooks: unpacked) above which a preview takes too long for a request
MANY = 50  # records above which writing or comparing takes too long for a request
KEEP_UNUSED = timedelta(days=7)  # how long files that were not imported are kept
START_DELAY = timedelta(seconds=10)  # longest time between the worker's start of a job and its lock on the batch
PREVIOUS_STATE = {  # a batch's state after its work failed
    BatchState.CHECKING: BatchState.FAILED,
    BatchState.APPLYING: BatchState.CHECKED,
    BatchState.UNDOING: BatchState.APPLIED,
}


def receive(name: str, data: bytes, *, user=None, purpose=BatchPurpose.IMPORT) -> ImportBatch:
    """Create a batch for a file and preview it. Large files are previewed by the worker.

    Raises SheetError if the file is too large.
    """
    if len(data) > sheets.MAX_BYTES:
        raise sheets.SheetError(
            _("The file is larger than %(limit)d MB. Split it into smaller files.")
            % {"limit": sheets.MAX_BYTES // 1024**2}
        )
    batch = ImportBatch(name=name[:200], by=user, purpose=purpose)
    batch.data, batch.sha256 = data, sheets.digest(data)
    batch.save()
    look(batch)
    return batch


def look(batch: ImportBatch) -> None:
    """Preview the file, in the worker if it is large."""
    if _is_large_file(batch):
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
    """Whether the import takes too long for a request. It reads the file again, then writes the changes."""
    return sum(batch.counts.get(kind, 0) for kind in ("added", "changed", "closed")) > MANY or _is_large_file(batch)


def _is_large_file(batch: ImportBatch) -> bool:
    return sheets.unpacked_size(batch.data) > LARGE


def import_now_or_later(batch: ImportBatch, *, user, reason: str, digest: str) -> None:
    """Import the batch, in the worker if it is large. Raises Refused; the worker writes the reason to `batch.error`."""
    if is_large(batch):
        _mark_working(batch, BatchState.APPLYING)
        apply_job.enqueue(batch.pk, user.pk, reason, digest)
    else:
        apply(batch, user=user, reason=reason, digest=digest)


def decide_now_or_later(batch: ImportBatch, *, user, reason: str, digest: str) -> None:
    """Apply the decisions about the state's file, in the worker if there are many. Raises Refused."""
    accepted = sum(choice == ACCEPT for choice, _why in batch.decisions.values())
    if accepted > MANY or _is_large_file(batch):
        _mark_working(batch, BatchState.APPLYING)
        decide_job.enqueue(batch.pk, user.pk, reason, digest)
    else:
        decide(batch, decision_lookup(batch), user=user, reason=reason, digest=digest)


def undo_now_or_later(batch: ImportBatch, *, user, reason: str) -> None:
    """Undo the batch, in the worker if it is large. Raises Refused."""
    if batch.records.count() > MANY:
        _mark_working(batch, BatchState.UNDOING)
        undo_job.enqueue(batch.pk, user.pk, reason)
    else:
        undo(batch, user=user, reason=reason)


def forget_old() -> int:
    """Delete old files that were not imported, with their previews. Return how many."""
    old = ImportBatch.objects.filter(at=None, created_at__lt=timezone.now() - KEEP_UNUSED)
    return old.delete()[0]


def put_right() -> None:
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
def apply_job(key: int, by: int, reason: str, digest: str) -> None:
    _in_worker(key, by, BatchState.APPLYING, lambda batch, user: apply(batch, user=user, reason=reason, digest=digest))


@task(backend="worker")
def decide_job(key: int, by: int, reason: str, digest: str) -> None:
    _in_worker(
        key,
        by,
        BatchState.APPLYING,
        lambda batch, user: decide(batch, decision_lookup(batch), user=user, reason=reason, digest=digest),
    )


@task(backend="worker")
def undo_job(key: int, by: int, reason: str) -> None:
    _in_worker(key, by, BatchState.UNDOING, lambda batch, user: undo(batch, user=user, reason=reason))


def _in_worker(key: int, by: int, state: BatchState, action) -> None:
    """Run `do(batch, user)` once, even if the job runs twice. On errors, reset the batch and store the reason."""
    queryset = ImportBatch.objects.filter(pk=key, state=state)
    batch = queryset.first()
    if batch is None:
        return
    user = get_user_model().objects.get(pk=by)
    with translation.override(_language(user)):
        try:
            action(batch, user)
        except Refused as error:
            queryset.update(state=PREVIOUS_STATE[state], error=str(error))
        except Exception:
            queryset.update(
                state=PREVIOUS_STATE[state], error=_("Something went wrong, and nothing was changed. Try again later.")
            )
            raise
