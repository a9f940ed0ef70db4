"""Due dates as a calendar that phones and computers subscribe to.

Calendar programs cannot sign in, so each person has a secret address. It shows what that person can see now, and ends
when they change their password or lose their access. It has every date that is due, also of what was never posted, and
for each school the titles of what should be there now without a date. It has no statuses.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from django.contrib.auth import get_user_model
from django.core import signing
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from icalendar import Event

from schools.events.calendar_file import DAILY, calendar, filled
from toolkit.mail import absolute, preferred_language

from . import rights
from .models import Requirement
from .status import Cell, cells, slug_of

SIGNER = signing.Signer(salt="schools.postings.due_calendar")


def address(user) -> str:
    """Return the secret URL of the calendar of `user`."""
    return absolute(reverse("due_calendar", args=[SIGNER.sign_object([user.pk, _version(user)])]))


@require_safe
@never_cache
def due_calendar(request, token):
    user = _user(token)
    if user is None or not rights.may_look(user):
        raise Http404
    schools = [None] if rights.sees_network(user) else []
    schools += rights.schools_of(user).open_today().order_by("name")
    with override(preferred_language(user)):
        rows = cells(Requirement.objects.filter(in_use=True), schools)
        events = chain.from_iterable(_events([cell for cell in row if cell]) for row in rows)
        return calendar(str(_("Required postings: due dates")), events, refresh=DAILY)


def _user(token: str):
    try:
        key, version = SIGNER.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    user = get_user_model().objects.filter(pk=key, is_active=True).select_related("wagtail_userprofile").first()
    return user if user and constant_time_compare(version, _version(user)) else None


def _version(user) -> str:
    return user.get_session_auth_hash()[:16]  # changes with the password


def _events(row: list[Cell]) -> Iterator[Event]:
    """Yield an event for each date of the school's cells, and one of today for what should be there now."""
    for cell in row:
        title = f"{cell.requirement.title}, {cell.whose}"
        for number, day in enumerate(filter(None, (cell.due, cell.coming))):
            yield _event(f"{cell.key}:{number or 'posting'}", title, day, cell.url)
    if now := [cell for cell in row if cell.is_asked and not cell.due]:
        values = {"count": len(now), "whose": now[0].whose}
        title = ngettext(
            "%(whose)s: %(count)s posting without a date", "%(whose)s: %(count)s postings without a date", len(now)
        )
        url = f"{reverse('postings_due')}?school={slug_of(now[0].school)}"
        titles = "\n".join(str(cell.requirement) for cell in now)
        yield _event(f"{slug_of(now[0].school)}:postings", title % values, timezone.localdate(), url, titles)


def _event(uid: str, title: str, day: date, url: str, description: str = "") -> Event:
    values = {"uid": uid, "dtstamp": timezone.now(), "summary": title, "dtstart": day, "transp": "TRANSPARENT"}
    return filled(Event(), values | {"url": absolute(url), "description": description})
