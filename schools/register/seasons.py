"""The enrollment seasons that matter today."""

from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from media.visibility import public_documents
from pages.content_cache import memo
from schools.register.school_year import coming_year

from .models import ApplicationForm, EnrollmentSeason, InformationSession


def current_seasons() -> list[EnrollmentSeason]:
    """Return the seasons whose school year is not over, nearest first, with their forms and coming sessions.

    One query without seasons, three otherwise.
    """
    today = timezone.localdate()
    return memo(("seasons", today), lambda: _seasons(today))


def _seasons(today: date) -> list[EnrollmentSeason]:
    this_year = f"{int(coming_year(today)[:4]) - 1}-"
    forms = ApplicationForm.objects.filter(document__in=public_documents()).select_related("document")
    sessions = InformationSession.objects.filter(starts__date__gte=today).select_related("school__campus")
    return list(
        EnrollmentSeason.objects.filter(year__gte=this_year)
        .order_by("year")
        .prefetch_related(Prefetch("forms", forms), Prefetch("sessions", sessions))
    )


def coming_sessions(seasons, school=None) -> list[InformationSession]:
    """Return the coming sessions of `seasons`, soonest first; of one `school`, also those about all schools."""
    sessions = [session for season in seasons for session in season.sessions.all()]
    return sorted(
        (session for session in sessions if school is None or session.school_id in (None, school.pk)),
        key=lambda session: session.starts,
    )
