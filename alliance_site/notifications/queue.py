"""The week's reminder for the office: what waits in its queue."""

from collections.abc import Iterable
from datetime import timedelta
from functools import cache

from django.urls import reverse
from django.utils.translation import get_language

from alliance_site.notifications.digest import SHOWN, Section, sections
from alliance_site.notifications.recipients import office
from schools.desk.queue import Item, Kind, items
from schools.desk.queue_views import summary
from toolkit.mail import absolute

AGAIN = timedelta(days=7)


def reminders() -> Iterable[Section]:
    """Remind the office, at most once a week each, while something waits."""
    waiting = items()
    if not waiting:
        return []
    in_language = cache(lambda language: items())  # the language is active when it is called
    context = {
        "rows": lambda: summary(waiting),  # in each one's language
        "unreached": lambda: _unreached(in_language(get_language()))[:SHOWN],
        "more": max(0, len(_unreached(waiting)) - SHOWN),
        "address": absolute(reverse("office_queue")),
    }
    return sections("queue", dict.fromkeys(office(), ()), lambda _user, _new: context, again=AGAIN)


def _unreached(waiting: list[Item]) -> list[Item]:
    return [item for item in waiting if item.kind == Kind.PEOPLE]
