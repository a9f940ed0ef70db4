"""Notices on public pages."""

from django.utils import timezone

from pages.content_cache import memo
from schools.desk.models import SchoolNotice
from schools.register.models import School


def of_school(school: School) -> list[SchoolNotice]:
    """Return the notices on the pages of `school` today. Cached until something changes."""
    today = timezone.localdate()
    return memo(("notices of", school.pk, today), lambda: list(school.notices.shown_on(today)))
