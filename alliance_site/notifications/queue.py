"""The week's email to the office: what waits in its queue."""

from datetime import timedelta

from django.urls import reverse

from alliance_site.notifications.desk import office
from schools.desk.queue import items
from schools.desk.queue_views import summary
from toolkit.mail import absolute, notify_once

AGAIN = timedelta(days=6)


def remind() -> int:
    """Email the office, at most once a week each, while something waits; return how many got it."""
    waiting = items()
    context = {
        "rows": lambda: [(row.text, row.note, absolute(row.url)) for row in summary(waiting)],  # in each one's language
        "address": absolute(reverse("office_queue")),
    }
    return len(notify_once(office(), "queue", context, again=AGAIN)) if waiting else 0
