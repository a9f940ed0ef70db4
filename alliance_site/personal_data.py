"""Delete personal data when its retention period is over. docs/security.md lists all, also what others delete."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import ModelLogEntry

from alliance_site.models import Reminded
from pages.models import FormAnswer
from schools.mistakes import models as mistakes
from toolkit.activity_log.events import record
from toolkit.activity_log.models import AuditEntry

NEVER_USED = timedelta(days=30)  # accounts that were invited and never signed in
CLOSED = timedelta(days=365)  # accounts, since their last use or change
EDITING = timedelta(days=1)  # open editors and unsaved previews
REMINDED = timedelta(days=60)  # days of reminders to a person, longer than any pause between two


def delete_old() -> dict[str, int]:
    """Delete expired data of each kind and return how many rows. The activity log records the numbers."""
    now, open_sessions = timezone.now(), Session.objects.values("session_key")
    deleted = {
        gettext_noop("reported mistakes"): mistakes.delete_old(),
        gettext_noop("form responses"): _delete(FormAnswer.objects.filter(delete_on__lte=timezone.localdate())),
        gettext_noop("sessions"): _delete(Session.objects.filter(expire_date__lt=now)),
        gettext_noop("details of sessions"): _delete(UserSession.objects.exclude(session_key__in=open_sessions)),
        gettext_noop("sign-in attempts"): _delete_sign_in_attempts(now),
        gettext_noop("open editors"): _delete(EditingSession.objects.filter(last_seen_at__lt=now - EDITING)),
        gettext_noop("unsaved previews"): _delete(FormState.objects.filter(last_updated_at__lt=now - EDITING)),
        gettext_noop("days of reminders"): _delete(Reminded.objects.filter(day__lt=timezone.localdate() - REMINDED)),
        gettext_noop("accounts never used"): _delete(never_used()),
        gettext_noop("closed accounts"): _delete(long_closed()),
        gettext_noop("account histories"): _delete(old_histories()),
    }
    if counts := {kind: number for kind, number in deleted.items() if number}:
        record("personal.expired", counts=counts)
    return deleted


def never_used() -> QuerySet:
    """Accounts whose last invitation is at least `NEVER_USED` old and that never signed in."""
    cutoff = timezone.now() - NEVER_USED
    invited = AuditEntry.objects.filter(action="account.invited", at__gte=cutoff).values_list("object_key", flat=True)
    users = get_user_model().objects.filter(is_active=True, last_login=None, date_joined__lt=cutoff)
    return users.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).exclude(pk__in=[*map(int, invited)])


def long_closed() -> QuerySet:
    """Closed accounts that have not been used or changed for a year."""
    cutoff = timezone.now() - CLOSED
    changed = AuditEntry.objects.filter(action__in=("account.changed", "account.added"), at__gte=cutoff)
    users = get_user_model().objects.annotate(used=Coalesce("last_login", "date_joined"))
    users = users.filter(is_active=False, used__lt=cutoff)
    return users.exclude(pk__in=[*map(int, changed.values_list("object_key", flat=True))])


def old_histories() -> QuerySet:
    """Wagtail's log entries about accounts, existing or not, past the retention period of the activity log."""
    kind = ContentType.objects.get_for_model(get_user_model())
    cutoff = timezone.now() - timedelta(days=settings.AUDIT_DAYS)
    return ModelLogEntry.objects.filter(content_type=kind, timestamp__lt=cutoff)


def _delete(rows: QuerySet) -> int:
    """Delete `rows` and return how many, not counting related rows."""
    _all, by_model = rows.delete()
    return by_model.get(rows.model._meta.label, 0)


def _delete_sign_in_attempts(now) -> int:
    """Delete expired counts of sign-in attempts and of what visitors sent."""
    count = 0
    for limits in ("accounts_limits", "visitor_limits"):
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{limits}" WHERE "expires" < %s', [now])  # noqa: S608 (the names above)
            count += cursor.rowcount
    return count
