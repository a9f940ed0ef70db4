"""Emergencies for alert systems: a CAP 1.2 document each (OASIS Common Alerting Protocol), and an Atom feed of them.

They have the emergencies that are on the site now; one that ends leaves the feed. No library writes CAP: those that
are kept up only read it.
"""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alliance_site.settings.environment import Environment
from pages.announcements.models import Kind
from pages.feed import xml_text
from pages.models import Announcement
from toolkit.cache_control import public
from toolkit.mail import absolute

CAP = "application/cap+xml"
BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)  # the date of a feed that never had an entry


def emergencies():
    """Return the emergencies that are on the site now."""
    return Announcement.objects.shown().filter(kind=Kind.EMERGENCY, last_published_at__isnull=False)


def addresses() -> list[str]:
    return [reverse("alerts"), *(reverse("alert", args=[pk]) for pk in emergencies().values_list("pk", flat=True))]


def _sender() -> str:
    return urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""


def _time(at: datetime) -> str:
    """Return a time as CAP writes it: to the second, with the offset in hours and minutes."""
    return timezone.localtime(at).isoformat(timespec="seconds")


def _identifier(announcement, at: datetime) -> str:
    """Return the name of the version published `at`, without spaces, commas, `<`, and `&`, which CAP excludes."""
    return f"{_sender()}-{announcement.pk}-{at:%Y%m%dT%H%M%S.%fZ}"


@public
@require_safe
def alert(request, pk):
    """Send an emergency as a CAP document, with a part for each language that it is in."""
    emergency = get_object_or_404(emergencies(), pk=pk)
    sent, first = emergency.last_published_at, emergency.first_published_at or emergency.last_published_at
    context = {
        "identifier": _identifier(emergency, sent),
        "sender": _sender(),
        "sent": _time(sent),
        "is_real": settings.ENVIRONMENT == Environment.PRODUCTION,
        "replaces": f"{_sender()},{_identifier(emergency, first)},{_time(first)}" if first != sent else "",
        "expires": emergency.expire_at and _time(emergency.expire_at),
        "name": settings.WAGTAIL_SITE_NAME,
        "texts": [(language, xml_text(text)) for language, _name, text in emergency.text.rows],
        "web": absolute("/"),
    }
    return render(request, "alerts/alert.xml", context, content_type=CAP)


@public
@require_safe
def feed(request):
    """Send the feed: an entry for the last version of each emergency, linked to its document."""
    dates = Announcement.objects.filter(kind=Kind.EMERGENCY).aggregate(last=Max("last_published_at"))
    context = {
        "name": settings.WAGTAIL_SITE_NAME,
        "home": absolute("/"),
        "address": absolute(reverse("alerts")),
        "updated": _time(dates["last"] or BEFORE_ALL),
        "entries": [
            (absolute(reverse("alert", args=[one.pk])), _time(one.last_published_at), xml_text(str(one.text)))
            for one in emergencies()
        ],
    }
    return render(request, "alerts/feed.xml", context, content_type="application/atom+xml; charset=utf-8")


urlpatterns = [
    path("alerts.atom", feed, name="alerts"),
    path("alerts/<int:pk>.cap", alert, name="alert"),
]
