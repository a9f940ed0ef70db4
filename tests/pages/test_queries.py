"""Every template runs the same number of queries for three and three hundred schools, and at most fifteen."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quality import synthetic_schools
from schools.models import EnrollmentSeason, InformationSession, School, SchoolPage
from schools.register.school_year import coming_year
from tests.content_cache import forget

PATHS = {
    "home": "/",
    "about": "/about/",
    "mission": "/mission/",
    "pillar": "/mission/college-ready/",
    "standard": "/contact/",
    "enroll": "/enroll/",
    "enrollment dates": "/enroll/dates/",
    "school list": "/schools/",
    "school list, closed ones too": "/schools/?closed=on",
    "finder": "/schools/?q=academy&near=90044&level=high",
    "finder, a closed school": "/schools/?q=tennenbaum",
    "finder for machines": "/schools/results.json?near=90044",
    "comparison": "/schools/compare/?school=gertz-ressler&school=tennenbaum&school=kory-hunter",
    "profile of half a complex": "/schools/gertz-ressler/",
    "profile of a closed school": "/schools/tennenbaum/",
    "report of a mistake": "/schools/gertz-ressler/report/",
    "stories": "/stories/",
    "story": "/stories/distinguished-schools-2024/",
    "feed": "/stories/feed/",
    "figures": "/facts/",
    "events": "/events/",
    "calendar of events": "/events/calendar.ics",
    "feed of figures": "/facts/feed/",
    "figures for software": "/data/facts.json",
    "search": "/search/?q=school",
    "search without words": "/search/",
    "not found": "/nowhere/",
    "home in Spanish": "/es/",
    "about in Spanish": "/es/acerca-de/",
    "enroll in Spanish": "/es/inscripcion/",
    "school list in Spanish": "/es/escuelas/",
    "finder in Spanish": "/es/escuelas/?q=academy&near=90044&level=high",
    "comparison in Spanish": "/es/escuelas/comparar/?school=gertz-ressler&school=tennenbaum&school=kory-hunter",
    "profile in Spanish": "/es/escuelas/gertz-ressler/",
    "profile of a closed school in Spanish": "/es/escuelas/tennenbaum/",
    "story in Spanish": "/es/historias/escuelas-distinguidas-2024/",
    "figures in Spanish": "/es/datos-y-cifras/",
    "search in Spanish": "/es/buscar/?q=escuela",
}
KEPT = ["gertz-ressler", "tennenbaum", "kory-hunter"]


@pytest.fixture
def count(client):
    def queries(path):
        forget()
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        # A test runs in a transaction, so a transaction inside it is a savepoint.
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    return queries


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_number_of_schools(count):
    for page in SchoolPage.objects.exclude(school__slug__in=KEPT):
        page.delete()
    season = EnrollmentSeason.objects.create(year=coming_year(), status="open")
    for school in School.objects.filter(slug__in=KEPT):
        InformationSession.objects.create(season=season, school=school, starts=timezone.now() + timedelta(days=1))
    caches["default"].clear()
    for path in PATHS.values():  # queries that a process runs once: content types, the site's root
        count(path)
    few = {name: count(path) for name, path in PATHS.items()}
    synthetic_schools.add(297)
    many = {name: count(path) for name, path in PATHS.items()}
    assert few == many
    assert max(queries for name, queries in many.items() if "Spanish" not in name) <= 15, many
    assert max(many.values()) <= 16, many  # with what changed in the same page in English since
