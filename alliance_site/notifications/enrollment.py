"""Reminder that the enrollment dates of the next school year are not set."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from alliance_site.notifications.digest import Section, sections
from alliance_site.notifications.recipients import office
from schools.models import EnrollmentSeason
from schools.register.school_year import coming_year, shown_year
from toolkit.mail import absolute

FROM_MONTH = 9  # families start to ask in September for the year that starts next July
AGAIN = timedelta(days=28)


def reminders() -> Iterable[Section]:
    """Remind the office, at most once in four weeks each, while the next season is missing."""
    year = coming_year()
    if timezone.localdate().month in range(7, FROM_MONTH) or EnrollmentSeason.objects.filter(year=year).exists():
        return []
    context = {
        "year": shown_year(year),
        "address": absolute(reverse("wagtailsnippets_schools_enrollmentseason:add")),
    }
    return sections("enrollment", {user: [year] for user in office()}, lambda _user, _new: context, again=AGAIN)
