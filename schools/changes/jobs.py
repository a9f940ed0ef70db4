"""Preview, apply, and undo changes: at once, or in the worker if that takes too long for a request."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult
from wagtail.users.models import UserProfile

from toolkit.worker.health import LONG

from . import engine
from .agreement import Refused
from .models import ChangeSet, State
from .undo import undo
from .work import is_locked, progress_of

KEEP_UNUSED = timedelta(days=7)  # how long changes that were not applied are kept
START_DELAY = timedelta(seconds=10)  # longest time between the worker's start of a job and its work on the change
PREVIOUS_STATE: dict[str, State] = {  # the state of a change after its work failed
    State.CHECKING: State.FAILED,
    State.APPLYING: State.CHECKED,
    State.UNDOING: State.APPLIED,
}


def look(change_set: ChangeSet) -> None:
    """Preview the change."""
    kind = change_set.of_kind
    if kind.is_slow_to_preview(change_set) or (kind.writes_to_preview and is_locked()):
        with transaction.atomic():
            _mark_working(change_set, State.CHECKING)
            look_job.enqueue(change_set.pk)
    else:
        engine.look(change_set)


def apply(change_set: ChangeSet, *, user, reason: str, digest: str) -> None:
    """Apply the change. Raises Refused; the worker writes the reason to its `error`."""
    _now_or_later(change_set, State.APPLYING, is_slow(change_set), user, reason=reason, digest=digest)


def is_slow(change_set: ChangeSet) -> bool:
    """Whether applying it takes too long for a request."""
    kind = change_set.of_kind
    return kind.size(change_set) > kind.at_once or kind.is_slow_to_preview(change_set)


def take_back(change_set: ChangeSet, *, user, reason: str) -> None:
    """Undo the change. Raises Refused, like `apply`."""
    is_long = change_set.records.count() > change_set.of_kind.at_once
    _now_or_later(change_set, State.UNDOING, is_long, user, reason=reason)


def _now_or_later(change_set: ChangeSet, state: State, is_long: bool, user, **options) -> None:
    if is_long:
        with transaction.atomic():
            _mark_working(change_set, state)
            work_job.enqueue(change_set.pk, user.pk, state.value, options)
    else:
        _work(change_set, state, user=user, **options)


def _work(change_set: ChangeSet, state: str, **options) -> None:
    (undo if state == State.UNDOING else engine.apply)(change_set, **options)


def forget_old() -> int:
    """Delete old changes that were not applied, with their files. Return how many."""
    old = ChangeSet.objects.filter(at=None, created_at__lt=timezone.now() - KEEP_UNUSED)
    return old.delete()[1].get(ChangeSet._meta.label, 0)


def reset_interrupted() -> None:
    """Reset changes whose work was interrupted to their previous state, with an error message."""
    for change_set in ChangeSet.objects.filter(state__in=PREVIOUS_STATE).only("state"):
        if not _is_queued(change_set) and progress_of(change_set.pk) is None:
            _fail(change_set.pk, change_set.state, _("The import was interrupted, and nothing was changed. Try again."))


def _fail(key: int, state: str, error: str) -> None:
    ChangeSet.objects.filter(pk=key, state=state).update(state=PREVIOUS_STATE[state], error=error)


def _is_queued(change_set: ChangeSet) -> bool:
    """Whether a job for the change is waiting or has just started."""
    just_started = Q(status=TaskResultStatus.RUNNING, started_at__gt=timezone.now() - START_DELAY)
    return DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.READY) | just_started,
        task_path__startswith=f"{__name__}.",
        args_kwargs__args__0=change_set.pk,
    ).exists()


def _mark_working(change_set: ChangeSet, state: State) -> None:
    """Mark the change as being worked on, before its job is queued."""
    change_set.state = state
    ChangeSet.objects.filter(pk=change_set.pk).update(state=state, error="")


def _language_of(user: AbstractBaseUser | None) -> translation.override:
    language = UserProfile.get_for_user(user).get_preferred_language() if user else translation.get_language()
    return translation.override(language)


@task(backend="worker", queue_name=LONG)
def look_job(key: int) -> None:
    change_set = ChangeSet.objects.filter(pk=key, state=State.CHECKING).select_related("by").first()
    if change_set:
        with _language_of(change_set.by):
            engine.look(change_set)


@task(backend="worker", queue_name=LONG)
def work_job(key: int, by: int, state: str, options: dict) -> None:
    """Apply or undo the change once, even if the job runs twice. On errors, reset it and store the reason."""
    change_set = ChangeSet.objects.filter(pk=key, state=state).first()
    if change_set is None:
        return
    user = get_user_model().objects.get(pk=by)
    with _language_of(user):
        try:
            _work(change_set, state, user=user, **options)
        except Refused as error:
            _fail(key, state, str(error))
        except Exception:
            _fail(key, state, _("Something went wrong, and nothing was changed. Try again later."))
            raise
