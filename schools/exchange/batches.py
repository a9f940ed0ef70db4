"""What happens to a file from when it is sent to when it is imported or taken back; large ones in the worker."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.users.models import UserProfile

from schools.models import BatchPurpose, BatchState, ImportBatch

from . import sheets
from .apply import Refused, apply
from .edits import sheet_of
from .plan import make
from .undo import undo

LARGE = 1024**2  # bytes; what takes longer to look at than a request may
MANY = 50  # records; more take longer to write, or to compare, than a request may
KEPT = timedelta(days=7)  # a file that nobody imported


def receive(name: str, data: bytes, *, user=None, purpose=BatchPurpose.IMPORT) -> ImportBatch:
    """A batch of the file, looked at, or in the worker's queue if it is large. Raises SheetError if it is too large."""
    if len(data) > sheets.MAX_BYTES:
        raise sheets.SheetError(_("The file is larger than %(limit)d MB.") % {"limit": sheets.MAX_BYTES // 1024**2})
    batch = ImportBatch(name=name[:200], by=user, purpose=purpose)
    batch.data, batch.sha256 = data, sheets.digest(data)
    batch.save()
    look(batch)
    return batch


def look(batch: ImportBatch) -> None:
    """Finds out what the file would change."""
    if len(batch.data) > LARGE:
        ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.CHECKING, progress=0, total=0)
        look_job.enqueue(batch.pk)
    else:
        check(batch)


def check(batch: ImportBatch) -> None:
    """Looks at the file now. What is wrong with it is said in `error`."""
    try:
        found = make(
            sheet_of(batch),
            accept_zeros=batch.accept_zeros,
            everything=batch.purpose == BatchPurpose.RECONCILE,
            progress=_progress(batch),
        )
    except sheets.SheetError as error:
        batch.state, batch.error = BatchState.FAILED, str(error)
    else:
        batch.plan, batch.layout = found.as_json(), found.reading.layout
        batch.state, batch.error = BatchState.CHECKED, ""
    batch.save()


def is_large(batch: ImportBatch) -> bool:
    """Whether to import it takes longer than a request may."""
    return sum(batch.counts.get(kind, 0) for kind in ("added", "changed", "closed")) > MANY


def import_now_or_later(batch: ImportBatch, *, user, reason: str, digest: str) -> None:
    """Raises Refused, as `apply` does; of what the worker does, `error` says it."""
    if is_large(batch):
        ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.APPLYING, error="")
        apply_job.enqueue(batch.pk, user.pk, reason, digest)
    else:
        apply(batch, user=user, reason=reason, digest=digest)


def undo_now_or_later(batch: ImportBatch, *, user, reason: str) -> None:
    """The same for taking it back."""
    if batch.records.count() > MANY:
        ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.UNDOING, error="")
        undo_job.enqueue(batch.pk, user.pk, reason)
    else:
        undo(batch, user=user, reason=reason)


def forget_old() -> int:
    """Deletes files that nobody imported, with what was found out about them."""
    old = ImportBatch.objects.filter(at=None, created_at__lt=timezone.now() - KEPT)
    return old.delete()[0]


def _progress(batch: ImportBatch) -> Callable[[int, int], None]:
    def note(done: int, total: int) -> None:
        ImportBatch.objects.filter(pk=batch.pk).update(progress=done, total=total)

    return note


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
    _in_worker(
        key,
        by,
        BatchState.APPLYING,
        BatchState.CHECKED,
        lambda one, user: apply(one, user=user, reason=reason, digest=digest),
    )


@task(backend="worker")
def undo_job(key: int, by: int, reason: str) -> None:
    _in_worker(key, by, BatchState.UNDOING, BatchState.APPLIED, lambda one, user: undo(one, user=user, reason=reason))


def _in_worker(key: int, by: int, state: BatchState, before: BatchState, do) -> None:
    """Does it once, also if the job comes twice; whatever goes wrong, the batch is as it was and says why."""
    batch = ImportBatch.objects.filter(pk=key, state=state).first()
    if batch is None:
        return
    user = get_user_model().objects.get(pk=by)
    waiting = ImportBatch.objects.filter(pk=key)
    with translation.override(_language(user)):
        try:
            do(batch, user)
        except Refused as error:
            waiting.update(state=before, error=str(error))
        except Exception:
            waiting.update(state=before, error=_("Something went wrong, and nothing was changed. Try again later."))
            raise
