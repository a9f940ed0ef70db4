"""Reminder that the enrollment dates of the next school year are not set."""

from datetime import timedelta

from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from alliance_site.notifications.desk import office
from schools.models import EnrollmentSeason
from schools.register.school_year import coming_year
from toolkit.mail import absolute, notify

FROM_MONTH = 9  # families start to ask in September for the year that starts next July
AGAIN = timedelta(days=27)  # the job runs every week at the same minute


def remind() -> int:
    """Email the office, at most once in four weeks each, while the next season is missing; return how many got it."""
    year = coming_year()
    if timezone.localdate().month in range(7, FROM_MONTH) or EnrollmentSeason.objects.filter(year=year).exists():
        return 0
    context = {
        "year": year.replace("-", "–"),
        "address": absolute(reverse("wagtailsnippets_schools_enrollmentseason:add")),
    }
    sent = caches["limits"]  # in the database, so that it survives a restart of the worker
    key = "enrollment-reminder:{}:{}".format
    due = [user for user in office() if sent.add(key(year, user.pk), True, AGAIN.total_seconds())]
    reached = notify(due, "enrollment", context)
    for user in set(due) - set(reached):
        sent.delete(key(year, user.pk))  # try again next time
    return len(reached)
