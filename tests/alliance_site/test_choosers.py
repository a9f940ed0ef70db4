"""Choosers of figures and schools show what tells similar ones apart."""

import pytest
from django.urls import reverse

from pages.models import Figure
from schools.models import School
from tests.html import soup
from tests.schools.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def choose(client):
    """The rows of a model's chooser, as text."""
    client.force_login(person("writer", "Writer"))

    def rows(model, **query):
        url = reverse(model.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
        response = client.get(url, query)
        assert response.status_code == 200
        return [" ".join(row.get_text(" ").split()) for row in soup(response).select("tbody tr")]

    return rows


def test_a_figure_is_chosen_by_its_value_date_and_source(choose):
    rows = choose(Figure)
    assert len(rows) == Figure.objects.count()
    (typed,) = [row for row in rows if "Scholars, rounded" in row]
    assert typed.startswith("13,000 · Scholars, rounded")
    assert "2018–19 Alliance, “Who we are”" in typed
    (counted,) = [row for row in rows if "Schools open today" in row]
    assert counted.startswith("25 ·")
    assert "June 2026 Our school register" in counted


def test_a_school_is_chosen_by_its_level_grades_and_place(choose):
    school = School.objects.get(slug="gertz-ressler")
    rows = choose(School)
    assert len(rows) == School.objects.count()
    (row,) = [row for row in rows if row.startswith(school.name)]
    assert f"High school 9–12 {school.campus.area}" in row
    closed = School.objects.filter(closed__isnull=False).first()
    assert any(row.startswith(closed.name) and str(closed.closed.year) in row for row in rows)
