"""The enrollment seasons that matter today."""

from django.db.models import OuterRef
from django.utils import timezone

from media.models import public_documents
from pages.content_cache import memoized
from schools.register.school_year import school_year
from toolkit.json_rows import object_of, rows_of

from .models import ApplicationForm, EnrollmentSeason, InformationSession

DOCUMENT, CAMPUS = "document", "school__campus"  # foreign keys fetched with forms and sessions


@memoized
def current_seasons() -> list[EnrollmentSeason]:
    """Return the seasons whose school year is not over, nearest first, with forms and coming sessions. One query."""
    today = timezone.localdate()
    forms = ApplicationForm.objects.filter(season=OuterRef("pk"), document__in=public_documents())
    sessions = InformationSession.objects.filter(season=OuterRef("pk"), starts__date__gte=today)
    seasons = EnrollmentSeason.objects.filter(year__gte=school_year(today)).order_by("year")
    seasons = seasons.annotate(its_forms=rows_of(forms, DOCUMENT), its_sessions=rows_of(sessions, CAMPUS))
    for season in (result := list(seasons)):
        for name, model, path in (("forms", ApplicationForm, DOCUMENT), ("sessions", InformationSession, CAMPUS)):
            setattr(season, name, [object_of(model, row, path) for row in getattr(season, f"its_{name}")])
    return result


def coming_sessions(seasons, school=None) -> list[InformationSession]:
    """Return the coming sessions of `seasons`, soonest first.

    For one `school`: its own and those about all schools, of the seasons that it serves.
    """
    served = [season for season in seasons if school is None or school.serves_year(season.first_day_of_year)]
    sessions = [session for season in served for session in season.sessions.all()]
    return sorted(
        (session for session in sessions if school is None or session.school_id in (None, school.pk)),
        key=lambda session: session.starts,
    )
