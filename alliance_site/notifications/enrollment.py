"""Reminder that the enrollment dates of the next school year are not set."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from alliance_site.notifications.desk import office
from schools.models import EnrollmentSeason
from schools.register.school_year import coming_year
from toolkit.mail import absolute, notify_once

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
    return len(notify_once(office(), "enrollment", context, key=year, again=AGAIN))
