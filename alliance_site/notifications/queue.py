"""The week's reminder for the office: what waits in its queue."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse

from alliance_site.notifications.digest import SHOWN, Section, once
from alliance_site.notifications.recipients import office
from schools.desk.queue import Item, Kind, items
from schools.desk.queue_views import summary
from toolkit.mail import absolute

AGAIN = timedelta(days=6)


def reminders() -> Iterable[Section]:
    """Remind the office, at most once in six days each, while something waits."""
    waiting = items()
    if not waiting:
        return []
    context = {
        "rows": lambda: summary(waiting),  # in each one's language
        "unreached": lambda: _unreached(items())[:SHOWN],
        "more": max(0, len(_unreached(waiting)) - SHOWN),
        "address": absolute(reverse("office_queue")),
    }
    return once(office(), "queue", context, again=AGAIN)


def _unreached(waiting: list[Item]) -> list[Item]:
    return [item for item in waiting if item.kind == Kind.PEOPLE]
