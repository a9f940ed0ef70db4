"""The week's reminder for the office: how much waits in its queue."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse

from alliance_site.notifications.digest import Section, sections
from alliance_site.notifications.recipients import office
from schools.desk.queue import items
from schools.desk.queue_views import summary
from toolkit.mail import absolute

AGAIN = timedelta(days=7)


def reminders() -> Iterable[Section]:
    """Remind the office, at most once a week each, while something waits."""
    waiting = items()
    if not waiting:
        return []
    context = {
        "rows": lambda: summary(waiting),  # in each one's language
        "address": absolute(reverse("office_queue")),
    }
    return sections("queue", dict.fromkeys(office(), ()), lambda _user, _new: context, again=AGAIN)
