"""Emergencies for alert systems: a CAP 1.2 document each (OASIS Common Alerting Protocol), and an Atom feed of them.

An emergency is an `Alert`, then an `Update` with each publication. When it is taken down or expires, a `Cancel`
follows, which stays for a day. These name all versions before them, to the second: the log tells when each was
published, and when one was deleted. One that is turned into another kind must be ended first: nothing
follows it. No library writes CAP: those that are kept up only read it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from alliance_site.settings.environment import Environment
from pages.announcements.models import Kind
from pages.models import Announcement
from toolkit.cache_control import public
from toolkit.mail import absolute
from toolkit.workbooks import printable

CAP = "application/cap+xml"
BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)  # the date of a feed that never had an entry
PUBLISHED, ENDED = "wagtail.publish", "wagtail.unpublish"
DELETED = f"{ENDED}.deleted"
ACTIONS = [*(f"{action}{by}" for action in (PUBLISHED, ENDED) for by in ("", ".scheduled")), DELETED]
CANCELED_FOR = timedelta(days=1)


@dataclass
class Alert:
    """An emergency, when each of its versions was published, and when it ended, if it did."""

    emergency: Announcement
    versions: list[datetime]
    ended: datetime | None

    @property
    def sent(self) -> datetime:
        return self.ended or self.versions[-1]

    @property
    def path(self) -> str:
        return reverse("alert", args=[self.emergency.pk])

    @property
    def is_current(self) -> bool:
        return timezone.now() < self.ended + CANCELED_FOR if self.ended else self.emergency.live


def alerts() -> list[Alert]:
    """Return all emergencies that were ever published, the newest first. Two queries."""
    kind = ContentType.objects.get_for_model(Announcement)
    steps: dict[str, list[tuple[str, datetime]]] = {}
    found = [*Announcement.objects.filter(kind=Kind.EMERGENCY, ready_name="", last_published_at__isnull=False)]
    entries = ModelLogEntry.objects.filter(content_type=kind, action__in=ACTIONS).order_by("timestamp", "pk")
    for key, action, at in entries.values_list("object_id", "action", "timestamp"):
        steps.setdefault(key, []).append((action, at))
        if action == DELETED:
            found.append(Announcement(pk=int(key), text=gettext("Emergency"), live=False, last_published_at=at))
    found.sort(key=lambda one: (one.last_published_at, one.pk), reverse=True)
    return [_alert(one, steps.get(str(one.pk), [])) for one in found]


def end_deleted(instance: Announcement, **kwargs) -> None:
    """Log that an emergency which was published is deleted, so that its `Cancel` stays. A receiver, before it is."""
    if instance.is_emergency and instance.last_published_at and not instance.ready_name:
        log(instance=instance, action=DELETED)


def _alert(emergency: Announcement, steps: list[tuple[str, datetime]]) -> Alert:
    versions = [at for action, at in steps if action.startswith(PUBLISHED)] or [emergency.last_published_at]
    ends = [at for action, at in steps if action.startswith(ENDED) and at > versions[-1]]
    ends += [emergency.expire_at] if emergency.is_over else []
    return Alert(emergency, versions, min(ends, default=None))


def addresses() -> list[str]:
    return [reverse("alerts"), *(one.path for one in alerts() if one.is_current)]


def _time(at: datetime) -> str:
    """Return a time as CAP writes it: to the second, with the offset in hours and minutes."""
    return timezone.localtime(at).isoformat(timespec="seconds")


def _version(announcement, at: datetime) -> tuple[str, str, str]:
    """Return the sender, name, and time of the version of `at`, without spaces, commas, `<`, and `&`, as CAP asks."""
    sender = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""
    return sender, f"{sender}-{announcement.pk}-{at:%Y%m%dT%H%M%SZ}", _time(at)


@public
@require_safe
def alert(request, pk):
    """Send an emergency as a CAP document, with a part for each language that it is in, or its `Cancel`."""
    found = next((one for one in alerts() if one.emergency.pk == pk and one.is_current), None)
    if found is None:
        raise Http404
    emergency, earlier = found.emergency, found.versions if found.ended else found.versions[:-1]
    sender, identifier, sent = _version(emergency, found.sent)
    context = {
        "identifier": identifier,
        "sender": sender,
        "sent": sent,
        "is_real": settings.ENVIRONMENT == Environment.PRODUCTION,
        "ended": found.ended,
        "references": " ".join(",".join(_version(emergency, at)) for at in earlier),
        "expires": emergency.expire_at and _time(emergency.expire_at),
        "name": settings.WAGTAIL_SITE_NAME,
        "texts": [(language, printable(text)) for language, _name, text in emergency.text.rows],
        "web": absolute("/"),
    }
    return render(request, "alerts/alert.xml", context, content_type=CAP)


@public
@require_safe
def feed(request):
    """Send the feed: an entry for the last version of each emergency or for its end, linked to its document."""
    ever = alerts()
    context = {
        "name": settings.WAGTAIL_SITE_NAME,
        "home": absolute("/"),
        "address": absolute(reverse("alerts")),
        "updated": _time(max((one.sent for one in ever), default=BEFORE_ALL)),
        "entries": [
            (absolute(one.path), _time(one.sent), printable(str(one.emergency.text)), one.ended)
            for one in ever
            if one.is_current
        ],
    }
    return render(request, "alerts/feed.xml", context, content_type="application/atom+xml; charset=utf-8")


urlpatterns = [
    path("alerts.atom", feed, name="alerts"),
    path("alerts/<int:pk>.cap", alert, name="alert"),
]
