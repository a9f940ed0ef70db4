"""The enrollment seasons that matter today, and the school year that families enroll for next."""

from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from pages.content_cache import memo

from .models import EnrollmentSeason, InformationSession


def coming_year(day: date | None = None) -> str:
    """Return the school year that starts after `day` (today), such as `2027-28`."""
    day = day or timezone.localdate()
    start = day.year + (day >= date(day.year, 7, 1))
    return f"{start}-{(start + 1) % 100:02}"


def current_seasons() -> list[EnrollmentSeason]:
    """Return the seasons whose school year is not over, nearest first, with their forms and coming sessions.

    One query without seasons, three otherwise.
    """
    today = timezone.localdate()
    return memo(("seasons", today), lambda: _seasons(today))


def _seasons(today: date) -> list[EnrollmentSeason]:
    this_year = f"{today.year - (today < date(today.year, 7, 1))}-"
    sessions = InformationSession.objects.filter(starts__date__gte=today).select_related("school__campus")
    return list(
        EnrollmentSeason.objects.filter(year__gte=this_year)
        .order_by("year")
        .prefetch_related("forms__document", Prefetch("sessions", sessions))
    )


def sessions_for(school, seasons) -> list[InformationSession]:
    """Return the coming sessions of `seasons` that are about `school` or about all schools, soonest first."""
    sessions = [session for season in seasons for session in season.sessions.all()]
    return sorted(
        (session for session in sessions if session.school_id in (None, school.pk)), key=lambda session: session.starts
    )
